"""How the last run ended: a file for each window program, held while it runs and gone when it ends well.

Whoever finds one that nobody holds knows that its program was killed, crashed, or lost its power. Into the same file
``faulthandler`` writes where the program stood when it crashed. It is held by the system's own lock of an open file, which goes
with the process: nothing is to be cleared away by hand, and no process number is to be believed.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Final, NamedTuple

CRASH_NAME: Final = "program.crash"
_PREFIX, _SUFFIX = ".run-", ".mark"
_LEAVING, _STAYING = b"leaving\n", b"staying\n"
_MOST_BYTES: Final = 200_000
_FATAL: Final = (b"Fatal Python error", b"access violation", b"stack overflow", b"int divide by zero")
"""Windows also reports exceptions there that were dealt with, by their code: those ended nothing."""
_JUST_BEGUN: Final = 5.0
_FAR: Final = 0x3FFFFFFF
"""Windows locks bytes, and keeps others from reading them: one that the file never has."""


class BadEnd(NamedTuple):
    """A run that did not end well. ``since`` None: it did not get as far as saying so. ``crashed``: it left word where."""

    since: datetime | None
    until: datetime
    crashed: bool


class RunMark:
    """``last``: the newest run before this one that did not end well, None where all did."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.last: Final = max(_clear_up(folder), key=lambda each: each.until, default=None)
        self._file: IO[bytes] | None = None
        self._path = folder / f"{_PREFIX}{os.getpid()}-{now:%Y%m%d%H%M%S}{_SUFFIX}"
        try:
            self._file = self._path.open("w+b", buffering=0)
            _hold(self._file)
            self._file.write(f"{now.isoformat(timespec='seconds')}\n".encode())
            faulthandler.enable(self._file)
        except (OSError, ValueError):  # a read-only place: the program runs without
            self._let_go()

    def leaving(self) -> None:
        """The program is about to end, by itself or by the system that shuts down: that is no crash."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.write(_LEAVING)

    def staying(self) -> None:
        """It was not to end after all."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.write(_STAYING)

    def end(self) -> None:
        """The program ends well."""
        if self._file is not None:
            faulthandler.disable()
            self.leaving()  # said too, in case that the file can't be deleted: a virus scanner may be at it
            self._let_go()

    def _let_go(self) -> None:
        if self._file is None:
            return
        self._file.close()
        self._file = None
        with contextlib.suppress(OSError):
            self._path.unlink()


def _clear_up(folder: Path) -> Iterator[BadEnd]:
    """Of marks that nobody holds; what they say of a crash is kept."""
    for path in sorted(_marks(folder)):
        try:
            with path.open("r+b", buffering=0) as file:
                _hold(file)
                text = file.read(_MOST_BYTES)
                ended = path.stat().st_mtime
            until, fresh = datetime.fromtimestamp(ended).replace(microsecond=0), time.time() - ended < _JUST_BEGUN
            if text or not fresh:  # else of a program that is just about to hold it
                path.unlink()
        except (OSError, ValueError):  # held: that program runs
            continue
        first, _, rest = text.partition(b"\n")
        if text.rfind(_LEAVING) > text.rfind(_STAYING) or (not text and fresh):
            continue
        rest = rest.replace(_LEAVING, b"").replace(_STAYING, b"")
        if rest.strip():
            _keep(folder / CRASH_NAME, text)
        yield BadEnd(_moment(first), until, any(sign in rest for sign in _FATAL))


def _marks(folder: Path) -> list[Path]:
    """``os.scandir`` and no glob: that is imported at the first paint otherwise."""
    try:
        with os.scandir(folder) as entries:
            return [Path(each.path) for each in entries if each.name.startswith(_PREFIX) and each.name.endswith(_SUFFIX)]
    except OSError:
        return []


def _keep(path: Path, text: bytes) -> None:
    """After what is there of earlier crashes; where that has grown large, in its place."""
    with contextlib.suppress(OSError):
        large = path.exists() and path.stat().st_size > _MOST_BYTES
        with path.open("wb" if large else "ab") as file:
            file.write(text.rstrip(b"\n") + b"\n\n")


def _moment(line: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(line.decode("ascii").strip())
    except ValueError:
        return None


if sys.platform == "win32":
    import msvcrt

    def _hold(file: IO[bytes]) -> None:
        """OSError when another process does."""
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _hold(file: IO[bytes]) -> None:
        """OSError when another process does."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
