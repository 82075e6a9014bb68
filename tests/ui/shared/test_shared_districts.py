"""Eight districts' ledgers dropped on 收表 of a city's ledger that is on a server: merged, asked, taken back, merged again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

import main
from db.opening import create_ledger
from db.returned_ledger import read_returned_ledger
from db.server.opening import share
from db.server.store import SharedLedger
from qcapp.domain.operations import OperationKind
from qcapp.domain.server_address import ServerAddress
from qcapp.intake.reader import SafeReader
from qcapp.merge.ledger_placing import OWN
from qcapp.merge.plan import Decision, FieldPlan
from qcapp.services import Services, make_services
from qcapp.shared_desk import keep_address, path_of
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.services.districts import District, city_of, open_district
from tests.ui.collect.world import Shelf, Sitting
from tests.ui.hands import look_for_news
from ui.main_window import MainWindow
from ui.pages.collect import CollectPage

NAMES = ("清城区", "清新区", "英德市", "连州市", "佛冈县", "阳山县", "连山县", "连南县")
TAX, DATA = "区税务局", "区政数局"
Connect = Callable[[ServerAddress, str], SharedLedger]


@pytest.fixture
def districts(tmp_path: Path) -> Iterator[list[District]]:
    """Each with two units that have returned their forms."""
    with ExitStack() as stack:
        made = []
        for count, name in enumerate(NAMES, 1):
            each = open_district(tmp_path / name, name)
            stack.callback(each.office.store.close)
            each.fill(DATA, {1: {"progress": f"{name}已办 {count} 件"}}, day=19)
            each.fill(TAX, {3: {"progress": f"{name}已推广"}, 4: {"problems": f"{name}缺人"}}, day=22)
            made.append(each)
        yield made


@pytest.fixture
def city(empty: ServerAddress, tmp_path: Path) -> ServerAddress:
    """Whose units the districts are."""
    create_ledger(tmp_path / "市.sqlite3", city_of(*NAMES), FixedClock(), "市经办人").close()
    share(empty, tmp_path / "先", tmp_path / "市.sqlite3", FixedClock(), "市经办人").close()
    return empty


def services_of(connect: Connect, city: ServerAddress, who: str) -> Services:
    reader = SafeReader(in_process=True, ledgers=read_returned_ledger)
    return make_services(connect(city, f"{who}的电脑"), reader, FixedClock(), who, main.WRITERS)


@pytest.fixture
def sitting(connect: Connect, city: ServerAddress, qtbot: QtBot) -> Iterator[Sitting]:
    """The page of a whole window."""
    services = services_of(connect, city, "张三")
    keep_address(path_of(city), city)
    window = MainWindow(services, path_of(city))
    window.set_period(JULY)
    with qtbot.waitExposed(window):
        window.show()
    window.complete()
    look_for_news(window)
    window.go("collect")
    page = window.page("collect")
    assert isinstance(page, CollectPage)
    made = Sitting(page, Shelf(services.look.snapshot(JULY).plan), services, qtbot)
    page.problem.connect(lambda told: made.troubles.append(told) if told else None)
    made.settle()
    yield made
    window.tasks.shut_down()
    shiboken6.delete(window)


def words(services: Services, field: str = "progress") -> dict[tuple[int, str], str]:
    """What the month says in that field."""
    entries = services.look.snapshot(JULY).entries.values()
    return {(each.key.no, each.key.unit): text for each in entries if (text := each.text(field))}


def waiting(sitting: Sitting) -> list[FieldPlan]:
    return [each for file in sitting.page.work.batch.plan.files for each in file.fields if each.open]


def said_by(name: str, count: int) -> dict[tuple[int, str], str]:
    return {(1, name): f"{name}已办 {count} 件", (3, name): f"【{TAX}】{name}已推广"}


ALL = {key: text for count, name in enumerate(NAMES, 1) for key, text in said_by(name, count).items()}


def test_all_eight_come_in_by_one_go_are_taken_back_and_come_again(
    sitting: Sitting, districts: list[District], tmp_path: Path
) -> None:
    sent = [each.send(tmp_path / "来") for each in districts]
    sitting.drop(*sent)
    assert [(unit, result) for _, unit, result in sitting.listed] == [(name, "可合并 3") for name in NAMES]
    sitting.merge()
    assert (words(sitting.services), sitting.troubles) == (ALL, [])
    sitting.undo()
    assert words(sitting.services) == {}
    sitting.drop(*sent)
    sitting.merge()
    assert words(sitting.services) == ALL
    sitting.drop(*sent)
    sitting.merge()
    merges = [each for each in sitting.services.history.operations(None) if each.kind is OperationKind.MERGE]
    assert [each.undone for each in merges] == [False, True]
    assert sitting.troubles == []


def test_what_the_city_wrote_is_asked_and_what_a_colleague_writes_meanwhile_is_told(
    sitting: Sitting, districts: list[District], connect: Connect, city: ServerAddress, tmp_path: Path
) -> None:
    colleague = services_of(connect, city, "李四")
    sitting.services.edit.set_field(1, NAMES[0], JULY, "progress", "市里记的")
    sent = [each.send(tmp_path / "来") for each in districts]
    sitting.drop(*sent)
    (asked,) = waiting(sitting)
    assert (asked.key.unit, asked.ours, asked.base) == (NAMES[0], "市里记的", None)
    asked.decision = Decision.THEIRS
    colleague.edit.set_field(3, NAMES[7], JULY, "progress", "李四抢先记的")
    sitting.merge()
    assert sitting.troubles[-1].startswith("预览之后李四刚刚改了其中 1 处（第 3 条连南县进展情况），已重新比对")
    assert words(sitting.services) == {(1, NAMES[0]): "市里记的", (3, NAMES[7]): "李四抢先记的"}
    (more,) = waiting(sitting)
    assert more.key.unit == NAMES[7]
    window = sitting.page.window()
    assert isinstance(window, MainWindow)
    look_for_news(window)  # by which it may be compared once more, with the button grey meanwhile
    sitting.settle()
    sitting.merge()
    assert words(sitting.services) == ALL | {(3, NAMES[7]): "李四抢先记的"}
    (held,) = colleague.look.snapshot(JULY).held
    assert (held.key.unit, held.theirs) == (NAMES[7], f"【{TAX}】{NAMES[7]}已推广")
    sitting.undo()
    assert words(sitting.services) == {(1, NAMES[0]): "市里记的", (3, NAMES[7]): "李四抢先记的"}
    assert colleague.look.snapshot(JULY).held == ()


def test_a_later_copy_asks_of_what_both_have_changed_alone(
    sitting: Sitting, districts: list[District], tmp_path: Path
) -> None:
    sitting.drop(*(each.send(tmp_path / "来") for each in districts))
    sitting.merge()
    sitting.services.edit.set_field(1, NAMES[1], JULY, "progress", "市里改的")
    sitting.services.edit.set_field(3, NAMES[2], JULY, "progress", "市里也改的")
    for each, no, unit in ((districts[0], 1, DATA), (districts[1], 1, DATA)):
        each.type(no, unit, "progress", "区里改的")
    sitting.drop(*(each.send(tmp_path / "再来") for each in districts))
    (asked,) = waiting(sitting)
    assert (asked.key.unit, asked.base, asked.ours) == (NAMES[1], f"{NAMES[1]}已办 2 件", "市里改的")
    sitting.merge()
    assert words(sitting.services) == ALL | {
        (1, NAMES[0]): "区里改的", (1, NAMES[1]): "市里改的", (3, NAMES[2]): "市里也改的",
    }


def test_two_clerks_who_merge_the_same_districts_record_each_once(
    sitting: Sitting, districts: list[District], connect: Connect, city: ServerAddress, tmp_path: Path
) -> None:
    colleague = services_of(connect, city, "李四")
    sent = [each.send(tmp_path / "来") for each in districts]
    sitting.drop(*sent)
    assert colleague.collect.apply(colleague.collect.preview(sent[:3], period=JULY)) is not None
    sitting.merge()
    assert "重新比对" in sitting.troubles[-1]
    sitting.merge()
    assert words(sitting.services) == ALL
    returned = sitting.services.look.snapshot(JULY).returned
    assert {name: len(returned[name]) for name in NAMES} == dict.fromkeys(NAMES, 1)


def test_a_backup_of_the_shared_ledger_itself_is_told_what_it_is(sitting: Sitting, tmp_path: Path) -> None:
    sitting.services.edit.set_field(1, NAMES[0], JULY, "progress", "市里记的")
    backup = sitting.services.upkeep.backup(tmp_path / "带走.sqlite3")
    sitting.drop(backup.path)
    (file,) = sitting.page.work.batch.plan.files
    assert (file.reason, sitting.page.work.batch.plan.mergeable) == (OWN, [])
