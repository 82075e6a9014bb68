"""What the ledger's SQL needs of a connection, be it SQLite's own or one to a server. Imports no driver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol


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
    as ON CONFLICT says it. A merge writes thousands: through SQLAlchemy each of them would be put together anew."""
    if rows:
        columns = tuple(rows[0])
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}){clash}"
        query.executemany(statement, [tuple(row.values()) for row in rows])
