"""The small square at the corner of selected cells: pulled down, it fills what is there into the rows below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import BLUE, SURFACE
from ui.widgets.ledger_sheet import index_at, select_block, selection_of

if TYPE_CHECKING:
    from ui.models.cell_sheet import Place
    from ui.widgets.ledger_table import LedgerTable

_SIZE: Final = 9


class FillHandle(QWidget):
    """``pulled`` when it was let go over rows below, which are selected then. By keys: Shift with arrows, and Ctrl+D.

    It is there while cells of a single row are selected, side by side, one of which can be edited.
    """

    pulled = Signal()

    def __init__(self, table: LedgerTable) -> None:
        super().__init__(table.viewport())
        self._table = table
        self._from: tuple[Place, Place] | None = None
        self._to = -1
        self.setFixedSize(_SIZE, _SIZE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("填充柄")
        self.setToolTip("往下拖，把选中的填到下面的格子里（Ctrl+D）")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.place)
        for signal in (
            table.selectionModel().selectionChanged, table.verticalScrollBar().valueChanged, table.model().modelReset,
            table.horizontalScrollBar().valueChanged, table.verticalHeader().sectionResized, table.header.sectionResized,
            table.header.sectionMoved,
        ):
            signal.connect(self._soon.start)
        self._soon.start()

    @Slot()
    def place(self) -> None:
        """At the corner of what is selected, or out of sight."""
        if self._from is not None:
            return
        block = self._block()
        corner = self._corner(block[1]) if block else None
        self.setVisible(corner is not None)
        if corner is not None:
            self.move(corner - QPoint(_SIZE - 3, _SIZE - 3))
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(SURFACE))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), QColor(BLUE))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = self._block()
            self._to = self._from[0][0] if self._from else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        height, y = self._table.viewport().height(), self.mapToParent(event.position().toPoint()).y()
        if not 0 <= y < height:  # the rows come to the mouse
            bar = self._table.verticalScrollBar()
            bar.setValue(bar.value() + (y if y < 0 else y - height) // 2 + 1)
        row = self._table.rowAt(min(max(y, 0), height - 1))
        row = max(row if row >= 0 else self._table.model().rowCount() - 1, self._from[0][0])
        if row != self._to:
            self._to = row
            select_block(self._table, self._from[0], (row, self._from[1][1]))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        began, self._from = self._from, None
        if began is not None and self._to > began[0][0]:
            self.pulled.emit()
        self._soon.start()

    def _block(self) -> tuple[Place, Place] | None:
        """The first and the last of the cells selected; None where there is nothing that could be pulled."""
        ranges = self._table.selectionModel().selection()
        if ranges.count() != 1 or ranges.at(0).height() != 1:
            return None
        places = selection_of(self._table)
        if not places or places[-1][1] - places[0][1] != len(places) - 1:
            return None
        flags = (self._table.model().flags(index_at(self._table, place)) for place in places)
        return (places[0], places[-1]) if any(each & Qt.ItemFlag.ItemIsEditable for each in flags) else None

    def _corner(self, last: Place) -> QPoint | None:
        """Where the last cell ends, while that is in sight."""
        index = index_at(self._table, last)
        rect: QRect = self._table.visualRect(index)
        corner = rect.bottomRight()
        seen = self._table.viewport().rect().contains(corner) and self._table.indexAt(corner - QPoint(2, 2)) == index
        return corner if seen else None
