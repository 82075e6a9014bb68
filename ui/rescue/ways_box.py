"""The ways out as buttons, one below the other, each with what pressing it does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from ui.rescue.ways import Way
from ui.theme import set_role

_WIDTH: Final = 168


class WaysBox(QWidget):
    """``chosen(Way)``: pressed. ``low``: on a screen where every line counts."""

    chosen = Signal(object)

    def __init__(self, *, low: bool) -> None:
        super().__init__()
        self.buttons: dict[Way, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2 if low else 4)
        self._grid.setColumnStretch(1, 1)

    def show_ways(self, shown: Sequence[Way]) -> None:
        """The best first."""
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.buttons.clear()
        for row, way in enumerate(shown):
            self._add(row, way)

    def _add(self, row: int, way: Way) -> None:
        button = QPushButton(way.word)
        button.setFixedWidth(_WIDTH)
        button.setAutoDefault(True)
        told = QLabel(way.told)
        set_role(told, "muted")
        button.setAccessibleDescription(way.told)
        button.clicked.connect(partial(self.chosen.emit, way))
        if row == 0:
            set_role(button, "primary")
            button.setDefault(True)
        self._grid.addWidget(button, row, 0)
        if row == 0 and way is not Way.BACKUP:  # there the list has the keys
            button.setFocus()  # once it stands in the window, or it is for nothing
        self._grid.addWidget(told, row, 1)
        self.buttons[way] = button
