"""Files over which the usual reader fails, or of which it misses cells, are read all the same, and the clerk is told."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Merge, Unreadable
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.xlsx_reader import read_xlsx, read_xlsx_by_xml
from tests.forms.tables import FORM_ID
from tests.forms.xlsx_made import MAIN, OFFICE, inline, relations, row, workbook

RETURNS = Path(__file__).resolve().parents[1] / "returns" / "xlsx"
ODD = "这份文件不合规范，已改用备用方法读出，请对照原文件核对。"


@pytest.mark.parametrize(
    "name",
    ["filled_openpyxl.xlsx", "filled_libreoffice.xlsx", "numbers_openpyxl.xlsx", "numbers_libreoffice.xlsx",
     "marked_xlsxwriter.xlsx", "days_xlsxwriter.xlsx", "days1904_xlsxwriter.xlsx"],
)
def test_both_ways_of_reading_say_the_same(name: str) -> None:
    data = (RETURNS / name).read_bytes()
    usual, other = read_xlsx(data), read_xlsx_by_xml(data)
    for mine, theirs in zip(usual.sheets, other.sheets, strict=True):
        places = {(r, c) for sheet in (mine, theirs) for r, cells in enumerate(sheet.rows) for c, _ in enumerate(cells)}
        assert {place: mine.text(*place) for place in places} == {place: theirs.text(*place) for place in places}
        assert (mine.name, mine.visible, set(mine.merges)) == (theirs.name, theirs.visible, set(theirs.merges))
        assert (mine.asides, mine.unreadable) == (theirs.asides, theirs.unreadable)
    assert (usual.carriers, usual.pictures) == (other.carriers, other.pictures)
    assert other.notes == (ODD, *usual.notes)


def test_a_form_is_known_again_by_the_other_way_too() -> None:
    data = (RETURNS / "filled_libreoffice.xlsx").read_bytes()
    assert list(find_form_ids(read_xlsx_by_xml(data))) == [FORM_ID]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ('<c r="B1" t="e"><v>#SPILL!</v></c>', "an error value of a later Excel"),
        ('<c r="B1" t="n"><v>不是数</v></c>', "a number that is none"),
        ('<c r="B1" t="s"><v>99</v></c>', "a text that was not shared"),
        ('<c r="B1" t="unknown"><v>1</v></c>', "a kind of cell that nobody knows"),
        ('<c r="B1"><v>1</v><extLst/></c>', "something more in a cell"),
    ],
)
def test_one_odd_cell_does_not_cost_the_file(cell: str, why: str) -> None:
    document = read_xlsx(workbook(row(1, inline("A1", "进展"), cell) + row(2, inline("A2", "已完成"))))
    sheet = document.sheets[0]
    assert (sheet.text(0, 0), sheet.text(1, 0)) == ("进展", "已完成")
    assert document.notes[0] == ODD


def test_an_error_value_of_a_later_excel_is_unreadable() -> None:
    sheet = read_xlsx(workbook(row(1, inline("A1", "甲"), '<c r="B1" t="e"><v>#SPILL!</v></c>'))).sheets[0]
    assert sheet.unreadable == (Unreadable(0, 1, "公式出错 #SPILL!"),)


def test_cells_that_the_usual_reader_misses_are_read_and_told() -> None:
    """It takes a value before its formula for none, and so one in a CDATA section."""
    missed = '<c r="B1"><v>41</v><f>1+40</f></c><c r="C1" t="n"><v><![CDATA[13800138000]]></v></c>'
    document = read_xlsx(workbook(row(1, inline("A1", "进展"), missed)))
    assert document.sheets[0].rows == (("进展", "41", "13800138000"),)
    assert document.notes == ("《表1》里有 2 个单元格用常规方法读不到，已改用备用方法读出，请对照原文件核对。",)


def test_empty_texts_are_no_missed_cells() -> None:
    document = read_xlsx(workbook(row(1, inline("A1", "进展"), inline("B1", ""), '<c r="C1" t="n"></c>')))
    assert document.sheets[0].text(0, 0) == "进展"
    assert document.notes == ()


def test_cells_without_a_reference_follow_each_other() -> None:
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    cells = f'<row>{text.format("一")}{text.format("二")}</row><row r="4"><c><v>3</v></c></row>'
    assert read_xlsx_by_xml(workbook(cells)).sheets[0].rows == (("一", "二"), (), (), ("3",))


def test_every_kind_of_value() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t xml:space="preserve">带 </t></r><r><t>格式</t></r>'
        "<rPh><t>duyin</t></rPh></si><si><t>_x4E2D_文</t></si></sst>"
    )
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v> 1 </v></c><c r="C1" t="b"><v>1</v></c>'
        '<c r="D1" t="d"><v>2021-12-31</v></c><c r="E1" t="str"><f>A1</f><v>结果</v></c><c r="F1" s="1"><v>44561</v></c>'
        '<c r="G1" s="2"><v>0.95</v></c><c r="H1"><v>13800138000</v></c><c r="I1" t="d"><v>2021-12-31T08:30:00</v></c>'
        '<c r="J1" s="999"><v>1.38E+10</v></c>'
    )
    data = workbook(
        row(1, cells), links=(("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")),
        more={"xl/sharedStrings.xml": strings, "xl/styles.xml": styles},
    )
    expected = (
        "带 格式", "中文", "TRUE", "2021-12-31", "结果", "2021-12-31", "95%", "13800138000", "2021-12-31 08:30", "13800000000",
    )
    assert read_xlsx_by_xml(data).sheets[0].rows == (expected,)


def test_days_from_1904_are_those_days() -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs></styleSheet>'
    data = workbook(
        row(1, '<c r="A1" s="1"><v>43099</v></c><c r="B1"><v>43099</v></c>'), properties='<workbookPr date1904="1"/>',
        links=(("styles", "styles.xml"),), more={"xl/styles.xml": styles},
    )
    for document in (read_xlsx(data), read_xlsx_by_xml(data)):
        assert document.sheets[0].rows == (("2021-12-31", "43099"),)
        assert "原表的日期从 1904 年算起，有 1 个五位数若是日期会差四年，请对照原文件核对。" in document.notes


def test_parts_are_found_wherever_their_relationships_lead() -> None:
    cell = '<x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{cell}</x:sheetData></x:worksheet>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    data = workbook(more={
        "_rels/.rels": relations(("officeDocument", "/Main/Book.xml")), "main/book.xml": book,
        "main/_rels/book.xml.rels": relations(("worksheet", "../other/a%20b.xml")), "other/a b.xml": sheet,
        "xl/workbook.xml": "", "xl/_rels/workbook.xml.rels": "",
    })
    stripped = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stripped, "w") as new:
        for name in old.namelist():
            if not name.startswith("xl/"):
                new.writestr(name, old.read(name))
    assert read_xlsx(stripped.getvalue()).sheets[0].rows == (("7",),)


def test_merges_are_known_without_the_usual_reader() -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData>{row(1, inline("A1", "上"))}{row(2, inline("A2", "藏"))}</sheetData>'
        '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells></worksheet>'
    )
    found = read_xlsx_by_xml(workbook(sheet)).sheets[0]
    assert found.merges == (Merge(0, 0, 1, 0),)
    assert (found.text(0, 0), found.text(1, 0)) == ("上", "")


def test_a_lost_sheet_is_named_and_the_others_are_read() -> None:
    data = workbook(row(1, inline("A1", "在")), row(1, inline("A1", "丢")), more={"xl/worksheets/sheet2.xml": "<cut"})
    document = read_xlsx(data)
    assert [(sheet.name, sheet.text(0, 0)) for sheet in document.sheets] == [("表1", "在")]
    assert "《表2》这张表已损坏或丢失，没有读出，请让填报单位重新报这张表。" in document.notes


def test_a_file_of_lost_sheets_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="另存为 xlsx"):
        read_xlsx_by_xml(workbook(row(1, inline("A1", "丢")), more={"xl/worksheets/sheet1.xml": "<cut"}))


@pytest.mark.parametrize("place", ["A1048576", "XFD1", "ALL200001"])
def test_cells_out_of_all_bounds_are_refused_before_room_is_made(place: str) -> None:
    with pytest.raises(UnreadableFile, match="范围太大"):
        read_xlsx_by_xml(workbook(row(1, inline("A1", "表"), inline(place, "远"))))


def test_cells_far_apart_take_no_more_room_than_there_are_of_them() -> None:
    cells = row(1, inline("A1", "表")) + row(150_000, inline("B150000", "远"))
    rows = read_xlsx_by_xml(workbook(cells)).sheets[0].rows
    assert (len(rows), rows[0], rows[1], rows[-1]) == (150_000, ("表",), (), ("", "远"))


ABORTING = """
import sys
from qcapp.forms.xlsx_reader import read_xlsx
read_xlsx(sys.stdin.buffer.read())
"""


def test_a_file_that_ends_the_usual_readers_process_is_refused_by_the_other_in_words() -> None:
    """The usual reader makes room for all between two cells; what it says as it dies is no exception."""
    data = workbook(row(1, inline("A1", "表"), '<c r = "XFD1048576"><v>1</v></c>'))
    ended = subprocess.run([sys.executable, "-c", ABORTING], input=data, capture_output=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert b"UnreadableFile" not in ended.stderr
    with pytest.raises(UnreadableFile, match="范围太大"):
        read_xlsx_by_xml(data)
