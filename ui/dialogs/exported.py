"""What follows a written file: one sentence with 打开文件 and 打开所在文件夹. Not in the way, stays until closed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.desktop import open_file, open_folder
from ui.recent import written
from ui.theme import set_role
from ui.widgets.drag_out import DragHandle


class ResultBar(QFrame):
    """``show_file`` after an export, ``show_folder`` after several files. ``failed`` when the desktop won't open it."""

    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "notice-info")
        self._path: Path | None = None
        self.handle = DragHandle()
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._file = _link("打开文件")
        self._folder = _link("打开所在文件夹")
        self._close = _link("知道了")
        self._file.clicked.connect(self.open_file)
        self._folder.clicked.connect(self.open_folder)
        self._close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 8, 5)
        row.setSpacing(12)
        row.addWidget(self.handle)
        row.addWidget(self._label, 1)
        for button in (self._file, self._folder, self._close):
            row.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def show_file(self, path: Path, sentence: str = "") -> None:
        """``path``: the file written; without a sentence, 已导出“…”."""
        self._show(path, sentence or f"已导出“{path.name}”。", one_file=True)

    def show_folder(self, folder: Path, sentence: str) -> None:
        self._show(folder, sentence, one_file=False)

    @Slot()
    def clear(self) -> None:
        self._label.clear()
        self.hide()

    @Slot()
    def open_file(self) -> None:
        if self._path is not None and not open_file(self._path):
            self.failed.emit(f"没有打开“{self._path.name}”，请点“打开所在文件夹”看看文件是否还在、有没有能打开它的程序。")

    @Slot()
    def open_folder(self) -> None:
        if self._path is not None and not open_folder(self._path):
            self.failed.emit(f"没有打开文件夹“{self._path}”，请看看它是否已被移走或 U 盘已拔出。")

    def _show(self, path: Path, sentence: str, *, one_file: bool) -> None:
        self._path = path
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self._file.setVisible(one_file)
        self.handle.path = path
        self.show()
        written.told.emit(path)


def _link(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)  # in a dialog, Enter is none of its business
    set_role(button, "link")
    return button
