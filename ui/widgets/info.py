"""A dialog that tells pairs of words: shortcuts, what a check found, about the program."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.placing import room_of
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_LEAST_HEIGHT, _MOST_HEIGHT = 240, 560
_FRAME = 48


class InfoDialog(QDialog):
    """Read-only; Enter and Escape close it."""

    def __init__(self, title: str, pairs: Sequence[tuple[str, str]], words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        if words:
            column.addWidget(WrappedLabel(words))
        column.addWidget(self._grid(pairs), 1)
        buttons = QDialogButtonBox()
        close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.AcceptRole)
        close.setDefault(True)
        buttons.accepted.connect(self.accept)
        column.addWidget(buttons)

    @staticmethod
    def show_pairs(parent: QWidget, title: str, pairs: Sequence[tuple[str, str]], words: str = "") -> None:
        InfoDialog(title, pairs, words, parent).open()

    def _grid(self, pairs: Sequence[tuple[str, str]]) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(pairs):
            label = QLabel(name)
            set_role(label, "muted")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(WrappedLabel(text), row, 1)
        grid.setRowStretch(len(pairs), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setAccessibleName(self.windowTitle())
        self._wanted = min(26 * len(pairs) + 10, _MOST_HEIGHT)
        scroll.setMinimumHeight(min(self._wanted, _LEAST_HEIGHT))
        return scroll

    def sizeHint(self) -> QSize:
        """As high as all of it, within reason and the screen."""
        least = super().sizeHint()
        spare = max(self._wanted - _LEAST_HEIGHT, 0)
        most = room_of(self).height() - _FRAME
        return QSize(least.width(), min(least.height() + spare, max(most, least.height())))
