"""The type size of a paper's table, and the widths of its columns and heights of its rows at that size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qcapp.forms.grid_balance import balanced
from qcapp.forms.grid_lines import drawn_width, halves, is_list, laid, laid_heading, narrowest
from qcapp.forms.metrics import POINTS_PER_MM, fitted_widths, lines_needed, text_width
from qcapp.forms.paper_sections import UPRIGHT, Sheet
from qcapp.forms.paper_styles import GRID_LEADING, GRID_SIZES, PITCH

SIDE, ABOVE = 4.0, 2.5
"""Points of a cell's own margin, on each side and above and below."""
_COLUMNS = (4, 6)
"""Up to so many columns are printed in the first and the second size, on an upright page."""
_SHORT_HEADING = 8
"""Units of a heading that looks broken when it wraps: 上月名次."""
_SHORT_CELLS = (20, 14, 8)
"""The same of a centred text, from what is wished to what is insisted on: 市自然资源局清城分局, 区消防救援大队, 反映困难."""
_FLOOR = 3
"""Which of the wishes a column keeps where another's text needs the room: names of seven characters on one line."""
_SHORT_LIST = 10
"""The same of a list of numbers, which has good places to end a line: 第12、17条."""
_LINES_ABOVE = 5
"""Lines that stand over a table on an annex's first page, its title being one."""
_LEFT_SHARE = 0.75
"""What a column of text keeps at least of its share by weight."""
_LEAST_SHARE = 0.4
"""The same where another column's text needs the room."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """``heights``: of the rows, the heading first; points, as ``widths``. ``texts``: the rows with their lines ended."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    texts: tuple[tuple[str, ...], ...]


Rows = Sequence[Sequence[str]]


def fitted(rows: Rows, weights: Sequence[float], left: frozenset[int], sheet: Sheet) -> Fitted:
    """The largest layout that stands on one page, or the largest of all where none does.

    ``rows``: the heading first, all equally long. ``left``: columns of text, the others are centred.
    """
    known = _fitted_long if len(rows) > _MANY_ROWS else _fitted_short
    return known(tuple(map(tuple, rows)), tuple(weights), left, sheet)


def _fitted(rows: Rows, weights: tuple[float, ...], left: frozenset[int], sheet: Sheet) -> Fitted:
    room = sheet.text_width * POINTS_PER_MM - 1
    page = sheet.text_height * POINTS_PER_MM - _LINES_ABOVE * PITCH
    layouts = _layouts(rows, weights, left, room, sheet.text_width / UPRIGHT.text_width)
    made = (_made(rows, layout, left) for layout in layouts)
    largest = next(made)
    if page < sum(largest.heights) <= 2 * page:
        return next((each for each in made if sum(each.heights) <= page), largest)
    return largest


def _made(rows: Rows, layout: _Layout, left: frozenset[int]) -> Fitted:
    size = layout.size

    def units(width: float) -> float:
        return (width - 2 * SIDE) / (size / 2)

    def text(row: int, column: int, width: float) -> str:
        return (laid if row else laid_heading)(rows[row][column], units(width))

    def lines(row: int, column: int, width: float) -> int:
        return lines_needed(text(row, column, width), units(width))

    widths = balanced(len(rows), layout.widths, layout.least, size / 2, lines) if left else layout.widths
    texts = tuple(tuple(text(row, place, width) for place, width in enumerate(widths)) for row in range(len(rows)))
    return Fitted(size, widths, tuple(_height(row, widths, size) for row in texts), texts)


_MANY_ROWS = 500
_fitted_short = lru_cache(maxsize=64)(_fitted)
_fitted_long = lru_cache(maxsize=10)(_fitted)
"""Of two papers of a province: their tables take a hundred times what a district's do."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """A type size with widths; ``least``: what each column must keep of its own."""

    size: float
    widths: tuple[float, ...]
    least: tuple[float, ...]


def _layouts(
    rows: Rows, weights: Sequence[float], left: frozenset[int], room: float, wider: float
) -> list[_Layout]:
    """Type sizes and widths that grant the columns as much of what they wish as can be, the largest first; at least one."""
    columns = list(zip(*rows, strict=True))
    limits = (*(count * wider for count in _COLUMNS), len(columns))
    sizes = [size for size, most in zip(GRID_SIZES, limits, strict=True) if len(columns) <= most]
    even = [weight / sum(weights) * room if place in left else 0.0 for place, weight in enumerate(weights)]
    wishes = list(_wishes(columns, left))
    floor = wishes[_FLOOR]
    for units in wishes:
        found = []
        for size in sizes:
            wished = [_width(each, size) for each in units]
            least = [max(wish, share * _LEFT_SHARE) for wish, share in zip(wished, even, strict=True)]
            if sum(least) <= room:
                given = [_width(min(pair), size) for pair in zip(units, floor, strict=True)]
                kept = tuple(max(wish, share * _LEAST_SHARE) for wish, share in zip(given, even, strict=True))
                found.append(_Layout(size, fitted_widths(room, weights, least), kept))
        if found:
            return found
    # A word without end must not take the page from the other columns.
    most = room / len(columns) * 0.9
    words = tuple(min(_width(max(map(narrowest, column)), sizes[-1]), most) for column in columns)
    return [_Layout(sizes[-1], fitted_widths(room, weights, words), words)]


def _width(units: float, size: float) -> float:
    """Of a column, in points."""
    return units * size / 2 + 2 * SIDE + 2


def _wishes(columns: Rows, left: frozenset[int]) -> Iterator[list[float]]:
    """Units that each column would like to have, from the most to the least that will do."""
    words = [max(map(narrowest, column)) for column in columns]
    whole = [max(word, _short(column[0], _SHORT_HEADING)) for word, column in zip(words, columns, strict=True)]
    halved = [max(word, *map(drawn_width, halves(column[0]))) for word, column in zip(words, columns, strict=True)]
    for limit in _SHORT_CELLS:
        cells = [max((*_cells(column[1:], limit, place in left), 0.0)) for place, column in enumerate(columns)]
        for headings in (map(max, whole, halved), halved):
            yield list(map(max, headings, cells))
    yield halved
    yield words


def _cells(texts: Sequence[str], limit: float, left: bool) -> list[float]:
    """What the texts wish; a column of longer ones that begin at the left has lines anyway."""
    if left and any(text_width(text) > limit for text in texts):
        return []
    return [_short(text, min(limit, _SHORT_LIST) if is_list(text) else limit) for text in texts]


def _short(text: str, limit: float) -> float:
    """Units of a text that looks broken when it wraps, 0 for a longer one."""
    units = text_width(text)
    return units if units <= limit else 0.0


def _height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(lines_needed(text, (width - 2 * SIDE) / (size / 2)) for text, width in zip(row, widths, strict=True))
    return lines * size * GRID_LEADING + 2 * ABOVE + 0.5
