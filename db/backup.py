"""Backups: SQLite's own copy of a living database, looked through before it takes its name; and the way back."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.backup_names import folder_of as folder_of
from db.connection import APPLICATION_ID, BUSY_SECONDS, address, fsync
from db.journals import file_itself, has_journal, journal_of, journals_of
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup, BackupReason

_SUFFIX = ".sqlite3"
_PART = ".part"
_STALE_SECONDS = 60.0
_LONGEST = 259
"""Characters of a path on a Windows that was not set to take longer ones; it then says that nothing is there."""
_WHOSE = "SELECT value FROM meta WHERE key = 'ledger_id'"
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def back_up(
    source: sqlite3.Connection, ledger: Path, now: datetime, target: Path | None = None,
    reason: BackupReason | None = None,
) -> Backup:
    """A verified copy, its SHA-256 beside it. WriteFailed when it can't be written or is not whole; an older file of that name
    stays whole.

    It takes the place of an older backup of this ledger, and of no other file. Without a target it is one of the ledger's own,
    in their folder, and those that are not needed any more go, but not before something is brought back: it may be among them.
    ``reason``: by hand where none is said.
    """
    from db.backup_names import take_name
    from qcapp.domain.backups import Backup, BackupReason
    from qcapp.forms.safe_write import flush_folder

    reason = reason or BackupReason.BY_HAND
    wanted = target if target is not None else folder_of(ledger) / f"{ledger.stem}-{reason.value}{_SUFFIX}"
    part = part_beside(wanted)
    try:
        if target is not None:
            _ensure_free(target, ledger, source)
        # A ledger whose folder was renamed under the window leaves no new one of the old name behind.
        wanted.parent.mkdir(parents=target is not None, exist_ok=True)
        remove_stale(wanted.parent, f".{wanted.name}.")
        _copy_pages(source, part)
        trouble, sha256 = _looked_through(part)
        if trouble:
            raise WriteFailed(f"备份没有通过检查（{trouble}），没有保存，请先用“工具 → 诊断…”查看，确认台账完好后再试。")
        size = part.stat().st_size
        if target is None:
            wanted = take_name(part, folder_of(ledger), ledger.stem, now, reason)
        else:
            _replace(part, target)
        flush_folder(wanted.parent)
        told = _told(wanted, sha256)
    except (OSError, sqlite3.Error) as error:
        raise WriteFailed(f"备份“{wanted}”没有写成，{what_to_do(error, part)}。") from error
    finally:
        remove_part(part)
    if target is None and reason not in (BackupReason.RESTORE, BackupReason.HANDOVER):
        thin(folder_of(ledger), ledger.stem, now)
    return Backup(wanted, now, size, reason, told)


def _looked_through(part: Path) -> tuple[str, str]:
    """What is wrong with a copy, and its SHA-256; meanwhile it goes to the disk, where it is when this returns."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        summed = pool.submit(_summed_on_disk, part)
        return trouble_of(part), summed.result()


def _summed_on_disk(part: Path) -> str:
    from db.sums import sha256_of

    fsync(part)
    return sha256_of(part)


def _told(backup: Path, sha256: str) -> str | None:
    """Its sum written beside it; None where that can't be: the copy is whole all the same, and will be looked through again."""
    from db.sums import put_sum

    with contextlib.suppress(OSError):
        put_sum(backup, sha256)
        return sha256
    return None


def _replace(part: Path, target: Path) -> None:
    """In the place of an older backup. Its sum goes first: should the process die here, none is better than a wrong one."""
    from db.journals import take_place
    from db.sums import sum_file
    from qcapp.forms.safe_write import patient_replace, patient_unlink

    patient_unlink(sum_file(target))
    if target.exists():
        patient_replace(part, target)
    else:
        take_place(part, target)


def what_to_do(error: OSError | sqlite3.Error, part: Path) -> str:
    """After what went wrong in writing a copy, which was to be called ``part`` first."""
    number = getattr(error, "errno", None)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if number in _FULL or code == sqlite3.SQLITE_FULL:
        return "磁盘空间不足，请清理磁盘或换一个磁盘后再试"
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return "那里不能写入，请检查文件夹权限或换一个位置后再试"
    if number == errno.ENAMETOOLONG or (os.name == "nt" and len(f"{part}-journal") >= _LONGEST):
        return "那里的路径太长，请换一个层次少、名称短的文件夹后再试"
    return "请检查磁盘空间和文件夹权限后再试"


def _ensure_free(wanted: Path, ledger: Path, source: sqlite3.Connection) -> None:
    """WriteFailed when a file would be lost by writing there."""
    if not wanted.exists():
        return
    if ledger.exists() and wanted.samefile(ledger):  # of one on a server no file is there
        raise WriteFailed("备份不能写到正在使用的台账文件上，请换一个文件名再备份。")
    if has_journal(wanted):
        raise WriteFailed(f"“{wanted}”被当作台账打开过，上次没有写完，没有覆盖它，请换一个文件名再备份。")
    if whose(wanted) != source.execute(_WHOSE).fetchone():
        raise WriteFailed(f"“{wanted}”已经存在，又不是这本台账的备份，没有覆盖它，请换一个文件名再备份。")


