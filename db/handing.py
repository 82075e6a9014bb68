"""Ledgers as whole files, for 交接: a verified copy out, a foreign one looked through, and in its place without loss."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db import finding, reading, revisions, trail
from db.backup import copy_in, copy_out, part_beside, trouble_of
from db.connection import APPLICATION_ID, connect, fsync, is_damage, ledger_error, probe, spoken
from db.plans import read_catalogue
from qcapp.domain.errors import LedgerError, LedgerTrouble, NothingToUndo
from qcapp.domain.handover import LedgerFacts, LedgersCompared, Received
from qcapp.domain.operations import Operation, OperationKind
from qcapp.domain.settings import kept_by_restoration
from qcapp.forms.safe_write import patient_replace

if TYPE_CHECKING:
    from qcapp.ports import Clock

_NOT_UPGRADED = "较早版本的台账升级没有成功，没有接收，请把交接文件交给维护人员。"
_MAGIC = b"SQLite format 3\x00"
_COUNTS = {
    "operations": "SELECT count(*) FROM operation",
    "cells": "SELECT count(*) FROM cell WHERE text <> ''",
    "returns": "SELECT count(*) FROM returned_form",
    "attachments": "SELECT count(*) FROM attachment",
    "bulletins": "SELECT count(*) FROM bulletin",
    "rulings": "SELECT count(*) FROM ruling",
    "aliases": "SELECT count(*) FROM unit_alias",
    "settings": "SELECT count(*) FROM setting WHERE key NOT LIKE 'window.%'",
    "files": "SELECT count(*) FROM blob",
    "file_bytes": "SELECT coalesce(sum(size), 0) FROM blob",
}


# Of the machine, not of the work: its opening password and where its second backups go. They neither leave it nor come to it.
_MACHINE = "(key LIKE 'password.%' OR key = 'backup.second')"


class _NoLedger(LedgerError):
    """What lies there is none that this program can read: damaged, foreign, or newer. Not: busy, or out of reach just now."""


class _Note(NamedTuple):
    """A row of ``restoration``, and what stands in the operation over it."""

    who: str
    summary: str
    source: str
    source_sha256: str
    kept: Path | None
    lost: int
    regained: int
    undoes: str | None = None


class HandoverFiles:
    """``LedgerHandover`` on SQLite."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock

    @property
    def path(self) -> Path:
        return self._path

    def copy_out(self, target: Path) -> LedgerFacts:
        with spoken(self._path):
            if not self._path.exists():
                raise LedgerError(f"找不到台账“{self._path}”，没有可交接的内容，请先打开要交接的台账。")
            with contextlib.closing(probe(self._path)) as live:
                copy_out(live, target)
            _let_go_of_machine(target)
            facts, _ = self.bring_up(target)
            _keep_machine_settings(target, {})
            return facts

    def bring_up(self, file: Path) -> tuple[LedgerFacts, str]:
        with spoken(file):
            revision = _ensure_receivable(file)
            older = revision != revisions.head()
            if older:
                _upgrade(file)
                if trouble := trouble_of(file):
                    raise LedgerError(f"交接文件里的台账升级以后没有通过检查（{trouble}），没有接收，请联系维护人员。")
            with contextlib.closing(connect(file, reading=True)) as query:
                return _facts(query), revision if older else ""

    # ------------------------------------------------------------------ what is here

    def here(self) -> tuple[LedgerFacts | None, str]:
        if not self._path.exists():
            return None, ""
        try:
            with self._present() as query:
                return _facts(query), ""
        except LedgerError as error:
            return None, str(error)

    def compare(self, file: Path) -> LedgersCompared | None:
        if not self._path.exists():
            return None
        try:
            with self._present() as here, contextlib.closing(connect(file, reading=True)) as there:
                return _compared(here, there)
        except _NoLedger:
            return None

    @contextlib.contextmanager
    def _present(self) -> Iterator[sqlite3.Connection]:
        """The ledger here, as of one moment and of this program's schema: of an older one, a copy that was brought up."""
        with spoken(self._path), contextlib.ExitStack() as stack:
            path = self._path
            try:
                revision = _ensure_receivable(path, "这台电脑上的台账")
            except sqlite3.DatabaseError as error:
                if is_damage(error):
                    raise _NoLedger(f"这台电脑上的台账“{path}”已损坏，读不出来。") from error
                raise
            if revision != revisions.head():
                path = part_beside(path.with_name(f"{path.stem}-看{path.suffix}"))
                stack.callback(_remove, path)
                with contextlib.closing(probe(self._path)) as live:
                    copy_out(live, path)
                _upgrade(path)
            query = stack.enter_context(contextlib.closing(connect(path, reading=True)))
            query.execute("BEGIN")
            yield query

    # ------------------------------------------------------------------ in its place

    def put_in_place(self, file: Path, who: str, source: str, source_sha256: str) -> Received:
        with spoken(self._path):
            compared = self.compare(file)
            if compared is None:
                return self._put_anew(file, _Note(who, f"接收交接文件“{source}”", source, source_sha256, None, 0, 0))
            kept = self._copy_aside("交接前")
            last = self._last_id() if compared.same else ""
            note = _Note(
                who, f"接收交接文件“{source}”，原来的台账另存为“{kept.name}”", source, source_sha256, kept,
                len(compared.only_here), len(compared.only_there),
            )
            return self._swap(file, note, last)

    def last_received(self) -> Operation | None:
        if not self._path.exists():
            return None
        with self._present() as query:
            seq, _, _ = _last_note(query)
            return trail.operation_at(query, seq) if seq else None

    def undo(self, who: str) -> Received:
        with spoken(self._path):
            with self._present() as query:
                seq, kept_name, kept_sha256 = _last_note(query)
                done = trail.operation_at(query, seq) if seq else None
            if done is None or not kept_name:
                raise NothingToUndo("这本台账没有可以撤销的接收：接收之前这里没有能打开的台账。")
            former = self._path.with_name(kept_name)
            _ensure_untouched(former, kept_sha256)
            part = part_beside(self._path)
            try:
                with contextlib.closing(probe(former)) as source:
                    copy_out(source, part)
                self.bring_up(part)
                compared = self.compare(part)
                kept = self._copy_aside("撤销接收前")
                note = _Note(
                    who, f"撤销接收，换回“{kept_name}”；接收的台账另存为“{kept.name}”", kept_name, kept_sha256, kept,
                    len(compared.only_here) if compared else 0, len(compared.only_there) if compared else 0, done.id,
                )
                return self._swap(part, note, self._last_id() if compared and compared.same else "")
            finally:
                _remove(part)

    def _put_anew(self, file: Path, note: _Note) -> Received:
        """Where no ledger is, or none that can be read: that one is renamed as it lies there, bytes and journal."""
        _keep_machine_settings(file, {})
        operation = self._sign(file, note, "")
        aside = self._rename_aside("交接前")
        try:
            patient_replace(file, self._path)
        except OSError:
            if aside is not None:
                patient_replace(aside, self._path)
            raise
        return Received(self._path, aside, undoable=False, operation=operation)

    def _swap(self, file: Path, note: _Note, after: str) -> Received:
        """All of the ledger's content by that of the file, in one transaction of SQLite's: killed within, it is as it was."""
        assert note.kept is not None
        try:
            with self._present() as query:
                _keep_machine_settings(file, dict(query.execute(f"SELECT key, value FROM setting WHERE {_MACHINE}")))
            operation = self._sign(file, note, after)
            self._carry_over(file)
            with contextlib.closing(probe(file)) as source, contextlib.closing(connect(self._path)) as live:
                copy_in(source, live)
        except BaseException:  # rolled back: the copy would be one too many
            _remove(note.kept)
            raise
        if trouble := trouble_of(self._path):
            with contextlib.closing(probe(note.kept)) as former, contextlib.closing(connect(self._path)) as live:
                copy_in(former, live)
            raise LedgerError(f"换上的台账没有通过检查（{trouble}），已换回原来的，请检查磁盘后再试。")
        return Received(self._path, note.kept, undoable=True, operation=operation)

    def _carry_over(self, file: Path) -> None:
        """What belongs to this computer, as its opening password, stays as it is."""
        from db.restoring import carry_over

        with contextlib.closing(connect(file)) as query, contextlib.closing(connect(self._path, reading=True)) as live:
            query.execute("BEGIN IMMEDIATE")
            carry_over(query, live)
            query.execute("COMMIT")
        fsync(file)

    def _sign(self, file: Path, note: _Note, after: str) -> str:
        """The operation that tells of it, written into the copy before that takes the place; its id."""
        from sqlalchemy import insert, update

        from db import models
        from db.engine import engine_for, raw
        from db.writing import begin_operation, finish_operation

        table = models.operation
        engine = engine_for(file)
        try:
            with engine.begin() as connection:
                seq = begin_operation(connection, OperationKind.HANDOVER, note.who, note.summary, self._clock.now())
                made = str(raw(connection).execute("SELECT id FROM operation WHERE seq = ?", (seq,)).fetchone()[0])
                if _number(made) <= _number(after):  # ids of what is put aside are never given twice
                    day, count = _number(after)
                    made = f"{day}-{count + 1:04d}"
                    connection.execute(update(table).where(table.c.seq == seq).values(id=made))
                row = {
                    "operation": seq, "source": note.source, "source_sha256": note.source_sha256, "lost": note.lost,
                    "regained": note.regained, "undoes": note.undoes,
                }
                if note.kept is not None:
                    row |= {"kept": note.kept.name, "kept_sha256": _sha256(note.kept)}
                connection.execute(insert(models.restoration), row)
                finish_operation(connection, seq, [])
        finally:
            engine.dispose()
        fsync(file)
        return made

    def _copy_aside(self, word: str) -> Path:
        """A verified copy of what is here, of no name that thinning knows."""
        target = self._free_name(word)
        part = part_beside(target)
        try:
            with contextlib.closing(probe(self._path)) as live:
                copy_out(live, part)
            if trouble := trouble_of(part):
                raise LedgerError(f"现在的台账没能完好地另存一份（{trouble}），没有接收，请先运行检查。")
            patient_replace(part, target)
        finally:
            _remove(part)
        return target

    def _rename_aside(self, word: str) -> Path | None:
        """What can't be opened, as it lies there, with the journal that belongs to it."""
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
        target = self._free_name(word)
        journal = self._path.with_name(f"{self._path.name}-journal")
        if journal.exists():
            patient_replace(journal, target.with_name(f"{target.name}-journal"))
        if not self._path.exists():
            return None
        patient_replace(self._path, target)
        return target

    def _free_name(self, word: str) -> Path:
        stem = f"{self._path.stem}-{word}-{self._clock.now():%Y%m%d-%H%M%S}"
        target, number = self._path.with_name(f"{stem}{self._path.suffix}"), 2
        while target.exists():
            target, number = self._path.with_name(f"{stem}-{number}{self._path.suffix}"), number + 1
        return target

    def _last_id(self) -> str:
        with contextlib.closing(connect(self._path, reading=True)) as query:
            row = query.execute("SELECT id FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
        return str(row[0]) if row else ""


def _ensure_receivable(file: Path, what: str = "交接文件里的台账") -> str:
    """Its revision; LedgerError unless it is a whole ledger that this program knows. Nothing is written to it."""
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise _NoLedger(f"{what}不是台账文件，或文件头已损坏。")
    with contextlib.closing(probe(file)) as query:
        if query.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise _NoLedger(f"{what}是其他程序的数据库，不是本程序的台账。")
        row = query.execute("SELECT version_num FROM alembic_version").fetchone()
        number = query.execute("PRAGMA user_version").fetchone()[0]
    revision = str(row[0]) if row else ""
    if number > int(revisions.head()) or revision not in revisions.REVISIONS:
        raise _NoLedger(f"{what}是用更新版本的程序建立的，请在这台电脑上装好新版程序后再试。")
    if trouble := trouble_of(file):
        raise _NoLedger(f"{what}已损坏（{trouble}）。")
    return revision


def _let_go_of_machine(file: Path) -> None:
    """The next clerk has a computer of their own, with its own opening password and places for backups."""
    with contextlib.closing(connect(file)) as query:
        query.execute("PRAGMA secure_delete=ON")
        keys = [key for (key,) in query.execute("SELECT key FROM setting") if kept_by_restoration(key)]
        query.execute("BEGIN IMMEDIATE")
        query.executemany("DELETE FROM setting WHERE key = ?", [(key,) for key in keys])
        query.execute("COMMIT")


def _upgrade(file: Path) -> None:
    """A copy of our own, which needs no backup of itself."""
    from db.engine import engine_for

    engine = engine_for(file, foreign_keys=False)
    try:
        with engine.begin() as connection:
            revisions.upgrade(connection, revisions.MIGRATIONS)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
                raise LedgerError(_NOT_UPGRADED, LedgerTrouble.UPGRADE_FAILED)
    except LedgerError:
        raise
    except Exception as error:
        raise ledger_error(error, file) or LedgerError(_NOT_UPGRADED, LedgerTrouble.UPGRADE_FAILED) from error
    finally:
        engine.dispose()


def _keep_machine_settings(file: Path, present: dict[str, str]) -> None:
    """Those of this machine in the place of those that the copy has, of which not a byte is left."""
    with contextlib.closing(connect(file)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"DELETE FROM setting WHERE {_MACHINE}")
        connection.executemany("INSERT INTO setting (key, value) VALUES (?, ?)", sorted(present.items()))
        connection.execute("COMMIT")
    fsync(file)


def _facts(query: sqlite3.Connection) -> LedgerFacts:
    catalogue = read_catalogue(query)
    months = tuple(sorted(period.year * 100 + period.month for period in reading.periods(query)))
    counts = {name: int(query.execute(count).fetchone()[0]) for name, count in _COUNTS.items()}
    return LedgerFacts(
        ledger_id=reading.meta(query, "ledger_id") or "", revision=revisions.head(), title=catalogue.years[-1].plan.title,
        years=tuple(year.year for year in catalogue.years), months=months,
        newest=finding.operations(query, catalogue, None, 1)[0], **counts,
    )


def _compared(here: sqlite3.Connection, there: sqlite3.Connection) -> LedgersCompared:
    """By id and digest: after both went on apart, one id may mean two operations. That a ledger was received is no work of
    anybody's: where that alone is not in the other, nothing is lost."""
    if reading.meta(here, "ledger_id") != reading.meta(there, "ledger_id"):
        return LedgersCompared(False)
    ours, theirs = _written(here), _written(there)
    return LedgersCompared(
        True,
        tuple(trail.operation_at(here, seq) for key, seq in reversed(ours.items()) if key not in theirs),
        tuple(trail.operation_at(there, seq) for key, seq in reversed(theirs.items()) if key not in ours),
    )


def _written(query: sqlite3.Connection) -> dict[tuple[str, str], int]:
    rows = query.execute("SELECT seq, id, digest FROM operation WHERE kind <> ? ORDER BY seq", (OperationKind.HANDOVER.value,))
    return {(name, digest): seq for seq, name, digest in rows}


def _last_note(query: sqlite3.Connection) -> tuple[int, str, str]:
    """The newest receiving (or its undo): seq, file that was put aside and its SHA-256; (0, "", "") where there is none."""
    row = query.execute(
        "SELECT o.seq, coalesce(r.kept, ''), coalesce(r.kept_sha256, '')"
        " FROM operation o JOIN restoration r ON r.operation = o.seq WHERE o.kind = ? ORDER BY o.seq DESC LIMIT 1",
        (OperationKind.HANDOVER.value,),
    ).fetchone()
    return (int(row[0]), str(row[1]), str(row[2])) if row else (0, "", "")


def _ensure_untouched(former: Path, sha256: str) -> None:
    if not former.is_file():
        raise LedgerError(f"接收之前的台账“{former}”已不在原处，没有撤销，请找到它放回去后再试。")
    if _sha256(former) != sha256:
        raise LedgerError(f"接收之前的台账“{former}”后来被改动过，没有撤销；要用它，请用“文件 → 打开台账…”打开。")


def _number(operation_id: str) -> tuple[str, int]:
    """Day and count of an id, as they are ordered."""
    day, _, count = operation_id.partition("-")
    return day, int(count or 0)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while some := file.read(1 << 20):
            digest.update(some)
    return digest.hexdigest()


def _remove(part: Path) -> None:
    for path in (part, part.with_name(f"{part.name}-journal")):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
