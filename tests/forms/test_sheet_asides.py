"""An answer in a comment or a text box, a picture in a cell: nothing that stands beside the cells is passed over."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from qcapp.domain.sheet import Aside, Document, Picture, Unreadable
from qcapp.forms.xlsx_drawn import comment_text
from qcapp.forms.xlsx_reader import read_spreadsheet, read_xlsx
from tests.forms.xlsx_made import DRAWING, MAIN, OFFICE, inline, relations, row, workbook

RETURNS = Path(__file__).resolve().parents[1] / "returns" / "xlsx"
SHEET_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
TABLE = row(1, inline("A1", "进展"), inline("B1", "问题"))
EMBED = "r:embed='rId1'"
UNCOMPUTED = '<c r="A2"><f>1+1</f></c>'
SPREADSHEET = "http://schemas.microsoft.com/office/spreadsheetml"


def read(name: str) -> Document:
    data = (RETURNS / name).read_bytes()
    kind = name.rpartition(".")[2]
    return read_xlsx(data) if kind == "xlsx" else read_spreadsheet(data, kind)


@pytest.mark.parametrize(
    "name", ["marked_xlsxwriter.xlsx", "marked_libreoffice.xls", "marked_libreoffice.ods", "marked_gnumeric.xls"]
)
def test_comments_and_text_boxes_are_told_with_their_cells_whatever_the_format(name: str) -> None:
    sheet = read(name).sheets[0]
    box = "文本框里的话第二段" if "gnumeric" in name else "文本框里的话\n第二段"  # gnumeric joins the paragraphs
    assert sheet.asides == (Aside(1, 0, "批注", "批注里的进展\n第二行"), Aside(2, 1, "文本框", box))
    assert (sheet.text(1, 0), sheet.text(2, 1)) == ("已完成", "")


@pytest.mark.parametrize(
    "name", ["marked_xlsxwriter.xlsx", "marked_libreoffice.xls", "marked_libreoffice.ods", "marked_gnumeric.xls"]
)
def test_error_values_and_what_is_hidden_are_told_whatever_the_format(name: str) -> None:
    document = read(name)
    assert Unreadable(1, 1, "公式出错 #DIV/0!") in document.sheets[0].unreadable
    assert (document.sheets[0].text(8, 0), document.sheets[0].text(1, 4)) == ("隐藏行", "隐藏列")
    assert [sheet.visible for sheet in document.sheets] == [True, False, False]


def test_pictures_are_named_with_their_parts_over_cells_and_in_them() -> None:
    document = read("marked_xlsxwriter.xlsx")
    assert document.pictures == (
        Picture("下发表", 6, 3, "xl/media/image1.png"), Picture("下发表", 4, 2, "xl/media/image2.png"),
    )
    assert Unreadable(6, 3, "公式出错 #VALUE!") not in document.sheets[0].unreadable
    with zipfile.ZipFile(RETURNS / "marked_xlsxwriter.xlsx") as archive:
        assert all(archive.read(picture.part).startswith(b"\x89PNG") for picture in document.pictures)


def test_pictures_of_an_ods_are_named_and_those_of_an_xls_are_said_to_be_out_of_reach() -> None:
    (picture,) = read("marked_libreoffice.ods").pictures
    assert (picture.row, picture.column, picture.part[:9]) == (4, 2, "Pictures/")
    assert "这份 xls 里有 1 张图片取不出来，请用 WPS 打开后另存为 xlsx 再导入。" in read("marked_libreoffice.xls").notes


def test_an_xlsb_is_read_with_merges_comments_errors_formats_and_cells_in_short_form() -> None:
    document = read("notes_sheetjs.xlsb")
    sheet = document.sheets[0]
    assert sheet.rows == (
        ("进展", "时限", "电话"), ("已完成", "2021-12-31", "0763-3312345"), ("", "54.5%", "13800138000"), ("合并",),
    )
    assert sheet.asides == (Aside(1, 0, "批注", "批注里的进展"),)
    assert sheet.unreadable == (Unreadable(2, 0, "公式出错 #REF!"),)
    assert [(merge.top, merge.left, merge.bottom, merge.right) for merge in sheet.merges] == [(3, 0, 3, 1)]
    assert [(each.name, each.visible) for each in document.sheets] == [("表", True), ("藏", False)]


def commented(comments: str, threads: str = "") -> Document:
    links = [("comments", "../comments1.xml")]
    more: dict[str, str | bytes] = {"xl/comments1.xml": f'<comments xmlns="{MAIN}">{comments}</comments>'}
    if threads:
        links.append(("threadedComment", "../threadedComments/threadedComment1.xml"))
        more["xl/threadedComments/threadedComment1.xml"] = (
            f'<ThreadedComments xmlns="{SPREADSHEET}/2018/threadedcomments">{threads}</ThreadedComments>'
        )
    return read_xlsx(workbook(TABLE, more={SHEET_RELATIONS: relations(*links), **more}))


PREAMBLE = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to it will get "
    "removed if the file is opened in a newer version of Excel. Learn more: https://go.microsoft.com/fwlink/?linkid=870924"
    "\n\nComment:\n    还差两家\nReply:\n    已补"
)
CHINESE_PREAMBLE = (
    "[线程批注]\n\n你的 Excel 版本可读取此线程批注; 但如果在更新版本的 Excel 中打开文件，则对批注所作的任何改动都将被删除。"
    "了解详细信息: https://go.microsoft.com/fwlink/?linkid=870924\n\n注释:\n    还差两家\n答复:\n    已补"
)


def test_a_thread_is_read_from_its_own_part_and_once() -> None:
    document = commented(
        f'<authors><author>tc={{1}}</author></authors><commentList><comment ref="B1" authorId="0"><text><t>{PREAMBLE}</t></text>'
        '</comment><comment ref="A1" authorId="0"><text><t>普通批注</t></text></comment></commentList>',
        '<threadedComment ref="B1" id="{1}"><text>还差两家</text></threadedComment>'
        '<threadedComment ref="B1" id="{2}" parentId="{1}"><text>已补</text></threadedComment>',
    )
    assert document.sheets[0].asides == (Aside(0, 0, "批注", "普通批注"), Aside(0, 1, "批注", "还差两家\n已补"))


@pytest.mark.parametrize(
    ("text", "author", "said"),
    [
        ("某甲:\n还差两家", "某甲", "还差两家"),
        ("某甲：还差两家", "某甲", "还差两家"),
        ("进展:\n还差两家", "某甲", "进展:\n还差两家"),
        ("还差两家\r\n某乙补", "", "还差两家\n某乙补"),
        (PREAMBLE, "tc={1}", "还差两家\n已补"),
        (CHINESE_PREAMBLE, "tc={1}", "还差两家\n已补"),
        ("某甲:\n", "某甲", ""),
    ],
)
def test_a_comment_says_what_was_written_and_not_who_wrote_it(text: str, author: str, said: str) -> None:
    assert comment_text(text, author) == said


def test_a_name_in_bold_before_a_comment_is_no_part_of_it_though_its_author_is_forgotten() -> None:
    document = commented(
        '<authors><author/></authors><commentList><comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>某甲:</t></r>'
        '<r><t xml:space="preserve">\n还差两家</t></r></text></comment></commentList>'
    )
    assert document.sheets[0].asides == (Aside(0, 0, "批注", "还差两家"),)


def drawn(anchors: str, links: str, more: Mapping[str, str | bytes], table: str = TABLE) -> Document:
    return read_xlsx(workbook(table, more={
        SHEET_RELATIONS: relations(("drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": f"<xdr:wsDr {DRAWING}>{anchors}</xdr:wsDr>",
        "xl/drawings/_rels/drawing1.xml.rels": links, **more,
    }))


def anchor(content: str, kind: str = "twoCellAnchor") -> str:
    return f"<xdr:{kind}><xdr:from><xdr:col>1</xdr:col><xdr:row>0</xdr:row></xdr:from>{content}</xdr:{kind}>"


def box(text: str) -> str:
    return f"<xdr:sp><xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"


def picture(attribute: str) -> str:
    return f"<xdr:pic><xdr:blipFill><a:blip {attribute}/></xdr:blipFill></xdr:pic>"


def test_boxes_and_pictures_in_groups_and_alternatives_are_found_once() -> None:
    grouped = f'<xdr:grpSp>{box("组里")}{picture(EMBED)}</xdr:grpSp>'
    choices = f'<mc:Choice>{box("新")}</mc:Choice><mc:Fallback>{box("旧")}</mc:Fallback>'
    alternatives = f"<mc:AlternateContent>{choices}</mc:AlternateContent>"
    document = drawn(
        anchor(grouped, "oneCellAnchor") + anchor(alternatives) + anchor(box("")),
        relations(("image", "../media/图 1.png")), {"xl/media/图 1.png": b"\x89PNG"},
    )
    assert document.sheets[0].asides == (Aside(0, 1, "文本框", "组里"), Aside(0, 1, "文本框", "新"))
    assert document.pictures == (Picture("表1", 0, 1, "xl/media/图 1.png"),)
    assert document.notes == ()


def test_pictures_without_a_part_and_embedded_files_are_told() -> None:
    links = relations(("image", "http://example.com/1.png", "External"), ("image", "../media/lost.png"))
    document = drawn(anchor(picture('r:link="rId1"')) + anchor(picture('r:embed="rId2"')), links, {
        SHEET_RELATIONS: relations(
            ("drawing", "../drawings/drawing1.xml"), ("oleObject", "../embeddings/oleObject1.bin"),
        ),
    })
    assert document.pictures == ()
    assert document.notes == (
        "有 2 张图片只是链接或已丢失，没有取到，请向填报单位要原图。",
        "表里嵌入了 1 个文件或对象，没有读取，请打开原文件双击图标查看。",
    )


def with_cell_images(table: str) -> Document:
    """As WPS keeps pictures in cells."""
    name = '<xdr:nvPicPr><xdr:cNvPr id="2" name="ID_1A2B"/></xdr:nvPicPr>'
    named = f'<xdr:pic>{name}{picture(EMBED).removeprefix("<xdr:pic>")}'
    return read_xlsx(workbook(
        table, links=(("cellImage", "cellimages.xml"),),
        more={
            "xl/cellimages.xml": f'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" {DRAWING}>'
            f"<etc:cellImage>{named}</etc:cellImage></etc:cellImages>",
            "xl/_rels/cellimages.xml.rels": relations(("image", "media/image1.jpeg")),
            "xl/media/image1.jpeg": b"\xff\xd8\xff",
        },
    ))


def test_a_picture_that_wps_has_put_into_a_cell_is_a_picture_and_no_text() -> None:
    formula = '<c r="{0}" t="str"><f>_xlfn.DISPIMG("{1}",1)</f><v>=DISPIMG("{1}",1)</v></c>'
    document = with_cell_images(row(1, inline("A1", "进展"), formula.format("B1", "ID_1A2B"), formula.format("C1", "ID_LOST")))
    assert document.sheets[0].rows == (("进展", "", ""),)
    assert document.pictures == (Picture("表1", 0, 1, "xl/media/image1.jpeg"),)
    assert document.sheets[0].unreadable == (Unreadable(0, 2, "单元格里的图片没有随文件保存"),)


def test_a_formula_that_was_never_worked_out_is_no_empty_cell() -> None:
    cells = '<c r="B2"><f>1+1</f><v></v></c><c r="C2" t="str"><f>""</f><v></v></c><c r="D2"><f>1+1</f><v>2</v></c>'
    document = read_xlsx(workbook(TABLE + row(2, UNCOMPUTED, cells)))
    sheet = document.sheets[0]
    assert sheet.unreadable == (Unreadable(1, 0, "公式没有算出结果"), Unreadable(1, 1, "公式没有算出结果"))
    assert (sheet.text(1, 2), sheet.text(1, 3)) == ("", "2")
    assert document.notes == ("有 2 个单元格的公式没有算出结果，读不出内容，请用 WPS 打开原文件保存一次再导入。",)


def test_what_lies_under_a_merged_cell_is_not_missed() -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData>{TABLE}{row(2, UNCOMPUTED)}</sheetData>'
        '<mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>'
    )
    document = read_xlsx(workbook(sheet))
    assert (document.sheets[0].unreadable, document.notes) == ((), ())


def test_formulas_that_lead_to_other_files_are_told_and_those_files_left_alone() -> None:
    linked = '<c r="A2" t="str"><f>[1]Sheet1!A1</f><v>外面的进展</v></c>'
    outside = {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"/>'}
    links = (("externalLink", "externalLinks/externalLink1.xml"),)
    document = read_xlsx(workbook(TABLE + row(2, linked), links=links, more=outside))
    assert document.sheets[0].text(1, 0) == "外面的进展"
    assert document.notes == ("有公式引用了别的文件，没有打开那些文件，读的是上次存下的结果，请与填报单位核对。",)
    assert read_xlsx(workbook(TABLE, links=links, more=outside)).notes == ()


def test_pictures_bear_the_names_that_the_container_has_for_them() -> None:
    """Whatever case the relationship writes."""
    links = relations(("image", "../Media/IMAGE1.PNG"))
    assert drawn(anchor(picture(EMBED)), links, {"xl/media/image1.png": b"\x89PNG"}).pictures[0].part == "xl/media/image1.png"
