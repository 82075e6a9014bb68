"""The type size of a paper's table, and the widths of its columns and heights of its rows at that size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qcapp.forms.metrics import POINTS_PER_MM, fitted_widths, lines_needed, longest_word, text_width
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
_LINES_ABOVE = 5
"""Lines that stand over a table on an annex's first page, its title being one."""
_LEFT_SHARE = 0.75
"""What a column of text keeps at least of its share by weight."""
_NUMBERS, _WIDER = re.compile(r"第?\d+(?:、\d+)+条?"), 1.1


@dataclass(frozen=True, slots=True)
class Fitted:
    """``heights``: of the rows, the heading first; points, as ``widths``."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]


Rows = Sequence[Sequence[str]]


def fitted(rows: Rows, weights: Sequence[float], left: frozenset[int], sheet: Sheet) -> Fitted:
    """The largest layout that stands on one page, or the largest of all where none does.

    ``rows``: the heading first, all equally long. ``left``: columns of text, the others are centred.
    """
    room = sheet.text_width * POINTS_PER_MM - 1
    page = sheet.text_height * POINTS_PER_MM - _LINES_ABOVE * PITCH
    layouts = _layouts(rows, weights, left, room, sheet.text_width / UPRIGHT.text_width)
    made = (Fitted(size, widths, tuple(_height(row, widths, size) for row in rows)) for size, widths in layouts)
    largest = next(made)
    if page < sum(largest.heights) <= 2 * page:
        return next((each for each in made if sum(each.heights) <= page), largest)
    return largest


def _layouts(
    rows: Rows, weights: Sequence[float], left: frozenset[int], room: float, wider: float
) -> list[tuple[float, tuple[float, ...]]]:
    """Type sizes and widths that grant the columns as much of what they wish as can be, the largest first; at least one."""
    columns = list(zip(*rows, strict=True))
    limits = (*(count * wider for count in _COLUMNS), len(columns))
    sizes = [size for size, most in zip(GRID_SIZES, limits, strict=True) if len(columns) <= most]
    shares = [weight / sum(weights) * room * _LEFT_SHARE if place in left else 0.0 for place, weight in enumerate(weights)]
    for units in _wishes(columns, left):
        least = {size: [max(_width(each, size), share) for each, share in zip(units, shares, strict=True)] for size in sizes}
        if found := [(size, fitted_widths(room, weights, each)) for size, each in least.items() if sum(each) <= room]:
            return found
    # A word without end must not take the page from the other columns.
    most = room / len(columns) * 0.9
    words = [min(_width(max(map(longest_word, column)), sizes[-1]), most) for column in columns]
    return [(sizes[-1], fitted_widths(room, weights, words))]


def _width(units: float, size: float) -> float:
    """Of a column, in points."""
    return units * size / 2 + 2 * SIDE + 2


def _wishes(columns: Rows, left: frozenset[int]) -> Iterator[list[float]]:
    """Units that each column would like to have, from the most to the least that will do."""
    words = [max(map(longest_word, column)) for column in columns]
    headings = [max(word, _short(column[0], _SHORT_HEADING)) for word, column in zip(words, columns, strict=True)]
    for limit in _SHORT_CELLS:
        yield [
            max(wish, *(max(_numbers(text), _short(text, 0 if place in left else limit)) for text in column[1:]), 0.0)
            for place, (wish, column) in enumerate(zip(headings, columns, strict=True))
        ]
    yield headings
    yield words


def _short(text: str, limit: float) -> float:
    """Units of a text that looks broken when it wraps, 0 for a longer one."""
    units = text_width(text)
    return units if units <= limit else 0.0


def _numbers(text: str) -> float:
    """Units of the longest list of numbers（第7、22、24条）, which LibreOffice breaks badly, in another font too."""
    return max((text_width(each) * _WIDER for each in _NUMBERS.findall(text)), default=0.0)


def _height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(lines_needed(text, (width - 2 * SIDE) / (size / 2)) for text, width in zip(row, widths, strict=True))
    return lines * size * GRID_LEADING + 2 * ABOVE + 0.5
