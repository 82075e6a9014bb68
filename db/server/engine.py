"""SQLAlchemy over connections to a server. Imported when something is first written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event

from db.server.connecting import WRITERS_LOCK, connected, patience_for

if TYPE_CHECKING:
    from db.server.patience import Driver
    from qcapp.domain.server_address import ServerAddress


def engine_for(
    address: ServerAddress, connect: Callable[[], Driver] | None = None, lock_ms: Callable[[], int] = lambda: 0
) -> Engine:
    """An engine for writing: each transaction has the writers' lock first, as SQLite's BEGIN IMMEDIATE has the file's, and sees
    what those before it have committed. ``lock_ms``: for how long the thread that asks waits for that; 0: as its connection."""
    engine = create_engine(
        "postgresql+psycopg://", creator=connect or partial(connected, address, patience_for(address)), pool_size=1,
        max_overflow=0, pool_pre_ping=True, isolation_level="READ COMMITTED", use_native_hstore=False,
    )

    @event.listens_for(engine, "begin")
    def lock_others_out(connection: Connection) -> None:
        if shortly := lock_ms():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {shortly}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")

    return engine
