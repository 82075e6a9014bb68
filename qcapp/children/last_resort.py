"""The end of this process, by a timer that needs no Python to run: for a parser that never comes back to it.

To set that timer starts a thread and to stop it waits for that thread's end. So while files follow each other closely it stays
as it is, and is set anew only when a twentieth of its time has passed.
"""

from __future__ import annotations

import faulthandler
import time
from typing import TextIO

_LATEST = 0.05
"""By how much of the time that it has been given a piece of work may last longer before the process ends."""


class LastResort:
    """``begin`` before a piece of work and ``end`` after it; ``rest`` when none has come for ``patience`` seconds."""

    def __init__(self, seconds: float, nowhere: TextIO) -> None:
        """A piece of work has that many seconds at the least. ``nowhere``: where it writes what nobody reads."""
        self._seconds, self.patience, self._nowhere = seconds, seconds * _LATEST, nowhere
        self._since: float | None = None

    def begin(self) -> None:
        if self._since is None or time.monotonic() - self._since >= self.patience:
            faulthandler.dump_traceback_later(self._seconds + self.patience, exit=True, file=self._nowhere)
            self._since = time.monotonic()

    def end(self) -> None:
        """Never is the process ended while it waits: what is left of the time is many times ``patience``, or it is stopped."""
        if self._since is not None and time.monotonic() - self._since >= self.patience:
            self.rest()

    def rest(self) -> None:
        if self._since is not None:
            faulthandler.cancel_dump_traceback_later()
            self._since = None
