"""文件 → 页面设置…: the setup's fields alone. Answers what was chosen, writes nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from qcapp.domain.page_setup import PageSetup
from qcapp.forms.layout import Paper
from ui.help.key import help_by_f1
from ui.printing.setup_panel import SetupPanel
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.scrolled import AsHighAsFits

NOTE = "打印、预览、导出都按这里的设置；随台账保存，两位经办人打出来一样。"
_WIDTH = 300


class SetupDialog(QDialog):
    """Enter keeps, Escape leaves."""

    def __init__(self, paper: Paper, setup: PageSetup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "print")
        self.setWindowTitle("页面设置")
        self.panel = SetupPanel()
        self.panel.load(paper, setup)
        self.panel.setFixedWidth(_WIDTH)
        note = WrappedLabel(NOTE, "muted")
        note.setFixedWidth(_WIDTH)
        buttons = QDialogButtonBox()
        self.ok = buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        set_role(self.ok, "primary")
        self.ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(AsHighAsFits(self.panel))
        column.addWidget(note)
        column.addWidget(buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    @classmethod
    def ask(cls, parent: QWidget, paper: Paper, setup: PageSetup) -> tuple[Paper, PageSetup] | None:
        """None for 取消."""
        dialog = cls(paper, setup, parent)
        chosen = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.panel.value if chosen else None

    def accept(self) -> None:
        """Not while something is written that can't be."""
        if not self.panel.trouble.text():
            super().accept()
