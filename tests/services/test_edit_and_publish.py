"""Editing one field, dispatching, looking and publishing through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qcapp.domain.errors import Cancelled, UsageError, WriteFailed
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.operations import OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.status import State, entry_status
from qcapp.domain.views import Grouping, LedgerView, ViewFilter
from qcapp.forms.layout import Paper
from qcapp.merge.plan import Decision
from tests.merge.world import JULY, returned_file
from tests.services.office import Office


def test_an_edit_is_one_operation_with_before_and_after(office: Office) -> None:
    operation = office.services.edit.set_field(1, "政数局", JULY, "progress", "  已办 \r\n 3 件 ")
    assert operation is not None
    change = office.services.history.changes(operation.id)[0]
    assert (change.before, change.after, change.key.unit) == ("", "已办\n3 件", "区政数局")


def test_saves_of_one_sitting_are_one_operation_that_says_the_last_text(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办")
    last = None
    for text in ("已办 3", "已办 3 件", "已办 3 件，"):
        last = office.services.edit.set_field(1, "区政数局", JULY, "progress", text, continues=last)
    assert last is not None
    assert last.summary == "第 1 条 区政数局 2021年7月：进展情况改为“已办 3 件，”"
    assert office.store.operations(1) == (last,)
    change = office.services.history.changes(last.id)[0]
    assert (change.before, change.after) == ("已办", "已办 3 件，")
    office.services.history.undo()
    assert office.text(1, "progress") == "已办"


def test_going_back_to_the_first_text_says_so(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办")
    first = office.services.edit.set_field(1, "区政数局", JULY, "progress", "已")
    back = office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办", continues=first)
    assert back is not None
    assert (back.summary, back.changed) == ("第 1 条 区政数局 2021年7月：进展情况改回原文", 0)
    on = office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办完", continues=back)
    assert on is not None
    assert (on.id, on.changed, on.summary) == (back.id, 1, "第 1 条 区政数局 2021年7月：进展情况改为“已办完”")


@pytest.mark.parametrize("text", ["", "正在推进"])
def test_a_saved_text_that_is_replaced_whole_within_one_sitting_can_be_had_again(office: Office, text: str) -> None:
    edit = office.services.edit
    first = edit.set_field(1, "区政数局", JULY, "progress", "已办结 3 件")
    second = edit.set_field(1, "区政数局", JULY, "progress", text, continues=first)
    third = edit.set_field(1, "区政数局", JULY, "progress", f"{text}，月底办结", continues=second)
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.id != second.id == third.id
    change = office.services.history.changes(third.id)[0]
    assert (change.before, change.after) == ("已办结 3 件", f"{text}，月底办结")
    office.services.history.undo()
    assert office.text(1, "progress") == "已办结 3 件"


def test_an_operation_gone_with_a_restored_backup_is_not_waited_for(office: Office) -> None:
    saved = office.services.upkeep.backup()
    gone = office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办")
    office.services.upkeep.restore(saved.path)
    operation = office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办完", continues=gone)
    assert operation is not None
    assert office.services.history.changes(operation.id)[0].before == ""


def test_saying_the_same_again_is_no_operation(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办")
    before = office.store.operations()
    assert office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办 ") is None
    assert office.store.operations() == before


@pytest.mark.parametrize(
    ("no", "unit", "field", "sentence"),
    [
        (9, "区政数局", "progress", "没有第 9 条措施"),
        (1, "区税务局", "progress", "第 1 条措施不由区税务局负责"),
        (1, "区财政局", "progress", "没有责任单位“区财政局”"),
        (1, "区政数局", "remark", "没有“remark”这个栏目"),
    ],
)
def test_words_that_name_nothing_are_refused_with_what_to_do(
    office: Office, no: int, unit: str, field: str, sentence: str
) -> None:
    before = office.store.operations()
    with pytest.raises(UsageError, match=sentence):
        office.services.edit.set_field(no, unit, JULY, field, "x")
    assert office.store.operations() == before


def test_a_conflict_cannot_be_settled_by_not_deciding(office: Office) -> None:
    key = CellKey(1, "区政数局", JULY, "progress")
    held = HeldConflict(key, "", "甲", "乙", "0" * 64, "x", date(2021, 7, 1))
    with pytest.raises(UsageError, match="请先选择"):
        office.services.edit.resolve(held, Decision.HOLD)


def test_dispatch_writes_a_form_a_unit_in_each_format_and_freezes_what_it_carried(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "deadline", "2021-12-31")
    result = office.services.dispatch.dispatch(JULY, office.folder / "下发")
    assert [path.name for path in result.files[:2]] == ["区政数局_2021年7月下发表.xlsx", "区政数局_2021年7月下发表.docx"]
    assert len(result.files) == len(office.drawn.tables) == 6
    form = office.store.fill_form(result.forms[0].form_id)
    assert form is not None
    assert form.values[1, "deadline"] == "2021-12-31"
    assert office.drawn.tables[0][0].blocks[0].deadline == "2021-12-31"


def test_only_the_named_units_and_formats_are_written(office: Office) -> None:
    result = office.services.dispatch.dispatch(JULY, office.folder / "x", units=["政数局", "区政数局"], formats=["docx"])
    assert [path.name for path in result.files] == ["区政数局_2021年7月下发表.docx"]


@pytest.mark.parametrize(("units", "formats"), [(["区财政局"], []), ([], ["pdf"])])
def test_a_dispatch_that_can_not_be_done_changes_nothing(office: Office, units: list[str], formats: list[str]) -> None:
    before = office.store.operations()
    with pytest.raises(UsageError):
        office.services.dispatch.dispatch(JULY, office.folder / "x", units=units, formats=formats)
    assert office.store.operations() == before


def test_a_dispatch_that_is_stopped_half_way_leaves_nothing_behind(office: Office) -> None:
    class StoppedAtTheSecond:
        steps = 0

        def report(self, done: int, total: int, what: str) -> None:
            self.steps += 1

        def cancelled(self) -> bool:
            return self.steps >= 1

    before = office.store.operations()
    with pytest.raises(Cancelled):
        office.services.dispatch.dispatch(JULY, office.folder / "下发", progress=StoppedAtTheSecond())
    assert office.store.operations() == before
    assert list((office.folder / "下发").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_and_nothing_is_dispatched(office: Office) -> None:
    (office.folder / "占位").write_bytes(b"")
    before = office.store.operations()
    with pytest.raises(WriteFailed, match="写不进文件夹"):
        office.services.dispatch.dispatch(JULY, office.folder / "占位")
    assert office.store.operations() == before


def test_a_second_dispatch_gives_new_numbers_and_the_old_stay_known(office: Office) -> None:
    first = office.services.dispatch.dispatch(JULY, office.folder / "x").forms[0]
    second = office.services.dispatch.dispatch(JULY, office.folder / "x").forms[0]
    assert first.form_id != second.form_id
    assert office.store.fill_form(first.form_id) is not None
    assert office.store.snapshot(JULY).dispatched["区政数局"].form_id == second.form_id


def test_work_stopped_by_the_user_ends_at_once(office: Office) -> None:
    class Stopped:
        def report(self, done: int, total: int, what: str) -> None:
            raise AssertionError("nothing is done after the stop")

        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        office.services.publish.export(office.folder / "x.xlsx", JULY, progress=Stopped())


def test_the_official_table_is_drawn_on_the_paper_of_the_setting(office: Office) -> None:
    office.services.publish.export(office.folder / "x.XLSX", JULY)
    office.services.publish.set_paper(Paper.A4)
    office.services.publish.export(office.folder / "x.docx", JULY)
    office.services.publish.export(office.folder / "x.pdf", JULY, paper=Paper.A3)
    assert [table.paper for table, _ in office.drawn.tables] == [Paper.A3, Paper.A4, Paper.A3]
    assert office.store.operations()[0].kind is OperationKind.SETTINGS


def test_an_unknown_format_is_refused_by_name(office: Office) -> None:
    with pytest.raises(UsageError, match="xlsx"):
        office.services.publish.export(office.folder / "x.wps", JULY)


def test_who_has_returned_and_who_is_late(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "已办"}, 2: {"progress": "已压减"}})
    office.merge()
    on_time = {unit.unit: unit for unit in office.services.look.status(JULY, date(2021, 7, 25)).units}
    assert [unit.late for unit in on_time.values()] == [False, False, False]
    after = {unit.unit: unit for unit in office.services.look.status(JULY, date(2021, 7, 26)).units}
    assert (after["区政数局"].returned, after["区政数局"].late) == (date(2021, 7, 22), False)
    assert (after["区税务局"].returned, after["区税务局"].late) == (None, True)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("电子发票", {3}), ("qzsj", {1, 2}), ("dzfp", {3}), ("yjblsj", {2}), ("fp", set()),
        ("高新税务局", {3}), ("4", {4}), ("已办 一件事", {1}),
        ("没有这个词", set()), ("", {1, 2, 3, 4}),
    ],
)
def test_a_measure_is_found_by_words_number_unit_alias_or_pinyin(office: Office, text: str, numbers: set[int]) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办三件")
    assert office.services.look.matching_measures(text, office.services.look.snapshot(JULY)) == numbers


def test_words_in_a_view_by_unit_find_that_units_rows_only(office: Office) -> None:
    """A joint measure's partner that says nothing of it is not what was asked for; names of the measure find both."""
    look = office.services.look
    joint = next(no for no, units in look.plan(JULY).units_of.items() if len(units) > 1)
    one, other = look.plan(JULY).units_of[joint][:2]
    office.services.edit.set_field(joint, one, JULY, "progress", "已设专窗四个")
    month = look.snapshot(JULY)

    def found(words: str, **kept: Any) -> set[int | EntryKey]:
        return set(look.found_by(LedgerView(filter=ViewFilter(words=words), **kept), month) or ())

    assert found("专窗") == {joint}
    assert found("专窗", split=True) == {EntryKey(joint, one)}
    assert found("专窗", grouping=Grouping.UNIT) == {EntryKey(joint, one)}
    assert found(f"{joint} {other}", grouping=Grouping.UNIT) == {EntryKey(joint, other)}
    assert found(f"专窗 {other}", split=True) == set()
    assert look.found_by(LedgerView(filter=ViewFilter(words=" ")), month) is None
    printed = office.services.publish.view(JULY, LedgerView(filter=ViewFilter(words="专窗"), columns=("unit",), split=True))
    assert printed.texts == ((one,),)


