"""How much room text takes on the printed table: pure arithmetic, no fonts loaded.

Office programs do not fit the height of merged rows to their text, so the writer must know it beforehand, for fonts that it
can't see. Everything here errs to the roomy side: the line pitch and the width of Latin letters are those of the widest
common substitute (Noto, DejaVu), and a line is broken where the stricter of two programs would.

Lengths are points unless a name says otherwise. A *unit* is half a Chinese character: one digit, or half of a 字.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from qcapp.domain.fields import COLUMNS, Column
from qcapp.domain.page_setup import STANDARD, ColumnWidths, PageSetup
from qcapp.forms.layout import Paper

POINTS_PER_MM = 72 / 25.4
MAX_ROW_HEIGHT = 409.5  # no spreadsheet program has taller rows
_HEIGHT_STEP = 0.75  # one pixel at 96 dpi: heights are rounded to it by every program
_PITCH = 1.45  # line to line, in type sizes; FangSong needs 1.2, Noto Sans CJK 1.448
_WIDER = 1.08  # characters fitted to a screen's pixels are that much wider than their type size, at worst
CELL_PADDING = 5.0  # left and right margin of a cell together
_CELL_SPARE = 6.0  # above and below the text together

# Columns that look broken when their usual content wraps (责任人：王小明, 0763-3312345, 2021年12月底): units that must fit.
LEAST_UNITS = {"task": 10.0, "unit": 10.4, "contact": 15.2, "phone": 15.0, "deadline": 14.0}

# Least widths together have at most this share of a page.
_MOST_LEAST = 0.8
_HEADING = 1.15  # headings are set larger than the body
_FLATTENED = 0.7

_NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕］｝”’…—～·％‰℃,.;:?!)]}%")
_NEVER_LAST = frozenset("（《〈「『【〔［｛“‘([{")


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper with its margins (millimetres) and type sizes (points)."""

    paper: Paper
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    footer: float
    title: float
    caption: float
    header: float
    body: float

    @property
    def text_width(self) -> float:
        return (self.width - self.left - self.right) * POINTS_PER_MM

    @property
    def text_height(self) -> float:
        return (self.height - self.top - self.bottom) * POINTS_PER_MM


def _page(paper: Paper, side: float, top: float, bottom: float, **others: float) -> Page:
    width, height = paper.value
    return Page(paper, width, height, side, side, top, bottom, **others)


_PAGES = {
    Paper.A4: _page(Paper.A4, side=13, top=15, bottom=17, footer=8, title=20, caption=11, header=11, body=10),
    Paper.A3: _page(Paper.A3, side=18, top=20, bottom=20, footer=10, title=22, caption=12, header=12, body=11),
}
_LEAST_FOOTER = 4.0  # millimetres below the page number


def page_for(paper: Paper, setup: PageSetup = STANDARD) -> Page:
    """The paper as the setup has it turned, with its margins, and type as large as is wanted."""
    page, (width, height) = _PAGES[paper], paper.size(setup)
    page = replace(page, width=width, height=height)
    if margins := setup.margins:
        page = replace(
            page, left=margins.left, right=margins.right, top=margins.top, bottom=margins.bottom,
            footer=max(min(page.footer, margins.bottom / 2), _LEAST_FOOTER),
        )
    if setup.scale == 100:
        return page
    sizes = (page.title, page.caption, page.header, page.body)
    title, caption, header, body = (round(size * setup.scale / 50) / 2 for size in sizes)  # to half a point
    return replace(page, title=title, caption=caption, header=header, body=body)


def unscaled_page(paper: Paper, setup: PageSetup) -> Page:
    """The same for a program that scales a page as it prints: type as it is, on a sheet that is so much larger."""
    page, times = page_for(paper, replace(setup, scale=100)), 100 / setup.scale
    return replace(
        page, width=page.width * times, height=page.height * times, left=page.left * times, right=page.right * times,
        top=page.top * times, bottom=page.bottom * times,
    )


class _Widths(dict[str, float]):
    """Units of each character met, as a substitute font would draw it at its widest."""

    def __missing__(self, character: str) -> float:
        if _is_wide(character):
            width = 2.0
        elif unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
            width = 0.0
        elif character in "mwMW@%&":
            width = 1.7
        elif character.isupper():
            width = 1.35
        else:
            width = 1.15 if character.isalnum() else 1.0
        self[character] = width
        return width


_WIDTHS = _Widths()
_WIDEST = 2.0


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA" and not unicodedata.combining(character)


def text_width(text: str) -> int:
    """Width of the widest paragraph in units: 2 for a wide, full-width or ambiguous character, else 1.

    >>> text_width("2021年12月底")
    12
    """
    return max(sum(2 if _is_wide(c) else 1 for c in line) for line in text.split("\n"))


def lines_needed(text: str, width_units: float) -> int:
    """Lines that the text takes in a cell of that many units, at least 1. Paragraphs are split by a newline.

    Chinese breaks anywhere but before closing and after opening punctuation; a Latin word or number moves down whole
    unless it is longer than a line.
    """
    if _WIDEST * len(text) <= width_units and "\n" not in text:
        return 1
    return sum([_lines_of(paragraph, width_units) for paragraph in text.split("\n")])


def _lines_of(paragraph: str, width: float) -> int:
    if _WIDEST * len(paragraph) <= width:
        return 1
    ends = list(accumulate(map(_WIDTHS.__getitem__, paragraph), initial=0.0))
    if ends[-1] <= width:
        return 1
    lines, start, size = 0, 0, len(paragraph)
    while start < size:
        lines += 1
        if ends[-1] - ends[start] <= width:
            break
        stop = max(bisect_right(ends, ends[start] + width) - 1, start + 1)
        if stop >= size:
            break  # it fits by a hair: the sum is rounded otherwise than the difference
        start = _break_before(paragraph, start, stop)
    return lines


