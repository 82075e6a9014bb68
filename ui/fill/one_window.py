"""One window at a time fills in a form: two would keep one draft, and the later save would undo the earlier."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile


class OneWindow:
    """A file stands beside the drafts while a form is open; that of a program which was killed counts for nothing."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._lock: QLockFile | None = None

    def take(self, path: Path) -> bool:
        """Instead of the form taken before; False where another window has this one. Where no such file can be written, it is
        not known, and none is kept from its work."""
        if path == self._path:
            return True
        lock = QLockFile(str(path))
        lock.setStaleLockTime(0)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            pass
        else:
            if not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError:
                return False
        self.release()
        self._path, self._lock = path, lock
        return True

    def release(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
        self._path = self._lock = None
