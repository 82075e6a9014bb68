"""What hides a window's contents without closing it: nothing that stands in it is read by whoever passes by."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.theme import set_role


class Curtain(QWidget):
    """Lies over all of a window, whatever its size becomes."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._title = over.windowTitle()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        set_role(self, "curtain")
        label = QLabel("已锁定")
        set_role(label, "title")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(label)
        over.setWindowTitle("营商台账 — 已锁定")
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self.raise_()
        self.show()

    def draw(self) -> None:
        """Away with it; the window stands as it did."""
        over = self.parentWidget()
        if over is not None:
            over.removeEventFilter(self)
            over.setWindowTitle(self._title)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.parentWidget() and isinstance(watched, QWidget):
            if kind == QEvent.Type.Resize:
                self.setGeometry(watched.rect())
            elif kind == QEvent.Type.ChildAdded:
                self.raise_()
        return False
