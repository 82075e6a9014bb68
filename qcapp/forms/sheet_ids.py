"""Which form a row is of, where forms of several units were put into one file: the id that its own sheet bears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from qcapp.forms.block import Block
from qcapp.forms.carriers import form_ids_in, may_bear_id
from qcapp.forms.grid import Grid
from qcapp.forms.table import Line


class SheetIds:
    """The form ids that stand in the cells of the measures' sheets."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._rows: dict[Grid, set[int]] = defaultdict(set)
        for block in blocks:
            for line in block.lines:
                self._rows[line.grid].add(line.row)
        self._ids = {grid: ids_in(grid.rows) for grid in self._rows}

    def over(self, line: Line) -> str | None:
        """The one id of the line's sheet; where tables stand one below the other, each under its own, the one above it. None
        where that can't be told."""
        found, rows = self._ids[line.grid], self._rows[line.grid]
        if len({form_id for _, form_id in found}) < 2:
            return found[0][1] if found else None
        above = [row for row, _ in found if row < line.row]
        if not above or above[0] > min(rows):  # they stand below their tables
            return None
        measure_before = max((row for row in rows if row < above[-1]), default=-1)
        caption = {form_id for row, form_id in found if measure_before < row < line.row}
        return caption.pop() if len(caption) == 1 else None


def ids_in(rows: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """(row, id), from the top down."""
    return [
        (row, each) for row, cells in enumerate(rows) if may_bear_id("\n".join(cells))
        for cell in cells if cell for each in form_ids_in(cell)
    ]
