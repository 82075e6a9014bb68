"""The rows of a view, by value: what a filter lets through, what stands under which heading, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import CellKey, Entry, Snapshot, Source
from qcapp.domain.plan import Assignment, EntryKey
from qcapp.domain.records import ReturnRecord
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.status import State
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter
from qcapp.publish.view_columns import SHOWN_BY_DEFAULT, VIEW_COLUMNS, columns_of
from qcapp.publish.view_filter import asked_of, condition_words
from qcapp.publish.view_rows import ViewGroup, ViewRow, arranged, month_rows, view_rows, with_faults
from qcapp.publish.view_sort import pinyin_key
from qcapp.publish.view_table import filter_words
from tests.factory import small_plan
from tests.publish.month_of import JULY, LATE, TODAY, Texts, conflict, month_of

ZSJ, SW, GX = "区政数局", "区税务局", "高新区税务局"
MONTH: Texts = {
    (1, ZSJ, "progress"): "完成摸底，开通专窗 4 个。", (1, ZSJ, "deadline"): "2021年8月5日",
    (1, ZSJ, "responsible.name"): "张三", (1, ZSJ, "responsible.phone"): "0763-3300001",
    (1, ZSJ, "responsible2.name"): "李四", (1, ZSJ, "responsible2.phone"): "0763-3300002",
    (3, SW, "progress"): "已实现。", (3, SW, "problems"): "系统不通。", (3, SW, "deadline"): "2021-12-31",
    (3, GX, "deadline"): "长期坚持", (3, GX, "liaison.name"): "王五",
}
SOURCES = {(1, ZSJ): Source("七月来表.xlsx", date(2021, 7, 20))}


def month() -> Snapshot:
    return month_of(MONTH, held=(conflict(3, SW),), sources=SOURCES)


def names(groups: tuple[ViewGroup, ...]) -> list[int | tuple[int, str]]:
    return [row.name if row.unit else row.no for group in groups for row in group.rows]


def passing(day: date = TODAY, **wanted: object) -> list[int | tuple[int, str]]:
    view = LedgerView(filter=ViewFilter(**wanted))  # type: ignore[arg-type]
    return names(view_rows(month(), view, day=day))


def rows(by_entry: bool = False) -> dict[object, ViewRow]:
    return {row.name if by_entry else row.no: row for row in month_rows(month(), None, TODAY, by_entry=by_entry)}


@pytest.mark.parametrize(("state", "measures"), [
    ("unreported", [2, 3, 4]), ("problem", [3]), ("overdue", [2, 3, 4]), ("conflict", [3]), ("exempt", []), ("unqualified", []),
])
def test_each_state_lets_its_measures_through(state: str, measures: list[int]) -> None:
    assert passing(LATE, states=(state,)) == measures


def test_what_came_and_waits_to_be_decided_on_is_not_asked_for_as_missing() -> None:
    """Two returns that say different things of an empty cell: the figures count it as reported, so must the list of 未报."""
    waiting = month_of({}, held=(conflict(1, ZSJ), conflict(3, SW)))
    assert names(view_rows(waiting, LedgerView(filter=ViewFilter(states=("unreported",))), day=LATE)) == [2, 3, 4]
    assert names(view_rows(waiting, LedgerView(filter=ViewFilter(states=("overdue",))), day=LATE)) == [2, 3, 4]
    first, joint = (row for row in month_rows(waiting, None, LATE) if row.no in {1, 3})
    assert first.cell("progress").text == "（已报，冲突待处理）"
    assert joint.cell("progress").text == "【区税务局】（已报，冲突待处理）\n【高新区税务局】（未报送）"
    assert [group.count for group in view_rows(waiting, LedgerView(grouping=Grouping.NONE), day=LATE)] == ["4 条 · 已报 1"]


def test_what_did_not_come_is_overdue_though_a_conflict_waits_on_other_words_of_it() -> None:
    """As 未报 counts it: a unit that is asked for it is in both lists."""
    about = replace(conflict(2, ZSJ), key=CellKey(2, ZSJ, JULY, "problems"))
    waiting = month_of({}, held=(about, replace(conflict(4, SW), theirs="无")))
    for state in ("unreported", "overdue"):
        assert names(view_rows(waiting, LedgerView(filter=ViewFilter(states=(state,))), day=LATE)) == [1, 2, 3, 4]
    assert not any("overdue" in row.flags for row in month_rows(waiting, None, TODAY))


def test_of_several_states_one_must_hold_and_of_several_parts_all() -> None:
    assert passing(states=("problem", "unreported")) == [2, 3, 4]
    assert passing(states=("unreported",), units=(SW,)) == [4]
    assert passing(states=("unreported",), units=(SW, ZSJ), tasks=(1,)) == [2]
    assert passing(lamps=(Lamp.YELLOW,)) == [1, 3]
    assert passing(lamps=(Lamp.GREY,)) == [2, 4]


def test_every_word_is_looked_for_in_the_whole_row() -> None:
    assert passing(words="电子发票 已实现") == [3]
    assert passing(words="张三") == [1]
    assert passing(words="七月来表") == [1]
    assert passing(words="张三 没有") == []


def test_what_was_found_elsewhere_stands_for_the_words() -> None:
    view = LedgerView(filter=ViewFilter(words="qzsj"))
    assert names(view_rows(month(), view, day=TODAY, found=frozenset({1, 2}))) == [1, 2]
    assert names(view_rows(month(), view, day=TODAY)) == []


def test_a_view_that_names_a_unit_by_what_it_was_called_shows_it() -> None:
    """A saved view goes on when the list gives a unit another name; one that is gone is told, and finds nothing."""
    assert passing(units=("政数局",)) == [1, 2]
    assert passing(units=("高新税务局", "撤销的局")) == [3]
    assert passing(units=("撤销的局",)) == []
    wanted = ViewFilter(units=("高新税务局", "撤销的局"), tasks=(2, 9))
    assert filter_words(wanted, small_plan()) == ("高新区税务局、撤销的局", "二、纳税服务：、第 9 项（本月清单里没有）")


@pytest.mark.parametrize(("condition", "measures"), [
    (Condition("progress", Test.CONTAINS, "专窗"), [1]),
    (Condition("progress", Test.CONTAINS, "专窗４"), [1]),
    (Condition("progress", Test.LACKS, "专窗"), [2, 3, 4]),
    (Condition("progress", Test.CONTAINS, "未报送"), []),
    (Condition("progress", Test.EMPTY), [2, 3, 4]),
    (Condition("progress", Test.FILLED), [1]),
    (Condition("problems", Test.FILLED), []),
    (Condition("responsible.name", Test.CONTAINS, "李四"), [1]),
    (Condition("responsible.phone", Test.EMPTY), [2, 3, 4]),
    (Condition("deadline", Test.BEFORE, "2021-08-06"), [1]),
    (Condition("deadline", Test.BEFORE, "2021-08-05"), []),
    (Condition("deadline", Test.AFTER, "2021-08-05"), [3]),
    (Condition("deadline", Test.EMPTY), [2, 4]),
    (Condition("received", Test.AFTER, "2021-07-19"), [1]),
    (Condition("source", Test.CONTAINS, "手工"), [3]),
    (Condition("measure", Test.CONTAINS, "发票"), [3]),
    (Condition("unit", Test.CONTAINS, "办税厅"), [4]),
    (Condition("task", Test.CONTAINS, "纳税"), [3, 4]),
    (Condition("status", Test.CONTAINS, "冲突"), [3]),
    (Condition("lamp", Test.CONTAINS, "还有 14 天"), [1]),
    (Condition("no", Test.CONTAINS, "2"), [2]),
    (Condition("no", Test.IS, " ２"), [2]),
    (Condition("unit", Test.IS, "区税务局"), []),
    (Condition("measure", Test.IS, "推广电子发票。"), [3]),
])
def test_a_condition_looks_at_the_columns_own_words(condition: Condition, measures: list[int]) -> None:
    assert passing(conditions=(condition,)) == measures


def test_all_conditions_must_hold() -> None:
    both = (Condition("progress", Test.FILLED), Condition("deadline", Test.BEFORE, "2021-08-01"))
    assert passing(conditions=both) == []


@pytest.mark.parametrize(("condition", "words"), [
    (Condition("colour", Test.EMPTY), "没有“colour”这一列"),
    (Condition("progress", Test.BEFORE, "2021-07-01"), "“进展情况”不是日期"),
    (Condition("deadline", Test.BEFORE, "七月"), "“七月”不是日期"),
    (Condition("measure", Test.CONTAINS, " "), "还没有写"),
])
def test_a_condition_that_cannot_be_put_is_told(condition: Condition, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        passing(conditions=(condition,))


def test_conditions_are_told_in_words() -> None:
    assert condition_words(Condition("progress", Test.CONTAINS, "登记")) == "进展情况包含“登记”"
    assert condition_words(Condition("liaison.phone", Test.EMPTY)) == "联系人电话为空"
    assert condition_words(Condition("deadline", Test.BEFORE, "2021-08-01")) == "完成时限早于2021-08-01"


def test_only_columns_with_days_are_asked_for_before_and_after() -> None:
    dated = {column.key for column in VIEW_COLUMNS if Test.BEFORE in asked_of(column)}
    assert dated == {"deadline", "received"}


def test_grouped_by_task_under_printed_headings() -> None:
    groups = view_rows(month(), LedgerView(), day=TODAY)
    assert [(group.key, group.heading, group.count) for group in groups] == [
        ("task:1", "一.优化政务服务", "2 条 · 已报 1"), ("task:2", "二、纳税服务：", "2 条 · 已报 0"),
    ]


def test_grouped_by_unit_a_joint_measure_stands_under_each() -> None:
    groups = view_rows(month(), LedgerView(grouping=Grouping.UNIT), day=TODAY)
    assert {group.heading: [row.no for row in group.rows] for group in groups} == {ZSJ: [1, 2], SW: [3, 4], GX: [3]}
    assert [group.count for group in groups] == ["2 条 · 已报 1", "2 条 · 已报 1", "1 条 · 已报 0"]


def test_grouped_by_state_the_pressing_ones_come_first() -> None:
    groups = view_rows(month(), LedgerView(grouping=Grouping.STATE), day=LATE)
    assert [(group.heading, [row.name for row in group.rows]) for group in groups] == [
        ("逾期", [(2, ZSJ), (3, GX), (4, SW)]), ("冲突", [(3, SW)]), ("已报", [(1, ZSJ)]),
    ]


def test_not_grouped_there_is_one_group_without_a_heading() -> None:
    (group,) = view_rows(month(), LedgerView(grouping=Grouping.NONE), day=TODAY)
    assert (group.heading, [row.no for row in group.rows]) == ("", [1, 2, 3, 4])
    nothing = LedgerView(grouping=Grouping.NONE, filter=ViewFilter(words="没有这个词"))
    assert view_rows(month(), nothing, day=TODAY) == ()


def ordered(column: str, descending: bool = False) -> list[int]:
    view = LedgerView(grouping=Grouping.NONE, sort=column, descending=descending)
    return [row.no for group in view_rows(month(), view, day=LATE) for row in group.rows]


@pytest.mark.parametrize(("column", "up", "down"), [
    ("", [1, 2, 3, 4], [1, 2, 3, 4]),
    ("no", [1, 2, 3, 4], [4, 3, 2, 1]),
    ("measure", [4, 3, 1, 2], [2, 1, 3, 4]),  # kai, tui guang, tui xing, ya
    ("unit", [1, 2, 4, 3], [3, 4, 1, 2]),
    ("deadline", [1, 3, 2, 4], [3, 1, 2, 4]),
    ("responsible.name", [1, 2, 3, 4], [1, 2, 3, 4]),
    ("received", [1, 2, 3, 4], [1, 2, 3, 4]),
    ("lamp", [2, 3, 4, 1], [1, 2, 3, 4]),
    ("status", [2, 4, 3, 1], [1, 3, 2, 4]),
])
def test_sorted_by_what_the_column_means_with_the_empty_last(column: str, up: list[int], down: list[int]) -> None:
    assert (ordered(column), ordered(column, descending=True)) == (up, down)


def test_sorted_inside_its_groups() -> None:
    groups = view_rows(month(), LedgerView(sort="no", descending=True), day=TODAY)
    assert [[row.no for row in group.rows] for group in groups] == [[2, 1], [4, 3]]


def test_chinese_is_ordered_as_it_is_read() -> None:
    names = ["周", "婷", "鑫", "阿", "吕", "李", "A", "3"]
    assert sorted(names, key=pinyin_key) == ["3", "A", "阿", "李", "吕", "婷", "鑫", "周"]


def test_a_deadline_without_a_day_comes_after_all_days() -> None:
    texts = {(1, ZSJ, "deadline"): "待定", (2, ZSJ, "deadline"): "长期坚持", (4, SW, "deadline"): "2021年12月底"}
    view = LedgerView(grouping=Grouping.NONE, sort="deadline")
    (group,) = view_rows(month_of(texts), view, day=TODAY)
    assert [row.no for row in group.rows] == [4, 2, 1, 3]


def test_cells_of_a_joint_measure_are_composed_and_those_of_one_unit_are_not() -> None:
    whole, part = rows()[3], rows(by_entry=True)[3, GX]
    assert {key: whole.text(key) for key in ("unit", "progress", "problems", "liaison.name", "source")} == {
        "unit": "区税务局\n高新区税务局", "progress": "【区税务局】已实现。\n【高新区税务局】（未报送）",
        "problems": "【区税务局】系统不通。", "liaison.name": "——\n王五", "source": "手工录入\n——",
    }
    assert {key: part.text(key) for key in ("unit", "progress", "problems", "liaison.name", "deadline")} == {
        "unit": "高新区税务局", "progress": "（未报送）", "problems": "", "liaison.name": "王五", "deadline": "长期坚持",
    }


def test_several_contacts_stand_line_by_line_each_beside_its_phone() -> None:
    row = rows()[1]
    assert row.text("responsible.name") == "张三\n李四"
    assert row.text("responsible.phone") == "0763-3300001\n0763-3300002"
    assert row.text("liaison.name") == "——"


def test_where_the_words_came_from_is_told() -> None:
    assert (rows()[1].text("received"), rows()[1].text("source")) == ("2021-07-20", "七月来表.xlsx")
    assert (rows()[2].text("received"), rows()[2].text("source")) == ("——", "——")


def test_the_lamps_column_says_why() -> None:
    assert rows()[1].text("lamp") == "黄灯：已报送，距完成时限 2021-08-05 还有 14 天。"
    assert rows()[2].text("lamp") == "未亮：尚未报送，截止 7月25日。"


def test_a_cell_names_the_cells_of_the_ledger_behind_it() -> None:
    assert rows()[1].cell_keys("progress") == (CellKey(1, ZSJ, JULY, "progress"),)
    assert rows()[3].cell_keys("liaison.phone") == (
        CellKey(3, SW, JULY, "liaison.phone"), CellKey(3, GX, JULY, "liaison.phone"),
    )
    assert rows(by_entry=True)[3, GX].cell_keys("deadline") == (CellKey(3, GX, JULY, "deadline"),)
    assert rows()[1].cell_keys("measure") == ()


def test_faults_are_counted_over_the_entries_shown() -> None:
    def faults(key: EntryKey) -> int:
        return {EntryKey(3, SW): 2, EntryKey(3, GX): 1}.get(key, 0)

    view = LedgerView(filter=ViewFilter(states=("unqualified",)))
    (group,) = view_rows(month(), view, day=TODAY, faults=faults)
    assert [(row.no, row.faults, row.text("faults")) for row in group.rows] == [(3, 3, "3")]
    (group,) = view_rows(month(), replace(view, split=True), day=TODAY, faults=faults)
    assert [(row.name, row.faults) for row in group.rows] == [((3, SW), 2), ((3, GX), 1)]


def only(unit: str, of: Snapshot, *states: str, **view: object) -> dict[int, ViewRow]:
    wanted = LedgerView(filter=ViewFilter(units=(unit,), states=states), **view)  # type: ignore[arg-type]
    return {row.no: row for group in view_rows(of, wanted, day=LATE, faults=_two_by_gx) for row in group.rows}


def _two_by_gx(key: EntryKey) -> int:
    return 2 if key == EntryKey(3, GX) else 0


def test_narrowed_to_a_unit_a_joint_measure_is_what_that_unit_reported_of_it() -> None:
    """As 总览 and 通报 count it: what the other unit owes, says wrongly or disputes is not this one's."""
    july = month()
    own, other = only(SW, july)[3], only(GX, july)[3]
    assert (own.status.state, own.text("progress"), sorted(own.flags)) == (State.CONFLICT, "已实现。", ["conflict", "problem"])
    assert (other.status.state, other.text("progress"), other.faults) == (State.OVERDUE, "（未报送）", 2)
    assert (own.text("unit"), own.faults, own.cell_keys("progress")) == (SW, 0, (CellKey(3, SW, JULY, "progress"),))
    for state, of_sw, of_gx in [
        ("unreported", [4], [3]), ("overdue", [4], [3]), ("problem", [3], []), ("conflict", [3], []), ("unqualified", [], [3]),
    ]:
        assert (list(only(SW, july, state)), list(only(GX, july, state))) == (of_sw, of_gx), state


