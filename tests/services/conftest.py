"""An office with an empty ledger of the small plan: in a file, and for what is named here on a server too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qcapp.ports import LedgerStore
from tests.db.conftest import on_server, template  # noqa: F401
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office

_ON_BOTH = frozenset({"test_collect", "test_collect_again", "test_history", "test_past", "test_rulings"})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "office" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in _ON_BOTH
        metafunc.parametrize("ledger_on", ["file", "server"] if both else ["file"])


@pytest.fixture
def office(ledger_on: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    clock, folder = FixedClock(), tmp_path / "我的 台账"
    store: LedgerStore
    if ledger_on == "file":
        store = new_ledger(folder / "ledger.sqlite3", small_plan(), clock, "经办人")
    else:
        store = request.getfixturevalue("on_server").opened(folder, clock)
    yield open_office(store, clock)
    store.close()
