"""The rows of a sheet as the text of its XML.

openpyxl makes an object of each cell and writes it attribute by attribute, which takes ten times as long as the text itself;
all else of the workbook is its work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SheetRows:
    """Cells put in any order. ``heights``: of all rows, in points. Columns and rows are numbered from 1."""

    def __init__(self, heights: Sequence[float], columns: int) -> None:
        self._heights = heights
        self.columns = columns
        self._cells = [[""] * columns for _ in heights]

    def __len__(self) -> int:
        return len(self._heights)

    def put(self, row: int, column: int, style: int, text: str = "") -> None:
        """``style``: the number of a cell style of the workbook; ``text`` "" for an empty cell."""
        start = f'<c r="{_LETTERS[column - 1]}{row}" s="{style}"'
        if text:
            space = "" if text == text.strip() else ' xml:space="preserve"'
            cell = f'{start} t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
        else:
            cell = f"{start}/>"
        self._cells[row - 1][column - 1] = cell

    def put_empty(self, rows: range, column: int, style: int) -> None:
        """Cells without a text, one below the other, as in a merged range."""
        letter, cells = _LETTERS[column - 1], self._cells
        for row in rows:
            cells[row - 1][column - 1] = f'<c r="{letter}{row}" s="{style}"/>'

    def xml(self) -> Iterator[str]:
        """What stands in ``sheetData``, row by row."""
        for row, (height, cells) in enumerate(zip(self._heights, self._cells, strict=True), start=1):
            yield f'<row r="{row}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'
