"""What a bug looks like to the user: one calm dialog, whose details can be copied; the program goes on."""

from __future__ import annotations

import logging
import sys
import traceback

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

log = logging.getLogger(__name__)


def details_of(error: BaseException, doing: str) -> str:
    """What is copied for whoever mends it: what was being done, versions, the traceback."""
    stack = "".join(traceback.format_exception(error))
    return f"正在进行：{doing}\nPython {sys.version.split()[0]} · {sys.platform}\n\n{stack}"


class TroubleDialog(QDialog):
    """程序出现意外. Says what was being done and that the ledger is as it was before it."""

    def __init__(self, details: str, doing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出现意外")
        self.setMinimumWidth(520)
        self._details = details
        words = QLabel(
            f"“{doing}”时程序出现意外，这一步没有完成，已保存的内容不受影响；请点“复制详情”发给维护人员，然后可以继续使用。"
        )
        words.setWordWrap(True)
        self._view = QPlainTextEdit(details)
        self._view.setReadOnly(True)
        self._view.setAccessibleName("详情")
        self._view.setFixedHeight(160)
        copy = QPushButton("复制详情")
        copy.clicked.connect(self.copy_details)
        buttons = QDialogButtonBox()
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.AcceptRole)
        close.setDefault(True)
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self._view)
        column.addWidget(buttons)

    @Slot()
    def copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


def show_unexpected(error: BaseException, doing: str, parent: QWidget | None) -> None:
    """Log a bug and show it, without stopping what else goes on."""
    log.error("unexpected while %s", doing, exc_info=error)
    dialog = TroubleDialog(details_of(error, doing), doing, parent)
    dialog.open()
