"""Where the form stands beside the table: an empty card until it is made, and while no measure is listed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from ui.theme import set_role
from ui.widgets.settling import settle

_NOTHING = "左边没有措施，这里没有要填写的。"


class FormPlace(QStackedWidget):
    """``hold`` the form once; ``show_form`` False covers it, so that nothing is filled in that is not among the rows."""

    def __init__(self, least_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = QLabel()
        self._card.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self._card, "card")
        self._form: QWidget | None = None
        self.covered = False
        """Whether the form is not to be seen, be it made or not."""
        self.addWidget(self._card)
        self.setMinimumWidth(least_width)

    def hold(self, form: QWidget) -> None:
        self._form = form
        self.addWidget(form)
        if not self.covered:
            self.setCurrentWidget(form)
        settle(form)

    def show_form(self, on: bool) -> None:
        self.covered = not on
        if on and self._form is not None:
            self.setCurrentWidget(self._form)
        elif not on:
            self._card.setText(_NOTHING)
            self.setCurrentWidget(self._card)
