"""The sample ledger: a whole year, marked as made up, whole and plausible on every page, kept in its own place."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import main
from db import sample_file
from db.opening import open_ledger
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.rulings import RulingKind
from qcapp.domain.status import entry_status
from qcapp.domain.workdays import is_workday
from qcapp.intake.reader import SafeReader
from qcapp.places import RESOURCES
from qcapp.ports import Progress
from qcapp.services import Services, make_services
from qcapp.services.progress import SILENT
from qcapp.services.sample import MONTHS, WHO, SampleClock
from qcapp.services.setup import built_in_plan
from tests.services.office import HandedOver
from tools.release.sample import PLACE, make

DECEMBER = Period(2021, 12)
LAMPS = {1: (58, 0, 21), 6: (68, 10, 1), 7: (73, 2, 4), 10: (62, 9, 9), 12: (33, 25, 6)}
"""Month → entries with a green, a yellow and a red lamp."""
YEAR = [Period(2021, month) for month in range(1, MONTHS + 1)]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As it is laid beside a built program."""
    folder = tmp_path_factory.mktemp("program")
    make(folder)
    return folder / PLACE


@pytest.fixture(scope="module")
def services(ready: Path) -> Iterator[Services]:
    clock = SampleClock()
    store = open_ledger(ready, clock)
    yield make_services(store, HandedOver(), clock, WHO, main.WRITERS)
    store.close()


