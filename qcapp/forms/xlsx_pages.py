"""Where printed pages end, row by row, so that no line of text lies across the end of one.

A block stays whole on a page. One that is taller than a page runs on over rows made so that its lines end with the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from qcapp.forms.metrics import MAX_ROW_HEIGHT, split_height

_FILL = 0.98  # of a page, before it is full: programs and printers round
_TOP = 1.0  # points between a cell's upper edge and its first line


class Pages:
    """Rows put down one block after the other. ``heights`` are all rows so far, ``breaks`` the rows after which a page ends.

    Starts with the rows of the head, the last of which (``header``, a row number) is repeated on each page.
    """

    def __init__(self, page_height: float, head: Sequence[float]) -> None:
        self.heights = list(head)
        self.header = len(self.heights)
        self.breaks: list[int] = []
        self.room = page_height * _FILL - self.heights[-1]
        self._left = page_height * _FILL - sum(head)

    @property
    def most(self) -> float:
        """How tall the next block may be to stay whole: a page, but the first block can't leave the title's."""
        return self.room if len(self.heights) > self.header else self._left

    def place(self, rows: Sequence[float], following: float = 0.0) -> None:
        """Rows that stay together. ``following``: height of what comes next and should not begin a page alone, if that
        can be had. On a page of their own rows are put as they come, even when they are more than it holds."""
        height = sum(rows)
        if height > self._left or self._left < height + following <= self.room:
            self._turn()
        self._put(rows)

    def start_long(self, first_need: float) -> float:
        """Begin a block taller than a page where at least ``first_need`` is left; answers what is left."""
        if self._left < min(first_need, self.room):
            self._turn()
        return self._left

    def place_long(self, rows: Sequence[float]) -> None:
        """Rows as ``long_rows`` made them for what ``start_long`` said was left."""
        for height in rows:
            if height > self._left + 0.01:
                self._turn()
            self._put([height])

    def _put(self, rows: Sequence[float]) -> None:
        self.heights += rows
        self._left -= sum(rows)

    def _turn(self) -> None:
        """End the page, unless nothing but the head stands on it."""
        row = len(self.heights)
        if row > self.header and (not self.breaks or self.breaks[-1] != row):
            self.breaks.append(row)
            self._left = self.room


def long_rows(
    line_needs: Sequence[float], total: float, left: float, room: float, pitch: float
) -> tuple[tuple[float, ...], ...]:
    """Heights of the rows of each contact line of a block taller than a page, the pages' ends falling between text lines.

    ``left`` of the first page and ``room`` of the further ones are used up to a whole number of lines of ``pitch``. The
    contact lines stand at the top with what they need; the last one takes the rest.
    """
    rows = [list(line) for line in split_height(line_needs, 0.0)]
    used = sum(map(sum, rows))
    page = math.floor((left - _TOP) / pitch) * pitch + _TOP
    rest = total - page
    rows[-1] += _parts(page - used)
    page = math.floor(room / pitch) * pitch
    while rest > 0:
        rows[-1] += _parts(page if rest > page else min(math.ceil(rest / pitch) * pitch, page))
        rest -= page
    return tuple(map(tuple, rows))


def _parts(height: float) -> list[float]:
    """A height as rows that a spreadsheet can have; none for what is too little to be a row."""
    if height < 1:
        return []
    count = math.ceil(height / MAX_ROW_HEIGHT)
    return [round(height / count, 2)] * count
