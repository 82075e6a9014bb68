"""Tools of the page 往期 in the top bar."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.widgets.search_box import SearchBox


class PastBar(QWidget):
    """Search, copy, export."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchBox(hint)
        self.search.setMinimumWidth(340)
        self.search.setMaximumWidth(340)
        self.copy_button = QPushButton("复制")
        self.copy_button.setToolTip("列出的全部复制成格子，可以粘贴到 WPS 或 Excel")
        self.export_button = QPushButton("导出…")
        self.export_button.setToolTip("列出的全部写成 xlsx、docx 或 pdf")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for widget in (self.search, self.copy_button, self.export_button):
            row.addWidget(widget)
