"""SharedLedger: the ledger on a server behind the LedgerStore protocol."""

from __future__ import annotations

from db.server.keeping import ServerKeeping
from db.store import LedgerContent


class SharedLedger(ServerKeeping, LedgerContent):
    """An open ledger on a server. Made by ``db.server.opening``."""