def test_what_a_unit_has_of_a_joint_measure_is_made_when_it_is_looked_at_alone_and_judged_as_is_known_then() -> None:
    """Of ten thousand measures it takes longer than all the rest of their rows."""
    july = month()
    unjudged = month_rows(july, None, LATE)
    for unit, many in [(SW, 0), (GX, 2)]:
        wanted = LedgerView(filter=ViewFilter(units=(unit,), tasks=(2,)), grouping=Grouping.NONE)
        judged = with_faults(unjudged, _two_by_gx)
        arranged(judged, july.plan, LedgerView())
        assert not any(row._parts for row in judged)
        (group,) = arranged(judged, july.plan, wanted)
        (again,) = arranged(with_faults(judged, lambda _: 0), july.plan, wanted)
        assert [(row.faults, "unqualified" in row.flags) for row in group.rows if row.no == 3] == [(many, many > 0)]
        assert not any(row.faults or "unqualified" in row.flags for row in again.rows)
        (known,) = arranged(with_faults(with_faults(judged, lambda _: 0), _two_by_gx), july.plan, wanted)
        assert known.rows == group.rows


def test_the_same_faults_at_another_unit_are_seen() -> None:
    judged = with_faults(month_rows(month(), None, LATE), _two_by_gx)
    moved = with_faults(judged, lambda key: 2 if key == EntryKey(3, SW) else 0)
    (group,) = arranged(moved, month().plan, LedgerView(filter=ViewFilter(units=(GX,)), grouping=Grouping.NONE))
    assert [row.faults for row in group.rows] == [0]


