"""A connection to a server as the ledger's SQL asks for one (``db.query``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from db.query import Rows
from db.server.dialect import turned
from db.server.handed import size_of
from db.server.patience import Driver
from db.server.pieces import batches


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
        words, parameters = self.connection.pieces.put(self.connection, words, parameters)
        with self.connection.handed.all_of(size_of((parameters,))):
            return self.connection.execute(words.encode(), parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows:
        """So many at a time that a slow line is not silent for long."""
        connection, words = self.connection, turned(sql)
        cursor = connection.cursor()
        put = (connection.pieces.put(connection, words, row) for row in parameters)
        for said, alike in groupby(put, key=itemgetter(0)):
            for batch in batches(row for _, row in alike):
                with connection.handed.all_of(size_of(batch)):
                    cursor.executemany(said.encode(), batch)
        return cursor


def take_your_time(query: ServerQuery) -> None:
    """For this transaction: all rows of a big ledger are more than an ordinary question."""
    query.connection.endless = True
    query.execute("SET LOCAL statement_timeout = 0")
    query.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
