"""An open ledger's file: connections, locks, transactions, and its lists, kept as the file has them.

Any thread may call it: each read has a connection of its own and sees one moment; writers wait for each other.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db import reading
from db.connection import BUSY_SECONDS, connect, may_write, spoken, transaction
from db.entries import LARGE, last_change
from db.following import KeepsUp
from db.months import KnownMonths
from db.plan_rows import Again
from db.watched import Watched
from qcapp.domain.errors import LedgerError, LedgerTrouble

if TYPE_CHECKING:
    from db.indexing import WordKeeper
    from db.lock import LedgerLock
    from qcapp.ports import Clock

_IDLE = 4
_READERS_SECONDS = 30.0
_TURN_SECONDS = 0.1
_SEEN_FROM_OUTSIDE = (LedgerTrouble.MOVED, LedgerTrouble.NOT_WRITABLE, LedgerTrouble.MISSING)


class LedgerFile(Watched, KeepsUp):
    """Made by ``db.opening``: the path is that of a whole ledger of the newest revision.

    ``lock``: held, or taken before the first write; None for one that writes beside others. ``fixed``: why nothing can be
    written where it lies, "" where it can. ``held``: who else has it.
    """

    def __init__(
        self, path: Path, clock: Clock, lock: LedgerLock | None = None, *, fixed: str = "", held: str = ""
    ) -> None:
        super().__init__()
        self._path = path
        self._clock = clock
        self._lock, self._fixed, self._held = lock, fixed, held
        self._idle: list[sqlite3.Connection] = []
        self._in_use, self._keeps = 0, True
        self._idle_lock = threading.Condition()  # told when one is idle again, or gone
        self._guard = threading.Lock()
        self._age = 0  # of the idle ones: what was opened before they were dropped is not kept
        self._writer = threading.RLock()
        self._moving = False
        self._file = _identity(path)
        self._word_keeper: WordKeeper | None = None
        with self._reading() as query:
            self._ledger_id = reading.meta(query, "ledger_id") or ""
            self._begin_anew(query)

    @property
    def path(self) -> Path:
        return self._path

    @property
    def ledger_id(self) -> str:
        return self._ledger_id

    @property
    def read_only(self) -> str:
        """Why nothing can be written; "" when it can."""
        return self._fixed or self._held

    def try_writing(self) -> str:
        """Take the ledger for writing where that was not to be had before; answers ``read_only``."""
        from db.looking import why_not_writable

        with self._writer:
            self._ensure_open()
            if self._fixed:
                self._fixed = why_not_writable(self._path)
                self._drop_idle()  # those were opened to look only
            if self._lock is not None and not self._fixed:
                self._held = self._lock.take()
            return self.read_only

    def seems_free(self) -> bool:
        """Whether who held it has let go, as far as that is seen without keeping it."""
        return bool(self._held) and not self._fixed and self._lock is not None and self._lock.seems_free()

    def written_elsewhere(self) -> bool:
        """Whether another program has written since this was asked last. Asked often: it waits for nobody."""
        with self._connected() as query:
            query.execute("PRAGMA busy_timeout=0")
            try:
                self._written.look(query)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            query.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        return self._written.told()

    def sign(self, who: str) -> None:
        """Whose name others are told while it is held here."""
        if self._lock is not None:
            self._lock.sign(who)

    def warm_up(self) -> None:
        """Take the ledger for writing, and import what the first write needs, in a thread that has time for it."""
        from db import writing  # noqa: F401

        if self._lock is not None and not self.read_only:
            with self._writer:
                self._held = self._lock.take()
        with suppress(LedgerError):  # who reads next is told
            with self._reading() as query:
                large = last_change(query) >= LARGE  # of a small one nothing of the index is imported
            if large:
                self._words.keep_up()

    def close(self) -> None:
        """Let go of the file. Calls after this raise LedgerError."""
        self._closed = True
        if self._word_keeper is not None:
            self._word_keeper.stop()
        self._drop_idle()
        if self._lock is not None:
            self._lock.release()

    def look_after(self) -> None:
        """Whether it still lies where it was opened and can be written, as far as that can be told without writing; ``watch``
        hears it. Takes no lock; it may wait for a disk that does not answer."""
        if self._closed or self._broken is not None:
            return
        if self._is_away():
            if self._ailing is not LedgerTrouble.MOVED:
                self._tell(self._moved())
        elif not self.read_only and not may_write(self._path):
            if self._ailing is not LedgerTrouble.NOT_WRITABLE:
                sentence = f"台账“{self._path}”所在的位置不能写入了，改动存不进去，请检查文件夹权限和磁盘后再试。"
                self._tell(LedgerError(sentence, LedgerTrouble.NOT_WRITABLE))
        elif self._ailing in _SEEN_FROM_OUTSIDE:
            self._tell(None)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            with spoken(self._path):
                yield
        except LedgerError as error:
            self._tell(error)
            raise

    def _repoint(self, path: Path) -> None:
        """Go on with that file: nothing of the former one is used again."""
        with self._writer:
            if path != self._path and self._lock is not None:
                self._lock = self._lock.moved_to(path)
                self._held = self._lock.take()
            self._path, self._file, self._broken, self._fixed = path, _identity(path), None, ""
            self._drop_idle()  # now: who reads in another thread may still have opened the former file a moment ago
            self._months = KnownMonths()
            if self._word_keeper is not None:
                self._word_keeper.stop()
                self._word_keeper = None
            with self._reading() as query:
                self._ledger_id = reading.meta(query, "ledger_id") or ""
                self._begin_anew(query)
        self._tell(None)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection in a read transaction: all queries see the same moment."""
        with self._connected() as connection:
            connection.execute("BEGIN")
            try:
                with self._at(connection):
                    self._keep_up(connection)
                    yield connection
            finally:
                connection.rollback()

    def _again(self) -> Again:
        return self._within

    @contextmanager
    def _connected(self, *, opened_before: bool = False) -> Iterator[sqlite3.Connection]:
        """One of the idle connections, or a new one; one that failed is not used again. ``opened_before``: others that read with
        one are waited for, where none is idle."""
        with self._telling():
            self._ensure_open()
            with self._idle_lock:
                if opened_before:
                    self._idle_lock.wait_for(lambda: self._idle or not self._in_use, _READERS_SECONDS)
                age, connection = self._age, self._idle.pop() if self._idle else None
                self._in_use += 1
            keep = False
            try:
                connection = connection or connect(self._path, reading=True, fixed=bool(self._fixed))
                yield connection
                keep = True
            finally:
                with self._idle_lock:
                    self._in_use -= 1
                    keep = keep and self._keeps and not self._closed and age == self._age and len(self._idle) < _IDLE
                    if keep and connection is not None:
                        self._idle.append(connection)
                    self._idle_lock.notify_all()
                if connection is not None and not keep:
                    connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self._turn(), self._telling():
            self._ensure_writing()
            with transaction(self._path) as query:
                with self._at(query):
                    self._keep_up(query)
                    yield query
                newest = self._written.is_ours(query)
        self._newest = newest
        self._written.committed()
        self._tell(None)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Of those who write in this program. LedgerError at once while it is put elsewhere, which may take long."""
        while not self._writer.acquire(timeout=_TURN_SECONDS):
            if self._moving:
                sentence = f"台账“{self._path}”正在另存到别处，这里的还没有保存，请等它另存好再试。"
                raise LedgerError(sentence, LedgerTrouble.BUSY)
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def _moved_alone(self) -> Iterator[None]:
        """Nobody else writes: who would is not kept waiting."""
        with self._writer:
            self._moving = True
            try:
                yield
            finally:
                self._moving = False

    @property
    def _words(self) -> WordKeeper:
        """The index of words, of use where the ledger is large."""
        from db.indexing import WordKeeper
        from qcapp.places import data_folder

        with self._guard:
            if self._word_keeper is None:
                self._word_keeper = WordKeeper(data_folder() / "words", self._path, self._ledger_id, self._reading)
            return self._word_keeper

    def _drop_idle(self) -> None:
        with self._idle_lock:
            idle, self._idle, self._age = self._idle, [], self._age + 1
        for connection in idle:
            connection.close()

    @contextmanager
    def _kept_open_by_none(self) -> Iterator[None]:
        """While another file is put in its place, who reads it lets go of it at once: Windows replaces none that is open."""
        self._keeps = False
        self._drop_idle()
        try:
            yield
        finally:
            self._keeps = True

    def _ensure_open(self) -> None:
        if self._closed:
            raise LedgerError(f"台账“{self._path}”已经关闭，请重新打开后再试。")

    def _ensure_writing(self) -> None:
        """LedgerError where it can only be looked at; a lock that nobody wanted yet is taken."""
        self._ensure_usable()
        if self._lock is not None and not self.read_only:
            self._held = self._lock.take()
        if self.read_only:
            raise LedgerError(self.read_only, LedgerTrouble.NOT_WRITABLE if self._fixed else LedgerTrouble.BUSY)

    def _ensure_usable(self) -> None:
        """A file moved or replaced under us would take writes that nobody finds again; a damaged one is not written to."""
        self._ensure_open()
        if self._broken is not None:
            raise self._broken
        if self._is_away():
            raise self._moved()

    def _is_away(self) -> bool:
        return _identity(self._path) != self._file

    def _moved(self) -> LedgerError:
        sentence = f"台账文件“{self._path}”已被移走或替换，改动没有写入，请把它放回原处（或插好磁盘）后再试。"
        return LedgerError(sentence, LedgerTrouble.MOVED)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None when there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
