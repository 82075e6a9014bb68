"""A district's ledger dropped on 收表: a file with its units under it, decided, merged and taken back like any other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.opening import create_ledger
from db.returned_ledger import read_returned_ledger
from db.store import SqlLedger
from qcapp.intake.reader import SafeReader
from qcapp.merge.ledger_placing import OWN
from qcapp.merge.plan import Decision
from qcapp.services import Services, make_services
from qcapp.services.password import PasswordService
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.services.districts import District
from tests.services.office import Drawn, open_office
from tests.ui.collect.world import OURS, THEIRS, UNIT_NAME, Shelf, Sitting, open_sitting

COURT = "区法院"


@pytest.fixture
def services(store: SqlLedger, clock: FixedClock) -> Services:
    """With the reader that the program has, in this process. The ledger has words of its own for one field."""
    reader = SafeReader(in_process=True, ledgers=read_returned_ledger)
    made = make_services(store, reader, clock, "经办人", {"xlsx": Drawn(), "docx": Drawn(), "pdf": Drawn()})
    made.edit.set_field(27, UNIT_NAME, JULY, "progress", OURS)
    return made


@pytest.fixture
def sitting(services: Services, shelf: Shelf, qtbot: QtBot) -> Iterator[Sitting]:
    made = open_sitting(services, shelf, qtbot)
    yield made
    assert made.page.tasks.shut_down()


@pytest.fixture
def district(store: SqlLedger, clock: FixedClock, tmp_path: Path) -> Iterator[District]:
    ledger = create_ledger(tmp_path / "区" / "清城区台账.sqlite3", store.plan_for(JULY), clock, "区经办人")
    made = District(open_office(ledger, clock))
    made.type(27, UNIT_NAME, "progress", THEIRS)
    made.type(31, UNIT_NAME, "progress", "归集图层 86 个。")
    made.type(made.office.store.plan_for(JULY).measures_of[COURT][0], COURT, "progress", "诉讼服务上线。")
    yield made
    made.office.store.close()


@pytest.fixture
def path(district: District, tmp_path: Path) -> Path:
    return district.send(tmp_path, "清城区.sqlite3")


def test_its_units_are_listed_under_it_those_that_say_nothing_last(sitting: Sitting, path: Path) -> None:
    sitting.drop(path)
    assert len(sitting.listed) == 20
    assert sitting.listed[:2] == [
        (f"清城区.sqlite3 ▸ {UNIT_NAME}", UNIT_NAME, "冲突 1"), (f"清城区.sqlite3 ▸ {COURT}", COURT, "可合并 1"),
    ]
    assert {result for _, _, result in sitting.listed[2:]} == {"没有填报"}


def test_what_is_decided_is_merged_and_the_silent_leave_the_list(sitting: Sitting, path: Path) -> None:
    sitting.drop(path)
    sitting.field(27, "progress", _place(sitting, UNIT_NAME)).decision = Decision.THEIRS
    sitting.merge()
    assert (sitting.text(27, "progress"), sitting.text(31, "progress")) == (THEIRS, "归集图层 86 个。")
    assert [result for _, _, result in sitting.listed] == ["已合并", "已合并"]
    sitting.undo()
    assert (sitting.text(27, "progress"), sitting.text(31, "progress")) == (OURS, "")


def test_a_unit_taken_out_of_the_list_is_not_merged_nor_brought_back_by_the_rest(sitting: Sitting, path: Path) -> None:
    sitting.drop(path)
    court = [file for file in sitting.page.work.batch.plan.files if file.unit == COURT]
    sitting.page.work.batch.remove(court)
    sitting.page.work.compare_again()
    sitting.settle()
    assert [unit for _, unit, result in sitting.listed if result != "没有填报"] == [UNIT_NAME]
    sitting.merge()
    assert set(sitting.services.look.snapshot(JULY).returned) == {UNIT_NAME}


def test_the_source_of_a_field_tells_which_file_it_was_there_and_when(sitting: Sitting, path: Path) -> None:
    sitting.drop(path)
    field = sitting.field(31, "progress", _place(sitting, UNIT_NAME))
    assert field.place.label == "清城区台账区住建局，经办人7月22日录入"


def test_a_locked_one_is_opened_by_its_password_and_its_units_take_its_place(
    sitting: Sitting, district: District, tmp_path: Path
) -> None:
    PasswordService(district.office.store).set("一二三四五六")
    path = Path(shutil.copyfile(district.office.store.path, tmp_path / "锁着.sqlite3"))
    sitting.drop(path)
    assert sitting.listed == [("锁着.sqlite3", "——", "要密码")]
    sitting.page.work.unlock(sitting.page.work.batch.plan.files[0], "一二三四五六")
    sitting.settle()
    assert len(sitting.listed) == 20
    assert sitting.listed[0] == (f"锁着.sqlite3 ▸ {UNIT_NAME}", UNIT_NAME, "冲突 1")


def test_the_ledger_itself_is_told_what_it_is_and_cannot_be_merged(sitting: Sitting, store: SqlLedger) -> None:
    before = store.operations()
    sitting.drop(store.path)
    (file,) = sitting.page.work.batch.plan.files
    assert (file.reason, sitting.page.work.batch.plan.mergeable) == (OWN, [])
    assert store.operations() == before


def _place(sitting: Sitting, unit: str) -> int:
    return next(place for place, file in enumerate(sitting.page.work.batch.plan.files) if file.unit == unit)
