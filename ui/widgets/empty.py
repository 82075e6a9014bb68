"""Words in the middle of an empty table, with a way on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.theme import set_role


class EmptyWords(QWidget):
    """Lies over its parent (a view's viewport) while visible; ``action_requested`` by its link."""

    action_requested = Signal()

    def __init__(self, words: str, action: str, over: QWidget) -> None:
        super().__init__(over)
        self._label = label = QLabel(words)
        set_role(label, "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(label)
        if action:
            link = QPushButton(action)
            set_role(link, "link")
            link.clicked.connect(self.action_requested)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self.hide()

    def set_words(self, words: str) -> None:
        self._label.setText(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False
