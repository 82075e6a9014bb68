"""The status bar: what the page says of itself, when the ledger was saved, when it was last backed up."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStatusBar, QWidget

from ui.models.saving import Saving
from ui.theme import Tone, set_role, set_tone
from ui.widgets.top_bar import moment_words

_MESSAGE_MS = 8_000
OLD_DAYS = 7
"""A backup older than that is too old."""
_KEPT = "没能写进台账，填的内容还在窗口里；窗口上方的提示说了为什么，几秒后会再试，也可以按 Ctrl+S。"


class StatusLine(QStatusBar):
    """Messages stand for a while in the place of the page's words. ``backups_requested``: the last backup was clicked."""

    backups_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        # In one box, which the bar hides behind a message: a label shown meanwhile would be printed over it.
        box = QWidget()
        self.left, self.more = QLabel(box), QLabel(box)
        self._saved, self._backup = QLabel(), QPushButton()
        self._saved_words = ""
        self._backup.setAccessibleName("上次备份")  # until that was looked up
        set_role(self._backup, "status")
        self._backup.clicked.connect(self.backups_requested)
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
        return (self.left.text(), self.more.text(), self._saved.text(), self._backup.text())

    @property
    def backup_button(self) -> QPushButton:
        """The last backup, a way into 备份与恢复."""
        return self._backup

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

    def show_backup(self, at: datetime | None, today: date) -> None:
        """None: there is none yet. Amber, with words, when it is too long ago."""
        days = (today - at.date()).days if at else 0
        old = at is None or days > OLD_DAYS
        words = f"上次备份 {moment_words(at)}" if at else "尚无备份"
        self._backup.setText(f"{words}，已有 {days} 天" if at and old else words)
        self._backup.setAccessibleName(self._backup.text())
        self._backup.setToolTip("点这里备份，或恢复以前的备份")
        set_tone(self._backup, Tone.WARN if old else None)
