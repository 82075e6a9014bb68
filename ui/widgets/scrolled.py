"""What is taller than its place, to be scrolled up and down: the keys go to what stands in it, not to the frame."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.placing import room_of


def scrolled(inner: QWidget) -> QScrollArea:
    """``inner`` is as wide as its place."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


# What a dialog has around it: its frame, its buttons, a line or two of words.
_AROUND: Final = 190


class AsHighAsFits(QScrollArea):
    """All of ``inner``, until the screen is too low for it; then it is scrolled. For dialogs."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:
        whole = self.widget().sizeHint().expandedTo(self.widget().minimumSize())
        most = max(room_of(self).height() - _AROUND, _AROUND)
        bar = self.verticalScrollBar().sizeHint().width() if whole.height() > most else 0
        return QSize(whole.width() + bar, min(whole.height(), most))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
