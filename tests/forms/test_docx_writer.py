"""The docx says what the table says: every text whole, free to flow over pages, and a form's cells to fill in marked."""

from __future__ import annotations

import difflib
import io
import json
import os
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest

import qcapp.forms.docx_writer as writer
from qcapp.domain.errors import WriteFailed
from qcapp.domain.sheet import Merge
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.docx_reader import read_docx
from qcapp.forms.docx_table import table_xml
from qcapp.forms.docx_writer import docx_bytes, write_docx
from qcapp.forms.layout import Block, ContactLine, Paper, TableDocument
from qcapp.forms.metrics import column_widths, page_for, text_height
from tests.forms.docx_golden import FOLDER, cases, described, root_of
from tests.forms.docx_made import W
from tests.forms.tables import FORM_ID, filler, form, official, plan

HEADINGS = ("重点任务", "改革措施", "责任单位", "责任人", "联系电话", "进展情况", "存在问题", "完成时限")
HOSTILE = [
    "=cmd|'/c calc'!A1", "+1", "@SUM(A1:A9)", "123456789012345678", "#REF!", "😀👨‍👩‍👧 已完成", "𠮷野家", "  前后有空格  ",
    "一段\n二段\n\n四段", "制表\t符\t\t两个", "<b>&amp;</b> \"引号\" 'x' ]]>", "</w:t></w:r>", "_x0041_", "零宽\u200b字",
    "\u3000全角空格", "\n开头空行", "行间分隔\u2028符", "{0} %s",
]
LOST = [
    ("控\x00制\x07字\x1b符\x0b", "控制字符"), ("半个\ud83d字", "半个字"),
    ("换行\r\n两种\r", "换行\n两种\n"), ("非字符\ufffe", "非字符"),
]


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def one(progress: str = "", **more: Any) -> TableDocument:
    people = (ContactLine("责任人", "张三", "13800138000"), ContactLine("联系人", "李四", "0763-3312345"))
    block = Block(1, "一.开办企业", "1.办好这件事。", "区政数局", people, progress, "无", "长期坚持")
    return replace(form("区大数据中心"), blocks=(replace(block, **more),))


def rows_of(document: TableDocument) -> list[Any]:
    """The table's rows as XML, head included."""
    rows: list[Any] = root_of(docx_bytes(document)).findall(f".//{w('tr')}")
    return rows


def switches(row: Any) -> set[str]:
    return {child.tag.rpartition("}")[2] for child in row.iterfind(f"{w('trPr')}/*")}


def kept(row: Any) -> list[bool]:
    """For each cell whether all of its paragraphs keep with the next."""
    cells = row.findall(w("tc"))
    return [all(p.find(f"{w('pPr')}/{w('keepNext')}") is not None for p in cell.findall(w("p"))) for cell in cells]


@pytest.mark.parametrize("name", sorted(cases()))
def test_the_export_is_what_it_was(name: str) -> None:
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    found = described(docx_bytes(cases()[name]))
    difference = "\n".join(difflib.unified_diff(expected, found, "golden", "now", lineterm="", n=1))
    assert not difference, f"python -m tests.forms.docx_golden writes it anew, if this is meant:\n{difference}"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("column", ["progress", "measure"])
def test_hostile_text_comes_back_equal(column: str, text: str) -> None:
    sheet = read_docx(docx_bytes(one(**{column: text}))).sheets[0]
    assert sheet.text(1, {"measure": 1, "progress": 5}[column]) == text


@pytest.mark.parametrize(("text", "kept"), LOST)
def test_what_no_office_file_may_carry_is_dropped(text: str, kept: str) -> None:
    document = replace(one(text, unit=text), title=text, caption=text, notes=(text,))
    assert read_docx(docx_bytes(document)).sheets[0].text(1, 5) == kept


def test_a_text_longer_than_a_spreadsheets_cell_holds_is_written_whole() -> None:
    text = filler(40_000)
    assert read_docx(docx_bytes(one(text))).sheets[0].text(1, 5) == text


def test_every_text_of_the_whole_list_is_there_in_its_place() -> None:
    document = official(progress={3: filler(3000)})
    sheet = read_docx(docx_bytes(document)).sheets[0]
    assert sheet.rows[0] == HEADINGS
    lines = iter(sheet.rows[1:])
    for block in document.blocks:
        for number, line in enumerate(block.contacts):
            row = next(lines)
            assert (row[3], row[4]) == (line.printed, line.phone)
            own = (block.measure, block.unit, block.progress, block.problems, block.deadline)
            assert (row[1], row[2], *row[5:]) == (own if number == 0 else ("",) * 5)
    assert next(lines, None) is None
    assert [row[0] for row in sheet.rows[1:] if row[0]] == [task.heading for task in plan().tasks]


