"""The numbers beside the points of lines: where they cover no other number, no point, and lines as little as can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qcapp.forms.chart import Chart
from qcapp.forms.chart_canvas import Across, Box, Canvas
from qcapp.forms.chart_style import Style

_OFF = 4.5  # from a point to its number
_POINT = 3.0  # half of the room that a point takes
_DENSE = 1.5  # numbers that many times as wide as the way to the next point are too many
Point = tuple[float, float]
Line = Sequence[Point | None]


@dataclass(frozen=True, slots=True)
class _Place:
    x: float
    middle: float
    across: Across
    box: Box


def runs(line: Line) -> list[list[Point]]:
    """Neighbouring points, two or more; what lies on the two sides of a gap is not joined."""
    found: list[list[Point]] = [[]]
    for point in line:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if len(run) > 1]


def draw_numbers(canvas: Canvas, chart: Chart, lines: Sequence[Line], area: Box, size: float, style: Style) -> None:
    """The newest first, as many as there is room for; where points stand too close only the most telling of each line."""
    taken = [Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT) for line in lines for x, y in filter(None, line)]
    segments = [pair for line in lines for run in runs(line) for pair in pairwise(run)]
    for point, text in _wanted(canvas, chart, lines, area, size):
        free = [
            each for each in _places(canvas, point, text, size)
            if each.box.within(area) and not any(each.box.meets(box) for box in taken)
        ]
        if not free:
            continue
        best = min(free, key=lambda each: sum(_crosses(*pair, each.box) for pair in segments))
        crossed = any(_crosses(*pair, best.box) for pair in segments)
        canvas.text(best.x, best.middle, text, size, style.ink, best.across, halo=crossed)
        taken.append(best.box)


def _wanted(canvas: Canvas, chart: Chart, lines: Sequence[Line], area: Box, size: float) -> list[tuple[Point, str]]:
    """Points with their words; lines that meet in a point share one."""
    widest = max(canvas.width_of(chart.words(value), size) for value in chart.values)
    dense = widest > area.width / len(chart.labels) * _DENSE
    wanted: dict[tuple[Point, str], None] = {}
    chosen = [list(_telling(series.values)) if dense else None for series in chart.series]
    for at in reversed(range(len(chart.labels))):
        here = [(line[at], index) for index, line in enumerate(lines) if chosen[index] is None or at in (chosen[index] or ())]
        for point, index in sorted((point, index) for point, index in here if point is not None):
            wanted[point, chart.words(chart.series[index].values[at])] = None
    return list(wanted)


def _telling(values: Sequence[float | None]) -> Iterator[int]:
    """The newest, the oldest, the highest and the lowest, of equal ones the newest."""
    known = [(value, index) for index, value in enumerate(values) if value is not None]
    if known:
        yield from (known[-1][1], known[0][1], max(known)[1], min(known, key=lambda each: (each[0], -each[1]))[1])


def _places(canvas: Canvas, point: Point, text: str, size: float) -> list[_Place]:
    """Above, below, farther above and below, then beside."""
    x, y = point
    off = _OFF + size * 0.55
    spots: list[tuple[float, float, Across]] = [
        (x, y - off, "center"), (x, y + off, "center"), (x, y - off - 5.0, "center"), (x, y + off + 5.0, "center"),
        (x + _OFF, y - off, "left"), (x - _OFF, y - off, "right"), (x + _OFF, y + off, "left"), (x - _OFF, y + off, "right"),
        (x + _OFF + 2.0, y, "left"), (x - _OFF - 2.0, y, "right"),
    ]
    return [_Place(*spot, canvas.text_box(spot[0], spot[1], text, size, spot[2])) for spot in spots]


def _crosses(start: Point, end: Point, box: Box) -> bool:
    """Whether a piece of a line runs through the box."""
    (x1, y1), (x2, y2) = start, end
    left, right = max(x1, box.left), min(x2, box.right)
    if left >= right:
        return False
    slope = (y2 - y1) / (x2 - x1)
    first, last = sorted((y1 + slope * (left - x1), y1 + slope * (right - x1)))
    return first < box.bottom and last > box.top
