"""Each key means one thing wherever it is pressed, and what a page takes itself is told in the help."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import MENUS, PAGE_KEYS
from ui.help.chapters import chapter_text
from ui.main_window import MainWindow
from ui.pages.registry import PAGES

NAMES = [spec.name for spec in PAGES]
LOCAL = (Qt.ShortcutContext.WidgetShortcut, Qt.ShortcutContext.WidgetWithChildrenShortcut)
TOLD_ELSEWHERE = {
    "Alt+Up", "Alt+Down",  # in the menu 视图
    "Ctrl+I",  # F6's other key, for keyboards whose F keys are the machine's
    "Ctrl+Return", "Ctrl+Enter", "Ctrl+Tab", "Ctrl+Shift+Tab",
}


def keys_at_hand(window: MainWindow) -> Iterator[tuple[str, str]]:
    """(key, whose) of all that answers in the whole window while this page is shown."""
    for action in window.actions_by_key.values():
        if action.isEnabled() and action.shortcutContext() not in LOCAL:
            yield from ((keys.toString(), action.text()) for keys in action.shortcuts())
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and owner.isVisible() and shortcut.context() not in LOCAL:
            yield shortcut.key().toString(), f"{type(owner).__name__}"
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and not button.shortcut().isEmpty():
            yield button.shortcut().toString(), button.text()
    listed = list(window.actions_by_key.values())
    for action in window.findChildren(QAction):
        owner = action.parent()
        shown = isinstance(owner, QWidget) and owner.isVisible()
        if action not in listed and shown and action.shortcutContext() not in LOCAL and not action.shortcut().isEmpty():
            yield action.shortcut().toString(), action.text()


@pytest.mark.parametrize("name", NAMES)
def test_no_key_means_two_things_on_a_page(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.go(name)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    keys = list(keys_at_hand(window))
    counted = Counter(key for key, _ in keys)
    assert [(key, [whose for each, whose in keys if each == key]) for key, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_takes_itself_is_told_in_the_help(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.go(name)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    text = chapter_text("keys")
    shortcuts = [each for each in window.current_page.findChildren(QShortcut) if each.isEnabled()]
    keys = {each.key().toString() for each in shortcuts} - TOLD_ELSEWHERE
    menus = {QKeySequence(entry.keys).toString() for _, entries in MENUS for entry in entries if entry.keys}
    assert sorted(key for key in keys - menus if key not in text and not re.fullmatch(r"(Alt\+)?\d", key)) == []


def test_menu_entries_have_mnemonics_or_keys_of_their_own_only_once() -> None:
    keys = [key for _, entries in MENUS for entry in entries for key in (entry.keys, *entry.also) if key]
    assert [key for key, count in Counter(map(str, keys)).items() if count > 1] == []
    words = [entry.words for _, entries in MENUS for entry in entries]
    assert [word for word, count in Counter(words).items() if count > 1] == []


def test_every_entry_of_the_menus_does_something(window: MainWindow) -> None:
    """``new``, ``open``, ``shared`` and ``sample`` are there where another ledger can be turned to."""
    table = {entry.key for _, entries in MENUS for entry in entries}
    assert table - set(window.actions_by_key) <= {"new", "open", "shared", "sample"}


def test_keys_named_in_tool_tips_are_real(window: MainWindow, qtbot: QtBot) -> None:
    """A tip that names a key which nothing takes sends the clerk nowhere."""
    known = {QKeySequence(key).toString() for _, entries in MENUS for e in entries for key in (e.keys, *e.also) if key}
    pages = " ".join(keys for _, _, lines in PAGE_KEYS for keys, _ in lines)
    named = {
        found for path in (Path(__file__).resolve().parents[2] / "ui").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines() if "setToolTip" in line
        for found in re.findall(r"(?:Ctrl|Alt|Shift)\+[A-Za-z0-9]+(?:\+[A-Za-z0-9]+)?|\bF\d\b", line)
    }
    assert named
    assert sorted(key for key in named if QKeySequence(key).toString() not in known and key not in pages) == []
