"""Saves of one cell in one sitting are one operation; anything else in between, and a new one begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from qcapp.domain.errors import LedgerChanged, UsageError
from qcapp.domain.ledger import CellKey, Source
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.ports import LedgerStore, SoughtWord
from tests.db.drafts import AUGUST, JULY, ZS, dispatch_draft, edit, edit_draft, form, key, merge_draft, shown
from tests.factory import FixedClock


def save(ledger: LedgerStore, text: str, after: Operation | None = None, cell: CellKey | None = None) -> Operation:
    """One pause in typing."""
    at = cell or key()
    draft = edit_draft(CellEdit(at, shown(ledger, at), text))
    return ledger.commit(replace(draft, summary=f"改为{text}", continues=after.id if after else None))


def burst(ledger: LedgerStore, *texts: str, cell: CellKey | None = None) -> Operation:
    last: Operation | None = None
    for text in texts:
        last = save(ledger, text, last, cell)
    assert last is not None
    return last


def is_whole(ledger: LedgerStore) -> bool:
    return all(check.ok for check in ledger.check())


def test_a_burst_is_one_operation_from_the_first_text_to_the_last(ledger: LedgerStore, clock: FixedClock) -> None:
    edit(ledger, key(), "原来的话")
    begun = clock.time
    last: Operation | None = None
    for text in ("原来的话，又", "原来的话，又办了", "原来的话，又办了 ＡＢ 件"):
        last = save(ledger, text, last)
        clock.time += timedelta(minutes=3)
    assert last is not None
    assert (last.at, last.summary, last.changed) == (begun, "改为原来的话，又办了 ＡＢ 件", 1)
    assert ledger.operations(1) == (last,)
    assert len(ledger.operations()) == 3
    assert [(each.before, each.after) for each in ledger.changes(last.id)] == [("原来的话", "原来的话，又办了 ＡＢ 件")]
    assert [each.before for each in ledger.history(1, 2021)] == ["原来的话", ""]
    assert shown(ledger, key()) == "原来的话，又办了 ＡＢ 件"
    assert [each.entry.no for each in ledger.cells_with([SoughtWord("办了ab")])] == [1]
    assert is_whole(ledger)


def test_undo_gives_back_the_text_from_before_the_burst_and_redo_the_last(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one", CellEdit(key(), "", "来表")))
    before = ledger.snapshot(JULY).entries
    last = burst(ledger, "来表，补", "来表，补充", "来表，补充完毕")
    result = ledger.undo(None, "张三")
    assert result.undone == replace(last, undone=True)
    assert ledger.snapshot(JULY).entries == before
    assert is_whole(ledger)
    ledger.redo("张三")
    assert shown(ledger, key()) == "来表，补充完毕"
    assert is_whole(ledger)


def test_a_first_value_typed_in_pieces_is_undone_to_nothing(ledger: LedgerStore) -> None:
    before = ledger.snapshot(JULY).entries
    burst(ledger, "一", "一二", "一二三")
    ledger.undo(None, "张三")
    assert ledger.snapshot(JULY).entries == before


def test_back_to_the_first_text_is_no_change_and_keeps_where_it_came_from(ledger: LedgerStore) -> None:
    merged = ledger.commit(merge_draft(b"one", CellEdit(key(), "", "来表")))
    last = burst(ledger, "来表错", "来", "来表")
    value = ledger.snapshot(JULY).entry(1, ZS).values["progress"]
    assert value.source == Source("回收表.xlsx", date(2021, 7, 20), merge_draft(b"one").returned[0][0].sha256)
    assert (last.changed, ledger.changes(last.id), len(ledger.operations())) == (0, (), 3)
    assert is_whole(ledger)
    assert ledger.undo(None, "张三").undone.id == merged.id


def test_back_to_what_an_earlier_month_lends_is_carried_over_again(ledger: LedgerStore) -> None:
    august = key(period=AUGUST, field="deadline")
    edit(ledger, key(field="deadline"), "年底")
    burst(ledger, "年底前", "年底", cell=august)
    assert ledger.snapshot(AUGUST).entry(1, ZS).values["deadline"].period == JULY
    edit(ledger, key(field="deadline"), "十月")
    assert shown(ledger, august) == "十月"
    assert is_whole(ledger)


def test_cleared_and_typed_anew_is_still_the_same_operation(ledger: LedgerStore) -> None:
    last = burst(ledger, "甲", "", "乙")
    assert len(ledger.operations()) == 2
    assert [(each.before, each.after) for each in ledger.changes(last.id)] == [("", "乙")]
    ledger.undo(None, "张三")
    assert shown(ledger, key()) == ""
    assert is_whole(ledger)


def merges(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one", CellEdit(key(2), "", "来表")))


def sends(ledger: LedgerStore) -> None:
    ledger.commit(dispatch_draft(form()))


def edits_another(ledger: LedgerStore) -> None:
    edit(ledger, key(2), "别处")


def sets(ledger: LedgerStore) -> None:
    ledger.commit(OperationDraft(OperationKind.SETTINGS, "设置", "张三", settings={"a": "b"}))


def undoes(ledger: LedgerStore) -> None:
    ledger.undo(None, "张三")


def undoes_and_redoes(ledger: LedgerStore) -> None:
    ledger.undo(None, "张三")
    ledger.redo("张三")


@pytest.mark.parametrize("between", [merges, sends, edits_another, sets, undoes, undoes_and_redoes])
def test_another_operation_in_between_ends_the_burst(ledger: LedgerStore, between: Callable[[LedgerStore], None]) -> None:
    first = burst(ledger, "一", "一二")
    between(ledger)
    ours, trail = shown(ledger, key()), ledger.operations()
    second = save(ledger, "一二三", first)
    assert ledger.operations() == (second, *trail)
    assert [(each.before, each.after) for each in ledger.changes(second.id)] == [(ours, "一二三")]
    assert is_whole(ledger)


@pytest.mark.parametrize("other", [key(2), key(period=AUGUST), key(field="problems")])
def test_another_cell_is_another_operation(ledger: LedgerStore, other: CellKey) -> None:
    first = save(ledger, "一")
    second = save(ledger, "二", first, other)
    assert second.id != first.id
    assert (ledger.changes(first.id)[0].after, ledger.changes(second.id)[0].after) == ("一", "二")


def test_another_person_begins_another_operation(ledger: LedgerStore) -> None:
    first = save(ledger, "一")
    draft = replace(edit_draft(CellEdit(key(), "一", "二")), who="李四", continues=first.id)
    second = ledger.commit(draft)
    assert [(each.operation.who, each.after) for each in ledger.history(1, 2021)] == [("李四", "二"), ("张三", "一")]
    assert second.id != first.id


@pytest.mark.parametrize(
    ("passed", "count"),
    [(timedelta(0), 1), (timedelta(seconds=599), 1), (timedelta(minutes=10), 2), (timedelta(seconds=-1), 2)],
)
def test_ten_minutes_after_it_began_an_operation_stands(
    ledger: LedgerStore, clock: FixedClock, passed: timedelta, count: int
) -> None:
    first = save(ledger, "一")
    clock.time += passed
    save(ledger, "一二", first)
    assert len(ledger.operations()) == 1 + count
    ledger.undo(None, "张三")
    assert shown(ledger, key()) == ("" if count == 1 else "一")


def test_an_edit_that_names_no_operation_is_one_of_its_own(ledger: LedgerStore) -> None:
    save(ledger, "一")
    save(ledger, "一二")
    assert [each.summary for each in ledger.operations(2)] == ["改为一二", "改为一"]


@pytest.mark.parametrize("name", ["", "20210722-0001", "20991231-0001", "x"])
def test_an_operation_that_cannot_be_continued_is_left_alone(ledger: LedgerStore, name: str) -> None:
    """That of the official list among them, and one that a restored backup took away."""
    trail = (save(ledger, "一"), *ledger.operations()[1:])
    second = ledger.commit(replace(edit_draft(CellEdit(key(), "一", "二")), continues=name))
    assert ledger.operations() == (second, *trail)


def test_a_merge_is_not_continued(ledger: LedgerStore) -> None:
    merged = ledger.commit(merge_draft(b"one", CellEdit(key(), "", "来表")))
    draft = replace(edit_draft(CellEdit(key(), "来表", "改")), who=merged.who, continues=merged.id)
    ledger.commit(draft)
    assert [(each.before, each.after) for each in ledger.changes(merged.id)] == [("", "来表")]
    assert ledger.returns_with(merge_draft(b"one").returned[0][0].sha256) != ()


@pytest.mark.parametrize(
    "edits",
    [(CellEdit(key(), "", "一"), CellEdit(key(2), "", "二")), (CellEdit(key(), "", "一"), CellEdit(key(), "一", "二"))],
    ids=["two cells", "one cell twice"],
)
def test_an_edit_of_two_changes_is_not_continued(ledger: LedgerStore, edits: tuple[CellEdit, ...]) -> None:
    first = ledger.commit(edit_draft(*edits))
    save(ledger, "三", first)
    assert [each.after for each in ledger.changes(first.id)] == ["一", "二"]
    assert is_whole(ledger)


def test_a_draft_of_more_than_an_edit_is_an_operation_of_its_own(ledger: LedgerStore) -> None:
    first = save(ledger, "一")
    draft = replace(edit_draft(CellEdit(key(), "一", "二")), continues=first.id, settings={"a": "b"})
    assert ledger.commit(draft).id != first.id
    assert ledger.changes(first.id)[0].after == "一"


def test_what_changed_elsewhere_stops_a_continued_edit_too(ledger: LedgerStore) -> None:
    first = save(ledger, "一")
    trail = ledger.operations()
    for cell, ours, error in ((key(), "旧的", LedgerChanged), (key(99), "", UsageError)):
        with pytest.raises(error):
            ledger.commit(replace(edit_draft(CellEdit(cell, ours, "二")), continues=first.id))
    assert (shown(ledger, key()), ledger.operations()) == ("一", trail)
    assert is_whole(ledger)


def test_what_fails_at_the_end_leaves_the_operation_as_it_was(ledger: LedgerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    first = save(ledger, "一")

    def fail(*_: object) -> None:
        raise RuntimeError("stopped")

    with monkeypatch.context() as patch:
        patch.setattr("db.writing.finish_operation", fail)
        with pytest.raises(RuntimeError, match="stopped"):
            save(ledger, "一二", first)
    assert (shown(ledger, key()), ledger.operations(1)) == ("一", (first,))
    assert is_whole(ledger)
    assert save(ledger, "一二三", first).id == first.id
