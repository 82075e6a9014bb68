"""The page 总览 on a real ledger of the small plan: 区政数局 has measures 1 and 2, 区税务局 3 and 4, 高新区税务局 3."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.opening import open_ledger
from qcapp.domain.period import Period
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office
from ui.pages.overview import OverviewPage
from ui.tasks import TaskRunner

JUNE = JULY.shifted(-1)
BEGUN = datetime(2021, 6, 1, 9, 0)
WHOLE = {
    "problems": "无", "deadline": "2021年12月底", "responsible.name": "某甲", "responsible.phone": "13800000001",
    "liaison.name": "某乙", "liaison.phone": "13800000002",
}


@dataclass
class Month:
    """What a unit says, at a day and hour, in few words."""

    office: Office

    def says(
        self, no: int, unit: str, progress: str, at: datetime, period: Period | None = None, **changed: str
    ) -> None:
        """The whole row typed in at that moment, for its own month where no other is named; ``changed`` fields otherwise, with
        two underscores for the dot."""
        self.office.clock.time = at
        period = period or Period(at.year, at.month)
        cells = WHOLE | {"progress": progress} | {key.replace("__", "."): text for key, text in changed.items()}
        for key, text in cells.items():
            if text:
                self.office.services.edit.set_field(no, unit, period, key, text)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of ``two_months``; made once, tests get copies of it."""
    clock, path = FixedClock(BEGUN), tmp_path_factory.mktemp("two months") / "ledger.sqlite3"
    store = new_ledger(path, small_plan(), clock, "经办人")
    month = Month(open_office(store, clock))
    month.says(1, "区政数局", "六月办理 5 件。", datetime(2021, 6, 20, 9, 0))
    month.says(3, "区税务局", "六月推广 9 户。", datetime(2021, 6, 21, 9, 0))
    month.says(4, "区税务局", "六月辅导 2 场。", datetime(2021, 6, 21, 9, 0))
    month.says(3, "高新区税务局", "六月推广 4 户。", datetime(2021, 6, 27, 9, 0))
    month.says(1, "区政数局", "七月办理 8 件。", datetime(2021, 7, 20, 9, 0))
    month.says(2, "区政数局", "七月压减 3 天。", datetime(2021, 7, 20, 9, 0), liaison__phone="138000")
    month.says(3, "区税务局", "七月推广 11 户。", datetime(2021, 7, 26, 9, 0))
    store.close()
    return path


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """With nothing in it, unless ``two_months`` are asked for too."""
    clock, path = FixedClock(BEGUN), tmp_path / "台账 一" / "ledger.sqlite3"
    if "two_months" in request.fixturenames:
        path.parent.mkdir()
        shutil.copyfile(request.getfixturevalue("written"), path)
        store = open_ledger(path, clock)
    else:
        store = new_ledger(path, small_plan(), clock, "经办人")
    yield open_office(store, clock)
    store.close()


@pytest.fixture
def month(office: Office) -> Month:
    return Month(office)


@pytest.fixture
def two_months(office: Office) -> Office:
    """June: all but measure 2, 高新 late. July, as of the 27th: 区政数局 whole and in time (measure 2 with a phone that is none),
    区税务局 only measure 3, a day late, 高新区税务局 nothing."""
    office.clock.time = datetime(2021, 7, 27, 9, 0)
    return office


@pytest.fixture
def make_page(qtbot: QtBot, office: Office) -> Iterator[Callable[[], OverviewPage]]:
    """A page at July 2021, shown and read."""
    runner = TaskRunner()

    def made() -> OverviewPage:
        page = OverviewPage(office.services, runner)
        qtbot.addWidget(page)
        page.set_period(JULY)
        page.resize(1274, 690)
        with qtbot.waitSignal(page.shown):
            page.refresh()
        page.show()
        return page

    yield made
    qtbot.waitUntil(lambda: not runner.busy)


@pytest.fixture
def page(two_months: Office, make_page: Callable[[], OverviewPage]) -> OverviewPage:
    return make_page()
