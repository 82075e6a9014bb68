"""The heading of the ledger's table: columns that stay in sight, order by dragging, sorting by a click."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView, QWidget

from ui.theme import BLUE, BORDER

_FROZEN_MOST: Final = 0.66
"""The share of the width that frozen columns may take: what is behind them has to be seen too."""
_ARROW: Final = 4.0


class LedgerHeader(QHeaderView):
    """``sort_requested(section, descending)``, -1 for the plan's order; ``menu_requested(section, global position)``.

    The first ``frozen`` columns that are seen stay where they are when the table is scrolled sideways.
    """

    sort_requested = Signal(int, bool)
    menu_requested = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        know_viewport(self)
        self._frozen = 0
        self._sorted = -1
        self._descending = False
        self._grab = 0
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.sectionClicked.connect(self._clicked)

    @property
    def frozen(self) -> int:
        return self._frozen

    def freeze(self, count: int) -> None:
        """So many columns, counted from the left among those seen."""
        self._frozen = max(count, 0)
        self.viewport().update()

    def shown_sections(self) -> list[int]:
        """The columns that are seen, from left to right."""
        logical = (self.logicalIndex(place) for place in range(self.count()))
        return [section for section in logical if not self.isSectionHidden(section)]

    def frozen_sections(self) -> list[int]:
        """Those that stay, from left to right; fewer than were asked for where the window is too narrow."""
        kept: list[int] = []
        room = self.viewport().width() * _FROZEN_MOST
        for section in self.shown_sections()[: self._frozen]:
            room -= self.sectionSize(section)
            if room < 0:
                break
            kept.append(section)
        return kept

    def frozen_width(self) -> int:
        return sum(self.sectionSize(section) for section in self.frozen_sections())

    def behind(self, x: int) -> int:
        """What to add to a place on the screen so that it is where the frozen column under it would be if it were not."""
        return -self.offset() if self.offset() and x < self.frozen_width() else 0

    def show_sorted(self, section: int, descending: bool) -> None:
        """Without a signal; -1: by no column."""
        self._sorted, self._descending = section, descending
        self.viewport().update()

    @property
    def sorted_by(self) -> tuple[int, bool]:
        return self._sorted, self._descending

    def sizeHint(self) -> QSize:
        """Its height is fixed: Qt would look into every heading for it, a dozen times until the first rows are seen."""
        return QSize(0, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.offset():
            return
        painter, left = QPainter(self.viewport()), 0
        for section in self.frozen_sections():
            self.paintSection(painter, QRect(left, 0, self.sectionSize(section), self.height()), section)
            left += self.sectionSize(section)
        painter.setPen(QColor(BORDER))
        painter.drawLine(left - 1, 0, left - 1, self.height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if logicalIndex != self._sorted:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(BLUE))
        middle, top, height = rect.center().x() + 0.5, rect.top() + 2.0, _ARROW
        tip, base = (top + height, top) if self._descending else (top, top + height)
        painter.drawPolygon(QPolygonF([QPointF(middle - _ARROW, base), QPointF(middle + _ARROW, base), QPointF(middle, tip)]))
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grab = self.behind(round(event.position().x()))
        super().mousePressEvent(_moved(event, self._grab))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        free = event.buttons() == Qt.MouseButton.NoButton
        super().mouseMoveEvent(_moved(event, self.behind(round(event.position().x())) if free else self._grab))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(_moved(event, self._grab))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(_moved(event, self.behind(round(event.position().x()))))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        x = event.pos().x()
        section = self.logicalIndexAt(x + self.behind(x))
        if section >= 0:
            self.menu_requested.emit(section, event.globalPos())

    @Slot(int)
    def _clicked(self, section: int) -> None:
        """Up, down, and the third time as the plan has it."""
        if section != self._sorted:
            self.sort_requested.emit(section, False)
        elif not self._descending:
            self.sort_requested.emit(section, True)
        else:
            self.sort_requested.emit(-1, False)


def know_viewport(area: QAbstractScrollArea) -> None:
    """Python has it by its class from now on. Where ``viewport()`` is the first to ask for it, PySide makes every class of
    widgets that Qt has, to find which one it is: 14 ms of the first paint."""
    area.findChild(QWidget, "qt_scrollarea_viewport")


def _moved(event: QMouseEvent, by: int) -> QMouseEvent:
    if not by:
        return event
    place = event.position() + QPointF(by, 0)
    return QMouseEvent(
        event.type(), place, event.globalPosition(), event.button(), event.buttons(), event.modifiers(), event.pointingDevice()
    )