def whose(path: Path) -> tuple[str] | None:
    """What a ledger's file says whose it is; None for any other file. Immutable: a look must change nothing of it."""
    try:
        with contextlib.closing(sqlite3.connect(address(path.absolute(), "mode=ro&immutable=1"), uri=True)) as other:
            if other.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None
            row: tuple[str] | None = other.execute(_WHOSE).fetchone()
            return row
    except sqlite3.DatabaseError:
        return None


def backups_of(ledger: Path, limit: int | None = None) -> tuple[Backup, ...]:
    """Those in the ledger's own folder of backups, newest first. Nothing is opened but the sums of those that are answered."""
    return backups_in(folder_of(ledger), ledger.stem, limit)


def backups_in(folder: Path, stem: str, limit: int | None = None) -> tuple[Backup, ...]:
    from db.backup_names import read_name
    from db.sums import sum_beside
    from qcapp.domain.backups import Backup

    named = []
    with contextlib.suppress(OSError):  # a share that is out of reach has none to show
        named = [(name, path) for path in folder.glob(f"*{_SUFFIX}") if (name := read_name(path, stem))]
    named.sort(key=lambda pair: (pair[0].at, pair[0].number, pair[1].name), reverse=True)
    found: list[Backup] = []
    for name, path in named:
        if limit is not None and len(found) >= limit:
            break
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            if size:  # else a name that was taken by a process that died before it had the file
                found.append(Backup(path, name.at, size, name.reason, sum_beside(path)))
    return tuple(found)


def thin(folder: Path, stem: str, now: datetime) -> None:
    """Delete what is not needed any more. One that can't be deleted (open elsewhere) is left for the next time."""
    from db.backup_names import format_of
    from qcapp.domain.backups import BackupReason
    from qcapp.domain.thinning import superfluous

    every = backups_in(folder, stem)
    formats = {each.path: format_of(each.path) for each in every if each.reason is BackupReason.MIGRATION}
    for old in superfluous(every, now, formats):
        drop(old)
    _sweep(folder, stem)


def _sweep(folder: Path, stem: str) -> None:
    """What a process that died left of backups that are none: a sum whose backup is gone, a name without a byte."""
    from db.backup_names import read_name
    from db.sums import SUM

    for told in folder.glob(f"*{_SUFFIX}{SUM}"):
        backup = told.with_name(told.name.removesuffix(SUM))
        with contextlib.suppress(OSError):
            if read_name(backup, stem) and not backup.exists():
                told.unlink()
    for backup in folder.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            status = backup.stat()
            if not status.st_size and read_name(backup, stem) and time.time() - status.st_mtime > _STALE_SECONDS:
                backup.unlink()


def drop(backup: Backup) -> None:
    """With its sum, where it can be deleted."""
    from db.sums import sum_file

    with contextlib.suppress(OSError):
        backup.path.unlink()
        for left in (sum_file(backup.path), *journals_of(backup.path)):
            left.unlink(missing_ok=True)


def copy_in(source: sqlite3.Connection, ledger: sqlite3.Connection) -> None:
    """Replace the ledger's whole content in one transaction of SQLite's. LedgerError when it stays busy."""
    source.backup(ledger, pages=-1, progress=_deadline(), sleep=0.05)


def trouble_of(path: Path) -> str:
    """What is wrong with a copy, read through from its first byte to its last; "" when it is whole."""
    from db.integrity import trouble_at_rest

    return trouble_at_rest(path)


def part_beside(target: Path) -> Path:
    """A temporary name in the target's folder, of this process and thread alone."""
    return target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}{_PART}")


def remove_stale_parts(ledger: Path) -> None:
    """Temporary files that a killed process left behind; one that may still be written is left alone."""
    for folder in (ledger.parent, folder_of(ledger)):
        remove_stale(folder, f".{ledger.stem}")
    if (itself := file_itself(ledger)) != ledger:
        remove_stale(itself.parent, f".{itself.stem}")


def remove_stale(folder: Path, start: str) -> None:
    """Of those in whose names ``start`` comes first."""
    for part in folder.glob(f".*{_PART}*"):
        with contextlib.suppress(OSError):
            if part.name.startswith(start) and time.time() - part.stat().st_mtime > _STALE_SECONDS:
                part.unlink()


def copy_out(source: sqlite3.Connection, part: Path) -> None:
    """Copy all of a database, live or at rest, to a new file that is on the disk when this returns."""
    _copy_pages(source, part)
    fsync(part)


def _copy_pages(source: sqlite3.Connection, part: Path) -> None:
    """Without a journal, and without waiting for the disk four times: a file that is not finished is none, and goes."""
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("PRAGMA synchronous=OFF")
        source.backup(copy, pages=-1, progress=_deadline(), sleep=0.05)
    finally:
        copy.close()


def _deadline() -> Callable[[int, int, int], None]:
    """sqlite3 would wait for a lock without end; this ends it."""
    until = time.monotonic() + BUSY_SECONDS

    def step(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise LedgerError("台账正被另一个窗口或程序写入，没有复制，请稍候几秒再试。", LedgerTrouble.BUSY)

    return step


def remove_part(part: Path) -> None:
    for path in (part, journal_of(part)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
