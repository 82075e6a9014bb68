"""One thread that watches over many short pieces of work, and acts when one of them takes too long.

A timer of its own for each would start a thread for every file.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_LOOKS = 20
"""How often it looks within the shortest time that it is set for."""


class Alarm:
    """Set before a piece of work and cleared after it. ``act`` is called in the alarm's own thread, once each time it is set, at
    most a twentieth of ``least`` late; ``least``: seconds, as short as it will ever be set."""

    def __init__(self, act: Callable[[], object], least: float) -> None:
        self._act, self._every = act, least / _LOOKS
        self._until: float | None = None
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def set(self, seconds: float) -> None:
        with self._lock:
            self._until = time.monotonic() + seconds
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="alarm", daemon=True)
            self._thread.start()
        self._wake.set()

    def clear(self) -> None:
        with self._lock:
            self._until = None

    def _watch(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            set_still = True
            while set_still:  # it sleeps before it looks: short pieces that follow each other don't wake it each time
                time.sleep(self._every)
                set_still = self._look()

    def _look(self) -> bool:
        """Whether it goes on to watch."""
        with self._lock:  # so that what was cleared in time is never acted on
            if self._until is not None and time.monotonic() >= self._until:
                self._until = None
                self._act()
            return self._until is not None
