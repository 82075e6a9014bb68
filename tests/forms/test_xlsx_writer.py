"""The xlsx says what the table says: every text whole, framed, printable, and in a form only what is to be filled is open."""

from __future__ import annotations

import difflib
import io
import json
import os
import sys
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook

from qcapp.domain.errors import WriteFailed
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from qcapp.forms.xlsx_reader import read_xlsx
from qcapp.forms.xlsx_setup import suggested_deadlines
from qcapp.forms.xlsx_text import LONGEST_TEXT
from qcapp.forms.xlsx_writer import write_xlsx
from tests.forms.golden import FOLDER, cases, written
from tests.forms.tables import FORM_ID, JULY, filler, form, official, plan

HOSTILE = [
    "=cmd|'/c calc'!A1",
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1:A9)",
    "=HYPERLINK(\"http://example.invalid\",\"点我\")",
    "123456789012345678",
    "110101199003078888",
    "0763",
    "1e5",
    "TRUE",
    "#REF!",
    "2021-12-31",
    "3/4",
    "😀👨‍👩‍👧 已完成",
    "𠮷野家",
    "  前后有空格  ",
    "一段\n二段\n\n四段",
    "制表\t符",
    "<b>&amp;</b> \"引号\" 'x' ]]>",
    "_x0041_ 与 _x005F_ 与 _x000D_",
    "零宽\u200b字",
    "'单引号开头",
    "\u3000全角空格",
]
LOST = [("控\x00制\x07字\x1b符", "控制字符"), ("半个\ud83d字", "半个字"), ("换行\r\n两种\r", "换行\n两种\n")]


def one(progress: str = "", **more: Any) -> TableDocument:
    people = (ContactLine("责任人", "张三", "13800138000"), ContactLine("联系人", "李四", "0763-3312345"))
    block = Block(1, "一.开办企业", "1.办好这件事。", "区政数局", people, progress, "无", "长期坚持")
    return replace(form("区大数据中心"), blocks=(replace(block, **more),))


