"""Rows of a paper's table as they stand on its pages. Their cells are broken into lines when they are looked at, and let go of
again: those of a large ledger's 通报, ninety thousand, would take more than all else that the window holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qcapp.forms.grid_fit import ABOVE, SIDE
from ui.paper.faces import POINT, Type
from ui.paper.sheet import FrameMark, LineMark
from ui.paper.wrapping import Align, Text, Wrapped, Wrapper

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

_SIDE: Final = SIDE * POINT
ABOVE_TWIPS: Final = ABOVE * POINT

Edges = tuple[tuple[float, float], ...]
"""(left, width) of each column."""


@dataclass(frozen=True, slots=True)
class GridRows:
    """What a table's rows have in common. ``left``: columns whose text begins at the left."""

    wrapper: Wrapper
    texts: Sequence[Sequence[str]]
    edges: Edges
    kind: Type
    left: frozenset[int] = frozenset()

    def cells(self, at: int) -> Iterator[Wrapped]:
        for column, (text, (_, width)) in enumerate(zip(self.texts[at], self.edges, strict=True)):
            align = Align.LEFT if column in self.left else Align.CENTRE
            yield self.wrapper.wrap(Text(text, self.kind, align), width - 2 * _SIDE)

    def lines(self, at: int) -> int:
        """Of the longest cell of a row."""
        return max(cell.count for cell in self.cells(at))

    def height(self, lines: int) -> float:
        """Of a row; 0 of a heading that there is none of."""
        return lines * self.kind.pitch + 2 * ABOVE_TWIPS if self.texts else 0.0


@dataclass(frozen=True, slots=True)
class RowMark:
    """The lines from ``start`` to ``end`` of the cells of a row, each in the middle of its height and in its frame."""

    rows: GridRows
    at: int
    start: int
    end: int
    top: float

    @property
    def height(self) -> float:
        return self.rows.height(self.end - self.start)

    @property
    def words(self) -> Sequence[str]:
        """Of its cells, whole."""
        return self.rows.texts[self.at]

    @property
    def texts(self) -> Sequence[str]:
        return [text for mark in self.marks() for text in mark.texts]

    def marks(self) -> Iterator[FrameMark | LineMark]:
        """Each cell's frame and its lines."""
        height, kind = self.height, self.rows.kind
        for cell, (left, width) in zip(self.rows.cells(self.at), self.rows.edges, strict=True):
            yield FrameMark(left, self.top, width, height)
            lines = range(cell.count)[self.start : self.end]
            y = self.top + (height - len(lines) * kind.pitch) / 2
            for line in lines:
                yield LineMark(line, cell, left + _SIDE, y, kind.pitch, kind.size * POINT)
                y += kind.pitch

    def paint(self, painter: QPainter) -> None:
        for mark in self.marks():
            mark.paint(painter)
