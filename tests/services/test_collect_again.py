"""A unit says again what it said, in returns that come in any order: what waits is asked once, and waits as long as one holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qcapp.domain.forms import ReadCell
from qcapp.domain.operations import OperationDraft, OperationKind
from qcapp.merge.build import Incoming
from tests.merge.world import JULY, returned_file
from tests.services.office import Office

UNIT = "区政数局"


@pytest.fixture
def moved(office: Office) -> Office:
    """What was sent out empty has been filled in by hand since."""
    office.dispatch()
    office.services.edit.set_field(1, UNIT, JULY, "progress", "经办人记的")
    return office


def come(office: Office, *said: tuple[int, str]) -> None:
    """One return for each, received on that day of July, each merged by itself."""
    for day, words in said:
        office.comes_back({1: {"progress": words}}, names=(f"{day}日.xlsx",))
        office.services.collect.apply(office.services.collect.preview([], received=date(2021, 7, day)))


def waits(office: Office, on: int | None = None) -> list[tuple[str, int, str]]:
    held = office.store.snapshot(JULY, date(2021, 7, on) if on else None).held
    return [(each.theirs, each.received.day, each.file) for each in held]


@pytest.mark.parametrize("order", [(20, 21, 22), (22, 21, 20), (21, 22, 20), (22, 20, 21)])
def test_what_is_said_again_waits_once_as_the_last_return_has_it(moved: Office, order: tuple[int, ...]) -> None:
    come(moved, *((day, "单位写的") for day in order))
    assert waits(moved) == [("单位写的", 22, "22日.xlsx")]
    assert moved.store.snapshot(JULY).held[0].base == ""


@pytest.mark.parametrize("order", [(20, 22), (22, 20)])
def test_it_waits_while_one_of_the_returns_holds(moved: Office, order: tuple[int, int]) -> None:
    come(moved, *((day, "单位写的") for day in order))
    files = {record.received.day: record.sha256 for record in moved.store.snapshot(JULY).returned[UNIT]}
    moved.services.history.undo(sha256=files[22])
    assert waits(moved) == [("单位写的", 20, "20日.xlsx")]
    moved.services.history.undo(sha256=files[20])
    assert waits(moved) == []
    moved.services.history.redo()
    assert waits(moved) == [("单位写的", 20, "20日.xlsx")]


@pytest.mark.parametrize("order", [(20, 22), (22, 20)])
def test_on_a_past_day_it_waits_as_it_had_come_by_then(moved: Office, order: tuple[int, int]) -> None:
    come(moved, *((day, "单位写的") for day in order))
    assert [waits(moved, day) for day in (19, 20, 21, 22)] == [
        [], [("单位写的", 20, "20日.xlsx")], [("单位写的", 20, "20日.xlsx")], [("单位写的", 22, "22日.xlsx")],
    ]


def test_a_person_decides_once_for_all_that_say_it(moved: Office) -> None:
    come(moved, (20, "单位写的"), (21, "单位写的"))
    (waiting,) = moved.store.held()
    moved.store.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "经办人", resolves=(waiting.id,)))
    assert waits(moved) == []
    come(moved, (22, "单位写的"), (19, "单位写的"))
    assert waits(moved) == []


def test_what_a_person_has_decided_since_the_preview_is_not_asked_again(moved: Office) -> None:
    come(moved, (20, "单位写的"))
    moved.comes_back({1: {"progress": "单位写的"}}, names=("再报.xlsx",))
    plan = moved.preview()
    (waiting,) = moved.store.held()
    moved.store.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "经办人", resolves=(waiting.id,)))
    moved.services.collect.apply(plan)
    assert waits(moved) == []


@pytest.mark.parametrize("order", [(20, 21, 22), (22, 21, 20), (21, 22, 20), (22, 20, 21)])
def test_what_was_said_between_is_no_longer_asked(moved: Office, order: tuple[int, ...]) -> None:
    said = {20: "甲", 21: "乙", 22: "甲"}
    come(moved, *((day, said[day]) for day in order))
    assert waits(moved) == [("甲", 22, "22日.xlsx")]


def two_at_once(office: Office, day: int) -> None:
    office.comes_back({1: {"progress": "甲"}}, {1: {"progress": "乙"}}, names=("甲.xlsx", "乙.xlsx"))
    office.services.collect.apply(office.services.collect.preview([], received=date(2021, 7, day)))


@pytest.mark.parametrize("last", ["甲", "乙", "丙"])
def test_of_two_files_that_disagree_the_one_that_is_sent_again_has_been_chosen(moved: Office, last: str) -> None:
    two_at_once(moved, 21)
    assert [theirs for theirs, *_ in waits(moved)] == ["甲", "乙"]
    come(moved, (22, last))
    assert waits(moved) == [(last, 22, "22日.xlsx")]


@pytest.mark.parametrize("last", ["甲", "乙", "丙"])
def test_two_old_files_that_disagree_ask_nothing_where_a_later_return_is_known(moved: Office, last: str) -> None:
    come(moved, (22, last))
    two_at_once(moved, 21)
    assert waits(moved) == [(last, 22, "22日.xlsx")]


def test_of_files_of_one_go_that_say_it_again_only_those_count_that_no_later_one_contradicts(moved: Office) -> None:
    come(moved, (20, "甲"))
    files = moved.comes_back({1: {"progress": "甲"}}, {1: {"progress": "乙"}}, names=("早.xlsx", "晚.xlsx"))
    days = (date(2021, 7, 21), date(2021, 7, 22))
    moved.services.collect.apply(
        moved.services.collect.plan([Incoming(file, day) for file, day in zip(files, days, strict=True)])
    )
    assert waits(moved) == [("乙", 22, "晚.xlsx")]


@pytest.mark.parametrize("order", [(20, 22), (22, 20)])
def test_an_old_row_that_stands_twice_or_words_beside_it_ask_nothing_where_a_later_return_is_known(
    office: Office, order: tuple[int, int]
) -> None:
    """Whichever came into the ledger first."""
    office.dispatch()
    for day in order:
        (file,) = office.comes_back({1: {"progress": "后来写的"}, 2: {"progress": "后来写的"}}, names=(f"{day}日.xlsx",))
        assert file.form is not None
        if day == 20:
            aside, twice = file.form.rows
            beside = replace(aside, cells={"progress": ReadCell("", aside.place, aside="批注：在批注里")})
            again = [replace(twice, cells={"progress": ReadCell(words, twice.place)}) for words in ("甲", "乙")]
            office.reader.files = [returned_file(replace(file.form, rows=(beside, *again)), file.name)]
        office.services.collect.apply(office.services.collect.preview([], received=date(2021, 7, day)))
    assert [office.text(no, "progress") for no in (1, 2)] == ["后来写的", "后来写的"]
    assert waits(office) == []


def test_a_number_that_lost_its_digits_ends_no_conflict_though_the_ledger_has_it_like_that(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(1, UNIT, JULY, "liaison.phone", "1.38E+10")
    for phone in ("0763-3333333", "1.38E+10"):
        office.comes_back({1: {"liaison.phone": phone}})
        office.merge()
    assert [theirs for theirs, *_ in waits(office)] == ["0763-3333333"]


@pytest.mark.parametrize("order", [(20, 21, 22), (22, 20, 21), (22, 21, 20)])
def test_what_is_deducted_is_the_same_whichever_return_was_merged_first(office: Office, order: tuple[int, ...]) -> None:
    """The first report leaves the contact empty, whom the return before it had named and the one after it names otherwise."""
    said = {20: {"liaison.name": "赵六"}, 21: {"progress": "已办 3 件"}, 22: {"liaison.name": "王五"}}
    office.dispatch()
    for day in order:
        office.comes_back({1: said[day], 2: {}}, names=(f"{day}日.xlsx",))
        office.services.collect.apply(office.services.collect.preview([], received=date(2021, 7, day)))
    (fact,) = (each for each in office.services.stats.month(JULY).facts if (each.no, each.unit) == (1, UNIT))
    assert fact.received == date(2021, 7, 21)
    assert [each.rule for each in fact.first].count("contact.missing") == 1  # of the responsible one, whom nobody named
    assert office.text(1, "liaison.name") == "王五"
