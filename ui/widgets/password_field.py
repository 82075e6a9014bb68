"""A field for a password: dots until 显示 is on, which keep an input method and its memory out."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget


class PasswordField(QWidget):
    """``text`` is what was typed. With a ``twin``, that one is shown and hidden along with it."""

    changed = Signal()

    def __init__(self, name: str, twin: PasswordField | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.seen = QCheckBox("显示")
        self.seen.setAccessibleName(f"显示{name}")
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.seen)
        if twin is not None:
            keeps = self.seen.sizePolicy()
            keeps.setRetainSizeWhenHidden(True)  # so that the one ends where the other does
            self.seen.setSizePolicy(keeps)
            self.seen.hide()
            twin.seen.toggled.connect(self.show_words)
        self.seen.toggled.connect(self.show_words)
        self.line.textChanged.connect(self.changed)

    @property
    def text(self) -> str:
        return self.line.text()

    def clear(self) -> None:
        self.line.clear()

    @Slot(bool)
    def show_words(self, seen: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password)
