"""Copies of kept files, to be opened by other programs: in a folder of this user's own, read-only, gone afterwards.

What a program does to a copy never reaches the ledger. Windows can't delete a file that is still open, so that each start
of the window clears what an earlier one had to leave.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
import threading
import time
import weakref
from pathlib import Path

from qcapp.domain.errors import UnreadableFile, WriteFailed
from qcapp.services.names import whole_name

_PREFIX = "yingshang-copies-"
_STALE_SECONDS = 3600.0
# What a system runs instead of showing it. The files are other people's: none of these is started from here.
_PROGRAMS = re.compile(
    r"\.(appimage|appref-ms|application|bat|bin|chm|cmd|com|cpl|deb|desktop|dll|exe|gadget|hta|inf|ins|iso|jar|jse?|lnk|msc"
    r"|msh|ms[ipt]|pif|psm?1|pyw?|reg|rpm|run|sc[frt]|sct|sh|shb|url|vb[es]?|ws[cfh]?)$",
    re.IGNORECASE,
)


class Copies:
    """Makes its folder with the first copy; clears it when the program ends, and what others left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None

    def put(self, data: bytes, name: str) -> Path:
        """Path of a read-only copy under (nearly) that name. UnreadableFile for what would be run rather than shown,
        WriteFailed when there is no room."""
        safe = whole_name(name)
        if _PROGRAMS.search(safe):
            raise UnreadableFile(f"“{safe}”是程序或脚本，打开就会运行，不从台账里直接打开；确有需要请另存出来，核对来源后再用。")
        try:
            with self._lock:
                return self._put(data, safe)
        except OSError as error:
            raise WriteFailed(f"没有打开“{safe}”：临时文件夹写不进去，请清理磁盘空间后再试，或改用另存。") from error

    def _put(self, data: bytes, name: str) -> Path:
        shelf = self._home() / hashlib.sha256(data).hexdigest()[:16]
        shelf.mkdir(exist_ok=True)
        path = shelf / name
        if _holds(path, data):
            return path
        if path.exists():  # a program made it writable and changed it; it may still have it open
            path = Path(tempfile.mkdtemp(dir=shelf)) / name
        path.write_bytes(data)
        _mark_as_foreign(path)
        path.chmod(stat.S_IREAD)
        return path

    def _home(self) -> Path:
        if self._folder is None or not self._folder.is_dir():
            clear_stale()
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            weakref.finalize(self, clear, self._folder)
        return self._folder


def clear_stale() -> None:
    """Clear folders of copies that got no new one for an hour. Another window that is at work with one makes it anew."""
    before = time.time() - _STALE_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
            if own and stat.S_ISDIR(status.st_mode) and status.st_mtime < before:
                clear(folder)


def clear(folder: Path) -> None:
    """Remove what can be removed of a folder of copies."""
    for place, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(place, name)
            with contextlib.suppress(OSError):
                if not path.is_symlink():
                    path.chmod(stat.S_IREAD | stat.S_IWRITE)  # Windows deletes no read-only file
                path.unlink()
        for name in folders:
            with contextlib.suppress(OSError):
                Path(place, name).rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _mark_as_foreign(path: Path) -> None:
    """Windows' own mark for a file from elsewhere: Office then opens it without running anything in it."""
    if os.name == "nt":
        with contextlib.suppress(OSError):
            Path(f"{path}:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n", encoding="ascii")
