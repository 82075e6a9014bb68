"""Tables of figures: a click on a number, or Enter, asks for the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.models.figures import FigureRole
from ui.models.rows import Row, RowsModel
from ui.theme import BLUE, FAINT, INK, base_font
from ui.widgets.plain_table import PAD, Index, PlainTable, TableRole, paint_ground

_NOTE_GAP: Final = 5
_NOTE_PIXELS: Final = 11
_ONE_LINE: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class FigureDelegate(QStyledItemDelegate):
    """A number with its small note beside it. Under the mouse it looks as the link that it is; where the keys are, a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plain, self._link, self._small = base_font(), base_font(), base_font(_NOTE_PIXELS)
        self._link.setUnderline(True)
        self._metrics, self._small_metrics = QFontMetrics(self._plain), QFontMetrics(self._small)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        cell = paint_ground(painter, option)
        pointed_at = bool(state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus))
        opens = pointed_at and index.data(FigureRole.QUERY) is not None
        hot = opens and bool(state & QStyle.StateFlag.State_MouseOver)
        text = str(index.data() or "")
        painter.setFont(self._link if hot else self._plain)
        painter.setPen(QColor(BLUE) if hot else index.data(Qt.ItemDataRole.ForegroundRole) or QColor(INK))
        rect = cell.adjusted(PAD, 0, -PAD, 0)
        width = self._metrics.horizontalAdvance(text)
        if width > rect.width():
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _ONE_LINE, text)
        if note := index.data(FigureRole.NOTE):
            self._paint_note(painter, rect.adjusted(width + _NOTE_GAP, 0, 0, 0), note)
        if opens and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(BLUE))
            painter.drawRect(cell.adjusted(1, 1, -2, -3))

    def _paint_note(self, painter: QPainter, rect: QRect, note: str) -> None:
        """Whole or not at all: half of it would be another number."""
        if self._small_metrics.horizontalAdvance(note) <= rect.width():
            painter.setFont(self._small)
            painter.setPen(QColor(FAINT))
            painter.drawText(rect, _ONE_LINE, note)


@dataclass(frozen=True, slots=True)
class Widths:
    """``sets`` of pixels for the columns, the widest first: the first that fits holds, else the last. ``elastic`` takes what is
    left, and never less than its own."""

    sets: tuple[tuple[int, ...], ...]
    elastic: int


class FiguresTable(PlainTable):
    """``rows_requested(FactQuery)`` by a number; ``opened(row)`` by Enter or a double click elsewhere, with the model's row."""

    rows_requested = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str, model: RowsModel[Row], widths: Widths, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._source, self._widths = model, widths
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(TableRole.SORT)
        self.setModel(self._sorted)
        self.setItemDelegate(FigureDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._open)

    def fit_columns(self) -> None:
        """After columns were shown or hidden; by itself when the room changes."""
        room, elastic = self.viewport().width(), self._widths.elastic
        shown = [column for column in range(self.model().columnCount()) if not self.isColumnHidden(column)]
        fitting = (each for each in self._widths.sets if sum(each[column] for column in shown) <= room)
        widths = next(fitting, self._widths.sets[-1])
        for column in shown:
            self.setColumnWidth(column, widths[column])
        left = room - sum(widths[column] for column in shown)
        self.setColumnWidth(elastic, widths[elastic] + max(left, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(QModelIndex())

    def _point(self, index: QModelIndex) -> None:
        opens = index.isValid() and index.data(FigureRole.QUERY) is not None
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    def _enter(self, index: QModelIndex) -> None:
        query = index.data(FigureRole.QUERY) if index.isValid() else None
        if query is not None:
            self.rows_requested.emit(query)
        else:
            self._open(index)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        """Several rows being chosen are no wish to see what is behind one."""
        query = index.data(FigureRole.QUERY)
        if query is not None and len(self.selected_rows()) == 1:
            self.rows_requested.emit(query)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and index.data(FigureRole.QUERY) is None:
            self.opened.emit(self._source.rows[self._sorted.mapToSource(index).row()])
