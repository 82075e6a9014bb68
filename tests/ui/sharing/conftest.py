"""A window on a ledger that another one has: three months of made-up work, so that every page has something to show."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

import main
from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from qcapp.services import Services, make_services
from qcapp.services.sample import sample_plan
from qcapp.services.setup import built_in_plan
from tests.services.office import HandedOver
from tests.ui.conftest import RESOURCES
from tools.made_up_months import MonthsClock, write_months
from ui.main_window import MainWindow


@pytest.fixture(scope="session")
def worked_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; tests get copies of it."""
    folder, clock = tmp_path_factory.mktemp("worked"), MonthsClock()
    path = folder / "ledger.sqlite3"
    store = create_ledger(path, sample_plan(built_in_plan(RESOURCES)), clock, "张三")
    write_months(store, clock, folder, main.WRITERS)
    store.close()
    return path


@pytest.fixture
def path(worked_ledger: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(worked_ledger, tmp_path / "台账.sqlite3"))


@pytest.fixture
def first(path: Path) -> Iterator[SqlLedger]:
    """The ledger as the first window has it."""
    ledger = open_ledger(path, MonthsClock(), holds="张三")
    ledger.warm_up()
    yield ledger
    ledger.close()


@pytest.fixture
def second_services(first: SqlLedger, path: Path) -> Iterator[Services]:
    store = open_ledger(path, MonthsClock(), holds="李四")
    yield make_services(store, HandedOver(), MonthsClock(), "李四", main.WRITERS)
    store.close()


@pytest.fixture
def second(second_services: Services, path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The second window, shown."""
    window = MainWindow(second_services, path)
    with qtbot.waitExposed(window):
        window.show()
    window.complete()
    yield window
    window.tasks.shut_down()
    shiboken6.delete(window)
