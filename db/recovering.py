"""A ledger that can't be opened: what there is to go on with, a copy of the file as it is, and a backup in its place.

What is replaced is put aside, never deleted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db import revisions
from db.backup import backups_of, part_beside, remove_part, trouble_of, whose
from db.backup_names import format_of
from db.comparing import temporary_beside
from db.connection import address, connect, fsync, probe, spoken, told_when_open
from db.door import door_of, keep_door
from db.journals import file_itself, has_journal, journals_of, put_stray_aside
from db.lock import LedgerLock
from db.opening import of_newer_program, open_ledger
from db.restoring import (
    Source,
    Told,
    carry_over,
    ensure_backup_of,
    ensure_ready,
    ensure_whole_backup,
    make_ready,
    put_operation,
)
from db.store import SqlLedger
from db.writing import in_order
from qcapp.domain.backups import Backup, BackupHeld
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed
from qcapp.forms.safe_write import flush_folder, patient_rename, patient_replace
from qcapp.ports import Clock
from qcapp.services.password import KEY as PASSWORD_KEY

_HELD = """
    SELECT (SELECT title FROM plan ORDER BY year DESC LIMIT 1), count(*), max(seq) FROM operation
"""


_LOCKED = "设了打开密码，内容要输入密码以后才能看"


def newest_whole_backup(path: Path) -> Backup | None:
    """The newest of the ledger's own backups that passes every check."""
    for backup in backups_of(path):
        with contextlib.suppress(sqlite3.Error, LedgerError):
            ensure_whole_backup(backup.path)
            return backup
    return None


def held_in(backup: Path, ledger: Path | None = None) -> BackupHeld:
    """What a backup holds, every byte of it looked through; no word of its content where it, or the ``ledger`` as it was last,
    has an opening password, which nobody has been asked for. LedgerError says why it can't be brought back."""
    with spoken(backup):
        ensure_whole_backup(backup)
        with contextlib.closing(probe(backup)) as query:
            title, operations, seq = query.execute(_HELD).fetchone()
            at, who, summary = query.execute("SELECT at, who, summary FROM operation WHERE seq = ?", (seq,)).fetchone()
            locked = any(value for (value,) in query.execute("SELECT value FROM setting WHERE key = ?", (PASSWORD_KEY,)))
            if locked or (ledger is not None and door_of(ledger)):
                title, summary = "", _LOCKED
    return BackupHeld(backup, str(title), int(operations), datetime.fromisoformat(at), str(who), str(summary))


def picked(backup: Path, ledger: Path, among: Sequence[Path]) -> BackupHeld:
    """As ``held_in``, of a file that somebody chose: LedgerError too when it is of another ledger than that at ``ledger``, or,
    where that can't tell any more, than the first of ``among`` that tells."""
    held = held_in(backup, ledger)
    with spoken(backup):
        owner = next((owner for each in (ledger, *among) if each.is_file() and (owner := whose(each))), None)
        if owner is not None:
            ensure_backup_of(backup, owner[0])
    return held


def keep_copy(path: Path, target: Path) -> None:
    """The file as it is, byte for byte, and its journal if it has one: for whoever can save something from it. WriteFailed
    when it can't be read whole or can't be written; a file that is there is not replaced."""
    if target.exists():
        raise WriteFailed(f"“{target}”已经存在，没有覆盖它，请换一个文件名。")
    part = part_beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part)
        put_stray_aside(target)
        with _with_journal(path, target):
            patient_rename(part, target)
        flush_folder(target.parent)
    except FileExistsError as error:
        remove_part(part)
        raise WriteFailed(f"“{target}”已经存在，没有覆盖它，请换一个文件名。") from error
    except OSError as error:
        remove_part(part)
        raise WriteFailed(f"“{path.name}”没有另存成（读不出来，或“{target.parent}”写不进去），请换一个地方再试。") from error


@contextlib.contextmanager
def _with_journal(path: Path, target: Path) -> Iterator[None]:
    """The journals lie there first: without them the file is not what it was. They go again where the file does not follow."""
    pairs = [(mine, its) for mine, its in zip(journals_of(path), journals_of(target), strict=True) if mine.exists()]
    try:
        for mine, its in pairs:
            shutil.copyfile(mine, its)
        yield
    except OSError:
        for _, its in pairs:
            with contextlib.suppress(OSError):
                its.unlink(missing_ok=True)
        raise


def recover_ledger(
    path: Path, source: Path, clock: Clock, who: str = "", *, holds: str | None = None
) -> tuple[SqlLedger, Path | None]:
    """Open a copy of the backup ``source`` as the ledger ``path``; answers where the file that was there now lies, if any.

    LedgerError, and nothing moved, when the source is no whole backup, or one of another ledger, or when the ledger is whole.
    """
    lock = LedgerLock(path, holds or who, clock.now)
    with spoken(path):
        place_of(path)
        if why := lock.take():  # a window that has it open, or another one that does the same
            raise LedgerError(why, LedgerTrouble.BUSY)
        try:
            _ensure_not_whole(path)
            owner = whose(path) if path.is_file() else None
            looked = ensure_backup_of(source, owner[0]) if owner else ensure_whole_backup(source)
            aside = replace_by(path, looked, who, clock.now())
        finally:
            lock.release()
    return open_ledger(path, clock, holds=holds), aside


def rehearse(path: Path, source: Path) -> BackupHeld:
    """What ``recover_ledger`` would go on with; LedgerError where it would refuse. Nothing is changed."""
    with spoken(path):
        _ensure_not_whole(path)
    return picked(source, path, ())


