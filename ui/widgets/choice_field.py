"""One of a few named choices, each seen at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget


class ChoiceField(QWidget):
    """``choices``: (value, words)."""

    changed = Signal()

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        for value, words in choices:
            button = QRadioButton(words)
            button.setAccessibleName(f"{name}：{words}")
            self._group.addButton(button)
            self.buttons[value] = button
            row.addWidget(button)
            button.toggled.connect(self._turned)
        row.addStretch(1)

    def value(self) -> str:
        return next((value for value, button in self.buttons.items() if button.isChecked()), "")

    def load(self, value: str) -> None:
        if value in self.buttons:
            self.buttons[value].setChecked(True)

    @Slot(bool)
    def _turned(self, on: bool) -> None:
        button = self.sender()
        if on and isinstance(button, QRadioButton):
            self.setFocusProxy(button)
            self.changed.emit()
