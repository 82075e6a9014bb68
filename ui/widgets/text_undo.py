"""Ctrl+Z and Ctrl+Y in a text box that is being typed in stop at that box: they never reach the ledger from there.

A field of the ledger in which nothing was typed since the keys came to it has nothing of its own to take back: there they
mean the ledger, as they do in its table.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

TextBox = QLineEdit | QPlainTextEdit | QTextEdit
NOTHING_TO_UNDO: Final = "这一格没有可撤销的了；要撤销整次操作，请到「历史」页或先点一下表格。"
NOTHING_TO_REDO: Final = "这一格没有可恢复的了；要恢复整次操作，请到「历史」页或先点一下表格。"


_UNTOUCHED: Final = "untouched"
# The keys were lent to a menu or another program: they come back to what was being typed.
_BACK: Final = (
    Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason,
)


def text_box_at_hand() -> TextBox | None:
    """The text box a person writes in now."""
    box = QApplication.focusWidget()
    return box if isinstance(box, TextBox) and not box.isReadOnly() else None


def of_ledger(box: TextBox) -> None:
    """What is typed there is saved by itself: with nothing typed, undoing means the ledger. Other boxes keep it."""
    box.setProperty(_UNTOUCHED, True)


def came_to(box: TextBox, reason: Qt.FocusReason) -> None:
    """The keys have come to it."""
    if reason not in _BACK:
        left_untouched(box)


def left_untouched(box: TextBox) -> None:
    """What stands in it is the ledger's, none of it typed there just now."""
    _note(box, True)


def touched(box: TextBox) -> None:
    """A person typed in it."""
    _note(box, False)


def untouched(box: TextBox) -> bool:
    """Whether undoing there means the ledger."""
    return box.property(_UNTOUCHED) is True


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
    """A ShortcutOverride the box has no step for: it goes on to the menu's key, which says so or undoes in the ledger."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    from PySide6.QtGui import QKeySequence

    if event.matches(QKeySequence.StandardKey.Undo):
        return untouched(box) or not _can_undo(box)
    return event.matches(QKeySequence.StandardKey.Redo) and (untouched(box) or not _can_redo(box))


def _note(box: TextBox, on: bool) -> None:
    if box.property(_UNTOUCHED) is not None:
        box.setProperty(_UNTOUCHED, on)


def _can_undo(box: TextBox) -> bool:
    return box.isUndoAvailable() if isinstance(box, QLineEdit) else box.document().isUndoAvailable()


def _can_redo(box: TextBox) -> bool:
    return box.isRedoAvailable() if isinstance(box, QLineEdit) else box.document().isRedoAvailable()
