"""The status bar: what the page says of itself, when the ledger was saved, when it was last backed up."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from ui.widgets.top_bar import moment_words

_MESSAGE_MS = 8_000


class StatusLine(QStatusBar):
    """Messages stand for a while in the place of the page's words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        # In one box, which the bar hides behind a message: a label shown meanwhile would be printed over it.
        box = QWidget()
        self.left, self.more = QLabel(box), QLabel(box)
        self._saved, self._backup = QLabel(), QLabel()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.left)
        row.addWidget(self.more)
        self.addWidget(box)
        self.addPermanentWidget(self._saved)
        self.addPermanentWidget(self._backup)

    @property
    def words(self) -> tuple[str, ...]:
        """Left to right."""
        return tuple(label.text() for label in (self.left, self.more, self._saved, self._backup))

    def say(self, words: str) -> None:
        self.showMessage(words, _MESSAGE_MS)

    def show_words(self, words: str, more: str = "") -> None:
        self.left.setText(words)
        self.more.setText(more)
        self.more.setVisible(bool(more))

    def show_saved(self, at: datetime) -> None:
        self._saved.setText(f"已自动保存 {at:%H:%M}")

    def show_backup(self, at: datetime | None) -> None:
        """None: there is none yet."""
        self._backup.setText(f"上次备份 {moment_words(at)}" if at else "尚无备份")
