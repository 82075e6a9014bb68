"""What the table says, by value: composed cells, flags, counts, filters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import Assignment, EntryKey
from qcapp.domain.records import ReturnRecord
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.status import State, Status
from qcapp.domain.views import Condition, LedgerView, Test, ViewFilter
from qcapp.publish.view_rows import ViewRow, arranged, month_rows
from tests.factory import small_plan
from tests.publish.month_of import JULY, TODAY, Texts, conflict, month_of
from ui.models.active_filters import active_parts, only_this
from ui.models.ledger_model import LedgerModel
from ui.models.ledger_rows import GroupRow, Row, count, folded
from ui.widgets.ledger_delegate import STATE_TONES, beside

SW, GX = "区税务局", "高新区税务局"


def row_of(no: int, texts: Texts, earlier: Snapshot | None = None) -> ViewRow:
    return next(row for row in month_rows(month_of(texts), earlier, TODAY) if row.no == no)


def arrange(month: Snapshot, wanted: ViewFilter, closed: set[str], **named: frozenset[int]) -> tuple[Row, ...]:
    return folded(arranged(month_rows(month, None, TODAY), month.plan, LedgerView(filter=wanted), **named), closed)


def test_unreported_progress_is_grey_and_reminds_of_last_month() -> None:
    june = month_of({(1, "区政数局", "progress"): "完成摸底。"}, JULY.shifted(-1))
    cell = row_of(1, {}, june).cell("progress")
    assert cell.text == "（未报送）上月：完成摸底。"
    assert cell.dim == ((0, len(cell.text)),)


def test_joint_measure_keeps_each_units_text_apart() -> None:
    cell = row_of(3, {(3, "区税务局", "progress"): "已实现。"}).cell("progress")
    assert cell.text == "【区税务局】已实现。\n【高新区税务局】（未报送）"
    start, length = cell.dim[0]
    assert cell.text[start : start + length] == "（未报送）"


def test_joint_measure_lists_units_and_people_line_by_line() -> None:
    row = row_of(3, {(3, "高新区税务局", "responsible.name"): "张三"})
    assert row.text("unit") == "区税务局\n高新区税务局"
    assert row.text("responsible.name") == "——\n张三"


def test_printed_unit_label_is_shown_as_printed() -> None:
    assert row_of(4, {}).cell("unit").text == "区税务局（办税厅）"


def test_a_deadline_near_or_past_says_so_in_words() -> None:
    near = row_of(1, {(1, "区政数局", "deadline"): "2021年8月5日"}).cell("deadline")
    past = row_of(1, {(1, "区政数局", "deadline"): "2021-07-12"}).cell("deadline")
    far = row_of(1, {(1, "区政数局", "deadline"): "长期坚持"}).cell("deadline")
    assert (near.text, near.alert) == ("2021年8月5日\n还剩 14 天", "soon")
    assert (past.text, past.alert) == ("2021-07-12\n已过 10 天", "past")
    assert (far.text, far.alert) == ("长期坚持", "")


def test_flags_put_a_measure_under_every_filter_that_fits() -> None:
    texts = {(3, "区税务局", "progress"): "甲", (3, "区税务局", "problems"): "系统不通。"}
    rows = month_rows(month_of(texts, held=(conflict(3, "区税务局"),)), None, TODAY)
    row = next(row for row in rows if row.no == 3)
    assert row.flags == {"unreported", "problem", "conflict"}
    assert row.status.state is State.CONFLICT


def test_none_as_problem_is_no_problem() -> None:
    assert "problem" not in row_of(1, {(1, "区政数局", "progress"): "好。", (1, "区政数局", "problems"): "无"}).flags


def test_counts_of_the_status_bar() -> None:
    month = month_of({(1, "区政数局", "progress"): "好。", (3, "区税务局", "progress"): "好。"})
    rows = month_rows(month, None, date(2021, 7, 28))
    assert count(rows, month).words == ("4 条 · 已报 1 · 未报 3 · 逾期 3", "3 家单位 · 已回收 0")


def test_what_is_exempted_is_neither_reported_nor_missing() -> None:
    """Measure 3 has two units: of one nothing is due, the other is late."""
    free = (exempt(1, "区政数局"), exempt(3, "高新区税务局"), exempt(4, "区税务局"))
    month = replace(month_of({(4, "区税务局", "progress"): "好。"}), rulings=free)
    rows = month_rows(month, None, date(2021, 7, 28))
    assert {row.no: row.flags for row in rows} == {
        1: {"exempt"}, 2: {"unreported", "overdue"}, 3: {"unreported", "overdue"}, 4: set()
    }
    assert rows[0].status.state is State.EXEMPT
    assert rows[0].cell("progress").text == "（免报）"
    assert rows[2].cell("progress").text == "【区税务局】（未报送）\n【高新区税务局】（免报）"
    assert count(rows, month).words[0] == "4 条 · 已报 1 · 未报 2 · 逾期 2 · 免报 1"
    heading = arrange(month, ViewFilter(), set())[0]
    assert isinstance(heading, GroupRow)
    assert heading.reported == 0


def exempt(no: int, unit: str) -> Ruling:
    return Ruling(RulingKind.EXEMPT, 2021, unit, no, JULY, "职责已划转", id=no)


@pytest.mark.parametrize(("days", "alert"), [("13", ""), ("14", "soon")])
def test_how_near_a_deadline_must_be_to_be_told_is_a_setting(days: str, alert: str) -> None:
    month = replace(month_of({(1, "区政数局", "deadline"): "2021年8月5日"}), settings={"lamp.warning_days": days})
    assert month_rows(month, None, TODAY)[0].cell("deadline").alert == alert


def told(row: Row) -> tuple[object, ...]:
    assert isinstance(row, GroupRow)
    return (row.key, row.heading, row.shown, row.reported, row.open)


def test_arranging_filters_folds_and_counts_below_headings() -> None:
    month = month_of({(1, "区政数局", "progress"): "好。"})
    shown = arrange(month, ViewFilter(), {"task:2"})
    assert told(shown[0]) == ("task:1", "一.优化政务服务", 2, 1, True)
    assert [row.no for row in shown if isinstance(row, ViewRow)] == [1, 2]
    assert told(shown[-1]) == ("task:2", "二、纳税服务：", 2, 0, False)
    assert shown[0].text == "一.优化政务服务  2 条 · 已报 1"


def test_what_is_being_edited_stays_in_sight_when_its_state_changes() -> None:
    month = month_of({(1, "区政数局", "progress"): "好。"})
    shown = arrange(month, ViewFilter(states=("unreported",)), set(), keep=frozenset({1}))
    assert [row.no for row in shown if isinstance(row, ViewRow)] == [1, 2, 3, 4]
    other_unit = arrange(month, ViewFilter(units=("区税务局",)), set(), keep=frozenset({1}))
    assert [row.no for row in other_unit if isinstance(row, ViewRow)] == [3, 4]


def test_search_and_filters_narrow_together() -> None:
    found = arrange(month_of({}), ViewFilter(tasks=(2,)), set(), found=frozenset({1, 4}))
    assert [row.no for row in found if isinstance(row, ViewRow)] == [4]


def changed_in_place(before: Snapshot, after: Snapshot) -> set[int]:
    """Rows of which the model tells the table that they say something else, the rows being the same ones."""
    model, told = LedgerModel(), set[int]()
    model.show_rows(month_rows(before, None, TODAY))
    model.dataChanged.connect(lambda first, last: told.update(range(first.row(), last.row() + 1)))
    assert not model.show_rows(month_rows(after, None, TODAY))
    return told


def test_whatever_changes_in_a_month_its_row_is_drawn_anew() -> None:
    """A conflict that goes from one unit of a joint measure to the other; a measure's wording; the day a mended entry came."""
    words: Texts = {(1, "区政数局", "progress"): "甲", (3, SW, "progress"): "乙", (3, GX, "progress"): "丙"}
    july = month_of(words)
    assert changed_in_place(july, month_of(words)) == set()
    assert 2 in changed_in_place(month_of(words, held=(conflict(3, SW),)), month_of(words, held=(conflict(3, GX),)))
    first, *others = july.plan.measures
    reworded = replace(july.plan, measures=(first._replace(text="推行一件事集成办。"), *others))
    assert 0 in changed_in_place(july, replace(july, plan=reworded))
    came = ReturnRecord("a" * 64, "来表.xlsx", "区政数局", JULY, date(2021, 7, 20), None, {(1, "progress"): "旧"})
    assert 0 in changed_in_place(july, replace(july, returned={"区政数局": (came,)}))


