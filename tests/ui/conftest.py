"""The window on a real ledger: the built-in list, a clock that stands, a reader that hands over what a test made."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from qcapp.domain.period import Period
from qcapp.services import Services, make_services
from qcapp.services.setup import built_in_plan
from tests.factory import FixedClock
from tests.services.office import Drawn, HandedOver
from ui.main_window import MainWindow
from ui.theme import apply_theme

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
JULY = Period(2021, 7)
WHO = "经办人"


@pytest.fixture(autouse=True)
def _a_place_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it is gone is seen in a thread, for which the program does not wait as long as a busy machine may take."""
    monkeypatch.setattr("ui.recent._PATIENCE", 60.0)


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], qapp_cls: type[QApplication]) -> QApplication:
    """The application as it looks to users: sizes and colours are part of what is tested."""
    app = QApplication.instance() or qapp_cls(qapp_args)
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    apply_theme(app)
    return app


@pytest.fixture(scope="session")
def new_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the built-in list, made once; tests get copies of it."""
    path = tmp_path_factory.mktemp("new") / "ledger.sqlite3"
    create_ledger(path, built_in_plan(RESOURCES), FixedClock(), WHO).close()
    return path


@pytest.fixture
def ledger_path(new_ledger: Path, tmp_path: Path) -> Path:
    path = tmp_path / "台账 一" / "ledger.sqlite3"
    path.parent.mkdir()
    shutil.copyfile(new_ledger, path)
    return path


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def store(ledger_path: Path, clock: FixedClock) -> Iterator[SqlLedger]:
    ledger = open_ledger(ledger_path, clock)
    yield ledger
    ledger.close()


@pytest.fixture
def reader() -> HandedOver:
    return HandedOver()


@pytest.fixture
def services(store: SqlLedger, reader: HandedOver, clock: FixedClock) -> Services:
    writers = {"xlsx": Drawn(), "docx": Drawn(), "pdf": Drawn()}
    return make_services(store, reader, clock, WHO, writers)


@pytest.fixture
def fill(services: Services) -> Callable[..., None]:
    """``fill(11, "区税务局", progress="…")`` for July 2021."""

    def filled(no: int, unit: str, period: Period = JULY, **fields: str) -> None:
        for name, text in fields.items():
            services.edit.set_field(no, unit, period, name.replace("__", "."), text)

    return filled


@pytest.fixture
def window(services: Services, ledger_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Shown, at July 2021."""
    made = MainWindow(services, ledger_path)
    made.set_period(JULY)
    with qtbot.waitExposed(made):
        made.show()
    made.complete()
    yield made
    made.tasks.shut_down()
    shiboken6.delete(made)  # before the ledger is closed: its timers must not find it gone
