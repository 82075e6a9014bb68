"""Whose a cell is: one that is merged over rows of several measures belongs to none of them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from qcapp.forms.block import Block, labels
from qcapp.forms.grid import Grid, Spot
from qcapp.forms.table import Line


class Owners:
    """Looks up the measures of a cell; remembers those cells with words that several measures share."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._at: dict[tuple[Grid, int], list[Block]] = defaultdict(list)
        for block in blocks:
            for line in block.lines:
                self._at[line.grid, line.row].append(block)
        self._known: dict[tuple[Grid, int, int], list[Block]] = {}
        self._said: dict[tuple[Grid, int, int], str] = {}

    def spot(self, line: Line, column: int) -> Spot | None:
        """The cell that is seen in a line's column; None where it is one of another column, or begins in a row of no
        measure, such as the header."""
        row, left = line.grid.anchor(line.row, column)
        return (row, left) if left == column and (line.grid, row) in self._at else None

    def shared(self, line: Line, column: int, heading: str) -> bool:
        """Whether the cell is several measures'; if it holds words, that is noted under the column's ``heading``."""
        grid, spot = line.grid, self.spot(line, column)
        if spot is None:
            return False
        found = len(self._blocks(grid, *spot)) > 1
        if found and grid.text(*spot):
            self._said[grid, *spot] = heading
        return found

    def note_shared(self) -> None:
        """One note a cell, of the first of its measures."""
        for (grid, row, column), heading in self._said.items():
            blocks = self._blocks(grid, row, column)
            blocks[0].note(
                "merged_over_two", f"{labels(blocks)}的“{heading}”合并成了一格，看不出写的是哪一条，请逐条核对后再定。"
            )

    def _blocks(self, grid: Grid, row: int, column: int) -> list[Block]:
        found = self._known.get((grid, row, column))
        if found is None:
            merge = grid.merge(row, column)
            last = min(merge.bottom, len(grid.rows) - 1) if merge else row
            found = list(dict.fromkeys(block for each in range(row, last + 1) for block in self._at.get((grid, each), ())))
            self._known[grid, row, column] = found
        return found
