"""打印预览 in the real window: what is seen is what is asked for, what is set is kept, and what is printed is what was seen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from qcapp.domain.page_setup import STANDARD, Margins, Orientation
from qcapp.domain.views import LedgerView, ViewFilter
from qcapp.forms.layout import Paper, TableDocument
from qcapp.forms.list_table import ListTable, plain_table
from qcapp.services import Services
from tests.programs import ended
from tests.ui.conftest import JULY
from tests.ui.hands import never_reached, press, press_keys, tab_round
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pdf.printout import Printout
from ui.printing import print_work, printers
from ui.printing.pages_view import Fit
from ui.printing.preview import PrintPreview
from ui.printing.print_work import PrintWork
from ui.printing.setup_dialog import SetupDialog

Fill = Callable[..., None]
UNREPORTED = LedgerView(filter=ViewFilter(states=("unreported",)), columns=("no", "unit", "progress"))


@pytest.fixture
def work(window: MainWindow) -> PrintWork:
    window.actions_by_key["print_preview"].trigger()
    assert window.commands.exports.printing is not None
    return window.commands.exports.printing


def stands(qtbot: QtBot, work: PrintWork) -> PrintPreview:
    """The preview, once its pages are what is asked for."""
    preview = work.preview
    assert preview is not None
    qtbot.waitUntil(lambda: preview.current, timeout=20_000)
    return preview


def again(qtbot: QtBot, work: PrintWork, act: Callable[[], object]) -> Printout:
    """Do what asks for other pages; those."""
    before = stands(qtbot, work).printout
    act()
    preview = work.preview
    assert preview is not None
    qtbot.waitUntil(lambda: preview.current and preview.printout is not before, timeout=20_000)
    assert preview.printout is not None
    return preview.printout


def again_after_stop(qtbot: QtBot, preview: PrintPreview) -> Printout:
    press(preview, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: preview.current, timeout=20_000)
    assert preview.printout is not None
    assert not preview.notice.text
    return preview.printout


def test_it_opens_by_its_key_with_the_official_table(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window.ledger_page.table, "Ctrl+Shift+P")
    work = window.commands.exports.printing
    assert work is not None
    preview = stands(qtbot, work)
    assert preview.printout is not None
    assert isinstance(preview.printout.table, TableDocument)
    assert len(preview.printout.table.blocks) == 74
    assert preview.total.text() == f"/ {len(preview.printout.pages)} 页"
    assert preview.view.page == 1
    preview.reject()
    assert work.preview is None
    assert window.services.history.operations()[:0] == ()
    assert window.services.publish.page_setup() == STANDARD


def test_the_button_beside_export_opens_it_too(window: MainWindow, qtbot: QtBot) -> None:
    button = window.top_bar.findChild(QPushButton, "print")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.commands.exports.printing is not None
    stands(qtbot, window.commands.exports.printing).reject()


def test_what_the_ledger_shows_is_printed_where_it_is_filtered(
    window: MainWindow, qtbot: QtBot, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(60, "区法院", progress="已办")
    monkeypatch.setattr(window.ledger_page, "shown_view", lambda: UNREPORTED)
    window.commands.exports.preview()
    work = window.commands.exports.printing
    assert work is not None
    preview = stands(qtbot, work)
    assert preview.shown.isChecked()
    assert (preview.words.text(), preview.words.isVisible()) == ("筛选：未报", True)
    table = preview.printout.table if preview.printout else None
    assert isinstance(table, ListTable)
    assert table.caption == "报告期：2021年7月　筛选：未报　共 73 条"
    official = again(qtbot, work, lambda: preview.official.setChecked(True))
    assert isinstance(official.table, TableDocument)
    assert not preview.words.isVisible(), "of what is not printed"
    again(qtbot, work, lambda: preview.shown.setChecked(True))
    assert preview.words.isVisible()
    preview.reject()


def test_what_the_past_shows_is_printed_on_the_same_page(window: MainWindow, qtbot: QtBot, fill: Fill) -> None:
    fill(60, "区法院", progress="完成审限内结案三百件。")
    fill(60, "区法院", JULY.shifted(-1), progress="在办")
    window.go("past")
    qtbot.waitUntil(lambda: window.current_page.shown_table() is not None and not window.tasks.busy, timeout=20_000)
    table = window.current_page.shown_table()
    assert table is not None
    window.commands.exports.preview()
    work = window.commands.exports.printing
    assert work is not None
    preview = stands(qtbot, work)
    assert (preview.shown.text(), preview.shown.isChecked()) == ("往期里现在看到的", True)
    assert preview.words.text() == table.title
    printed = again(qtbot, work, lambda: preview.panel.turned.load("portrait")).table
    assert isinstance(printed, ListTable)
    assert (printed.title, printed.rows, printed.setup.orientation) == (table.title, table.rows, Orientation.PORTRAIT)
    preview.reject()


def test_one_units_table_is_its_own_measures(work: PrintWork, qtbot: QtBot) -> None:
    preview = stands(qtbot, work)

    def choose() -> None:
        preview.units.setCurrentText("区法院")
        preview.one_unit.setChecked(True)

    assert not preview.units.isVisible()
    table = again(qtbot, work, choose).table
    assert preview.units.isVisible()
    assert isinstance(table, TableDocument)
    assert {block.unit for block in table.blocks} == {"区法院"}
    preview.reject()


def test_the_setup_is_seen_at_once_and_kept_when_it_is_left(work: PrintWork, window: MainWindow, qtbot: QtBot) -> None:
    preview = stands(qtbot, work)
    before = window.services.history.operations()
    printout = again(qtbot, work, lambda: preview.panel.turned.load("portrait"))
    assert printout.sheet.height > printout.sheet.width
    small = again(qtbot, work, lambda: preview.panel.scale.load("70"))
    assert len(small.pages) < len(printout.pages)
    assert window.services.history.operations() == before, "nothing is kept while it is being tried"
    preview.reject()
    setup = window.services.publish.page_setup()
    assert (setup.orientation, setup.scale) == (Orientation.PORTRAIT, 70)
    assert len(window.services.history.operations()) == len(before) + 1


def test_a_number_that_can_not_be_is_said_and_changes_nothing(work: PrintWork, window: MainWindow, qtbot: QtBot) -> None:
    preview = stands(qtbot, work)
    preview.panel.scale.load("5")
    assert preview.panel.trouble.text() == "字号缩放要写 50 到 200 的整数"
    assert preview.panel.trouble.isVisible()
    assert preview.setup[1] == STANDARD
    preview.panel.sides["left"].load("3")
    preview.panel.scale.load("90")
    assert preview.panel.trouble.text() == "页边距要写 5 到 60 毫米"
    preview.panel.sides["left"].load("25")
    assert preview.panel.trouble.text() == ""
    assert preview.setup[1].margins == Margins(16, 15, 18, 25)
    preview.reject()


def test_margins_follow_the_paper_until_they_are_set(work: PrintWork, qtbot: QtBot) -> None:
    panel = stands(qtbot, work).panel
    assert panel.sides["left"].value() == "15"
    panel.paper.load("A4")
    assert panel.sides["left"].value() == "12"
    panel.margins.setCurrentText("窄")
    assert (panel.value[1].margins, panel.sides["bottom"].value()) == (Margins(8, 8, 12, 8), "12")
    panel.sides["top"].load("20")
    assert panel.margins.currentText() == "自定"
    panel.defaults.click()
    assert panel.value == (Paper.A4, STANDARD)
    assert work.preview is not None
    work.preview.reject()


def test_pages_are_turned_by_keys_and_by_number(work: PrintWork, qtbot: QtBot) -> None:
    preview = stands(qtbot, work)
    total = len(preview.view.pages)
    press(preview.view, Qt.Key.Key_PageDown)
    assert preview.page.value() == 2
    assert preview.back.isEnabled()
    preview.page.setValue(total)
    assert preview.view.page == total
    assert not preview.forth.isEnabled()
    press(preview.view, Qt.Key.Key_PageUp)
    assert preview.view.page == total - 1
    press(preview.view, Qt.Key.Key_Home)
    assert preview.view.page == 1
    preview.reject()


def test_zoom_by_menu_keys_and_wheel(work: PrintWork, qtbot: QtBot) -> None:
    preview = stands(qtbot, work)
    view = preview.view
    assert (preview.zoom.text(), view.fit) == ("适合宽度", Fit.WIDTH)
    by_words = {action.text(): action for action in preview.zoom.menu().actions()}
    by_words["整页"].trigger()
    assert (preview.zoom.text(), view.fit) == ("整页", Fit.PAGE)
    sheet = preview.printout.sheet if preview.printout else None
    assert sheet is not None
    assert sheet.height * view.zoom / 15 <= view.viewport().height()
    by_words["100%"].trigger()
    assert (preview.zoom.text(), view.zoom) == ("100%", 1.0)
    preview.larger.click()
    assert view.zoom == pytest.approx(1.2)
    wheel = QWheelEvent(
        QPointF(50, 50), view.mapToGlobal(QPointF(50, 50)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.zoom == pytest.approx(1.0)
    press_keys(view, "Ctrl+0")
    assert view.fit is Fit.WIDTH
    preview.reject()


def test_what_is_printed_is_what_was_seen(work: PrintWork, window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    preview = stands(qtbot, work)
    asked: list[Printout] = []

    def printer(printout: Printout) -> QPrinter:
        asked.append(printout)
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(tmp_path / "大厅.pdf"))
        printers.prepare(made, printout)
        return made

    work.ask_printer = printer
    press_keys(preview.view, "Ctrl+P")
    qtbot.waitUntil(lambda: bool(preview.notice.text), timeout=20_000)
    assert asked == [preview.printout]
    assert preview.notice.text == f"已送到“大厅.pdf”，共 {len(preview.view.pages)} 页。"
    assert (tmp_path / "大厅.pdf").read_bytes().startswith(b"%PDF-")
    preview.reject()


def test_without_a_printer_it_offers_a_pdf(
    work: PrintWork, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = stands(qtbot, work)
    said: list[str] = []

    def ask(*words: object, **more: object) -> str:
        said.append(str(words[3]))
        return "pdf"

    monkeypatch.setattr(printers, "printer_names", lambda: ())
    monkeypatch.setattr(QuestionDialog, "ask", ask)
    monkeypatch.setattr(print_work, "ask_save", lambda *words: tmp_path / "细化表")
    preview.print_button.click()
    qtbot.waitUntil(lambda: (tmp_path / "细化表.pdf").exists() and bool(preview.written.text), timeout=20_000)
    assert said == [printers.NO_PRINTER]
    assert (tmp_path / "细化表.pdf").read_bytes().startswith(b"%PDF-")
    preview.reject()


def test_another_paper_in_the_printer_is_asked_about_before_anything_is_sent(
    work: PrintWork, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtGui import QPageSize

    preview = stands(qtbot, work)
    said: list[str] = []

    def printer(printout: Printout) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(tmp_path / "x.pdf"))
        printers.prepare(made, printout)
        made.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        return made

    def ask(*words: object, **more: object) -> None:
        said.append(str(words[3]))

    work.ask_printer = printer
    monkeypatch.setattr(QuestionDialog, "ask", ask)
    preview.print_button.click()
    assert "页面设置是 A3，打印机里选的是 A4" in said[0]
    assert not (tmp_path / "x.pdf").exists()
    preview.reject()


@pytest.mark.parametrize(("button", "suffix"), [("pdf_button", "pdf"), ("xlsx_button", "xlsx"), ("docx_button", "docx")])
def test_files_are_named_for_what_they_hold(
    work: PrintWork, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, button: str, suffix: str
) -> None:
    preview = stands(qtbot, work)
    offered: list[Path] = []

    def ask(parent: object, title: str, start: Path, kinds: str) -> Path:
        offered.append(start)
        return tmp_path / start.name

    monkeypatch.setattr(print_work, "ask_save", ask)
    getattr(preview, button).click()
    name = f"{window.services.look.plan(JULY).title}（2021年7月）.{suffix}"
    qtbot.waitUntil(lambda: bool(preview.written.text), timeout=20_000)
    assert offered[0].name == name
    assert preview.written.text.startswith(f"已写到“{name}”")
    words = [each.text() for each in preview.written.findChildren(QPushButton) if each.isVisible()]
    assert words == ["打开文件", "打开所在文件夹", "知道了"]
    assert (tmp_path / name).exists()
    preview.reject()


def test_a_file_of_that_name_is_not_replaced_unasked(
    work: PrintWork, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = stands(qtbot, work)
    (tmp_path / "旧.pdf").write_bytes(b"older")
    monkeypatch.setattr(print_work, "ask_save", lambda *words: tmp_path / "旧.pdf")
    monkeypatch.setattr(QuestionDialog, "ask", lambda *words, **more: None)
    preview.pdf_button.click()
    assert (tmp_path / "旧.pdf").read_bytes() == b"older"
    preview.reject()


def test_a_trouble_is_said_in_the_preview_and_the_last_pages_stay(
    work: PrintWork, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qcapp.domain.errors import WriteFailed
    from ui.printing import layouts

    preview = stands(qtbot, work)

    def fails(*words: object) -> Printout:
        raise WriteFailed("这台电脑没有中文字体，写不了 PDF，请先安装仿宋或思源宋体再导出。")

    monkeypatch.setattr(layouts, "lay_out", fails)
    preview.panel.striped.setChecked(True)
    qtbot.waitUntil(lambda: bool(preview.notice.text), timeout=20_000)
    assert "没有中文字体" in preview.notice.text
    assert preview.view.pages
    assert not preview.current, "they are of the setup before"
    assert not preview.print_button.isEnabled()
    preview.reject()


def test_a_long_table_is_laid_out_beside_the_window_and_can_be_stopped(
    work: PrintWork, window: MainWindow, qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = stands(qtbot, work)
    before = preview.printout
    long = plain_table("大表", ["序号", "进展情况"], [[str(no), "已完成系统对接，" * 40] for no in range(10_000)])
    monkeypatch.setattr(type(services.publish), "official", lambda *words, **more: long)
    preview.panel.striped.setChecked(True)
    qtbot.waitUntil(lambda: "正在排版：" in preview.busy.text(), timeout=20_000)
    assert not preview.print_button.isEnabled()
    assert preview.stop.isVisible()
    preview.stop.click()
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    assert preview.printout is before
    assert not preview.current, "what is seen is not what was asked for"
    assert not preview.pdf_button.isEnabled()
    assert preview.notice.text.startswith("已停下")
    monkeypatch.undo()
    after = again_after_stop(qtbot, preview)
    assert after is not before
    assert after.table.setup.striped
    preview.reject()


def test_what_is_asked_for_and_stopped_at_once_is_not_printed_as_it_was(work: PrintWork, qtbot: QtBot) -> None:
    preview = stands(qtbot, work)
    preview.panel.striped.setChecked(True)
    assert not preview.print_button.isEnabled(), "from the very moment"
    preview.stop.click()
    assert not preview.current
    assert again_after_stop(qtbot, preview).table.setup.striped
    preview.reject()


def test_tab_reaches_everything(work: PrintWork, qtbot: QtBot) -> None:
    preview = stands(qtbot, work)
    assert never_reached(preview, tab_round(preview.print_button)) == []
    preview.reject()


def test_print_at_once_asks_for_the_printer_as_soon_as_the_pages_stand(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(printers, "printer_names", lambda: ("大厅",))
    monkeypatch.setattr(PrintWork, "_asked_printer", lambda self, printout: asked.append(len(printout.pages)))
    press_keys(window.ledger_page.table, "Ctrl+P")
    assert window.commands.exports.printing is not None
    preview = stands(qtbot, window.commands.exports.printing)
    assert asked == [len(preview.view.pages)]
    preview.reject()


def test_the_page_setup_has_a_dialog_of_its_own(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def accept(dialog: SetupDialog) -> int:
        dialog.panel.paper.load("A4")
        dialog.panel.printed.setChecked(True)
        dialog.ok.click()
        return dialog.result()

    monkeypatch.setattr(SetupDialog, "exec", accept)
    window.actions_by_key["page_setup"].trigger()
    assert window.services.publish.paper() is Paper.A4
    assert window.services.publish.page_setup().printed_on


def test_the_dialog_keeps_nothing_that_can_not_be_nor_when_it_is_left(window: MainWindow) -> None:
    dialog = SetupDialog(Paper.A3, STANDARD, window)
    dialog.panel.scale.load("7")
    dialog.accept()
    assert dialog.result() == 0
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.panel.value == (Paper.A3, STANDARD)
    dialog.deleteLater()


_PROBE = """
import sys
from ui.pdf.printout import lay_out
from ui.application import make_application
app = make_application(sys.argv[:1])
from qcapp.forms.layout import Block, ContactLine, TableDocument
from ui.printing.pages_view import PagesView
block = Block(1, "一.甲", "1.乙", "丙", (ContactLine("责任人", "张三", "1"),), "丁", "无", "长期")
view = PagesView("打印预览")
view.resize(800, 600)
view.show()
view.show_printout(lay_out(TableDocument("表", (block,))))
view.grab()
print(len(view.pages), sorted({"docx", "lxml", "openpyxl"} & set(sys.modules)))
"""


def test_pages_are_seen_without_a_wait_for_what_writes_office_files() -> None:
    done = ended([sys.executable, "-c", _PROBE], check=True)
    assert done.stdout.strip() == "1 []"
