"""A window on a shared ledger, on a real server, and the colleague who writes to it from another computer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

import main
from db.server import patience
from db.server.opening import open_shared
from db.server.store import SharedLedger
from qcapp import shared_desk
from qcapp.domain.server_address import ServerAddress
from qcapp.services import Services, make_services
from tests.factory import FixedClock
from tests.postgres import PASSWORD, Postgres
from tests.server.template import Template
from tests.services.office import HandedOver
from ui.ledgers import Ledgers
from ui.main_window import MainWindow

COLLEAGUE = "李四"


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_desk, "data_folder", lambda: tmp_path / "数据")
    for name in ("PGPASSWORD", "PGPASSFILE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _a_busy_machine_is_no_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "QUIET_SECONDS", 60.0)
    monkeypatch.setattr(patience, "DOUBT_SECONDS", 60.0)
    monkeypatch.setattr(patience, "LOCK_MS", 30_000)


@pytest.fixture(scope="session")
def on_server(postgres: Postgres, new_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The built-in list, put on a server once."""
    with Template.of(postgres, new_ledger, tmp_path_factory.mktemp("desks")) as made:
        yield made


@pytest.fixture
def address(on_server: Template) -> Iterator[ServerAddress]:
    """Of a shared ledger of this test's own."""
    with on_server.copied() as made:
        yield made


@pytest.fixture
def guarded(address: ServerAddress, postgres: Postgres) -> ServerAddress:
    """The same for one who needs a password, which it does not bear."""
    postgres.run(
        "GRANT USAGE ON SCHEMA ledger TO guest", "GRANT ALL ON ALL TABLES IN SCHEMA ledger TO guest",
        "GRANT ALL ON ALL SEQUENCES IN SCHEMA ledger TO guest", database=address.database,
    )
    return postgres.address(address.database, "guest")


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[ServerAddress]:
    made = postgres.new_database()
    yield made
    postgres.drop(made.database)


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[ServerAddress, str], SharedLedger]]:
    """Opens a shared ledger as a computer of that name does."""
    with ExitStack() as stack:
        def opened(address: ServerAddress, computer: str) -> SharedLedger:
            store = open_shared(address, tmp_path / computer, FixedClock())
            stack.callback(store.close)
            return store

        yield opened


@pytest.fixture
def colleague(address: ServerAddress, connect: Callable[[ServerAddress, str], SharedLedger]) -> Services:
    """By another name, on another computer."""
    store = connect(address, "李四的电脑")
    return make_services(store, HandedOver(), FixedClock(), COLLEAGUE, main.WRITERS)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def stand(settings: QSettings, ledgers: Ledgers, services: Services) -> MainWindow:
    services.sign("张三")
    window = MainWindow(services, ledgers.path, settings)
    window.ledgers = ledgers
    window.show()
    window.complete()
    return window


@pytest.fixture
def ledgers(ledger_path: Path, settings: QSettings, qtbot: QtBot) -> Iterator[Ledgers]:
    """At first on a ledger in a file."""
    place = main.Workplace(ledger_path, holds=True)
    made = Ledgers(place, settings, partial(stand, settings))
    made.show(place.open())
    yield made
    assert made.window is not None
    made.window.tasks.shut_down()
    made.window.close()
    made.close()
    made.deleteLater()


@pytest.fixture
def password() -> str:
    return PASSWORD
