"""Horizontal bars: a name, its bar or bars, the number of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from qcapp.forms.chart import NO_VALUE, Chart, ChartKind
from qcapp.forms.chart_canvas import Box, Canvas
from qcapp.forms.chart_frame import LEADING, wrapped
from qcapp.forms.chart_style import Style

NAMES = 0.42  # the most of the width that names take before they go on in a second line
_SMALLEST = 2.0
_SPREAD = 1.8  # how much taller than need be rows become where there is room
_BEHIND = 3.0  # from a bar to its number
_THICK = 1.35  # of a bar, in type sizes


@dataclass(frozen=True, slots=True)
class _Rows:
    """Names in lines at a type size, and the height of each row."""

    names: Sequence[Sequence[str]]
    size: float
    heights: Sequence[float]


def draw_bars(canvas: Canvas, chart: Chart, area: Box, size: float, style: Style) -> None:
    """Into the area; the chart has at least one label."""
    rows = _fitted(canvas, chart, area, size)
    size = rows.size
    names = max(canvas.width_of(line, size) for lines in rows.names for line in lines)
    texts = [text for index in range(len(chart.labels)) for text in _texts(chart, index)]
    behind = max(canvas.width_of(text, size) for text in texts) + _BEHIND
    lengths = _lengths(chart)
    high, low = max([*lengths, chart.top or 0.0, 0.0]), min([*lengths, 0.0])
    left = area.left + names + 5.0 + (behind if low < 0 and not chart.top else 0.0)
    plot = Box(left, area.top, max(area.right - behind, left + 1.0), area.top + sum(rows.heights))
    bars = _Bars(canvas, chart, plot, (low, high if high > low else low + 1.0), plot.right + behind, size, style)
    tops = accumulate(rows.heights, initial=area.top)
    for index, (lines, height, top) in enumerate(zip(rows.names, rows.heights, tops, strict=False)):
        middle = top + height / 2
        first = middle - (len(lines) - 1) * size * LEADING / 2
        for number, line in enumerate(lines):
            canvas.text(area.left + names, first + number * size * LEADING, line, size, style.ink, "right")
        bars.draw(index, middle, height)
    canvas.line([(bars.at(0.0), plot.top), (bars.at(0.0), plot.bottom)], style.muted, 0.8)


def row_height(lines: int, bars: int) -> float:
    """What a row needs for a name of so many lines and so many bars one below the other, in type sizes."""
    return max(lines * LEADING, bars * 1.1 + 0.2)


def bars_in_row(chart: Chart) -> int:
    return 1 if chart.kind is ChartKind.STACKED else max(len(chart.series), 1)


def _fitted(canvas: Canvas, chart: Chart, area: Box, size: float) -> _Rows:
    """The largest type at which all names and bars have their room."""
    labels, bars = [label.replace("\n", " ") for label in chart.labels], bars_in_row(chart)
    size = min(size, max(area.height / (row_height(1, bars) * len(labels)), _SMALLEST))
    while True:
        names = [wrapped(canvas, label, size, area.width * NAMES) for label in labels]
        needs = [row_height(len(lines), bars) * size for lines in names]
        if sum(needs) <= area.height or size <= _SMALLEST:
            spread = min(area.height / sum(needs), _SPREAD)
            return _Rows(names, size, [need * spread for need in needs])
        size = max(size * 0.95, _SMALLEST)


def _lengths(chart: Chart) -> list[float]:
    """How far bars reach."""
    if chart.kind is not ChartKind.STACKED:
        return list(chart.values)
    return [_whole(chart, index) or 0.0 for index in range(len(chart.labels))]


def _whole(chart: Chart, index: int) -> float | None:
    values = [each.values[index] for each in chart.series]
    return None if all(value is None for value in values) else sum(value or 0.0 for value in values)


def _texts(chart: Chart, index: int) -> list[str]:
    """What stands behind the bar, or behind each bar, of a label."""
    if chart.kind is not ChartKind.STACKED:
        return [chart.words(series.values[index]) for series in chart.series]
    whole = _whole(chart, index)
    if whole is None:
        return [NO_VALUE]
    if len(chart.series) != 2 or not whole:
        return [chart.words(whole)]
    return [f"{chart.number(chart.series[0].values[index] or 0.0)}/{chart.words(whole)}"]


class _Bars:
    """Draws a label's bars. ``span``: the numbers at the two ends of the plot. ``right``: where a column of numbers ends."""

    def __init__(
        self, canvas: Canvas, chart: Chart, plot: Box, span: tuple[float, float], right: float, size: float, style: Style
    ) -> None:
        self.canvas, self.chart, self.plot, self.span, self.right = canvas, chart, plot, span, right
        self.size, self.style = size, style

    def at(self, value: float) -> float:
        low, high = self.span
        return self.plot.left + (value - low) / (high - low) * self.plot.width

    def draw(self, index: int, middle: float, height: float) -> None:
        """The bars of a row around its middle."""
        texts, count = _texts(self.chart, index), bars_in_row(self.chart)
        thick = min(height * 0.85 / count, self.size * _THICK)
        half = thick / 2 * (0.86 if count > 1 else 1.0)
        middle -= thick * (count - 1) / 2
        for number, text in enumerate(texts):
            if self.chart.top:
                self.canvas.track(Box(self.at(0.0), middle - half, self.at(self.chart.top), middle + half), self.style)
            if self.chart.kind is ChartKind.STACKED:
                end = self._stack(index, middle, half)
            else:
                end = self._bar(self.chart.series[number].values[index] or 0.0, number, middle, half)
            self._number(text, end, middle)
            middle += thick

    def _bar(self, value: float, number: int, middle: float, half: float) -> float:
        left, right = sorted((self.at(0.0), self.at(value)))
        self.canvas.bar(Box(left, middle - half, right, middle + half), self.style.fill(number))
        return self.at(value)

    def _stack(self, index: int, middle: float, half: float) -> float:
        total = 0.0
        for number, series in enumerate(self.chart.series):
            value = series.values[index] or 0.0
            box = Box(self.at(total), middle - half, self.at(total + value), middle + half)
            self.canvas.bar(box, self.style.fill(number))
            self._inside(box, value, number)
            total += value
        return self.at(total)

    def _inside(self, box: Box, value: float, number: int) -> None:
        """A part's own number, where it has room for it."""
        text, size = self.chart.number(value), min(self.size, box.height * 0.8)
        if len(self.chart.series) == 2 or not value or self.canvas.width_of(text, size) + 3.0 > box.width:
            return  # of two parts both can be told from what stands behind
        fill = self.style.fill(number)
        self.canvas.text(
            (box.left + box.right) / 2, (box.top + box.bottom) / 2, text, size, fill.text, "center", halo=bool(fill.hatch)
        )

    def _number(self, text: str, end: float, middle: float) -> None:
        """Behind the bar; where bars have a track, behind that, one below the other."""
        if self.chart.top:
            self.canvas.text(self.right, middle, text, self.size, self.style.ink, "right")
        elif end < self.at(0.0):
            self.canvas.text(end - _BEHIND, middle, text, self.size, self.style.ink, "right")
        else:
            self.canvas.text(end + _BEHIND, middle, text, self.size, self.style.ink)
