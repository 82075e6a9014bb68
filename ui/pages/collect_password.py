"""The strip of a file that wants a password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_SENTENCE = "这份文件加了密码：填写密码后打开。密码只在这次使用，不会保存；打得开的密码会接着试其余文件。"


class PasswordStrip(QFrame):
    """Enter opens. The words typed are dots until 显示 is on."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "notice-warn")
        self.setAccessibleName(_SENTENCE)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("密码")
        self.field.setMaximumWidth(240)
        self.seen = QCheckBox("显示(&X)")
        self.open = QPushButton("&1 打开")
        self.sentence = WrappedLabel(_SENTENCE)
        label = QLabel("密码(&P)")
        label.setBuddy(self.field)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (label, self.field, self.seen, self.open):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 8, 7)
        column.setSpacing(5)
        column.addWidget(self.sentence)
        column.addLayout(row)
        self.seen.toggled.connect(self._show_words)
        self.open.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.field, self.seen, self.open]

    def take_focus(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def say(self, sentence: str) -> None:
        """It did not open: why, and the words once more to be put right."""
        self.sentence.setText(sentence)
        self.field.selectAll()
        self.take_focus()

    @Slot(bool)
    def _show_words(self, on: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)

    @Slot()
    def _give(self) -> None:
        if self.field.text():
            self.given.emit(self.field.text())
        else:
            self.say("请先填写密码，再点“打开”。")
