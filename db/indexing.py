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
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, TypeVar

from db.entries import LARGE, last_change, newest_written
from db.query import Query
from db.word_index import CellsLooked, Counted, PapersLooked, Places, Reached, WordIndex, is_there, place_of
from db.word_pairs import is_exact, pairs, said_by
from qcapp.domain.errors import LedgerError
from qcapp.domain.text import comparable

_AT_ONCE: Final = 300
"""Changes of which the pairs are made before others have a turn: some five milliseconds."""
_PAUSE: Final = 0.01
_A_COMMIT: Final = 6_000
_LAST: Final = "SELECT seq, digest FROM operation ORDER BY seq DESC LIMIT 1 OFFSET 1"
_OLD: Final = 90 * 86_400
_FAR_BEHIND: Final = 20_000
"""Changes that an index does not have yet; with more of them, as while it is made, looking through everything is quicker."""
_log = logging.getLogger(__name__)

Moment = Callable[[], AbstractContextManager[Query]]


_WRITTEN: Final = """
    SELECT a.plan, c.assignment, c.period, c.field, c.after_text, c.before_text, c.carried, (
        SELECT coalesce(b.after_text, '') FROM change b
        WHERE b.assignment = c.assignment AND b.field = c.field AND b.period = c.period AND b.id < c.id ORDER BY b.id LIMIT 1
    ) FROM change c CROSS JOIN assignment a ON a.id = c.assignment WHERE c.id > ? AND c.id <= ? ORDER BY c.id
"""
"""Of each change all texts that it names, and what stood first in the cell; None where that is this one's."""
_NAMED: Final = "SELECT id, name FROM returned_form WHERE id > ? AND id <= ? ORDER BY id"
Found = TypeVar("Found")


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
        self._known: tuple[tuple[Reached, tuple[int, str]], Any] | None = None
        self._unsure: tuple[tuple[Reached, str] | None, list[int]] = None, []
        """Of the word that was counted last, as far as the index had come, where it may stand."""
        self._once_more = False
        """Asked for while the thread was at it: it may have looked before that."""
        self._done = False

    def cells_with(self, query: Query, words: Sequence[Sequence[str]], places: Places) -> CellsLooked | None:
        """Of each word the ways in which it may be written. None where everything is to be looked through: there is no index."""
        def find(connection: sqlite3.Connection, reached: Reached) -> CellsLooked:
            sure: list[list[int]] = []
            unsure: set[int] = set()
            for ways in words:
                found: list[int] = []
                for way in ways:
                    perhaps = self._unsure_in(connection, reached, way, places)
                    unsure.update(perhaps)
                    if is_exact(way):
                        found += _without(self._index.places_with(connection, way, places), perhaps)
                sure.append(found if len(ways) == 1 else sorted(found))
            return CellsLooked(reached, sure, unsure, self._index.fields(connection))

        return self._looked(query, find)

    def counts_with(
        self, query: Query, word: str, lists: Sequence[Places], written_since: Callable[[Reached, dict[str, int]], frozenset[int]]
    ) -> Counted | None:
        """``written_since``: places that the ledger wrote after what was reached, by the fields' numbers; none is counted. All in
        one look: the index goes on meanwhile. None where that can't be told at once."""
        def find(connection: sqlite3.Connection, reached: Reached) -> Counted:
            fields = self._index.fields(connection)
            since = written_since(reached, fields)
            unsure = self._index.unsure_with(connection, word, Places())
            self._unsure = (reached, word), unsure

            def sure_in(places: Places) -> int:
                others = set(places.among(unsure))
                if written := [place for place in since if places.first <= place <= places.last]:
                    near = Places(min(written), max(written))
                    others.update(since.intersection(self._index.places_with(connection, word, near)))
                return self._index.count_with(connection, word, places) - len(others)

            return Counted(reached, [sure_in(places) for places in lists], set(unsure), fields)

        return self._looked(query, find) if is_exact(word) else None

    def _unsure_in(self, connection: sqlite3.Connection, reached: Reached, word: str, places: Places) -> Sequence[int]:
        """Where it may stand: known where it was just counted, and the index has not gone on since."""
        asked, known = self._unsure
        return places.among(known) if asked == (reached, word) else self._index.unsure_with(connection, word, places)

    def papers_with(self, query: Query, words: Sequence[str]) -> PapersLooked | None:
        def find(connection: sqlite3.Connection, reached: Reached) -> PapersLooked:
            return PapersLooked(reached, self._index.papers_with(connection, words))

        return self._looked(query, find)

    def _looked(self, query: Query, find: Callable[[sqlite3.Connection, Reached], Found]) -> Found | None:
        if self._impossible or not self.is_large(query):
            return None
        found = self._found(query, find) if self._sound else None
        if found is None:
            self.keep_up()
        return found

    def _found(self, query: Query, find: Callable[[sqlite3.Connection, Reached], Found]) -> Found | None:
        try:
            with self._index.looked_into() as connection:
                if connection is None:
                    return None
                reached = self._index.reached(connection)
                if reached is None or not is_there(query, reached) or last_change(query) - reached.change > _FAR_BEHIND:
                    return None
                last = query.execute(_LAST).fetchone()
                if last is not None and last[0] != reached.seq:
                    self.keep_up()
                return find(connection, reached)
        except (sqlite3.Error, ValueError, TypeError):
            self._sound = False  # looked at again, and made anew, by the thread
            return None

    def remembered(self, query: Query, reached: Reached, read: Callable[[], Found]) -> Found:
        """What was read of the ledger beyond ``reached``, again while nothing was written since."""
        key = reached, newest_written(query)
        known = self._known
        if known is None or known[0] != key:
            known = self._known = key, read()
        found: Found = known[1]
        return found

    def is_large(self, query: Query) -> bool:
        return last_change(query) >= self._large

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
        self._index.let_go()

    def forget(self) -> None:
        """Other content has come into the ledger's place, or it lies elsewhere."""
        self.stop()
        self._sound = False
        self._unsure = None, []
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
        except OverflowError as error:
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
            reached = self._index.reached(connection)  # not within the ledger's moment: its errors are not the ledger's
            if reached is None:
                return False
            with self._moment() as query:
                return is_there(query, reached)

    def _some(self, connection: sqlite3.Connection) -> bool:
        """A good part of what is not there yet, in one transaction; whether there is more."""
        reached = self._index.reached(connection)
        if reached is None:
            return False
        with self._moment() as query:
            target = _vouched(query) if is_there(query, reached) else None
        if target is None or (reached.change >= target.change and reached.returned >= target.returned):
            return False
        end = max(min(reached.change + _A_COMMIT, target.change), reached.change)
        papers_end = max(min(reached.returned + _A_COMMIT, target.returned), reached.returned)
        after = target._replace(change=end, returned=papers_end)
        connection.execute("BEGIN IMMEDIATE")
        try:
            cells, unsure = self._cells(connection, reached.change, end)
            papers = {
                number: " ".join(pairs(comparable(name))) for number, name in self._read(_NAMED, reached.returned, papers_end)
            }
            self._index.put(connection, after, cells, unsure, papers)
            if self._stopping.is_set():
                connection.execute("ROLLBACK")
                return False
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        return True

    def _cells(self, connection: sqlite3.Connection, after: int, last: int) -> tuple[_Found, _Found]:
        """Pairs by place: all, and those that may not be what the cell says now."""
        fields, cells, unsure = self._index.fields(connection), _Found(), _Found()
        for listed, assignment, period, field, *texts in self._read(_WRITTEN, after, last):
            said = said_by(field, *texts)
            if not said.pairs and not said.unsure:
                continue
            if field not in fields:
                fields[field] = self._index.number_field(connection, field)
            place = place_of(listed, assignment, period, fields[field])
            _add(cells, place, said.pairs)
            _add(unsure, place, said.unsure)
        return cells, unsure

    def _read(self, sql: str, after: int, last: int) -> Iterator[tuple[Any, ...]]:
        """The ledger is read in short moments, so that who writes to it is not kept waiting."""
        while after < last and not self._stopping.is_set():
            up_to = min(after + _AT_ONCE, last)
            with self._moment() as query:
                rows = query.execute(sql, (after, up_to)).fetchall()
            yield from rows
            after = up_to
            self._stopping.wait(_PAUSE)

    def _throw_away_old(self) -> None:
        """Those of ledgers that nobody has opened for long."""
        with contextlib.suppress(OSError):
            for path in self._index.path.parent.glob("*.sqlite3"):
                if time.time() - path.stat().st_mtime > _OLD:
                    WordIndex(path, "").throw_away()


_Found = dict[int, str]


def _add(found: _Found, place: int, said: set[str]) -> None:
    if said:
        more = " ".join(said)
        found[place] = f"{found[place]} {more}" if place in found else more


def _without(places: list[int], others: Sequence[int]) -> list[int]:
    if not others:
        return places
    gone = set(others)
    return [place for place in places if place not in gone]


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
