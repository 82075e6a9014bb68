"""What a ledger's file says of itself, without a word of what was entered; of one that can't be opened, what can be seen."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Final

from db import backup as backups
from db.connection import APPLICATION_ID, BUSY_SECONDS, address, connect
from db.lock import read_holder
from db.query import Query
from db.revisions import head
from qcapp.domain.backups import Backup
from qcapp.domain.diagnosis import LedgerFindings
from qcapp.domain.errors import LedgerError
from qcapp.domain.operations import OperationKind
from qcapp.keeping import Check

_PRAGMAS: Final = (
    "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check", "mmap_size", "locking_mode", "encoding",
    "auto_vacuum", "busy_timeout",
)
_SCHEMA_WORDS: Final = frozenset({
    "0", "1", "31", "32", "AND", "BETWEEN", "BLOB", "CHECK", "CONSTRAINT", "CREATE", "IN", "INDEX", "INTEGER", "IS", "KEY",
    "LIKE", "NOT", "NULL", "ON", "PRIMARY", "REFERENCES", "ROWID", "STRICT", "TABLE", "TEXT", "UNIQUE", "VARCHAR", "WHERE",
    "WITHOUT", "alembic_version", "alembic_version_pkc", "version_num",
})
_NAMES: Final = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type DESC, name"


def inspect(path: Path) -> LedgerFindings:
    """Of a ledger that is open, on a connection with the pragmas of one that writes; nothing is written. sqlite3.Error."""
    try:
        connection = connect(path)
    except sqlite3.OperationalError:  # where it lies nothing can be written
        connection = _only_look(path)
    with contextlib.closing(connection):
        connection.execute("PRAGMA query_only=ON")
        return _facts(connection, path)


class UnopenedLedger:
    """A ledger that could not be opened, or that nobody opened yet: looked at only, not a byte of it is changed."""

    def __init__(self, path: Path, why: str = "") -> None:
        self._path, self._why = path, why

    @property
    def path(self) -> Path:
        return self._path

    def inspect(self) -> LedgerFindings:
        """What can be seen, ``trouble`` says why no more."""
        try:
            with contextlib.closing(_only_look(self._path)) as connection:
                return _facts(connection, self._path)
        except (sqlite3.Error, UnicodeDecodeError, LedgerError) as error:
            return LedgerFindings(
                sqlite3.sqlite_version, {}, 0, int(head()), False, _size(self._path), journal=_journal(self._path),
                trouble=_kind(error),
            )

    def check(self) -> tuple[Check, ...]:
        from db.integrity import check

        opened = Check("打开", False, self._why) if self._why else Check("打开", True, "没有打开，只从外面看")
        try:
            with contextlib.closing(_only_look(self._path)) as connection:
                return (opened, *check(connection, self._path))
        except (sqlite3.Error, UnicodeDecodeError, OSError):
            return (opened, Check("数据库结构", False, "内容读不出来"))

    def backups(self) -> tuple[Backup, ...]:
        return backups.backups_of(self._path)


def _only_look(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address(path.absolute(), "mode=ro"), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA query_only=ON")
    return connection


def _facts(query: sqlite3.Connection, path: Path) -> LedgerFindings:
    mark, schema = _number(query, "application_id"), _number(query, "user_version")
    ours = mark == APPLICATION_ID
    pragmas = {name: str(query.execute(f"PRAGMA {name}").fetchone()[0]) for name in _PRAGMAS}
    base = LedgerFindings(
        sqlite3.sqlite_version, pragmas, schema, int(head()), ours, _size(path), _number(query, "page_size"),
        _number(query, "page_count"), _number(query, "freelist_count"), _journal(path), holder=read_holder(path),
    )
    return _with_content(query, base) if ours else base


def _with_content(query: sqlite3.Connection, base: LedgerFindings) -> LedgerFindings:
    """Numbers of rows. Names of tables that the program does not have are somebody's words: counted, not named."""
    from dataclasses import replace

    from db.models import metadata

    known = {*metadata.tables, "alembic_version"}
    indexes = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    try:
        found = [(str(kind), str(name), str(sql)) for kind, name, sql in query.execute(_NAMES).fetchall()]
        tables = [name for kind, name, _ in found if kind == "table" and name in known]
        counts = {name: int(query.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}
        kinds = kinds_of(query) if "operation" in counts else {}
        archived = query.execute("SELECT count(*), ifnull(sum(size), 0) FROM blob").fetchone() if "blob" in counts else (0, 0)
    except sqlite3.DatabaseError as error:
        return replace(base, trouble=_kind(error))
    ours = [
        sql for kind, name, sql in found
        if ((kind == "table" and name in known) or (kind == "index" and name in indexes)) and _is_plain(sql)
    ]
    return replace(
        base, counts=counts, kinds=kinds, archived=(int(archived[0]), int(archived[1])), statements=tuple(ours),
        unknown=len(found) - len(ours),
    )


def _is_plain(sql: str) -> bool:
    """Whether a statement has no word but ours: a column that somebody added, or bytes of a damaged page, may say anything."""
    from db.models import metadata

    columns = (column.name for table in metadata.tables.values() for column in table.columns)
    indexes = (str(index.name) for table in metadata.tables.values() for index in table.indexes)
    return set(re.findall(r"\w+", sql)) <= {*metadata.tables, *columns, *indexes, *_SCHEMA_WORDS}


def kinds_of(query: Query) -> dict[str, int]:
    """Those that the program knows by name, all others as one."""
    known = {kind.value for kind in OperationKind}
    found: dict[str, int] = {}
    for kind, count in query.execute("SELECT kind, count(*) FROM operation GROUP BY kind ORDER BY kind"):
        name = kind if kind in known else "other"
        found[name] = found.get(name, 0) + count
    return found


def _number(query: sqlite3.Connection, pragma: str) -> int:
    return int(query.execute(f"PRAGMA {pragma}").fetchone()[0])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _journal(path: Path) -> int:
    return _size(path.with_name(f"{path.name}-journal"))


def _kind(error: Exception) -> str:
    """SQLite's own name of it: its text may quote what it read."""
    return str(getattr(error, "sqlite_errorname", "") or type(error).__name__)
