"""Undo is an operation's inverse; it overwrites nothing that came later, and can itself be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qcapp.domain.errors import NothingToUndo, UsageError
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.ports import LedgerStore
from tests.db.drafts import JULY, dispatch_draft, edit, edit_draft, form, key, merge_draft, shown


def test_undo_brings_back_text_and_where_it_came_from(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one", CellEdit(key(), "", "来表")))
    before = ledger.snapshot(JULY).entries
    done = edit(ledger, key(), "手改")
    result = ledger.undo(None, "李四")
    assert ledger.snapshot(JULY).entries == before
    assert (result.undone, result.left) == (replace(done, undone=True), ())
    assert (result.operation.kind, result.operation.who, result.operation.changed) == (OperationKind.UNDO, "李四", 1)
    assert result.operation.summary == "撤销：修改"


def test_undo_of_a_first_value_leaves_no_trace_in_the_entry(ledger: LedgerStore) -> None:
    before = ledger.snapshot(JULY).entries
    edit(ledger, key(), "有")
    ledger.undo(None, "张三")
    assert ledger.snapshot(JULY).entries == before


def test_redo_is_the_undo_of_the_undo(ledger: LedgerStore) -> None:
    edit(ledger, key(), "一")
    edit(ledger, key(), "二")
    after = ledger.snapshot(JULY).entries
    ledger.undo(None, "张三")
    ledger.undo(None, "张三")
    assert shown(ledger, key()) == ""
    ledger.redo("张三")
    assert shown(ledger, key()) == "一"
    result = ledger.redo("张三")
    assert (result.operation.summary, result.undone.kind) == ("恢复：修改", OperationKind.UNDO)
    assert ledger.snapshot(JULY).entries == after
    with pytest.raises(NothingToUndo, match="没有可以恢复的撤销"):
        ledger.redo("张三")


def test_redo_is_gone_once_something_else_was_done(ledger: LedgerStore) -> None:
    edit(ledger, key(), "一")
    ledger.undo(None, "张三")
    edit(ledger, key(2), "别的")
    with pytest.raises(NothingToUndo, match="没有可以恢复的撤销"):
        ledger.redo("张三")


def test_what_a_later_operation_touched_is_named_and_left(ledger: LedgerStore) -> None:
    first = ledger.commit(edit_draft(CellEdit(key(), "", "一"), CellEdit(key(2), "", "甲")))
    edit(ledger, key(), "后来")
    result = ledger.undo(first.id, "张三")
    assert result.left == (key(),)
    assert (shown(ledger, key()), shown(ledger, key(2))) == ("后来", "")
    ledger.redo("张三")
    assert (shown(ledger, key()), shown(ledger, key(2))) == ("后来", "甲")


def test_the_same_text_written_again_later_still_counts_as_touched(ledger: LedgerStore) -> None:
    first = edit(ledger, key(), "一")
    edit(ledger, key(), "二")
    edit(ledger, key(), "一")
    assert ledger.undo(first.id, "张三").left == (key(),)
    assert shown(ledger, key()) == "一"


def test_an_older_operation_can_be_undone_after_the_newer_was(ledger: LedgerStore) -> None:
    first = edit(ledger, key(), "一")
    second = edit(ledger, key(), "二")
    ledger.undo(second.id, "张三")
    assert ledger.undo(first.id, "张三").left == ()
    assert shown(ledger, key()) == ""


def test_after_redo_the_operation_can_be_undone_again(ledger: LedgerStore) -> None:
    done = edit(ledger, key(), "一")
    ledger.undo(None, "张三")
    ledger.redo("张三")
    assert ledger.undo(None, "张三").undone.id == done.id
    assert shown(ledger, key()) == ""


def test_a_named_undo_is_undone_days_later(ledger: LedgerStore) -> None:
    edit(ledger, key(), "一")
    undo = ledger.undo(None, "张三").operation
    edit(ledger, key(2), "别的")
    assert ledger.undo(undo.id, "张三").operation.summary == "恢复：修改"
    assert shown(ledger, key()) == "一"


def test_undone_merges_can_be_merged_again(ledger: LedgerStore) -> None:
    draft = merge_draft(b"one", CellEdit(key(), "", "来表"))
    ledger.commit(draft)
    (sha256,) = {file.sha256 for file, _ in draft.returned}
    ledger.undo(None, "张三")
    assert (ledger.returns_with(sha256), ledger.snapshot(JULY).returned) == ((), {})
    ledger.commit(draft)
    assert [record.serial for record in ledger.returns_with(sha256)] == [2]
    assert shown(ledger, key()) == "来表"


def test_of_many_files_those_are_told_that_were_ever_merged(ledger: LedgerStore) -> None:
    drafts = [merge_draft(data) for data in (b"one", b"two")]
    for draft in drafts:
        ledger.commit(draft)
    ledger.undo(None, "张三")
    merged = {file.sha256 for draft in drafts for file, _ in draft.returned}
    assert ledger.returned([*(f"{number:064x}" for number in range(1_200)), *merged]) == merged
    assert ledger.returned([]) == frozenset()


def test_redo_of_a_merge_brings_its_returns_back(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one"))
    returned = ledger.snapshot(JULY).returned
    ledger.undo(None, "张三")
    ledger.redo("张三")
    assert ledger.snapshot(JULY).returned == returned != {}


def test_what_changed_no_entry_is_passed_over(ledger: LedgerStore) -> None:
    done = edit(ledger, key(), "一")
    ledger.commit(dispatch_draft(form()))
    ledger.commit(OperationDraft(OperationKind.SETTINGS, "设置", "张三", settings={}))
    edit(ledger, key(), "一")
    assert ledger.undo(None, "张三").undone.id == done.id
    assert ledger.fill_form(form().form_id) == form()


def test_what_cannot_be_undone_is_said(ledger: LedgerStore) -> None:
    with pytest.raises(NothingToUndo, match="没有可以撤销的操作"):
        ledger.undo(None, "张三")
    dispatched = ledger.commit(dispatch_draft(form()))
    with pytest.raises(UsageError, match="是下发，不能撤销"):
        ledger.undo(dispatched.id, "张三")
    with pytest.raises(UsageError, match="没有编号为“20990101-0001”的操作"):
        ledger.undo("20990101-0001", "张三")
    done = edit(ledger, key(), "一")
    undo = ledger.undo(done.id, "张三").operation
    with pytest.raises(NothingToUndo, match="已经撤销过"):
        ledger.undo(done.id, "张三")
    ledger.undo(undo.id, "张三")
    with pytest.raises(NothingToUndo, match="已经恢复过，不用再恢复"):
        ledger.undo(undo.id, "张三")


def test_undone_is_said_of_the_operation_that_is_undone_now(ledger: LedgerStore) -> None:
    edit(ledger, key(), "一")
    ledger.undo(None, "张三")
    assert [operation.undone for operation in ledger.operations(2)] == [False, True]
    ledger.redo("张三")
    assert [operation.undone for operation in ledger.operations(3)] == [False, True, False]


def both(ledger: LedgerStore) -> tuple[str, str]:
    """A merge's words, and a clerk's over them: the ids of both operations."""
    merged = ledger.commit(merge_draft(b"one", CellEdit(key(), "", "来表")))
    return merged.id, edit(ledger, key(), "人工").id


def test_undoing_both_of_two_in_any_order_brings_none_of_their_words_back(ledger: LedgerStore) -> None:
    before = ledger.snapshot(JULY).entries
    merged, edited = both(ledger)
    assert ledger.undo(merged, "张三").left == (key(),)
    assert ledger.undo(edited, "张三").left == ()
    assert ledger.snapshot(JULY).entries == before


def test_what_was_brought_back_is_undone_without_older_words_that_are_undone_too(ledger: LedgerStore) -> None:
    merged, edited = both(ledger)
    ledger.undo(edited, "张三")
    again = ledger.redo("张三").operation
    ledger.undo(merged, "张三")
    ledger.undo(again.id, "张三")
    assert shown(ledger, key()) == ""


def test_words_brought_back_show_again_whichever_was_undone_first(ledger: LedgerStore) -> None:
    merged, edited = both(ledger)
    left = ledger.undo(merged, "张三").operation
    gone = ledger.undo(edited, "张三").operation
    assert ledger.undo(left.id, "张三").left == ()
    assert shown(ledger, key()) == "来表"
    assert ledger.undo(gone.id, "张三").left == ()
    assert shown(ledger, key()) == "人工"


def test_later_words_show_again_though_earlier_ones_were_undone_meanwhile(ledger: LedgerStore) -> None:
    merged, edited = both(ledger)
    gone = ledger.undo(edited, "张三").operation
    ledger.undo(merged, "张三")
    assert ledger.undo(gone.id, "张三").left == ()
    assert shown(ledger, key()) == "人工"
