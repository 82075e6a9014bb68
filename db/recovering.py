"""A ledger that can't be opened: put aside, never deleted, and a backup in its place."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from db.backup import backups_of, trouble_of, whose
from db.comparing import temporary_beside
from db.connection import fsync, probe, spoken
from db.opening import open_ledger
from db.restoring import Told, ensure_backup_of, ensure_ready, ensure_whole_backup, make_ready, put_operation
from db.store import SqlLedger
from qcapp.domain.backups import Backup
from qcapp.domain.errors import LedgerError
from qcapp.forms.safe_write import patient_replace
from qcapp.ports import Clock


def newest_whole_backup(path: Path) -> Backup | None:
    """The newest of the ledger's own backups that passes every check."""
    for backup in backups_of(path):
        with contextlib.suppress(sqlite3.Error, LedgerError):
            ensure_whole_backup(backup.path)
            return backup
    return None


def recover_ledger(path: Path, source: Path, clock: Clock, who: str = "") -> tuple[SqlLedger, Path | None]:
    """Open a copy of the backup ``source`` as the ledger ``path``, with an operation in it that says so; answers where the
    damaged file now lies, if any.

    LedgerError, and nothing moved, when the source is no whole backup, or the ledger is whole after all.
    """
    with spoken(path), temporary_beside(path) as part:
        _ensure_beyond_opening(path)
        whose_it_was = whose(path) if path.is_file() else None
        looked = ensure_backup_of(source, whose_it_was[0]) if whose_it_was else ensure_whole_backup(source)
        now = clock.now()
        make_ready(part, source)
        put_operation(part, looked, Told(who, now, beyond=_newest_known(path)), None)
        ensure_ready(part, source)
        fsync(part)
        aside = _put_aside(path, f"{now:%Y%m%d-%H%M%S}")
        patient_replace(part, path)
    return open_ledger(path, clock), aside


def _ensure_beyond_opening(path: Path) -> None:
    """One that is whole is restored into, with a backup of what it was: somebody may only have written at the moment."""
    try:
        whole = path.is_file() and path.stat().st_size > 0 and not trouble_of(path) and _is_of_now(path)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return
    if whole:
        raise LedgerError(f"台账“{path}”是完好的，没有改动它，请打开它以后再恢复备份。")


def _is_of_now(path: Path) -> bool:
    """Not of a newer program, or an older one whose upgrade may have failed."""
    from db import revisions

    with contextlib.closing(probe(path)) as connection:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0] == int(revisions.head()))


def _newest_known(path: Path) -> str:
    """The greatest id that the damaged file or any of its backups is seen to have: none is to be given a second time."""
    found = [""]
    for each in (path, *(backup.path for backup in backups_of(path))):
        if each.is_file() and each.stat().st_size:
            with contextlib.suppress(sqlite3.Error), contextlib.closing(probe(each)) as connection:
                connection.execute("PRAGMA query_only=ON")
                found += [str(row[0]) for row in connection.execute("SELECT id FROM operation ORDER BY seq DESC LIMIT 1")]
    return max(found, key=lambda each: (each[:8], len(each), each))


def _put_aside(path: Path, stamp: str) -> Path | None:
    """A second name for the ledger (the first goes to what comes in its place), and its journal, which belongs to it and would
    spoil that."""
    journal = path.with_name(f"{path.name}-journal")
    aside, number = path.with_name(f"{path.stem}-损坏-{stamp}{path.suffix}"), 2
    while aside.exists():
        aside, number = path.with_name(f"{path.stem}-损坏-{stamp}-{number}{path.suffix}"), number + 1
    if path.exists():
        try:
            os.link(path, aside)
        except OSError:  # a file system without links, as of sticks
            shutil.copyfile(path, aside)
            fsync(aside)
    if journal.exists():
        os.replace(journal, aside.with_name(f"{aside.name}-journal"))
    return aside if aside.exists() else None
