"""A sheet of cells: what any container turns into before anything is understood.

Plain data, so that it crosses from the reading process as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Merge(NamedTuple):
    """A merged rectangle, all four zero-based and inclusive. A tuple, because a long table has thousands."""

    top: int
    left: int
    bottom: int
    right: int


class Aside(NamedTuple):
    """Words at a cell and not in it. ``kind`` is the Chinese word for what they stand in: 批注, 文本框."""

    row: int
    column: int
    kind: str
    text: str


class Unreadable(NamedTuple):
    """A cell that shows something no text can be taken from; ``why`` in a few Chinese words: 公式出错 #REF!."""

    row: int
    column: int
    why: str


class Picture(NamedTuple):
    """A picture anchored at a cell, or (``sheet`` "") outside of all tables. ``part``: its name in the container."""

    sheet: str
    row: int
    column: int
    part: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows[r][c]`` is the text of a cell ("" when empty); only the top left cell of a merge holds its text.

    Rows may differ in length. In a docx a sheet is one top-level table. ``asides`` and ``unreadable`` belong to cells.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    visible: bool = True
    asides: tuple[Aside, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    def text(self, row: int, column: int) -> str:
        """Text of a cell; "" outside of what the sheet holds."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass(frozen=True, slots=True)
class Document:
    """All that was read out of one file.

    ``kind``: xlsx, xls, xlsb, ods, docx or odt, told by the bytes. ``carriers``: where a form id may stand, as
    (carrier, text) pairs, such as ("property", "QC-202107-07-3F9K"). ``texts``: paragraphs outside of tables, headers
    and footers. ``notes``: things seen while reading that the clerk should know, each one Chinese sentence.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    carriers: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    pictures: tuple[Picture, ...] = ()
