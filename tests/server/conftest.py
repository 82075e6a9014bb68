"""A real server, empty databases on it, and a ledger of the small plan that is there anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.server import connecting, patience
from db.server.opening import open_shared
from db.server.store import SharedLedger
from qcapp.domain.server_address import ServerAddress
from tests.db.conftest import clock, on_server, template  # noqa: F401
from tests.factory import FixedClock
from tests.postgres import Postgres
from tests.server.relay import Relay, relayed
from tests.server.template import Template


@pytest.fixture(autouse=True)
def _a_busy_machine_is_no_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "CONNECT_SECONDS", 60)
    monkeypatch.setattr(patience, "QUIET_SECONDS", 60.0)
    monkeypatch.setattr(patience, "DOUBT_SECONDS", 60.0)
    monkeypatch.setattr(patience, "LOCK_MS", 30_000)


@pytest.fixture
def database(postgres: Postgres) -> Iterator[ServerAddress]:
    """An empty one."""
    address = postgres.new_database()
    yield address
    postgres.drop(address.database)


@pytest.fixture
def copied(on_server: Template) -> Iterator[ServerAddress]:  # noqa: F811
    """A database with a ledger, of the test's own: what it does to tables and rights is nobody else's."""
    with on_server.copied() as address:
        yield address


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """This computer's folder for the ledger, not there yet."""
    return tmp_path / "共享 台账"


@pytest.fixture
def ledger(on_server: Template, desk: Path) -> Iterator[SharedLedger]:  # noqa: F811
    ledger = on_server.opened(desk)
    yield ledger
    ledger.close()


@pytest.fixture
def relay(on_server: Template) -> Iterator[Relay]:  # noqa: F811
    with relayed(on_server.renewed()) as relay:
        yield relay


@pytest.fixture
def window(relay: Relay, desk: Path) -> Iterator[SharedLedger]:
    """A ledger that this thread has a window of."""
    ledger = open_shared(relay.address, desk, FixedClock())
    ledger.watch(lambda error: None)
    yield ledger
    relay.pass_all()
    ledger.close()