@pytest.fixture
def place(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> main.Workplace:
    monkeypatch.setattr(main, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(main, "READY_MADE", ready)
    return main.Workplace(tmp_path / "示例" / "示例台账.sqlite3")


def test_the_year_has_twelve_months_and_gets_better(services: Services) -> None:
    figures = [services.stats.month(period).total for period in YEAR]
    assert [each.due for each in figures] == [79, 78, 79, 79, 79, 79, 79, 79, 79, 80, 80, 80]
    assert [each.reported for each in figures] == [58, 76, 77, 77, 79, 78, 79, 73, 79, 79, 80, 64]
    assert [each.on_time for each in figures] == [42, 59, 56, 55, 71, 66, 61, 68, 68, 77, 79, 64]
    assert [each.reported - each.qualified for each in figures] == [6, 5, 5, 4, 4, 3, 3, 2, 2, 2, 1, 1]
    assert [each.reported - each.qualified_now for each in figures] == [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1]


def test_december_is_in_the_middle_of_its_work(services: Services) -> None:
    assert services.look.current_period() == DECEMBER
    snapshot = services.look.snapshot(DECEMBER)
    assert snapshot.plan.title.startswith("（示例）")
    assert len(snapshot.held) == 1
    status = services.look.status(DECEMBER)
    assert [unit.returned is not None for unit in status.units] == [True] * 13 + [False] * 6
    assert services.bulletin.issued(DECEMBER) == ()
    title = services.bulletin.draft(DECEMBER).paper.title.replace("\n", "")
    assert title == "关于清城区2021年12月对标先进优化营商环境责任清单（示例）报送情况的通报"


def test_lamps_change_through_the_year(services: Services) -> None:
    lamps = {period.month: _lamps(services, period) for period in YEAR}
    assert {month: tuple(lamps[month][each] for each in (Lamp.GREEN, Lamp.YELLOW, Lamp.RED)) for month in LAMPS} == LAMPS
    assert lamps[12][Lamp.GREY] == 16


def _lamps(services: Services, period: Period) -> Counter[Lamp]:
    """As they shone on the month's last day."""
    snapshot, day = services.look.snapshot(period), min(period.last_day, SampleClock().today())
    return Counter(entry_status(entry, snapshot, day).lamp for entry in snapshot.entries.values())


def test_every_page_has_something_to_show(services: Services) -> None:
    kinds = Counter(each.kind.value for each in services.history.operations())
    assert kinds == {
        "init": 1, "settings": 1, "dispatch": 23, "merge": 46, "bulletin": 12, "ruling": 15, "attach": 4, "plan": 2, "edit": 2,
        "resolve": 1, "undo": 1,
    }
    assert [len(services.bulletin.issued(period)) for period in YEAR] == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 0]
    rulings = Counter(each.kind for period in YEAR for each in services.rulings.of(period) if each.period == period)
    assert rulings == {RulingKind.EXEMPT: 1, RulingKind.EXTEND: 2, RulingKind.LAMP: 1}
    schedules = [each for each in services.rulings.of(DECEMBER) if each.kind is RulingKind.SCHEDULE]
    done = {each.no: sum(step.done is not None for step in each.milestones) for each in schedules}
    assert done == {8: 3, 10: 3, 14: 2}
    assert [each.since.month for each in services.plan.amendments(2021)] == [8, 10]
    assert [len(services.archive.attachments(period)) for period in YEAR] == [0, 0, 2, 0, 0, 0, 2, 0, 0, 2, 0, 2]
    assert services.search.search("走访企业", DECEMBER).places > 100


def test_the_work_is_done_on_working_days_one_step_after_the_other(services: Services) -> None:
    operations = list(reversed(services.history.operations()))
    moments = [each.at for each in operations]
    assert moments == sorted(moments)
    assert [str(at) for at in moments if not is_workday(at.date())] == []
    assert moments[0].date().isoformat() == "2021-01-04"
    assert moments[-1] <= SampleClock().now()


def test_nobody_is_named_in_it(ready: Path) -> None:
    with sqlite3.connect(ready) as connection:
        names = connection.execute("SELECT DISTINCT text FROM cell WHERE field LIKE '%.name'").fetchall()
        people = connection.execute("SELECT DISTINCT who FROM operation").fetchall()
    assert {name for (name,) in names} == {"责任人甲", "联系人乙"}
    assert people == [(WHO,)]


def test_the_returns_in_it_can_be_opened(ready: Path, tmp_path: Path) -> None:
    with sqlite3.connect(ready) as connection:
        (name, data), = connection.execute(
            "SELECT name, data FROM returned_form JOIN blob USING (sha256) ORDER BY returned_form.id LIMIT 1"
        ).fetchall()
    path = tmp_path / name
    path.write_bytes(data)
    reader = SafeReader(in_process=True)
    (file,) = reader.read([path], SILENT)
    reader.close()
    assert file.form is not None
    assert len(file.form.rows) > 0


def test_the_ledger_is_whole(services: Services) -> None:
    assert services.diagnosis.look().whole


def test_the_same_year_is_made_each_time(ready: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.sqlite3"
    sample_file.write_sample(again, built_in_plan(RESOURCES), ("xlsx", "docx"), SILENT)
    assert _content(again) == _content(ready)


def _content(ledger: Path) -> list[list[tuple[object, ...]]]:
    """All that does not hang on numbers drawn by lot."""
    questions = (
        "SELECT kind, at, who, summary, changed, undone_by IS NULL FROM operation ORDER BY seq",
        "SELECT assignment, field, period, text FROM cell ORDER BY assignment, field, period",
        "SELECT unit, period, sha256, name, received FROM returned_form ORDER BY id",
        "SELECT period, issued, title, figures FROM bulletin ORDER BY id",
        "SELECT unit, no, period, kind, document FROM ruling ORDER BY id",
        "SELECT unit, period, no, name, sha256 FROM attachment ORDER BY id",
    )
    with sqlite3.connect(ledger) as connection:
        return [connection.execute(question).fetchall() for question in questions]


def test_the_one_that_comes_with_the_program_is_copied(
    place: main.Workplace, ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_file, "write_sample", _not_asked_for)
    before = ready.read_bytes()
    services = place.create_sample(SILENT)
    try:
        assert services.look.today().isoformat() == "2021-12-23"
        services.edit.set_field(8, "区政数局", DECEMBER, "progress", "试着写的")
    finally:
        place.close()
    assert ready.read_bytes() == before
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["示例台账.sqlite3"]
    again = place.beside(place.path)
    assert again.open().look.snapshot(DECEMBER).entry(8, "区政数局").text("progress") == "试着写的"
    again.close()


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0 and no more", b"x" * 5000])
def test_where_none_came_or_a_broken_one_it_is_made(
    place: main.Workplace, ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    beside = tmp_path / "程序" / "示例台账.sqlite3"
    beside.parent.mkdir()
    if content is not None:
        beside.write_bytes(content)
    monkeypatch.setattr(main, "READY_MADE", beside)
    asked: list[Path] = []

    def written(path: Path, plan: Plan, suffixes: object, progress: Progress) -> None:
        asked.append(path)
        path.write_bytes(ready.read_bytes())

    monkeypatch.setattr(sample_file, "write_sample", written)
    services = place.create_sample(SILENT)
    assert services.look.current_period() == DECEMBER
    place.close()
    assert [path.name for path in asked] == ["示例台账.sqlite3"]


def _not_asked_for(*_: object) -> None:
    raise AssertionError("it is copied")
