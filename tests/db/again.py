"""The same ledger once more, be it in a file or on a server: as another program has it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from db.opening import open_ledger
from db.server.connecting import connected
from db.server.opening import open_shared
from db.server.store import SharedLedger
from qcapp.ports import LedgerStore
from tests.factory import FixedClock


def opened_again(ledger: LedgerStore) -> LedgerStore:
    """Whoever opens it closes it."""
    if isinstance(ledger, SharedLedger):
        return open_shared(ledger.address, ledger.path.parent, FixedClock())
    return open_ledger(ledger.path, FixedClock())


@contextlib.contextmanager
def other_program(ledger: LedgerStore) -> Iterator[LedgerStore]:
    other = opened_again(ledger)
    yield other
    other.close()


def tamper(ledger: LedgerStore, statement: str) -> None:
    """Change its tables behind the program's back."""
    if isinstance(ledger, SharedLedger):
        with connected(ledger.address) as server:
            server.execute(statement.encode())
        return
    with contextlib.closing(sqlite3.connect(ledger.path)) as file, file:
        file.execute(statement)