def test_cells_are_merged_as_printed_three_rows_for_a_second_liaison() -> None:
    document = official()
    sheet = read_docx(docx_bytes(document)).sheets[0]
    at = next(number for number, row in enumerate(sheet.rows) if row[1].startswith("44."))
    assert [row[3].partition("：")[0] for row in sheet.rows[at : at + 4]] == ["责任人", "联系人", "联系人", "责任人"]
    over_three = {Merge(at, column, at + 2, column) for column in (1, 2, 5, 6, 7)}
    assert {merge for merge in sheet.merges if merge.top == at} == over_three
    tasks = sorted((merge.top, merge.bottom) for merge in sheet.merges if merge.left == 0)
    lengths = [sum(len(document.blocks[n].contacts) for n in range(a, b + 1)) for a, b in document.task_spans()]
    assert [bottom - top + 1 for top, bottom in tasks] == lengths


def test_of_a_form_only_the_cells_to_fill_in_are_yellow_and_nothing_is_locked() -> None:
    data = docx_bytes(form())
    for row in root_of(data).findall(f".//{w('tr')}")[1:]:
        fills = [cell.find(f"{w('tcPr')}/{w('shd')}") for cell in row.findall(w("tc"))]
        assert [None if fill is None else fill.get(w("fill")) for fill in fills] == [None] * 3 + ["FFF7D6"] * 5
    # LibreOffice 7.4 takes no key at all in a protected document, permitted ranges or not.
    assert root_of(data, "word/settings.xml").find(w("documentProtection")) is None
    assert b"permStart" not in data


def test_an_official_table_has_no_colour_to_fill_in_and_no_form_id() -> None:
    data = docx_bytes(official())
    assert not root_of(data).findall(f".//{w('shd')}[@{w('fill')}='FFF7D6']")
    assert find_form_ids(read_docx(data)) == {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "docProps/custom.xml" not in package.namelist()


def test_the_form_id_is_carried_in_every_place() -> None:
    document = read_docx(docx_bytes(form()))
    assert {form_id: set(carriers) for form_id, carriers in find_form_ids(document).items()} == {
        FORM_ID: {"property", "identifier", "bookmark", "hidden", "footer", "text"}
    }
    assert ("property", "区政数局") in document.carriers
    assert ("property", "2021-07") in document.carriers


def test_a_form_shows_its_number_whoever_composed_the_caption() -> None:
    document = read_docx(docx_bytes(replace(form(), caption="")))
    assert document.texts[1] == f"表号：{FORM_ID}"


def test_instructions_are_numbered_and_stay_together_below_the_table() -> None:
    document = form()
    texts = read_docx(docx_bytes(document)).texts
    numbered = [f"{number}. {note}" for number, note in enumerate(document.notes, start=1)]
    assert list(texts) == [document.title, document.caption, "填表说明：", *numbered]
    notes = root_of(docx_bytes(document))[0].findall(w("p"))[-len(document.notes) :]
    assert [note.find(f"{w('pPr')}/{w('keepNext')}") is not None for note in notes] == [True] * 5 + [False]


def test_the_heading_is_repeated_on_each_page_and_pages_are_numbered() -> None:
    data = docx_bytes(official())
    rows = root_of(data).findall(f".//{w('tr')}")
    assert ["tblHeader" in switches(row) for row in rows] == [True] + [False] * (len(rows) - 1)
    footer = root_of(data, "word/footer1.xml")
    assert "".join(footer.itertext()) == "第 1 页　共 1 页"
    assert [field.get(w("instr")).strip() for field in footer.iter(w("fldSimple"))] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("document", [official(Paper.A4), form("区住建局")], ids=["official", "form"])
def test_a_measure_stays_on_one_page(document: TableDocument) -> None:
    rows = iter(rows_of(document)[1:])
    for block in document.blocks:
        for left in range(len(block.contacts) - 1, -1, -1):
            row = next(rows)
            last = document.identity is not None and block is document.blocks[-1]  # that one goes with the instructions
            assert kept(row) == [left > 0 or last] * 8, block.no
            # Never a form's last: a row that may not split hides what is written beyond the page.
            assert ("cantSplit" in switches(row)) is (left > 0 or document.identity is None)


def test_a_measure_longer_than_half_a_page_flows_from_page_to_page() -> None:
    document = official(Paper.A4, progress={3: filler(3000)})
    rows = rows_of(document)
    at = 1 + sum(len(block.contacts) for block in document.blocks[:2])
    assert [switches(row) for row in rows[at : at + 2]] == [{"cantSplit", "trHeight"}, {"trHeight"}]
    assert [kept(row) for row in rows[at : at + 2]] == [[False] * 8] * 2
    # It begins where all but the long text fits; the row that goes on claims no more than its contact needs.
    first, second = (int(row.find(f".//{w('trHeight')}").get(w("val"))) / 20 for row in rows[at : at + 2])
    page = page_for(Paper.A4)
    assert first >= text_height(document.blocks[2].measure, column_widths(page)[1], page.body)
    assert second == pytest.approx(text_height("联系人：张三", column_widths(page)[3], page.body), abs=0.8)


def test_no_cell_is_centred_in_a_way_that_libreoffice_never_finishes() -> None:
    for document in (official(Paper.A4), official(Paper.A4, progress={3: filler(3000)}), form()):
        assert not root_of(docx_bytes(document)).findall(f".//{w('vAlign')}")


def test_rows_grow_with_what_is_written_into_them() -> None:
    heights = {height.get(w("hRule")) for row in rows_of(form()) for height in row.iter(w("trHeight"))}
    spacing = {each.get(w("lineRule")) for each in root_of(docx_bytes(form()), "word/styles.xml").iter(w("spacing"))}
    assert (heights, spacing) == ({"atLeast"}, {"atLeast"})


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, ("16838", "11906")), (Paper.A3, ("23811", "16838"))])
def test_the_page_is_landscape_and_the_table_as_wide_as_its_text(paper: Paper, size: tuple[str, str]) -> None:
    root = root_of(docx_bytes(official(paper)))
    page, margins = (root.find(f".//{w(name)}") for name in ("pgSz", "pgMar"))
    assert (page.get(w("w")), page.get(w("h")), page.get(w("orient"))) == (*size, "landscape")
    room = int(page.get(w("w"))) - int(margins.get(w("left"))) - int(margins.get(w("right")))
    columns = [int(column.get(w("w"))) for column in root.iter(w("gridCol"))]
    assert len(columns) == 8
    assert sum(columns) == pytest.approx(room, abs=8)
    assert root.find(f".//{w('tblLayout')}").get(w("type")) == "fixed"


