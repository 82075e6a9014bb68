"""What stands at the right of the top bar on 总览: exports, reminders, the month's 通报."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from ui.pages.base import REMIND
from ui.theme import set_role

EXPORTS: Final = (("stats", "导出统计（xlsx）…"), ("assessment", "绩效考核表（xlsx）…"))


class OverviewBar(QWidget):
    """``export_requested(stats | assessment)``, ``go_requested("bulletin", "remind" | None)``."""

    export_requested = Signal(str)
    go_requested = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.export = QPushButton("导出 ▾")
        self.export.setAccessibleName("导出统计")
        self.menu = QMenu(self.export)
        for key, words in EXPORTS:
            self.menu.addAction(words).setData(key)
        self.menu.triggered.connect(self._export)
        self.export.setMenu(self.menu)
        self.remind, self.write = QPushButton("催报通知…"), QPushButton("生成本期通报…")
        set_role(self.write, "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.export, self.remind, self.write):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.remind.clicked.connect(self._remind)
        self.write.clicked.connect(self._write)

    @Slot(QAction)
    def _export(self, action: QAction) -> None:
        self.export_requested.emit(str(action.data()))

    @Slot()
    def _remind(self) -> None:
        self.go_requested.emit("bulletin", REMIND)

    @Slot()
    def _write(self) -> None:
        self.go_requested.emit("bulletin", None)
