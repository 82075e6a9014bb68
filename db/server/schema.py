"""Whether a database has a ledger, which, and who may write it; making the tables, and bringing older ones to this revision."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from psycopg import sql
from sqlalchemy import Connection, event

from db import revisions
from db.query import Query
from db.server.connecting import SCHEMA
from db.server.ddl import Statements, put_references_on, take_references_off
from db.server.query import ServerQuery

if TYPE_CHECKING:
    from qcapp.domain.server_address import ServerAddress

_MARK = "YSTZ"
_MARKED = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = ?"
_REVISION = f"SELECT version_num FROM {SCHEMA}.alembic_version"
_MAY_LOOK = "SELECT has_schema_privilege(?, 'USAGE')"
_HAS_TABLES = """
    SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND substr(n.nspname, 1, 3) <> 'pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LIMIT 1
"""
# What SQLite has of itself, and our statements ask for.
_FUNCTIONS = (
    f"""
    CREATE OR REPLACE FUNCTION {SCHEMA}.instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT strpos($1, $2)'
    """,
    f"""
    CREATE OR REPLACE FUNCTION {SCHEMA}.globbed(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT $1 ~ ('^' || replace(replace($2, '.', '[.]'), '*', '.*') || '$') $$
    """,
)


class Found(Enum):
    NOTHING = auto()
    FOREIGN = auto()
    OURS = auto()
    OLDER = auto()
    NEWER = auto()
    DAMAGED = auto()
    SHUT = auto()
    """There is a schema of our name, which this user may not look into."""


class Looked(NamedTuple):
    found: Found
    revision: str = ""


def look(query: Query) -> Looked:
    """What the database is. Nothing is changed."""
    row = query.execute(_MARKED, (SCHEMA,)).fetchone()
    if row is None:
        return Looked(Found.FOREIGN if query.execute(_HAS_TABLES).fetchone() else Found.NOTHING)
    mark, _, number = (row[0] or "").partition(" ")
    if mark != _MARK:
        return Looked(Found.FOREIGN)
    if not query.execute(_MAY_LOOK, (SCHEMA,)).fetchone()[0]:
        return Looked(Found.SHUT)
    if not number.isdigit():
        return Looked(Found.DAMAGED)
    if int(number) > int(revisions.head()):
        return Looked(Found.NEWER)
    found = query.execute(_REVISION).fetchone()
    revision = str(found[0]) if found else ""
    if revision not in revisions.REVISIONS or int(revision) != int(number):  # each migration writes both
        return Looked(Found.DAMAGED)
    return Looked(Found.OURS if revision == revisions.head() else Found.OLDER, revision)


def why_not_writable(query: ServerQuery, address: ServerAddress) -> str:
    """Why this user may not write there, as far as that is told beforehand; "" where nothing speaks against it."""
    asked = sql.SQL("SELECT pg_is_in_recovery(), has_table_privilege({table}, 'INSERT')").format(
        table=sql.Literal(f"{SCHEMA}.operation")
    )
    row = query.connection.execute(asked).fetchone()
    assert row is not None
    standby, may = row
    if standby:
        return f"共享台账“{address.shown}”所在的服务器是备用机，现在只能查看，不能修改。"
    return "" if may else f"这个用户在共享台账“{address.shown}”里只有查看的权限，不能修改，要修改请让管理员开通。"


def make(connection: Connection, fill: Callable[[ServerQuery], None], revision: str = "") -> None:
    """The tables, in the connection's transaction, and what ``fill`` puts in before their references are looked through;
    ``revision``: the newest when not said."""
    connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
    _upgrade(connection, fill, revision or revisions.head())


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision, in the connection's transaction."""
    _upgrade(connection, lambda _: None, revisions.head())


def _upgrade(connection: Connection, fill: Callable[[ServerQuery], None], revision: str) -> None:
    query = ServerQuery.over(connection.connection.driver_connection)
    statements = Statements(take_references_off(query))
    event.listen(connection, "before_cursor_execute", statements.before_cursor_execute, retval=True)
    try:
        revisions.run(connection, revisions.MIGRATIONS, revision)
    finally:
        event.remove(connection, "before_cursor_execute", statements.before_cursor_execute)
    for function in _FUNCTIONS:
        connection.exec_driver_sql(function)
    fill(query)
    put_references_on(query, statements.references)
    connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{_MARK} {int(revision)}'")
