"""The table brought out by command line: any part of it, on any page, and the PDF that the window makes."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication

from db.opening import open_ledger
from main import WRITERS
from qcapp.domain.page_setup import Margins, Orientation, PageSetup
from qcapp.domain.period import Period
from qcapp.forms.layout import Paper
from qcapp.services import make_services
from tests.cli.desk import MONTH, Desk
from tests.factory import FixedClock
from tests.programs import ended
from tests.services.office import HandedOver
from ui.pdf.printout import lay_out
from ui.pdf.table_pdf import save_pdf


def first_column(path: Path) -> list[str]:
    sheet = load_workbook(path).active
    assert sheet is not None
    return [str(row[0].value) for row in sheet.iter_rows() if row[0].value is not None]


def seen(pdf: Path) -> list[str | bytes]:
    """Each word with its place, and each page's picture. (The bytes of a file name fonts in any order.)"""
    if shutil.which("pdftotext") is None or shutil.which("pdftoppm") is None:
        pytest.skip("poppler-utils is not installed")
    words = ended(["pdftotext", "-bbox", pdf, "-"], check=True).stdout
    ended(["pdftoppm", "-r", "40", "-png", pdf, pdf.with_suffix("")], check=True)
    pictures = [file.read_bytes() for file in sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))]
    assert len(pictures) > 5
    return [re.sub("<meta[^>]*>", "", words), *pictures]


def test_a_part_of_the_table_is_filtered_grouped_and_in_the_columns_named(desk: Desk) -> None:
    out = desk.folder / "未报.xlsx"
    desk.say("set", 11, "progress", "已办", "--unit", "区税务局", "--period", MONTH)
    said = desk.ask(
        "export", out, "--period", MONTH, "--task", 5, "--state", "未报", "--unit", "区税务局", "--columns", "序号,unit,progress",
        "--group", "unit",
    )
    assert said == {"file": str(out)}
    found = first_column(out)
    assert found[1] == "报告期：2021年7月　筛选：未报 · 区税务局 · 五.开办企业　共 2 条"
    assert found[2:] == ["序号", "区税务局　2 条 · 已报 0", "13", "20"]


def test_of_one_unit_a_joint_measure_is_judged_by_its_own_words(desk: Desk) -> None:
    """As in the window narrowed to that unit, and in the official table of it."""
    desk.say("set", 11, "progress", "已办", "--unit", "区税务局", "--period", MONTH)
    for unit, words in (("区税务局", "已办"), ("高新区税务局", "（未报送）")):
        out = desk.folder / f"{unit}.xlsx"
        desk.ask("export", out, "--period", MONTH, "--task", 5, "--unit", unit, "--columns", "序号,进展情况,状态")
        sheet = load_workbook(out).active
        assert sheet is not None
        row = next(row for row in sheet.iter_rows(values_only=True) if str(row[0]) == "11")
        assert row[1] == words
        assert row[2] == ("已报" if unit == "区税务局" else "逾期")
    missing = desk.folder / "未报.xlsx"
    desk.ask("export", missing, "--period", MONTH, "--task", 5, "--state", "未报", "--unit", "区税务局")
    assert "11" not in first_column(missing)


def test_a_view_is_written_in_every_format(desk: Desk, qapp: QGuiApplication) -> None:
    for suffix, start in (("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")):
        out = desk.folder / f"视图.{suffix}"
        assert "视图已写到" in desk.say("export", out, "--period", MONTH, "--view", "按单位看")
        assert out.read_bytes().startswith(start)
    assert Document(str(desk.folder / "视图.docx")).paragraphs[0].text == "按单位看"


def test_units_alone_are_the_official_table_of_those_units(desk: Desk) -> None:
    out = desk.folder / "一家.xlsx"
    assert "细化表已写到" in desk.say("export", out, "--period", MONTH, "--unit", "区法院")
    assert "重点任务" in first_column(out)


