"""The table of entries behind a number: reasons take as many lines as they need, up to a few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.clipboard import as_cells
from ui.models.facts import FACT_HEADINGS, MEASURE, MONTH, QUALIFIED, REASON, TIMELY, FactsModel
from ui.theme import INK, base_font
from ui.widgets.plain_table import PAD, ROW_HEIGHT, Index, PillDelegate, PlainTable, paint_ground
from ui.widgets.row_fitting import RowFitting
from ui.widgets.wrapped_text import TextStyle, em_widths, line_count, paint_text

_WIDTHS: Final = [88, 48, 240, 150, 68, 68, 56, 84, 76, 200]
# Columns whose words are wrapped, and over how many lines at most.
_WRAPPED: Final = {MEASURE: 2, REASON: 3}
_AT_ONCE: Final = 120  # rows


class _WrappedDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option).adjusted(PAD, 0, -PAD, 0)
        colour = index.data(Qt.ItemDataRole.ForegroundRole) or QColor(INK)
        line = painter.fontMetrics().lineSpacing()
        lines = max(1, rect.height() // line)
        text = str(index.data() or "")
        needed = min(lines, line_count(em_widths(text), rect.width()))
        rect.adjust(0, (rect.height() - needed * line) // 2, 0, 0)
        paint_text(painter, rect, text, TextStyle(base_font(), colour), lines)


class FactsTable(PlainTable):
    """``opened(EntryFact)`` by Enter or a double click."""

    opened = Signal(object)

    def __init__(self, model: FactsModel, parent: QWidget | None = None) -> None:
        super().__init__("明细", parent)
        self._facts = model
        self.setModel(model)
        for column in _WRAPPED:
            self.setItemDelegateForColumn(column, _WrappedDelegate(self))
        for column in (TIMELY, QUALIFIED):
            self.setItemDelegateForColumn(column, PillDelegate(self))
        self.set_widths(_WIDTHS, elastic=REASON)
        self.horizontalHeader().setSectionResizeMode(MEASURE, QHeaderView.ResizeMode.Stretch)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._fitting = RowFitting(self, self._measured, _AT_ONCE)
        self.horizontalHeader().sectionResized.connect(self._column_resized)
        model.modelReset.connect(self._fitting.fit)
        model.layoutChanged.connect(self._fitting.fit)
        self.doubleClicked.connect(self._open)

    def show_months(self, on: bool) -> None:
        """The column of months, for which there is need only where there are several."""
        self.setColumnHidden(MONTH, not on)

    def select_first(self) -> None:
        if self._facts.rows:
            self.selectRow(0)
            self.scrollToTop()

    @Slot()
    def open_current(self) -> None:
        self._open(self.currentIndex())

    def all_text(self) -> str:
        """Headings and every row, as they are sorted now, as cells; only columns that are shown."""
        shown = [column for column in range(len(FACT_HEADINGS)) if not self.isColumnHidden(column)]
        lines = (FACT_HEADINGS, *(row.cells for row in self._facts.rows))
        return as_cells([line[column] for column in shown] for line in lines)

    def _measured(self) -> tuple[int, Callable[[int], int]]:
        line = self.fontMetrics().lineSpacing()
        rooms = {column: self.columnWidth(column) - 2 * PAD for column in _WRAPPED}
        rows = self._facts.rows

        def height_of(row: int) -> int:
            cells = rows[row].cells
            lines = max(min(line_count(em_widths(cells[at]), rooms[at]), most) for at, most in _WRAPPED.items())
            return ROW_HEIGHT + (lines - 1) * line

        return len(rows), height_of

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._facts.rows[index.row()].fact)

    @Slot(int, int, int)
    def _column_resized(self, column: int, old: int, new: int) -> None:
        if column in _WRAPPED:
            self._fitting.fit_soon()
