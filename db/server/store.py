"""SharedLedger: the ledger on a server behind the LedgerStore protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.server.errors import busy
from db.server.keeping import ServerKeeping
from db.server.pieces import PIECE
from db.store import LedgerContent

if TYPE_CHECKING:
    from db.server.query import ServerQuery
    from qcapp.domain.operations import Operation, OperationDraft


_READ: Final = 5 * PIECE
_SIZE: Final = "SELECT size FROM blob WHERE sha256 = ?"
_PART: Final = "SELECT substr(data, %s, %s) FROM blob WHERE sha256 = %s"


class SharedLedger(ServerKeeping, LedgerContent):
    """An open ledger on a server. Made by ``db.server.opening``."""

    def commit(self, draft: OperationDraft) -> Operation:
        """Files that are much together are sent before it is its turn to write. Nothing else is written from here in between:
        they would be taken away with that, and sent anew while others wait."""
        files = [file.data for file, _ in draft.returned] + [each.data for each in draft.attached]
        files += [each.data for each in draft.bulletins if each.data is not None]
        if sum(map(len, files)) <= PIECE:
            return super().commit(draft)
        with self._patience.turn(self._writer, lambda: busy(self._address)):
            self._send_ahead(files)
            return super().commit(draft)

    def file_bytes(self, sha256: str) -> bytes | None:
        """Read in pieces too: on a slow line a whole file takes longer than the server lets a statement be."""
        with self._reading() as query:
            found = query.execute(_SIZE, (sha256,)).fetchone()
            if found is None:
                return None
            return b"".join(_part(query, sha256, at) for at in range(1, found[0] + 1, _READ))


def _part(query: ServerQuery, sha256: str, at: int) -> bytes:
    """As it is: as text it would be twice as long on its way."""
    row = query.connection.execute(_PART, (at, _READ, sha256), binary=True).fetchone()
    assert row is not None, "its size was there in the same moment"
    return bytes(row[0])
