"""A sheet with its merges, and what stands beside its cells, at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from qcapp.domain.sheet import Merge, Sheet
from qcapp.domain.text import clean

Spot = tuple[int, int]
"""Row and column of a cell, zero-based."""

_NEAR = 64


@dataclass
class Beside:
    """What belongs to cells and is not their text, by the cell. ``taken``: cells whose share has found its field."""

    asides: dict[Spot, list[str]] = field(default_factory=dict)
    unreadable: dict[Spot, str] = field(default_factory=dict)
    taken: set[Spot] = field(default_factory=set)

    def say(self, spot: Spot, text: str) -> None:
        self.asides.setdefault(spot, []).append(text)

    def at(self, spot: Spot) -> bool:
        return spot in self.asides or spot in self.unreadable

    def take(self, spot: Spot) -> tuple[list[str], str]:
        """The words at a cell, and why it can't be read ("" if it can)."""
        self.taken.add(spot)
        return self.asides.get(spot, []), self.unreadable.get(spot, "")


class Grid:
    """Cleaned texts and, for any place, the merge that covers it.

    Merges are kept by row and only as far down as the sheet has rows, so that one claiming a million rows costs nothing.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self._cleaned: dict[int, dict[int, str]] = {}
        self._seen: dict[int, tuple[str, ...]] = {}
        self._merges: dict[int, list[Merge]] = defaultdict(list)
        self._near: dict[int, dict[int, Merge]] = {}
        self.beside = Beside()
        for merge in sheet.merges:
            if merge.top == merge.bottom and merge.left == merge.right:
                continue
            for row in range(merge.top, min(merge.bottom, len(sheet.rows) - 1) + 1):
                self._merges[row].append(merge)
        for aside in sheet.asides:
            if text := clean(aside.text):
                self.beside.say(self.anchor(aside.row, aside.column), f"{aside.kind}：{text}")
        for cell in sheet.unreadable:
            self.beside.unreadable.setdefault(self.anchor(cell.row, cell.column), cell.why)

    @property
    def name(self) -> str:
        return self.sheet.name

    def width(self, row: int) -> int:
        return len(self.rows[row]) if 0 <= row < len(self.rows) else 0

    def text(self, row: int, column: int) -> str:
        """What the cell itself holds, cleaned."""
        cleaned = self._cleaned.get(row)
        return (self.filled(row) if cleaned is None else cleaned).get(column, "")

    def filled(self, row: int) -> Mapping[int, str]:
        """The same of the row's cells that hold anything, by column, from left to right."""
        cleaned = self._cleaned.get(row)
        if cleaned is None:
            cells = self.rows[row] if 0 <= row < len(self.rows) else ()
            cleaned = self._cleaned[row] = {place: text for place, raw in enumerate(cells) if raw and (text := clean(raw))}
        return cleaned

    def merges_at(self, row: int) -> list[Merge]:
        return self._merges.get(row, [])

    def merge(self, row: int, column: int) -> Merge | None:
        """The merge that covers the place."""
        if column < _NEAR:
            near = self._near.get(row)
            if near is None:
                near = self._near[row] = self._near_in(row)
            return near.get(column)
        for merge in self._merges.get(row, ()):
            if merge.left <= column <= merge.right:
                return merge
        return None

    def _near_in(self, row: int) -> dict[int, Merge]:
        """By column, of the first ones, where tables stand; of merges that share a place the first counts."""
        merges = reversed(self._merges.get(row, ()))
        return {column: merge for merge in merges for column in range(merge.left, min(merge.right + 1, _NEAR))}

    def covering_text(self, row: int, column: int) -> str:
        """What is seen at the place: the text of the merge that covers it, else its own."""
        merge = self.merge(row, column)
        return self.text(merge.top, merge.left) if merge else self.text(row, column)

    def seen(self, row: int) -> tuple[str, ...]:
        """The same of all places of a row."""
        if row not in self._seen:
            place = self.covering_text if self._merges.get(row) else self.text
            self._seen[row] = tuple(place(row, column) for column in range(self.width(row)))
        return self._seen[row]

    def anchor(self, row: int, column: int) -> Spot:
        """The cell that holds what is seen at the place: the top left one of a merge."""
        merge = self.merge(row, column)
        return (merge.top, merge.left) if merge else (row, column)