def test_the_window_opens_where_it_was_left_else_where_there_is_work(office: Office) -> None:
    assert office.services.look.current_period() == JULY  # the clock's own month in the plan's year
    office.services.edit.set_field(1, "区政数局", Period(2021, 5), "progress", "已办")
    assert office.services.look.current_period() == Period(2021, 5)
    office.services.look.remember_period(Period(2021, 9))
    assert office.services.look.current_period() == Period(2021, 9)
    assert len(office.services.look.periods()) == 12


def test_past_months_are_listed_newest_first_without_gaps(office: Office) -> None:
    for month, words in ((3, "三月"), (5, "五月"), (8, "八月")):
        office.services.edit.set_field(1, "区政数局", Period(2021, month), "progress", words)
    past = office.services.look.past(1, "区政数局", JULY)
    assert [(each.period, each.text) for each in past] == [(Period(2021, 5), "五月"), (Period(2021, 3), "三月")]


@pytest.mark.parametrize(
    ("progress", "problems", "deadline", "today", "state"),
    [
        ("", "", "", date(2021, 7, 10), State.UNREPORTED),
        ("无", "", "", date(2021, 7, 10), State.UNREPORTED),
        ("", "", "", date(2021, 7, 26), State.OVERDUE),
        ("已办", "", "", date(2021, 7, 26), State.REPORTED),
        ("本月无新进展", "", "", date(2021, 7, 26), State.REPORTED),
        ("已办", "无", "", date(2021, 7, 26), State.REPORTED),
        ("已办", "缺人", "", date(2021, 7, 26), State.PROBLEM),
        ("已办", "", "", date(2026, 1, 1), State.REPORTED),
        ("", "", "", date(2026, 1, 1), State.OVERDUE),
    ],
)
def test_an_entrys_state_says_what_a_clerk_would_say(
    office: Office, progress: str, problems: str, deadline: str, today: date, state: State
) -> None:
    for key, text in (("progress", progress), ("problems", problems), ("deadline", deadline)):
        office.services.edit.set_field(1, "区政数局", JULY, key, text)
    snapshot = office.services.look.snapshot(JULY)
    assert entry_status(snapshot.entry(1, "区政数局"), snapshot, today).state is state


