"""The table of operations: a summary takes two lines where one won't do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.models.operations import STATE_COLUMN, SUMMARY_COLUMN, OperationsModel
from ui.theme import INK, base_font
from ui.widgets.diff_text import count_lines
from ui.widgets.plain_table import PAD, ROW_HEIGHT, Index, PillDelegate, PlainTable, paint_ground
from ui.widgets.wrapped_text import TextStyle, paint_text

_WIDTHS: Final = [118, 74, 192, 54, 60, 64]
_MOST_LINES: Final = 2
# Below these widths the least needed columns step aside: who did it, then how much it changed.
_NARROW: Final = {4: 520, 3: 430}


class _SummaryDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option).adjusted(PAD, 0, -PAD, 0)
        colour = index.data(Qt.ItemDataRole.ForegroundRole) or QColor(INK)
        line = painter.fontMetrics().lineSpacing()
        lines = max(1, rect.height() // line)
        rect.adjust(0, (rect.height() - lines * line) // 2, 0, 0)
        paint_text(painter, rect, str(index.data() or ""), TextStyle(base_font(), colour), lines)


class OperationsTable(PlainTable):
    """One operation is selected at a time."""

    def __init__(self, model: OperationsModel, parent: QWidget | None = None) -> None:
        super().__init__("操作记录", parent)
        self._model = model
        self.setModel(model)
        self.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.setItemDelegateForColumn(SUMMARY_COLUMN, _SummaryDelegate(self))
        self.setItemDelegateForColumn(STATE_COLUMN, PillDelegate(self))
        self.set_widths(_WIDTHS, elastic=SUMMARY_COLUMN)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.fit_rows)
        self.horizontalHeader().sectionResized.connect(self._column_resized)
        model.modelReset.connect(self.fit_rows)

    @Slot()
    def fit_rows(self) -> None:
        metrics = self.fontMetrics()
        room = self.columnWidth(SUMMARY_COLUMN) - 2 * PAD
        for place, operation in enumerate(self._model.rows):
            lines = count_lines(operation.summary, room, self.font(), _MOST_LINES)
            height = ROW_HEIGHT + (lines - 1) * metrics.lineSpacing()
            if self.rowHeight(place) != height:
                self.setRowHeight(place, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column, least in _NARROW.items():
            self.setColumnHidden(column, self.width() < least)

    @Slot(int, int, int)
    def _column_resized(self, column: int, old: int, new: int) -> None:
        if column == SUMMARY_COLUMN:
            self._later.start()
