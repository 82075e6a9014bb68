"""The ledger's table in its card at the left, the form's place at the right; how they share the page is remembered."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QWidget

from ui.theme import set_role

_FORM_WIDTH: Final = 372


class LedgerSplit(QSplitter):
    def __init__(self, table: QWidget, form: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        card = QFrame()
        set_role(card, "card")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(table)
        self.setHandleWidth(10)
        self.setChildrenCollapsible(False)
        self.addWidget(card)
        self.addWidget(form)
        self.setStretchFactor(0, 1)
        self.setSizes([900, _FORM_WIDTH])

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("ledger/splitter", self.saveState())

    def restore_state(self, settings: QSettings) -> None:
        splitter = settings.value("ledger/splitter")
        if isinstance(splitter, QByteArray):
            self.restoreState(splitter)
