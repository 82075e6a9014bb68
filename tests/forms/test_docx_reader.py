"""What a unit typed into a Word form is read at its place, whatever Word, WPS or LibreOffice wrapped it in."""

from __future__ import annotations

import io
import zipfile

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Document, Merge, Picture
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.docx_reader import DAMAGED, read_docx
from qcapp.forms.docx_tidy import TOO_DEEP, TOO_LARGE
from qcapp.intake.reader import SafeReader
from tests.forms.docx_made import (
    CONTINUE,
    MC,
    OFFICE,
    PNG,
    RESTART,
    STRICT,
    W,
    commented,
    comments,
    docx,
    note,
    notes,
    p,
    picture,
    r,
    span,
    tbl,
    tc,
    tr,
)

FORM_ID = "QC-202107-07-3F9K"
CHANGED = "文件带有修订标记，已按接受全部修订读取（新增的算数，删除的不算），请核对。"


def read(*blocks: str) -> Document:
    return read_docx(docx("".join(blocks)))


def cell(content: str) -> str:
    """What is read of a cell with that content."""
    (sheet,) = read(tbl(tr(tc(content)))).sheets
    return sheet.rows[0][0]


def box(text: str, *, table: str = "") -> str:
    """A run with a text box, as Word writes it: for itself, and once more for programs of before."""
    inside = f"<w:txbxContent>{p(text)}{table}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"><w:drawing><x>{inside}</x></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><x>{inside}</x></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


# Grid


def test_cells_stand_at_their_places_in_the_grid() -> None:
    document = read(
        tbl(
            tr("任务", "措施", tc("责任人", span(2)), "进展"),
            tr(tc("一", RESTART), "1", "张三", "138", "办了"),
            tr(tc("", CONTINUE), "2", "李四", "139", ""),
        )
    )
    (sheet,) = document.sheets
    assert (document.kind, sheet.name, sheet.visible) == ("docx", "表1", True)
    assert sheet.rows == (
        ("任务", "措施", "责任人", "", "进展"),
        ("一", "1", "张三", "138", "办了"),
        ("", "2", "李四", "139", ""),
    )
    assert sheet.merges == (Merge(0, 2, 0, 3), Merge(1, 0, 2, 0))
    assert document.notes == ()


def test_a_cell_merged_both_ways_is_one_rectangle() -> None:
    (sheet,) = read(
        tbl(tr(tc("大", span(2) + RESTART), "甲"), tr(tc("看不见", span(2) + CONTINUE), "乙"), tr("一", "二", "丙"))
    ).sheets
    assert sheet.merges == (Merge(0, 0, 1, 1),)
    assert sheet.rows == (("大", "", "甲"), ("", "", "乙"), ("一", "二", "丙"))


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    (sheet,) = read(tbl(tr("1", "2", "3"), tr("乙", "丙", properties='<w:gridBefore w:val="1"/>'))).sheets
    assert sheet.rows == (("1", "2", "3"), ("", "乙", "丙"))


def test_the_lower_part_of_a_merge_whose_upper_part_is_gone_keeps_its_text() -> None:
    (sheet,) = read(tbl(tr(tc("上", CONTINUE), "1"), tr(tc("", CONTINUE), "2"), tr(tc("下", RESTART), "3"))).sheets
    assert [row[0] for row in sheet.rows] == ["上", "", "下"]
    assert sheet.merges == (Merge(0, 0, 1, 0),)


def test_a_merge_ends_where_the_widths_part() -> None:
    (sheet,) = read(tbl(tr(tc("上", RESTART), "1"), tr(tc("宽", span(2) + CONTINUE)))).sheets
    assert sheet.rows == (("上", "1"), ("宽", ""))


