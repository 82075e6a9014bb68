"""A ledger that lies where nothing can be written: it is looked at, and says why it can't be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from db.backup import part_beside

_REASONS = {
    errno.ENOSPC: ("磁盘已经满了", "清理出空间"),
    getattr(errno, "EDQUOT", errno.ENOSPC): ("磁盘配额已经用完", "清理出空间"),
    errno.EROFS: ("磁盘是只读的", "打开写保护，或把台账复制到可写的磁盘"),
}
_NO_RIGHT = ("位置不允许写入", "检查文件和文件夹的权限，或把台账复制到可写的磁盘")


def why_not_writable(path: Path) -> str:
    """"" when the file and its folder, where SQLite keeps the journal while it writes, can be written."""
    try:
        trial = part_beside(path)
        trial.write_bytes(b"")
        trial.unlink(missing_ok=True)
        _ensure_writable(path)
    except OSError as error:
        reason, way_out = _REASONS.get(error.errno or 0, _NO_RIGHT)
        return f"台账“{path}”所在的{reason}，这里只能查看，不能改动；请{way_out}，再点“再试”。"
    return ""


def _ensure_writable(path: Path) -> None:
    """OSError when that very file is not to be written."""
    if os.name == "nt":  # where ``access`` knows nothing of rights
        with path.open("rb+"):
            return
    # Not opened: closing it would take SQLite's locks on it from this process.
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


def unfinished(path: Path) -> bool:
    """Whether a journal lies beside it, of a write that did not end: what only writing can put right."""
    try:
        return path.with_name(f"{path.name}-journal").stat().st_size > 0
    except OSError:
        return False
