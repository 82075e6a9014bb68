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

_EVERY_MS: Final = 250
_MANY: Final = 20_000
"""Objects. To look through more than that takes longer than anybody should wait for a key."""
_MOST: Final = 40_000
"""The same of all that came since something was set aside last, a little at a time."""
_AT_ONCE: Final = 10_000
"""Of those that were looked at once: with more they would take half a clerk's wait, and so they are looked at again before."""
_SECONDS: Final = 300.0


class Collector(QObject):
    """As often as Python would look by itself, at most four times a second; from then on it doesn't.

    What has stood once is set aside (frozen) and not looked through again, nor is what came in great numbers at once, as a
    month's rows: a ledger of ten thousand would take a third of a second each time. All of it is looked through when the clerk
    has turned to another program.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._aside = self._standing = self._seen_once = 0
        self._last = -_SECONDS
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def set_aside(self) -> None:
        """All that has come till now: Python's own count of it is less by those of before that are gone meanwhile, and of a month
        read anew, which takes the place of the one before, it is next to nothing."""
        gc.freeze()
        self._aside += self._standing + 1
        self._standing = self._seen_once = 0

    @Slot()
    def look(self) -> None:
        young = gc.get_count()[0]
        if young > _MANY:
            self._keep_aside(young)
        elif self._standing + young > _MOST:
            gc.collect(_YOUNGER)
            self._keep_aside(young)
        else:
            self._look_through(young)
        if self._aside and self._may_take_time():
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._aside, self._last = 0, time.monotonic()

    def _keep_aside(self, young: int) -> None:
        gc.freeze()
        self._aside += self._standing + young
        self._standing = self._seen_once = 0

    def _look_through(self, young: int) -> None:
        """The generation whose turn it is; the one before the oldest as soon as there is enough in it."""
        if self._seen_once + young > _AT_ONCE:
            gc.collect(_YOUNGER)
            looked = _YOUNGER
        else:
            looked = collect_due()
        if looked == _OLDEST:
            gc.freeze()
            self._standing = self._seen_once = 0
        elif looked >= 0:
            self._standing += young
            self._seen_once = 0 if looked == _YOUNGER else self._seen_once + young

    def _may_take_time(self) -> bool:
        state = QGuiApplication.applicationState()
        return state is not Qt.ApplicationState.ApplicationActive and time.monotonic() - self._last > _SECONDS


def set_aside() -> None:
    """Much has come at once that stays: it is not looked through. Where nobody looks, as in a program without windows, nothing is
    done."""
    app = QGuiApplication.instance()
    for collector in app.findChildren(Collector) if app is not None else ():
        collector.set_aside()


_YOUNGER: Final = 1
_OLDEST: Final = 2


def collect_due() -> int:
    """The oldest generation whose turn it is, by Python's own measure, and which it was; -1 where little has been made since."""
    for generation in reversed(range(3)):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return generation
    return -1
