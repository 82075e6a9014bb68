"""The table of an operation's changes: texts wrapped, what went in red, what came in green."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.models.changes import MARKED_ROLE, ChangesModel
from ui.theme import base_font
from ui.widgets.diff_text import MarkedText, count_lines, paint_marked
from ui.widgets.plain_table import PAD, Index, OpeningTable, paint_ground

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
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.fit_rows)
        self._fitted = 0
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.setInterval(0)
        self._more.timeout.connect(self._fit_some)
        self.horizontalHeader().sectionResized.connect(self._column_resized)
        model.modelReset.connect(self.fit_rows)

    @Slot()
    def fit_rows(self) -> None:
        """Heights by what each row's text takes at the present widths; a few screens at a time: a merge has thousands."""
        self._fitted = 0
        self._fit_some()

    @Slot()
    def _fit_some(self) -> None:
        metrics = self.fontMetrics()
        line = metrics.lineSpacing()
        rooms = [self.columnWidth(column) - 2 * PAD for column in range(self._model.columnCount())]
        rows = self._model.rows
        end = min(self._fitted + _AT_ONCE, len(rows))
        for place in range(self._fitted, end):
            most = max(
                count_lines(cell.text, room, self.font(), _MOST_LINES)
                for cell, room in zip(rows[place].cells, rooms, strict=True)
            )
            self.setRowHeight(place, most * line + 2 * _PAD_Y)
        self._fitted = end
        if end < len(rows):
            self._more.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The two values share what the other columns leave."""
        super().resizeEvent(event)
        fixed = sum(self.columnWidth(column) for column in range(len(_WIDTHS)) if column not in _VALUES)
        room = max(self.viewport().width() - fixed, 2 * _LEAST)
        self.setColumnWidth(_VALUES[0], room // 2)
        self.setColumnWidth(_VALUES[1], room - room // 2)

    @Slot(int, int, int)
    def _column_resized(self, column: int, old: int, new: int) -> None:
        self._later.start()
