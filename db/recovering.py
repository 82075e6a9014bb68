"""A ledger that can't be opened: what there is to go on with, a copy of the file as it is, and a backup in its place.

What is replaced is put aside, never deleted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from db.backup import backups_of, copy_out, part_beside, trouble_of
from db.connection import probe, spoken
from db.opening import open_ledger
from db.restoring import ensure_whole_backup
from db.store import SqlLedger
from qcapp.domain.backups import Backup, BackupHeld
from qcapp.domain.errors import WriteFailed
from qcapp.forms.safe_write import patient_replace
from qcapp.ports import Clock

_HELD = """
    SELECT (SELECT title FROM plan ORDER BY year DESC LIMIT 1), count(*), max(seq) FROM operation
"""


def newest_whole_backup(path: Path) -> Backup | None:
    """The newest of the ledger's own backups that passes every check."""
    for backup in backups_of(path):
        with contextlib.suppress(sqlite3.Error):
            if not trouble_of(backup.path):
                return backup
    return None


def held_in(backup: Path) -> BackupHeld:
    """What a backup holds, every byte of it looked through. LedgerError says why it can't be brought back."""
    with spoken(backup):
        ensure_whole_backup(backup)
        with contextlib.closing(probe(backup)) as query:
            title, operations, seq = query.execute(_HELD).fetchone()
            at, who, summary = query.execute("SELECT at, who, summary FROM operation WHERE seq = ?", (seq,)).fetchone()
    return BackupHeld(backup, str(title), int(operations), datetime.fromisoformat(at), str(who), str(summary))


def keep_copy(path: Path, target: Path) -> None:
    """The file as it is, byte for byte, and its journal if it has one: for whoever can save something from it. WriteFailed
    when it can't be read whole or can't be written; a file that is there is not replaced."""
    if target.exists():
        raise WriteFailed(f"“{target}”已经存在，没有覆盖它，请换一个文件名。")
    journal, part = journal_of(path), part_beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part)
        if journal.exists():
            shutil.copyfile(journal, journal_of(target))
        patient_replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WriteFailed(f"“{path.name}”没有另存成（读不出来，或“{target.parent}”写不进去），请换一个地方再试。") from error


def recover_ledger(
    path: Path, source: Path, clock: Clock, *, holds: str | None = None
) -> tuple[SqlLedger, Path | None]:
    """Open a copy of the backup ``source`` as the ledger ``path``; answers where the file that was there now lies, if any.

    LedgerError, and nothing moved, when the source is no whole backup.
    """
    with spoken(path):
        ensure_whole_backup(source)
        aside = replace_by(path, source, clock.now())
    return open_ledger(path, clock, holds=holds), aside


def replace_by(path: Path, source: Path, now: datetime) -> Path | None:
    """A copy of that backup, which was looked through, in the place of the ledger; where the ledger's file now lies, if there
    was one. What fails leaves that where it was."""
    part = part_beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(probe(source)) as copy:
            copy_out(copy, part)
        aside = _put_aside(path, f"{now:%Y%m%d-%H%M%S}")
        try:
            patient_replace(part, path)
        except OSError:
            if aside is not None:
                _move(aside, path)
            raise
    finally:
        part.unlink(missing_ok=True)
    return aside


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _put_aside(path: Path, stamp: str) -> Path | None:
    """Rename the ledger with its journal, which belongs to it and would spoil what comes in its place."""
    aside, number = path.with_name(f"{path.stem}-损坏-{stamp}{path.suffix}"), 2
    while aside.exists() or journal_of(aside).exists():
        aside, number = path.with_name(f"{path.stem}-损坏-{stamp}-{number}{path.suffix}"), number + 1
    there = path.exists()
    _move(path, aside)
    return aside if there else None


def _move(path: Path, aside: Path) -> None:
    if journal_of(path).exists():
        os.replace(journal_of(path), journal_of(aside))
    if path.exists():
        patient_replace(path, aside)
