"""What a clerk's hands do: Chinese comes through an input method, not key by key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def type_in(widget: QWidget, text: str) -> None:
    """Commit text at the caret as an input method does."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def press(widget: QWidget, key: Qt.Key) -> None:
    """One key, down and up."""
    QTest.keyClick(widget, key)


def press_keys(widget: QWidget, keys: str) -> None:
    """A shortcut, as written: Ctrl+C."""
    QTest.keySequence(widget, QKeySequence(keys))
