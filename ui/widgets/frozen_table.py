"""A table whose first columns stay in sight when it is scrolled sideways: painted over the others, and met by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTableView, QWidget

from ui.theme import BORDER
from ui.widgets.ledger_header import LedgerHeader, know_viewport

_Index = QModelIndex | QPersistentModelIndex


class FrozenTable(QTableView):
    """One view, no second one laid over it: selection, editors and heights are those of any table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        know_viewport(self)
        self.header = LedgerHeader(self)
        self.setHorizontalHeader(self.header)
        self.header.sectionPressed.disconnect()  # a click on a heading sorts; it does not select the column
        self.header.sectionEntered.disconnect()

    def settle_rows(self) -> None:
        """Rows that have come into sight get their heights."""

    def spans_all(self, row: int) -> bool:
        """Whether that row is a heading over all columns, which does not move sideways."""
        return False

    def indexAt(self, pos: QPoint) -> QModelIndex:
        """What is seen there: a frozen column lies over those that are scrolled away behind it."""
        return super().indexAt(QPoint(pos.x() + self.header.behind(pos.x()), pos.y()))

    def visualRect(self, index: _Index) -> QRect:
        rect = super().visualRect(index)
        if self.header.offset() and index.column() in self.header.frozen_sections():
            rect.translate(self.header.offset(), 0)
        return rect

    def scrollTo(self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        if not index.isValid():
            return
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        self.settle_rows()
        super().scrollTo(index, hint)
        if index.column() in self.header.frozen_sections() or self.spans_all(index.row()):
            bar.setValue(before)
        elif (hidden := self.header.frozen_width() - super().visualRect(index).left()) > 0:
            bar.setValue(bar.value() - hidden)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:  # what stays where it is was moved along
            self.viewport().update()
            self.header.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.header.offset():
            self._paint_frozen(event.rect())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if self.header.offset():
            self.viewport().update(QRect(0, 0, self.header.frozen_width(), self.viewport().height()))

    def _paint_frozen(self, exposed: QRect) -> None:
        """The columns that stay, over those that are scrolled away behind them."""
        painter, option = QPainter(self.viewport()), QStyleOptionViewItem()
        left, sections = 0, self.header.frozen_sections()
        last = self.rowAt(exposed.bottom())
        rows = range(max(self.rowAt(exposed.top()), 0), (last if last >= 0 else self.model().rowCount() - 1) + 1)
        for section in sections:
            width = self.columnWidth(section)
            for row in rows:
                rect = QRect(left, self.rowViewportPosition(row), width, self.rowHeight(row))
                option.rect = rect  # type: ignore[attr-defined]
                self.itemDelegate().paint(painter, option, self.model().index(row, section))
            left += width
        painter.setPen(QColor(BORDER))
        painter.drawLine(left - 1, exposed.top(), left - 1, exposed.bottom())
