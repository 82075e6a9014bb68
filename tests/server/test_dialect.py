"""The ledger's statements in a server's words, one difference at a time; and its tables."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import pytest

from db import models
from db.newest import newest
from db.server.connecting import connected
from db.server.ddl import Reference, Statements
from db.server.dialect import turned
from db.server.query import ServerQuery
from tests.server.template import Template


@pytest.mark.parametrize(("ours", "theirs"), [
    ("a = ? AND b = ?", "a = %s AND b = %s"),
    ("a = :one AND b = :one", "a = %(one)s AND b = %(one)s"),
    ("a = ?1 AND b > ?1", "a = %(_1)s AND b > %(_1)s"),
    ("a = '?' OR b = ':x' OR c = 'it''s ?' OR d = ?", "a = '?' OR b = ':x' OR c = 'it''s ?' OR d = %s"),
    ("a LIKE '%.name' AND 7 % 2 = 1", "a ILIKE '%%.name' AND 7 %% 2 = 1"),
    ("x::text = :x", "x::text = %(x)s"),
    ("FROM a CROSS JOIN b ON b.a = a.id", "FROM a JOIN b ON b.a = a.id"),
    ("FROM t NOT INDEXED WHERE a IS NULL", "FROM t WHERE a IS NULL"),
    ("a.x IS NOT b.y AND a.z IS NOT NULL", "a.x IS DISTINCT FROM b.y AND a.z IS NOT NULL"),
    ("part IS ? OR part IS NULL", "part IS NOT DISTINCT FROM %s OR part IS NULL"),
    ("c.field GLOB :field", "globbed(c.field, %(field)s)"),
    ("substr(c.field, -5) = '.name'", "right(c.field, 5) = '.name'"),
    ("substr(o.at, 1, 10)", "substr(o.at, 1, 10)"),
    ("FROM t NOT INDEXED WHERE rowid IN (SELECT rowid FROM t WHERE operation = ?1) AND operation = ?1",
     "FROM t WHERE operation = %(_1)s"),
    ("FROM t NOT INDEXED WHERE id BETWEEN (SELECT min(id) FROM t WHERE operation = ?1)"
     " AND (SELECT max(id) FROM t WHERE operation = ?1) AND operation = ?1", "FROM t WHERE operation = %(_1)s"),
])
def test_what_differs_is_turned_and_nothing_else(ours: str, theirs: str) -> None:
    assert turned(ours) == theirs


@pytest.fixture
def query(on_server: Template) -> Iterator[ServerQuery]:
    with contextlib.closing(connected(on_server.renewed())) as connection:
        yield ServerQuery(connection)


def test_the_newest_of_each_group_is_the_same_row_on_both(query: ServerQuery) -> None:
    import sqlite3

    rows = "(VALUES (1, 'a', 3, 'three'), (1, 'a', 7, 'seven'), (1, 'b', 5, 'five'), (2, 'a', 1, 'one')) v"
    named = f"(SELECT column1 AS k, column2 AS f, column3 AS n, column4 AS w FROM {rows}) t"
    sql = f"SELECT k, f, w, n FROM ({newest('t.n', 't.k, t.f', 't.k, t.f, t.w', named, 'n')}) x ORDER BY k, f"
    there = [(1, "a", "seven", 7), (1, "b", "five", 5), (2, "a", "one", 1)]
    assert query.execute(sql).fetchall() == there
    with contextlib.closing(sqlite3.connect(":memory:")) as file:
        assert file.execute(sql).fetchall() == there


def test_functions_of_sqlite_are_there(query: ServerQuery) -> None:
    assert query.execute("SELECT instr('一窗通办', '窗'), instr('一窗', '%'), instr('a', :x)", {"x": "b"}).fetchone() == (2, 0, 0)
    asked = "SELECT f FROM (VALUES ('liaison.name'), ('liaison2.name'), ('liaisonXname'), ('lead.name')) v (f) WHERE v.f GLOB :f"
    assert query.execute(asked, {"f": "liaison*.name"}).fetchall() == [("liaison.name",), ("liaison2.name",)]
    assert query.execute("SELECT 'ABC' LIKE :x", {"x": "abc%"}).fetchone() == (True,)


def test_every_table_and_column_of_a_file_is_on_the_server_with_its_order_of_letters(query: ServerQuery) -> None:
    found = query.execute(
        "SELECT table_name, column_name, data_type, collation_name, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'ledger'"
    ).fetchall()
    columns = {(table, name): (kind, collation, null == "YES") for table, name, kind, collation, null in found}
    kinds = {"TEXT": ("text", "C"), "INTEGER": ("bigint", None), "BLOB": ("bytea", None)}
    for table in models.metadata.tables.values():
        for column in table.columns:
            kind = kinds[str(column.type)]
            assert columns[table.name, column.name] == (*kind, bool(column.nullable)), f"{table.name}.{column.name}"


def test_every_reference_is_looked_after_by_the_server(query: ServerQuery) -> None:
    from db.server.ddl import _KEYS

    there = {tuple(row[1:]) for row in query.execute(_KEYS)}
    ours = {
        (table.name, key.parent.name, key.column.table.name, key.column.name)
        for table in models.metadata.tables.values() for key in table.foreign_keys
    }
    assert there == ours


def test_every_index_is_there(query: ServerQuery) -> None:
    there = {name for (name,) in query.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'ledger'")}
    assert there >= {str(index.name) for table in models.metadata.tables.values() for index in table.indexes}


def test_names_are_found_by_their_index(query: ServerQuery) -> None:
    from db.searching import _NAMES

    query.execute("SET enable_seqscan = off")
    plan = "\n".join(row[0] for row in query.execute(f"EXPLAIN {_NAMES}"))
    assert "cell_by_name" in plan
    assert "Seq Scan on cell" not in plan


def test_tables_that_are_renamed_and_dropped_keep_what_they_refer_to() -> None:
    statements = Statements([Reference("unit", "plan", "plan", "id")])
    made = statements.turned("CREATE TABLE plan_rebuilt (id INTEGER NOT NULL PRIMARY KEY, operation INTEGER NOT NULL"
                             " REFERENCES operation (seq), word TEXT) STRICT")
    assert re.sub(r"\s+", " ", made) == (
        'CREATE TABLE plan_rebuilt (id BIGINT NOT NULL PRIMARY KEY, operation BIGINT NOT NULL, word TEXT COLLATE "C")'
    )
    statements.turned("DROP TABLE plan")
    statements.turned("ALTER TABLE plan_rebuilt RENAME TO plan")
    assert statements.references == [Reference("unit", "plan", "plan", "id"), Reference("plan", "operation", "operation", "seq")]
    assert statements.turned("CREATE VIRTUAL TABLE found USING fts5 (words)") == "SELECT 1"
    assert statements.turned("INSERT INTO a (TEXT) SELECT b FROM c") == "INSERT INTO a (TEXT) SELECT b FROM c"
