"""Something at the left and something at the right of one line, or of two where one is too short for both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

_GAP = 6


class TwoSides(QWidget):
    """``left`` widgets and ``right`` ones, each at its own size."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides = [_side(left), _side(right)]
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._row.addWidget(self._sides[0])
        self._row.addStretch(1)
        self._row.addWidget(self._sides[1])

    @property
    def broken(self) -> bool:
        """Whether it takes two lines."""
        return self._row.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """So wide as the wider side."""
        hints = [side.sizeHint() for side in self._sides]
        lines = [hint.height() for hint in hints]
        height = sum(lines) + _GAP if self.broken else max(lines)
        return QSize(max(hint.width() for hint in hints), height)

    def sizeHint(self) -> QSize:
        return QSize(self._whole(), self.minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a side has other words now
            self._break()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()

    def _whole(self) -> int:
        return sum(side.sizeHint().width() for side in self._sides) + 2 * _GAP

    def _break(self) -> None:
        ways = QBoxLayout.Direction
        wanted = ways.TopToBottom if self._whole() > self.width() else ways.LeftToRight
        if wanted is not self._row.direction():
            self._row.setDirection(wanted)
            self.updateGeometry()


def _side(widgets: Sequence[QWidget]) -> QWidget:
    side = QWidget()
    row = QHBoxLayout(side)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return side
