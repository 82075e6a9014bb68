"""The annexes of a paper: pages of their own, upright or turned, tables that stay readable, charts, the official 细化表."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document as open_document

from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.chart_png import fitting_height
from qcapp.forms.layout import Paper
from qcapp.forms.metrics import lines_needed
from qcapp.forms.paper import Annex, Grid, Level, Paragraph
from qcapp.forms.paper_docx import paper_bytes
from tests.forms.docx_golden import root_of
from tests.forms.papers import LINE, UNITS, Drawing, Printed, data, grid, millimetres, paper, text, w
from tests.forms.tables import official

WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def printed(*annexes: Annex, parts: tuple[Any, ...] = ("正文。",)) -> Printed:
    return Printed(data(paper(*parts, annexes=annexes)))


def tables(made: Printed) -> list[Any]:
    return list(made.body.iter(w("tbl")))


def test_an_annex_has_its_number_at_the_upper_left_and_its_title_on_the_third_line() -> None:
    made = printed(Annex("排名表", (Paragraph("说明。"),)), Annex("问题\n清单", (Paragraph("无。"),)))
    at = made.texts.index("附件1")
    assert made.texts[at : at + 9] == ["附件1", "", "排名表", "", "说明。", "附件2", "", "问题\n清单", ""]
    number, blank, title = made.paragraphs[at : at + 3]
    assert (made.type(number), made.value(number, "jc")) == (("黑体", 16), "left")
    assert (made.type(title), made.value(title, "jc")) == (("方正小标宋简体", 22), "center")
    assert [made.value(each, "spacing", "line") for each in (number, blank, title)] == ["579"] * 3
    assert all(made.has(made.find(each), "pageBreakBefore") for each in ("附件1", "附件2"))


def test_a_single_annex_has_no_number() -> None:
    texts = printed(Annex("排名表", (grid(),))).texts
    assert "附件" in texts
    assert "附件：排名表" in texts
    assert not [each for each in texts if each.startswith("附件1")]


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("对标先进优化营商环境责任清单细化表（2021年7月）", "对标先进优化营商环境责任清单细化表\n（2021年7月）"),
        ("责任清单细化表（2021年7月）", "责任清单细化表（2021年7月）"),
        ("（2021年7月）责任清单", "（2021年7月）责任清单"),
        ("某" * 20 + "清单（2021年7月）表", "某" * 20 + "清单（2021年7月）表"),
        ("清城区2021年对标先进优化营商环境责任清单细化表", "清城区2021年对标先进优化营商环境责任清单\n细化表"),
        ("某" * 44 + "（2021年7月）", "某" * 44 + "（2021年7月）"),
        ("某" * 38 + "（2021年7月）", "某" * 38 + "\n（2021年7月）"),
        ("表（" + "某" * 40 + "）", "表（" + "某" * 40 + "）"),
    ],
)
def test_brackets_at_the_end_of_an_annexs_name_are_not_broken(name: str, listed: str) -> None:
    found = printed(Annex("排名表", (Paragraph("无。"),)), Annex(name, (Paragraph("无。"),))).texts
    assert f"2.{listed}" in found
    assert name in found, "over the annex itself it is as it was"


def test_the_official_table_is_named_as_it_is_headed() -> None:
    table = official(Paper.A4)
    found = printed(Annex("排名表", (Paragraph("无。"),)), Annex("别的名字", table=table)).texts
    assert f"2.{table.title}" in [each.replace("\n", "") for each in found]
    assert "别的名字" not in "".join(found)


def shape(section: Any) -> tuple[float, float, list[float]]:
    margins = [millimetres(section, "pgMar", side) for side in ("top", "right", "bottom", "left")]
    return millimetres(section, "pgSz", "w"), millimetres(section, "pgSz", "h"), margins


UPRIGHT = (210, 297, [37, 26, 35, 28])
TURNED = (297, 210, [28, 37, 26, 35])
"""The same sheet turned to the left: what was above is on the right."""
OFFICIAL_A4 = (297, 210, [15, 10, 17, 16])
OFFICIAL_A3 = (420, 297, [20, 18, 20, 18])


def annex(kind: str) -> Annex:
    if kind == "A4":
        return Annex("细化表", table=official(Paper.A4))
    if kind == "A3":
        return Annex("细化表", table=official(Paper.A3))
    return Annex("表", (grid(),), landscape=kind == "turned")


@pytest.mark.parametrize(
    ("kinds", "shapes"),
    [
        ([], [UPRIGHT]),
        (["upright", "upright"], [UPRIGHT]),
        (["turned", "turned"], [UPRIGHT, TURNED]),
        (["turned", "upright", "A4"], [UPRIGHT, TURNED, UPRIGHT, OFFICIAL_A4]),
        (["A4", "A3", "turned"], [UPRIGHT, OFFICIAL_A4, OFFICIAL_A3, TURNED]),
    ],
)
def test_each_kind_of_page_is_a_section_and_page_numbers_run_on(
    kinds: list[str], shapes: list[tuple[float, float, list[float]]]
) -> None:
    made = printed(*map(annex, kinds))
    assert [shape(section) for section in made.sections] == shapes
    assert [section.find(w("type")).get(w("val")) for section in made.sections] == ["nextPage"] * len(shapes)
    assert not list(made.body.iter(w("pgNumType")))
    references = [[each.get(w("type")) for each in section.findall(w("footerReference"))] for section in made.sections]
    assert references == [["default", "even"]] * len(shapes)
    assert made.body[-1].tag == w("sectPr")
    assert made.body[-2].tag == w("p")


def footers(made: bytes, section: Any) -> list[Any]:
    r = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        relations = root_of(made, "word/_rels/document.xml.rels")
        assert package.testzip() is None
    targets = {each.get("Id"): each.get("Target").lstrip("/") for each in relations}
    return [root_of(made, f"word/{targets[each.get(r)]}") for each in section.findall(w("footerReference"))]


def test_a_turned_page_has_its_number_on_the_side_where_the_others_have_it_below() -> None:
    made = data(paper("正文。", annexes=(annex("turned"), annex("A4"), annex("A3"))))
    _, turned, own, folded = Printed(made).sections
    for section, left, top, height in ((turned, 35, 28, 156), (own, 16, 15, 178)):
        for foot, side in zip(footers(made, section), ("right", "left"), strict=True):
            assert foot.find(f".//{WPS}bodyPr").get("vert") == "vert"
            x, y = (int(foot.find(f".//{WP}{name}/{WP}posOffset").text) / 36000 for name in ("positionH", "positionV"))
            wide, high = (int(foot.find(f".//{WP}extent").get(each)) / 36000 for each in ("cx", "cy"))
            assert (y, high) == (top, height)
            assert x + wide / 2 == pytest.approx(left - 7, abs=1)
            assert x > 4
            line = foot.find(f".//{WPS}txbx//{w('p')}")
            assert text(line) == "— 1 —"
            assert Printed(made).value(line, "jc") == side
    assert [foot.find(f".//{WPS}bodyPr") for foot in footers(made, folded)] == [None, None]


def test_a_grid_has_borders_a_repeated_heading_and_rows_that_stay_whole() -> None:
    (table,) = tables(printed(parts=("正文。", grid(3, 30))))
    borders = table.find(f"{w('tblPr')}/{w('tblBorders')}")
    assert {each.tag.rpartition("}")[2]: each.get(w("val")) for each in borders} == dict.fromkeys(
        ("top", "left", "bottom", "right", "insideH", "insideV"), "single"
    )
    rows = table.findall(w("tr"))
    assert [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in rows] == [True] + [False] * 30
    assert all(row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in rows)


def test_a_row_longer_than_a_page_may_flow_or_its_end_would_be_hidden() -> None:
    (table,) = tables(printed(parts=(Grid(("单位", "说明"), (("甲", "很长的说明。" * 600),), (1, 1)),)))
    assert [row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in table.findall(w("tr"))] == [True, False]


@pytest.mark.parametrize(
    ("columns", "landscape", "size"),
    [
        (2, False, 14), (4, False, 14), (5, False, 12), (6, False, 12), (7, False, 10.5),
        (5, True, 14), (8, True, 12), (13, True, 10.5),
    ],
)
def test_a_grid_with_more_columns_is_in_smaller_type(columns: int, landscape: bool, size: float) -> None:
    made = printed(Annex("表", (grid(columns),), landscape=landscape))
    (table,) = tables(made)
    head, cell = (table.find(f"{w('tr')}[{row}]//{w('p')}") for row in (1, 2))
    assert made.type(head) == ("黑体", size)
    assert made.type(cell) == ("仿宋_GB2312", size)
    room = (225 if landscape else 156) / 25.4 * 1440
    assert sum(int(each.get(w("w"))) for each in table.iter(w("gridCol"))) == pytest.approx(room, abs=30)


def test_cells_are_centred_but_those_of_the_columns_that_start_at_the_left() -> None:
    made = printed(parts=(grid(3, 2, left=frozenset({2})),))
    rows = tables(made)[0].findall(w("tr"))
    sides = [[made.value(line, "jc") for line in row.iter(w("p"))] for row in rows]
    assert sides == [["center"] * 3, ["center", "center", "left"], ["center", "center", "left"]]
    assert {each.get(w("val")) for each in tables(made)[0].iter(w("vAlign"))} == {"center"}


def widths(table: Any) -> list[float]:
    """Points."""
    return [int(each.get(w("w"))) / 20 for each in table.iter(w("gridCol"))]


def test_columns_share_the_width_by_weight_but_no_number_or_short_heading_is_broken() -> None:
    wide = Grid(("序号", "存在问题", "覆盖率"), (("1", "系统接口未开放。" * 9, "100.0%"),), (0.1, 20, 0.1))
    made = printed(parts=(wide,))
    number, problem, rate = widths(tables(made)[0])
    assert number >= 2 * 14 + 8
    assert rate >= 3 * 14 + 8
    assert problem > 300
    even = widths(tables(printed(parts=(grid(3, weights=(1, 2, 1)),)))[0])
    assert even[1] == pytest.approx(2 * even[0], abs=1)


LIST = "第6、31、36、43、46、51条"


def table_of(made: Printed) -> list[list[list[str]]]:
    """Rows of cells of lines."""
    return [
        [[text(line) for line in cell.iter(w("p"))] for cell in row.iter(w("tc"))] for row in tables(made)[0].findall(w("tr"))
    ]


def test_short_names_stay_on_one_line_and_a_list_of_measures_ends_its_lines_behind_a_mark() -> None:
    rows = tuple(("红灯", "市自然资源局清城分局", LIST, "6", "截止7月25日仍未报送，已电话催报。") for _ in range(3))
    made = printed(parts=(Grid(("灯", "责任单位", "措施", "条数", "说明"), rows, (1, 2, 2, 1, 2.5), frozenset({4})),))
    size = made.type(made.find("市自然资源局清城分局"))[1]
    wide = widths(tables(made)[0])
    assert wide[1] >= 10 * size + 8
    assert wide[4] >= 0.4 * sum(wide) * 2.5 / 8.5
    lines = table_of(made)[1][2]
    assert "".join(lines) == LIST
    assert len(lines) > 1
    assert all(line.endswith(("、", "条")) for line in lines)
    assert all(len(line) <= (wide[2] - 8) / (size / 2) for line in lines)


def test_a_date_in_a_narrow_column_is_never_broken() -> None:
    rows = tuple(("某某局", "2021年8月5日", "很长的原因" * 30) for _ in range(3))
    made = printed(parts=(Grid(("责任单位", "延至", "原因"), rows, (4, 0.1, 4), frozenset({2})),))
    size = made.type(made.find("2021年8月5日"))[1]
    assert widths(tables(made)[0])[1] >= (3 + 6 * 0.65) * size + 8


@pytest.mark.parametrize(
    ("reason", "numbers", "most"),
    [("", "第" + "、".join(map(str, range(1, 60, 2))) + "条", 5), ("因系统升级改造和机构改革，" * 12, "第3条", 8)],
)
def test_what_one_column_has_to_spare_goes_to_the_one_that_needs_it(reason: str, numbers: str, most: int) -> None:
    rows = (("某某局", numbers, reason),)
    made = printed(parts=(Grid(("责任单位", "措施", "原因"), rows, (1.4, 1.5, 2.2), frozenset({1, 2})),))
    size = made.type(made.find("某某局"))[1]
    wide = widths(tables(made)[0])
    lines = [lines_needed("\n".join(cell), (room - 8) / (size / 2)) for cell, room in zip(table_of(made)[1], wide, strict=True)]
    assert max(lines) <= most


def test_a_long_heading_of_a_narrow_column_stands_on_two_lines() -> None:
    headings = ("位次", "责任单位", "更正后合格", "更正后合格率", "责任人、联系人", *(f"列{place}" for place in range(9)))
    made = printed(Annex("表", (Grid(headings, (("1",) * 14,), (0.7, 2.2, 0.5, 0.5, 0.6, *[1.0] * 9)),), landscape=True))
    assert table_of(made)[0][2:5] == [["更正后", "合格"], ["更正后", "合格率"], ["责任人、", "联系人"]]


def test_a_grid_that_would_run_over_its_page_by_little_is_in_smaller_type() -> None:
    def size(rows: int) -> float:
        made = printed(Annex("表", (grid(3, rows),)))
        return made.type(made.find("1行1"))[1]

    assert [size(rows) for rows in (10, 20, 23, 80)] == [14, 12, 10.5, 14]


def test_a_small_grid_stays_on_one_page_and_no_last_row_stands_alone() -> None:
    def kept(rows: int) -> list[bool]:
        made = printed(parts=(grid(2, rows), "末段。"))
        found = tables(made)[0].findall(w("tr"))
        return [all(made.has(line, "keepNext") for line in row.iter(w("p"))) for row in found]

    assert kept(5) == [True] * 5 + [False]
    assert kept(40) == [True] + [False] * 37 + [True, True, False]


def test_a_word_without_end_leaves_the_other_columns_their_room() -> None:
    table = tables(printed(parts=(Grid(("一", "二"), (("x" * 500, "短"),), (1, 1)),)))[0]
    assert min(widths(table)) > 100


def test_rows_of_odd_lengths_lose_no_cell() -> None:
    table = tables(printed(parts=(Grid(("一", "二"), (("甲",), ("乙", "丙", "丁")), (1,)),)))[0]
    assert [[text(cell) for cell in row.iter(w("tc"))] for row in table.findall(w("tr"))] == [
        ["一", "二", ""], ["甲", "", ""], ["乙", "丙", "丁"]
    ]


def test_two_grids_that_follow_each_other_stay_two_and_a_note_stands_with_its_own() -> None:
    made = printed(parts=(grid(2), grid(2, note="注：联合措施\n按单位计算。"), "正文。"))
    elements = [each.tag.rpartition("}")[2] for each in made.body]
    at = elements.index("tbl")
    assert elements[at : at + 6] == ["tbl", "p", "tbl", "p", "p", "p"]
    notes = [made.find("注：联合措施"), made.find("按单位计算。")]
    assert {made.type(each) for each in notes} == {("仿宋_GB2312", 10.5)}
    assert all(made.has(line, "keepNext") for line in tables(made)[1].findall(f"{w('tr')}[last()]//{w('p')}"))


def test_a_grid_without_headings_and_one_without_rows_are_printed_as_they_are() -> None:
    bare, empty = tables(printed(parts=(Grid((), (("甲", "乙"),), (1, 1)), "间", Grid(("一", "二"), (), (1, 1)))))
    assert [text(each) for each in bare.iter(w("tc"))] == ["甲", "乙"]
    assert bare.find(f".//{w('tblHeader')}") is None
    assert [text(each) for each in empty.iter(w("tc"))] == ["一", "二"]


def test_a_chart_is_drawn_to_the_width_of_its_page_with_its_title_below_and_told_in_words() -> None:
    drawing = Drawing()
    bars = Chart(ChartKind.BARS, "各单位得分", UNITS, (Series("得分", (90.0, 80.0, 70.0)),), "分")
    made = Printed(paper_bytes(paper("正文。", LINE, annexes=(Annex("图", (bars,), landscape=True),)), draw=drawing))
    assert [(chart.title, width) for chart, width, _ in drawing.asked] == [("各月覆盖率", 156), ("各单位得分", 225)]
    fitting = [fitting_height(LINE, 156, titled=False), fitting_height(bars, 225, titled=False)]
    assert [height for _, _, height in drawing.asked] == fitting
    inlines = list(made.body.iter(f"{WP}inline"))
    sizes = [int(each.find(f"{WP}extent").get("cx")) / 36000 for each in inlines]
    assert sizes == [156, 225]
    told = [each.find(f"{WP}docPr") for each in inlines]
    assert [each.get("descr") for each in told] == ["折线图：各月覆盖率", "条形图：各单位得分"]
    assert len({each.get("id") for each in told}) == 2
    picture, title = next(each for each in made.paragraphs if each.find(f".//{WP}inline") is not None), made.find("各月覆盖率")
    assert made.value(picture, "jc") == made.value(title, "jc") == "center"
    assert made.value(picture, "spacing", "lineRule") == "auto"  # an exact line would cut it off
    assert made.has(picture, "keepNext")


def test_a_chart_of_many_units_is_no_higher_than_its_page() -> None:
    drawing = Drawing()
    names = tuple(f"区第{place}局" for place in range(80))
    bars = Chart(ChartKind.BARS, "各单位得分", names, (Series("得分", tuple(map(float, range(80)))),))
    paper_bytes(paper(bars, annexes=(Annex("图", (bars,), landscape=True),)), draw=drawing)
    assert [height < room for (_, _, height), room in zip(drawing.asked, (200, 100), strict=True)] == [True, True]


def test_a_chart_with_nothing_in_it_is_left_out() -> None:
    drawing = Drawing()
    paper_bytes(paper(Chart(ChartKind.LINE, "空", (), ())), draw=drawing)
    assert drawing.asked == []


def test_the_charts_of_a_paper_are_drawn_for_print_in_black_and_white() -> None:
    made = paper_bytes(paper(LINE))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        picture = package.read("word/media/image1.png")
    from matplotlib import image

    pixels = image.imread(io.BytesIO(picture))
    assert pixels.shape[1] == pytest.approx(156 / 25.4 * 200, abs=1)
    assert abs(pixels[..., 0] - pixels[..., 2]).max() < 0.02


@pytest.mark.parametrize("size", list(Paper))
def test_the_official_table_comes_with_its_own_styles_title_and_page(size: Paper) -> None:
    table = official(size)
    made = printed(Annex("细化表", table=table))
    at = made.texts.index("附件")
    assert made.texts[at : at + 4] == ["附件", "", table.title, table.caption]
    heads = list(tables(made)[0].find(w("tr")).iter(w("p")))
    assert {made.type(line) for line in heads} == {("黑体", 11 if size is Paper.A4 else 12)}
    section = made.sections[-1]
    room = millimetres(section, "pgSz", "w") - millimetres(section, "pgMar", "left") - millimetres(section, "pgMar", "right")
    assert sum(widths(tables(made)[0])) / 72 * 25.4 == pytest.approx(room, abs=0.5)
    assert len(tables(made)[0].findall(w("tr"))) == 1 + sum(len(block.contacts) for block in table.blocks)


def test_two_official_tables_on_different_paper_keep_their_own_sizes() -> None:
    made = printed(Annex("甲", table=official(Paper.A4)), Annex("乙", table=official(Paper.A3)))
    assert [made.type(next(table.iter(w("p")))) for table in tables(made)] == [("黑体", 11), ("黑体", 12)]


def test_every_style_used_is_there_once_and_none_leans_on_the_documents_normal() -> None:
    made = data(paper(
        Paragraph("一、情况", Level.ONE), LINE, grid(note="注"), annexes=(annex("A4"), annex("A3"), annex("turned")),
        number="一号", contact="张某某",
    ))
    styles = list(root_of(made, "word/styles.xml").iter(w("style")))
    ids = [style.get(w("styleId")) for style in styles]
    names = [style.find(w("name")).get(w("val")) for style in styles]
    assert len(set(ids)) == len(ids)
    assert len(set(names)) == len(names)
    parts = [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if name.startswith(("word/document", "word/footer"))]
    used = {each.get(w("val")) for part in parts for each in root_of(made, part).iter(w("pStyle"), w("rStyle"))}
    assert used <= set(ids)
    assert not [style for style in styles if style.find(w("basedOn")) is not None]


def test_word_finds_a_paragraph_behind_a_table_at_the_end() -> None:
    made = open_document(io.BytesIO(data(paper(grid(), signature="", day=None))))
    assert made.element.body[-2].tag == w("p")
