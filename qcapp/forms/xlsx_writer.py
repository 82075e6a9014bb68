"""The 细化表 as xlsx: the official table, or a unit's fill-in form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.worksheet import Worksheet

from qcapp.domain.fields import REASONS
from qcapp.forms.carriers import caption_of
from qcapp.forms.layout import Block, TableDocument
from qcapp.forms.safe_write import replace_file
from qcapp.forms.xlsx_grid import Band, Grid, Span, TaskCell, grid_of
from qcapp.forms.xlsx_package import check_package, save_package
from qcapp.forms.xlsx_rows import Merges, SheetRows
from qcapp.forms.xlsx_setup import set_up
from qcapp.forms.xlsx_style import GRID_FONT, Look, Looks
from qcapp.forms.xlsx_text import FORMULA_LIKE, cell_text


def write_xlsx(document: TableDocument, target: Path, created: datetime | None = None) -> None:
    """Write the table to ``target``; equal documents give equal bytes. ``created`` goes into the file's properties.

    WriteFailed (one Chinese sentence) when a text is longer than a cell can hold or the file can't be written; an older
    file of that name is then whole.
    """
    grid = grid_of(document)
    book: Any = Workbook()
    # Programs take the width of a column's "character" from the first font or from the style of that name.
    book._fonts = IndexedList([GRID_FONT])
    book._named_styles["Normal"].font = GRID_FONT
    sheet = book.active
    drawing = _Drawing(sheet, document, grid)
    drawing.draw()
    set_up(book, sheet, document, grid, created)
    rows, merges = drawing.rows, drawing.merges
    replace_file(target, lambda path: save_package(book, path, merges, rows), lambda path: check_package(path, len(rows)))


class _Drawing:
    """Draws the cells of the sheet, with styles that they share, and collects the merged ranges."""

    def __init__(self, sheet: Worksheet, document: TableDocument, grid: Grid) -> None:
        self.document, self.grid = document, grid
        self.columns = document.columns
        self.looks = Looks(sheet, grid.page)
        self.rows = SheetRows(grid.heights, len(self.columns))
        self.merges = Merges()

    def draw(self) -> None:
        self._across(1, self.document.title, "标题", Look("title"))
        if self.grid.caption:
            self._across(self.grid.caption, caption_of(self.document), "填报单位一行", Look("caption", "left"))
        for column, heading in enumerate((each.heading for each in self.columns), start=1):
            self._cell(self.grid.header, column, heading, Look("head"))
        for task in self.grid.tasks:
            self._task(task)
        for place, (block, band) in enumerate(zip(self.document.blocks, self.grid.bands, strict=True)):
            self._block(block, band, striped=self.document.setup.striped and place % 2 == 1)
        for number, (row, text) in enumerate(self.grid.notes):
            self._across(row, text, "填表说明", Look("note", "left") if number else Look("note-head", "left", "bottom"))

    def _task(self, task: TaskCell) -> None:
        self._tall(task.rows, 1, task.text, "重点任务", Look("body", down="top" if task.broken else "center"))

    def _block(self, block: Block, band: Band, *, striped: bool) -> None:
        looks = _looks(self.document.fillable, band.long, striped)

        def tall(column: int, text: str) -> None:
            key, heading = self.columns[column - 1].key, self.columns[column - 1].heading
            look = looks[key]
            if band.sizes or block.marked:
                look = look._replace(size=band.sizes.get(key, 0.0), marked=key in block.marked)
            self._tall(band.rows, column, text, f"第 {block.no} 条措施的“{heading}”", look)

        tall(2, block.measure)
        tall(3, block.unit)
        self._contacts(block, band, looks)
        tall(6, block.progress)
        tall(7, block.problems)
        tall(8, block.deadline)
        if self.columns[-1] is REASONS:
            tall(9, block.reasons)

    def _contacts(self, block: Block, band: Band, looks: Mapping[str, Look]) -> None:
        what = f"第 {block.no} 条措施的“责任人”或“联系电话”"
        for number, rows in enumerate(band.contacts):
            line = block.contacts[number] if block.contacts else None
            texts = (line.printed, line.phone) if line else ("", "")
            for column, key, text in zip((4, 5), ("contact", "phone"), texts, strict=True):
                marked = line is not None and key in line.marked
                self._tall(rows, column, text, what, looks[key]._replace(marked=True) if marked else looks[key])

    def _across(self, row: int, text: str, what: str, look: Look) -> None:
        """A text over all columns."""
        style = self._cell(row, 1, cell_text(text, what), look)
        for column in range(2, len(self.columns) + 1):
            self.rows.put(row, column, style)
        self.merges.add((row, 1, row, len(self.columns)))

    def _tall(self, rows: Span, column: int, text: str, what: str, look: Look) -> None:
        """A text over several rows of a column; every cell has the border, or a merge shows gaps in its frame."""
        style = self._cell(rows.first, column, cell_text(text, what), look)
        if rows.last > rows.first:
            self.rows.put_empty(range(rows.first + 1, rows.last + 1), column, style)
            self.merges.add((rows.first, column, rows.last, column))

    def _cell(self, row: int, column: int, text: str, look: Look) -> int:
        """Answers its style."""
        if text.startswith(FORMULA_LIKE):
            look = look._replace(quoted=True)
        style = self.looks.style(look)
        self.rows.put(row, column, style, text)
        return style


@cache
def _looks(typed: bool, long: bool, striped: bool) -> Mapping[str, Look]:
    """Of a block's cells, by column, made once: there are thousands of cells. ``typed``: of a form."""
    middle = "top" if long else "center"
    # Text in a form starts at the top, so that what a unit adds at the end is what may run out of sight.
    down = "top" if long or typed else "center"
    looks = {
        "measure": Look("body", "left", middle),
        "unit": Look("body", down=middle),
        "contact": Look("body", "left", middle, open=typed, as_text=True),
        "phone": Look("body", down=middle, open=typed, as_text=True),
        "progress": Look("body", "left", down, open=typed),
        "problems": Look("body", "left", down, open=typed),
        "deadline": Look("body", down=middle, open=typed, as_text=True),
        "reasons": Look("reason", "left", "top"),
    }
    return {key: look._replace(striped=striped) for key, look in looks.items()}
