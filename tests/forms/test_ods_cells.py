"""What stands in the cells of an ods is read as it is seen, and what stands at them is told apart."""

from __future__ import annotations

import io
import zipfile

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Aside, Document, Merge, Picture, Unreadable
from qcapp.forms.xlsx_reader import read_spreadsheet

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("draw", "drawing"), ("style", "style"),
        ("svg", "svg-compatible"),
    )
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods(table: str, styles: str = "", attributes: str = "", manifest: str = "<manifest/>") -> bytes:
    content = (
        f'<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>'
        f'<office:spreadsheet><table:table table:name="表"{attributes}>{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
        archive.writestr("Pictures/1.png", b"\x89PNG")
    return out.getvalue()


def read(table: str, styles: str = "", attributes: str = "") -> Document:
    return read_spreadsheet(ods(table, styles, attributes), "ods")


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def cell(content: str, kind: str = "string", attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {attributes}>{content}</table:table-cell>'


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_words_in_a_comment_or_a_box_are_not_the_cells() -> None:
    author = "<dc:creator>某甲</dc:creator><dc:date>2021-12-31</dc:date>"
    comment = f"<office:annotation>{author}{p('某甲:')}{p('还差两家')}</office:annotation>"
    framed = f'<draw:frame><draw:text-box>{p("框里")}{p("二")}</draw:text-box></draw:frame>'
    shape = f"<draw:custom-shape>{p('形状里')}</draw:custom-shape>"
    document = read(row(cell(comment + p("已完成") + framed), cell(shape + p("无"))))
    sheet = document.sheets[0]
    assert sheet.rows == (("已完成", "无"),)
    assert sheet.asides == (Aside(0, 0, "批注", "还差两家"), Aside(0, 0, "文本框", "框里\n二"), Aside(0, 1, "文本框", "形状里"))


def test_line_breaks_tabs_and_blanks_are_kept_and_readings_left_out() -> None:
    text = "一<text:line-break/>二<text:tab/>三<text:s text:c='3'/>四<text:span>五</text:span>"
    ruby = "<text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>zi</text:ruby-text></text:ruby>"
    assert read(row(cell(p(text) + p(ruby)))).sheets[0].rows == (("一\n二\t三   四五\n字",),)


def test_a_file_with_blanks_between_its_cells_is_read() -> None:
    spaced = f"\n  <table:table-row>\n  {cell(p('甲'))}\n  {cell(p('乙'))}\n  </table:table-row>\n"
    assert read(spaced).sheets[0].rows == (("甲", "乙"),)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (cell(p("1.38E+10"), "float", 'office:value="13800138000"'), "13800138000"),
        (cell(p("0763-3312345"), "float", 'office:value="7633312345"'), "0763-3312345"),
        (cell(p("54.5%"), "percentage", 'office:value="0.545"'), "54.5%"),
        (cell(p("54.5%"), "float", 'office:value="0.545"'), "54.5%"),
        (cell(p("###"), "date", 'office:date-value="2021-12-31"'), "2021-12-31"),
        (cell(p("###"), "date", 'office:date-value="2021-12-31T08:30:00.000000000"'), "2021-12-31 08:30"),
        (cell(p("2021年12月"), "date", 'office:date-value="2021-12-01"'), "2021年12月"),
        (cell(p("8:30"), "time", 'office:time-value="PT08H30M00S"'), "08:30"),
        (cell(p("30:00"), "time", 'office:time-value="PT30H00M00S"'), "30:00"),
        (cell(p("真"), "boolean", 'office:boolean-value="true"'), "TRUE"),
        (cell("", "string", 'office:string-value="存下的"'), "存下的"),
        (f"<table:table-cell>{p('没说是什么')}</table:table-cell>", "没说是什么"),
    ],
)
def test_values_as_they_were_meant(made: str, text: str) -> None:
    assert read(row(made)).sheets[0].rows == ((text,),)


def test_errors_and_formulas_without_a_result_are_no_empty_cells() -> None:
    formula = 'table:formula="of:=[.Z1]/0"'
    document = read(row(
        cell(p("#DIV/0!"), "string", f'{formula} office:string-value="" calcext:value-type="error"'),
        cell(p("Err:502"), "string", formula), f"<table:table-cell {formula}/>", cell("", "string", formula),
        cell(p("#REF!"), "string"),
    ))
    sheet = document.sheets[0]
    assert sheet.unreadable == (
        Unreadable(0, 0, "公式出错 #DIV/0!"), Unreadable(0, 1, "公式出错 Err:502"), Unreadable(0, 2, "公式没有算出结果"),
    )
    assert (sheet.text(0, 3), sheet.text(0, 4)) == ("", "#REF!")


def test_repeated_cells_and_rows_stand_where_they_are_seen() -> None:
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = cell(p("二"), attributes='table:number-columns-repeated="2"')
    document = read(row(gap, twice, repeated=2) + row("<table:table-cell/>", repeated=1_000_000))
    assert document.sheets[0].rows == (("", "", "二", "二"), ("", "", "二", "二"))


def test_merges_headings_groups_and_hidden_sheets() -> None:
    merged = cell(p("上"), attributes='table:number-rows-spanned="2"')
    covered = f"<table:covered-table-cell>{p('藏')}</table:covered-table-cell>"
    styles = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    document = read(
        f"<table:table-header-rows>{row(merged)}</table:table-header-rows><table:table-row-group>{row(covered)}"
        "</table:table-row-group>", styles, ' table:style-name="ta1"',
    )
    sheet = document.sheets[0]
    assert (sheet.rows, sheet.merges, sheet.visible) == ((("上",), ("",)), (Merge(0, 0, 1, 0),), False)


def test_pictures_are_named_lost_ones_and_embedded_files_told() -> None:
    image = '<draw:frame><draw:image xlink:href="{}"/></draw:frame>'
    likeness = '<draw:image xlink:href="./ObjectReplacements/Object 1"/>'
    chart = f'<draw:frame><draw:object xlink:href="./Object 1"/>{likeness}</draw:frame>'
    embedded = '<draw:frame><draw:object-ole xlink:href="./Object 2"/></draw:frame>'
    document = read(row(
        "<table:table-cell/>", cell(image.format("Pictures/1.png") + chart),
        cell(image.format("http://example.com/2.png") + embedded),
    ))
    assert document.pictures == (Picture("表", 0, 1, "Pictures/1.png"),)
    assert document.notes == (
        "有 1 张图片只是链接或已丢失，没有取到，请向填报单位要原图。",
        "表里嵌入了 1 个文件或对象，没有读取，请打开原文件双击图标查看。",
    )


def test_a_table_too_large_is_refused_and_one_with_a_password_called_so() -> None:
    far = row("<table:table-cell/>", repeated=300_000) + row(cell(p("远")))
    with pytest.raises(UnreadableFile, match="范围太大"):
        read(far)
    with pytest.raises(UnreadableFile, match="范围太大"):
        read(row(cell(p("满"), attributes='table:number-columns-repeated="1000"'), repeated=100_000))
    locked = ods("", manifest="<manifest><encryption-data/></manifest>")
    with pytest.raises(UnreadableFile, match="密码"):
        read_spreadsheet(locked, "ods")
