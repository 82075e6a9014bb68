"""A menu entry whose keys may have another meaning where the caret stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


class KeyedAction(QAction):
    """``by_keys`` is asked when the keys, not the mouse, call it; True keeps the entry from being triggered."""

    def __init__(self, words: str, menu: QMenu, by_keys: Callable[[], bool] | None = None) -> None:
        super().__init__(words, menu)
        self._by_keys = by_keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Shortcut and self._by_keys is not None and self._by_keys():
            return True
        return super().event(event)
