"""A table of values to be looked at: whole rows selected, cells copied as WPS and Excel take them, pills painted."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.clipboard import as_cells
from ui.theme import BLUE_SOFT, INK, LINE_SOFT, SURFACE, Tone
from ui.widgets.pill import paint_pill, pill_size

Index = QModelIndex | QPersistentModelIndex

PAD: Final = 8
ROW_HEIGHT: Final = 27


class TableRole(IntEnum):
    """What a model gives beside Qt's own roles: (word, Tone) of a pill, and what a column is sorted by."""

    PILL = Qt.ItemDataRole.UserRole + 1
    SORT = Qt.ItemDataRole.UserRole + 2


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """A cell's back and its thin lines; answers the cell's rectangle."""
    rect: QRect = option.rect  # type: ignore[attr-defined]
    selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
    painter.fillRect(rect, QColor(BLUE_SOFT if selected else SURFACE))
    painter.setPen(QColor(LINE_SOFT))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    return rect


class PillDelegate(QStyledItemDelegate):
    """Paints the model's ``TableRole.PILL``, nothing where there is none."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option)
        pill = index.data(TableRole.PILL)
        if not pill:
            return
        word, tone = pill
        assert isinstance(tone, Tone)
        top = (rect.height() - pill_size(word).height()) // 2
        paint_pill(painter, rect.topLeft() + QPoint(PAD, top), word, tone)


class RowDelegate(QStyledItemDelegate):
    """Plain cells: text under its heading, no dotted focus frame where whole rows are chosen."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            option.state &= ~QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]
            super().paint(painter, option, index)
            rect: QRect = option.rect  # type: ignore[attr-defined]
            painter.setPen(QColor(LINE_SOFT))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
            return
        text = str(index.data() or "")
        rect = paint_ground(painter, option).adjusted(PAD, 0, -PAD, 0)
        metrics = painter.fontMetrics()
        colour = index.data(Qt.ItemDataRole.ForegroundRole) or QColor(INK)
        painter.setPen(colour)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


class PlainTable(QTableView):
    """Whole rows, thin lines, no editing. Ctrl+C copies the selected rows with tabs between cells."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(RowDelegate(self))
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setFixedHeight(30)

    def set_widths(self, widths: list[int], elastic: int) -> None:
        """Column widths in pixels; the column at ``elastic`` takes what is left."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(elastic, QHeaderView.ResizeMode.Stretch)

    def selected_rows(self) -> list[int]:
        """Rows of the view, ascending."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def copy(self) -> None:
        model = self.model()
        columns = range(model.columnCount())
        rows = [[str(model.index(row, column).data() or "") for column in columns] for row in self.selected_rows()]
        if rows:
            QGuiApplication.clipboard().setText(as_cells(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


class OpeningTable(PlainTable):
    """``opened``: Enter, or a double click."""

    opened = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