def test_cells_merged_the_old_way_are_one() -> None:
    (sheet,) = read(tbl(tr(tc("左", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "右"))).sheets
    assert (sheet.rows, sheet.merges) == ((("左", "", "右"),), (Merge(0, 0, 0, 1),))


def test_a_table_split_in_two_is_two_sheets_and_the_text_between_is_kept() -> None:
    document = read(p("清单"), tbl(tr("一", "1")), p("（续表）"), tbl(tr("二", "2")), p("填报单位：某局"))
    assert [(sheet.name, sheet.rows) for sheet in document.sheets] == [("表1", (("一", "1"),)), ("表2", (("二", "2"),))]
    assert document.texts == ("清单", "（续表）", "填报单位：某局")


def test_many_merged_rows_are_read() -> None:
    rows = [tr(tc(f"措施{n // 3}", RESTART if n % 3 == 0 else CONTINUE), f"联系人{n}") for n in range(990)]
    (sheet,) = read(tbl(*rows)).sheets
    assert (len(sheet.rows), len(sheet.merges), sheet.merges[-1]) == (990, 330, Merge(987, 0, 989, 0))
    assert sheet.rows[987:] == (("措施329", "联系人987"), ("", "联系人988"), ("", "联系人989"))


# Text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (p("第一段") + p("第二段"), "第一段\n第二段"),
        (p("办", "了"), "办了"),
        (p("<w:r><w:t>左</w:t><w:tab/><w:t>右</w:t><w:br/><w:t>下</w:t><w:cr/><w:t>末</w:t></w:r>"), "左\t右\n下\n末"),
        (p('<w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr>', "文"), "文"),
        (p("<w:r><w:t>0763</w:t><w:noBreakHyphen/><w:t>33</w:t></w:r>"), "0763-33"),
        (p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>'), "是"),
        (p("<w:r><w:t>折\n行</w:t></w:r>"), "折 行"),
        (p('<w:smartTag w:element="date"><w:smartTag>' + r("12月") + "</w:smartTag></w:smartTag>", "底"), "12月底"),
        (p("<w:hyperlink>" + r("网址") + "</w:hyperlink>"), "网址"),
        (p('<w:fldSimple w:instr=" DATE ">' + r("7月22日") + "</w:fldSimple>"), "7月22日"),
        (p("<w:sdt><w:sdtPr/><w:sdtContent>" + r("控件里") + "</w:sdtContent></w:sdt>"), "控件里"),
        ("<w:sdt><w:sdtContent>" + p("整段控件") + "</w:sdtContent></w:sdt>", "整段控件"),
        ("<w:customXml>" + p("包着") + "</w:customXml>", "包着"),
        (
            p("<w:r><w:ruby><w:rt>" + r("zhuàn") + "</w:rt><w:rubyBase>" + r("专") + "</w:rubyBase></w:ruby></w:r>", "窗"),
            "专窗",
        ),
    ],
)
def test_text_is_read_out_of_whatever_wraps_it(content: str, text: str) -> None:
    assert cell(content) == text


