"""A ledger of the small plan, fresh for each test: on a real file (copied from one that is made once), and on a real server.

A test that asks for ``ledger`` runs on both, unless it is about the file: it then asks for ``path`` too, or stands in a module
that is named here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from db.opening import create_ledger, open_ledger
from qcapp.domain.server_address import ServerAddress
from qcapp.ports import LedgerStore
from tests.factory import FixedClock, small_plan
from tests.postgres import Postgres
from tests.server.template import Template

_ABOUT_FILES = frozenset({
    "test_backup", "test_copies", "test_integrity", "test_kept_shut", "test_lock", "test_looking",
    "test_migrations", "test_opening", "test_restoring", "test_sharing", "test_trouble",
})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store" in metafunc.fixturenames:
        about = metafunc.module.__name__.rpartition(".")[2] in _ABOUT_FILES
        asked = metafunc.function.__code__.co_varnames[: metafunc.function.__code__.co_argcount]
        about = about or "path" in asked or metafunc.definition.get_closest_marker("file_only") is not None
        metafunc.parametrize("store", ["file"] if about else ["file", "server"], scope="function")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "ledger.sqlite3"
    create_ledger(path, small_plan(), FixedClock(), "张三").close()
    return path


@pytest.fixture(scope="session")
def on_server(postgres: Postgres, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The very same ledger, put on a server once."""
    with Template.of(postgres, template, tmp_path_factory.mktemp("desks")) as made:
        yield made


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """A closed ledger's file, in a folder with blanks and Chinese in its name."""
    folder = tmp_path / "我的 台账"
    folder.mkdir()
    return Path(shutil.copyfile(template, folder / "台账.sqlite3"))


@pytest.fixture
def place(store: str, request: pytest.FixtureRequest) -> Path | ServerAddress:
    """Where a closed ledger is."""
    if store == "file":
        path: Path = request.getfixturevalue("path")
        return path
    address: ServerAddress = request.getfixturevalue("on_server").renewed()
    return address


@pytest.fixture
def opened(place: Path | ServerAddress, tmp_path: Path, clock: FixedClock) -> Iterator[Callable[[], LedgerStore]]:
    """Opens the ledger, as another program does when it is open already."""
    with ExitStack() as stack:
        def open_it() -> LedgerStore:
            ledger = _opened(place, tmp_path, clock)
            stack.callback(ledger.close)
            return ledger

        yield open_it


def _opened(place: Path | ServerAddress, desk: Path, clock: FixedClock) -> LedgerStore:
    if isinstance(place, Path):
        return open_ledger(place, clock)
    from db.server.opening import open_shared

    return open_shared(place, desk / "共享", clock)


@pytest.fixture
def ledger(opened: Callable[[], LedgerStore]) -> LedgerStore:
    return opened()