def test_a_joint_measure_as_two_other_of_its_units_have_it_is_another_row() -> None:
    """A cell that is open over it is closed then: its words are those of the units that it was opened for."""
    plan = small_plan()
    three, key = replace(plan, assignments=(*plan.assignments, Assignment(3, "区政数局"))), EntryKey(3, "区政数局")
    july = month_of({})
    july = replace(july, plan=three, entries={**july.entries, key: Entry(key, JULY, {})})
    model, anew = LedgerModel(), []
    for units in [(SW, GX), (SW, "区政数局"), (SW, "区政数局")]:
        wanted = LedgerView(filter=ViewFilter(units=units, tasks=(2,), conditions=(Condition("no", Test.IS, "3"),)))
        anew.append(model.show_rows(folded(arranged(month_rows(july, None, TODAY), three, wanted), ())))
    assert anew == [True, True, False]


def test_every_state_has_a_colour_for_its_word() -> None:
    assert set(STATE_TONES) == set(State)


@pytest.mark.parametrize(("state", "lamp", "dot"), [
    (State.REPORTED, Lamp.GREEN, None), (State.REPORTED, Lamp.RED, Lamp.RED), (State.REPORTED, Lamp.YELLOW, Lamp.YELLOW),
    (State.PROBLEM, Lamp.YELLOW, None), (State.PROBLEM, Lamp.GREEN, Lamp.GREEN), (State.CONFLICT, Lamp.RED, Lamp.RED),
    (State.OVERDUE, Lamp.RED, None), (State.OVERDUE, Lamp.GREEN, Lamp.GREEN), (State.UNREPORTED, Lamp.GREY, None),
    (State.UNREPORTED, Lamp.YELLOW, Lamp.YELLOW), (State.EXEMPT, Lamp.GREY, None),
])
def test_a_lamp_that_the_states_colour_does_not_tell_is_shown_beside_it(state: State, lamp: Lamp, dot: Lamp | None) -> None:
    assert beside(Status(state, lamp, "为什么。")) is dot


def test_a_measure_reported_after_its_deadline_has_a_red_lamp_beside_its_state() -> None:
    row = row_of(1, {(1, "区政数局", "progress"): "完成摸底。", (1, "区政数局", "deadline"): "2021年6月底"})
    assert row.status.state is State.REPORTED
    assert beside(row.status) is Lamp.RED


def test_what_a_view_names_and_the_list_has_no_more_is_told() -> None:
    wanted = ViewFilter(units=("高新税务局", "撤销的局"), tasks=(2, 9))
    assert [words for words, _ in active_parts(wanted, small_plan())] == [
        "责任单位：高新区税务局、撤销的局（本月清单里没有）", "重点任务：二、纳税服务：、第 9 项（本月清单里没有）",
    ]


def test_only_this_number_is_not_every_number_with_that_digit() -> None:
    row = month_rows(month_of({}), None, TODAY)[0]
    assert only_this(ViewFilter(), row, "no").conditions == (Condition("no", Test.IS, "1"),)
