"""A clerk at the page 通报, on a real ledger of the small plan: July was sent out, one unit reported in time, one in part."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from db.opening import open_ledger
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office
from ui.pages import bulletin_chase, bulletin_out
from ui.pages.bulletin import BulletinPage
from ui.tasks import TaskRunner

SAID = {
    "problems": "无", "deadline": "2021-12-31", "responsible.name": "某甲", "responsible.phone": "0763-8888001",
    "liaison.name": "某乙", "liaison.phone": "13800000001",
}
AFTER_DUE = datetime(2021, 7, 28, 9, 30)
LEDGER = "ledger.sqlite3"


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the ledger in which that stands; made once, tests get copies of it."""
    clock, folder = FixedClock(), tmp_path_factory.mktemp("reported") / "台账 一"
    store = new_ledger(folder / LEDGER, small_plan(), clock, "经办人")
    made = open_office(store, clock)
    made.dispatch()
    for unit, told in (
        ("区政数局", {1: "已办结12件。", 2: "平均压减3天。"}), ("区税务局", {4: "辅导18场次。"}),
    ):
        cells = {no: {"progress": words, **SAID} for no, words in told.items()}
        made.comes_back(cells, unit=unit, names=(f"{unit}.xlsx",))
        made.merge()
    store.close()
    return folder


@pytest.fixture
def office(reported: Path, tmp_path: Path) -> Iterator[Office]:
    """区政数局 reported both of its measures in time; of 区税务局's two, one; 高新区税务局 nothing."""
    clock, folder = FixedClock(AFTER_DUE), shutil.copytree(reported, tmp_path / "台账 一")
    store = open_ledger(folder / LEDGER, clock)
    yield open_office(store, clock)
    store.close()


@pytest.fixture
def page(qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[BulletinPage]:
    """At July 2021, composed; what is to be written goes to the folder 出."""
    out = tmp_path / "出"
    out.mkdir()
    monkeypatch.setattr(bulletin_out, "ask_save", lambda parent, title, start, kinds: out / start.name)
    monkeypatch.setattr(bulletin_chase, "ask_folder", lambda *_: out)
    runner = TaskRunner()
    made = BulletinPage(office.services, runner)
    qtbot.addWidget(made)
    made.set_period(JULY)
    made.resize(1274, 650)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    settle(qtbot, made)
    fail = QAbstractItemModelTester.FailureReportingMode.Fatal
    for model in (made.view.wording.model, made.view.issued.model, made.view.chase.model):
        QAbstractItemModelTester(model, fail, made)
    yield made
    runner.shut_down()


def settle(qtbot: QtBot, page: BulletinPage) -> None:
    """Until nothing is under way, the preview laid out."""
    def still() -> bool:
        working = page.tasks.busy or page.drafting.busy or page.chased.work.busy
        return not working and page.view.preview.view.settled

    qtbot.waitUntil(still, timeout=15_000)
    qtbot.wait(1)
    qtbot.waitUntil(still, timeout=15_000)
