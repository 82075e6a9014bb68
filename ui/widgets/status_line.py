"""The status bar: what the page says of itself, when the ledger was saved, when it was last backed up."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QWidget

from ui.models.saving import Saving
from ui.theme import Tone, set_tone
from ui.widgets.top_bar import moment_words

_MESSAGE_MS = 8_000
_KEPT = "没能写进台账，填的内容还在窗口里；窗口上方的提示说了为什么，几秒后会再试，也可以按 Ctrl+S。"


class StatusLine(QStatusBar):
    """Messages stand for a while in the place of the page's words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        # In one box, which the bar hides behind a message: a label shown meanwhile would be printed over it.
        box = QWidget()
        self.left, self.more = QLabel(box), QLabel(box)
        self._saved, self._backup = QLabel(), QLabel()
        self._saved_words = ""
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
        """What was typed stands in the ledger's file: never before it does."""
        self._saved_words = f"已自动保存 {at:%H:%M}"
        self.show_saving(Saving.DONE)

    @Slot(object)
    def show_saving(self, saving: Saving) -> None:
        self._saved.setText(saving.value or self._saved_words)
        set_tone(self._saved, Tone.BAD if saving is Saving.FAILED else None)
        self._saved.setToolTip(_KEPT if saving is Saving.FAILED else "")

    def show_backup(self, at: datetime | None) -> None:
        """None: there is none yet."""
        self._backup.setText(f"上次备份 {moment_words(at)}" if at else "尚无备份")