def test_the_count_over_a_units_measures_is_what_that_unit_reported() -> None:
    both = LedgerView(filter=ViewFilter(units=(SW,), tasks=(2,)))
    assert [group.count for group in view_rows(month(), both, day=TODAY)] == ["2 条 · 已报 1"]
    split = replace(both, split=True)
    assert [group.count for group in view_rows(month(), split, day=TODAY)] == ["2 条 · 已报 1"]


def test_asked_for_with_all_its_units_a_joint_measure_is_whole() -> None:
    (row,) = (row for group in view_rows(month(), LedgerView(filter=ViewFilter(units=(SW, GX), tasks=(2,))), day=LATE)
              for row in group.rows if row.no == 3)
    assert (row.units, row.status.state) == ((SW, GX), State.CONFLICT)


def test_of_three_units_two_are_judged_together_without_the_third() -> None:
    plan = small_plan()
    three = replace(plan, assignments=(*plan.assignments, Assignment(3, ZSJ)))
    key = EntryKey(3, ZSJ)
    july = month()
    july = replace(july, plan=three, entries={**july.entries, key: Entry(key, JULY, {})}, held=())
    free = Ruling(RulingKind.EXEMPT, 2021, GX, 3, JULY, "职责已划转", id=1)
    view = LedgerView(filter=ViewFilter(units=(SW, GX)))
    row = {row.no: row for group in view_rows(replace(july, rulings=(free,)), view, day=LATE) for row in group.rows}[3]
    assert (row.units, sorted(row.flags), row.status.state) == ((SW, GX), ["problem"], State.PROBLEM)
    assert row.text("progress") == "【区税务局】已实现。\n【高新区税务局】（免报）"


