"""Laying a plain table out on pages: values in, values out, no Qt.

A row stays whole where a page can hold it; a longer one flows on, its first cell printed again and marked （续）. The heading
of a group is never alone at the foot of a page, and is printed again where the group goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qcapp.forms.list_table import GroupLine, ListRow, ListTable
from ui.pdf.blocks import CONTINUED
from ui.pdf.leaves import Leaves
from ui.pdf.sheet import Cell, Lines, Measurer, Page, Sheet, Style

_LEAST_LINES = 3
"""Of a row that is split: fewer are not left alone at the foot of a page."""
_MOST_LEAD = 3
"""Lines of a first cell that is printed again; a longer one names no row."""


def paginating_list(table: ListTable, sheet: Sheet, measurer: Measurer) -> Iterator[Sequence[Page]]:
    """A row at a time: nothing while there is more to do, at last the pages."""
    pager = _ListPager(table, sheet, measurer)
    for row in table.rows:
        if isinstance(row, GroupLine):
            pager.begin(row.text)
        else:
            pager.place(row)
        yield ()
    pager.end_group()
    yield pager.numbered()


class _ListPager(Leaves):
    """Fills page after page. A group's heading waits for its first row."""

    def __init__(self, table: ListTable, sheet: Sheet, measurer: Measurer) -> None:
        self._keys = [column.key for column in table.columns]
        self._centred = {column.key: column.centred for column in table.columns}
        self._group: Lines = ()
        self._waiting = False
        self._count = 0
        super().__init__(table, [(column.key, column.heading) for column in table.columns], sheet, measurer)
        self._group_text = ""

    def begin(self, text: str) -> None:
        self.end_group()
        self._group_text, self._group = text, self._heading(text)
        self._waiting = True

    def end_group(self) -> None:
        """A group without rows still has its heading."""
        if self._waiting:
            if self._group_height() > self.room and not self.untouched:
                self.open()
            self._write_group()

    def place(self, row: ListRow) -> None:
        cells = {key: self.wrapped(text, self.inside(key)) for key, text in zip(self._keys, row.cells, strict=True)}
        shaded = self.setup.striped and self._count % 2 == 1
        self._count += 1
        height = self._height(cells)
        if not self._has_room(height):
            whole = self.setup.keep_rows and height <= self.fresh_room - self._group_height()
            least = height if whole else self.sheet.cell_height(_LEAST_LINES)
            if not self._has_room(least) and not self.untouched:
                self._turn()
        if self._waiting:
            self._write_group()
        self._flow(cells, row.cells[0], shaded)

    def _flow(self, cells: dict[str, Lines], first: str, shaded: bool) -> None:
        """From here on, over as many pages as it takes."""
        again = self._again(first)
        lead: Lines = ()
        while True:
            fits = max(self.sheet.lines_in(self.room), 1)
            room = {key: max(fits - (len(lead) if key == self._keys[0] else 0), 1) for key in cells}
            here = {key: lines[: room[key]] for key, lines in cells.items()}
            cells = {key: lines[room[key] :] for key, lines in cells.items()}
            here[self._keys[0]] = lead + here[self._keys[0]]
            rest = any(cells.values())
            self._write(here, shaded, cut=bool(lead) or rest)
            if not rest:
                return
            self._turn()
            if self._waiting:
                self._write_group()
            lead = again if len(again) <= _MOST_LEAD else ()

    def _again(self, first: str) -> Lines:
        """The first cell where its row goes on: （续） stands whole, on a line of its own where the column is narrow."""
        room = self.inside(self._keys[0])
        alone = self.wrapped(first, room) if first else ()
        marked = self.wrapped(f"{first}{CONTINUED}", room)
        if not alone or len(marked) == len(alone):
            return marked if alone else ()
        return (*alone, CONTINUED if len(self.wrapped(CONTINUED, room)) == 1 else CONTINUED[1:-1])

    def _turn(self) -> None:
        """The next page, where a group that has begun goes on under its heading."""
        begun = bool(self._group) and not self._waiting
        self.open()
        if begun:
            self._group = self._heading(self._group_text + CONTINUED)
            self._waiting = True

    def _has_room(self, height: int) -> bool:
        return (self._group_height() if self._waiting else 0) + height <= self.room

    def _height(self, cells: dict[str, Lines]) -> int:
        return self.sheet.cell_height(max(map(len, cells.values())))

    def _heading(self, text: str) -> Lines:
        return self.wrapped(text, self.sheet.text_width - 2 * self.sheet.padding, Style.HEADER)

    def _group_height(self) -> int:
        return self.sheet.cell_height(len(self._group), Style.HEADER) if self._group else 0

    def _write_group(self) -> None:
        sheet, height = self.sheet, self._group_height()
        self.put(Cell("group", sheet.left, self.y, sheet.text_width, height, self._group, Style.HEADER))
        self.y += height
        self._waiting = False

    def _write(self, cells: dict[str, Lines], shaded: bool, *, cut: bool) -> None:
        height = self._height(cells)
        for key, lines in cells.items():
            left, width = self.columns[key]
            centred = self._centred[key]
            self.put(Cell(key, left, self.y, width, height, lines, centred=centred, middle=not cut, shaded=shaded))
        self.y += height
