"""Commit: all of a draft, exactly, or nothing."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qcapp.domain.errors import LedgerChanged, LedgerError, UsageError
from qcapp.domain.ledger import CellKey, Source
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.ports import LedgerStore
from tests.db.drafts import (
    AUGUST,
    GX,
    JULY,
    JUNE,
    SEPTEMBER,
    SW,
    conflict,
    dispatch_draft,
    edit,
    edit_draft,
    form,
    key,
    merge_draft,
    shown,
)
from tests.factory import FixedClock


def test_the_ledger_keeps_the_services_protocol(ledger: LedgerStore) -> None:
    store: LedgerStore = ledger
    assert store.plan_for(JULY).year == 2021


def test_an_edit_shows_with_who_and_when(ledger: LedgerStore, clock: FixedClock) -> None:
    clock.time = datetime(2021, 7, 23, 8, 15, 30)
    operation = edit(ledger, key(), "已完成\n第二段")
    value = ledger.snapshot(JULY).entry(1, "区政数局").values["progress"]
    assert (value.text, value.period, value.at, value.who) == ("已完成\n第二段", JULY, clock.time, "张三")
    assert value.source == Source(None, None, None)
    assert (operation.kind, operation.changed, operation.at, operation.undone) == (
        OperationKind.EDIT, 1, clock.time, False,
    )


def test_a_merged_value_names_its_file_and_day(ledger: LedgerStore) -> None:
    draft = merge_draft(b"bytes", CellEdit(key(), "", "已办结"))
    ledger.commit(draft)
    sha256 = draft.returned[0][0].sha256
    value = ledger.snapshot(JULY).entry(1, "区政数局").values["progress"]
    assert value.source == Source("回收表.xlsx", date(2021, 7, 20), sha256)
    assert ledger.file_bytes(sha256) == b"bytes"
    assert ledger.file_bytes("f" * 64) is None


@pytest.mark.parametrize("text", ["=1+1", "😀 𠮷", "'; DROP TABLE cell; --", "100%_\\", "  两端空格  ", "a\tb"])
def test_text_is_kept_letter_for_letter(ledger: LedgerStore, text: str) -> None:
    edit(ledger, key(), text)
    assert shown(ledger, key()) == text


def test_contacts_and_deadline_carry_over_but_progress_does_not(ledger: LedgerStore) -> None:
    for field in ("progress", "problems", "deadline", "liaison2.name"):
        edit(ledger, key(field=field), f"七月 {field}")
    entry = ledger.snapshot(SEPTEMBER).entry(1, "区政数局")
    assert {field: (value.text, value.period) for field, value in entry.values.items()} == {
        "deadline": ("七月 deadline", JULY), "liaison2.name": ("七月 liaison2.name", JULY),
    }
    assert ledger.snapshot(JUNE).entry(1, "区政数局").values == {}


def test_a_later_value_hides_the_earlier_from_its_month_on(ledger: LedgerStore) -> None:
    edit(ledger, key(field="deadline"), "十月底")
    edit(ledger, key(period=SEPTEMBER, field="deadline"), "年底")
    texts = [shown(ledger, key(period=period, field="deadline")) for period in (JULY, AUGUST, SEPTEMBER)]
    assert texts == ["十月底", "十月底", "年底"]


def test_what_carries_over_and_is_equal_is_not_stored_again(ledger: LedgerStore) -> None:
    edit(ledger, key(field="deadline"), "年底")
    operation = edit(ledger, key(period=AUGUST, field="deadline"), "年底")
    assert operation.changed == 0
    assert ledger.changes(operation.id) == ()
    assert ledger.snapshot(AUGUST).entry(1, "区政数局").values["deadline"].period == JULY


def test_cleared_on_purpose_is_not_never_set(ledger: LedgerStore) -> None:
    edit(ledger, key(field="deadline"), "年底")
    edit(ledger, key(period=AUGUST, field="deadline"), "")
    entry = ledger.snapshot(SEPTEMBER).entry(1, "区政数局")
    assert entry.values["deadline"].text == ""
    assert "problems" not in entry.values


def test_a_field_that_changed_since_the_plan_stops_everything(ledger: LedgerStore) -> None:
    edit(ledger, key(), "台账已改")
    before = ledger.operations()
    draft = merge_draft(b"x", CellEdit(key(2), "", "新的"), CellEdit(key(), "旧的", "来表"), held=(conflict(key(2)),))
    with pytest.raises(LedgerChanged, match="台账在预览之后已被改动，请重新预览后再合并。"):
        ledger.commit(draft)
    assert ledger.operations() == before
    assert shown(ledger, key(2)) == ""
    assert ledger.returns_with(draft.returned[0][0].sha256) == ()
    assert ledger.held() == ()


def test_ours_is_what_carries_over(ledger: LedgerStore) -> None:
    edit(ledger, key(field="deadline"), "年底")
    august = key(period=AUGUST, field="deadline")
    with pytest.raises(LedgerChanged):
        ledger.commit(edit_draft(CellEdit(august, "", "十月")))
    ledger.commit(edit_draft(CellEdit(august, "年底", "十月")))
    assert shown(ledger, august) == "十月"


def test_two_months_in_one_draft_are_each_measured_by_what_was_shown(ledger: LedgerStore) -> None:
    july, august = key(field="deadline"), key(period=AUGUST, field="deadline")
    edit(ledger, july, "九月")
    ledger.commit(edit_draft(CellEdit(august, "九月", "九月"), CellEdit(july, "九月", "年底")))
    assert (shown(ledger, july), shown(ledger, august)) == ("年底", "九月")


def test_two_edits_of_one_field_follow_each_other(ledger: LedgerStore) -> None:
    operation = ledger.commit(edit_draft(CellEdit(key(), "", "一"), CellEdit(key(), "一", "二")))
    assert shown(ledger, key()) == "二"
    assert operation.changed == 1, "fields are counted, not edits"
    with pytest.raises(LedgerChanged):
        ledger.commit(edit_draft(CellEdit(key(), "二", "三"), CellEdit(key(), "二", "四")))
    ledger.undo(None, "张三")
    assert shown(ledger, key()) == ""


@pytest.mark.parametrize("count", [9, 10, 11, 23])
def test_of_many_changes_at_once_each_is_in_the_history_with_its_own_words(ledger: LedgerStore, count: int) -> None:
    """They are written some at a time, however many there are."""
    cells = [key(period=JULY.shifted(number), field="progress") for number in range(count)]
    edit(ledger, cells[0], "以前")
    said = {cell: f"第 {number} 件" for number, cell in enumerate(cells)}
    operation = ledger.commit(edit_draft(*(CellEdit(cell, shown(ledger, cell), text) for cell, text in said.items())))
    assert operation.changed == count
    assert {each.key: (each.before, each.after) for each in ledger.changes(operation.id)} == {
        cell: ("以前" if cell == cells[0] else "", text) for cell, text in said.items()
    }
    assert all(shown(ledger, cell) == text for cell, text in said.items())
    assert all(each.ok for each in ledger.check())


def test_two_units_of_one_measure_keep_their_own_text(ledger: LedgerStore) -> None:
    edit(ledger, key(3, SW), "区局")
    edit(ledger, key(3, GX), "高新局")
    assert [entry.text("progress") for entry in ledger.snapshot(JULY).entries_of(3)] == ["区局", "高新局"]


@pytest.mark.parametrize("cell", [key(1, SW), key(99), key(1, "没有的局"), key(field="remark")])
def test_an_unknown_cell_is_refused_in_words(ledger: LedgerStore, cell: CellKey) -> None:
    with pytest.raises(UsageError, match="请"):
        ledger.commit(edit_draft(CellEdit(cell, "", "文字")))
    assert len(ledger.operations()) == 1


def test_operation_ids_count_within_a_day_and_sort_by_time(ledger: LedgerStore, clock: FixedClock) -> None:
    ids = [edit(ledger, key(), "一").id]
    clock.time = datetime(2021, 7, 23, 10)
    ids.append(edit(ledger, key(), "二").id)
    clock.time = datetime(2020, 1, 1)  # a clock set back must not set ids back
    ids.append(edit(ledger, key(), "三").id)
    assert ids == ["20210722-0002", "20210723-0001", "20210723-0002"]
    assert [operation.id for operation in ledger.operations(2)] == ids[:0:-1]


def test_a_dispatched_form_comes_back_as_it_was_sent(ledger: LedgerStore) -> None:
    first, second = form(), form("QC-202107-01-WXYZ")._replace(values={})
    ledger.commit(dispatch_draft(first))
    ledger.commit(dispatch_draft(second))
    assert ledger.fill_form(first.form_id) == first
    assert ledger.fill_form("QC-202107-01-0000") is None
    assert ledger.form_ids(JULY) == {first.form_id, second.form_id}
    assert ledger.form_ids(AUGUST) == frozenset()
    assert ledger.snapshot(JULY).dispatched == {"区政数局": second}
    assert ledger.snapshot(AUGUST).dispatched == {}


def test_one_form_id_is_never_sent_twice(ledger: LedgerStore) -> None:
    ledger.commit(dispatch_draft(form()))
    with pytest.raises(LedgerError, match="QC-202107-01-ABCD"):
        ledger.commit(dispatch_draft(form()))
    assert len(ledger.operations()) == 2


def test_returns_are_numbered_in_the_order_merged(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one"))
    ledger.commit(merge_draft(b"two"))
    ledger.commit(merge_draft(b"three", unit=SW))
    records = ledger.snapshot(JULY).returned
    assert {unit: [record.serial for record in of_unit] for unit, of_unit in records.items()} == {
        "区政数局": [1, 2], SW: [1],
    }
    draft = merge_draft(b"two")
    assert ledger.returns_with(draft.returned[0][0].sha256) == (draft.returned[0][1]._replace(serial=2, operation=3),)


def test_settings_are_kept_and_overwritten_one_by_one(ledger: LedgerStore) -> None:
    assert ledger.settings() == {}
    for settings in ({"due_day": "25", "paper": "A3"}, {"due_day": "20"}):
        ledger.commit(OperationDraft(OperationKind.SETTINGS, "设置", "张三", settings=settings))
    assert ledger.settings() == {"due_day": "20", "paper": "A3"}


def test_periods_are_those_that_anything_happened_in(ledger: LedgerStore) -> None:
    assert ledger.periods() == ()
    assert ledger.newest_period() is None
    edit(ledger, key(period=SEPTEMBER), "有")
    edit(ledger, key(2, period=SEPTEMBER), "有")
    edit(ledger, key(period=Period(2022, 1)), "有")
    ledger.commit(dispatch_draft(form(period=JUNE)))
    ledger.commit(merge_draft())
    assert ledger.periods() == (JUNE, JULY, SEPTEMBER, Period(2022, 1))
    assert ledger.newest_period() == Period(2022, 1)
    ledger.undo(None, "张三")
    assert ledger.periods() == (JUNE, SEPTEMBER, Period(2022, 1))


def test_the_newest_month_is_the_last_that_has_anything_left_in_it(ledger: LedgerStore) -> None:
    """What was emptied, or merged and undone, is passed over, in whichever table it stood."""
    edit(ledger, key(period=JUNE), "有")
    ledger.commit(merge_draft())
    assert ledger.newest_period() == JULY
    ledger.undo(None, "张三")
    assert ledger.newest_period() == JUNE
    edit(ledger, key(period=SEPTEMBER), "有")
    assert ledger.newest_period() == SEPTEMBER
    ledger.commit(edit_draft(CellEdit(key(period=SEPTEMBER), "有", "")))
    assert ledger.newest_period() == JUNE
    ledger.commit(dispatch_draft(form(period=JULY)))
    assert ledger.newest_period() == ledger.periods()[-1] == JULY


def test_a_remembered_setting_is_no_operation(ledger: LedgerStore) -> None:
    ledger.remember("last_period", "2021-07")
    ledger.remember("last_period", "2021-08")
    assert ledger.settings() == {"last_period": "2021-08"}
    assert len(ledger.operations()) == 1
