"""A ledger that was put on a server once, and is there anew for each test: that takes a moment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import psycopg

from db.server.connecting import connected
from db.server.opening import open_shared, share
from db.server.store import SharedLedger
from qcapp.domain.server_address import ServerAddress
from tests.factory import FixedClock
from tests.postgres import Postgres

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'ledger' ORDER BY 1"


@dataclass(frozen=True)
class Template:
    server: Postgres
    address: ServerAddress
    rows: dict[str, bytes]
    """Of each table, as COPY writes them."""
    _made: ClassVar[list[Template]] = []

    @classmethod
    def newest(cls) -> Template:
        """For what can't ask a fixture for it: a state machine of Hypothesis."""
        return cls._made[-1]

    @classmethod
    @contextmanager
    def of(cls, server: Postgres, file: Path, desk: Path) -> Iterator[Template]:
        """Of what is in that ledger file."""
        address = server.new_database()
        share(address, desk, file, FixedClock(), "张三").close()
        with contextlib.closing(connected(address)) as connection:
            tables = [str(name) for (name,) in connection.execute(_TABLES)]
            rows = {table: _copied_out(connection, table) for table in tables}
        cls._made.append(cls(server, address, rows))
        yield cls._made[-1]
        server.drop(address.database)

    def renewed(self) -> ServerAddress:
        """The one database, with its first rows again: for tests that change no table, one after the other."""
        with contextlib.closing(connected(self.address)) as connection:
            connection.execute("SET session_replication_role = replica")  # which looks through no references
            for table, rows in self.rows.items():
                connection.execute(f'DELETE FROM "{table}"'.encode())
                if rows:
                    with connection.cursor().copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                        copy.write(rows)
            connection.commit()
        return self.address

    def opened(self, desk: Path, clock: FixedClock | None = None) -> SharedLedger:
        """Fresh; of a computer that has that folder for it."""
        return open_shared(self.renewed(), desk, clock or FixedClock())

    @contextmanager
    def copied(self) -> Iterator[ServerAddress]:
        """A database of its own with those first rows, gone at the end with whoever is connected to it."""
        address = self.server.new_database(self.renewed().database)
        yield address
        self.server.drop(address.database)


def _copied_out(connection: psycopg.Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
        return b"".join(bytes(part) for part in copy)