def test_chinese_fonts_are_named_with_what_takes_their_place() -> None:
    data = docx_bytes(official())
    named = {each.get(w("eastAsia")) for each in root_of(data, "word/styles.xml").iter(w("rFonts"))}
    assert named == {"方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"}
    table = root_of(data, "word/fontTable.xml")
    others = {font.get(w("name")): font.find(w("altName")).get(w("val")).split(",") for font in table}
    assert "宋体" in others["方正小标宋简体"]
    assert others["仿宋_GB2312"][0] == "仿宋"


# What Word insists on: the order of an element's children.
ORDER = {
    "tblPr": ["tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar"],
    "tcPr": ["tcW", "vMerge", "shd"],
    "pPr": ["pStyle", "keepNext", "keepLines", "widowControl", "spacing", "ind", "jc", "rPr"],
    "rPr": ["rFonts", "vanish", "kern", "sz", "szCs", "lang"],
    "sectPr": ["footerReference", "pgSz", "pgMar"],
    "settings": ["zoom", "defaultTabStop", "characterSpacingControl", "compat", "themeFontLang"],
}


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/settings.xml"])
def test_elements_stand_in_the_order_that_word_insists_on(part: str) -> None:
    for element in root_of(docx_bytes(form()), part).iter():
        order = ORDER.get(element.tag.rpartition("}")[2])
        if order:
            names = [child.tag.rpartition("}")[2] for child in element]
            assert names == sorted(names, key=order.index)


def test_python_docx_opens_the_form_and_finds_its_cells(tmp_path: Path) -> None:
    write_docx(form("区大数据中心"), tmp_path / "表.docx")
    opened = docx.Document(str(tmp_path / "表.docx"))
    assert [len(row.cells) for row in opened.tables[0].rows] == [8] * 5
    assert opened.core_properties.identifier == FORM_ID


def test_the_file_is_small() -> None:
    assert len(docx_bytes(form())) < 20_000


def test_equal_tables_are_equal_files(tmp_path: Path) -> None:
    write_docx(form(), tmp_path / "一.docx")
    write_docx(form(), tmp_path / "二.docx")
    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "一.docx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


@pytest.mark.parametrize(
    "document",
    [
        TableDocument("空表", ()),
        TableDocument("没有联系人", (Block(1, "一", "1.办", "区甲局", (), "", "", ""),)),
        TableDocument("一" * 300, (Block(1, "二" * 400, "1.办", "区甲局", (), "", "", ""),), caption="三" * 500),
    ],
    ids=["no rows", "no contacts", "long headings"],
)
def test_odd_tables_are_still_tables(document: TableDocument) -> None:
    found = read_docx(docx_bytes(document))
    assert found.texts[0] == document.title
    assert len(found.sheets[0].rows) == 1 + len(document.blocks)
    assert [row[1] for row in found.sheets[0].rows[1:]] == [block.measure for block in document.blocks]


def calls(document: TableDocument) -> int:
    """How many calls of Python functions a write takes."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        docx_bytes(document)
    finally:
        sys.setprofile(None)
    return count


def test_ten_times_the_measures_take_no_more_than_ten_times_the_work() -> None:
    once, tenfold = official(filled=False), official(filled=False, times=10)
    calls(once)
    assert calls(tenfold) <= 10.5 * calls(once)
    assert len(table_xml(tenfold)) <= 10.1 * len(table_xml(once))


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit on Windows")
def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    import resource

    target = tmp_path / "表.docx"
    target.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(WriteFailed, match="磁盘空间不够"):
            write_docx(official(), target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [target.name]


def test_a_file_cut_short_while_written_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "表.docx"
    target.write_bytes(b"old")

    def half(docx: object, tables: object, path: Path) -> None:
        data = docx_bytes(form())
        path.write_bytes(data[: len(data) // 2])

    monkeypatch.setattr(writer, "_write", half)
    with pytest.raises(WriteFailed, match="没有通过"):
        write_docx(form(), target)
    assert target.read_bytes() == b"old"
