"""A clerk's own letterhead keeps all that is its own; the paper goes where it says, and each thing is printed once."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.forms.letterhead import check_letterhead
from qcapp.forms.letterhead_sample import sample_letterhead
from qcapp.forms.paper import Annex, OfficialPaper, Paragraph
from tests.forms.docx_golden import root_of
from tests.forms.docx_made import MC, OFFICE, PNG, W, docx, p, picture, r, tbl, tc, tr
from tests.forms.papers import PLAIN, Printed, data, grid, millimetres, paper, text, w

NUMBERED = paper("正文。", number="清营商办〔2021〕8号", contact="张某某")
BODY = p("【正文】")
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="3000" w:right="1500" w:bottom="1500" w:left="1500"/>'
HEADER = f'<w:hdr xmlns:w="{W}">{{}}</w:hdr>'
FOOTER = f'<w:ftr xmlns:w="{W}">{{}}</w:ftr>'
NUMBER_FIELD = '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'


def section(inside: str = "") -> str:
    return f"<w:sectPr>{inside}{PAGE}</w:sectPr>"


def reference(kind: str, which: str, number: int) -> str:
    return f'<w:{kind}Reference w:type="{which}" xmlns:r="{OFFICE}" r:id="rId{number}"/>'


def headed(head: str, made: OfficialPaper = NUMBERED, **more: Any) -> Printed:
    return Printed(data(made, docx(head, **more)))


def texts(head: str, made: OfficialPaper = NUMBERED) -> list[str]:
    return headed(head, made).texts


def test_the_paper_stands_where_the_letterhead_says_between_its_own_lines() -> None:
    assert texts(p("机关名称") + BODY + p("抄送：各单位")) == [
        "机关名称", "清营商办〔2021〕8号", "", "", PLAIN.title, "", "区各有关单位：", "正文。",
        "", "", "区营商办", "2021年8月3日", "（张某某）", "抄送：各单位",
    ]


def test_what_is_filled_in_where_it_stands_is_not_printed_again() -> None:
    places = ("【发文字号】", "【标题】", "【主送】", "【正文】", "【署名】", "【日期】", "【附注】")
    assert texts("".join(map(p, places))) == [
        "清营商办〔2021〕8号", PLAIN.title, "区各有关单位：", "正文。", "区营商办", "2021年8月3日", "（张某某）",
    ]


@pytest.mark.parametrize(
    ("place", "missing"),
    [
        ("【标题】", PLAIN.title), ("【主送】", "区各有关单位："), ("【署名】", "区营商办"), ("【日期】", "2021年8月3日"),
        ("【发文字号】", "清营商办〔2021〕8号"), ("【附注】", "（张某某）"),
    ],
)
def test_each_thing_is_printed_once_whatever_the_letterhead_has_no_place_for(place: str, missing: str) -> None:
    found = texts(p(place) + BODY)
    assert found[0] == (missing if place != "【标题】" else NUMBERED.number)
    for each in (NUMBERED.number, PLAIN.title, "区各有关单位：", "正文。", "区营商办", "2021年8月3日", "（张某某）"):
        assert found.count(each) == 1


def test_words_around_a_place_and_the_look_of_its_first_run_stay() -> None:
    head = p(r("文号：", "<w:b/>"), r("【发", '<w:color w:val="FF0000"/>'), r("文"), r("字号】"), r("　印")) + BODY
    made = headed(head)
    line = made.find("文号：清营商办〔2021〕8号　印")
    runs = [(text(run), run.find(f"{w('rPr')}/{w('color')}") is not None) for run in line.findall(w("r"))]
    assert [run for run in runs if run[0]] == [("文号：", False), ("清营商办〔2021〕8号", True), ("　印", False)]


def test_a_title_of_several_lines_is_broken_where_it_was() -> None:
    line = headed(p("关于：【标题】！") + BODY).paragraphs[3]
    assert text(line) == f"关于：{PLAIN.title}！"
    assert len(line.findall(f".//{w('br')}")) == 1


@pytest.mark.parametrize(
    ("place", "printed"), [("【主送】", "区各有关单位："), ("【主送】：", "区各有关单位："), ("致【主送】:", "致区各有关单位:")]
)
def test_the_addressee_has_one_colon_whoever_wrote_it(place: str, printed: str) -> None:
    assert printed in texts(p(place) + BODY)


def test_what_the_paper_has_not_leaves_no_name_of_a_place_behind() -> None:
    bare = replace(PLAIN, addressee="", number="", signature="", day=None)
    head = "".join(map(p, ("【发文字号】", "【主送】：", "【标题】", "【正文】", "【署名】", "【日期】", "【附注】")))
    assert texts(head, bare) == ["", PLAIN.title, "现将有关情况通报如下。", "", ""]


def test_a_text_that_names_a_place_is_not_taken_for_one() -> None:
    made = paper("见【日期】和【正文】。", title="论【署名】")
    assert texts(p("【标题】") + BODY + p("【署名】"), made)[:4] == ["论【署名】", "区各有关单位：", "见【日期】和【正文】。", ""]


def test_the_note_stands_below_the_date_where_the_letterhead_prints_that() -> None:
    assert texts(BODY + p("【署名】") + p("【日期】") + p("抄送"))[-4:] == ["区营商办", "2021年8月3日", "（张某某）", "抄送"]


@pytest.mark.parametrize("imprint", ["区营商办　【印发日期】印发", "【日期】印发"])
def test_the_day_of_printing_does_not_stand_for_the_papers_date(imprint: str) -> None:
    found = texts(BODY + p(imprint))
    assert "2021年8月3日" in found
    assert found[-1] == imprint.replace("【印发日期】", "2021年8月3日").replace("【日期】", "2021年8月3日")


def test_a_number_in_a_header_counts_as_printed_and_a_title_there_does_not() -> None:
    related = {"header": HEADER.format(p("【发文字号】【标题】"))}
    made = data(NUMBERED, docx(BODY + section(reference("header", "default", 0)), related))
    assert text(root_of(made, "word/header1.xml")) == f"{NUMBERED.number}{PLAIN.title}"
    found = Printed(made).texts
    assert found[:2] == [PLAIN.title, ""]
    assert NUMBERED.number not in found


def test_places_in_text_boxes_are_filled_in_too() -> None:
    box = f"<w:txbxContent>{p('【发文字号】')}</w:txbxContent>"
    both = f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
    made = headed(f'<w:p><w:r><mc:AlternateContent xmlns:mc="{MC}">{both}</mc:AlternateContent></w:r></w:p>{BODY}')
    assert [text(each) for each in made.body.iter(w("txbxContent"))] == [NUMBERED.number] * 2
    assert made.texts.count(NUMBERED.number) == 0


def test_its_pictures_headers_page_and_styles_stay_as_they_are() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
        '<w:pPr><w:ind w:firstLine="420"/></w:pPr></w:style></w:styles>'
    )
    related = {"styles": styles, "header": HEADER.format(p("页眉")), "footer": FOOTER.format(p("第一页"))}
    own = section(reference("header", "default", 1) + reference("footer", "default", 2))
    made = data(NUMBERED, docx(p(picture("rIdP")) + BODY + own, related, pictures={"rIdP": "红头.png"}))
    (page,) = Printed(made).sections
    assert [millimetres(page, "pgMar", side) for side in ("top", "left")] == [52.9, 26.5]
    assert [each.tag.rpartition("}")[2] for each in page] == ["headerReference", "footerReference", "pgSz", "pgMar"]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        media = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
    assert media == [PNG]
    first = root_of(made, "word/styles.xml")[0]
    assert first.find(f"{w('pPr')}/{w('ind')}").get(w("firstLine")) == "420"
    assert text(root_of(made, "word/header1.xml")) == "页眉"
    assert text(root_of(made, "word/footer1.xml")) == "第一页"


def test_a_style_that_it_has_under_our_name_is_used_and_one_under_our_id_is_left_alone() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="af1"><w:name w:val="公文正文"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="QCPaperTitle"><w:name w:val="另一种"/></w:style></w:styles>'
    )
    made = headed(BODY, related={"styles": styles})
    used = {text(line): line.find(f"{w('pPr')}/{w('pStyle')}").get(w("val")) for line in made.paragraphs}
    assert used["正文。"] == "af1"
    assert used[PLAIN.title] == "QCPaperTitle_2"
    nexts = {each.get(w("val")) for each in root_of(made.docx, "word/styles.xml").iter(w("next"))}
    assert "af1" in nexts
    assert "QCPaperBody" not in nexts


def test_what_hangs_on_the_line_of_the_text_stays_and_so_does_a_section_that_ends_there() -> None:
    line = f"<w:p><w:pPr>{section()}</w:pPr>{picture('rIdP')}{r('【正文】')}</w:p>"
    made = headed(line + p("后") + section(), pictures={"rIdP": "章.png"})
    assert made.paragraphs[0].find(f".//{w('drawing')}") is not None
    ending = [text(each) for each in made.paragraphs if each.find(f"{w('pPr')}/{w('sectPr')}") is not None]
    assert ending == ["（张某某）"]


def test_annexes_follow_on_pages_of_ours_and_its_own_page_stays() -> None:
    annexed = replace(NUMBERED, annexes=(Annex("表", (grid(),)), Annex("图", landscape=True)))
    made = headed(p("【标题】") + BODY + section(), annexed)
    own, upright, turned = made.sections
    assert millimetres(own, "pgMar", "top") == 52.9
    assert [millimetres(upright, "pgMar", side) for side in ("top", "bottom", "left", "right")] == [37, 35, 28, 26]
    assert millimetres(turned, "pgSz", "w") == 297
    texts_ = made.texts
    at = texts_.index("附件1")
    assert made.paragraphs[at - 1].find(f"{w('pPr')}/{w('sectPr')}") is own
    assert made.body[-1] is turned


def test_annexes_stand_before_what_follows_their_place() -> None:
    own = section('<w:titlePg/>').replace("<w:titlePg/>", "").replace("</w:sectPr>", "<w:titlePg/></w:sectPr>")
    annexed = replace(NUMBERED, annexes=(Annex("表", (grid(),)),))
    made = headed(BODY + p("【附件】") + p("抄送：各单位") + own, annexed)
    found = made.texts
    assert found.index("（张某某）") < found.index("附件") < found.index("抄送：各单位")
    assert [millimetres(each, "pgMar", "top") for each in made.sections] == [52.9, 37, 52.9]
    assert [each.find(w("titlePg")) is not None for each in made.sections] == [True, False, False]
    assert "【附件】" not in "".join(found)


@pytest.mark.parametrize("rest", ["", p(""), p("") + p("　")])
def test_a_place_of_annexes_at_the_end_leaves_no_blank_page(rest: str) -> None:
    made = headed(BODY + p("【附件】") + rest + section(), replace(NUMBERED, annexes=(Annex("图", (Paragraph("完。"),)),)))
    assert made.texts[-1] == "完。"
    assert len(made.sections) == 2


@pytest.mark.parametrize("rest", ["", p("抄送")])
def test_a_paper_without_annexes_leaves_nothing_of_their_place(rest: str) -> None:
    made = headed(BODY + p("【附件】") + rest + section())
    assert made.texts[-1] == ("抄送" if rest else "（张某某）")
    assert len(made.sections) == 1


def kinds(part: Any, name: str = "footerReference") -> list[str]:
    return [each.get(w("type")) for each in part.findall(w(name))]


def test_a_letterhead_without_page_numbers_is_given_ours_and_keeps_its_header_on_every_page() -> None:
    related = {"header": HEADER.format(p("页眉")), "footer": FOOTER.format(p(""))}
    own = section(reference("header", "default", 0) + reference("footer", "default", 1)).replace(
        "</w:sectPr>", "<w:titlePg/></w:sectPr>"
    )
    made = data(NUMBERED, docx(BODY + own, related))
    (page,) = Printed(made).sections
    assert sorted(kinds(page)) == ["default", "even", "first"]
    ids = {each.get(w("type")): each.get(f"{{{OFFICE}}}id") for each in page.findall(w("headerReference"))}
    assert ids["default"] == ids["even"]
    assert root_of(made, "word/settings.xml").find(w("evenAndOddHeaders")) is not None


@pytest.mark.parametrize(("foot", "ours"), [(NUMBER_FIELD, True), (p("地址：某路1号"), False)])
def test_its_own_feet_go_on_under_the_annexes_and_only_a_turned_page_has_its_number_at_the_side(foot: str, ours: bool) -> None:
    annexes = (Annex("甲", landscape=True), Annex("乙"))
    settings = {"settings": f'<w:settings xmlns:w="{W}"/>'}
    head = docx(BODY + section(reference("footer", "default", 0)), {"footer": FOOTER.format(foot)} | settings)
    made = data(replace(NUMBERED, annexes=annexes), head)
    own, turned, upright = Printed(made).sections
    foot_of = [[each.get(f"{{{OFFICE}}}id") for each in page.findall(w("footerReference"))] for page in (own, turned, upright)]
    assert foot_of[0] == foot_of[2] == ["rId0"]
    assert (foot_of[1] != ["rId0"]) is ours
    assert b"evenAndOddHeaders" not in zipfile.ZipFile(io.BytesIO(made)).read("word/settings.xml")


def test_whose_template_it_was_is_not_told_and_equal_papers_are_equal_files() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>某某</dc:creator><cp:lastModifiedBy>某某</cp:lastModifiedBy>'
        "</cp:coreProperties>"
    )
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    plain = docx(BODY)
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    types = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/docProps/core.xml" ContentType="{kind}"/></Types>'.encode()
    )
    relation = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    relations = parts["_rels/.rels"].replace(
        b"</Relationships>", f'<Relationship Id="rId9" Type="{relation}" Target="docProps/core.xml"/></Relationships>'.encode()
    )
    named = docx(BODY, parts={"[Content_Types].xml": types, "_rels/.rels": relations, "docProps/core.xml": core})
    for letterhead in (plain, named):
        made = data(NUMBERED, letterhead)
        assert made == data(NUMBERED, letterhead)
        said = {each.tag.rpartition("}")[2]: each.text for each in root_of(made, "docProps/core.xml")}
        assert said == {"title": PLAIN.title.replace("\n", ""), "creator": "区营商办"}


BOXED = f"<w:p><w:r><w:drawing><w:txbxContent>{BODY}</w:txbxContent></w:drawing></w:r></w:p>"


@pytest.mark.parametrize(
    ("letterhead", "words"),
    [
        (b"", "不是 docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "不是 docx"),
        (docx(BODY)[:-40], "不是 docx"),
        (docx(BODY, parts={"word/document.xml": "<w:docum"}), "不是 docx"),
        (docx(BODY, space="http://purl.oclc.org/ooxml/wordprocessingml/main"), "不是 docx"),
        (docx(p("机关名称")), "没有单独成段的“【正文】”"),
        (docx(BODY + p("中间") + BODY), "“【正文】”不止一处"),
        (docx(BODY + p("【附件】") + p("【附件】")), "“【附件】”不止一处"),
        (docx(p("如下：【正文】")), "“【正文】”前后还有别的字"),
        (docx(BOXED), "在文本框里"),
        (docx(p("机关名称") + tbl(tr(tc(p("")), tc(BODY)))), "“【正文】”在表格里"),
        (docx(tbl(tr(tc(tbl(tr(tc(BODY))) + p(""))))), "“【正文】”在表格里"),
        (docx(BODY + tbl(tr(tc(p("【附件】"))))), "“【附件】”在表格或文本框里"),
        (docx(BODY, parts={"word/media/大.bin": bytes(65 * 2**20)}), "太大"),
    ],
    ids=["empty", "doc", "cut", "no xml", "strict", "no place", "two", "two annexes", "buried", "boxed", "in a cell", "nested",
         "annexes in a cell", "huge"],
)
def test_what_can_be_no_letterhead_is_refused_in_one_sentence(letterhead: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as refused:
        check_letterhead(letterhead)
    said = str(refused.value)
    assert said.count("。") == 1
    assert said.endswith("。")
    with pytest.raises(UnreadableFile, match=words):
        data(PLAIN, letterhead)


def test_the_sample_is_a_letterhead_with_every_place_in_the_order_of_the_standard() -> None:
    check_letterhead(sample_letterhead())
    assert sample_letterhead() == sample_letterhead()
    made = Printed(data(replace(NUMBERED, annexes=(Annex("表", (grid(),)),)), sample_letterhead()))
    assert made.texts == [
        "发文机关名称文件", "", "", NUMBERED.number, "", "", PLAIN.title, "", "区各有关单位：", "正文。", "", "附件：表",
        "", "", "区营商办", "2021年8月3日", "（张某某）", "附件", "", "表", "", "", "",
    ]
    assert [text(each) for each in list(made.body.iter(w("tbl")))[-1].iter(w("tc"))] == [
        "抄送：抄送机关。", "印发机关", "2021年8月3日印发"
    ]
    assert "【" not in text(made.body)
    mark = made.paragraphs[0]
    assert mark.find(f".//{w('color')}").get(w("val")) == "FF0000"
    assert made.find(NUMBERED.number).find(f"{w('pPr')}/{w('pBdr')}/{w('bottom')}").get(w("color")) == "FF0000"