def _break_before(text: str, start: int, stop: int) -> int:
    """Where the next line starts when ``text[start:stop]`` fits on this one."""
    if text[stop] == " ":
        while stop < len(text) and text[stop] == " ":
            stop += 1
        return stop
    at = stop
    while at > start and not _may_part(text[at - 1], text[at]):
        at -= 1
    return at if at > start else stop


def _may_part(left: str, right: str) -> bool:
    if right in _NEVER_FIRST or left in _NEVER_LAST:
        return False
    return not (_joins(left) and _joins(right))


def _joins(character: str) -> bool:
    """Whether a character is part of a Latin word or a number."""
    return character != " " and not _is_wide(character)


def line_pitch(size: float) -> float:
    """From one line to the next at a type size."""
    return size * _PITCH


def units_in(width: float, size: float) -> float:
    """Units that surely stand on a line of a cell that wide, its own margins taken off."""
    return max((width - CELL_PADDING) / (size / 2 * _WIDER), 2.0)


def text_height(text: str, width: float, size: float) -> float:
    """Height that a cell of that width needs to show the text whole."""
    return lines_needed(text, units_in(width, size)) * line_pitch(size) + _CELL_SPARE


def rounded_height(height: float) -> float:
    """Up to the next height that programs keep as it is."""
    return math.ceil(round(height / _HEIGHT_STEP, 6)) * _HEIGHT_STEP


def column_widths(page: Page, columns: Sequence[Column] = COLUMNS, weights: Sequence[float] = ()) -> tuple[float, ...]:
    """Widths of the columns, together the text width: by weight (their own unless others are given), but narrow ones no
    narrower than their content."""
    least = [least_units(column) * page.body / 2 + CELL_PADDING for column in columns]
    return fitted_widths(page.text_width, weights or [column.weight for column in columns], affordable(least, page.text_width))


def least_units(column: Column) -> float:
    """What must stand on a line of that column: its usual content, where that is short, and its heading."""
    return max(LEAST_UNITS.get(column.key, 0.0), text_width(column.heading) * _HEADING)


def affordable(least: Sequence[float], room: float) -> Sequence[float]:
    """Least widths brought down, where large type on a small page leaves hardly a line for the long texts."""
    most = room * _MOST_LEAST
    return [width * most / total for width in least] if (total := sum(least)) > most else least


def weights_of(columns: Sequence[Column], texts: Mapping[str, Sequence[str]], setup: PageSetup) -> list[float]:
    """What the columns share the page by: fixed shares, or how much stands in them."""
    if setup.widths is ColumnWidths.SHARES:
        return [column.weight for column in columns]
    return [content_weight(column.heading, texts.get(column.key, ())) for column in columns]


def content_weight(heading: str, texts: Sequence[str]) -> float:
    """Of a column with those texts. Long texts count less than they are long: lines that are twice as wide are as good as
    twice as many."""
    lengths = sorted(sum(2 if _is_wide(character) else 1 for character in text) for text in texts) or [0]
    usual = lengths[min(len(lengths) * 9 // 10, len(lengths) - 1)]
    weight: float = float(max(usual, text_width(heading), 4)) ** _FLATTENED
    return weight


def fitted_widths(room: float, weights: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """``room`` shared out by weight, but none under its ``least``, which together must be less than the room."""
    spare, weight = room, sum(weights)
    widths = [0.0] * len(weights)
    # A column raised to its least width leaves the others less, which may bring the next one under its own.
    open_columns = set(range(len(weights)))
    while open_columns:
        short = {i for i in open_columns if weights[i] / weight * spare < least[i]}
        if not short:
            break
        for index in short:
            widths[index] = least[index]
        open_columns -= short
        spare -= sum(least[i] for i in short)
        weight -= sum(weights[i] for i in short)
    for index in open_columns:
        widths[index] = weights[index] / weight * spare
    return tuple(widths)


def longest_word(text: str) -> float:
    """Units of the longest piece that no line may break: a number with its sign, a Latin word, a 字 with its mark.

    >>> longest_word("及时率95.65%，") == longest_word("95.65%，")
    True
    """
    longest = length = 0.0
    previous = " "
    for character in text:
        parted = character in " \n\t" or previous in " \n\t" or _may_part(previous, character)
        length = (0.0 if parted else length) + _WIDTHS[character]
        longest, previous = max(longest, length), character
    return longest


def split_height(
    row_needs: Sequence[float], merged_need: float, tallest: float = MAX_ROW_HEIGHT
) -> tuple[tuple[float, ...], ...]:
    """Heights of a block's rows, so that each holds its own text and all together hold the merged cells' text.

    ``row_needs``: what each contact line needs by itself, at least one. Answers each contact line's rows: one, or several
    where one row at ``tallest`` is not enough. Rows for the merged cells to run on go to the last contact line. Evened out.
    """
    counts = [max(1, math.ceil(round(need / tallest, 9))) for need in row_needs]
    counts[-1] += max(0, math.ceil(round(merged_need / tallest, 9)) - sum(counts))
    needs = [[need / count] * count for need, count in zip(row_needs, counts, strict=True)]
    level = _level([need for rows in needs for need in rows], merged_need)
    return tuple(tuple(min(rounded_height(max(need, level)), tallest) for need in rows) for rows in needs)


def _level(needs: Sequence[float], total: float) -> float:
    """The height to which low rows must rise for all rows to add up to ``total``."""
    ordered = sorted(needs)
    below = 0.0
    for count, need in enumerate(ordered, start=1):
        below += need
        rest = total - sum(ordered[count:])
        following = ordered[count] if count < len(ordered) else math.inf
        if rest / count <= following:
            return max(rest / count, 0.0)
    return 0.0
