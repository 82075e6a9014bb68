"""Two months beside each other: what became of each field, by word, and what can't be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from qcapp.domain.ledger import CellValue, Entry, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, EntryKey, Measure, Plan
from qcapp.domain.succession import LinkKind, PlanLink
from qcapp.publish.comparison import ComparedField, Movement, chosen, compare_months, group_of, movement_of
from tests.factory import small_plan

JUNE, JULY = Period(2021, 6), Period(2021, 7)
Texts = dict[tuple[int, str, str], str]


def month(period: Period, texts: Texts, plan: Plan | None = None) -> Snapshot:
    plan = plan or small_plan(period.year)
    values: dict[EntryKey, dict[str, CellValue]] = {each.key: {} for each in plan.assignments}
    for (no, unit, field), text in texts.items():
        values[EntryKey(no, unit)][field] = CellValue(text, period, datetime(2021, 7, 1), "经办人", Source(None, None))
    return Snapshot(plan, period, {key: Entry(key, period, own) for key, own in values.items()})


def told(rows: tuple[ComparedField, ...]) -> list[tuple[int, str, str, str]]:
    return [(row.key.no, row.key.unit, row.field, row.movement.value) for row in rows]


@pytest.mark.parametrize(
    ("field", "then", "now", "movement"),
    [
        ("progress", "", "已受理 20 户。", Movement.NEW),
        ("progress", "已受理 18 户。", "已受理 20 户。", Movement.CHANGED),
        ("progress", "已受理 18 户。", "已受理18户。", Movement.COPIED),
        ("progress", "本月无新进展。", "本月无新进展。", Movement.SAME),
        ("progress", "无", "无", Movement.SAME),
        ("progress", "已受理 18 户。", "", Movement.MISSING),
        ("progress", "", " ", Movement.MISSING),
        ("problems", "", "", None),
        ("problems", "编制不足。", "编制不足。", Movement.SAME),
        ("deadline", "2021年12月底", "2021-12-31", Movement.SAME),
        ("deadline", "2021年12月底", "2022-03-31", Movement.CHANGED),
        ("responsible.phone", "0763-3312345", "（0763）3312345", Movement.SAME),
        ("liaison.name", "张三", "李四", Movement.CHANGED),
    ],
)
def test_a_field_is_told_by_what_became_of_it(field: str, then: str, now: str, movement: Movement | None) -> None:
    assert movement_of(field, then, now) is movement


def test_each_assignment_of_the_month_is_compared_field_by_field() -> None:
    then = month(JUNE, {
        (1, "区政数局", "progress"): "已公布 200 项。", (1, "区政数局", "problems"): "无",
        (3, "区税务局", "progress"): "已办。", (3, "区税务局", "liaison.name"): "张三",
    })
    now = month(JULY, {
        (1, "区政数局", "progress"): "已公布 312 项。", (1, "区政数局", "problems"): "无",
        (3, "区税务局", "progress"): "已办。", (3, "区税务局", "liaison.name"): "李四",
        (3, "高新区税务局", "progress"): "试点。",
    })
    found = compare_months(then, now)
    assert told(found.rows) == [
        (1, "区政数局", "progress", "修改"), (1, "区政数局", "problems", "不变"),
        (2, "区政数局", "progress", "未填"),
        (3, "区税务局", "progress", "照抄"), (3, "区税务局", "liaison.name", "修改"),
        (3, "高新区税务局", "progress", "新增"),
        (4, "区税务局", "progress", "未填"),
    ]
    assert {each.value: number for each, number in found.counts.items()} == {
        "修改": 2, "不变": 1, "未填": 2, "照抄": 1, "新增": 1,
    }
    assert (found.title, found.trouble) == ("2021年6月与7月对照", "")


def test_the_words_that_differ_are_marked_and_copied_ones_are_not() -> None:
    then, now = "已公布 200 项，办结率 98%。", "已公布 312 项，办结率 98%。"
    row = ComparedField(EntryKey(1, "区政数局"), 1, "progress", then, now, Movement.CHANGED)
    (gone,), (come,) = row.spans
    assert (then[slice(*gone)], now[slice(*come)]) == ("200", "312")
    assert replace(row, movement=Movement.COPIED).spans == ((), ())
    assert replace(row, then="", movement=Movement.NEW).spans == ((), ())


def test_two_quite_different_texts_are_not_marked_from_end_to_end() -> None:
    row = ComparedField(EntryKey(1, "区政数局"), 1, "progress", "已公布目录。", "系统升级中，暂停受理", Movement.CHANGED)
    assert row.spans == ((), ())


def test_rows_are_chosen_by_unit_task_field_and_words() -> None:
    found = compare_months(
        month(JUNE, {(1, "区政数局", "progress"): "旧系统。"}),
        month(JULY, {(1, "区政数局", "progress"): "新系统。", (3, "区税务局", "problems"): "系统不稳。"}),
    )
    assert told(chosen(found, units=("区税务局",), fields=("problems",))) == [(3, "区税务局", "problems", "新增")]
    assert {row.key.no for row in chosen(found, tasks=(1,))} == {1, 2}
    assert told(chosen(found, words="系统 旧")) == [(1, "区政数局", "progress", "修改")]
    assert chosen(found, words="没有这个词") == ()
    assert [group_of(field) for field in ("problems", "liaison2.phone")] == ["存在问题", "责任人、联系人"]


def test_a_month_without_content_is_told() -> None:
    found = compare_months(month(JUNE, {}), month(JULY, {(1, "区政数局", "progress"): "已办。"}))
    assert found.trouble == "2021年6月还没有内容，请另选月份。"


def test_lists_of_two_years_are_not_compared_number_by_number() -> None:
    then = month(Period(2021, 12), {(1, "区政数局", "progress"): "旧。"})
    now = month(Period(2022, 1), {(1, "区政数局", "progress"): "新。"})
    found = compare_months(then, now)
    assert (found.rows, found.apart) == ((), True)
    assert found.trouble.startswith("2021年12月和2022年1月用的不是同一年的责任清单")


def test_by_the_links_agreed_on_each_measure_is_found_under_its_new_number_and_unit() -> None:
    then = month(Period(2021, 12), {(1, "区政数局", "progress"): "旧。", (2, "区政数局", "progress"): "完了。"})
    now = month(Period(2022, 1), {(4, "区税务局", "progress"): "新。", (1, "区政数局", "progress"): "另一件。"})
    links = (
        PlanLink(LinkKind.MEASURE, 2021, 2022, "1", "4"), PlanLink(LinkKind.UNIT, 2021, 2022, "区政数局", "区税务局"),
    )
    found = compare_months(then, now, links)
    rows = {(row.key.no, row.key.unit, row.movement): row for row in found.rows}
    assert (rows[4, "区税务局", Movement.CHANGED].then, rows[4, "区税务局", Movement.CHANGED].now) == ("旧。", "新。")
    assert rows[1, "区政数局", Movement.LISTED].now == "另一件。"
    assert rows[2, "区政数局", Movement.DROPPED].then == "完了。"
    assert (1, "区政数局", Movement.DROPPED) not in rows


def test_a_measure_added_within_the_year_is_told_as_new_in_the_list() -> None:
    plan = small_plan()
    grown = replace(
        plan, measures=(*plan.measures, Measure(5, 2, "新的一条。")),
        assignments=(*plan.assignments, Assignment(5, "区税务局")),
    )
    then, now = month(JUNE, {(1, "区政数局", "progress"): "一。"}), month(JULY, {(5, "区税务局", "progress"): "五。"}, grown)
    assert told(compare_months(then, now).rows)[-1] == (5, "区税务局", "progress", "新列")
    assert told(compare_months(replace(now, period=JUNE), replace(then, period=JULY)).rows)[-1] == (
        5, "区税务局", "progress", "不再列"
    )
