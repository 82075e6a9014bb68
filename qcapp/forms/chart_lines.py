"""Lines over time: a point a label, its number beside it wherever there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qcapp.forms.chart import Chart
from qcapp.forms.chart_canvas import Box, Canvas
from qcapp.forms.chart_frame import LEADING, nice_floor, ticks
from qcapp.forms.chart_numbers import draw_numbers, runs
from qcapp.forms.chart_style import Style

_OFF = 5.0  # from the axes to what is written along them


def draw_lines(canvas: Canvas, chart: Chart, area: Box, size: float, style: Style) -> None:
    """Into the area, with both axes; the chart has at least one value."""
    values = chart.values
    high = max([*values, chart.top or 0.0]) or 1.0
    marks = ticks(nice_floor(values, high), high, 10.0**-chart.decimals)
    parts = [label.partition("\n") for label in chart.labels]
    plot = _plot(canvas, [chart.words(mark) for mark in marks], parts, area, size)

    def height(value: float) -> float:
        return plot.bottom - (value - marks[0]) / (marks[-1] - marks[0]) * plot.height

    _scale(canvas, chart, marks, height, plot, size, style)
    step = plot.width / len(parts)
    xs = [plot.left + step * (index + 0.5) for index in range(len(parts))]
    _labels(canvas, parts, xs, plot, area, size, style)
    lines = [
        [None if each is None else (x, height(each)) for x, each in zip(xs, series.values, strict=True)]
        for series in chart.series
    ]
    small = 1.0 if step > 10.0 else 0.5
    for index, line in enumerate(lines):
        stroke = style.stroke(index)
        for run in runs(line):
            canvas.line(run, stroke.colour, stroke.width, stroke.dashes)
        for point in filter(None, line):
            canvas.marker(*point, stroke, stroke.size * small)
    room = Box(plot.left + 1.0, area.top, area.right, plot.bottom - 1.0)
    draw_numbers(canvas, chart, lines, room, size * 0.92, style)


def _plot(canvas: Canvas, marks: Sequence[str], parts: Sequence[tuple[str, str, str]], area: Box, size: float) -> Box:
    """What the axes leave of the area: the last label, in the middle below its point, must not stand out."""
    left = area.left + max(canvas.width_of(each, size) for each in marks) + _OFF
    last = max(canvas.width_of(part, size) for part in parts[-1])
    beyond = max((last - (area.right - left) / len(parts)) / 2, 0.0)
    lines = 2 if any(second for _, _, second in parts) else 1
    return Box(left, area.top + size + _OFF, area.right - beyond, area.bottom - size * LEADING * lines - _OFF)


def _scale(
    canvas: Canvas, chart: Chart, marks: Sequence[float], height: Callable[[float], float], plot: Box, size: float, style: Style
) -> None:
    for mark in marks:
        y, lowest = height(mark), mark == marks[0]
        canvas.line([(plot.left, y), (plot.right, y)], style.muted if lowest else style.grid, 0.8 if lowest else 0.6)
        canvas.text(plot.left - _OFF, y, chart.words(mark), size, style.muted, "right")


def _labels(
    canvas: Canvas, parts: Sequence[tuple[str, str, str]], xs: Sequence[float], plot: Box, area: Box, size: float, style: Style
) -> None:
    """Each that fits, every second, every third … counted from the last one."""
    widest = max(canvas.width_of(first, size) for first, _, _ in parts)
    every = 1
    while every < len(xs) and (xs[1] - xs[0]) * every < widest + 5.0:
        every += 1
    middle = plot.bottom + _OFF + size * LEADING / 2
    before, free = "", area.left
    for index in range((len(xs) - 1) % every, len(xs), every):
        first, _, second = parts[index]
        canvas.text(_inside(canvas, xs[index], first, size, area), middle, first, size, style.ink, "center")
        if not second or second == before:
            continue
        x, half = _inside(canvas, xs[index], second, size, area), canvas.width_of(second, size) / 2
        if x - half >= free:
            canvas.text(x, middle + size * LEADING, second, size, style.muted, "center")
            before, free = second, x + half + 5.0


def _inside(canvas: Canvas, x: float, text: str, size: float, area: Box) -> float:
    """The middle of a text, moved so far that it stays in the area."""
    half = canvas.width_of(text, size) / 2
    return max(area.left + half, min(x, area.right - half))