def test_the_page_is_set_for_this_once(desk: Desk) -> None:
    out = desk.folder / "纵向.xlsx"
    desk.say("export", out, "--period", MONTH, "--orientation", "portrait", "--paper", "A4", "--margins", "10,11,20,12")
    sheet = load_workbook(out).active
    assert sheet is not None
    assert (sheet.page_setup.orientation, round(sheet.page_margins.left * 25.4)) == ("portrait", 12)
    desk.say("export", out, "--period", MONTH, "--scale", "90%")
    sheet = load_workbook(out).active
    assert sheet is not None
    assert (sheet.page_setup.orientation, sheet.page_setup.scale) == ("landscape", 90)


def test_the_page_setup_is_a_matter_of_settings(desk: Desk) -> None:
    desk.say("settings", "print.orientation", "portrait")
    out = desk.folder / "纵向.docx"
    desk.say("export", out, "--period", MONTH)
    section = Document(str(out)).sections[0]
    assert section.page_width is not None
    assert section.page_width < (section.page_height or 0)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--margins", "很宽"), "15,15,15,15"), (("--scale", "5"), "50 到 200"),
        (("--orientation", "斜"), "--orientation"),
        (("--task", "99"), "没有第 99 项"), (("--state", "忙"), "unreported（未报）"),
        (("--columns", "价格"), "没有“价格”这一列"),
        (("--view", "没有的"), "按单位看"), (("--group", "颜色"), "--group"),
        (("--task", "5", "--unit", "没有局"), "没有局"),
    ],
)
def test_words_that_are_off_are_told_with_what_could_be_written(desk: Desk, words: tuple[str, ...], complaint: str) -> None:
    desk.say("export", desk.folder / "x.xlsx", "--period", MONTH, *words, expect=2)
    assert complaint in desk.complaint
    assert not (desk.folder / "x.xlsx").exists()


def test_printing_without_a_printer_says_why_and_what_to_do(
    desk: Desk, qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.printing.printers.printer_names", lambda: ())
    desk.say("print", "--period", MONTH, expect=3)
    assert "没有装打印机" in desk.complaint
    assert "PDF" in desk.complaint
    assert desk.ask("print", "--list-printers") == {"printers": []}
    desk.say("print", expect=2)
    assert "--period" in desk.complaint


def test_a_printer_gets_what_was_asked_for(desk: Desk, qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, int, int]] = []

    def send(table: object, name: str, *, copies: int) -> str:
        sent.append((name, copies, len(table.rows)))  # type: ignore[attr-defined]
        return name

    monkeypatch.setattr("ui.printing.printers.print_table", send)
    said = desk.ask("print", "--period", MONTH, "--printer", "大厅", "--copies", 3, "--task", 5, "--group", "none")
    assert said == {"printer": "大厅", "rows": 11}
    assert sent == [("大厅", 3, 11)]
    desk.say("print", "--period", MONTH, "--copies", "0", expect=2)


def test_the_commands_pdf_is_the_windows_pdf(desk: Desk, qapp: QGuiApplication) -> None:
    """The command in a program of its own, without a window; the window's way here, beside an application that has one."""
    for no, words in ((60, "完成审限内结案三百件。"), (11, "月度进展：系统已上线。" * 200)):
        desk.say("set", no, "progress", words, "--unit", "区法院" if no == 60 else "区税务局", "--period", MONTH)
    out, ours = desk.folder / "命令.pdf", desk.folder / "窗口.pdf"
    page = ("--paper", "A4", "--orientation", "portrait", "--margins", "10,11,20,12", "--scale", "90")
    command = (sys.executable, "main.py", "--ledger", str(desk.ledger), "export", str(out), "--period", MONTH, *page)
    ended(command, check=True)
    store = open_ledger(desk.ledger, FixedClock())
    services = make_services(store, HandedOver(), FixedClock(), "经办人", WRITERS)
    setup = PageSetup(Orientation.PORTRAIT, Margins(10, 11, 20, 12), 90)
    save_pdf(lay_out(services.publish.official(Period(2021, 7), paper=Paper.A4, setup=setup)), ours)
    store.close()
    assert seen(out) == seen(ours)
