"""The main window's menus, filled: every entry that the pages there are can answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ui.actions import WRITING, fill_menus
from ui.recent import Recent
from ui.recent_menu import RecentMenu
from ui.scheme_menu import add_scheme_menu
from ui.views import Views
from ui.writing_entries import keep_grey, mark_writing

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from ui.main_window import MainWindow

_OF_PAGES = ("overview", "dispatch", "collect", "bulletin", "past", "search", "plan", "history")
# Entries that a page answers besides those that lead to it.
_ANSWERED = {"collect": ("send_back",), "plan": ("next_plan", "in_plan"), "bulletin": ("go_remind",)}


def filled(window: MainWindow, menus: Sequence[QMenu], pages: Collection[str]) -> dict[str, QAction]:
    """The actions by key. ``pages``: the names of those there are."""
    views = Views(window)
    handlers = {**window.commands.handlers(), **views.handlers()}
    unwanted = _unanswered(pages) | ({"new", "open", "shared", "sample"} if window.ledgers is None else set())
    wanted = {key: slot for key, slot in handlers.items() if key not in unwanted}
    guarded = {key: _writing(window, slot) if key in WRITING else slot for key, slot in wanted.items()}
    actions = fill_menus(menus, guarded, {**window.commands.by_keys(), **views.by_keys()})
    menus[1].aboutToShow.connect(partial(window.commands.undoing.name, actions["undo"], actions["redo"]))
    mark_writing(action for key, action in actions.items() if key in WRITING)
    for menu in menus:
        keep_grey(menu)
    actions["full_rows"].setChecked(not window.ledger_page.table.heights.compact)
    add_scheme_menu(menus, window.settings)
    recent = window.ledgers.recent if window.ledgers is not None else Recent(window.settings)
    RecentMenu(window, menus[0], actions["save"], recent)
    return actions


def _writing(window: MainWindow, slot: Callable[[], object]) -> Callable[[], object]:
    """What an entry does where the ledger can be written; else it is said that it can't."""

    def guarded() -> None:
        if not (window.services.read_only and window.read_only.refuse()):
            slot()

    return guarded


def _unanswered(pages: Collection[str]) -> set[str]:
    missing = set(_OF_PAGES) - set(pages)
    return missing | {f"go_{name}" for name in missing} | {key for name in missing for key in _ANSWERED.get(name, ())}
