"""SQLAlchemy over the ledger's connections. Imported when something is first written, not to show a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool

from db.connection import connect
from db.query import Query

Row = dict[str, Any]


def engine_for(path: Path, *, foreign_keys: bool = True) -> Engine:
    """An engine for writing: each transaction is a BEGIN IMMEDIATE on a connection of its own.

    With no pooled connection, nothing holds the file between writes, and one that failed is never used again.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, foreign_keys=foreign_keys),
        poolclass=NullPool,
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Connection) -> None:
    # Taken at once: a transaction that reads first and then finds another writer could not go on.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def raw(connection: Connection) -> Query:
    """The driver's connection, for queries within the same transaction."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        return driver
    from db.server.query import ServerQuery

    return ServerQuery.over(driver)


def put_or_replace(connection: Connection, table: Table, rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Insert rows; of those whose key is there already, those columns take the new values. With no columns such rows stay."""
    statement = _insert_for(connection, table)
    if columns:
        values = {name: statement.excluded[name] for name in columns}
        statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, list(rows))


def _insert_for(connection: Connection, table: Table) -> sqlite.Insert:
    """What the dialects have beside the standard's; they are written alike."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)  # type: ignore[return-value]


def put_numbered(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert rows of a table whose key is ``id``, numbered on from its last without a gap: a number that was never given would
    be in no digest. Answers the first of them; whoever writes is alone in that."""
    first = int(connection.execute(select(func.coalesce(func.max(table.c.id), 0) + 1)).scalar_one())
    if rows:
        connection.execute(insert(table), [{"id": number, **row} for number, row in enumerate(rows, start=first)])
    return first
