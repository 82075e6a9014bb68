"""What must be true of a ledger whatever was done to the process that wrote it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.ports import LedgerStore
from tests.factory import FixedClock


def whole(ledger: LedgerStore) -> None:
    """Every check is well: structure, references, each operation's rows, the replay of changes, kept files."""
    assert [f"{check.name}：{check.detail}" for check in ledger.check() if not check.ok] == []


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def numbers(ledger: SqlLedger) -> list[str]:
    return [operation.id for operation in reversed(ledger.operations())]


def kept(path: Path, before: Sequence[str], said: Sequence[str]) -> list[str]:
    """Open what a dead process left: whole, with all that was there ``before`` and all that it ``said`` was done, in that
    order, and at most the one operation more that it was about to say. Answers the numbers of all."""
    ledger = open_ledger(path, FixedClock())
    try:
        whole(ledger)
        found, known = numbers(ledger), [*before, *said]
    finally:
        ledger.close()
    assert found[: len(known)] == known
    assert len(found) - len(known) <= 1
    return found


def temporary(*folders: Path) -> list[Path]:
    """Files of ours that are not finished."""
    marks = (".part", ".tmp", "-journal")
    return [
        file for folder in folders if folder.is_dir() for file in folder.iterdir()
        if file.name.startswith(".") and any(mark in file.name for mark in marks)
    ]


def aged(files: Sequence[Path]) -> None:
    """As if they had been left a day ago: what is young may still be written by another program."""
    day_ago = time.time() - 86_400
    for file in files:
        os.utime(file, (day_ago, day_ago))


def revision_of(path: Path) -> str:
    """The schema's revision, after whatever a journal has to be rolled back."""
    with contextlib.closing(sqlite3.connect(path)) as query:
        return str(query.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def content(path: Path) -> str:
    """All that a ledger holds, and in what tables, however its pages lie. Raises what it likes where it can't be read."""
    with contextlib.closing(sqlite3.connect(path)) as query:
        return repr(query.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()) + rows_of(path)


def rows_of(path: Path) -> str:
    """The rows of all tables."""
    with contextlib.closing(sqlite3.connect(path)) as query:
        query.text_factory = bytes
        schema = query.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        names = [name.decode() for (name,) in schema]
        return repr([(name, sorted(query.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)) for name in names])
