"""A chart drawn as PNG: for the window in the product's blue, for papers so that black and white print tells all apart."""

from __future__ import annotations

import math

from qcapp.forms.chart import Chart, ChartKind
from qcapp.forms.chart_bars import NAMES, bars_in_row, draw_bars, row_height
from qcapp.forms.chart_canvas import LOCK, Box, Canvas, prepare
from qcapp.forms.chart_frame import EDGE, LEADING, base_size, draw_legend, draw_nothing, draw_title
from qcapp.forms.chart_lines import draw_lines
from qcapp.forms.chart_style import DARK, PRINT, WINDOW
from qcapp.forms.metrics import POINTS_PER_MM, lines_needed

_ROOMY = 1.25  # of what rows of bars need at least
_SMALLEST = 8.0  # the type of a chart that is pressed
_FLAT = 0.75  # of the height that suits lines


def png_of(
    chart: Chart, width_mm: float, height_mm: float, dpi: float = 200, mono: bool = False, titled: bool = True,
    *, dark: bool = False,
) -> bytes:
    """The picture, that many millimetres large; equal charts give equal bytes.

    ``mono``: for print in black and white. ``titled``: with the chart's title over it. ``dark``: for a dark window.
    May be called from any thread.
    ChartFailed with a sentence when the machine has no Chinese font.
    """
    with LOCK:
        prepare()
        return drawn(chart, width_mm, height_mm, dpi, mono, titled, dark).png()


def drawn(
    chart: Chart, width_mm: float, height_mm: float, dpi: float, mono: bool, titled: bool, dark: bool = False
) -> Canvas:
    """The picture before it is a file. Hold ``LOCK``, after ``prepare``."""
    style, size = PRINT if mono else DARK if dark else WINDOW, base_size(width_mm)
    canvas = Canvas(width_mm, height_mm, dpi, ground=style.ground)
    area = Box(EDGE, EDGE, canvas.width - EDGE, canvas.height - EDGE)
    if titled and chart.title:
        area = draw_title(canvas, chart, area, size, style)
    if not chart.labels or not chart.series or not (chart.values or chart.kind is not ChartKind.LINE):
        draw_nothing(canvas, area, size, style)
        return canvas
    area = draw_legend(canvas, chart, area, size, style)
    if chart.kind is ChartKind.LINE:
        draw_lines(canvas, chart, area, size, style)
    else:
        draw_bars(canvas, chart, area, size, style)
    return canvas


def fitting_height(chart: Chart, width_mm: float, titled: bool = True) -> float:
    """Millimetres of height at which nothing in the chart needs to be pressed; no font is loaded for it."""
    return _height(chart, width_mm, titled, base_size(width_mm), _ROOMY)


def least_height(chart: Chart, width_mm: float) -> float:
    """Millimetres at which a chart without its title is still legible, in smaller type."""
    if chart.kind is ChartKind.LINE:
        return fitting_height(chart, width_mm, titled=False) * _FLAT
    return _height(chart, width_mm, False, min(base_size(width_mm), _SMALLEST), 1.05)


def _height(chart: Chart, width_mm: float, titled: bool, size: float, roomy: float) -> float:
    width = width_mm * POINTS_PER_MM - 2 * EDGE
    head = size * LEADING * ((1.7 if titled and chart.title else 0.0) + (1.4 if len(chart.series) > 1 else 0.0))
    if chart.kind is ChartKind.LINE or not chart.labels:
        return round(max(width * 0.42 + head, 120.0) / POINTS_PER_MM, 1)
    lines = [lines_needed(label.replace("\n", " "), width * NAMES / (size / 2)) for label in chart.labels]
    rows = sum(row_height(each, bars_in_row(chart)) for each in lines) * size * roomy
    return math.ceil((head + rows + 2 * EDGE) / POINTS_PER_MM)
