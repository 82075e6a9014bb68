"""A layout that goes on in the next line where there is no room left, as words do."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_GAP = 6


class FlowLayout(QLayout):
    """Widgets side by side, each at its own size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem:
        """None past the end, as Qt asks for and its stubs don't know."""
        return self._items.pop(place) if 0 <= place < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Height in pixels that all lines take in a rectangle so wide; in each line all stand on one middle."""
        left, top, line = rect.left(), rect.top(), 0
        placed: list[tuple[QLayoutItem, QPoint, QSize]] = []
        for item in self._items:
            if item.isEmpty():  # hidden
                continue
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), 1), 10_000))
            if left > rect.left() and left + size.width() > rect.right() + 1:
                _put(placed, line, move=move)
                left, top, line = rect.left(), top + line + _GAP, 0
            placed.append((item, QPoint(left, top), size))
            left += size.width() + _GAP
            line = max(line, size.height())
        _put(placed, line, move=move)
        return top + line - rect.top()


def _put(placed: list[tuple[QLayoutItem, QPoint, QSize]], line: int, *, move: bool) -> None:
    """Those of one line, of that height."""
    for item, place, size in placed if move else ():
        item.setGeometry(QRect(place + QPoint(0, (line - size.height()) // 2), size))
    placed.clear()
