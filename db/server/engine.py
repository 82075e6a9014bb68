"""SQLAlchemy over connections to a server. Imported when something is first written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event

from db.server.session import WRITERS_LOCK, connected

if TYPE_CHECKING:
    from qcapp.domain.server_address import ServerAddress


def engine_for(address: ServerAddress) -> Engine:
    """An engine for writing: each transaction has the writers' lock first, as SQLite's BEGIN IMMEDIATE has the file's, and sees
    what those before it have committed."""
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: connected(address), pool_size=1, max_overflow=0, pool_pre_ping=True,
        isolation_level="READ COMMITTED", use_native_hstore=False,
    )
    event.listen(engine, "begin", _lock_others_out)
    return engine


def _lock_others_out(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
