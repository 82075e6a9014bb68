"""Bringing a backup back: looked through, of this ledger, and migrated if it is older."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

from db import revisions
from db.backup import copy_in, trouble_of
from db.connection import APPLICATION_ID, connect, probe
from db.upgrading import migrate
from qcapp.domain.errors import LedgerError


def restore(source: Path, ledger: Path, now: datetime) -> None:
    """Replace the ledger's content by that of a backup which ``ensure_backup_of`` let pass."""
    with contextlib.closing(probe(source)) as copy:
        with contextlib.closing(connect(ledger)) as live:
            copy_in(copy, live)
        revision = _revision(copy)
    if revision != revisions.head():
        migrate(ledger, now)


def ensure_backup_of(source: Path, ledger_id: str) -> None:
    """LedgerError unless the file is a whole backup of that very ledger, and not of a newer program."""
    ensure_whole_backup(source)
    with contextlib.closing(probe(source)) as connection:
        _ensure_same(connection, source, ledger_id)


def ensure_whole_backup(source: Path) -> None:
    """LedgerError unless the file is a whole ledger that this program knows."""
    if not source.is_file():
        raise LedgerError(f"找不到备份文件“{source}”，请核对文件名后再试。")
    try:
        with contextlib.closing(probe(source)) as connection:
            _ensure_ours(connection, source)
        trouble = trouble_of(source)
    except sqlite3.DatabaseError as error:
        raise LedgerError(f"“{source}”不是台账备份，或已损坏，没有恢复，请另选一份备份。") from error
    if trouble:
        raise LedgerError(f"备份“{source}”已损坏（{trouble}），没有恢复，请另选一份备份。")


def _ensure_ours(connection: sqlite3.Connection, source: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LedgerError(f"“{source}”不是本程序的台账备份，没有恢复，请另选一份备份。")
    if _revision(connection) not in revisions.REVISIONS:
        raise LedgerError(f"备份“{source}”是用更新版本的程序建立的，没有恢复，请安装新版程序后再试。")


def _ensure_same(connection: sqlite3.Connection, source: Path, ledger_id: str) -> None:
    found = connection.execute("SELECT value FROM meta WHERE key = 'ledger_id'").fetchone()
    if not found or found[0] != ledger_id:
        title, made = connection.execute(
            "SELECT p.title, o.at FROM plan p JOIN operation o ON o.seq = p.operation ORDER BY p.year LIMIT 1"
        ).fetchone()
        raise LedgerError(
            f"备份“{source}”属于另一本台账（《{title}》，{made[:10]} 建账），没有恢复，请另选一份备份。"
        )


def _revision(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
