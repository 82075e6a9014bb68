"""What the ledger's SQL needs of a connection, be it SQLite's own or one to a server. Imports no driver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Protocol

from qcapp.giving_way import giving_way

Row = dict[str, Any]
"""A row to be written, by its columns."""
_TOGETHER = 10
"""Rows of one statement: no SQLite has taken fewer than 999 values for long."""


class Rows(Protocol):
    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Query(Protocol):
    """Runs statements: parameters by place as ``?``, or by name as ``:name``."""

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ..., /) -> Rows: ...

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows: ...


def put_rows(query: Query, table: str, rows: Sequence[Mapping[str, Any]], clash: str = "") -> None:
    """Insert many rows that have the same columns in the same order; ``clash``: what becomes of one whose key is there already,
    as ON CONFLICT says it."""
    if rows:
        put_tuples(query, table, tuple(rows[0]), [tuple(row.values()) for row in rows], clash)


def put_tuples(
    query: Query, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], clash: str = ""
) -> None:
    """As ``put_rows``, of rows that have their values in the order of the columns: a merge has thousands."""
    if rows:
        places = ", ".join("?" * len(columns))
        query.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}){clash}", giving_way(rows))


def put_together(
    query: Query, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], clash: str = ""
) -> None:
    """As ``put_tuples``, several rows with each statement: thousands take a quarter less in a file, half as long on a server.
    No two of them have the same key."""
    whole = len(rows) - len(rows) % _TOGETHER
    if whole:
        places = ", ".join([f"({', '.join('?' * len(columns))})"] * _TOGETHER)
        some = (tuple(chain.from_iterable(rows[at : at + _TOGETHER])) for at in range(0, whole, _TOGETHER))
        query.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places}{clash}", giving_way(some))
    put_tuples(query, table, columns, rows[whole:], clash)


def put_numbered(query: Query, table: str, rows: Sequence[Row]) -> int:
    """Insert rows of a table whose key is ``id``, numbered on from its last without a gap: a number that was never given would
    be in no digest. Answers the first of them; whoever writes is alone in that."""
    first = int(query.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])
    put_rows(query, table, [{"id": number, **row} for number, row in enumerate(rows, start=first)])
    return first
