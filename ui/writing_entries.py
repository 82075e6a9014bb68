"""Entries of menus that write to the ledger: grey while their menu is open and nothing can be written, and tell why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.writing import may_write, why_not

_WRITES: Final = "writes"


def mark_writing(entries: Iterable[QAction]) -> None:
    """These change the ledger, in whatever menu they stand."""
    for entry in entries:
        entry.setProperty(_WRITES, True)


def keep_grey(menu: QMenu) -> None:
    """What is marked, only while the menu is open: by their keys they go on answering, and say why not."""
    entries = [entry for entry in menu.actions() if entry.property(_WRITES)]
    tips = {entry: entry.toolTip() for entry in entries}
    off: list[QAction] = []
    menu.aboutToShow.connect(partial(_turn_off, menu, entries, off))
    menu.aboutToHide.connect(partial(_give_back, off, tips))


def _turn_off(menu: QMenu, entries: Sequence[QAction], off: list[QAction]) -> None:
    menu.setToolTipsVisible(bool(why_not(menu)))
    on = [entry for entry in entries if entry.isEnabled()]
    off += [entry for entry in on if not may_write(entry, menu).isEnabled()]


def _give_back(off: list[QAction], tips: dict[QAction, str]) -> None:
    for entry in off:
        entry.setEnabled(True)
        entry.setToolTip(tips[entry])
    off.clear()
