"""A ledger that can't be opened: put aside, never deleted, and a backup in its place."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from db.backup import backups_of, copy_out, part_beside, trouble_of
from db.connection import probe, spoken
from db.opening import open_ledger
from db.restoring import ensure_whole_backup
from db.store import SqlLedger
from qcapp.domain.backups import Backup
from qcapp.forms.safe_write import patient_replace
from qcapp.ports import Clock


def newest_whole_backup(path: Path) -> Backup | None:
    """The newest of the ledger's own backups that passes every check."""
    for backup in backups_of(path):
        with contextlib.suppress(sqlite3.Error):
            if not trouble_of(backup.path):
                return backup
    return None


def recover_ledger(
    path: Path, source: Path, clock: Clock, *, holds: str | None = None
) -> tuple[SqlLedger, Path | None]:
    """Open a copy of the backup ``source`` as the ledger ``path``; answers where the damaged file now lies, if any.

    LedgerError, and nothing moved, when the source is no whole backup.
    """
    with spoken(path):
        ensure_whole_backup(source)
        part = part_beside(path)
        try:
            with contextlib.closing(probe(source)) as copy:
                copy_out(copy, part)
            aside = _put_aside(path, f"{clock.now():%Y%m%d-%H%M%S}")
            patient_replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    return open_ledger(path, clock, holds=holds), aside


def _put_aside(path: Path, stamp: str) -> Path | None:
    """Rename the ledger with its journal, which belongs to it and would spoil what comes in its place."""
    journal = path.with_name(f"{path.name}-journal")
    aside, number = path.with_name(f"{path.stem}-损坏-{stamp}{path.suffix}"), 2
    while aside.exists():
        aside, number = path.with_name(f"{path.stem}-损坏-{stamp}-{number}{path.suffix}"), number + 1
    if journal.exists():
        os.replace(journal, aside.with_name(f"{aside.name}-journal"))
    if not path.exists():
        return None
    os.replace(path, aside)
    return aside
