"""An index of what was ever written, two letters at a time: where a word may stand in a ledger too large to look through.

A file of its own, not the ledger's: it can be thrown away at any moment, no backup carries it, and who writes to it never keeps
anybody from the ledger. What it has is taken from changes, which never change once another operation follows: nothing is ever
taken out of it, and it is right as long as the last operation that it has taken in is still the ledger's, by its digest. What a
cell says that was written once it knows; of one that was written again it says what may stand there, and what does is asked of
the ledger. All that a change names it has, what was there before included: where a word stands in the trail it tells as well.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from db.query import Query
from db.word_pairs import asked, is_exact

_VERSION: Final = 3
_MAKE: Final = """
    CREATE TABLE reached (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, ledger TEXT NOT NULL,
        seq INTEGER NOT NULL, digest TEXT NOT NULL, change INTEGER NOT NULL, returned INTEGER NOT NULL);
    CREATE TABLE field (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
    CREATE VIRTUAL TABLE cell_words USING fts5 (pairs, content='', detail=none, columnsize=0, tokenize='ascii');
    -- Of those the pairs that may not be what the cell says now, small beside them.
    CREATE VIRTUAL TABLE unsure_words USING fts5 (pairs, content='', detail=none, columnsize=0, tokenize='ascii');
    CREATE VIRTUAL TABLE paper_words USING fts5 (pairs, content='', detail=none, columnsize=0, tokenize='ascii');
"""
# A cell's place is one number: its list, entry, month and field, so that those of one list, and of one entry, stand together.
_FIELD_BITS, _MONTH_BITS, _ENTRY_BITS, _LIST_BITS = 8, 13, 32, 10
_ENTRY_AT, _LIST_AT = _FIELD_BITS + _MONTH_BITS, _FIELD_BITS + _MONTH_BITS + _ENTRY_BITS
_ENTRY_MASK: Final = (1 << _ENTRY_BITS) - 1
_FIRST_YEAR: Final = 1800
IDLE: Final = 10.0
"""Seconds for which the file is kept open after a look."""
_A_SEEK: Final = 20
"""So many places are looked at while one entry's are sought among all."""


def place_of(listed: int, assignment: int, period: int, field: int) -> int:
    """OverflowError where that is more than an index can have: a thousand lists, say."""
    month = (period // 100 - _FIRST_YEAR) * 12 + period % 100 - 1
    parts = (field, _FIELD_BITS), (month, _MONTH_BITS), (assignment, _ENTRY_BITS), (listed, _LIST_BITS)
    if any(not 0 <= value < 1 << bits for value, bits in parts):
        raise OverflowError
    return ((listed << _ENTRY_BITS | assignment) << _MONTH_BITS | month) << _FIELD_BITS | field


def cell_at(place: int) -> tuple[int, int, int]:
    """Assignment, period as 202107, field."""
    year, month = divmod(place >> _FIELD_BITS & (1 << _MONTH_BITS) - 1, 12)
    return place >> _ENTRY_AT & _ENTRY_MASK, (year + _FIRST_YEAR) * 100 + month + 1, place & (1 << _FIELD_BITS) - 1


class Places(NamedTuple):
    """Where cells are looked for: those of one list, or of all."""

    first: int = 0
    last: int = (1 << 63) - 1

    @classmethod
    def of_list(cls, listed: int) -> Places:
        return cls(listed << _LIST_AT, (listed + 1 << _LIST_AT) - 1)

    def of_entries(self, assignments: Collection[int], ascending: Sequence[int]) -> list[int]:
        """Those of entries of the list that these are of, ascending."""
        if len(assignments) * _A_SEEK > len(ascending):
            return [each for each in ascending if each >> _ENTRY_AT & _ENTRY_MASK in assignments]
        firsts = (self.first + (assignment << _ENTRY_AT) for assignment in sorted(assignments))
        return [each for first in firsts for each in Places(first, first + (1 << _ENTRY_AT) - 1).among(ascending)]

    def among(self, ascending: Sequence[int]) -> Sequence[int]:
        return ascending[bisect_left(ascending, self.first) : bisect_right(ascending, self.last)]


class Reached(NamedTuple):
    """The last operation that is in the index, by number and digest, and the last rows that it and those before it wrote."""

    seq: int = 0
    digest: str = ""
    change: int = 0
    returned: int = 0


class CellsLooked(NamedTuple):
    """What an index says of cells; of what was written after ``reached`` it knows nothing. ``sure``: of each word places where it
    stands, ascending; ``unsure``: where one of them may stand. ``fields``: their numbers."""

    reached: Reached
    sure: list[list[int]]
    unsure: set[int]
    fields: dict[str, int]


class Counted(NamedTuple):
    """``counts``: of each of some lists how many cells there are for sure, without those written since; else as CellsLooked."""

    reached: Reached
    counts: list[int]
    unsure: set[int]
    fields: dict[str, int]


class PapersLooked(NamedTuple):
    """Ids of returned forms that may be named by a word."""

    reached: Reached
    ids: list[int]


def is_there(query: Query, reached: Reached) -> bool:
    """Whether the ledger has what the index has."""
    if not reached.seq:
        return True
    there = query.execute("SELECT digest FROM operation WHERE seq = ?", (reached.seq,)).fetchone()
    return there is not None and bool(there[0] == reached.digest)


class WordIndex:
    """The file. sqlite3.Error where it is broken, and can only be thrown away."""

    def __init__(self, path: Path, ledger: str) -> None:
        self.path, self._ledger = path, ledger
        self._idle: tuple[tuple[int, int], sqlite3.Connection] | None = None
        self._age = 0  # of the idle one: what was opened before it was let go is not kept
        self._used = 0.0
        self._closer: threading.Timer | None = None
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def opened(self) -> Iterator[sqlite3.Connection | None]:
        """None where there is none."""
        if not self.path.exists():
            yield None
            return
        connection = sqlite3.connect(self.path, timeout=1, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def looked_into(self) -> Iterator[sqlite3.Connection | None]:
        """A transaction that reads, for any thread; None where there is no file. To open it takes as long as to find a word in
        it: the connection is kept for the next look, as long as the file that lies there is the same and looks are not far
        apart."""
        file = self._identity()
        if file is None:
            yield None
            return
        age, connection = self._taken(file)
        try:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        with self._lock:
            keep = self._idle is None and age == self._age
            if keep:
                self._idle, self._used = (file, connection), time.monotonic()
                self._close_after(IDLE)
        if not keep:
            connection.close()

    def _close_after(self, seconds: float) -> None:
        """With the lock. Windows lets nobody throw away what another program has open: a window that is only looked at doesn't
        keep a bad index there for all others."""
        if self._closer is None:
            self._closer = threading.Timer(seconds, self._close_unused)
            self._closer.daemon = True
            self._closer.start()

    def _close_unused(self) -> None:
        with self._lock:
            if self._closer is not threading.current_thread():  # the file was let go just then
                return
            self._closer = None
            unused, rest = self._idle, self._used + IDLE - time.monotonic()
            if unused is not None and rest > 0:
                self._close_after(rest)
                return
            self._idle = None
        if unused is not None:
            unused[1].close()

    def _taken(self, file: tuple[int, int]) -> tuple[int, sqlite3.Connection]:
        """A connection to it, and of what age it is."""
        with self._lock:
            age, idle, self._idle = self._age, self._idle, None
        if idle is not None and idle[0] == file:
            return age, idle[1]
        if idle is not None:
            idle[1].close()
        return age, sqlite3.connect(self.path, timeout=1, isolation_level=None, check_same_thread=False)

    def let_go(self) -> None:
        """Of the file: it is not open any more once who looks into it now is done."""
        with self._lock:
            idle, self._idle, self._age = self._idle, None, self._age + 1
            if self._closer is not None:
                self._closer.cancel()
                self._closer = None
        if idle is not None:
            idle[1].close()

    def _identity(self) -> tuple[int, int] | None:
        try:
            status = os.stat(self.path)
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def make(self) -> None:
        """An empty one; sqlite3.OperationalError where this SQLite can't have one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")  # who looks is never kept waiting by who writes
            connection.executescript(f"BEGIN; {_MAKE} COMMIT;")
            connection.execute("INSERT INTO reached VALUES (1, ?, ?, 0, '', 0, 0)", (_VERSION, self._ledger))
        finally:
            connection.close()

    def throw_away(self) -> None:
        self.let_go()
        for end in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def sound(self, connection: sqlite3.Connection) -> bool:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")

    def reached(self, connection: sqlite3.Connection) -> Reached | None:
        """How far it has come; None where it is another ledger's, or of another version."""
        version, ledger, *row = connection.execute(
            "SELECT version, ledger, seq, digest, change, returned FROM reached"
        ).fetchone() or (0, "")
        return Reached(*row) if (version, ledger) == (_VERSION, self._ledger) else None

    def put(
        self, connection: sqlite3.Connection, reached: Reached, cells: Pairs, unsure: Pairs, papers: Pairs
    ) -> None:
        """Cells' places and papers' ids with their pairs, all up to ``reached``; within the caller's transaction. What is said of
        a place that is there already is added to what it has."""
        for table, found in (("cell_words", cells), ("unsure_words", unsure), ("paper_words", papers)):
            connection.executemany(f"INSERT INTO {table} (rowid, pairs) VALUES (?, ?)", sorted(found.items()))
        connection.execute("UPDATE reached SET seq = ?, digest = ?, change = ?, returned = ?", reached)

    def fields(self, connection: sqlite3.Connection) -> dict[str, int]:
        return dict(connection.execute("SELECT key, id FROM field"))

    def number_field(self, connection: sqlite3.Connection, key: str) -> int:
        """Of a field that has none yet."""
        return int(connection.execute("INSERT INTO field (key) VALUES (?) RETURNING id", (key,)).fetchone()[0])

    def places_with(self, connection: sqlite3.Connection, word: str, places: Places) -> list[int]:
        """Places of cells that hold the word, or may hold it; ascending."""
        return _matching(connection, "cell_words", asked(word), places)

    def unsure_with(self, connection: sqlite3.Connection, word: str, places: Places) -> list[int]:
        """Those of them that may not, ascending; all others do, unless they were written since."""
        return _matching(connection, "unsure_words" if is_exact(word) else "cell_words", asked(word), places)

    def count_with(self, connection: sqlite3.Connection, word: str, places: Places) -> int:
        """How many ``places_with`` finds."""
        sql = f"SELECT count(*) {_MATCH.format(table='cell_words')}"
        return int(connection.execute(sql, (asked(word), *places)).fetchone()[0])

    def papers_with(self, connection: sqlite3.Connection, words: Iterable[str]) -> list[int]:
        """Ids of returned forms whose file may be named by any of them."""
        return sorted({one for word in words for one in _matching(connection, "paper_words", asked(word), Places())})


Pairs = Mapping[int, str]
"""By place or id, with blanks between."""
_MATCH: Final = "FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"


def _matching(connection: sqlite3.Connection, table: str, wanted: str, places: Places) -> list[int]:
    rows = connection.execute(f"SELECT rowid {_MATCH.format(table=table)} ORDER BY rowid", (wanted, *places)).fetchall()
    return [row[0] for row in rows]
