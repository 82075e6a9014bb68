"""Garbage that stands in cycles is looked for on the window's thread, never on one beside it.

Python looks for it on whichever thread happens to ask for memory. Of widgets that a thread beside finds, PySide keeps a list
and deletes them on the window's thread a little later; what Qt itself has deleted by then is deleted twice, and the program
ends without a word. Objects that are no widgets, timers among them, it even deletes at once, on the wrong thread.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS: Final = 1_000


class Collector(QObject):
    """As often as Python would look by itself, at most once a second; from then on it doesn't."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        collect_due()


def collect_due() -> None:
    """The oldest generation whose turn it is, by Python's own measure; nothing where little has been made since."""
    for generation in reversed(range(3)):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
