"""SQLAlchemy over a ledger file's connections: for what changes its tables. Rows are written by plain statements (``db.query``),
so that no command waits for it to be imported."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from db.connection import connect
from db.query import Query


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
