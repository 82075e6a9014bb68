"""A sheet with its merges at hand."""

from __future__ import annotations

from collections import defaultdict

from qcapp.domain.sheet import Merge, Sheet
from qcapp.domain.text import clean


class Grid:
    """Cleaned texts and, for any place, the merge that covers it.

    Merges are kept by row and only as far down as the sheet has rows, so that one claiming a million rows costs nothing.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self._cleaned: dict[str, str] = {}
        self._merges: dict[int, list[Merge]] = defaultdict(list)
        for merge in sheet.merges:
            if merge.top == merge.bottom and merge.left == merge.right:
                continue
            for row in range(merge.top, min(merge.bottom, len(sheet.rows) - 1) + 1):
                self._merges[row].append(merge)

    @property
    def name(self) -> str:
        return self.sheet.name

    def width(self, row: int) -> int:
        return len(self.rows[row]) if 0 <= row < len(self.rows) else 0

    def text(self, row: int, column: int) -> str:
        """What the cell itself holds, cleaned."""
        raw = self.sheet.text(row, column)
        if not raw:
            return ""
        cleaned = self._cleaned.get(raw)
        if cleaned is None:
            cleaned = self._cleaned[raw] = clean(raw)
        return cleaned

    def merges_at(self, row: int) -> list[Merge]:
        return self._merges.get(row, [])

    def merge(self, row: int, column: int) -> Merge | None:
        """The merge that covers the place."""
        for merge in self._merges.get(row, ()):
            if merge.left <= column <= merge.right:
                return merge
        return None

    def covering_text(self, row: int, column: int) -> str:
        """What is seen at the place: the text of the merge that covers it, else its own."""
        merge = self.merge(row, column)
        return self.text(merge.top, merge.left) if merge else self.text(row, column)
