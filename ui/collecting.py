"""Garbage that stands in cycles is looked for on the window's thread, never on one beside it.

Python looks for it on whichever thread happens to ask for memory. Of widgets that a thread beside finds, PySide keeps a list
and deletes them on the window's thread a little later; what Qt itself has deleted by then is deleted twice, and the program
ends without a word. Objects that are no widgets, timers among them, it even deletes at once, on the wrong thread.
"""

from __future__ import annotations

import gc
import time
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

_EVERY_MS: Final = 1_000
_MANY: Final = 50_000
"""Objects. To look through more than that takes longer than anybody should wait for a key."""
_MOST: Final = 50_000
"""The same of all that came since something was set aside last, a little at a time."""
_SECONDS: Final = 300.0


class Collector(QObject):
    """As often as Python would look by itself, at most once a second; from then on it doesn't.

    What has stood once is set aside (frozen) and not looked through again, nor is what came in great numbers at once, as a
    month's rows: a ledger of ten thousand would take a third of a second each time. All of it is looked through when the clerk
    has turned to another program.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._aside = self._standing = 0
        self._last = -_SECONDS
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        young = _young()
        if young > _MANY or self._standing + young > _MOST:
            gc.freeze()
            self._aside += self._standing + young
            self._standing = 0
        elif (looked := collect_due()) == _OLDEST:
            gc.freeze()
            self._standing = 0
        elif looked >= 0:
            self._standing += young
        if self._aside and self._may_take_time():
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._aside, self._last = 0, time.monotonic()

    def _may_take_time(self) -> bool:
        state = QGuiApplication.applicationState()
        return state is not Qt.ApplicationState.ApplicationActive and time.monotonic() - self._last > _SECONDS


_OLDEST: Final = 2


def _young() -> int:
    """Objects that a look would go through at the least. Python's own count is less by those of before that are gone meanwhile:
    of a month read anew, which takes the place of the one before, it may be next to nothing."""
    counted = gc.get_count()[0]
    return counted if counted > _MANY or not _is_due() else len(gc.get_objects(generation=0))


def _is_due() -> bool:
    return any(count > threshold for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True))


def collect_due() -> int:
    """The oldest generation whose turn it is, by Python's own measure, and which it was; -1 where little has been made since."""
    for generation in reversed(range(3)):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return generation
    return -1
