"""A chart is drawn so high that it stands below its table where that leaves it room enough, and no higher than suits it."""

from __future__ import annotations

import pytest

from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.chart_png import fitting_height, least_height
from qcapp.forms.metrics import POINTS_PER_MM
from qcapp.forms.paper import Annex, Paragraph
from qcapp.forms.paper_docx import paper_bytes
from qcapp.forms.paper_pictures import picture_heights
from qcapp.forms.paper_sections import UPRIGHT
from qcapp.forms.paper_styles import PITCH
from tests.forms.papers import Drawing, grid, paper

SPARE = 18
"""Millimetres that another font may need."""
TASKS = tuple(f"第{place}项重点任务" for place in range(1, 20))
BARS = Chart(
    ChartKind.STACKED, "各重点任务报送情况", TASKS, (Series("已报", (3.0,) * 19), Series("未报", (1.0,) * 19)), unit="条"
)
WISHED, LEAST = (each(BARS, UPRIGHT.text_width) for each in (lambda c, w: fitting_height(c, w, titled=False), least_height))


def height_after(lines: int) -> float:
    return picture_heights(paper("正文。", annexes=(Annex("表", (*[Paragraph("一行。")] * lines, BARS)),)))[BARS]


def left_after(lines: int) -> float:
    """Millimetres below the annex's head and so many lines, without the chart's own title."""
    return UPRIGHT.text_height - (4 + lines + 1) * PITCH / POINTS_PER_MM


@pytest.mark.parametrize("lines", range(22))
def test_a_chart_is_as_high_as_it_fits_or_as_suits_it(lines: int) -> None:
    height, left = height_after(lines), left_after(lines)
    assert LEAST <= height <= WISHED
    if left >= WISHED + SPARE:
        assert height == WISHED
    elif left >= LEAST + SPARE:
        assert left - SPARE <= height < left
    elif left < LEAST:
        assert height == WISHED, "on the next page it has room"


def test_a_smaller_chart_is_still_legible() -> None:
    assert 0.5 * WISHED < LEAST < 0.8 * WISHED


def test_the_docx_draws_a_chart_as_high_as_its_place_is() -> None:
    drawing = Drawing()
    made = paper("正文。", annexes=(Annex("表", (grid(6, 9), BARS)),))
    paper_bytes(made, draw=drawing)
    ((chart, width, height),) = drawing.asked
    assert (chart, width) == (BARS, UPRIGHT.text_width)
    assert height == picture_heights(made)[BARS] < WISHED