@pytest.mark.parametrize(
    ("deadline", "lamp"), [("2021-12-31", "绿"), ("2021-08-05", "黄"), ("2021-07-10", "红"), ("长期坚持", "绿"), ("", "绿")],
)
def test_the_lamp_of_a_reported_entry_follows_its_deadline(office: Office, deadline: str, lamp: str) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已办")
    office.services.edit.set_field(1, "区政数局", JULY, "deadline", deadline)
    snapshot = office.services.look.snapshot(JULY)
    assert entry_status(snapshot.entry(1, "区政数局"), snapshot, date(2021, 7, 20)).lamp.value == lamp


def test_last_months_words_offered_in_a_form_are_taken_as_they_come_back(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "七月的")
    august = JULY.shifted(1)
    result = office.services.dispatch.dispatch(august, office.folder / "下发", prefill_progress=True)
    form_id = next(form.form_id for form in result.forms if form.unit == "区政数局")
    for words, kept in (("八月的", "八月的"), ("七月的", "七月的")):
        form = office.world.form({1: {"progress": words}, 2: {}}, form_id)
        office.reader.files = [returned_file(form)]
        office.merge()
        assert (office.text(1, "progress", period=august), office.store.held()) == (kept, ())
        office.services.history.undo()


def test_last_months_words_that_come_back_untouched_are_shown_as_sent_and_as_copied(office: Office) -> None:
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "七月办了 12 件。")
    august = JULY.shifted(1)
    result = office.services.dispatch.dispatch(august, office.folder / "下发", prefill_progress=True)
    form_id = next(form.form_id for form in result.forms if form.unit == "区政数局")
    for words, copied in (("七月办了 12 件。", True), ("八月办了 30 件。", False)):
        office.reader.files = [returned_file(office.world.form({1: {"progress": words}, 2: {}}, form_id))]
        planned = office.preview().files[0]
        field = next(each for each in planned.fields if (each.key.no, each.key.field) == (1, "progress"))
        assert (field.base, field.offered, field.copied) == ("", "七月办了 12 件。", copied)


@pytest.mark.parametrize(("words", "settle", "waiting"), [("单位写的", False, 0), ("又记的", False, 1), ("经办人记的", True, 0)])
def test_a_waiting_conflict_ends_when_its_words_are_set_or_a_person_says_so(
    office: Office, words: str, settle: bool, waiting: int
) -> None:
    office.dispatch()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "经办人记的")
    office.comes_back({1: {"progress": "单位写的"}, 2: {}})
    office.merge()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", words, settle=settle)
    assert (office.text(1, "progress"), len(office.store.held())) == (words, waiting)
    office.services.history.undo()
    assert (office.text(1, "progress"), len(office.store.held())) == ("经办人记的", 1)
