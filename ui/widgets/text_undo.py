"""Ctrl+Z and Ctrl+Y in a text box stop at that box: they never reach the ledger from there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

TextBox = QLineEdit | QPlainTextEdit | QTextEdit
NOTHING_TO_UNDO: Final = "这一格没有可撤销的了；要撤销整次操作，请到「历史」页或先点一下表格。"
NOTHING_TO_REDO: Final = "这一格没有可恢复的了；要恢复整次操作，请到「历史」页或先点一下表格。"


def text_box_at_hand() -> TextBox | None:
    """The text box a person writes in now."""
    box = QApplication.focusWidget()
    return box if isinstance(box, TextBox) and not box.isReadOnly() else None


def undo_text(box: TextBox) -> str:
    """Take back the box's own last step; why not, when there is none."""
    if not _can_undo(box):
        return NOTHING_TO_UNDO
    box.undo()
    return ""


def redo_text(box: TextBox) -> str:
    if not _can_redo(box):
        return NOTHING_TO_REDO
    box.redo()
    return ""


def leaves_to_menu(box: TextBox, event: QEvent) -> bool:
    """A ShortcutOverride the box has no step for: it goes on to the menu's key, which says so."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not _can_undo(box)
    return event.matches(QKeySequence.StandardKey.Redo) and not _can_redo(box)


def _can_undo(box: TextBox) -> bool:
    return box.isUndoAvailable() if isinstance(box, QLineEdit) else box.document().isUndoAvailable()


def _can_redo(box: TextBox) -> bool:
    return box.isRedoAvailable() if isinstance(box, QLineEdit) else box.document().isRedoAvailable()
