"""The built folder as one zip, the same bytes for the same files, and its checksum."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools.release.manifest import digest

_EARLIEST = 315_532_800
"""1980-01-01, before which a zip knows no time."""
_UNIX = 3


def pack(folder: Path, target: Path, moment: int) -> Path:
    """``folder`` with all in it at the top of a zip, every time set to ``moment`` (seconds since 1970, shown as UTC).

    Names are UTF-8, modes and symbolic links as on Unix, whichever system packs. Answers the checksum's file beside it.
    """
    when = time.gmtime(max(moment, _EARLIEST))[:6]
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path in _in_order(folder):
            name = path.relative_to(folder.parent).as_posix()
            is_folder = path.is_dir() and not path.is_symlink()
            info = zipfile.ZipInfo(f"{name}/" if is_folder else name, when)
            info.create_system = _UNIX
            info.external_attr = _mode(path) << 16 | (0x10 if is_folder else 0)
            info.compress_type = zipfile.ZIP_STORED if is_folder else zipfile.ZIP_DEFLATED
            package.writestr(info, b"" if is_folder else _bytes(path))
    os.replace(part, target)
    checksum = target.with_name(f"{target.name}.sha256")
    checksum.write_text(f"{digest(target)}  {target.name}\n", encoding="utf-8", newline="\n")
    return checksum


def _in_order(folder: Path) -> Iterator[Path]:
    yield folder
    yield from sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix())


def _bytes(path: Path) -> bytes:
    return os.readlink(path).encode() if path.is_symlink() else path.read_bytes()


def _mode(path: Path) -> int:
    """Files readable by all, programs executable; by what they are, not by how strict the builder's umask was."""
    if path.is_symlink():
        return stat.S_IFLNK | 0o777
    if path.is_dir():
        return stat.S_IFDIR | 0o755
    runs = path.suffix.lower() == ".exe" or (os.name != "nt" and bool(path.stat().st_mode & 0o111))
    return stat.S_IFREG | (0o755 if runs else 0o644)
