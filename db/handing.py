"""Ledgers as whole files, for 交接: a verified copy out, a foreign one looked through, and in its place without loss."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from db import revisions, trail
from db.backup import back_up, copy_in, copy_out, drop, folder_of, part_beside, remove_part, trouble_of
from db.connection import APPLICATION_ID, connect, fsync, is_damage, ledger_error, probe, spoken, told_when_open, transaction
from db.door import door_of, keep_door
from db.handed import compared_with, facts_of, last_note
from db.journals import has_journal
from db.restoring import shut_out_others, version
from db.sums import sha256_of
from db.written_names import lying, written
from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import LedgerError, LedgerTrouble, NothingToUndo
from qcapp.domain.handover import LedgerFacts, LedgersCompared, Received
from qcapp.domain.operations import Operation, OperationKind
from qcapp.domain.settings import kept_by_restoration

if TYPE_CHECKING:
    from qcapp.ports import Clock

_NOT_UPGRADED = "较早版本的台账升级没有成功，没有接收，请把交接文件交给维护人员。"

# What a machine has of its own (its opening password, where its second backups go) lies in these; it neither leaves nor comes.
_MACHINES_OWN = ("setting", "meta")


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

    def __init__(self, path: Path, clock: Clock, *, held: bool = False) -> None:
        """``held``: the ledger is open for writing in this process, so that nobody else's window has it."""
        self._path, self._clock, self._held = path, clock, held

    @property
    def path(self) -> Path:
        return self._path

    def copy_out(self, target: Path) -> LedgerFacts:
        with spoken(self._path):
            if not self._path.exists():
                raise LedgerError(f"找不到台账“{self._path}”，没有可交接的内容，请先打开要交接的台账。")
            with contextlib.closing(probe(self._path)) as live:
                copy_out(live, target)
            facts, _ = self.bring_up(target)
            _carry_over(target, None)
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
                return facts_of(query), revision if older else ""

    # ------------------------------------------------------------------ what is here

    def here(self) -> tuple[LedgerFacts | None, str]:
        if not self._path.exists():
            return None, ""
        try:
            with self._present() as query:
                return facts_of(query), ""
        except LedgerError as error:
            return None, str(error)

    def compare(self, file: Path) -> LedgersCompared | None:
        if not self._path.exists():
            return None
        try:
            with self._present() as here, contextlib.closing(connect(file, reading=True)) as there:
                return compared_with(here, there)
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
                stack.callback(remove_part, path)
                with contextlib.closing(probe(self._path)) as live:
                    copy_out(live, path)
                _upgrade(path)
            query = stack.enter_context(contextlib.closing(connect(path, reading=True)))
            query.execute("BEGIN")
            yield query

    # ------------------------------------------------------------------ in its place

    def put_in_place(self, file: Path, who: str, source: str, source_sha256: str) -> Received:
        with self._alone(who):
            compared = self.compare(file)
            if compared is None:
                return self._put_anew(file, _Note(who, f"接收交接文件“{source}”", source, source_sha256, None, 0, 0))
            lost, regained = len(compared.only_here), len(compared.only_there)

            def note(kept: Path) -> _Note:
                summary = f"接收交接文件“{source}”，原来的台账另存为“{written(kept)}”"
                return _Note(who, summary, source, source_sha256, kept, lost, regained)

            return self._swap(file, note, same=compared.same)

    def last_received(self) -> Operation | None:
        if not self._path.exists():
            return None
        with self._present() as query:
            seq, _, _ = last_note(query)
            return trail.operation_at(query, seq) if seq else None

    def undo(self, who: str) -> Received:
        with self._alone(who):
            with self._present() as query:
                seq, kept_name, kept_sha256 = last_note(query)
                done = trail.operation_at(query, seq) if seq else None
            if done is None or not kept_name:
                raise NothingToUndo("这本台账没有可以撤销的接收：接收之前这里没有能打开的台账。")
            former = self._kept(kept_name)
            _ensure_untouched(former, kept_sha256)
            part = part_beside(self._path)
            try:
                with contextlib.closing(probe(former)) as source:
                    copy_out(source, part)
                self.bring_up(part)
                compared = self.compare(part)
                assert compared is not None, "it was read above"
                lost, regained = len(compared.only_here), len(compared.only_there)

                def note(kept: Path) -> _Note:
                    summary = f"撤销接收，换回“{kept_name}”；换下的台账另存为“{written(kept)}”"
                    return _Note(who, summary, kept_name, kept_sha256, kept, lost, regained, done.id)

                return self._swap(part, note, same=compared.same)
            finally:
                remove_part(part)

    def _kept(self, name: str) -> Path:
        """What was put aside lies among the backups; by a program of before, beside the ledger."""
        folder = folder_of(self._path)
        return lying(folder, name) or lying(self._path.parent, name) or folder / name

    @contextlib.contextmanager
    def _alone(self, who: str) -> Iterator[None]:
        """While no window of another process has the ledger: all that it shows would be another's. LedgerError says whose."""
        from db.lock import LedgerLock
        from db.recovering import place_of

        lock = LedgerLock(self._path, who, self._clock.now)
        with spoken(self._path):
            place_of(self._path)
            if not self._held and (why := lock.take()):
                raise LedgerError(why, LedgerTrouble.BUSY)
            try:
                yield
            finally:
                lock.release()

    def _put_anew(self, file: Path, note: _Note) -> Received:
        """Where no ledger is, or none that can be read: that one is put aside as it lies there, bytes and journal."""
        from db.recovering import exchange, newest_known, newest_whole_backup

        backup = newest_whole_backup(self._path)
        with contextlib.closing(probe(backup.path)) if backup else contextlib.nullcontext() as mine:
            _carry_over(file, mine)
        keep_door(file, door_of(self._path))
        operation = self._sign(file, note, newest_known(self._path))
        with told_when_open(self._path):
            aside = exchange(file, self._path, self._stem(BackupReason.HANDOVER.value))
        return Received(self._path, aside, undoable=False, operation=operation)

    def _swap(self, file: Path, note_for: Callable[[Path], _Note], *, same: bool) -> Received:
        """All of the ledger's content by that of the file, in one transaction of SQLite's: killed within, it is as it was.

        What is put aside is what is replaced: nobody writes between the two.
        """
        with contextlib.closing(connect(self._path)) as live:
            seen = version(live)
            kept = back_up(live, self._path, self._clock.now(), reason=BackupReason.HANDOVER)
            try:
                _carry_over(file, live)
                last = live.execute("SELECT id FROM operation ORDER BY seq DESC LIMIT 1").fetchone()[0] if same else ""
                operation = self._sign(file, note_for(kept.path), last)
                shut_out_others(live)
                if version(live) != seen:
                    raise LedgerError("台账刚刚被另一个程序写入，没有换，请再试一次。", LedgerTrouble.BUSY)
                with contextlib.closing(probe(file)) as source:
                    copy_in(source, live)
            except BaseException:  # the ledger is as it was: the copy would be one too many
                drop(kept)
                raise
        if trouble := trouble_of(self._path):
            with contextlib.closing(probe(kept.path)) as former, contextlib.closing(connect(self._path)) as live:
                copy_in(former, live)
            raise LedgerError(f"换上的台账没有通过检查（{trouble}），已换回原来的，请检查磁盘后再试。", LedgerTrouble.DAMAGED)
        return Received(self._path, kept.path, undoable=True, operation=operation)

    def _sign(self, file: Path, note: _Note, beyond: str) -> str:
        """The operation that tells of it, written into the copy before that takes the place; its id, which comes after
        ``beyond``: ids of what is put aside are never given twice."""
        from db.query import put_rows
        from db.writing import begin_operation, seal_operation

        with transaction(file) as query:
            now = self._clock.now()
            seq = begin_operation(query, OperationKind.HANDOVER, note.who, note.summary, now, beyond=beyond)
            put_rows(query, "restoration", [{
                "operation": seq, "source": note.source, "source_sha256": note.source_sha256,
                "kept": written(note.kept) if note.kept else None, "kept_sha256": sha256_of(note.kept) if note.kept else None,
                "lost": note.lost, "regained": note.regained, "undoes": note.undoes,
            }])
            seal_operation(query, seq)
            made = query.execute("SELECT id FROM operation WHERE seq = ?", (seq,)).fetchone()[0]
        fsync(file)
        return str(made)

    def _stem(self, word: str) -> str:
        return f"{self._path.stem}-{word}-{self._clock.now():%Y%m%d-%H%M%S}"

    def _free_name(self, word: str) -> Path:
        stem = self._stem(word)
        target, number = self._path.with_name(f"{stem}{self._path.suffix}"), 2
        while target.exists() or has_journal(target):
            target, number = self._path.with_name(f"{stem}-{number}{self._path.suffix}"), number + 1
        return target


