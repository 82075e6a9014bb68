"""What all charts have: the title, the legend, and text made to fit, smaller or over several lines but never cut."""

from __future__ import annotations

from collections.abc import Sequence

from qcapp.forms.chart import Chart, ChartKind
from qcapp.forms.chart_canvas import Box, Canvas
from qcapp.forms.chart_style import Style

LEADING = 1.28  # line to line, in type sizes
EDGE = 4.0  # points that stay free around the picture
_TITLE = 1.2  # of the type size
_SMALLEST = 3.0
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕”’…,.;:?!)]}%")
_NEVER_LAST = frozenset("（《「『【〔“‘([{")
_SWATCH, _GAP, _APART = 16.0, 4.0, 14.0  # of a legend: the sample, the room behind it, the room between two


def base_size(width_mm: float) -> float:
    """Type size that suits a picture of that width: 9 in half a window, 10.5（五号）across a page."""
    return min(max(width_mm / 15.0, 8.0), 10.5)


def wrapped(canvas: Canvas, text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """The text in lines no wider than ``width``, as long as a character is not wider; of about equal length."""
    lines = _filled(canvas, text, size, width, bold)
    if len(lines) == 1:
        return lines
    while len(closer := _filled(canvas, text, size, width - size / 2, bold)) == len(lines) and width > size:
        lines, width = closer, width - size / 2
    return lines


def _filled(canvas: Canvas, text: str, size: float, width: float, bold: bool) -> list[str]:
    # By the widths of single characters: what they save by standing close counts for nothing in Chinese.
    lines, line, used = [], "", 0.0
    for character in text:
        own = canvas.width_of(character, size, bold)
        if line and used + own > width:
            if character in _NEVER_FIRST and len(line) > 1:
                line, character = line[:-1], line[-1] + character
            while line[-1] in _NEVER_LAST and len(line) > 1:
                line, character = line[:-1], line[-1] + character
            lines.append(line.rstrip())
            line = character.lstrip()
            used = canvas.width_of(line, size, bold)
        else:
            line += character
            used += own
    return [*lines, line]


def fitting(canvas: Canvas, text: str, size: float, width: float) -> float:
    """The type size, at most ``size``, at which the text stands on a line of that width."""
    while size > _SMALLEST and canvas.width_of(text, size) > width:
        size -= 0.5
    return size


def draw_title(canvas: Canvas, chart: Chart, area: Box, size: float, style: Style) -> Box:
    """In the middle of the top; answers what is left of the area."""
    size *= _TITLE
    lines = wrapped(canvas, chart.title, size, area.width, bold=True)
    middle = area.top + size * LEADING / 2
    for line in lines:
        canvas.text((area.left + area.right) / 2, middle, line, size, style.ink, "center", bold=True)
        middle += size * LEADING
    return Box(area.left, area.top + len(lines) * size * LEADING + size * 0.4, area.right, area.bottom)


def draw_legend(canvas: Canvas, chart: Chart, area: Box, size: float, style: Style) -> Box:
    """A sample and the name of each series, in as many rows as that takes; nothing where there is but one."""
    if len(chart.series) < 2:
        return area
    middle = area.top + size * LEADING / 2
    for row in _legend_rows(canvas, chart, area.width, size):
        width = sum(_item(canvas, chart.series[index].name, size) for index in row) + _APART * (len(row) - 1)
        x = (area.left + area.right - min(width, area.width)) / 2
        for index in row:
            name = chart.series[index].name
            fitted = fitting(canvas, name, size, area.width - _SWATCH - _GAP)
            _sample(canvas, chart, index, Box(x, middle - size * 0.36, x + _SWATCH, middle + size * 0.36), style)
            canvas.text(x + _SWATCH + _GAP, middle, name, fitted, style.ink)
            x += _item(canvas, name, fitted) + _APART
        middle += size * LEADING * 1.1
    return Box(area.left, middle - size * 0.25, area.right, area.bottom)


def draw_nothing(canvas: Canvas, area: Box, size: float, style: Style) -> None:
    x, middle = (area.left + area.right) / 2, (area.top + area.bottom) / 2
    canvas.text(x, middle, "没有数据", size, style.muted, "center")


def _legend_rows(canvas: Canvas, chart: Chart, width: float, size: float) -> list[list[int]]:
    rows: list[list[int]] = [[]]
    used = 0.0
    for index, series in enumerate(chart.series):
        item = _item(canvas, series.name, size)
        if rows[-1] and used + _APART + item > width:
            rows.append([])
            used = 0.0
        used += item + (_APART if rows[-1] else 0.0)
        rows[-1].append(index)
    return rows


def _item(canvas: Canvas, name: str, size: float) -> float:
    return _SWATCH + _GAP + canvas.width_of(name, size)


def _sample(canvas: Canvas, chart: Chart, index: int, box: Box, style: Style) -> None:
    if chart.kind is not ChartKind.LINE:
        canvas.bar(box, style.fill(index))
        return
    stroke, middle = style.stroke(index), (box.top + box.bottom) / 2
    canvas.line([(box.left, middle), (box.right, middle)], stroke.colour, stroke.width, stroke.dashes)
    canvas.marker((box.left + box.right) / 2, middle, stroke, stroke.size)


def ticks(low: float, high: float, least_step: float) -> list[float]:
    """From four to seven round numbers from ``low`` on, the last at or over ``high``."""
    span = max(high - low, least_step)
    power = 1.0
    while power > span:
        power /= 10.0
    while power * 10.0 <= span:
        power *= 10.0
    steps = sorted(part * scale for scale in (power / 10.0, power) for part in (1.0, 2.0, 2.5, 5.0))
    step = next((each for each in steps if each >= least_step and span / each <= 5.0 and _whole(each / least_step)), span)
    count = 0
    while low + count * step < high - step * 1e-9:
        count += 1
    return [low + index * step for index in range(max(count, 1) + 1)]


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-9


def nice_floor(values: Sequence[float], top: float) -> float:
    """Where an axis over time begins: at 0, or higher where all points lie in its upper part."""
    least = min(values)
    if least < 0:
        return least
    for part in (0.8, 0.6, 0.5):
        if least >= top * part:
            return top * part
    return 0.0
