"""One window writes to a ledger. A lock beside it, which the system lets go of when the process dies however it dies, and a
small file that says whose it is.

That file is of its own because Windows lets nobody else read what is locked; it counts only while the lock is held, so that
one left by a killed process, or copied along with a folder, holds nobody up.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from qcapp.domain.holder import LedgerHolder

log = logging.getLogger(__name__)

_LONGEST = 4096
_HELD: list[LedgerLock] = []
"""In this process. A folder that was renamed leads to the same lock by another path."""
_SHARED = 0o666
"""Two users of one computer may use the ledger in turn: the lock's file must not belong to the first alone."""


def lock_file(ledger: Path) -> Path:
    return _beside(ledger, "lock")


def holder_file(ledger: Path) -> Path:
    return _beside(ledger, "holder.json")


def _beside(ledger: Path, what: str) -> Path:
    # The file itself, whatever link led to it: two ways to one ledger must meet at one lock.
    real = Path(os.path.realpath(ledger))  # which, unlike ``resolve``, raises nothing where links go in a circle
    return real.with_name(f".{real.name}.{what}")


def read_holder(ledger: Path) -> LedgerHolder | None:
    """Who last said to hold it; None where nobody has, or it can't be understood."""
    from qcapp.domain.holder import LedgerHolder  # not on the way to the first rows

    try:
        with holder_file(ledger).open("rb") as file:
            said = json.loads(file.read(_LONGEST).decode("utf-8"))
        since = datetime.fromisoformat(said["since"]).replace(tzinfo=None)
        holder = LedgerHolder(_line(said["who"]), _line(said["computer"]), since, int(said["pid"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return holder if holder.who and holder.computer else None


def _line(said: Any) -> str:
    return " ".join(str(said).split())[:40]


class LedgerLock:
    """Of one open ledger. ``who``: the name that others are told."""

    def __init__(self, ledger: Path, who: str, now: Callable[[], datetime] = datetime.now) -> None:
        self._ledger, self._now = ledger, now
        self._who = who
        self._lock: BaseFileLock | None = None
        self._file: tuple[int, int] | None = None
        self._mine: LedgerHolder | None = None

    @property
    def taken(self) -> bool:
        return self._mine is not None

    @property
    def spoken_for(self) -> bool:
        """Whether somebody has said to hold it, be it still so or not. Costs nothing to ask."""
        return self.taken or os.path.exists(holder_file(self._ledger))

    def seems_free(self) -> bool:
        """Whether it could be taken now. Nobody is said to hold it, or the system says that nobody does: who was killed has
        left the word behind. It is taken for that, and let go at once."""
        if self.taken:
            return False
        path = lock_file(self._ledger)
        if not self.spoken_for or not os.path.exists(path):
            return True
        from filelock import FileLock, Timeout

        lock = FileLock(path, timeout=0, mode=_SHARED, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError):  # it can't be asked: what is said holds
            return False
        lock.release()
        return True

    def take(self) -> str:
        """"" when it is ours now; else the sentence of why not."""
        if self.taken:
            return ""
        from filelock import FileLock, Timeout  # not on the way to the first rows, where nobody else was there

        from qcapp.domain.holder import LedgerHolder

        path = lock_file(self._ledger)
        lock = FileLock(path, timeout=0, mode=_SHARED, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            if not self._go_on_with_own(path):
                return self._told()
        except PermissionError:
            return f"台账旁的“{path.name}”不能写入，没法确定有没有别人在用，这里只能查看；请检查它的权限后再试。"
        except (OSError, NotImplementedError) as error:
            # A file system without locks: every operation is whole all the same, and this window follows what others write.
            log.warning("no lock on %s: %s", path, error)
        else:
            self._lock, self._file = lock, _identity(path)
            _HELD.append(self)
        self._mine = LedgerHolder(self._who, _computer(), self._now().replace(microsecond=0), os.getpid())
        self._write()
        return ""

    def sign(self, who: str) -> None:
        """That name from now on."""
        self._who = who
        if self._mine is not None and self._mine.who != who:
            self._mine = replace(self._mine, who=who)
            self._write()

    def moved_to(self, ledger: Path) -> LedgerLock:
        """Of the ledger that is gone on with instead, by the same name; this one is let go."""
        self.release()
        return LedgerLock(ledger, self._who, self._now)

    def release(self) -> None:
        """Let it go; may be called twice."""
        mine, self._mine = self._mine, None
        if mine is not None and read_holder(self._ledger) in (mine, None):
            from qcapp.forms.safe_write import patient_unlink

            with contextlib.suppress(OSError):  # others look into it every few seconds, and take one that stays for a window
                patient_unlink(holder_file(self._ledger))
        lock, self._lock = self._lock, None
        if self in _HELD:
            _HELD.remove(self)
        if lock is not None:
            with contextlib.suppress(OSError):
                lock.release(force=True)

    def _go_on_with_own(self, path: Path) -> bool:
        """Take over what this process itself holds by a path that has led nowhere since its folder was renamed: there, nothing
        can be written any more."""
        for other in _HELD:
            if other._file == _identity(path) is not None and not other._ledger.exists():
                self._lock, self._file = other._lock, other._file
                other._lock = other._mine = None
                _HELD[_HELD.index(other)] = self
                return True
        return False

    def _told(self) -> str:
        from qcapp.domain.holder import UNKNOWN_HOLDER

        holder = read_holder(self._ledger)
        return holder.sentence(self._now().date(), _computer()) if holder else UNKNOWN_HOLDER

    def _write(self) -> None:
        """Whole or not at all: others read it at any moment. Without it they are told no name, and that is all."""
        from qcapp.forms.safe_write import patient_replace

        assert self._mine is not None
        mine, target = self._mine, holder_file(self._ledger)
        part = target.with_name(f"{target.name}.{mine.pid}.part")
        said = {"who": mine.who, "computer": mine.computer, "since": mine.since.isoformat(), "pid": mine.pid}
        try:
            part.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
            patient_replace(part, target)
        except OSError as error:
            log.warning("who holds the ledger could not be said in %s: %s", target, error)
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _computer() -> str:
    import platform  # a command, which holds no lock, has no need of it

    return platform.node()
