"""The table of an operation's changes: texts wrapped, what went in red, what came in green."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.models.changes import MARKED_ROLE, ChangesModel
from ui.theme import base_font
from ui.widgets.diff_text import MarkedText, count_lines, paint_marked
from ui.widgets.plain_table import PAD, Index, OpeningTable, paint_ground
from ui.widgets.row_fitting import RowFitting

_WIDTHS: Final = [42, 94, 82, 180, 180, 112]
_VALUES: Final = (3, 4)
_LEAST: Final = 120
_MOST_LINES: Final = 8
_PAD_Y: Final = 5
_AT_ONCE: Final = 60


class _MarkedDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option)
        marked = index.data(MARKED_ROLE)
        if isinstance(marked, MarkedText):
            paint_marked(painter, rect.adjusted(PAD, _PAD_Y, -PAD, -_PAD_Y), marked, base_font())


class ChangesTable(OpeningTable):
    """Rows are as high as their text up to eight lines; the rest is in the tool tip."""

    def __init__(self, model: ChangesModel, parent: QWidget | None = None, *, name: str = "这次操作的改动") -> None:
        super().__init__(name, parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_MarkedDelegate(self))
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        self._fitting = RowFitting(self, self._measured, _AT_ONCE)
        self.horizontalHeader().sectionResized.connect(self._column_resized)
        model.modelReset.connect(self._fitting.fit)

    def _measured(self) -> tuple[int, Callable[[int], int]]:
        line = self.fontMetrics().lineSpacing()
        rooms = [self.columnWidth(column) - 2 * PAD for column in range(self._model.columnCount())]
        rows = self._model.rows

        def height_of(row: int) -> int:
            cells = zip(rows[row].cells, rooms, strict=True)
            return max(count_lines(cell.text, room, self.font(), _MOST_LINES) for cell, room in cells) * line + 2 * _PAD_Y

        return len(rows), height_of

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The two values share what the other columns leave."""
        super().resizeEvent(event)
        fixed = sum(self.columnWidth(column) for column in range(len(_WIDTHS)) if column not in _VALUES)
        room = max(self.viewport().width() - fixed, 2 * _LEAST)
        self.setColumnWidth(_VALUES[0], room // 2)
        self.setColumnWidth(_VALUES[1], room - room // 2)

    @Slot(int, int, int)
    def _column_resized(self, column: int, old: int, new: int) -> None:
        self._fitting.fit_soon()
