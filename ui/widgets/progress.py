"""The dialog of long work; polled, because the worker must not wait for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from ui.tasks import TaskProgress

POLL_MS = 80


class ProgressDialog(QDialog):
    """What is being done, how far it is, and 取消 (Escape too). Closes only when the work has ended."""

    def __init__(self, title: str, progress: TaskProgress, parent: QWidget) -> None:
        super().__init__(parent)
        self._progress = progress
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(360)
        self._what = QLabel(title)
        self._what.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._cancel = QPushButton("取消")
        self._cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.addWidget(self._what)
        column.addWidget(self._bar)
        column.addLayout(row)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self.show_state)
        self._poll.start()
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        done, total, what = self._progress.state
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(min(done, total))
        if self._progress.cancelled():
            self._what.setText("正在停下来，不会留下做了一半的结果…")
        elif what:
            self._what.setText(f"{what}（{done}/{total}）" if total else what)

    @Slot()
    def reject(self) -> None:
        self._progress.cancel()
        self._cancel.setEnabled(False)
        self.show_state()

    def finish(self) -> None:
        self._poll.stop()
        self.done(QDialog.DialogCode.Accepted)
        self.deleteLater()
