"""The official table as an annex: its own pages, as its PDF has them, with the paper's numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from qcapp.forms.layout import TableDocument
from ui.paper.canvas import Canvas
from ui.paper.faces import LEVEL_ONE, PITCH, font_of
from ui.paper.sheet import FolioMark, Mark, Page, Sheet
from ui.pdf.pagination import paginating
from ui.pdf.sheet import Cell, sheet_for
from ui.pdf.sheet import Page as TablePage
from ui.pdf.sheet import Sheet as TableSheet
from ui.pdf.table_pdf import paint_cell
from ui.pdf.typeface import Typeface
from ui.theme import PAPER_INK

# The table's own page numbers, which the paper's take the place of.
_FOOTER: Final = "footer"
_MOST_PAGES: Final = 25
"""Pages put in one step: a long table's come all at once, when the last is laid out."""


@dataclass(frozen=True, slots=True)
class _TableMark:
    """What one page has of the table. Its cells are made when they are painted: a large table has ninety thousand."""

    pages: Sequence[TablePage]
    at: int
    sheet: TableSheet
    typeface: Typeface

    @property
    def cells(self) -> list[Cell]:
        return [cell for cell in self.pages[self.at].cells if cell.part != _FOOTER]

    @property
    def texts(self) -> Sequence[str]:
        return [cell.text for cell in self.cells]

    def paint(self, painter: QPainter) -> None:
        for cell in self.cells:
            paint_cell(painter, cell, self.sheet, self.typeface)


@dataclass(frozen=True, slots=True)
class _NameMark:
    """附件4 above the table, in the margin."""

    words: str
    left: int
    baseline: int

    @property
    def texts(self) -> Sequence[str]:
        return (self.words,)

    def paint(self, painter: QPainter) -> None:
        painter.setPen(QColor(PAPER_INK))
        painter.setFont(font_of(LEVEL_ONE))
        painter.drawText(QPointF(self.left, self.baseline), self.words)


def put_table(canvas: Canvas, table: TableDocument, name: str) -> Iterator[None]:
    """``name``: 附件4. Yields after each measure, and after a few of many pages."""
    sheet = sheet_for(table.paper)
    typeface = Typeface(sheet)
    room = Sheet(sheet.width, sheet.height, sheet.top, sheet.bottom, sheet.left, sheet.right)

    def folio(number: int) -> Mark:
        return FolioMark(number, room, (sheet.left if room.turned else sheet.bottom) // 2)

    for pages in paginating(table, sheet, typeface):
        for place in range(len(pages)):
            page = Page(sheet.width, sheet.height)
            if place == 0:
                page.marks.append(_NameMark(name, sheet.left, sheet.top - PITCH // 4))
            page.marks.append(_TableMark(pages, place, sheet, typeface))
            canvas.add(page, folio)
            if place % _MOST_PAGES == _MOST_PAGES - 1:
                yield
        yield
