"""A ledger that lies where nothing can be written: it is looked at, and says why it can't be written."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from db.backup import part_beside
from db.journals import journal_of

_REASONS = {
    errno.ENOSPC: ("磁盘已经满了", "清理出空间"),
    getattr(errno, "EDQUOT", errno.ENOSPC): ("磁盘配额已经用完", "清理出空间"),
    errno.EROFS: ("磁盘是只读的", "打开写保护，或把台账复制到可写的磁盘"),
}
# The file itself was just read: what can't be found is the longer name beside it, which Windows has no room for.
_TOO_LONG = ("名称或文件夹的路径太长", "把它们改短，或把台账移到上一层文件夹")
_NO_RIGHT = ("位置不允许写入", "检查文件和文件夹的权限，或把台账复制到可写的磁盘")


def why_not_writable(path: Path) -> str:
    """"" when the file and its folder, where SQLite keeps the journal while it writes, can be written."""
    try:
        _ensure_room_beside(path)
        _ensure_writable(path)
    except OSError as error:
        reason, way_out = _reason(error, path)
        return f"台账“{path}”所在的{reason}，这里只能查看，不能改动；请{way_out}，再点“再试”。"
    return ""


def _reason(error: OSError, path: Path) -> tuple[str, str]:
    if error.errno in (errno.ENOENT, errno.ENAMETOOLONG) and os.path.exists(path):
        return _TOO_LONG
    return _REASONS.get(error.errno or 0, _NO_RIGHT)


def _ensure_room_beside(path: Path) -> None:
    """OSError when no file can be made in its folder. That one which could can't be deleted at once (a virus scanner looks
    through every new one) says nothing of that; it goes with the next opening."""
    trial = part_beside(path)
    trial.write_bytes(b"")
    with contextlib.suppress(OSError):
        trial.unlink(missing_ok=True)


def _ensure_writable(path: Path) -> None:
    """OSError when that very file is not to be written."""
    # Not opened where that tells all: closing it would take SQLite's locks on it from this process.
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    if os.name == "nt":  # where ``access`` knows of the file's own mark alone, and nothing of rights
        from qcapp.forms.safe_write import patient_open

        patient_open(path, "rb+").close()


def unfinished(path: Path) -> bool:
    """Whether a journal lies beside it, of a write that did not end: what only writing can put right."""
    try:
        return journal_of(path).stat().st_size > 0
    except OSError:
        return False