def test_words_and_conditions_look_at_the_units_own_words_too() -> None:
    assert passing(units=(GX,), words="已实现") == []
    assert passing(units=(SW,), words="已实现") == [3]
    assert passing(units=(GX,), conditions=(Condition("problems", Test.FILLED),)) == []
    assert passing(units=(SW,), conditions=(Condition("problems", Test.FILLED),)) == [3]
    assert passing(units=(SW,), lamps=(Lamp.YELLOW,)) == [3]


def test_an_exempted_unit_of_a_joint_measure_is_told_apart() -> None:
    free = Ruling(RulingKind.EXEMPT, 2021, GX, 3, JULY, "职责已划转", id=1)
    groups = view_rows(replace(month(), rulings=(free,)), LedgerView(split=True), day=TODAY)
    assert {row.name: row.text("progress") for row in groups[1].rows} == {
        (3, SW): "已实现。", (3, GX): "（免报）", (4, SW): "（未报送）",
    }


def test_a_view_shows_its_columns_in_its_order_or_the_usual_ones() -> None:
    assert tuple(column.key for column in columns_of(LedgerView())) == SHOWN_BY_DEFAULT == (
        "no", "measure", "unit", "responsible.name", "progress", "deadline", "status",
    )
    assert [column.heading for column in columns_of(LedgerView(columns=("lamp", "responsible.phone")))] == ["亮灯", "责任人电话"]
    with pytest.raises(UsageError, match="没有“colour”这一列"):
        columns_of(LedgerView(columns=("colour",)))


def test_every_column_has_a_text_in_every_row() -> None:
    made = [*rows().values(), *rows(by_entry=True).values()]
    assert all(isinstance(row.text(column.key), str) for row in made for column in VIEW_COLUMNS)
    assert {column.field for column in VIEW_COLUMNS if column.field} == {
        "responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "progress", "problems", "deadline",
    }


def test_words_mended_by_hand_leave_the_day_the_unit_handed_in() -> None:
    came = ReturnRecord("a" * 64, "七月来表.xlsx", ZSJ, JULY, date(2021, 7, 20), None, {(1, "progress"): "完成摸底。"})
    by_hand = replace(month_of(MONTH), returned={ZSJ: (came._replace(received=date(2021, 7, 19), undone=True), came)})
    row = next(row for row in month_rows(by_hand, None, TODAY, by_entry=True) if row.name == (1, ZSJ))
    assert (row.text("received"), row.text("source")) == ("2021-07-20", "手工录入")
    assert row.days("received") == (date(2021, 7, 20),)
    elsewhere = replace(by_hand, returned={ZSJ: (came._replace(values={(2, "progress"): "在办"}),)})
    assert month_rows(elsewhere, None, TODAY, by_entry=True)[0].text("received") == "——"
