"""What is found where somebody means to open a shared ledger, before it is opened: nothing is changed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from db.server import patience, schema
from db.server.connecting import connected, patience_for
from db.server.errors import Locked, spoken
from db.server.opening import ensure_fit, refused
from db.server.query import ServerQuery
from db.server.schema import Found
from qcapp.domain.shared import SharedFound, SharedState

if TYPE_CHECKING:
    from qcapp.domain.server_address import ServerAddress

_HELD: Final = "SELECT (SELECT title FROM plan ORDER BY year DESC LIMIT 1), (SELECT count(*) FROM operation)"


def look_at(address: ServerAddress) -> SharedFound:
    """LedgerError says why nothing can be seen there, or why a ledger that is there can't be opened. Tables that are being
    restored are waited for shortly: that is told."""
    with spoken(address, Locked.READING), contextlib.closing(
        connected(address, patience_for(address), lock_ms=patience.LOCK_MS)
    ) as connection:
        ensure_fit(connection, address)
        query = ServerQuery(connection)
        version = str(connection.info.server_version // 10_000)
        found = schema.look(query).found
        if found is Found.NOTHING:
            return SharedFound(SharedState.EMPTY, server=version)
        if found is Found.FOREIGN:
            return SharedFound(SharedState.FOREIGN, server=version)
        if found not in (Found.OURS, Found.OLDER):
            raise refused(found, address)
        row = query.execute(_HELD).fetchone()
        assert row is not None, "a row of two counts is always there"
        return SharedFound(SharedState.LEDGER, str(row[0] or ""), int(row[1]), version)
