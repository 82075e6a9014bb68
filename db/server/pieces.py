"""Files on their way to the server, a piece at a time, each with an answer of its own: so that no statement is longer on a
slow line than the server lets one be, a silence is found soon, and much can be sent before it is one's turn to write.

The pieces lie in a table that is the connection's alone, and goes with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from db.server.handed import size_of

if TYPE_CHECKING:
    from db.server.patience import Driver

PIECE: Final = 200_000
"""Bytes: ten seconds on the slowest line that is worked over."""
_MAY: Final = "SELECT has_database_privilege(current_database(), 'TEMP')"
_MAKE: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS sent_ahead (name text, place bigint, data bytea, PRIMARY KEY (name, place))"
)
_PUT: Final = "INSERT INTO pg_temp.sent_ahead VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_DROP: Final = "DROP TABLE IF EXISTS pg_temp.sent_ahead"
_TOGETHER: Final = "string_agg(data, ''::bytea ORDER BY place)"
_WHOLE: Final = (  # else NULL, which no table takes: as where somebody between lends out another's connection halfway
    f"(SELECT {_TOGETHER} FROM pg_temp.sent_ahead WHERE name = {{}}"
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
        self._used = False

    def send_ahead(self, connection: Driver, files: Iterable[bytes]) -> None:
        """Each a statement of its own, in no transaction: the connection is in none."""
        connection.autocommit = True
        try:
            new = {name: file for file in files if (name := _name(file)) not in self._ahead}
            if self._send(connection, new.values()):
                self._ahead |= new.keys()
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
        """At the end of the transaction that has put them where they belong."""
        if self._used:
            connection.execute(_DROP)

    def dropped(self) -> None:
        """That transaction was committed."""
        if self._used:
            self._ahead.clear()
            self._used = False

    def _sent(self, connection: Driver, value: bytes) -> str:
        if not self._ahead and not is_large(value):
            return ""
        name = _name(value)
        return name if name in self._ahead or (is_large(value) and self._send(connection, [value])) else ""

    def _send(self, connection: Driver, files: Iterable[bytes]) -> bool:
        """False where this user may have no such table, as the owner of a database may: a file is then sent in one."""
        if connection.execute(_MAY).fetchone() != (True,):
            return False
        connection.execute(_MAKE)
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
