"""What lies in the place of a ledger that can't be opened, for the page that tells of it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from qcapp.domain.server_address import ServerAddress
from qcapp.domain.sizes import size_words
from ui.desktop import shown_path
from ui.theme import set_role
from ui.widgets.labels import ElidedLabel


class FoundRows(QWidget):
    """A line for each thing that is known of it."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = [(QLabel(), ElidedLabel()) for _ in range(3)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._rows):
            set_role(name, "muted")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)

    def show_file(self, path: Path, address: ServerAddress | None = None) -> None:
        """``address`` of a shared ledger, of which no file is there."""
        rows = found(path) if address is None else found_shared(path, address)
        for labels, told in zip(self._rows, rows, strict=True):
            for label, words in zip(labels, told, strict=True):
                label.setText(words)
                label.setVisible(bool(told[0]))


def found(path: Path) -> tuple[tuple[str, str], ...]:
    """As three pairs of a name and its value."""
    try:
        status = path.stat()
    except OSError:
        where = "文件夹还在，文件不在里面" if os.path.isdir(path.parent) else "连文件夹也不在（移动盘没插好，或改了名）"
        return ("文件", shown_path(path)), ("找到的", where), ("", "")
    size = f"{size_words(status.st_size)}（{status.st_size:,} 字节）"
    return ("文件", shown_path(path)), ("大小", size), ("最后改动", f"{datetime.fromtimestamp(status.st_mtime):%Y-%m-%d %H:%M}")


def found_shared(path: Path, address: ServerAddress) -> tuple[tuple[str, str], ...]:
    user = f"，用户 {address.user}" if address.user else ""
    return ("共享台账", f"{address.shown}{user}"), ("备份在", shown_path(path.parent)), ("", "")


def other_name(path: Path) -> Path:
    """Beside that one, for a new ledger."""
    return path.with_name(f"{path.stem}-2{path.suffix}")
