"""Tables read without a tree say, cell for cell, what the tree would have; whatever is more than texts goes the long way."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.forms import docx_reader
from qcapp.forms.docx_plain import plain_tables
from qcapp.forms.docx_reader import read_docx
from qcapp.forms.package import ZippedPackage
from tests.intake import containers

RETURNS = Path(__file__).resolve().parents[1] / "returns"
SAVED = sorted([*RETURNS.glob("docx/*.docx"), *RETURNS.glob("saved/docx/*.docx")])
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PROPERTIES = '<w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr>'


def part(table: str, before: str = "<w:p><w:r><w:t>表外</w:t></w:r></w:p>", head: str = "") -> bytes:
    return f'{head}<w:document xmlns:w="{MAIN}"><w:body>{before}{table}<w:p/></w:body></w:document>'.encode()


def table(*rows: str) -> str:
    return f'<w:tbl><w:tblPr/><w:tblGrid/>{"".join(f"<w:tr>{row}</w:tr>" for row in rows)}</w:tbl>'


def cell(inside: str, properties: str = PROPERTIES) -> str:
    return f"<w:tc>{properties}{inside}</w:tc>"


def text(words: str) -> str:
    return f'<w:p w:rsidR="00A1"><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


@pytest.mark.parametrize("path", SAVED, ids=[path.stem for path in SAVED])
def test_a_return_reads_the_same_by_either_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    found = _read(data)
    monkeypatch.setattr(docx_reader, "plain_tables", lambda data: None)
    assert _read(data) == found


def _read(data: bytes) -> object:
    try:
        return read_docx(data)
    except UnreadableFile as error:
        return str(error)


def test_some_of_these_returns_are_plain() -> None:
    """Else the test above would say nothing."""
    plain = [path for path in SAVED if plain_tables(ZippedPackage(path.read_bytes()).read("word/document.xml"))]
    assert len(plain) >= 3, plain


def test_texts_spans_and_merges_are_told_of_each_cell() -> None:
    down = "<w:tcPr><w:vMerge/></w:tcPr>"
    found = plain_tables(part(table(
        cell(text("甲 &amp; 乙") + text("第二段"), '<w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>'),
        cell("<w:p/>", down) + cell("<w:p><w:r><w:t>一</w:t><w:br/><w:t>二\n三</w:t></w:r></w:p>"),
    )))
    assert found
    shell, tables = found
    assert tables == [[[("甲 & 乙\n第二段", 2, "restart")], [("", 1, "continue"), ("一\n二 三", 1, "")]]]
    assert "表外".encode() in shell
    assert "甲".encode() not in shell


@pytest.mark.parametrize("inside", [
    "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏起来的</w:t></w:r></w:p>",
    "<w:p><w:ins><w:r><w:t>加的</w:t></w:r></w:ins></w:p>",
    "<w:p><w:del><w:r><w:delText>删的</w:delText></w:r></w:del></w:p>",
    "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:p>",
    "<w:p><w:bookmarkStart w:id='0' w:name='QC_202107_07_3F9K'/></w:p>",
    "<w:p><w:commentRangeStart w:id='0'/></w:p>",
    "<w:p><w:r><w:drawing/></w:r></w:p>",
    "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>",
    "<w:p><w:r><w:tab/><w:t>制表</w:t></w:r></w:p>",
    "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    "<w:p><w:br/></w:p>",
    "<w:p><w:r><w:t>&#30002;</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>&nbsp;</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>没有完</w:t></w:p>",
    "<w:p>不在文字里</w:p>",
    "<w:p><!-- <w:t>注</w:t> --></w:p>",
    "<w:p><w:r><w:t><![CDATA[甲]]></w:t></w:r></w:p>",
    "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>",
    "<m:t xmlns:m='urn:m'>x</m:t>",
    "<w:p><w:r><w:t>回车\r\n</w:t></w:r></w:p>",
])
def test_what_is_more_than_texts_goes_the_long_way(inside: str) -> None:
    assert plain_tables(part(table(cell(text("甲")) + cell(text("乙"))))) is not None
    assert plain_tables(part(table(cell(text("甲")) + cell(inside)))) is None


@pytest.mark.parametrize("properties", [
    '<w:tcPr><w:gridSpan w:val="999"/></w:tcPr>', '<w:tcPr><w:gridSpan w:val="x"/></w:tcPr>',
    '<w:tcPr><w:hMerge w:val="restart"/></w:tcPr>', '<w:tcPr><w:vMerge w:val="other"/></w:tcPr>',
])
def test_merges_of_another_kind_go_the_long_way(properties: str) -> None:
    assert plain_tables(part(table(cell(text("甲"), properties)))) is None


@pytest.mark.parametrize("data", [
    part(table(cell(text("甲"))), before="<w:p><w:r><w:pict><w:txbxContent/></w:pict></w:r></w:p>"),
    part(table(cell(text("甲"))), before="<!-- "),
    part(table(cell(text("甲"))), before="<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr></w:sdt>"),
    part(table(f"<w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell(text('甲'))}")),
    part(table(f"<w:trPr><w:del w:id='1'/></w:trPr>{cell(text('甲'))}")),
    part(table(f"<w:sdt><w:sdtContent>{cell(text('甲'))}</w:sdtContent></w:sdt>")),
    part(table(cell(text("甲")))).replace(b"</w:tbl>", b""),
    part(table(cell(text("甲")))).replace(b"/main", b"/other"),
    part(table(cell(text("甲"))), head='<?xml version="1.0" encoding="GBK"?>'),
    part(table(cell('<w:p xmlns:w="urn:x"><w:r><w:t>甲</w:t></w:r></w:p>'))),
    part(table(cell(text("甲")))).decode().encode("utf-16"),
    part(table(cell(text("甲")))).replace("甲".encode(), b"\xb5"),
])
def test_what_could_mean_another_thing_goes_the_long_way(data: bytes) -> None:
    assert plain_tables(data) is None


@pytest.mark.parametrize("around", [
    '<w:del w:id="1">{}</w:del>',
    '<w:moveFrom w:id="1">{}</w:moveFrom>',
    "<w:p><w:r><w:rPr><w:vanish/></w:rPr>{}</w:r></w:p>",
    '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{}</w:p>',
])
def test_a_table_that_is_shown_to_nobody_does_not_lend_its_words_to_the_next(
    around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = table(cell(text("现在的")))
    data = containers.docx(part(kept, before=around.format(table(cell(text("作废的"))))))
    found = read_docx(data)
    assert found.sheets[-1].rows == (("现在的",),)
    monkeypatch.setattr(docx_reader, "plain_tables", lambda data: None)
    assert read_docx(data) == found


@pytest.mark.parametrize("other", [
    table(cell(text("乙"))).replace("<w:tbl>", "<w:tbl\n>"),
    table(cell(text("乙"))).replace("w:", "x:").replace("<x:tbl>", f'<x:tbl xmlns:x="{MAIN}">'),
])
def test_a_table_whose_tag_is_written_otherwise_keeps_its_place_among_the_others(other: str) -> None:
    found = read_docx(containers.docx(part(table(cell(text("丙"))), before=table(cell(text("甲"))) + other)))
    assert [sheet.rows for sheet in found.sheets] == [(("甲",),), (("乙",),), (("丙",),)]


def test_a_name_that_means_another_thing_there_goes_the_long_way() -> None:
    assert plain_tables(part(table(cell('<w:p xmlns:w ="urn:x"><w:r><w:t>甲</w:t></w:r></w:p>')))) is None


def test_a_head_that_never_ends_holds_nobody_up() -> None:
    """A packed file of a few kilobytes would keep the reading process busy for an hour."""
    assert plain_tables(b"<w:document " + f'xmlns:w="{MAIN}" '.encode() * 100_000) is None
