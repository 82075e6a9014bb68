"""Rows of a paper's table as they stand on its pages. Their cells are broken into lines when they are looked at, and let go of
again: those of a large ledger's 通报, ninety thousand, would take more than all else that the window holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from qcapp.forms.grid_fit import ABOVE, SIDE
from ui.paper.faces import POINT, Type
from ui.paper.sheet import FrameMark, LineMark, RowMark
from ui.paper.wrapping import Align, Text, Wrapped, Wrapper

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

    def marks(self, row: RowMark) -> Iterator[FrameMark | LineMark]:
        """Each cell's frame, and its lines in the middle of it."""
        height, kind = row.height, self.kind
        for cell, (left, width) in zip(self.cells(row.at), self.edges, strict=True):
            yield FrameMark(left, row.top, width, height)
            lines = range(cell.count)[row.start : row.end]
            y = row.top + (height - len(lines) * kind.pitch) / 2
            for line in lines:
                yield LineMark(line, cell, left + _SIDE, y, kind.pitch, kind.size * POINT)
                y += kind.pitch
