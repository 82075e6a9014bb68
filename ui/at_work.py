"""Whether the window is at work: what goes on beside it gives way meanwhile."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QObject, Slot

from qcapp.giving_way import give_way_by

_STEP: Final = 0.0005
"""Seconds between two looks; while it waits more and more, up to"""
_STRIDE: Final = 0.002
"""these, for each look takes Python from the window."""
_WORKED: Final = 0.00005
"""Seconds of processor that the window has used since the last look if it is at work: no share of them, for mostly it waits."""
_LONGEST: Final = 0.1
"""Seconds that one piece of work gives way for, and then goes on for: a window that never rests stops nothing."""
_TURN: Final = 0.05
"""Seconds after which a turn of the event loop is taken for a wait, be it for what goes on beside."""
_NEVER: Final = -_LONGEST
# All by perf_counter: Windows' monotonic moves on 16 ms at a time (till Python 3.13), and within them no look would be taken.

AtWork = Callable[[], bool]
"""Whether the window is at work, or was since it was asked last; asked by one thread."""


class Giving:
    """Each thread beside the window looks for itself; the window's own is let through."""

    def __init__(self, of_thread: Callable[[], AtWork]) -> None:
        self._of_thread = of_thread
        self._window = threading.main_thread().ident
        self._own = threading.local()

    def __call__(self) -> None:
        if threading.get_ident() == self._window:
            return
        look: _Look | None = getattr(self._own, "look", None)
        if look is None:
            look = self._own.look = _Look(self._of_thread())
        look.give_way()


class _Look:
    """Of one thread."""

    __slots__ = ("_at_work", "_next")

    def __init__(self, at_work: AtWork) -> None:
        self._at_work = at_work
        self._next = time.perf_counter()

    def give_way(self) -> None:
        began = now = time.perf_counter()
        if now < self._next:
            return
        step = _STEP
        while self._at_work():
            if now - began > _LONGEST:
                self._next = now + _LONGEST
                return
            time.sleep(step)
            step = min(2 * step, _STRIDE)
            now = time.perf_counter()
        self._next = now + _STEP


if sys.platform != "win32":

    class _ByClock:
        """By the processor time of the window's thread."""

        def __init__(self, clock: int) -> None:
            self._clock = clock
            self._used = time.clock_gettime(clock)

        def __call__(self) -> bool:
            used = time.clock_gettime(self._clock)
            worked, self._used = used - self._used, used
            return worked > _WORKED


class _Turns(QObject):
    """By the turns of the event loop, which Windows tells of exactly: from when it awakes until it waits."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._since = _NEVER
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._awake)
        dispatcher.aboutToBlock.connect(self._rests)

    @Slot()
    def _awake(self) -> None:
        self._since = time.perf_counter()

    @Slot()
    def _rests(self) -> None:
        self._since = _NEVER

    def __call__(self) -> bool:
        return time.perf_counter() - self._since < _TURN  # a dialog of Windows' own has a loop of its own: nothing is told of it


def be_given_way(app: QCoreApplication) -> None:
    """On the window's thread: from now on."""
    if sys.platform == "win32":
        turns = _Turns(app)
        give_way_by(Giving(lambda: turns))
    elif hasattr(time, "pthread_getcpuclockid"):
        clock = time.pthread_getcpuclockid(threading.get_ident())
        give_way_by(Giving(lambda: _ByClock(clock)))
