"""How tables and pictures of an official paper are measured, in the file and in the preview alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qcapp.forms.chart import Chart
from qcapp.forms.metrics import POINTS_PER_MM, fitted_widths, longest_word, text_height, text_width
from qcapp.forms.paper import Grid

GRID_SIZES = (14.0, 12.0, 10.5)  # 四号, 小四, 五号
GRID_LEADING = 1.3
SIDE, ABOVE = 4.0, 2.5
"""Points of a cell's own margin, on each side and above and below."""
_COLUMNS = (4, 6)
"""Up to so many columns are printed in the first and the second size, on an upright page."""
_UPRIGHT_MM = 156
_SHORT = 8
"""Units of a heading that stays on one line: 上月名次."""
_WHOLE = 0.6
"""A row up to this share of a page is not split; a taller one may flow: were it kept whole, what is beyond would be hidden."""

_HEADING_MM = 6 * 28.95 / POINTS_PER_MM
"""Millimetres of a page that a picture leaves to what stands over it, and to its title."""


def picture_height(chart: Chart, width_mm: float, page_mm: float) -> float:
    """Millimetres, of a chart so wide. ``page_mm``: height of a page's text."""
    from qcapp.forms.chart_png import fitting_height

    return min(fitting_height(chart, width_mm, titled=False), page_mm - _HEADING_MM)


@dataclass(frozen=True, slots=True)
class MeasuredGrid:
    """``heading`` and ``rows`` have as many cells as there are ``widths``, which are points; ``size`` of the type too."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    size: float
    widths: tuple[float, ...]

    def stays_whole(self, texts: Sequence[str], page_mm: float) -> bool:
        """Whether a row is not split over pages. ``page_mm``: height of a page's text."""
        height = max(text_height(text, width - 2 * SIDE, self.size) for text, width in zip(texts, self.widths, strict=True))
        return height <= page_mm * POINTS_PER_MM * _WHOLE


def measured(grid: Grid, text_width_mm: float) -> MeasuredGrid | None:
    """None for a grid without columns."""
    count = max(len(grid.headings), *map(len, grid.rows), 0)
    if not count:
        return None
    heading, rows = _padded(grid.headings, count), tuple(_padded(row, count) for row in grid.rows)
    weights = [max(weight, 0.01) for weight in (*grid.weights, *([1.0] * count))[:count]]
    room = text_width_mm * POINTS_PER_MM - 1
    size, least = _size_for((heading, *rows), room, text_width_mm / _UPRIGHT_MM)
    return MeasuredGrid(heading, rows, size, tuple(fitted_widths(room, weights, least)))


def _padded(row: Sequence[str], count: int) -> tuple[str, ...]:
    return (*row, *[""] * (count - len(row)))


def _size_for(rows: Sequence[Sequence[str]], room: float, wider: float) -> tuple[float, list[float]]:
    """The type size by the number of columns, smaller where a number or a short heading would be broken; and the least width
    of each column."""
    columns = list(zip(*rows, strict=True))
    size, least = GRID_SIZES[-1], [0.0] * len(columns)
    for size, most in zip(GRID_SIZES, (*(count * wider for count in _COLUMNS), len(columns)), strict=True):
        broken = [max(map(longest_word, column)) for column in columns]
        wished = [max(word, _unbroken(column[0])) for word, column in zip(broken, columns, strict=True)]
        for units in (wished, broken) if size == GRID_SIZES[-1] else (wished,):
            least = [each * size / 2 + 2 * SIDE + 2 for each in units]
            if len(columns) <= most and sum(least) <= room:
                return size, least
    # A word without end must not take the page from the other columns.
    return size, [min(each, room / len(columns) * 0.9) for each in least]


def _unbroken(heading: str) -> float:
    """Units of a heading that looks broken when it wraps, 0 for a longer one."""
    units = text_width(heading)
    return units if units <= _SHORT else 0.0
