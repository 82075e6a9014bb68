"""A sheet read without a parser says, cell for cell, what the parsers would have; whatever is more than texts and whole
numbers goes to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Merge
from qcapp.forms.package import ZippedPackage
from qcapp.forms.xlsx_plain import plain_sheet, plain_strings
from qcapp.forms.xlsx_reader import read_xlsx
from qcapp.intake.gate import check
from qcapp.intake.sniff import Kind
from qcapp.intake.zips import Unpacked
from tests.forms.xlsx_made import MAIN, inline, row, workbook

RETURNS = Path(__file__).resolve().parents[1] / "returns"
SAVED = sorted([*RETURNS.glob("xlsx/*.xlsx"), *RETURNS.glob("saved/xlsx/*.xlsx")])
KEPT = ' xml:space="preserve"'
MERGED = '<mergeCell ref="A1:A2"/>'


class Unsure(ZippedPackage):
    """Of no sheet it is known that it is plain."""

    def plain(self, name: str) -> None:
        return None


def part(content: str, after: str = "", head: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n') -> bytes:
    return f'{head}<worksheet xmlns="{MAIN}"><sheetData>{content}</sheetData>{after}</worksheet>'.encode()


def rows(data: bytes) -> list[list[str]] | None:
    found = plain_sheet(data)
    return found.rows(lambda: None) if found else None


@pytest.mark.parametrize("path", SAVED, ids=[path.stem for path in SAVED])
def test_a_return_reads_the_same_by_either_way(path: Path) -> None:
    data = path.read_bytes()
    try:
        expected = read_xlsx(data, Unsure(data))
    except UnreadableFile as error:
        with pytest.raises(UnreadableFile, match=str(error)):
            read_xlsx(data)
    else:
        assert read_xlsx(data) == expected


def test_some_of_these_returns_are_plain() -> None:
    """Else the test above would say nothing."""
    plain = 0
    for path in SAVED:
        package = ZippedPackage(path.read_bytes())
        plain += any(package.plain(name) for name in package.names if "worksheets/" in name)
    assert plain >= 3, plain


def test_a_form_of_several_pages_is_plain() -> None:
    """Where its pages end stands in the sheet too."""
    data = (RETURNS / "source" / "sent.xlsx").read_bytes()
    package = ZippedPackage(data)
    sheet = "xl/worksheets/sheet1.xml"
    assert b"<rowBreaks" in package.read(sheet)
    assert package.plain(sheet) is not None
    assert read_xlsx(data) == read_xlsx(data, Unsure(data))


@pytest.mark.parametrize("content", [
    row(2, inline("B2", "甲 &amp; 乙&#10;第二行 &lt;三&gt;"), '<c r="C2" s="3"/>', '<c r="ZZ900" t="n"></c>'),
    row(1, inline("A1", "甲")) + row(3) + row(5, inline("C5", "己")),
    row(1, f'<c r="A1" s="1" t="inlineStr"><is><t{KEPT}> 两头有空格 </t></is></c>'),
    row(1, inline("A1", "甲")) + row(2, inline("A2", "盖住了")),
    row(1, inline("A1", '写着 t="s" 的也是字'), inline("B1", "乙")),
    "",
])
def test_texts_stand_where_the_parsers_find_them(content: str) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
    data = workbook(f"<sheetData>{content}</sheetData>{after}")
    assert ZippedPackage(data).plain("xl/worksheets/sheet1.xml") is not None
    assert read_xlsx(data) == read_xlsx(data, Unsure(data))


@pytest.mark.parametrize("merged", [
    '<mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/>', '<mergeCell ref="A1:B1" />\n<mergeCell ref="A2:A3"/>',
    '<mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/>\n', '\n<mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/>',
])
def test_merged_ranges_are_those_of_the_parsers_however_they_follow_one_another(merged: str) -> None:
    content = row(1, inline("A1", "甲")) + row(2, inline("A2", "乙")) + row(3, inline("A3", "盖住了"), inline("B3", "丙"))
    data = workbook(f'<sheetData>{content}</sheetData><mergeCells count="2">{merged}</mergeCells>')
    assert ZippedPackage(data).plain("xl/worksheets/sheet1.xml") is not None
    assert read_xlsx(data).sheets[0].merges == (Merge(0, 0, 0, 1), Merge(1, 0, 2, 0))
    assert read_xlsx(data) == read_xlsx(data, Unsure(data))


def test_shared_texts_are_looked_up() -> None:
    strings = '<si><t>甲</t></si><si><t>乙</t><phoneticPr fontId="1" type="noConversion"/></si>'
    sheet = row(1, '<c r="A1" s="2" t="s"><v>1</v></c>', '<c r="B1" t="s"><v>0</v></c>')
    data = workbook(sheet, links=[("sharedStrings", "sharedStrings.xml")], more={
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="2" uniqueCount="2">{strings}</sst>',
    })
    assert read_xlsx(data).sheets[0].rows == (("乙", "甲"),)
    assert read_xlsx(data) == read_xlsx(data, Unsure(data))


@pytest.mark.parametrize("content", [
    '<c r="A1"><v>0.95</v></c>',
    '<c r="A1"><v>1E+3</v></c>',
    '<c r="A1"><v>007</v></c>',
    '<c r="A1"><v>-0</v></c>',
    '<c r="A1"><v> 7</v></c>',
    '<c r="A1"><v>1234567890123456</v></c>',
    '<c r="A1" vm="1"><v>7</v></c>',
    '<c r="A1"><v>' + inline("B1", "乙") + "7</v></c>",
    '<c r="A1"><f>1+1</f><v>2</v></c>',
    '<c r="A1" t="str"><f>B1</f><v>乙</v></c>',
    '<c r="A1" t="e"><v>#REF!</v></c>',
    '<c r="A1" t="b"><v>1</v></c>',
    '<c r="A1" t="inlineStr"><is><r><t>红</t></r><r><t>字</t></r></is></c>',
    '<c r="A1" vm="1" t="e"><v>#VALUE!</v></c>',
    '<c t="inlineStr"><is><t>没有位置</t></is></c>',
    inline("A1", "甲") + inline("A1", "又一个甲"),
    inline("A1", " 空格不算数 "),
    inline("A1", "一行_x000D_两行"),
    inline("A1", "回车&#13;"),
    inline("A1", "甲") + "<!-- " + inline("B1", "乙") + " -->",
    inline("A1", "<![CDATA[甲]]>"),
    inline("A1", "&nbsp;"),
    inline("A1", "甲]]>乙"),
    inline("A1", "甲\ue000乙"),
    inline("A1", "甲&#57344;乙"),
    inline("A1", "甲") + '<c r="B1" t="s"><v>0</v></c>',
    inline("XFD1048576", "远"),
    inline("AAA300000", "远"),
    '<x:c xmlns:x="urn:x" r="A1"/>',
])
def test_what_is_more_than_texts_and_whole_numbers_goes_the_long_way(content: str) -> None:
    assert rows(part(row(1, inline("C1", "甲"), content))) is None


@pytest.mark.parametrize("data", [
    part(row(1, inline("A1", "甲")), head='<?xml version="1.0" encoding="GBK"?>'),
    part(row(1, inline("A1", "甲")), head='<!DOCTYPE worksheet [<!ENTITY a "b">]>'),
    part(row(1, inline("A1", "甲")), after="<!-- <mergeCell ref='A1:A2'/> -->"),
    part(row(1, inline("A1", "甲")), after='<rowBreaks count="1"><brk id="1"/></rowBreaks><row r="2"/>'),
    part(row(1, inline("A1", "甲")), after='<mergeCells><mergeCell ref="A1"/></mergeCells>'),
    part(row(1, inline("A1", "甲")), after='<mergeCells><mergeCell ref="A2:A1"/></mergeCells>'),
    part(row(1, inline("A1", "甲")))[:-14],
    part(row(1, inline("A1", "甲"))).replace(b"main\"", b"other\""),
    part(row(1, inline("A1", "甲"))).decode().encode("utf-16"),
    part(row(1, inline("A1", "甲"))).replace("甲".encode(), b"\xb5"),
])
def test_parts_that_are_odd_go_the_long_way(data: bytes) -> None:
    assert rows(data) is None


@pytest.mark.parametrize("data", [
    part(row(1, inline("A1", "甲")), after="<pageMargins"),
    part(row(1, inline("A1", "甲")), after="<rowBreaks><brk></rowBreaks>"),
    part(row(1, inline("A1", "甲")), after="<x:extra/>"),
    part(row(1, inline("A1", "甲")) + "</row><row r='2'>"),
    part(row(1, inline("A1", "甲"), '<c r="B1" s=1/>')),
    part(row(1, inline("A1", "甲")), after=f"<mergeCells {MERGED}</mergeCells>"),
    part(row(1, inline("A1", "甲")), after=f"<mergeCells count='>{MERGED}</mergeCells>"),
    part(row(1, inline("A1", "甲")), after=f"<mergeCells><x>{MERGED}</mergeCells></x>"),
    part(row(1, inline("A1", "甲")), after=f"<mergeCells>{MERGED}"),
    part(row(1, inline("A1", "甲")), after=f"<mergeCells>{MERGED}</mergeCells></mergeCells>"),
    part(row(1, inline("A1", "甲")), after=f"{MERGED}</mergeCells>"),
    part(row(1, inline("A1", "甲"), '<c r="B1"></row>')),
])
def test_a_sheet_that_is_no_xml_goes_the_long_way(data: bytes) -> None:
    """There it is refused, not read as far as it goes."""
    assert rows(data) is None


@pytest.mark.parametrize("strings", [
    "<si><r><t>红</t></r></si>", "<si><t>甲</t><rPh sb='0' eb='1'><t>j</t></rPh></si>", "<si><t/></si>", "<si><t> 甲</t></si>",
    "<si><t>甲</t></si><!-- -->", "<si><t>_x0041_</t></si>",
])
def test_shared_texts_that_are_more_than_that_are_not_taken(strings: str) -> None:
    assert plain_strings(f'<sst xmlns="{MAIN}">{strings}</sst>'.encode()) is None


def test_a_number_of_no_shared_text_is_not_guessed() -> None:
    found = plain_sheet(part(row(1, '<c r="A1" t="s"><v>7</v></c>')))
    assert found
    assert found.rows(lambda: ["甲"]) is None


@pytest.mark.parametrize(("after", "words"), [
    ('<mergeCells count="1"><mergeCell ref="A1:XFD99999"/></mergeCells>', "合并单元格"),
    ('<mergeCells count="900000"/>', "声明的内容"),
])
def test_the_gate_stops_a_plain_sheet_too(after: str, words: str) -> None:
    data = workbook(f'<sheetData>{row(1, inline("A1", "甲"))}</sheetData>{after}')
    assert plain_sheet(Unpacked(data).read("xl/worksheets/sheet1.xml"))
    with pytest.raises(UnreadableFile, match=words):
        check(data, Kind.XLSX)
