"""The rows of a sheet as the text of its XML.

openpyxl makes an object of each cell and writes it attribute by attribute, which takes ten times as long as the text itself;
all else of the workbook is its work.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NO_CELL: Final = -1

Merge = tuple[int, int, int, int]
"""A merged range: top, left, bottom, right, from 1."""


class SheetRows:
    """Cells put in any order. ``heights``: of all rows, in points. Columns and rows are numbered from 1.

    Their XML takes several times what they do, so it is made a row at a time.
    """

    def __init__(self, heights: Sequence[float], columns: int) -> None:
        self._heights = heights
        self.columns = columns
        # Row after row. A style and its text in a tuple of their own would take twice as long a table.
        self._styles = array("i", [_NO_CELL]) * (len(heights) * columns)
        self._texts = [""] * (len(heights) * columns)

    def __len__(self) -> int:
        return len(self._heights)

    def put(self, row: int, column: int, style: int, text: str = "") -> None:
        """``style``: the number of a cell style of the workbook; ``text`` "" for an empty cell."""
        at = (row - 1) * self.columns + column - 1
        self._styles[at], self._texts[at] = style, text

    def put_empty(self, rows: range, column: int, style: int) -> None:
        """Cells without a text, one below the other, as in a merged range."""
        for row in rows:
            self.put(row, column, style)

    def xml(self) -> Iterator[str]:
        """What stands in ``sheetData``, row by row."""
        for row, height in enumerate(self._heights, start=1):
            end = row * self.columns
            cells = slice(end - self.columns, end)
            drawn = "".join([
                _text(f"{letter}{row}", style, text) if text else f'<c r="{letter}{row}" s="{style}"/>'
                for letter, style, text in zip(_LETTERS, self._styles[cells], self._texts[cells], strict=False)
                if style != _NO_CELL
            ])
            yield f'<row r="{row}" ht="{height:g}" customHeight="1">{drawn}</row>'


class Merges:
    """Merged ranges in the order in which they were added: a table of a whole district has tens of thousands."""

    def __init__(self) -> None:
        self._edges = array("i")

    def __len__(self) -> int:
        return len(self._edges) // 4

    def __iter__(self) -> Iterator[Merge]:
        edges = iter(self._edges)
        return zip(edges, edges, edges, edges, strict=True)

    def add(self, merge: Merge) -> None:
        self._edges.extend(merge)


def _text(place: str, style: int, text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{space}>{escape(text, quote=False)}</t></is></c>'
