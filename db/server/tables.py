"""All tables for one who restores or upgrades, with nobody reading any of them."""

from __future__ import annotations

import time
from typing import Final

import psycopg

from db.server.query import ServerQuery
from qcapp.domain.errors import LedgerError, LedgerTrouble

SECONDS = 45.0
"""For which it waits until nobody reads: whose computer was switched off meanwhile is let go by then (``session.connected``)."""
_AGAIN_SECONDS: Final = 0.05
_TABLES: Final = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'alembic_version' ORDER BY 1"
)


def have_all(query: ServerQuery, still_read: str) -> None:
    """All at once or none: who has one and waits for another, which somebody reads who waits for the first, would never get on,
    and the server would throw one of them out. The server's own cleaning gives way only to who waits: that is done first, in a
    way in which nobody who reads is waited for or kept waiting. LedgerError says ``still_read`` where somebody reads on, or a
    cleaning that was begun by hand goes on."""
    tables = ", ".join(f'"{name}"' for (name,) in query.execute(_TABLES))
    try:
        query.execute(f"LOCK TABLE {tables} IN SHARE UPDATE EXCLUSIVE MODE")
    except psycopg.errors.LockNotAvailable as error:
        raise LedgerError(still_read, LedgerTrouble.BUSY) from error
    until = time.monotonic() + SECONDS
    query.execute("SAVEPOINT before_tables")  # it stays where one goes back to it: one within the other would be hundreds
    while True:
        try:
            query.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE NOWAIT")
        except psycopg.errors.LockNotAvailable as error:
            if time.monotonic() > until:
                raise LedgerError(still_read, LedgerTrouble.BUSY) from error
            query.execute("ROLLBACK TO SAVEPOINT before_tables")
        else:
            return
        time.sleep(_AGAIN_SECONDS)
