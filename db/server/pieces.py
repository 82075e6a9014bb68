"""Files on their way to the server, a piece at a time, each with an answer of its own: so that no statement is longer on a
slow line than the server lets one be, a silence is found soon, and much can be sent before it is one's turn to write.

The pieces lie in a table that is the connection's alone, and goes with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg

from db.server.handed import size_of

if TYPE_CHECKING:
    from db.server.patience import Driver

PIECE: Final = 200_000
"""Bytes: ten seconds on the slowest line that is worked over."""
SENT_AHEAD: Final = "sent_ahead"
_MAY: Final = "SELECT has_database_privilege(current_database(), 'TEMP')"
_MAKE: Final = (
    f"CREATE TEMP TABLE IF NOT EXISTS {SENT_AHEAD} (name text, place bigint, data bytea, PRIMARY KEY (name, place))"
)
_PUT: Final = f"INSERT INTO pg_temp.{SENT_AHEAD} VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_FORGET: Final = f"DELETE FROM pg_temp.{SENT_AHEAD} WHERE name <> ALL(%s)"
_DROP: Final = f"DROP TABLE IF EXISTS pg_temp.{SENT_AHEAD}"
_TOGETHER: Final = "string_agg(data, ''::bytea ORDER BY place)"
_WHOLE: Final = (  # else NULL, which no table takes: as where somebody between lends out another's connection halfway
    f"(SELECT {_TOGETHER} FROM pg_temp.{SENT_AHEAD} WHERE name = {{}}"
    f" GROUP BY name HAVING encode(sha256({_TOGETHER}), 'hex') = name)"
)
_PLACES: Final = re.compile(r"%(?:%|s|\((\w+)\)s)")


def is_large(value: object) -> bool:
    return isinstance(value, bytes) and len(value) > PIECE


def batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """No more at a time than a piece, unless a single row is."""
    batch: list[Any] = []
    size = 0
    for row in rows:
        more = size_of((row,))
        if batch and size + more > PIECE:
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += more
    if batch:
        yield batch


class Pieces:
    """Of one connection; asked by whoever has it."""

    def __init__(self) -> None:
        self._ahead: set[str] = set()
        self._used = self._made = False
        self._may: bool | None = None

    def send_ahead(self, connection: Driver, files: Iterable[bytes]) -> None:
        """Each a statement of its own, in no transaction: the connection is in none. Those that were sent for a save that never
        came are taken away first."""
        wanted = {_name(file): file for file in files}
        connection.autocommit = True
        try:
            if self._ahead - wanted.keys():
                connection.execute(_FORGET, (list(wanted),))
                self._ahead &= wanted.keys()
            new = {name: file for name, file in wanted.items() if name not in self._ahead}
            if new and self._send(connection, new.values()):
                self._ahead |= new.keys()
        except psycopg.Error:  # as of a disk that is full
            self._clear(connection)
            raise
        finally:
            if not connection.closed:
                connection.autocommit = False

    def put(
        self, connection: Driver, words: str, row: Sequence[Any] | Mapping[str, Any]
    ) -> tuple[str, Sequence[Any] | Mapping[str, Any]]:
        """The statement and its values with those files named that were sent by now; a large one that was not is sent first."""
        names = {key: name for key, value in _items(row) if isinstance(value, bytes) and (name := self._sent(connection, value))}
        if not names:
            return words, row
        self._used = True
        turned = _PLACES.sub(_Placed(names), words)
        if isinstance(row, Mapping):
            return turned, {key: names.get(key, value) for key, value in row.items()}
        return turned, tuple(names.get(key, value) for key, value in _items(row))

    def drop(self, connection: Driver) -> None:
        """At the end of a transaction: it has put them where they belong, or never will what was sent for one before it."""
        if self._used or self._ahead:
            connection.execute(_DROP)
            self._made = False

    def dropped(self) -> None:
        """That transaction was committed."""
        self._ahead.clear()
        self._used = self._made = False

    def taken_back(self, connection: Driver, *, again: bool) -> None:
        """That transaction was not committed, and the connection is in none. ``again``: the same may be tried once more, for
        which what was sent ahead is not sent anew; else it is taken away."""
        self._used = self._made = False
        if self._ahead and not again:
            self._clear(connection)

    def _clear(self, connection: Driver) -> None:
        """Where anybody is there to hear of it."""
        self._ahead.clear()
        self._made = False
        with suppress(psycopg.Error):
            connection.execute(_DROP)
            connection.commit()

    def _sent(self, connection: Driver, value: bytes) -> str:
        if not self._ahead and not is_large(value):
            return ""
        name = _name(value)
        return name if name in self._ahead or (is_large(value) and self._send(connection, [value])) else ""

    def _send(self, connection: Driver, files: Iterable[bytes]) -> bool:
        """False where this user may have no such table, as the owner of a database may: a file is then sent in one."""
        if self._may is None:
            self._may = connection.execute(_MAY).fetchone() == (True,)
        if not self._may:
            return False
        if not self._made:
            connection.execute(_MAKE)
            self._made = True
        for batch in batches(_cut(files)):
            with connection.handed.all_of(size_of(batch)):
                connection.cursor().executemany(_PUT, batch)
        return True


class _Placed:
    """Of a statement's places, one after the other."""

    def __init__(self, names: Mapping[Any, str]) -> None:
        self._names, self._place = names, -1

    def __call__(self, found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        self._place += 1
        key = found[1] or self._place
        return _WHOLE.format(found[0]) if key in self._names else found[0]


def _items(row: Sequence[Any] | Mapping[str, Any]) -> Iterable[tuple[Any, Any]]:
    return row.items() if isinstance(row, Mapping) else enumerate(row)


def _cut(files: Iterable[bytes]) -> Iterator[tuple[str, int, bytes]]:
    for file in files:
        name = _name(file)
        for at in range(0, len(file) or 1, PIECE):
            yield name, at, file[at : at + PIECE]


def _name(file: bytes) -> str:
    return hashlib.sha256(file).hexdigest()
