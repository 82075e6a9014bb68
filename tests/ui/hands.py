"""What a clerk's hands do: Chinese comes through an input method, not key by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

if TYPE_CHECKING:
    from ui.main_window import MainWindow


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


def look_for_news(window: MainWindow) -> None:
    """The look of every few seconds, begun now and over. One that is under way may have looked before, and news that comes while
    something is done waits for the next."""
    following = window.following
    assert following is not None
    for _ in range(2):
        wait_while(lambda: following.asking or window.tasks.busy)
        following.look()
        wait_while(lambda: following.asking)
        if not following._news:
            break


def wait_while(something_goes_on: Callable[[], bool]) -> None:
    while something_goes_on():
        QApplication.processEvents()


def tab_round(start: QWidget) -> list[QWidget]:
    """Where Tab stops from there on, until it is back; each once, whatever Tabs it takes within."""
    window = start.window()
    window.activateWindow()
    start.setFocus(Qt.FocusReason.TabFocusReason)
    stops = [start]
    for _ in range(400):
        press(stops[-1], Qt.Key.Key_Tab)
        at = window.focusWidget()
        if at is start and len(stops) > 1:
            return stops
        if at is not stops[-1]:
            stops.append(at)
    raise AssertionError(f"Tab never comes back; it goes round in {stops[-5:]}")


def never_reached(inside: QWidget, stops: list[QWidget]) -> list[QWidget]:
    """Controls that can be seen and used, and that Tab passes over. Of radio buttons one is a stop, arrows go on."""
    tab = Qt.FocusPolicy.TabFocus
    return [
        each for each in inside.findChildren(QWidget)
        if each.window() is inside.window() and each.isVisible() and each.isEnabled() and each.focusPolicy() & tab
        and each.focusProxy() is None and not isinstance(each, QRadioButton) and each not in stops
    ]
