"""The rows of a sheet as the text of its XML.

openpyxl makes an object of each cell and writes it attribute by attribute, which takes ten times as long as the text itself;
all else of the workbook is its work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


_Cell = int | tuple[int, str] | None
"""A style, and where there is one its text; None where there is no cell."""


class SheetRows:
    """Cells put in any order. ``heights``: of all rows, in points. Columns and rows are numbered from 1.

    Their XML takes several times what they do, so it is made a row at a time.
    """

    def __init__(self, heights: Sequence[float], columns: int) -> None:
        self._heights = heights
        self.columns = columns
        self._cells: list[list[_Cell]] = [[None] * columns for _ in heights]

    def __len__(self) -> int:
        return len(self._heights)

    def put(self, row: int, column: int, style: int, text: str = "") -> None:
        """``style``: the number of a cell style of the workbook; ``text`` "" for an empty cell."""
        self._cells[row - 1][column - 1] = (style, text) if text else style

    def put_empty(self, rows: range, column: int, style: int) -> None:
        """Cells without a text, one below the other, as in a merged range."""
        for row in rows:
            self._cells[row - 1][column - 1] = style

    def xml(self) -> Iterator[str]:
        """What stands in ``sheetData``, row by row."""
        for row, (height, cells) in enumerate(zip(self._heights, self._cells, strict=True), start=1):
            drawn = "".join([
                f'<c r="{letter}{row}" s="{cell}"/>' if isinstance(cell, int) else _text(f"{letter}{row}", *cell)
                for letter, cell in zip(_LETTERS, cells, strict=False) if cell is not None
            ])
            yield f'<row r="{row}" ht="{height:g}" customHeight="1">{drawn}</row>'


def _text(place: str, style: int, text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
