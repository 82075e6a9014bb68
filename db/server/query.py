"""A connection to a server as the ledger's SQL asks for one (``db.query``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db.query import Rows
from db.server.dialect import turned
from db.server.handed import size_of
from db.server.patience import Driver


class ServerQuery:
    """Rows are tuples; within whatever transaction the connection is in."""

    def __init__(self, connection: Driver) -> None:
        self.connection = connection

    @classmethod
    def over(cls, driver: object) -> ServerQuery:
        """Over the driver's connection that SQLAlchemy has."""
        assert isinstance(driver, Driver)
        return cls(driver)

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = (), /) -> Rows:
        words = turned(sql)
        if not isinstance(parameters, Mapping) and "%(_1)s" in words:
            parameters = {f"_{number}": value for number, value in enumerate(parameters, start=1)}
        with self.connection.handed.all_of(size_of((parameters,))):
            return self.connection.execute(words.encode(), parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows:
        cursor, rows = self.connection.cursor(), list(parameters)
        with self.connection.handed.all_of(size_of(rows)):
            cursor.executemany(turned(sql).encode(), rows)
        return cursor