def field(what: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{what}"/></w:r>'


def test_of_a_field_only_what_is_shown_is_read() -> None:
    inner = field("begin") + "<w:r><w:instrText>AUTHOR</w:instrText></w:r>" + field("separate") + r("某人") + field("end")
    outer = field("begin") + r("指令") + inner + field("separate") + r("结果") + field("end")
    assert cell(p("前", outer, "后")) == "前结果后"


def test_a_field_without_an_end_hides_nothing() -> None:
    assert cell(p("前", field("begin"), "中") + p("后")) == "前中\n后"


def test_rows_and_cells_in_content_controls_are_read() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    (sheet,) = read(control(tbl(tr("一", "二"), control(tr("三", control(tc("四"))))))).sheets
    assert sheet.rows == (("一", "二"), ("三", "四"))


def test_a_content_control_that_shows_its_prompt_is_empty() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    (sheet,) = read(tbl(tr(tc(p(prompt.format(r("单击此处输入文字。")), "尾")), prompt.format(tc("单击此处")), "末"))).sheets
    assert sheet.rows == (("尾", "", "末"),)


def asides(document: Document) -> list[tuple[str, int, int, str, str]]:
    return [
        (sheet.name, each.row, each.column, each.kind, each.text) for sheet in document.sheets for each in sheet.asides
    ]


def test_text_boxes_in_cells_stand_at_the_cell_once_and_are_not_taken_for_its_text() -> None:
    document = read(p("前"), tbl(tr("甲", tc(p("格子", box("框里的字"))))), tbl(tr(tc(p(box("另一个"))), "乙")))
    assert [sheet.rows for sheet in document.sheets] == [(("甲", "格子"),), (("", "乙"),)]
    assert asides(document) == [("表1", 0, 1, "文本框", "框里的字"), ("表2", 0, 0, "文本框", "另一个")]
    assert document.notes == ()


def test_the_paragraphs_of_a_text_box_stay_apart() -> None:
    inside = f"<w:txbxContent>{p('一', '、')}{p()}{p('二')}</w:txbxContent>"
    document = read(tbl(tr(tc(p(f"<w:r><w:pict><x>{inside}</x></w:pict></w:r>")))))
    assert asides(document) == [("表1", 0, 0, "文本框", "一、\n二")]


def test_a_comment_stands_at_the_cell_where_its_words_begin_and_one_elsewhere_is_told_of() -> None:
    body = (
        p(commented(0, "标题")),
        tbl(
            tr(tc("措施", RESTART), tc(p("已", commented(1, "办")))),
            tr(tc(p(commented(2)), CONTINUE), tc(p('<w:commentRangeStart w:id="3"/>', "起") + p("止"))),
            tr("乙", tc(p('<w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>'))),
            '<w:commentRangeStart w:id="5"/>' + tr("丙", tc(p('<w:r><w:commentReference w:id="5"/></w:r>'))),
        ),
    )
    texts = ("在标题上", "在办上", "在合并格上", "跨两格", "没有位置", "在行上", " ")
    document = read_docx(docx("".join(body), {"comments": comments(*texts)}))
    assert asides(document) == [
        ("表1", 0, 1, "批注", "在办上"), ("表1", 0, 0, "批注", "在合并格上"), ("表1", 1, 1, "批注", "跨两格"),
        ("表1", 3, 1, "批注", "在行上"),
    ]
    assert document.notes == ("有 2 条批注不在格子上（“在标题上”、“没有位置”），请对照原文件核对。",)
    assert document.sheets[0].rows == (("措施", "已办"), ("", "起\n止"), ("乙", ""), ("丙", ""))


def test_notes_at_the_foot_stand_at_the_cell_and_those_of_other_text_are_text() -> None:
    body = p("正文", note("footnote", 1)) + tbl(tr("甲", tc(p("办了", note("footnote", 2), note("endnote", 1)))))
    parts = {"footnotes": notes("footnote", _1="说明一", _2="截至月底"), "endnotes": notes("endnote", _1="来源")}
    document = read_docx(docx(body, parts))
    assert asides(document) == [("表1", 0, 1, "脚注", "截至月底"), ("表1", 0, 1, "尾注", "来源")]
    assert (document.texts, document.notes) == (("正文", "脚注：说明一"), ())
    assert document.sheets[0].rows == (("甲", "办了"),)


def test_a_picture_is_had_from_the_cell_it_stands_in() -> None:
    nested = tbl(tr(tc(p("小表", picture("rIdB")))))
    body = p(picture("rIdA")) + tbl(
        tr("甲", tc(p("章", picture("rIdA")))),
        tr(tc(p("前") + nested + p("后")), tc(p(box("框"), picture("rIdB"), picture("rIdB")))),
    )
    data = docx(body, pictures={"rIdA": "image1.png", "rIdB": "Image 2.PNG"})
    document = read_docx(data)
    assert document.pictures == (
        Picture("", 0, 0, "word/media/image1.png"), Picture("表1", 0, 1, "word/media/image1.png"),
        Picture("表1", 1, 0, "word/media/Image 2.PNG"), Picture("表1", 1, 1, "word/media/Image 2.PNG"),
        Picture("表1", 1, 1, "word/media/Image 2.PNG"),
    )
    assert asides(document) == [("表1", 1, 1, "文本框", "框")]
    assert document.notes == ("有 1 个格子里套着小表格，小表格的文字已并入所在格子，请核对。",)
    reader = SafeReader(in_process=True)
    assert {reader.part(data, each.part) for each in document.pictures} == {PNG}


def test_a_picture_in_a_floating_table_or_in_a_text_box_counts_once() -> None:
    floating = box("", table=tbl(tr(tc(p("浮", picture("rIdA"))))))
    framed = f"<w:r><w:pict><x><w:txbxContent>{p('框', picture('rIdA'))}</w:txbxContent></x></w:pict></w:r>"
    document = read_docx(docx(p(floating) + p(framed) + tbl(tr(tc(p(framed)))), pictures={"rIdA": "image1.png"}))
    assert [(each.sheet, each.row, each.column) for each in document.pictures] == [("", 0, 0), ("表1", 0, 0), ("表2", 0, 0)]
    assert asides(document) == [("表2", 0, 0, "文本框", "框")]


def test_an_old_picture_and_an_embedded_workbook_are_had_as_what_is_shown_of_them() -> None:
    shown = f'<v:imagedata xmlns:v="urn:v" xmlns:r="{OFFICE}" r:id="rIdA"/>'
    embedded = f'<w:object>{shown}<o:OLEObject xmlns:o="urn:o" ProgID="Excel.Sheet.12"/></w:object>'
    document = read_docx(docx(tbl(tr(tc(p(f"<w:r>{embedded}</w:r>")))), pictures={"rIdA": "image1.emf"}))
    assert document.pictures == (Picture("表1", 0, 0, "word/media/image1.emf"),)
    assert document.notes == ("表格里嵌有 1 个图表或别的文件，里面的内容没有读取，请对照原文件核对。",)


def test_hidden_and_deleted_pictures_and_comments_are_nobodys() -> None:
    gone = f"<w:del>{picture('rIdA')}</w:del>"
    unseen = picture("rIdA").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>", 1)
    document = read_docx(docx(tbl(tr(tc(p("字", gone, unseen)))), pictures={"rIdA": "image1.png"}))
    assert (document.pictures, document.notes) == ((), (CHANGED,))


def test_a_title_in_a_text_box_is_text_and_a_table_in_one_is_a_table() -> None:
    document = read(p(box("大标题")), p(box("", table=tbl(tr("浮动的表")))))
    assert document.texts == ("大标题",)
    assert [sheet.rows for sheet in document.sheets] == [(("浮动的表",),)]
    assert document.notes == ("表格外有 1 个写了字的文本框，请对照原文件核对。",)


def test_nested_tables_give_their_text_to_the_cell_in_order() -> None:
    innermost = tbl(tr("丙"))
    nested = tbl(tr("甲", "乙"), tr(tc(p("丁") + innermost + p())))
    document = read(tbl(tr(tc(p("前") + nested + p("后")), "旁")))
    assert [sheet.rows for sheet in document.sheets] == [(("前\n甲 乙\n丁\n丙\n\n后", "旁"),)]
    assert document.notes == ("有 2 个格子里套着小表格，小表格的文字已并入所在格子，请核对。",)


def test_pictures_that_are_not_in_the_file_and_lists_are_told_of() -> None:
    linked = '<w:r><w:drawing><a:blip xmlns:a="urn:a" r:link="rIdX" xmlns:r="urn:r"/></w:drawing></w:r>'
    listed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>' + r("第一项") + "</w:p>"
    document = read(tbl(tr(tc(p("章", linked, picture("rIdGone"))), tc(listed))))
    assert document.sheets[0].rows == (("章", "第一项"),)
    assert document.notes == (
        "表格里有 2 张图片取不出来（原图不在文件里），请对照原文件核对。",
        "表格里有 1 段用了自动编号或项目符号，编号没有读入文字，请对照原文件核对。",
    )


# Tracked changes


def test_tracked_changes_are_read_as_accepted_and_told_of() -> None:
    content = p(
        "已办", "<w:del><w:r><w:delText>10</w:delText></w:r></w:del>", "<w:ins>" + r("12") + "</w:ins>", "件",
        "<w:moveFrom>" + r("旧处") + "</w:moveFrom>", "<w:moveTo>" + r("新处") + "</w:moveTo>",
    )
    document = read(tbl(tr(tc(content))))
    assert (document.sheets[0].rows, document.notes) == ((("已办12件新处",),), (CHANGED,))


def test_a_deleted_row_is_gone_and_an_inserted_one_is_there() -> None:
    document = read(tbl(tr("留"), tr("删", properties="<w:del/>"), tr("增", properties="<w:ins/>")))
    assert (document.sheets[0].rows, document.notes) == ((("留",), ("增",)), (CHANGED,))


def test_paragraphs_whose_break_was_deleted_are_one() -> None:
    ended = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert cell(p(ended, "一") + p(ended, "二") + p("<w:pPr><w:jc/></w:pPr>", "三") + p("四")) == "一二三\n四"


def test_the_former_grid_of_a_changed_cell_does_not_count() -> None:
    former = f"<w:tcPrChange><w:tcPr>{span(3)}{CONTINUE}</w:tcPr></w:tcPrChange>"
    document = read(tbl(tr(tc("甲", span(2) + former), "乙")))
    assert (document.sheets[0].rows, document.notes) == ((("甲", "", "乙"),), ())


# Carriers


def test_every_carrier_of_the_form_id_is_found() -> None:
    custom = (
        '<Properties xmlns="urn:p" xmlns:vt="urn:vt"><property name="QCFormId"><vt:lpwstr>' + FORM_ID + "</vt:lpwstr></property>"
        '<property name="KSOProductBuildVer"><vt:lpwstr>2052-11.1</vt:lpwstr></property></Properties>'
    )
    core = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>{FORM_ID}</dc:identifier></c>'
    footer = f'<w:ftr xmlns:w="{W}">{p("表号：QC-202107-", "07-3F9K")}</w:ftr>'
    marked = '<w:bookmarkStart w:id="0" w:name="QC_202107_07_3F9K"/><w:bookmarkStart w:id="1" w:name="_GoBack"/>'
    document = read_docx(
        docx(
            p(marked, "标题", r(FORM_ID, "<w:vanish/>")) + tbl(tr("格")) + p(f"表号：{FORM_ID}"),
            {"footer": footer},
            {"docProps/custom.xml": custom, "docProps/core.xml": core},
        )
    )
    assert document.carriers == (
        ("property", FORM_ID), ("identifier", FORM_ID), ("footer", f"表号：{FORM_ID}"),
        ("bookmark", "QC_202107_07_3F9K"), ("hidden", FORM_ID),
    )
    assert document.texts == ("标题", f"表号：{FORM_ID}")
    assert find_form_ids(document) == {FORM_ID: ("property", "identifier", "footer", "bookmark", "hidden", "text")}


def test_hidden_text_is_not_the_cells() -> None:
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    content = p("见", r("不见", "<w:vanish/>"), r("也见", '<w:vanish w:val="0"/>'), r("暗", '<w:rStyle w:val="H"/>'))
    document = read_docx(docx(tbl(tr(tc(content + p('<w:pPr><w:pStyle w:val="H"/></w:pPr>', "全暗")))), {"styles": styles}))
    assert document.sheets[0].rows == (("见也见\n",),)
    assert document.carriers == (("hidden", "不见"), ("hidden", "暗"), ("hidden", "全暗"))


# Containers


def test_the_strict_form_of_the_format_is_read() -> None:
    document = read_docx(docx(tbl(tr("甲", tc("乙", RESTART)), tr("丙", tc("", CONTINUE))), space=STRICT))
    assert document.sheets[0].rows == (("甲", "乙"), ("丙", ""))
    assert document.sheets[0].merges == (Merge(0, 1, 1, 1),)


@pytest.mark.parametrize("package", [True, False])
def test_the_main_part_may_bear_any_name(package: bool) -> None:
    assert read_docx(docx(tbl(tr("甲")), main="word/document2.xml", package=package)).sheets[0].rows == (("甲",),)


def test_parts_that_are_missing_or_broken_cost_only_what_they_held() -> None:
    links = (
        '<Relationships xmlns="urn:r"><Relationship Id="a" Type="x/footer" Target="gone.xml"/>'
        '<Relationship Id="b" Type="x/image" Target="../NULL"/><Relationship Id="c" Type="x/header" Target="bad.xml"/>'
        '<Relationship Id="d" Type="x/footer" Target="http://example.invalid/f.xml" TargetMode="External"/></Relationships>'
    )
    bad = {"word/_rels/document.xml.rels": links, "word/bad.xml": "<w:hdr", "docProps/core.xml": ""}
    document = read_docx(docx(tbl(tr("甲")), parts=bad))
    assert (document.sheets[0].rows, document.carriers) == ((("甲",),), ())


def test_a_document_without_a_table_is_its_paragraphs() -> None:
    document = read(p("通知"), p(" "), p("正文"))
    assert (document.sheets, document.texts) == ((), ("通知", "正文"))


def test_entities_are_not_expanded() -> None:
    doctype = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    main = f'{doctype}<w:document xmlns:w="{W}"><w:body>{tbl(tr(tc(p("<w:r><w:t>甲&e;乙</w:t></w:r>"))))}</w:body></w:document>'
    assert read_docx(docx("", parts={"word/document.xml": main})).sheets[0].rows == (("甲",),)


# Limits


@pytest.mark.parametrize("rows", [
    tr(tc("宽", span(253))),
    tr("甲", properties='<w:gridBefore w:val="253"/>'),
    tr(*(tc("", span(252)) for _ in range(1985))),
])
def test_a_table_of_more_cells_than_any_of_ours_is_refused(rows: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tbl(rows))
    assert str(caught.value) == TOO_LARGE


def test_nonsense_counts_are_one() -> None:
    assert read(tbl(tr(tc("甲", '<w:gridSpan w:val="-5"/>'), tc("乙", "<w:gridSpan/>")))).sheets[0].rows == (("甲", "乙"),)


def nested(levels: int) -> str:
    return tbl(tr(tc((nested(levels - 1) if levels else "") + p("x"))))


def test_tables_in_tables_are_read_up_to_a_depth() -> None:
    assert read(nested(20)).sheets[0].rows == (("\n".join("x" * 21),),)
    with pytest.raises(UnreadableFile) as caught:
        read(nested(21))
    assert str(caught.value) == TOO_DEEP


def damaged() -> list[bytes]:
    whole = docx(tbl(tr("甲")))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("other.txt", "x")
    cut, blank = docx("<w:p>"), docx("", parts={"word/document.xml": ""})
    return [b"", b"PK\x03\x04", whole[: len(whole) // 2], empty.getvalue(), cut, blank]


@pytest.mark.parametrize("place", range(6))
def test_a_damaged_file_is_refused_in_one_sentence(place: int) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_docx(damaged()[place])
    assert str(caught.value) == DAMAGED
