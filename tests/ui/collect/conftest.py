"""A clerk at the 收表 page: measure 27 was sent out, changed by hand since, and came back changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.services import Services, make_services
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.services.office import Drawn
from tests.ui.collect.world import OURS, SENT, THEIRS, UNIT_NAME, Shelf, Sitting, open_sitting


@pytest.fixture
def shelf(store: SqlLedger) -> Shelf:
    return Shelf(store.plan_for(JULY))


@pytest.fixture
def services(store: SqlLedger, shelf: Shelf, clock: FixedClock, tmp_path: Path) -> Services:
    """Measure 27's progress was sent with the form, and changed by hand since."""
    made = make_services(store, shelf, clock, "经办人", {"xlsx": Drawn(), "docx": Drawn(), "pdf": Drawn()})
    made.edit.set_field(27, UNIT_NAME, JULY, "progress", SENT)
    made.edit.set_field(29, UNIT_NAME, JULY, "problems", "系统未对接。")
    made.dispatch.dispatch(JULY, tmp_path / "下发", units=[UNIT_NAME])
    made.edit.set_field(27, UNIT_NAME, JULY, "progress", OURS)
    return made


@pytest.fixture
def sitting(services: Services, shelf: Shelf, qtbot: QtBot) -> Iterator[Sitting]:
    made = open_sitting(services, shelf, qtbot)
    fail = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(made.page.files.model, fail, made.page)
    QAbstractItemModelTester(made.page.compare.fields, fail, made.page)
    yield made
    assert made.page.tasks.shut_down()


@pytest.fixture
def returned(sitting: Sitting, tmp_path: Path) -> Path:
    """区住建局's form: a conflict in 27, news in 31, a cleared cell in 29. Lies ready, not yet dropped."""
    path = tmp_path / "新建 表格(2).xlsx"
    form_id = sitting.services.look.snapshot(JULY).dispatched[UNIT_NAME].form_id
    cells = {
        27: {"progress": THEIRS}, 29: {"problems": ""}, 31: {"progress": "归集图层 86 个。", "problems": ""},
    }
    sitting.shelf.lay(path, cells, form_id=form_id)
    return path
