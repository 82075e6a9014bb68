"""A panel that drops down from a chip: Escape or a click elsewhere closes it, the keys are inside while it stands."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.placing import room_of
from ui.theme import set_role

_GAP = 3


class DropPanel(QFrame):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        set_role(self, "popup")
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # the click that closes it opens nothing again

    def show_below(self, widget: QWidget) -> None:
        """Wholly on the screen, whatever stands below."""
        self.adjustSize()
        room = room_of(self)
        wanted = QRect(widget.mapToGlobal(QPoint(0, widget.height() + _GAP)), self.size())
        if wanted.bottom() > room.bottom():
            wanted.moveBottom(max(widget.mapToGlobal(QPoint(0, -_GAP)).y(), room.top() + wanted.height()))
        wanted.moveRight(min(wanted.right(), room.right()))
        wanted.moveLeft(max(wanted.left(), room.left()))
        self.move(wanted.topLeft())
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
