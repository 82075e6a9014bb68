"""A process to be killed: ``python -m tests.db.victim MODE LEDGER``. Not a test by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from db import backup, connection, store, undo, writing
from db.opening import open_ledger
from qcapp.domain.operations import CellEdit
from tests.db.drafts import key, merge_draft, shown
from tests.factory import FixedClock


def die(*_: object, **__: object) -> NoReturn:
    os._exit(9)


def loop(ledger: store.SqlLedger) -> None:
    """Merge for ever; each operation's number is said only when it is on the disk."""
    number = 0
    while True:
        number += 1
        cells = (key(1), key(2))
        ours = [shown(ledger, cell) for cell in cells]
        edits = [CellEdit(cell, text, f"第 {number} 次" * 200) for cell, text in zip(cells, ours, strict=True)]
        operation = ledger.commit(merge_draft(f"{number}".encode() * 3000, *edits))
        print(operation.id, flush=True)


def to_and_fro(ledger: store.SqlLedger) -> None:
    """Restore for ever, the one and the other; what shows is said when the restoration is on the disk."""
    one, other = sorted(path for path in ledger.path.parent.glob("*.bak.sqlite3"))
    while True:
        for path in (one, other):
            ledger.restore(path, "张三")
            print(ledger.operations()[0].id, path.name[0], flush=True)


def main(mode: str, path: Path) -> None:
    # A cache of one page: the changes are in the file, half done, when the process dies.
    patch = pytest.MonkeyPatch()
    patch.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, "PRAGMA cache_size=1"))
    ledger = open_ledger(path, FixedClock())
    if mode == "loop":
        loop(ledger)
    if mode == "restore":
        to_and_fro(ledger)
    if mode == "full":
        import resource

        limit = path.stat().st_size + 50_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            ledger.commit(merge_draft(os.urandom(400_000)))
        except Exception as error:
            print(type(error).__name__, error)
        return
    edits = (CellEdit(key(), shown(ledger, key()), "新的" * 4000),)
    if mode == "commit":
        patch.setattr(writing, "finish_operation", die)
        ledger.commit(merge_draft(b"new" * 9000, *edits))
    if mode == "undo":
        patch.setattr(undo, "finish_operation", die)
        ledger.undo(None, "张三")
    if mode == "backup":
        patch.setattr(backup, "trouble_of", die)
        ledger.backup()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
