"""What is shown no more, let go of a little at a time: thousands of pages or fields at once would hold the window up."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_SLICE_SECONDS: Final = 0.008


class Gone(QObject):
    """Each thing taken is let go of by itself, in the turns that follow; it goes then, unless somebody else has it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._things: list[object] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def take(self, things: Iterable[object]) -> None:
        self._things.extend(things)
        self._timer.start()

    @Slot()
    def _next(self) -> None:
        until = time.perf_counter() + _SLICE_SECONDS
        while self._things and time.perf_counter() < until:
            self._things.pop()
        if not self._things:
            self._timer.stop()
