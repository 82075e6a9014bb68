"""All rows of a ledger from its file to a server and back: the same rows, so that every digest is the same."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Cursor, sql
from psycopg.abc import Buffer
from psycopg.copy import LibpqWriter

from db import revisions
from db.connection import APPLICATION_ID, connect, fsync
from db.server import pieces
from db.server.connecting import SCHEMA
from db.server.handed import Handed
from db.server.query import ServerQuery

_MANY = 2_000
_INTO = "INSERT INTO {} ({}) VALUES ({})"
_ON_SERVER = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t
    ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = ? AND t.table_type = 'BASE TABLE' AND c.table_name <> 'alembic_version'
"""


class _Counted(LibpqWriter):
    """What is sent is counted as handed over."""

    def __init__(self, cursor: Cursor[Any], handed: Handed) -> None:
        super().__init__(cursor)
        self._handed = handed

    def write(self, data: Buffer) -> None:
        self._handed.add(len(data))
        super().write(data)


class _Table(NamedTuple):
    """``order``: columns by which rows come as they were put in."""

    name: str
    columns: tuple[str, ...]
    order: tuple[str, ...]


def put_on_server(file: sqlite3.Connection, query: ServerQuery) -> None:
    """Into tables that are empty, and have no references yet."""
    for table in _tables(file, query):
        rows = file.execute(f"SELECT {_listed(table.columns)} FROM {table.name} ORDER BY {_listed(table.order)}")
        for is_large, alike in groupby(rows, key=lambda row: any(map(pieces.is_large, row))):
            if is_large:
                query.executemany(_INTO.format(table.name, _listed(table.columns), _places(table.columns)), alike)
                continue
            for batch in pieces.batches(alike):
                _copy(query, table, batch)
        # Else the server plans blindly at first.
        query.connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(SCHEMA, table.name)))
    query.connection.pieces.drop(query.connection)


def _copy(query: ServerQuery, table: _Table, rows: list[Any]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    into = sql.SQL("COPY {table} ({names}) FROM STDIN").format(table=sql.Identifier(SCHEMA, table.name), names=names)
    handed = query.connection.handed
    with query.connection.cursor() as cursor, handed.all_of(), cursor.copy(into, writer=_Counted(cursor, handed)) as copy:
        for row in rows:
            copy.write_row(row)


def clear(query: ServerQuery) -> None:
    """Take all rows away; who has begun to read before goes on seeing them. Of tables without references."""
    for name in dict.fromkeys(table for table, _ in query.execute(_ON_SERVER, (SCHEMA,))):
        query.connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(SCHEMA, name)))


def put_in_file(query: ServerQuery, part: Path, revision: str) -> None:
    """A new ledger file of that revision, with all rows as the transaction of ``query`` sees them; on the disk at the end.
    Raises OSError, sqlite3.Error, psycopg.Error."""
    from db.engine import engine_for

    part.write_bytes(b"")
    engine = engine_for(part)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            revisions.upgrade(connection, to=revision)
    finally:
        engine.dispose()
    with contextlib.closing(connect(part, foreign_keys=False)) as file:
        file.execute("BEGIN IMMEDIATE")
        for table in _tables(file, query):
            into = _INTO.format(table.name, _listed(table.columns), _places(table.columns))
            file.executemany(into, _rows(query, table))
        file.execute("COMMIT")
    fsync(part)


def _rows(query: ServerQuery, table: _Table) -> Iterator[tuple[Any, ...]]:
    """So many at a time: of a big ledger all would not go into the memory."""
    asked = sql.SQL("SELECT {columns} FROM {table} ORDER BY {order}").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)), table=sql.Identifier(SCHEMA, table.name),
        order=sql.SQL(", ").join(map(sql.Identifier, table.order)),
    )
    files = table.name == "blob"  # which as text would be twice as long on their way
    with query.connection.cursor(name=f"of_{table.name}", binary=files) as cursor:
        cursor.itersize = 50 if files else _MANY
        yield from cursor.execute(asked)


def _tables(file: sqlite3.Connection, query: ServerQuery) -> list[_Table]:
    """Those that both have: a search index of a file is not copied, but made anew."""
    there: dict[str, set[str]] = {}
    for name, column in query.execute(_ON_SERVER, (SCHEMA,)):
        there.setdefault(name, set()).add(column)
    tables = []
    for name in sorted(there):
        columns = file.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
        if columns:
            key = tuple(column for column, place in sorted(columns, key=lambda each: int(each[1])) if place)
            tables.append(_Table(name, tuple(column for column, _ in columns), ("rowid",) if "rowid" in there[name] else key))
    return tables


def _places(columns: tuple[str, ...]) -> str:
    return ", ".join("?" * len(columns))


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
