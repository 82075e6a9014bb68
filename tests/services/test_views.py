"""Views saved under a name are there tomorrow and in the other window; what is built in needs no saving."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter
from qcapp.publish.view_rows import view_rows
from qcapp.services.views import ViewsService
from tests.merge.world import JULY
from tests.services.office import Office

MINE = LedgerView("我的", ViewFilter(units=("区税务局",)), Grouping.NONE, sort="deadline", columns=("no", "deadline"))


def views(office: Office) -> ViewsService:
    return ViewsService(office.store, office.clock)


def near(office: Office, view: LedgerView) -> list[int]:
    groups = view_rows(office.store.snapshot(JULY), view, day=office.clock.today())
    return [row.no for group in groups for row in group.rows]


def test_a_view_saved_is_found_by_its_name_in_another_window(office: Office) -> None:
    kept = views(office).save(replace(MINE, name=" 我的\n"), JULY)
    assert kept == MINE
    assert views(office).saved() == (MINE,)
    assert views(office).named("我的", JULY) == MINE


def test_saved_again_it_takes_the_place_of_the_one_of_that_name(office: Office) -> None:
    views(office).save(MINE, JULY)
    views(office).save(replace(MINE, name="别的"), JULY)
    views(office).save(replace(MINE, descending=True), JULY)
    assert [(view.name, view.descending) for view in views(office).saved()] == [("我的", True), ("别的", False)]


def test_a_view_is_renamed_and_deleted(office: Office) -> None:
    views(office).save(MINE, JULY)
    views(office).save(replace(MINE, name="别的"), JULY)
    assert views(office).rename("我的", "常用", JULY) == replace(MINE, name="常用")
    with pytest.raises(UsageError, match="已经有叫“别的”的视图"):
        views(office).rename("常用", "别的", JULY)
    with pytest.raises(UsageError, match="已经不在"):
        views(office).rename("我的", "新的", JULY)
    views(office).delete("别的")
    assert [view.name for view in views(office).saved()] == ["常用"]


@pytest.mark.parametrize(("name", "words"), [
    (" ", "起个名字"), ("逾期未报", "自带的视图"), ("全部", "自带的视图"), ("名" * 21, "最多 20 个字"),
])
def test_a_name_that_cannot_be_is_told(office: Office, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        views(office).save(replace(MINE, name=name), JULY)
    assert views(office).saved() == ()


def test_an_unknown_name_is_answered_with_those_there_are(office: Office) -> None:
    views(office).save(MINE, JULY)
    known = "我的、逾期未报、本月有问题、临近时限、按单位看、按状态看"
    with pytest.raises(UsageError, match=f"没有叫“没有”的视图，请用其中之一：{known}"):
        views(office).named("没有", JULY)


@pytest.mark.parametrize("kept", ["{", "[1, {}]", "{}"])
def test_what_cannot_be_read_is_passed_over_and_saving_goes_on(office: Office, kept: str) -> None:
    office.store.remember("window.views", kept)
    assert views(office).saved() == ()
    views(office).save(MINE, JULY)
    assert views(office).saved() == (MINE,)


def test_saving_a_view_is_no_operation(office: Office) -> None:
    before = office.store.operations()
    views(office).save(MINE, JULY)
    assert office.store.operations() == before


def test_every_built_in_view_can_be_shown(office: Office) -> None:
    shown = {view.name: near(office, view) for view in views(office).built_in(JULY)}
    assert shown == {
        "逾期未报": [], "本月有问题": [], "临近时限": [], "按单位看": [1, 2, 3, 4, 3], "按状态看": [1, 2, 3, 3, 4],
    }


@pytest.mark.parametrize(("text", "found"), [
    ("2021年7月21日", []), ("2021年7月22日", [1]), ("2021年8月21日", [1]), ("2021年8月22日", []), ("长期坚持", []),
])
def test_what_is_near_is_counted_from_today_by_the_days_set(office: Office, text: str, found: list[int]) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "deadline", text)
    view = views(office).named("临近时限", JULY)
    assert near(office, view) == found
    assert Condition("deadline", Test.AFTER, "2021-07-21") in view.filter.conditions


def test_what_was_near_in_a_month_that_is_over_is_counted_from_its_end(office: Office) -> None:
    office.clock.time = datetime(2021, 9, 2, 9, 0)
    assert Condition("deadline", Test.AFTER, "2021-07-30") in views(office).named("临近时限", JULY).filter.conditions
