"""A second place for backups, on another disk: copies of verified ones, in a folder that is this ledger's alone."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from db.backup import backups_in, folder_of, part_beside, remove_part, remove_stale, thin, what_to_do
from db.connection import fsync
from db.sums import put_sum, sha256_of
from qcapp.domain.backups import Backup
from qcapp.domain.errors import WriteFailed
from qcapp.forms.safe_write import patient_replace

_BLOCK = 1 << 20


def folder_there(place: Path, ledger: Path, ledger_id: str) -> Path:
    """Ledgers of one name, as most are, share a stick: each has a folder of its own."""
    return place / f"{ledger.stem}-备份-{ledger_id[:8]}"


def backups_there(place: Path, ledger: Path, ledger_id: str) -> tuple[Backup, ...]:
    """Newest first. Raises OSError where the place can't be looked into."""
    os.stat(place)
    return backups_in(folder_there(place, ledger, ledger_id), ledger.stem)


def copy_to(place: Path, backup: Backup, ledger: Path, ledger_id: str, now: datetime) -> Backup:
    """A copy of an own backup, under its name, read back and compared. WriteFailed says why not.

    The place itself must be there: a folder made where a stick is usually mounted would be on this very disk.
    """
    folder = folder_there(place, ledger, ledger_id)
    target = folder / backup.path.name
    if not place.is_dir():
        raise WriteFailed(f"备份的第二处“{place}”不在，没有复制过去，请插好磁盘，或在设置里改一个位置。")
    if place.samefile(ledger.parent) or (folder_of(ledger).is_dir() and place.samefile(folder_of(ledger))):
        raise WriteFailed(f"备份的第二处“{place}”就在台账旁边，起不到作用，请在设置里换一个磁盘上的文件夹。")
    part = part_beside(target)
    try:
        folder.mkdir(exist_ok=True)
        remove_stale(folder, f".{ledger.stem}")
        sha256 = _copied(backup.path, part)
        if backup.sha256 not in (None, sha256) or sha256_of(part) != sha256:
            raise WriteFailed(f"备份复制到第二处“{place}”以后和原来的不一致，没有保存，请检查那个磁盘，并校验原来的备份。")
        patient_replace(part, target)
        put_sum(target, sha256)
    except OSError as error:
        raise WriteFailed(f"备份没有复制到第二处“{place}”，{what_to_do(error, part)}。") from error
    finally:
        remove_part(part)
    thin(folder, ledger.stem, now)
    return Backup(target, backup.at, target.stat().st_size, backup.reason, sha256)


def _copied(source: Path, part: Path) -> str:
    """Block by block, onto the disk; answers the SHA-256 of what was read."""
    import hashlib

    digest = hashlib.sha256()
    with source.open("rb") as read, part.open("wb") as write:
        while block := read.read(_BLOCK):
            digest.update(block)
            write.write(block)
    fsync(part)
    return digest.hexdigest()
