"""What a unit typed is read at its place when it saved the form as OpenDocument text."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Document, Merge, Picture
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.docx_tidy import TOO_DEEP, TOO_LARGE
from qcapp.forms.odt_reader import DAMAGED, read_odt
from tests.forms.odt_made import COVERED, odt, p, tbl, tc, tr

FORM_ID = "QC-202107-07-3F9K"


def read(*blocks: str) -> Document:
    return read_odt(odt("".join(blocks)))


def cell(content: str) -> str:
    (sheet,) = read(tbl(tr(tc(content)))).sheets
    return sheet.rows[0][0]


def test_cells_stand_at_their_places_in_the_grid() -> None:
    document = read(
        "<text:section>"
        + tbl(
            f"<table:table-header-rows>{tr('任务', tc('责任人', 'columns-spanned=2'), COVERED)}</table:table-header-rows>",
            tr(tc("一", "rows-spanned=2"), "张三", "138"),
            "<text:soft-page-break/>",
            f"<table:table-rows>{tr('<table:covered-table-cell><text:p>看不见</text:p></table:covered-table-cell>', '李四', '')}"
            "</table:table-rows>",
            tr(tc("", "columns-repeated=2"), "139"),
        )
        + "</text:section>"
    )
    (sheet,) = document.sheets
    assert (document.kind, sheet.name) == ("odt", "表1")
    assert sheet.rows == (("任务", "责任人", ""), ("一", "张三", "138"), ("", "李四", ""), ("", "", "139"))
    assert sheet.merges == (Merge(0, 1, 0, 2), Merge(1, 0, 2, 0))
    assert document.notes == ()


def test_tables_and_the_paragraphs_around_them_keep_their_order() -> None:
    document = read(p("清单"), tbl(tr("一")), "<text:h>续表</text:h>", tbl(tr("二")), p(), p("填报单位：某局"))
    assert [(sheet.name, sheet.rows) for sheet in document.sheets] == [("表1", (("一",),)), ("表2", (("二",),))]
    assert document.texts == ("清单", "续表", "填报单位：某局")


def test_a_program_that_leaves_out_covered_cells_moves_none_to_the_left() -> None:
    body = tbl(
        tr(tc("一", "rows-spanned=2"), tc("甲", "rows-spanned=2 columns-spanned=2"), "乙"), tr("丙"), tr("1", "2", "3", "4"),
    )
    (sheet,) = read(body).sheets
    assert sheet.rows == (("一", "甲", "", "乙"), ("", "", "", "丙"), ("1", "2", "3", "4"))


def test_a_merge_goes_no_further_than_its_table() -> None:
    (sheet,) = read(tbl(tr(tc("一", "rows-spanned=90000000"), "甲"), tr(COVERED, "乙"))).sheets
    assert sheet.merges == (Merge(0, 0, 1, 0),)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (p("第一段") + p("第二段"), "第一段\n第二段"),
        (p('甲<text:s text:c="3"/>乙<text:s/>丙'), "甲   乙 丙"),
        (p("左<text:tab/>右<text:line-break/>下"), "左\t右\n下"),
        (p("折\n   行"), "折 行"),
        (p("前<text:span>中<text:span>间</text:span></text:span>后"), "前中间后"),
        (p('<text:a>网址</text:a><text:date>7月22日</text:date><text:bookmark text:name="x"/>'), "网址7月22日"),
        (p("页<text:soft-page-break/>间"), "页间"),
        (p("增<text:change-start/>加<text:change-end/>"), "增加"),
        (p("注<text:note><text:note-body><text:p>脚注</text:p></text:note-body></text:note>后"), "注后"),
        (p("<text:ruby><text:ruby-base>专</text:ruby-base><text:ruby-text>zhuàn</text:ruby-text></text:ruby>窗"), "专窗"),
        (p("填<text:placeholder>&lt;单击&gt;</text:placeholder>"), "填"),
        (p('填<loext:content-control loext:showing-place-holder="true">单击</loext:content-control>'), "填"),
        (p("填<loext:content-control>好了</loext:content-control>"), "填好了"),
        (p("甲<!-- 旁 -->乙"), "甲乙"),
    ],
)
def test_text_is_read_out_of_whatever_wraps_it(content: str, text: str) -> None:
    assert cell(content) == text


def test_what_stands_at_a_cell_and_not_in_it_is_had_from_there() -> None:
    drawn = "<draw:frame><draw:text-box><text:p>框里的字</text:p></draw:text-box></draw:frame>"
    picture = '<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>'
    lost = '<draw:frame><draw:image xlink:href="https://example.invalid/1.png"/></draw:frame>'
    chart = '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="Pictures/1.png"/></draw:frame>'
    foot, end = (
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{p(text)}</text:note-body></text:note>"
        for kind, text in (("footnote", "截至月底"), ("endnote", "来源"))
    )
    remark = "<office:annotation><dc:creator>某人</dc:creator><text:p>请看</text:p></office:annotation>"
    listed = "<text:list><text:list-item><text:p>第一项</text:p></text:list-item></text:list>"
    nested = tbl(tr("甲", "乙"))
    full = tc(p(f"格子{drawn}{picture}{remark}{foot}{end}{lost}{chart}") + listed + nested)
    outside = p(f"前{picture}{remark}{foot}")
    body = outside + tbl(tr("甲", "乙"), tr("丙", full)) + tbl(tr(tc(tbl(tr("丁", tc(p(picture)))))))
    document = read_odt(odt(body, pictures=("Pictures/1.png",)))
    assert document.sheets[0].rows == (("甲", "乙"), ("丙", "格子\n第一项\n甲 乙"))
    assert [(each.row, each.column, each.kind, each.text) for each in document.sheets[0].asides] == [
        (1, 1, "文本框", "框里的字"), (1, 1, "批注", "请看"), (1, 1, "脚注", "截至月底"), (1, 1, "尾注", "来源"),
    ]
    assert document.sheets[1].asides == ()
    assert document.pictures == (
        Picture("", 0, 0, "Pictures/1.png"), Picture("表1", 1, 1, "Pictures/1.png"), Picture("表2", 0, 0, "Pictures/1.png"),
    )
    assert document.texts == ("前", "脚注：截至月底")
    assert document.notes == (
        "有 2 个格子里套着小表格，小表格的文字已并入所在格子，请核对。",
        "表格里有 1 张图片取不出来（原图不在文件里），请对照原文件核对。",
        "表格里嵌有 1 个图表或别的文件，里面的内容没有读取，请对照原文件核对。",
        "有 1 条批注不在格子上（“请看”），请对照原文件核对。",
        "表格里有 1 段用了自动编号或项目符号，编号没有读入文字，请对照原文件核对。",
    )


def test_a_title_in_a_text_box_is_text_and_a_table_in_one_is_a_table() -> None:
    title = p("<draw:frame><draw:text-box><text:p>大标题</text:p></draw:text-box></draw:frame>")
    floating = p(f"<draw:frame><draw:text-box>{tbl(tr('浮动的表'))}</draw:text-box></draw:frame>")
    document = read(title, floating)
    assert (document.texts, [sheet.rows for sheet in document.sheets]) == (("大标题",), [(("浮动的表",),)])


def test_tracked_changes_are_read_as_accepted_and_told_of() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去的</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    document = read(changes, tbl(tr("留下的")))
    assert (document.sheets[0].rows, document.texts) == ((("留下的",),), ())
    assert document.notes == ("文件带有修订标记，已按接受全部修订读取（新增的算数，删除的不算），请核对。",)


def style(family: str, name: str, parent: str = "", display: str = "none") -> str:
    look = f'<style:text-properties text:display="{display}"/>' if display else ""
    return (
        f'<style:style style:family="{family}" style:name="{name}" style:parent-style-name="{parent}">{look}</style:style>'
    )


def test_hidden_text_is_not_the_cells() -> None:
    content = (
        p('见<text:span text:style-name="T1">暗</text:span><text:span text:style-name="T2">承</text:span>'
          '<text:span text:style-name="T3">也见</text:span><text:hidden-text text:string-value="藏"/>')
        + p("全暗", "P1")
        + '<text:section text:display="none"><text:p>一节</text:p></text:section>'
    )
    automatic = (
        style("text", "T1") + style("text", "T2", "H", "") + style("text", "T3", "H", "true") + style("paragraph", "P1")
    )
    document = read_odt(odt(tbl(tr(tc(content))), automatic=automatic, styles=style("text", "H")))
    assert document.sheets[0].rows == (("见也见\n",),)
    assert document.carriers == (("hidden", "暗"), ("hidden", "承"), ("hidden", "藏"), ("hidden", "全暗"), ("hidden", "一节"))


def test_every_carrier_of_the_form_id_is_found() -> None:
    document = read_odt(
        odt(
            p(f'<text:bookmark-start text:name="QC_202107_07_3F9K"/>表号：{FORM_ID}<text:bookmark text:name="_GoBack"/>')
            + tbl(tr("格")),
            pages=f"<style:footer><text:p>表号：{FORM_ID}</text:p></style:footer>",
            meta=f'<dc:identifier>{FORM_ID}</dc:identifier><meta:user-defined meta:name="QCFormId">{FORM_ID}</meta:user-defined>'
            '<meta:user-defined meta:name="AppVersion">16</meta:user-defined>',
        )
    )
    assert document.carriers == (
        ("property", FORM_ID), ("identifier", FORM_ID), ("bookmark", "QC_202107_07_3F9K"), ("footer", f"表号：{FORM_ID}"),
    )
    assert find_form_ids(document) == {FORM_ID: ("property", "identifier", "bookmark", "footer", "text")}


@pytest.mark.parametrize(
    "rows", [tr(*(tc("", "columns-repeated=252") for _ in range(1985))), tr(tc("", "columns-repeated=252")) * 1985]
)
def test_a_table_of_more_cells_than_any_of_ours_is_refused(rows: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tbl(rows))
    assert str(caught.value) == TOO_LARGE


def test_repeated_rows_and_columns_do_not_grow_without_end() -> None:
    wide, long = tr(tc("甲", "columns-repeated=99999999")), tr(attributes=' table:number-rows-repeated="99999999"')
    (sheet,) = read(tbl(wide, long)).sheets
    assert (len(sheet.rows[0]), len(sheet.rows)) == (252, 1001)


def nested(levels: int) -> str:
    return tbl(tr(tc((nested(levels - 1) if levels else "") + p("x"))))


def test_tables_in_tables_are_read_up_to_a_depth() -> None:
    assert read(nested(20)).sheets[0].rows == (("\n".join("x" * 21),),)
    with pytest.raises(UnreadableFile) as caught:
        read(nested(21))
    assert str(caught.value) == TOO_DEEP


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", odt("")[:300], odt("", content="<office:"), odt("", content="")])
def test_a_damaged_file_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_odt(data)
    assert str(caught.value) == DAMAGED
