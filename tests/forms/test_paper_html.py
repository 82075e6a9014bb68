"""The preview says every word of the paper, in its order, and looks like it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from qcapp.domain.text import scrub
from qcapp.forms.layout import Paper
from qcapp.forms.paper import Annex, Level, OfficialPaper, Paragraph
from qcapp.forms.paper_html import paper_html
from tests.forms.papers import LINE, PLAIN, grid, levels, paper
from tests.forms.tables import official
from tests.forms.test_paper_schema import PAPERS


def preview(made: OfficialPaper, scale: float = 1.0) -> Any:
    return etree.fromstring(paper_html(made, lambda chart: f"chart:{chart.title}", scale))


def lines(root: Any) -> list[str]:
    """The paragraphs' words, without blank lines."""
    return [line for each in root.iter("p") if (line := "".join(each.itertext()).strip())]


def styled(root: Any, text: str) -> dict[str, str]:
    line = next(each for each in root.iter("p") if "".join(each.itertext()) == text)
    return {"align": line.get("align"), **dict(pair.split(":", 1) for pair in line.get("style").split(";"))}


def test_every_part_stands_in_the_order_of_the_paper() -> None:
    made = paper(
        "正文。", number="清营商办〔2021〕8号", contact="张某某",
        annexes=(Annex("甲", (Paragraph("附文。"),)), Annex("乙", (grid(2),))),
    )
    assert lines(preview(made)) == [
        "清营商办〔2021〕8号", PLAIN.title.replace("\n", ""), "区各有关单位：", "正文。", "附件：1.甲", "2.乙",
        "区营商办", "2021年8月3日", "（张某某）", "附件1", "甲", "附文。", "附件2", "乙",
    ]


@pytest.mark.parametrize(
    ("text", "font", "size", "align", "first"),
    [
        (PLAIN.title.replace("\n", ""), "方正小标宋简体", 22, "center", 0), ("一、总体情况", "黑体", 16, "justify", 43),
        ("（一）按时报送的单位", "楷体_GB2312", 16, "justify", 43), ("开头。", "仿宋_GB2312", 16, "justify", 43),
        ("区各有关单位：", "仿宋_GB2312", 16, "left", 0),
    ],
)
@pytest.mark.parametrize("scale", [1.0, 0.75])
def test_types_sizes_and_indents_are_those_of_the_paper(
    text: str, font: str, size: float, align: str, first: int, scale: float
) -> None:
    look = styled(preview(levels(), scale), text)
    assert look["font-family"].split(",")[0] == f"'{font}'"
    assert look["font-size"] == f"{size * scale:.1f}pt"
    assert look["align"] == align
    assert int(look["text-indent"].removesuffix("px")) == pytest.approx(first * scale, abs=1)


def test_how_a_paragraph_begins_is_in_its_own_type() -> None:
    root = preview(levels())
    (lead,) = root.iter("span")
    assert lead.text == "区甲局。"
    assert "楷体_GB2312" in lead.get("style")


def test_a_grid_is_a_table_with_headings_widths_and_sides() -> None:
    root = preview(paper(grid(3, 2, weights=(1, 2, 1), left=frozenset({1}), note="注：说明")))
    (table, _) = root.iter("table")
    assert [each.text for each in table.iter("th")] == ["列1", "列2", "列3"]
    assert [each.get("width") for each in table.iter("th")] == ["25%", "50%", "25%"]
    assert [[(cell.text, cell.get("align")) for cell in row.iter("td")] for row in list(table.iter("tr"))[1:]] == [
        [(f"{row}行{place}", "left" if place == 1 else "center") for place in range(3)] for row in (1, 2)
    ]
    assert "注：说明" in lines(root)


def test_a_chart_is_the_picture_that_is_given_for_it() -> None:
    root = preview(paper(LINE), 0.5)
    (image,) = root.iter("img")
    assert image.get("src") == "chart:各月覆盖率"
    assert int(image.get("width")) == round(28 * 16 * 96 / 72 * 0.5)
    assert "各月覆盖率" in lines(root)


def test_the_official_table_is_shown_with_a_tasks_cell_over_its_measures() -> None:
    table = official(Paper.A4)
    root = preview(paper(annexes=(Annex("细化表", table=table),)))
    shown = list(root.iter("table"))[-1]
    assert [each.text for each in shown.iter("th")] == [column.heading for column in table.columns]
    spans = [int(each.get("rowspan")) for each in shown.iter("td") if each.get("rowspan")]
    assert spans == [last - first + 1 for first, last in table.task_spans()]
    assert sum(spans) == len(table.blocks)
    assert table.title in lines(root)


def test_text_is_text_whatever_it_looks_like() -> None:
    made = paper("<b>粗</b> & \"引\"", title="<script>", signature="a<b", contact="&amp;")
    assert lines(preview(made))[:3] == ["<script>", "区各有关单位：", "<b>粗</b> & \"引\""]


@given(PAPERS)
@settings(max_examples=60, deadline=None)
def test_whatever_a_paper_holds_it_can_be_shown(odd: OfficialPaper) -> None:
    # A browser takes no characters that XML forbids either.
    shown = paper_html(odd, lambda chart: chart.title)
    said = "".join("".join(map(str, etree.fromstring(shown).itertext())).split())
    for part in odd.parts:
        if isinstance(part, Paragraph) and part.level is not Level.ONE:
            assert "".join(scrub(part.text).split()) in said
    assert "".join(scrub(odd.title).split()) in said
