"""The name of a view."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_WIDTH = 340


class ViewNameDialog(QDialog):
    """``name`` as it was typed; ``refuse`` tells why it can't be, and the dialog is shown again."""

    def __init__(self, title: str, words: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.edit = QLineEdit(name)
        self.edit.setAccessibleName("视图的名字")
        self.edit.selectAll()
        self._refusal = WrappedLabel("", "warning")
        self._refusal.hide()
        label = QLabel(words)
        set_role(label, "muted")
        self.buttons = QDialogButtonBox()
        take = self.buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(take, "primary")
        take.setDefault(True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for part in (label, self.edit, self._refusal, self.buttons):
            part.setMinimumWidth(_WIDTH)
            column.addWidget(part)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.edit.textEdited.connect(self._typed)

    @property
    def name(self) -> str:
        return self.edit.text()

    def refuse(self, sentence: str) -> None:
        self._refusal.setText(sentence)
        self._refusal.show()
        self.edit.selectAll()
        self.edit.setFocus()

    @Slot()
    def _typed(self) -> None:
        self._refusal.hide()