def sheet_xml(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def open_sheet(path: Path) -> Any:
    return load_workbook(path).worksheets[0]


@pytest.mark.parametrize("name", sorted(cases()))
def test_the_export_is_what_it_was(name: str, tmp_path: Path) -> None:
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    found = written(cases()[name], tmp_path)
    difference = "\n".join(difflib.unified_diff(expected, found, "golden", "now", lineterm="", n=1))
    assert not difference, f"python -m tests.forms.golden writes it anew, if this is meant:\n{difference}"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_equal_and_is_no_formula(text: str, tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    write_xlsx(one(text), target)
    xml = sheet_xml(target)
    assert b"<f>" not in xml
    assert b"<f " not in xml
    assert read_xlsx(target.read_bytes()).sheets[0].text(3, 5) == text


@pytest.mark.parametrize(("text", "kept"), LOST)
def test_what_no_office_file_may_carry_is_dropped(text: str, kept: str, tmp_path: Path) -> None:
    write_xlsx(one(text), tmp_path / "表.xlsx")
    assert read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets[0].text(3, 5) == kept


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a"])
def test_text_that_begins_as_a_formula_is_marked_as_text_for_the_next_edit(text: str, tmp_path: Path) -> None:
    write_xlsx(one(text), tmp_path / "表.xlsx")
    sheet = open_sheet(tmp_path / "表.xlsx")
    assert sheet["F4"].quotePrefix
    assert sheet["F4"].data_type == "s"
    assert not sheet["G4"].quotePrefix


@pytest.mark.parametrize("column", ["progress", "problems", "measure", "deadline", "unit"])
def test_a_text_too_long_for_a_cell_is_refused_by_name_and_nothing_is_written(column: str, tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(WriteFailed, match="第 1 条措施") as caught:
        write_xlsx(one(**{column: "进" * (LONGEST_TEXT + 1)}), target)
    assert str(LONGEST_TEXT + 1) in str(caught.value)
    assert target.read_bytes() == b"old"


def test_the_longest_text_that_a_cell_holds_is_written_whole(tmp_path: Path) -> None:
    text = "进" * LONGEST_TEXT
    write_xlsx(one(text), tmp_path / "表.xlsx")
    assert read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets[0].text(3, 5) == text


def test_characters_outside_the_basic_plane_count_twice_as_excel_counts(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="32768"):
        write_xlsx(one("😀" * (LONGEST_TEXT // 2 + 1)), tmp_path / "表.xlsx")


def test_every_text_of_the_whole_list_is_there_in_its_place(tmp_path: Path) -> None:
    document = official(progress={3: filler(3000)})
    write_xlsx(document, tmp_path / "表.xlsx")
    rows = read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets[0].rows
    said = [cell for row in rows for cell in row]
    for block in document.blocks:
        for text in (block.measure, block.unit, block.progress, *(line.printed for line in block.contacts)):
            assert not text or text in said
    assert [row[0] for row in rows if row[0]][3:] == [task.heading for task in plan().tasks]
    assert rows[2] == ("重点任务", "改革措施", "责任单位", "责任人", "联系电话", "进展情况", "存在问题", "完成时限")


def test_the_third_contact_row_of_a_measure_is_a_row(tmp_path: Path) -> None:
    document = official()
    write_xlsx(document, tmp_path / "表.xlsx")
    rows = read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets[0].rows
    at = next(r for r, row in enumerate(rows) if row[1].startswith("44."))
    assert [row[3].partition("：")[0] for row in rows[at : at + 3]] == ["责任人", "联系人", "联系人"]
    assert rows[at + 1][1] == rows[at + 2][1] == ""
    assert rows[at + 3][1].startswith("45.")


@pytest.mark.parametrize("document", [official(), form()], ids=["official", "form"])
def test_every_cell_of_the_table_has_its_whole_frame(document: TableDocument, tmp_path: Path) -> None:
    write_xlsx(document, tmp_path / "表.xlsx")
    sheet = open_sheet(tmp_path / "表.xlsx")
    last = 3 + sum(len(block.contacts) for block in document.blocks)
    xml = etree.fromstring(sheet_xml(tmp_path / "表.xlsx"))
    styled = {cell.get("r"): int(cell.get("s") or 0) for cell in xml.iter("{*}c")}
    framed = {
        index
        for index, style in enumerate(sheet.parent._cell_styles)
        if sheet.parent._borders[style.borderId].left.style == "thin"
    }
    for row in range(3, last + 1):
        assert all(styled[f"{letter}{row}"] in framed for letter in "ABCDEFGH"), row


def test_a_form_is_open_where_it_is_to_be_filled_and_nowhere_else(tmp_path: Path) -> None:
    document = form()
    write_xlsx(document, tmp_path / "表.xlsx")
    sheet = open_sheet(tmp_path / "表.xlsx")
    last = 3 + sum(len(block.contacts) for block in document.blocks)
    for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
        for cell in row:
            if cell.coordinate not in sheet.merged_cells or cell.value is not None:
                expected = 4 <= cell.row <= last and cell.column >= 4
                assert cell.protection.locked is not expected, cell.coordinate
                assert (cell.fill.fgColor.rgb == "FFFFF7D6") is expected, cell.coordinate
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.formatRows
    assert not sheet.protection.selectLockedCells


def test_the_official_table_is_not_locked(tmp_path: Path) -> None:
    write_xlsx(official(), tmp_path / "表.xlsx")
    book: Any = load_workbook(tmp_path / "表.xlsx")
    assert not book.worksheets[0].protection.sheet
    assert book.sheetnames == ["细化表"]
    assert not list(book.custom_doc_props)
    assert find_form_ids(read_xlsx((tmp_path / "表.xlsx").read_bytes())) == {}


def test_phones_and_deadlines_typed_into_a_form_stay_as_typed(tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx")
    sheet = open_sheet(tmp_path / "表.xlsx")
    assert [sheet[f"{letter}4"].number_format for letter in "DEFGH"] == ["@", "@", "General", "General", "@"]


def test_lists_suggest_and_do_not_forbid(tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx")
    rules = open_sheet(tmp_path / "表.xlsx").data_validations.dataValidation
    assert len(rules) == 5
    assert not any(rule.showErrorMessage for rule in rules)
    assert all(rule.prompt and rule.showInputMessage for rule in rules)
    assert all(len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32 for rule in rules), "Excel refuses longer ones"


@pytest.mark.parametrize(
    ("month", "suggested"),
    [
        (1, ["长期坚持", "2021年12月底", "2021年3月底", "2021年6月底", "2021年9月底", "2022年6月底", "2022年12月底"]),
        (7, ["长期坚持", "2021年12月底", "2021年9月底", "2022年6月底", "2022年12月底"]),
        (12, ["长期坚持", "2021年12月底", "2022年6月底", "2022年12月底"]),
    ],
)
def test_suggested_deadlines_are_never_past(month: int, suggested: list[str]) -> None:
    assert list(suggested_deadlines(replace(JULY, month=month))) == suggested


def test_the_form_id_is_carried_in_every_place(tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx")
    found = find_form_ids(read_xlsx((tmp_path / "表.xlsx").read_bytes()))
    assert {carrier: set(carriers) for carrier, carriers in found.items()} == {
        FORM_ID: {"property", "identifier", "name", "footer", "caption", "sheet"}
    }


def test_notes_stand_numbered_under_the_table_over_its_whole_width(tmp_path: Path) -> None:
    document = form()
    write_xlsx(document, tmp_path / "表.xlsx")
    sheet = read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets[0]
    first = 3 + sum(len(block.contacts) for block in document.blocks)
    lines = [row[0] for row in sheet.rows[first:]]
    assert lines == ["填表说明：", *(f"{number}. {text}" for number, text in enumerate(document.notes, start=1))]
    assert {(merge.left, merge.right) for merge in sheet.merges if merge.top >= first} == {(0, 7)}


@pytest.mark.parametrize(("paper", "code"), [(Paper.A4, 9), (Paper.A3, 8)])
def test_it_prints_landscape_one_page_wide_with_head_and_numbers_on_each(paper: Paper, code: int, tmp_path: Path) -> None:
    write_xlsx(official(paper), tmp_path / "表.xlsx")
    sheet = open_sheet(tmp_path / "表.xlsx")
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", code, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
    assert sheet.freeze_panes == "A4"


def test_equal_tables_are_equal_files(tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "一.xlsx")
    write_xlsx(form(), tmp_path / "二.xlsx")
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_the_date_given_is_the_files_date(tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx", created=datetime(2021, 7, 1, 9, 30))
    assert load_workbook(tmp_path / "表.xlsx").properties.created == datetime(2021, 7, 1, 9, 30)
    write_xlsx(form(), tmp_path / "表.xlsx")
    with zipfile.ZipFile(tmp_path / "表.xlsx") as archive:
        assert b"created" not in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    "document",
    [
        TableDocument("空表", ()),
        TableDocument("没有联系人", (Block(1, "一", "1.办", "区甲局", (), "", "", ""),)),
        TableDocument("一" * 300, (Block(1, "二" * 400, "1.办", "区甲局", (), "", "", ""),), caption="三" * 500),
    ],
    ids=["no rows", "no contacts", "long headings"],
)
def test_odd_tables_are_still_tables(document: TableDocument, tmp_path: Path) -> None:
    write_xlsx(document, tmp_path / "表.xlsx")
    sheet = read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets[0]
    assert sheet.text(0, 0) == document.title
    assert all(block.measure in {row[1] for row in sheet.rows} for block in document.blocks)


def calls(document: TableDocument, target: Path) -> int:
    """How many calls of Python functions a write takes."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        write_xlsx(document, target)
    finally:
        sys.setprofile(None)
    return count


def test_ten_times_the_measures_take_no_more_than_ten_times_the_work(tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    once, tenfold = official(filled=False), official(filled=False, times=10)
    calls(once, target)
    assert calls(tenfold, target) <= 10.5 * calls(once, target)


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit on Windows")
def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    import resource

    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(WriteFailed, match="磁盘空间不够"):
            write_xlsx(official(), target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [target.name]


def test_a_file_cut_short_while_written_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import qcapp.forms.xlsx_writer as writer

    def half(book: Any, path: Path, merges: Any, rows: Any) -> None:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
        path.write_bytes(whole.getvalue())

    monkeypatch.setattr(writer, "save_package", half)
    with pytest.raises(WriteFailed, match="不完整"):
        write_xlsx(form(), tmp_path / "表.xlsx")
    assert os.listdir(tmp_path) == []
