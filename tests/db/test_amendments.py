"""Amendments in the ledger: each month's list, nothing lost or hidden, undone and brought back, seen by other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.opening import open_ledger
from qcapp.domain import amendments as kinds
from qcapp.domain.amendments import Amendment, Part, What
from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, NewPlan, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.rulings import RulingKind
from qcapp.domain.succession import LinkKind, PlanLink
from qcapp.ports import LedgerStore, SoughtWord
from qcapp.services.search_texts import KnownLists
from tests.db.again import other_program
from tests.db.drafts import (
    AUGUST,
    GX,
    JULY,
    SEPTEMBER,
    SW,
    ZS,
    alias_draft,
    attach_draft,
    attachment,
    conflict,
    dispatch_draft,
    edit,
    exemption,
    form,
    key,
    merge_draft,
    ruling_draft,
    shown,
)
from tests.factory import FixedClock, small_plan

JANUARY, MARCH = Period(2022, 1), Period(2022, 3)


def amend(ledger: LedgerStore, *whats: What, since: Period = AUGUST, edits: tuple[CellEdit, ...] = ()) -> Operation:
    amendments = tuple(Amendment(since.year if since.year < 2022 else 2022, since, what, "机构改革") for what in whats)
    return ledger.commit(OperationDraft(OperationKind.PLAN, "变更清单", "张三", edits, amendments=amendments))


def take_in(ledger: LedgerStore, year: int = 2022, since: Period | None = None) -> Operation:
    links = (PlanLink(LinkKind.MEASURE, 2021, year, "3", "1", 80),)
    new = NewPlan(small_plan(year), since or Period(year, 1))
    return ledger.commit(OperationDraft(OperationKind.PLAN, f"导入 {year} 年清单", "张三", plans=(new,), links=links))


def whole(ledger: LedgerStore) -> bool:
    return [each.detail for each in ledger.check() if not each.ok] == []


def test_months_before_stay_as_they_were_and_later_ones_have_the_new_list(ledger: LedgerStore) -> None:
    edit(ledger, key(), "七月的话")
    edit(ledger, key(field="responsible.name"), "王五")
    before = ledger.snapshot(JULY)
    done = amend(ledger, kinds.SplitMeasure(2, (Part("上", no=5), Part("下", no=6))), kinds.RenameUnit(ZS, "区数据局"))
    assert ledger.snapshot(JULY) == before
    august = ledger.snapshot(AUGUST)
    assert [(each.no, each.unit) for each in august.plan.assignments] == [
        (1, "区数据局"), (5, "区数据局"), (6, "区数据局"), (3, SW), (3, GX), (4, SW)
    ]
    assert august.entry(1, "区数据局").text("responsible.name") == "王五"
    assert (done.kind.label, done.changed, ledger.printed(2021)) == ("清单", 0, small_plan())
    assert whole(ledger)


def test_what_an_amendment_was_comes_back_whole(ledger: LedgerStore, clock: FixedClock) -> None:
    done = amend(ledger, kinds.AddAlias(SW, "税务所", SEPTEMBER))
    (read,) = ledger.amendments(2021)
    assert read == Amendment(
        2021, AUGUST, kinds.AddAlias(SW, "税务所", SEPTEMBER), "机构改革", read.id, clock.time, "张三", done.id
    )
    ledger.undo(done.id, "李四")
    assert (ledger.amendments(2021), ledger.amendments_by(done.id)) == ((), (read,))


def test_new_entries_are_written_undone_and_brought_back(ledger: LedgerStore) -> None:
    added = amend(ledger, kinds.AddUnit("区新局"), kinds.AddMeasure(1, "新措施", ("区新局",), 5))
    cell = CellKey(5, "区新局", AUGUST, "progress")
    edit(ledger, cell, "已开展")
    assert shown(ledger, cell) == "已开展"
    with pytest.raises(LedgerError, match=r"2021年8月第 5 条 区新局已经有填报内容.*请从 2021年9月起改"):
        ledger.undo(added.id, "李四")
    ledger.undo(None, "李四")
    ledger.undo(added.id, "李四")
    assert (ledger.plan_for(AUGUST), whole(ledger)) == (small_plan(), True)
    ledger.redo("李四")
    ledger.redo("李四")
    assert shown(ledger, cell) == "已开展"
    assert whole(ledger)


def test_contents_carried_over_go_with_the_amendment(ledger: LedgerStore) -> None:
    cell = CellKey(4, GX, AUGUST, "responsible.name")
    done = amend(ledger, kinds.Assign(4, GX, SW), edits=(CellEdit(cell, "", "赵六"),))
    assert (shown(ledger, cell), done.changed) == ("赵六", 1)
    ledger.undo(None, "李四")
    assert ledger.plan_for(AUGUST) == small_plan()
    ledger.redo("李四")
    assert shown(ledger, cell) == "赵六"


@pytest.mark.parametrize("what", [kinds.RetireMeasure(1), kinds.Assign(1, SW, ZS), kinds.MergeUnit(ZS, SW)])
def test_an_entry_that_says_something_is_not_taken_from_view(ledger: LedgerStore, what: What) -> None:
    edit(ledger, key(period=SEPTEMBER), "九月的话")
    with pytest.raises(LedgerError, match=r"2021年9月第 1 条 区政数局已经有填报内容.*请从 2021年10月起改"):
        amend(ledger, what)
    assert (ledger.plan_for(SEPTEMBER), len(ledger.operations())) == (small_plan(), 2)
    amend(ledger, what, since=SEPTEMBER.shifted(1))
    assert shown(ledger, key(period=SEPTEMBER)) == "九月的话"


def test_a_conflict_that_waits_is_not_taken_from_view(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one", held=(conflict(key(period=AUGUST)),)))
    with pytest.raises(LedgerError, match="2021年8月第 1 条"):
        amend(ledger, kinds.RetireMeasure(1))


@pytest.mark.parametrize(
    ("since", "what", "words"),
    [
        (Period(2020, 12), kinds.RetireMeasure(1), "没有 2020 年的责任清单"),
        (AUGUST, kinds.RetireUnit(SW), "还负责第 3、4 条措施"),
        (AUGUST, kinds.AddMeasure(1, "新", (SW,), 4), "第 4 条已经有了"),
        (AUGUST, kinds.AddMeasure(1, "新", (SW,)), "措施序号不能是 0"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_written(ledger: LedgerStore, since: Period, what: What, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        amend(ledger, what, since=since)
    assert (len(ledger.operations()), ledger.amendments(2021)) == (1, ())


def test_one_that_contradicts_a_later_one_is_refused_with_its_name(ledger: LedgerStore) -> None:
    later = amend(ledger, kinds.AmendMeasure(1, text="改了"), since=SEPTEMBER)
    with pytest.raises(UsageError, match=f"2021年9月起的“修改措施”（操作 {later.id}）与此矛盾：第 1 条措施已经停用"):
        amend(ledger, kinds.RetireMeasure(1))


def test_what_others_stand_on_is_not_undone_before_them(ledger: LedgerStore) -> None:
    first = amend(ledger, kinds.AddUnit("区新局"))
    second = amend(ledger, kinds.Assign(4, "区新局", SW), since=SEPTEMBER)
    with pytest.raises(LedgerError, match=f"操作 {second.id}.*可以先撤销那次操作"):
        ledger.undo(first.id, "李四")
    ledger.undo(second.id, "李四")
    ledger.undo(first.id, "李四")
    with pytest.raises(LedgerError, match="没有责任单位“区新局”"):
        ledger.undo(ledger.operations()[1].id, "李四")
    assert whole(ledger)


def test_a_number_with_a_history_is_not_given_again(ledger: LedgerStore) -> None:
    added = amend(ledger, kinds.AddMeasure(1, "新", (SW,), 5))
    edit(ledger, CellKey(5, SW, AUGUST, "progress"), "写错了")
    ledger.undo(None, "李四")
    ledger.undo(added.id, "李四")
    assert ledger.given_numbers(2021) == (5,)
    with pytest.raises(UsageError, match="第 5 条这个序号用过"):
        amend(ledger, kinds.AddMeasure(1, "另一条", (SW,), 5))
    amend(ledger, kinds.AddMeasure(1, "另一条", (SW,), 6))
    assert ledger.plan_for(AUGUST).measure(6).text == "另一条"


def test_the_history_of_a_retired_measure_stays(ledger: LedgerStore) -> None:
    edit(ledger, key(), "七月的话")
    amend(ledger, kinds.RetireMeasure(1))
    assert [change.after for change in ledger.history(1, 2021)] == ["七月的话"]
    assert [change.after for change in ledger.history(1, 2021, "政数局")] == ["七月的话"]
    assert [found.entry.no for found in ledger.cells_with([SoughtWord("七月")])] == [1]
    assert ledger.cells_with([SoughtWord("七月")], period=AUGUST) == ()


def test_history_names_the_unit_as_it_was_called_in_the_month(ledger: LedgerStore) -> None:
    edit(ledger, key(), "七月")
    amend(ledger, kinds.RenameUnit(ZS, "区数据局"))
    edit(ledger, CellKey(1, "区数据局", AUGUST, "progress"), "八月")
    assert [(change.key.unit, change.after) for change in ledger.history(1, 2021)] == [("区数据局", "八月"), (ZS, "七月")]
    assert [value.text for value in ledger.past(1, "区数据局", "progress", SEPTEMBER, 6)] == ["八月", "七月"]


def test_forms_returns_rulings_and_attachments_of_a_renamed_unit_are_its_own(ledger: LedgerStore) -> None:
    ledger.commit(dispatch_draft(form(), form("QC-202108-01-ABCD", period=AUGUST)))
    ledger.commit(attach_draft(attachment()))
    ledger.commit(ruling_draft(exemption(), exemption(period=AUGUST)))
    amend(ledger, kinds.RenameUnit(ZS, "区数据局"))
    july, august = ledger.snapshot(JULY), ledger.snapshot(AUGUST)
    assert (list(july.dispatched), list(august.dispatched)) == ([ZS], ["区数据局"])
    assert [(each.unit, each.kind) for each in august.rulings] == [("区数据局", RulingKind.EXEMPT)]
    assert [each.unit for each in july.attachments] == [ZS]
    assert [each.form_id for each in ledger.forms_to("区数据局", AUGUST)] == ["QC-202108-01-ABCD"]


def test_a_ruling_on_what_the_list_has_no_more_is_not_shown(ledger: LedgerStore) -> None:
    ledger.commit(ruling_draft(exemption(period=AUGUST), exemption(2, period=AUGUST)))
    amend(ledger, kinds.RetireMeasure(1))
    assert [each.no for each in ledger.snapshot(AUGUST).rulings] == [2]


def test_names_are_learned_for_new_and_renamed_units(ledger: LedgerStore) -> None:
    amend(ledger, kinds.AddUnit("区新局"), kinds.RenameUnit(ZS, "区数据局"))
    ledger.commit(alias_draft("新区局", "区新局"))
    ledger.commit(alias_draft("数据局", "区数据局"))
    plan = ledger.plan_for(AUGUST)
    assert (plan.unit_named("新区局"), plan.unit_named("数据局")) == ("区新局", "区数据局")
    assert ledger.plan_for(JULY).unit_named("数据局") == ZS
    with pytest.raises(UsageError, match="已经是区数据局的名称"):
        ledger.commit(alias_draft("区政数局", SW))


def test_another_program_sees_the_amended_list_with_its_next_read(ledger: LedgerStore) -> None:
    with other_program(ledger) as other:
        amend(ledger, kinds.RenameUnit(ZS, "区数据局"))
        assert other.snapshot(AUGUST).plan.units[0].name == "区数据局"
        assert other.plan_for(AUGUST).units[0].name == "区数据局"
        edit(other, CellKey(1, "区数据局", AUGUST, "progress"), "八月")
        ledger.undo(ledger.operations()[1].id, "李四")
        edit(other, CellKey(1, ZS, SEPTEMBER, "progress"), "九月")
    assert ledger.snapshot(AUGUST).entry(1, ZS).text("progress") == "八月"


def test_a_backup_and_its_return_bring_the_list_of_then(ledger: LedgerStore) -> None:
    amend(ledger, kinds.RenameUnit(ZS, "区数据局"))
    backup = ledger.backup()
    amend(ledger, kinds.RetireMeasure(2))
    ledger.restore(backup.path, "张三")
    assert [each.kind for each in ledger.amendments(2021)] == [kinds.AmendmentKind.RENAME_UNIT]
    assert 2 in ledger.plan_for(AUGUST).measure_by_no
    assert whole(ledger)


def test_a_changed_letter_of_an_amendment_is_found(ledger: LedgerStore, path: Path) -> None:
    import sqlite3

    amend(ledger, kinds.RenameUnit(ZS, "区数据局"))
    ledger.close()
    query = sqlite3.connect(path)
    query.execute("UPDATE amendment SET reason = '别的'")
    query.commit()
    query.close()
    with pytest.raises(LedgerError, match="已损坏"):
        open_ledger(path, FixedClock())


def test_both_years_stay_and_each_month_has_its_own(ledger: LedgerStore) -> None:
    edit(ledger, key(), "七月的话")
    take_in(ledger)
    assert [plan.year for plan in ledger.plans()] == [2021, 2022]
    assert (ledger.plan_for(Period(2021, 12)).year, ledger.plan_for(JANUARY).year) == (2021, 2022)
    assert dict(ledger.starts()) == {2021: Period(2021, 1), 2022: JANUARY}
    assert ledger.links(2022) == (PlanLink(LinkKind.MEASURE, 2021, 2022, "3", "1", 80),)
    assert shown(ledger, key()) == "七月的话"
    amend(ledger, kinds.RetireMeasure(2), since=MARCH)
    assert 2 in ledger.plan_for(Period(2022, 2)).measure_by_no
    assert 2 not in ledger.plan_for(MARCH).measure_by_no
    assert 2 in ledger.plan_for(Period(2021, 12)).measure_by_no
    assert whole(ledger)


def test_earlier_words_are_found_through_the_mapping(ledger: LedgerStore) -> None:
    edit(ledger, CellKey(3, SW, Period(2021, 12), "progress"), "十二月")
    edit(ledger, CellKey(1, ZS, Period(2021, 11), "progress"), "别的措施")
    take_in(ledger)
    edit(ledger, CellKey(1, ZS, JANUARY, "progress"), "一月")
    past = ledger.past(1, ZS, "progress", Period(2022, 2), 6)
    assert [(value.period, value.text) for value in past] == [(JANUARY, "一月"), (Period(2021, 12), "十二月")]


def test_a_list_may_hold_from_a_later_month(ledger: LedgerStore) -> None:
    edit(ledger, key(period=JANUARY), "一月还按旧清单")
    take_in(ledger, since=MARCH)
    assert [ledger.plan_for(Period(2022, month)).year for month in (1, 2, 3)] == [2021, 2021, 2022]
    assert shown(ledger, key(period=JANUARY)) == "一月还按旧清单"


def test_a_list_does_not_come_over_months_that_went_by_the_old_one(ledger: LedgerStore) -> None:
    edit(ledger, key(period=JANUARY), "一月还按旧清单")
    with pytest.raises(LedgerError, match="2022年1月第 1 条 区政数局已经有填报内容"):
        take_in(ledger)
    ledger.undo(None, "李四")
    ledger.commit(dispatch_draft(form("QC-202201-01-ABCD", period=JANUARY)))
    with pytest.raises(UsageError, match="2022年1月按 2021 年的清单已经下发过"):
        take_in(ledger)


@pytest.mark.parametrize(
    ("year", "since", "words"),
    [
        (2021, None, "已经有 2021 年的责任清单"), (2020, None, "早于台账的第一份清单"),
        (2022, Period(2023, 1), "要从 2022 年的某个月起用"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(ledger: LedgerStore, year: int, since: Period | None, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        take_in(ledger, year, since)
    assert [plan.year for plan in ledger.plans()] == [2021]


def test_an_import_is_undone_while_nothing_hangs_on_it(ledger: LedgerStore) -> None:
    taken = take_in(ledger)
    cell = CellKey(1, ZS, JANUARY, "progress")
    edit(ledger, cell, "一月")
    with pytest.raises(LedgerError, match="2022年1月第 1 条 区政数局已经有填报内容"):
        ledger.undo(taken.id, "李四")
    ledger.undo(None, "李四")
    ledger.undo(taken.id, "李四")
    assert [plan.year for plan in ledger.plans()] == [2021]
    take_in(ledger)
    with pytest.raises(LedgerError, match="已经有 2022 年的责任清单"):
        ledger.undo(ledger.operations()[1].id, "李四")
    assert whole(ledger)


def test_an_import_with_forms_sent_or_amendments_is_not_undone(ledger: LedgerStore) -> None:
    taken = take_in(ledger)
    amended = amend(ledger, kinds.RetireMeasure(2), since=MARCH)
    with pytest.raises(LedgerError, match=f"又有变更（操作 {amended.id}）"):
        ledger.undo(taken.id, "李四")
    ledger.undo(amended.id, "李四")
    ledger.commit(dispatch_draft(form("QC-202201-01-ABCD", period=JANUARY)))
    with pytest.raises(LedgerError, match="2022年1月按 2022 年的清单已经下发过，不能撤销它的导入"):
        ledger.undo(taken.id, "李四")


def test_words_of_a_list_whose_import_was_undone_are_found_no_more_and_break_nothing(ledger: LedgerStore) -> None:
    taken = take_in(ledger)
    edit(ledger, CellKey(1, ZS, JANUARY, "progress"), "一月")
    ledger.undo(None, "李四")
    ledger.undo(taken.id, "李四")
    assert ledger.cells_with([SoughtWord("一月")]) == ()
    assert [change.after for change in ledger.changes(ledger.operations()[2].id)] == ["一月"]


def test_ten_years_lists_of_a_province_take_no_more_memory_than_what_differs_in_them(ledger: LedgerStore) -> None:
    take_in(ledger)
    amend(ledger, kinds.RetireMeasure(2), since=MARCH)
    first, second, third = (ledger.snapshot(month).plan for month in (JULY, JANUARY, MARCH))
    for of_first, of_second in ((first.measures, second.measures), (first.units, second.units)):
        assert of_first == of_second
        assert all(a is b for a, b in zip(of_first, of_second, strict=True))
    assert all(a is b for a, b in zip(first.assignments, second.assignments, strict=True))
    assert second.year == 2022
    assert 2 in second.measure_by_no
    assert 2 not in third.measure_by_no
    known = KnownLists()
    texts, others = (known.whole(ledger, year, JULY) for year in (2021, 2022))
    assert others.measures is texts.measures
    assert (texts.plan.year, others.plan.year) == (2021, 2022)


def test_an_attachment_is_not_taken_from_view(ledger: LedgerStore) -> None:
    ledger.commit(attach_draft(attachment()))
    with pytest.raises(LedgerError, match="2021年7月第 1 条"):
        amend(ledger, kinds.RetireMeasure(1), since=JULY)
    ledger.commit(attach_draft(let_go=(1,)))
    amend(ledger, kinds.RetireMeasure(1), since=JULY)
    assert 1 not in ledger.plan_for(JULY).measure_by_no
