"""What a bug looks like to the user: one calm dialog, whose details can be copied; the program goes on."""

from __future__ import annotations

import errno
import platform
import sqlite3
import sys
import traceback
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from qcapp import __version__
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_WIDTH: Final = 560
_MOST_DETAILS: Final = 20_000
_AFTER_END: Final = "请重新打开程序；再打不开，请把详情发给维护人员。"
_GO_ON: Final = "关掉这个窗口就可以接着用；再出现时，请把诊断包或详情发给维护人员。"
_SAFE: Final = "已保存的内容不受影响。"
_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def details_of(error: BaseException, doing: str) -> str:
    """What is copied for whoever mends it: what was being done, versions, the traceback."""
    stack = "".join(traceback.format_exception(error))
    versions = (
        f"营商台账 {__version__} · Python {platform.python_version()} · Qt {qVersion()} · SQLite {sqlite3.sqlite_version} · "
        f"{sys.platform}"
    )
    return f"正在进行：{doing}\n{versions}\n\n{stack}"


def reason_of(error: BaseException | None) -> str:
    """What is behind it, in words that a person can do something with; "" where that is the program itself."""
    if isinstance(error, MemoryError):
        return "内存不够，请关掉别的程序后再试"
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        return "磁盘已满，请清理出空间后再试"
    if isinstance(error, RecursionError):
        return "内容层层相套，超出了程序能处理的深度"
    return ""


class TroubleDialog(QDialog):
    """程序出现意外. Says what was being done, what is safe, and what to do next. ``ends``: the program can't go on."""

    def __init__(
        self, details: str, doing: str, parent: QWidget | None = None, *, error: BaseException | None = None,
        safe: str = _SAFE, ends: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出现意外")
        self._details = details
        self._save: Callable[[QWidget], None] | None = None
        reason = reason_of(error)
        what = WrappedLabel(f"“{doing}”时程序出现意外，这一步没有完成{f'：{reason}' if reason else ''}。")
        set_role(what, "title")
        self._safe = WrappedLabel(safe)
        next_step = _AFTER_END if ends else _GO_ON
        self._times = WrappedLabel("")
        self._times.hide()
        self._view = QPlainTextEdit(details)
        self._view.setReadOnly(True)
        self._view.setAccessibleName("详情")
        self._view.setMinimumHeight(120)
        self._view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        note = WrappedLabel("详情里可能带有正在处理的文字，发出前请看一眼；诊断包里没有。")
        set_role(note, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        for part in (what, self._safe, WrappedLabel(next_step), self._times):
            column.addWidget(part)
        column.addWidget(self._view, 1)
        column.addWidget(note)
        column.addWidget(self._buttons())
        self.resize(_WIDTH, 400)

    @property
    def words(self) -> str:
        """What it says of what is safe, and how often it came."""
        return f"{self._safe.text()}{self._times.text()}"

    def offer_diagnosis(self, save: Callable[[QWidget], None]) -> None:
        """With a button that makes the zip."""
        self._save = save
        self._diagnosis.show()

    def show_times(self, times: int) -> None:
        """Of a flood: it stands here how often, and no second dialog opens."""
        self._times.setText(f"同样的意外到现在已出现 {times} 次。")
        self._times.show()

    def add_details(self, details: str) -> None:
        """Of another error that came meanwhile."""
        if len(self._details) < _MOST_DETAILS:
            self._details += f"\n\n—— 接着又出现 ——\n{details}"
            self._view.setPlainText(self._details)

    @Slot()
    def copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._copy.setText("已复制")

    @Slot()
    def save_diagnosis(self) -> None:
        if self._save is not None:
            self._save(self)

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(Qt.Orientation.Horizontal)
        self._copy, self._diagnosis = QPushButton("复制详情"), QPushButton("生成诊断包…")
        self._copy.clicked.connect(self.copy_details)
        self._diagnosis.clicked.connect(self.save_diagnosis)
        self._diagnosis.hide()
        for button in (self._copy, self._diagnosis):
            button.setAutoDefault(False)
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        box.rejected.connect(self.accept)
        return box


def show_unexpected(error: BaseException, doing: str, parent: QWidget | None) -> None:
    """Log a bug and show it, without stopping what else goes on; one dialog at a time."""
    from ui.unexpected import Unexpected

    Unexpected.of_application().report(error, doing, parent)