def replace_by(path: Path, source: Source, who: str, now: datetime, known: str = "") -> Path | None:
    """A copy of that backup in the place of the ledger, with an operation in it that tells of it; where the ledger's file now
    lies, if there was one. What fails leaves that where it was. ``known``: an id that was given, and must not be again."""
    place = place_of(path)
    why = "新版" if of_newer_program(path) else "损坏"
    if place.exists():
        with told_when_open(path):  # before all that takes time
            patient_replace(place, place)
    with temporary_beside(place) as part:
        bring_forth(part, path, source, Told(who, now, beyond=known))
        with told_when_open(path):
            return exchange(part, path, f"{path.stem}-{why}-{now:%Y%m%d-%H%M%S}")


def place_of(path: Path) -> Path:
    """Of the file itself, in a folder that is there; LedgerError for a link into one that is not: its disk may come back."""
    place = file_itself(path)
    if place == path:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not place.parent.is_dir():
        sentence = f"“{path}”是一个链接，台账在“{place}”，那个文件夹现在找不到，没有改动，请插好它的磁盘再试。"
        raise LedgerError(sentence, LedgerTrouble.MOVED)
    return place


def bring_forth(part: Path, path: Path, source: Source, told: Told) -> None:
    """What is to be gone on with, made of a backup, where the ledger ``path`` can't be relied on: no id is given a second time,
    and what is this computer's own stays."""
    known = max(newest_known(path), told.beyond, key=in_order)
    make_ready(part, source.path)
    put_operation(part, source, replace(told, beyond=known), None)
    _keep_own(part, path, source)
    keep_door(part, door_of(path))
    ensure_ready(part, source.path)
    fsync(part)


def _keep_own(part: Path, path: Path, source: Source) -> None:
    """The opening password and the second place, as the newest whole backup knows them, not as they were long ago."""
    newest = newest_whole_backup(path)
    if newest is None or in_order(_newest_in(newest.path)) <= in_order(_newest_in(source.path)):
        return
    with contextlib.closing(probe(newest.path)) as mine, contextlib.closing(connect(part)) as query:
        query.execute("BEGIN IMMEDIATE")
        carry_over(query, mine)
        query.execute("COMMIT")


def _ensure_not_whole(path: Path) -> None:
    """Into one that is whole a backup is restored, with a backup of what it was: it may only have been busy for a moment. One of
    another format is left to whoever says that it can't be opened."""
    if not path.is_file() or format_of(path) != int(revisions.head()):
        return
    try:
        trouble = trouble_of(path)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return
    if not trouble:
        raise LedgerError(f"台账“{path}”是完好的，没有改动它，请打开它以后再恢复备份。")


def newest_known(path: Path) -> str:
    """The greatest id that the damaged file or any of its backups is seen to have: none is to be given a second time."""
    return max(("", *(_newest_in(each) for each in (path, *(backup.path for backup in backups_of(path))))), key=in_order)


def _newest_in(path: Path) -> str:
    """"" where none can be read."""
    # Immutable: a look must change nothing, not even roll back a journal.
    with contextlib.suppress(sqlite3.Error), contextlib.closing(
        sqlite3.connect(address(path.absolute(), "mode=ro&immutable=1"), uri=True)
    ) as query:
        for (name,) in query.execute("SELECT id FROM operation ORDER BY seq DESC LIMIT 1"):
            return str(name)
    return ""


def exchange(ready: Path, path: Path, stem: str) -> Path | None:
    """The file ``ready`` in the ledger's place, and what was there, journal and all, by a name that begins with ``stem``; where
    it lies, if there was anything. OSError, and everything is where it was. Of a ledger behind a link it is the file itself that
    changes place."""
    path = place_of(path)
    with _on_its_disk(ready, path) as part:
        there, aside = path.exists(), _put_aside(path, stem)
        try:
            patient_replace(part, path)
        except OSError:
            _put_back(aside, path, there=there)
            raise
    flush_folder(path.parent)
    return aside if there else None


@contextlib.contextmanager
def _on_its_disk(ready: Path, path: Path) -> Iterator[Path]:
    """Where it can take the place of ``path``: a copy, where a link leads to another disk."""
    if ready.stat().st_dev == path.parent.stat().st_dev:
        yield ready
        return
    with temporary_beside(path) as part:
        shutil.copyfile(ready, part)
        fsync(part)
        yield part
    with contextlib.suppress(OSError):  # done already: whoever made it clears it away, and on Windows others may be at it
        ready.unlink()


def _put_aside(path: Path, stem: str) -> Path:
    """A second name for the ledger (at no moment is there none at its own), and its journals, which belong to it and would spoil
    what comes in its place."""
    there, number = path.exists(), 1
    while True:
        aside = path.with_name(f"{stem}{f'-{number}' if number > 1 else ''}{path.suffix}")
        number += 1
        if aside.exists() or has_journal(aside):
            continue
        with contextlib.suppress(FileExistsError):  # another process took it just now
            if there:
                _name_too(path, aside)
            try:
                _move_journals(path, aside)
            except OSError:
                _put_back(aside, path, there=there)
                raise
            return aside


def _name_too(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as of sticks
        part = part_beside(aside)
        try:
            shutil.copyfile(path, part)
            fsync(part)
            patient_rename(part, aside)
        finally:
            remove_part(part)


def _put_back(aside: Path, path: Path, *, there: bool) -> None:
    """The journals first, of which there is but one each; the second name may stay where Windows keeps it for whoever has it
    open."""
    _move_journals(aside, path)
    if there:
        with contextlib.suppress(OSError):
            aside.unlink()


def _move_journals(path: Path, to: Path) -> None:
    for mine, its in zip(journals_of(path), journals_of(to), strict=True):
        if mine.exists():
            patient_replace(mine, its)
