"""What stands at the right of the top bar on 台账: search, export, print, dispatch, collect."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from ui.theme import set_role
from ui.widgets.search_box import SearchBox

EXPORTS = (("xlsx", "Excel / WPS 表格（xlsx）…"), ("docx", "Word / WPS 文字（docx）…"), ("pdf", "PDF，打印用（pdf）…"))


class LedgerBar(QWidget):
    """``searched(text)``, ``left_search`` (to the table), ``export_requested(suffix)`` (``print``: the preview),
    ``go_requested(page, None)``."""

    searched = Signal(str)
    left_search = Signal()
    export_requested = Signal(str)
    go_requested = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = SearchBox("检索措施、单位、进展（支持拼音首字母）", complete=False)
        self._search.setMinimumWidth(104)
        self._search.setMaximumWidth(340)
        self._search.setToolTip("Ctrl+F")
        self._search.searched.connect(self.searched)
        self._search.left_down.connect(self.left_search)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._search, 6)
        self._export = self._export_button()
        row.addWidget(self._export)
        row.addWidget(self._print_button())
        row.addWidget(self._button("下发…", "plain", "dispatch"))
        row.addWidget(self._button("收表合并…", "primary", "collect"))

    @property
    def words(self) -> str:
        """What is being searched for."""
        return self._search.text().strip()

    def complete(self) -> None:
        """What can wait until the rows stand."""
        self._search.complete()
        menu = self._export.menu()
        for suffix, words in EXPORTS:
            menu.addAction(words).setData(suffix)

    def focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def show_words(self, words: str) -> None:
        """Without a signal: the page draws anew by itself. What is being typed is left alone where it says the same."""
        if words != self.words:
            self._search.blockSignals(True)
            self._search.setText(words)
            self._search.blockSignals(False)

    def _button(self, words: str, role: str, page: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(page)
        set_role(button, role)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._go)
        return button

    def _export_button(self) -> QPushButton:
        button = QPushButton("导出 ▾")
        button.setAccessibleName("导出细化表")
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        menu = QMenu(button)
        menu.triggered.connect(self._ask_export)
        button.setMenu(menu)
        return button

    def _print_button(self) -> QPushButton:
        button = QPushButton("打印")
        button.setObjectName("print")
        button.setToolTip("打印预览（Ctrl+Shift+P）")
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._ask_print)
        return button

    @Slot()
    def _ask_print(self) -> None:
        self.export_requested.emit("print")

    @Slot()
    def _go(self) -> None:
        self.go_requested.emit(self.sender().objectName(), None)

    @Slot(QAction)
    def _ask_export(self, action: QAction) -> None:
        self.export_requested.emit(str(action.data()))
