"""Backups: SQLite's own copy of a living database, looked through before it takes its name; and the way back."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.connection import APPLICATION_ID, BUSY_SECONDS, address, fsync, probe
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup

KEPT = 30
_STAMP = re.compile(r"-(\d{8}-\d{6})(?:-\d+)?$")
_SUFFIX = ".sqlite3"
_PART = ".part"
_STALE_SECONDS = 60.0
_WHOSE = "SELECT value FROM meta WHERE key = 'ledger_id'"


def folder_of(ledger: Path) -> Path:
    return ledger.parent / "backups"


def back_up(source: sqlite3.Connection, ledger: Path, now: datetime, target: Path | None = None) -> Backup:
    """A verified copy. WriteFailed when it can't be written or is not whole; an older file of that name stays whole.

    It takes the place of an older backup of this ledger, and of no other file.
    """
    from qcapp.domain.backups import Backup
    from qcapp.forms.safe_write import patient_replace

    own = target is None
    wanted = target if target is not None else _free_name(ledger, now)
    part = part_beside(wanted)
    try:
        _ensure_free(wanted, ledger, source)
        wanted.parent.mkdir(parents=True, exist_ok=True)
        copy_out(source, part)
        trouble = trouble_of(part)
        if trouble:
            raise WriteFailed(f"备份没有通过检查（{trouble}），没有保存，请先运行检查，确认台账完好后再试。")
        size = part.stat().st_size
        patient_replace(part, wanted)
    except (OSError, sqlite3.Error) as error:
        raise WriteFailed(f"备份“{wanted}”没有写成，请检查磁盘空间和文件夹权限后再试。") from error
    finally:
        _remove(part)
    if own:
        _thin(ledger)
    return Backup(wanted, now, size)


def _ensure_free(wanted: Path, ledger: Path, source: sqlite3.Connection) -> None:
    """WriteFailed when a file would be lost by writing there."""
    if not wanted.exists():
        return
    if wanted.samefile(ledger):
        raise WriteFailed("备份不能写到正在使用的台账文件上，请换一个文件名再备份。")
    if _whose(wanted) != source.execute(_WHOSE).fetchone():
        raise WriteFailed(f"“{wanted}”已经存在，又不是这本台账的备份，没有覆盖它，请换一个文件名再备份。")


def _whose(path: Path) -> tuple[str] | None:
    """What a ledger's file says whose it is; None for any other file. Immutable: a look must change nothing of it."""
    try:
        with contextlib.closing(sqlite3.connect(address(path.absolute(), "immutable=1"), uri=True)) as other:
            if other.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None
            row: tuple[str] | None = other.execute(_WHOSE).fetchone()
            return row
    except sqlite3.DatabaseError:
        return None


def backups_of(ledger: Path) -> tuple[Backup, ...]:
    """Those in the ledger's own folder of backups, newest first."""
    from qcapp.domain.backups import Backup

    found: list[Backup] = []
    for path in folder_of(ledger).glob(f"*{_SUFFIX}"):
        stamp = _STAMP.search(path.stem)
        if stamp and path.stem[: stamp.start()] == ledger.stem:
            with contextlib.suppress(ValueError, OSError):
                found.append(Backup(path, datetime.strptime(stamp[1], "%Y%m%d-%H%M%S"), path.stat().st_size))
    return tuple(sorted(found, key=lambda each: (each.at, len(each.path.name), each.path.name), reverse=True))


def copy_in(source: sqlite3.Connection, ledger: sqlite3.Connection) -> None:
    """Replace the ledger's whole content in one transaction of SQLite's. LedgerError when it stays busy."""
    source.backup(ledger, pages=-1, progress=_deadline(), sleep=0.05)


def trouble_of(path: Path) -> str:
    """What is wrong with a copy, read through from its first byte to its last; "" when it is whole."""
    from db.integrity import thorough_trouble

    connection = probe(path)
    try:
        return thorough_trouble(connection, path)
    finally:
        connection.close()


def part_beside(target: Path) -> Path:
    """A temporary name in the target's folder, of this process and thread alone."""
    return target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}{_PART}")


def remove_stale_parts(ledger: Path) -> None:
    """Temporary files that a killed process left behind; one that may still be written is left alone."""
    for folder in (ledger.parent, folder_of(ledger)):
        for part in folder.glob(f".{ledger.stem}*{_PART}*"):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                    part.unlink()


def copy_out(source: sqlite3.Connection, part: Path) -> None:
    """Copy all of a database, live or at rest, to a new file that is on the disk when this returns."""
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        source.backup(copy, pages=-1, progress=_deadline(), sleep=0.05)
    finally:
        copy.close()
    fsync(part)


def _deadline() -> Callable[[int, int, int], None]:
    """sqlite3 would wait for a lock without end; this ends it."""
    until = time.monotonic() + BUSY_SECONDS

    def step(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise LedgerError("台账正被另一个窗口或程序写入，没有复制，请稍候几秒再试。", LedgerTrouble.BUSY)

    return step


def _free_name(ledger: Path, now: datetime) -> Path:
    folder = folder_of(ledger)
    stem = f"{ledger.stem}-{now:%Y%m%d-%H%M%S}"
    path, number = folder / f"{stem}{_SUFFIX}", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}{_SUFFIX}", number + 1
    return path


def _thin(ledger: Path) -> None:
    """Keep the newest. One that can't be deleted (open elsewhere) is left for the next time."""
    for old in backups_of(ledger)[KEPT:]:
        with contextlib.suppress(OSError):
            old.path.unlink()


def _remove(part: Path) -> None:
    for path in (part, part.with_name(f"{part.name}-journal")):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
