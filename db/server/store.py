"""SharedLedger: the ledger on a server behind the LedgerStore protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.server.keeping import ServerKeeping
from db.server.pieces import PIECE
from db.store import LedgerContent

if TYPE_CHECKING:
    from qcapp.domain.operations import Operation, OperationDraft


class SharedLedger(ServerKeeping, LedgerContent):
    """An open ledger on a server. Made by ``db.server.opening``."""

    def commit(self, draft: OperationDraft) -> Operation:
        """Files that are much together are sent before it is its turn to write."""
        files = [file.data for file, _ in draft.returned] + [each.data for each in draft.attached]
        files += [each.data for each in draft.bulletins if each.data is not None]
        if sum(map(len, files)) > PIECE:
            self._send_ahead(files)
        return super().commit(draft)
