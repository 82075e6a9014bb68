"""What is no bounded, honest container is stopped before any parser sees it; what office programs write passes."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.intake import gate, sheet_scan, word_scan, zips
from qcapp.intake.gate import check
from qcapp.intake.sniff import Kind
from tests.intake import containers as made
from tests.intake.containers import Raw, raw_zip


def refused(data: bytes, kind: Kind, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        check(data, kind)
    assert str(caught.value).endswith("。")


def cells(*references: str, content: str = "<v>1</v>") -> str:
    body = "".join(f'<c r="{each}" s="1">{content}</c>' for each in references)
    return f"<worksheet><sheetData><row>{body}</row></sheetData></worksheet>"


# --- what must pass


def test_workbooks_and_documents_as_written_by_programs_pass() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["一.开办企业", "1.办好。"])  # type: ignore[union-attr]
    book.active.merge_cells("A1:A3")  # type: ignore[union-attr]
    book.save(out)
    check(out.getvalue(), Kind.XLSX)
    out = io.BytesIO()
    document = docx.Document()
    document.add_table(3, 3).cell(0, 0).merge(document.tables[0].cell(1, 1))
    document.save(out)
    check(out.getvalue(), Kind.DOCX)


@pytest.mark.parametrize(
    "sheet",
    [
        '<worksheet><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>',
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576" s="3"/></row></sheetData></worksheet>',
        '<x:worksheet><x:sheetData><x:row><x:c r="A1"/></x:row></x:sheetData></x:worksheet>',
        '<sst count="999999999" uniqueCount="1"><si/></sst>',
        '<worksheet><mergeCells count="1"><mergeCell ref="A1:A1048576"/></mergeCells></worksheet>',
        '<?xml version="1.0" encoding="GB2312"?><worksheet/>'.encode("gbk"),
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        "",
    ],
)
def test_what_is_only_odd_passes(sheet: str | bytes) -> None:
    """A dimension that lies is not believed, empty painted cells are no content, and one long merge is common."""
    check(made.xlsx(sheet), Kind.XLSX)


def test_an_open_document_sheet_padded_to_its_last_row_passes() -> None:
    rows = '<table:table-row><table:table-cell office:value="1"/></table:table-row>'
    rest = '<table:table-row table:number-rows-repeated="1048575">'
    rest += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    check(made.ods(f"<office:document-content><table:table>{rows}{rest}</table:table></office:document-content>"), Kind.ODS)


def test_an_old_manifest_and_an_enclosed_picture_keep_their_doctype() -> None:
    check(made.ods("<x/>", "<!DOCTYPE manifest:manifest PUBLIC 'x' 'Manifest.dtd'><m/>"), Kind.ODS)
    parts = {"word/document.xml": "<w:document/>", "word/media/a.svg": "<!DOCTYPE svg><svg/>"}
    check(made.zipped(parts), Kind.DOCX)


# --- the container


@pytest.mark.parametrize("name", [b"../evil.xml", b"xl/../../evil.xml", b"/etc/evil", b"C:\\evil.xml", b"..\\evil.xml"])
def test_names_that_lead_elsewhere_are_refused(name: bytes) -> None:
    refused(raw_zip([Raw(name, b"<x/>")]), Kind.XLSX, "指向别处")


@pytest.mark.parametrize("names", [(b"a.xml", b"a.xml"), (b"xl/a.xml", b"XL\\A.xml")])
def test_duplicate_names_are_refused(names: tuple[bytes, bytes]) -> None:
    refused(raw_zip([Raw(name, b"<x/>") for name in names]), Kind.XLSX, "重名")


def test_an_encrypted_part_is_a_password_and_no_damage() -> None:
    refused(raw_zip([Raw(b"a.xml", b"<x/>", flags=1)]), Kind.XLSX, "密码")


def test_a_bomb_is_stopped_as_it_inflates() -> None:
    refused(made.xlsx(b"<worksheet>" + b" " * (8 * 1024 * 1024)), Kind.XLSX, "大得异常")


def test_many_small_bombs_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "Budget", lambda: zips.Budget(3_000_000))
    parts = {f"a{place}.xml": b" " * 1_000_000 for place in range(4)}
    refused(made.zipped(parts), Kind.XLSX, "大得异常")


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_FILE", 100)
    refused(b"\xd0\xcf" * 60, Kind.XLS, "50 MB")


# --- definitions


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    "sheet",
    [
        DOCTYPE,
        DOCTYPE.encode("utf-16"),
        DOCTYPE.encode("utf-16-le"),
        DOCTYPE.encode("utf-16-be"),
        "<?xml version='1.0'?>" + " " * 300_000 + DOCTYPE[21:],
        "\ufeff" + DOCTYPE,
    ],
)
def test_a_doctype_is_refused_in_whatever_encoding(sheet: str | bytes) -> None:
    refused(made.xlsx(sheet), Kind.XLSX, "外部定义")
    refused(made.docx(sheet), Kind.DOCX, "外部定义")


def test_a_doctype_is_found_in_parts_of_any_name() -> None:
    refused(made.zipped({"xl/strange.dat": DOCTYPE}), Kind.XLSX, "外部定义")


@pytest.mark.parametrize(
    "sheet",
    [
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-x/+AD4-',
        DOCTYPE.encode("utf-32"),
        DOCTYPE.encode("cp037"),
        b"not xml at all",
    ],
)
def test_encodings_that_could_hide_a_doctype_are_refused(sheet: bytes) -> None:
    refused(made.xlsx(sheet), Kind.XLSX, "编码不正常|外部定义")


# --- sheets


@pytest.mark.parametrize(
    "sheet",
    [
        cells("AMK1"),
        cells("A200001"),
        cells("A1", "A99999999999"),
        cells("ALL20001", "A1"),
        "<worksheet><row>" + "<c><v>1</v></c>" * 1025 + "</row></worksheet>",
        '<x:worksheet><x:row><x:c t="n" r="XFD1"><x:v>1</x:v></x:c></x:row></x:worksheet>',
        "<worksheet><row><c r='XFD1'><v>1</v></c></row></worksheet>",
        '<worksheet><row><c\n\tr="XFD1"\n><v>1</v></c></row></worksheet>',
    ],
)
def test_content_far_out_is_refused(sheet: str) -> None:
    refused(made.xlsx(sheet), Kind.XLSX, "行列多得异常")
    refused(made.xlsx(sheet.encode("utf-16")), Kind.XLSX, "行列多得异常")


def test_more_rows_or_cells_than_any_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_scan, "MAX_ROWS", 100)
    refused(made.xlsx("<worksheet>" + '<row r="1"/>' * 101 + "</worksheet>"), Kind.XLSX, "行列多得异常")
    monkeypatch.setattr(sheet_scan, "MAX_CELLS", 100)
    refused(made.xlsx("<worksheet><row>" + '<c r="A1"/>' * 101 + "</row></worksheet>"), Kind.XLSX, "行列多得异常")


def test_the_sheets_of_a_workbook_are_counted_together() -> None:
    big = cells("A1", "ALL9000")  # nine million places
    check(made.xlsx(big, xl__worksheets__sheet2_xml=big), Kind.XLSX)
    three = made.xlsx(big, xl__worksheets__sheet2_xml=big, xl__worksheets__sheet3_xml=big)
    refused(three, Kind.XLSX, "行列多得异常")


def test_merges_without_end_are_refused() -> None:
    many = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 20_002))
    refused(made.xlsx(f"<worksheet>{many}</worksheet>"), Kind.XLSX, "合并单元格")
    refused(made.xlsx('<worksheet><mergeCell ref="A1:XFD1048576"/></worksheet>'), Kind.XLSX, "合并单元格")


@pytest.mark.parametrize(
    "part",
    [
        '<sst count="1" uniqueCount="4294967295"><si/></sst>',
        '<styleSheet><cellXfs count="99999999999"/></styleSheet>',
        '<worksheet><mergeCells count="900000"/></worksheet>',
    ],
)
def test_counts_beyond_what_the_bytes_can_hold_are_not_believed(part: str) -> None:
    refused(made.xlsx(part), Kind.XLSX, "声明的内容比实际多")


def test_tags_cut_by_the_streams_pieces_are_still_counted() -> None:
    for padding in range(zips.CHUNK - 60, zips.CHUNK + 5, 7):
        sheet = f"<worksheet>{' ' * padding}" + cells("XFD1")[11:]
        refused(made.xlsx(sheet), Kind.XLSX, "行列多得异常")


@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.DOCX])
def test_a_comment_in_a_part_hides_no_doctype_and_no_cell(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made.xlsx if kind is Kind.XLSX else made.docx
    check(file("<p>a</p><!-- by a program -->"), kind)
    refused(file('<p>a</p><!-- by a program --><!DOCTYPE x [<!ENTITY a "aaaa">]>'), kind, "外部定义")
    monkeypatch.setattr(sheet_scan, "MAX_CELLS", 10)
    monkeypatch.setattr(word_scan, "MAX_WORD_CELLS", 10)
    check(file('<p>a</p><!-- by a program -->' + "<c r='A1'/><w:tc/>" * 10), kind)
    refused(file('<p>a</p><!-- by a program -->' + "<c r='A1'/><w:tc/>" * 11), kind, "行列多得异常")


def test_a_part_that_passed_in_one_file_lets_no_other_pass() -> None:
    fine, false = (f'<styleSheet><cellXfs count="{count}"/></styleSheet>' for count in (1, 99999999999))
    for part, words in ((false, "声明的内容"), (DOCTYPE, "外部定义"), (cells("XFD1"), "行列多得异常")):
        for _ in range(2):
            check(made.xlsx(xl__styles_xml=fine), Kind.XLSX)
            refused(made.xlsx(xl__styles_xml=part), Kind.XLSX, words)
    for part, words in ((DOCTYPE, "外部定义"), ('<w:d><w:gridSpan w:val="253"/></w:d>', "行列多得异常")):
        for _ in range(2):
            check(made.docx("<w:document/>"), Kind.DOCX)
            refused(made.docx(part), Kind.DOCX, words)
    check(made.zipped({"word/a.svg": DOCTYPE}), Kind.DOCX)  # which is no part that anybody reads, and the same bytes


def test_the_same_packed_bytes_are_damaged_where_the_directory_says_otherwise() -> None:
    for entry in (Raw(b"a.xml", b"<x/>"), Raw(b"a.xml", b"<x/>", crc=7), Raw(b"a.xml", b"<x/>"), Raw(b"a.xml", b"<x/>", size=5)):
        if entry.crc is None and entry.size is None:
            check(raw_zip([entry]), Kind.XLSX)
        else:
            refused(raw_zip([entry]), Kind.XLSX, "已损坏")


def test_rows_of_small_parts_add_up_however_often_they_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    part = "<worksheet>" + '<row r="1"/>' * 60 + "</worksheet>"
    monkeypatch.setattr(sheet_scan, "MAX_ROWS", 100)
    check(made.xlsx(part), Kind.XLSX)
    refused(made.xlsx(part, xl__worksheets__sheet2_xml=part), Kind.XLSX, "行列多得异常")


# --- documents


def test_word_tables_beyond_reason_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    refused(made.docx('<w:document><w:gridSpan w:val="253"/></w:document>'), Kind.DOCX, "行列多得异常")
    refused(made.docx('<w:document><w:gridBefore w:val="99999999999"/></w:document>'), Kind.DOCX, "行列多得异常")
    check(made.docx('<w:document><w:gridSpan w:val="252"/></w:document>'), Kind.DOCX)
    refused(made.docx("<w:document>" + "<w:tbl><w:tr>" * 21), Kind.DOCX, "一层套一层")
    check(made.docx("<w:document>" + "<w:tbl><w:tblPr/></w:tbl>" * 50), Kind.DOCX)
    monkeypatch.setattr(word_scan, "MAX_WORD_CELLS", 10)
    refused(made.docx("<w:document>" + "<w:tc><w:tcPr/></w:tc>" * 11), Kind.DOCX, "行列多得异常")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<table:table-cell table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell>', "行列多得异常"),
        ('<table:table-cell office:value="1" table:number-columns-repeated="16384"/>', "行列多得异常"),
        ('<table:table-cell table:number-columns-spanned="2000" table:number-rows-spanned="2000"/>', "合并单元格"),
    ],
)
def test_one_open_document_cell_that_stands_for_thousands_is_refused(content: str, words: str) -> None:
    sheet = f"<office:document-content><table:table><table:table-row>{content}</table:table-row></table:table>"
    refused(made.ods(sheet), Kind.ODS, words)


def test_one_open_document_row_that_stands_for_thousands_is_refused() -> None:
    cell = "<table:table-cell><text:p>a</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    refused(made.ods(f"<x:c><table:table>{row}</table:table></x:c>"), Kind.ODS, "行列多得异常")
    far = '<table:table-row table:number-rows-repeated="999999"/>' + f"<table:table-row>{cell}</table:table-row>"
    refused(made.ods(f"<x:c><table:table>{far}</table:table></x:c>"), Kind.ODS, "行列多得异常")
    refused(made.ods("<x:c>" + "<table:table>" * 21), Kind.ODT, "一层套一层")
