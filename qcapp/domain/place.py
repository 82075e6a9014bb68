"""Where a cell stands in a file."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Sheet (or table) name, zero-based row and column. Where there is no sheet (a district's ledger) the row is -1, and the name
    says it all in words."""

    sheet: str
    row: int
    column: int

    @property
    def label(self) -> str:
        """For a person: 《下发表》第 7 行第 6 列."""
        return self.sheet if self.row < 0 else f"《{self.sheet}》第 {self.row + 1} 行第 {self.column + 1} 列"
