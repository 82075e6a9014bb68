"""Keeping the index of words: made where a ledger has outgrown a look at every cell, gone on with after operations, thrown away
where it is not the ledger's any more. In a thread of its own, a little at a time: nobody waits for it, and what it does not
have yet is looked through.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, NamedTuple

from db.query import Query
from db.word_index import Reached, WordIndex, pairs, pairs_of_phone
from qcapp.domain.errors import LedgerError
from qcapp.domain.text import comparable

LARGE: Final = 250_000
"""Changes; a ledger of fewer is looked through in an instant."""
_AT_ONCE: Final = 300
"""Changes of which the pairs are made before others have a turn: some five milliseconds."""
_PAUSE: Final = 0.01
_A_COMMIT: Final = 30_000
_LAST: Final = "SELECT seq, digest FROM operation ORDER BY seq DESC LIMIT 1 OFFSET 1"
_OLD: Final = 90 * 86_400
_log = logging.getLogger(__name__)

Moment = Callable[[], AbstractContextManager[Query]]


class Looked(NamedTuple):
    """What an index says: ids of changes that may have written one of the words, or of returned forms that may be named by one;
    of what was written after ``reached`` it knows nothing."""

    reached: Reached
    ids: list[int]


class WordKeeper:
    """Of one open ledger, for any thread. ``moment``: a read transaction of it. ``folder``: where indexes are kept."""

    def __init__(self, folder: Path, path: Path, ledger: str, moment: Moment, large: int = LARGE) -> None:
        name = hashlib.sha256(f"{ledger}\n".encode() + os.fsencode(path.absolute())).hexdigest()[:24]
        self._index = WordIndex(folder / f"{name}.sqlite3", ledger)
        self._moment, self._large = moment, large
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._sound = False
        self._impossible = False
        self._once_more = False
        """Asked for while the thread was at it: it may have looked before that."""
        self._done = False

    def changes_with(self, query: Query, words: list[str]) -> Looked | None:
        """None where everything is to be looked through: there is no index, or it would not help."""
        return self._looked(query, lambda connection: self._index.changes_with(connection, words))

    def papers_with(self, query: Query, words: list[str]) -> Looked | None:
        return self._looked(query, lambda connection: self._index.papers_with(connection, words))

    def _looked(self, query: Query, find: Callable[[sqlite3.Connection], list[int] | None]) -> Looked | None:
        if self._impossible or not self.is_large(query):
            return None
        self.keep_up()
        if not self._sound:
            return None
        try:
            with self._index.opened() as connection:
                if connection is None:
                    return None
                connection.execute("BEGIN")
                reached = self._index.reached(connection, query)
                ids = find(connection) if reached is not None else None
        except (sqlite3.Error, ValueError, TypeError):
            self._sound = False  # looked at again, and made anew, by the thread
            return None
        return None if reached is None or ids is None else Looked(reached, ids)

    def is_large(self, query: Query) -> bool:
        return int(query.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0]) >= self._large

    def keep_up(self) -> None:
        """Take in what was written since, in a thread; one is enough."""
        with self._guard:
            if self._stopping.is_set():
                return
            if self._thread is not None and self._thread.is_alive() and not self._done:
                self._once_more = True
                return
            self._done = self._once_more = False
            self._thread = threading.Thread(target=self._run, name="word-index", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Until what was begun is done."""
        with self._guard:
            thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        self._stopping.set()
        self.wait()

    def forget(self) -> None:
        """Other content has come into the ledger's place, or it lies elsewhere."""
        self.stop()
        self._sound = False
        self._stopping.clear()

    # ------------------------------------------------------------------ in the thread

    def _run(self) -> None:
        while True:
            self._run_once()
            with self._guard:
                if not self._once_more or self._stopping.is_set() or self._impossible:
                    self._done = True
                    return
                self._once_more = False

    def _run_once(self) -> None:
        try:
            self._take_in()
        except sqlite3.OperationalError as error:
            if "no such module" in str(error):  # a SQLite without: everything is looked through
                self._impossible = True
            self._give_up(error)
        except (sqlite3.Error, OSError, LedgerError, ValueError, TypeError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Thrown away where it is broken; where the ledger can't be read now, the next search tries again."""
        _log.info("the index of words is not kept up: %s", type(error).__name__)
        self._sound = False
        if not isinstance(error, LedgerError):
            self._index.throw_away()

    def _take_in(self) -> None:
        if not self._ready():
            self._index.throw_away()
            self._throw_away_old()
            self._index.make()
        self._sound = True
        with self._index.opened() as connection:
            while connection is not None and not self._stopping.is_set() and self._some(connection):
                pass

    def _ready(self) -> bool:
        """Whether what is there is sound, and this ledger's."""
        with self._index.opened() as connection:
            if connection is None or not (self._sound or self._index.sound(connection)):
                return False
            with self._moment() as query:
                return self._index.reached(connection, query) is not None

    def _some(self, connection: sqlite3.Connection) -> bool:
        """A good part of what is not there yet, in one transaction; whether there is more."""
        with self._moment() as query:
            reached = self._index.reached(connection, query)
            target = _vouched(query)
        if reached is None or target is None or (reached.change >= target.change and reached.returned >= target.returned):
            return False
        end = max(min(reached.change + _A_COMMIT, target.change), reached.change)
        papers_end = max(min(reached.returned + _A_COMMIT, target.returned), reached.returned)
        after = target._replace(change=end, returned=papers_end)
        connection.execute("BEGIN IMMEDIATE")
        try:
            cells = self._texts("SELECT id, field, after_text FROM change WHERE id > ? AND id <= ?", reached.change, end)
            papers = self._texts("SELECT id, '', name FROM returned_form WHERE id > ? AND id <= ?", reached.returned, papers_end)
            self._index.put(connection, after, cells, papers)
            if self._stopping.is_set():
                connection.execute("ROLLBACK")
                return False
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        return True

    def _texts(self, sql: str, after: int, last: int) -> Iterator[tuple[int, str]]:
        """Ids and pairs; the ledger is read in short moments, so that who writes to it is not kept waiting."""
        while after < last and not self._stopping.is_set():
            up_to = min(after + _AT_ONCE, last)
            with self._moment() as query:
                rows = query.execute(sql, (after, up_to)).fetchall()
            for key, field, text in rows:
                if text:
                    said = comparable(text)
                    yield key, pairs_of_phone(said) if field.endswith(".phone") else pairs(said)
            after = up_to
            self._stopping.wait(_PAUSE)

    def _throw_away_old(self) -> None:
        """Those of ledgers that nobody has opened for long."""
        with contextlib.suppress(OSError):
            for path in self._index.path.parent.glob("*.sqlite3"):
                if time.time() - path.stat().st_mtime > _OLD:
                    WordIndex(path, "").throw_away()


def _vouched(query: Query) -> Reached | None:
    """The last operation that can't be continued any more, and how far it and those before it wrote."""
    found = query.execute(_LAST).fetchone()
    if found is None:
        return None
    seq, digest = found
    # id + 0: found by the index of operations, not by a walk from the first id on.
    ends = (
        query.execute(f"SELECT coalesce(min(id + 0), 0) FROM {table} WHERE operation > ?", (seq,)).fetchone()[0]
        or query.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0]
        for table in ("change", "returned_form")
    )
    change, returned = (end - 1 for end in ends)
    return Reached(seq, digest, change, returned)
