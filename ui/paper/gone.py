"""Pages that are shown no more, let go of a few at a time: thousands at once would hold the window up."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from ui.paper.sheet import Page

_SLICE_SECONDS: Final = 0.008


class GonePages(QObject):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pages: list[Page] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def take(self, pages: Iterable[Page]) -> None:
        """Nobody else may have them."""
        self._pages.extend(pages)
        self._timer.start()

    @Slot()
    def _next(self) -> None:
        until = time.perf_counter() + _SLICE_SECONDS
        while self._pages and time.perf_counter() < until:
            self._pages.pop()
        if not self._pages:
            self._timer.stop()
