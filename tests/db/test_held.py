"""Held conflicts wait until a person decides, and wait again when that is undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qcapp.domain.errors import LedgerChanged
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.ports import LedgerStore
from tests.db.drafts import AUGUST, JULY, conflict, edit, key, merge_draft, shown


def resolve(ledger: LedgerStore, after: str) -> None:
    (waiting,) = ledger.held()
    edits = (CellEdit(waiting.key, shown(ledger, waiting.key), after, waiting.sha256),)
    ledger.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", edits, resolves=(waiting.id,)))


def test_a_conflict_waits_in_its_period(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(held=(conflict(key()), replace(conflict(key(2)), base=None))))
    waiting = ledger.held()
    assert [replace(each, id=0) for each in waiting] == [conflict(key()), replace(conflict(key(2)), base=None)]
    assert 0 not in {each.id for each in waiting}
    assert ledger.held(JULY) == waiting == ledger.snapshot(JULY).held
    assert ledger.held(AUGUST) == ()


def test_a_settled_conflict_waits_no_more_and_undo_makes_it_wait_again(ledger: LedgerStore) -> None:
    edit(ledger, key(), "台账")
    ledger.commit(merge_draft(held=(conflict(key(), ours="台账"),)))
    resolve(ledger, "来表")
    assert (ledger.held(), shown(ledger, key())) == ((), "来表")
    ledger.undo(None, "张三")
    assert ([each.theirs for each in ledger.held()], shown(ledger, key())) == (["来表"], "台账")
    ledger.redo("张三")
    assert (ledger.held(), shown(ledger, key())) == ((), "来表")


def test_undoing_the_merge_takes_its_conflicts_away_and_redo_brings_them_back(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(held=(conflict(key()),)))
    waiting = ledger.held()
    ledger.undo(None, "张三")
    assert ledger.held() == ()
    ledger.redo("张三")
    assert ledger.held() == waiting


@pytest.mark.parametrize("theirs", ["来表", "第二次来表"])
def test_a_later_return_replaces_the_conflict_that_waits(ledger: LedgerStore, theirs: str) -> None:
    ledger.commit(merge_draft(b"one", held=(conflict(key()),)))
    ledger.commit(merge_draft(b"two", held=(conflict(key(), theirs),)))
    assert [each.theirs for each in ledger.held()] == [theirs]
    ledger.undo(None, "张三")
    assert [each.theirs for each in ledger.held()] == ["来表"]


def test_a_conflict_survives_the_undo_of_an_earlier_merge_that_had_it_too(ledger: LedgerStore) -> None:
    first = ledger.commit(merge_draft(b"one", held=(conflict(key()),)))
    ledger.commit(merge_draft(b"two", held=(conflict(key()),)))
    ledger.undo(first.id, "张三")
    assert [each.theirs for each in ledger.held()] == ["来表"]


def test_a_conflict_is_settled_once(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(held=(conflict(key()),)))
    (waiting,) = ledger.held()
    draft = OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", resolves=(waiting.id,))
    ledger.commit(draft)
    with pytest.raises(LedgerChanged, match="请"):
        ledger.commit(draft)


def test_two_files_of_one_merge_that_disagree_wait_side_by_side(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(held=(conflict(key(), "表格里说"), conflict(key(), "文档里说"))))
    assert [each.theirs for each in ledger.held()] == ["表格里说", "文档里说"]


def test_a_field_that_came_round_since_the_preview_is_not_held_with_old_words(ledger: LedgerStore) -> None:
    edit(ledger, key(), "预览时")
    draft = merge_draft(held=(conflict(key(), ours="预览时"),))
    edit(ledger, key(), "来表")
    before = ledger.operations()
    with pytest.raises(LedgerChanged, match="请重新预览"):
        ledger.commit(draft)
    assert (ledger.operations(), ledger.held(), ledger.snapshot(JULY).returned) == (before, (), {})


def test_what_is_held_against_a_value_of_an_earlier_month_waits(ledger: LedgerStore) -> None:
    edit(ledger, key(field="deadline"), "年底")
    ledger.commit(merge_draft(held=(conflict(key(period=AUGUST, field="deadline"), ours="年底"),)))
    assert [each.ours for each in ledger.held(AUGUST)] == ["年底"]


def test_a_field_held_and_changed_in_one_go_is_measured_before_the_change(ledger: LedgerStore) -> None:
    edit(ledger, key(), "台账")
    held = (conflict(key(), "另一份", ours="台账"),)
    ledger.commit(merge_draft(b"one", CellEdit(key(), "台账", "来表"), held=held))
    assert (shown(ledger, key()), [each.theirs for each in ledger.held()]) == ("来表", ["另一份"])


def test_two_files_of_one_merge_that_say_the_same_ask_once(ledger: LedgerStore) -> None:
    said = ("已办结 3 件", "已办结3件")
    ledger.commit(merge_draft(held=(*(conflict(key(), each) for each in said), conflict(key(2), said[0]))))
    assert [(each.key, each.theirs) for each in ledger.held()] == [(key(), said[0]), (key(2), said[0])]