def _ensure_receivable(file: Path, what: str = "交接文件里的台账") -> str:
    """Its revision; LedgerError unless it is a whole ledger that this program knows. Nothing is written to it."""
    # By SQLite alone: to open and close the file would let go of the locks by which a window of this process holds it.
    with contextlib.closing(probe(file)) as query:
        try:
            query.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB:
                raise
            raise _NoLedger(f"{what}不是台账文件，或文件头已损坏。") from error
        if not query.execute("PRAGMA page_count").fetchone()[0]:
            raise _NoLedger(f"{what}是空文件，内容已丢失。")
        if query.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise _NoLedger(f"{what}是其他程序的数据库，不是本程序的台账。")
        row = query.execute("SELECT version_num FROM alembic_version").fetchone()
        number = query.execute("PRAGMA user_version").fetchone()[0]
        revision = str(row[0]) if row else ""
        newer = revisions.of_newer_program(query, number, revision)
    if newer:
        raise _NoLedger(f"{what}是用更新版本的程序建立的，请在这台电脑上装好新版程序后再试。")
    if trouble := trouble_of(file) or ("" if revision in revisions.REVISIONS else "版本读不出来"):
        raise _NoLedger(f"{what}已损坏（{trouble}）。")
    return revision


def _upgrade(file: Path) -> None:
    """A copy of our own, which needs no backup of itself."""
    from db.upgrading import step_up

    try:
        step_up(file)
    except Exception as error:
        raise ledger_error(error, file) or LedgerError(_NOT_UPGRADED, LedgerTrouble.UPGRADE_FAILED) from error


def _carry_over(file: Path, live: sqlite3.Connection | None) -> None:
    """What is this machine's own in the place of what of that kind the copy has, of which not a byte is left."""
    with contextlib.closing(connect(file)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("BEGIN IMMEDIATE")
        for table in _MACHINES_OWN:
            read, write = f"SELECT key, value FROM {table}", f"INSERT INTO {table} (key, value) VALUES (?, ?)"
            theirs = [key for key, _ in connection.execute(read) if kept_by_restoration(key)]
            connection.executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in theirs])
            mine = [row for row in live.execute(read) if kept_by_restoration(row[0])] if live else []
            connection.executemany(write, mine)
        connection.execute("COMMIT")
    fsync(file)


def _ensure_untouched(former: Path, sha256: str) -> None:
    if not former.is_file():
        raise LedgerError(f"接收之前的台账“{former}”已不在原处，没有撤销，请找到它放回去后再试。")
    if sha256_of(former) != sha256:
        raise LedgerError(f"接收之前的台账“{former}”后来被改动过，没有撤销；要用它，请用“文件 → 打开台账…”打开。")
