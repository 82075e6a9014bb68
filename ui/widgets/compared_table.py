"""The table of two months: two columns of text beside each other, each row measured when it comes into view."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.models.changes import MARKED_ROLE
from ui.models.compared import Col, ComparedModel
from ui.theme import LINE_SOFT, MUTED, base_font
from ui.widgets.diff_text import MarkedText, count_lines, paint_marked
from ui.widgets.pill import pill_size
from ui.widgets.plain_table import PAD, Index, OpeningTable, PillDelegate, paint_ground
from ui.widgets.row_heights import RowHeights
from ui.widgets.wrapped_text import TextStyle, paint_text

_WIDTHS: Final = {Col.NO: 46, Col.MEASURE: 190, Col.UNIT: 104, Col.FIELD: 84, Col.MOVEMENT: 74}
_TEXTS: Final = (Col.THEN, Col.NOW)
_LEAST: Final = 140
_PAD_Y: Final = 5
_MOST_LINES: Final = 40
_MEASURE_LINES: Final = 2


class _MarkedDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option)
        if index.column() in (Col.FIELD, *_TEXTS):
            painter.setPen(QColor(LINE_SOFT))
            painter.drawLine(rect.topRight(), rect.bottomRight())
        marked = index.data(MARKED_ROLE)
        if not isinstance(marked, MarkedText) or not marked.text:
            return
        if index.column() == Col.MEASURE:
            room = rect.adjusted(PAD, _PAD_Y, -PAD, -_PAD_Y)
            paint_text(painter, room, marked.text, TextStyle(base_font(), QColor(MUTED)), _MEASURE_LINES)
        else:
            paint_marked(painter, rect.adjusted(PAD, _PAD_Y, -PAD, 2 - _PAD_Y), marked, base_font())


class ComparedTable(OpeningTable):
    """``opened`` by Enter or a double click. Ctrl+C copies the selected rows, whole."""

    def __init__(self, model: ComparedModel, parent: QWidget | None = None) -> None:
        super().__init__("两月对照", parent)
        self._compared = model
        self.setModel(model)
        self.setItemDelegate(_MarkedDelegate(self))
        self.setItemDelegateForColumn(Col.MOVEMENT, PillDelegate(self))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        self._heights = RowHeights(self, self._measure, pill_size("修改").height() + 2 * _PAD_Y)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._fit_again)
        self.horizontalHeader().sectionResized.connect(self._column_resized)
        model.modelReset.connect(self._restart)

    def select_row(self, row: int) -> None:
        """And bring it into view."""
        if 0 <= row < self._compared.rowCount():
            self.selectRow(row)
            self._heights.fit_around(row)
            self.scrollTo(self._compared.index(row, Col.FIELD))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The two texts share what the other columns leave."""
        super().resizeEvent(event)
        fixed = sum(self.columnWidth(column) for column in Col if column not in _TEXTS)
        room = max(self.viewport().width() - fixed, 2 * _LEAST)
        self.setColumnWidth(Col.THEN, room // 2)
        self.setColumnWidth(Col.NOW, room - room // 2)
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        self._heights.fit_visible()

    def _measure(self, row: int) -> int:
        font = base_font()
        lines = 1
        for column in (Col.MEASURE, Col.UNIT, Col.FIELD, *_TEXTS):
            most = _MEASURE_LINES if column is Col.MEASURE else _MOST_LINES
            room = self.columnWidth(column) - 2 * PAD
            lines = max(lines, count_lines(self._compared.marked(row, column).text, room, font, most))
        height = lines * self.fontMetrics().lineSpacing() + 2 * _PAD_Y
        return max(height, pill_size("修改").height() + 2 * _PAD_Y)

    @Slot()
    def _restart(self) -> None:
        self._heights.restart()
        self._later.start()

    @Slot()
    def _fit_again(self) -> None:
        self._heights.fit_visible()

    @Slot(int, int, int)
    def _column_resized(self, column: int, old: int, new: int) -> None:
        self._heights.forget()
        self._later.start()
