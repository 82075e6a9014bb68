"""An index of what was ever written, two letters at a time: where a word may stand in a ledger too large to look through.

A file of its own, not the ledger's: it can be thrown away at any moment, no backup carries it, and who writes to it never keeps
anybody from the ledger. What it has is taken from changes, which never change once another operation follows: nothing is ever
taken out of it, and it is right as long as the last operation that it has taken in is still the ledger's, by its digest. It
only says where a word may stand; what stands there now is asked of the ledger.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from db.query import Query
from qcapp.domain.marks import GROUPING

_VERSION: Final = 1
_LETTER: Final = 4
"""Digits of a letter (of a half of one beyond the first 65,536) as it stands in the index: whatever the letter is, a
tokenizer can make nothing else of it."""
MOST_FOUND: Final = 150_000
"""A word that may stand in more places is sought quicker by looking through everything."""
_MAKE: Final = """
    CREATE TABLE reached (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, ledger TEXT NOT NULL,
        seq INTEGER NOT NULL, digest TEXT NOT NULL, change INTEGER NOT NULL, returned INTEGER NOT NULL);
    CREATE VIRTUAL TABLE cell_words USING fts5 (pairs, content='', detail=none, columnsize=0, tokenize='ascii');
    CREATE VIRTUAL TABLE paper_words USING fts5 (pairs, content='', detail=none, columnsize=0, tokenize='ascii');
"""
_WITHOUT_GROUPING: Final = str.maketrans("", "", GROUPING)


class Reached(NamedTuple):
    """The last operation that is in the index, by number and digest, and the last rows that it and those before it wrote."""

    seq: int = 0
    digest: str = ""
    change: int = 0
    returned: int = 0


def pairs(text: str) -> str:
    """Every two letters that stand together, each pair once, and the last letter alone: so every letter begins one."""
    letters = text.encode("utf-16-be", "surrogatepass").hex()
    return " ".join({letters[at : at + 2 * _LETTER] for at in range(0, len(letters), _LETTER)})


def pairs_of_phone(text: str) -> str:
    """As written, and as its digits alone."""
    return f"{pairs(text)} {pairs(text.translate(_WITHOUT_GROUPING))}"


def asked(word: str) -> str:
    """What to match for a word: its pairs, all of them. A letter alone is how a pair begins."""
    letters = word.encode("utf-16-be", "surrogatepass").hex()
    if len(letters) == _LETTER:
        return f"{letters}*"
    return " AND ".join({letters[at : at + 2 * _LETTER] for at in range(0, len(letters) - _LETTER, _LETTER)})


class WordIndex:
    """The file; a connection is one thread's. sqlite3.Error where it is broken, and can only be thrown away."""

    def __init__(self, path: Path, ledger: str) -> None:
        self.path, self._ledger = path, ledger

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
        for end in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def sound(self, connection: sqlite3.Connection) -> bool:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")

    def reached(self, connection: sqlite3.Connection, query: Query) -> Reached | None:
        """How far it has come; None where what it has is not what the ledger has."""
        version, ledger, *row = connection.execute(
            "SELECT version, ledger, seq, digest, change, returned FROM reached"
        ).fetchone() or (0, "")
        if (version, ledger) != (_VERSION, self._ledger):
            return None
        found = Reached(*row)
        if not found.seq:
            return found
        there = query.execute("SELECT digest FROM operation WHERE seq = ?", (found.seq,)).fetchone()
        return found if there is not None and there[0] == found.digest else None

    def put(
        self, connection: sqlite3.Connection, reached: Reached, cells: Iterable[tuple[int, str]],
        papers: Iterable[tuple[int, str]],
    ) -> None:
        """Rows' ids with their pairs, all up to ``reached``; within the caller's transaction."""
        connection.executemany("INSERT INTO cell_words (rowid, pairs) VALUES (?, ?)", cells)
        connection.executemany("INSERT INTO paper_words (rowid, pairs) VALUES (?, ?)", papers)
        connection.execute("UPDATE reached SET seq = ?, digest = ?, change = ?, returned = ?", reached)

    def changes_with(self, connection: sqlite3.Connection, words: Iterable[str]) -> list[int] | None:
        """Ids of changes that may have written any of the words; None where there are too many."""
        return _matching(connection, "cell_words", words)

    def papers_with(self, connection: sqlite3.Connection, words: Iterable[str]) -> list[int] | None:
        """Ids of returned forms whose file may be named by any of them."""
        return _matching(connection, "paper_words", words)


def _matching(connection: sqlite3.Connection, table: str, words: Iterable[str]) -> list[int] | None:
    found: set[int] = set()
    for word in words:
        rows = connection.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT {MOST_FOUND + 1}", (asked(word),)
        ).fetchall()
        if len(rows) > MOST_FOUND:
            return None
        found.update(row[0] for row in rows)
    return sorted(found) if len(found) <= MOST_FOUND else None
