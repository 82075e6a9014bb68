"""One file of a merge is undone alone: what it wrote, its record, its conflicts, its attachments, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qcapp.domain.errors import LedgerChanged, NothingToUndo, UsageError
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.ports import LedgerStore
from tests.db.drafts import (
    JULY,
    SW,
    ZS,
    attachment,
    conflict,
    edit,
    files_draft,
    key,
    merge_draft,
    named,
    returned,
    sha,
    shown,
)

PROBLEMS = key(field="problems")
SAID = {(b"a", key()): "甲的进展", (b"a", PROBLEMS): "甲的问题", (b"b", key(2)): "乙的进展"}
SAID_CELLS = [cell for _, cell in SAID]


def merge(ledger: LedgerStore) -> Operation:
    """Two files, each with fields of its own."""
    return ledger.commit(files_draft(*((data, CellEdit(cell, "", text)) for (data, cell), text in SAID.items())))


def chained(ledger: LedgerStore, *said: tuple[bytes, str], before: str = "") -> Operation:
    """Files that wrote one field, one after the other."""
    edits = []
    for data, text in said:
        edits.append((data, CellEdit(key(), before, text)))
        before = text
    return ledger.commit(files_draft(*edits))


def by(data: bytes, cell: CellKey, theirs: str) -> HeldConflict:
    return replace(conflict(cell, theirs), sha256=sha(data), file=named(data))


def live(ledger: LedgerStore) -> list[str]:
    return [record.name for record in ledger.snapshot(JULY).returned.get(ZS, ())]


def test_the_files_words_and_record_go_and_those_of_the_other_stay(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    result = ledger.undo(merged.id, "张三", sha(b"a"))
    assert (result.file, result.left, result.undone) == ("a.xlsx", (), merged)
    assert (result.operation.kind, result.operation.changed) == (OperationKind.UNDO, 2)
    assert result.operation.summary == "撤销：“a.xlsx”（合并 2 份）"
    assert [shown(ledger, cell) for cell in (key(), PROBLEMS, key(2))] == ["", "", "乙的进展"]
    assert live(ledger) == ["b.xlsx"]
    assert (ledger.returns_with(sha(b"a")), len(ledger.returns_with(sha(b"b")))) == ((), 1)
    assert [(record.name, record.undone) for record in ledger.returns_of(merged.id)] == [
        ("a.xlsx", True), ("b.xlsx", False)
    ]
    assert all(check.ok for check in ledger.check())


def test_its_undo_is_undone_by_redo_and_days_later_by_name(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    before = ledger.snapshot(JULY)
    undo = ledger.undo(merged.id, "张三", sha(b"a")).operation
    result = ledger.redo("张三")
    assert (result.file, result.operation.summary) == ("a.xlsx", "恢复：“a.xlsx”（合并 2 份）")
    assert (result.undone.id, result.undone.undone) == (undo.id, True)
    assert ledger.snapshot(JULY) == before
    undo = ledger.undo(merged.id, "张三", sha(b"a")).operation
    edit(ledger, key(2), "后来")
    assert ledger.undo(undo.id, "张三").file == "a.xlsx"
    assert [shown(ledger, cell) for cell in SAID_CELLS] == ["甲的进展", "甲的问题", "后来"]


def test_fields_that_something_later_touched_are_left_and_named(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    edit(ledger, key(), "人工")
    assert ledger.undo(merged.id, "张三", sha(b"a")).left == (key(),)
    assert [shown(ledger, cell) for cell in SAID_CELLS] == ["人工", "", "乙的进展"]


@pytest.mark.parametrize(
    ("undone", "shows", "left"),
    [
        ((b"a",), "乙", [(key(),)]),
        ((b"b",), "甲", [()]),
        ((b"a", b"b"), "原来", [(key(),), ()]),
        ((b"b", b"a"), "原来", [(), ()]),
    ],
)
def test_of_files_that_wrote_one_field_one_after_the_other_the_newest_that_holds_shows(
    ledger: LedgerStore, undone: tuple[bytes, ...], shows: str, left: list[tuple[CellKey, ...]]
) -> None:
    edit(ledger, key(), "原来")
    merged = chained(ledger, (b"a", "甲"), (b"b", "乙"), before="原来")
    assert merged.changed == 1
    assert [(each.before, each.after) for each in ledger.changes(merged.id)] == [("原来", "甲"), ("甲", "乙")]
    undos = [ledger.undo(merged.id, "张三", sha(data)) for data in undone]
    assert [undo.left for undo in undos] == left
    assert shown(ledger, key()) == shows
    for _ in undone:
        ledger.redo("张三")
    assert shown(ledger, key()) == "乙"
    ledger.undo(merged.id, "张三")
    assert shown(ledger, key()) == "原来"


def test_words_that_two_files_said_stay_while_one_of_them_holds(ledger: LedgerStore) -> None:
    merged = chained(ledger, (b"a", "同一句"), (b"b", "同一句"))
    assert [each.source.file for each in ledger.changes(merged.id)] == ["a.xlsx", "b.xlsx"]
    ledger.undo(merged.id, "张三", sha(b"a"))
    assert shown(ledger, key()) == "同一句"
    ledger.undo(merged.id, "张三", sha(b"b"))
    assert shown(ledger, key()) == ""


def test_a_file_that_says_again_what_it_said_writes_once(ledger: LedgerStore) -> None:
    assert len(ledger.changes(chained(ledger, (b"a", "一句"), (b"a", "一句")).id)) == 1


def test_a_chain_whose_links_do_not_meet_is_refused(ledger: LedgerStore) -> None:
    edit(ledger, key(), "原来")
    before = ledger.operations()
    broken = files_draft((b"a", CellEdit(key(), "原来", "原来")), (b"b", CellEdit(key(), "别的", "乙")))
    with pytest.raises(LedgerChanged, match="请重新预览"):
        ledger.commit(broken)
    assert ledger.operations() == before


def test_undoing_the_merge_undoes_the_rest_and_bringing_it_back_brings_back_the_rest(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    part = ledger.undo(merged.id, "张三", sha(b"a")).operation
    whole = ledger.undo(merged.id, "张三")
    assert (whole.file, whole.left, whole.operation.changed) == (None, (), 1)
    assert ([shown(ledger, cell) for cell in SAID_CELLS], live(ledger)) == (["", "", ""], [])
    assert [record.undone for record in ledger.returns_of(merged.id)] == [True, True]
    with pytest.raises(NothingToUndo, match="请先恢复那次合并"):
        ledger.undo(part.id, "张三")
    ledger.undo(whole.operation.id, "张三")
    assert ([shown(ledger, cell) for cell in SAID_CELLS], live(ledger)) == (["", "", "乙的进展"], ["b.xlsx"])
    ledger.undo(part.id, "张三")
    assert ([shown(ledger, cell) for cell in SAID_CELLS], live(ledger)) == (list(SAID.values()), ["a.xlsx", "b.xlsx"])


def test_redo_brings_back_the_merge_and_then_the_file(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    ledger.undo(merged.id, "张三", sha(b"a"))
    ledger.undo(None, "张三")
    assert ledger.redo("张三").file is None
    assert live(ledger) == ["b.xlsx"]
    assert ledger.redo("张三").file == "a.xlsx"
    assert live(ledger) == ["a.xlsx", "b.xlsx"]
    with pytest.raises(NothingToUndo, match="没有可以恢复的撤销"):
        ledger.redo("张三")


def test_a_merge_whose_files_are_all_undone_counts_as_undone(ledger: LedgerStore) -> None:
    first = edit(ledger, key(2), "更早")
    merged = ledger.commit(files_draft((b"a", CellEdit(key(), "", "甲")), more=(b"b",)))
    ledger.undo(merged.id, "张三", sha(b"a"))
    assert [each.undone for each in ledger.operations(2)] == [False, False]
    ledger.undo(merged.id, "张三", sha(b"b"))
    assert [each.undone for each in ledger.operations(3)] == [False, False, True]
    with pytest.raises(NothingToUndo, match="已经撤销过"):
        ledger.undo(merged.id, "张三")
    assert ledger.undo(None, "张三").undone.id == first.id
    ledger.redo("张三")
    ledger.redo("张三")
    assert (live(ledger), [each.undone for each in ledger.operations() if each.id == merged.id]) == (["b.xlsx"], [False])


def test_what_cannot_be_undone_is_said(ledger: LedgerStore) -> None:
    with pytest.raises(UsageError, match="台账里没有合并过这份回收表"):
        ledger.undo(None, "张三", sha(b"a"))
    merged = merge(ledger)
    done = edit(ledger, key(3, SW), "手改")
    for operation in (done, merged):
        with pytest.raises(UsageError, match=f"操作“{operation.id}”里没有合并过这份回收表"):
            ledger.undo(operation.id, "张三", sha(b"c" if operation is merged else b"a"))
    with pytest.raises(UsageError, match="没有编号为“20990101-0001”的操作"):
        ledger.undo("20990101-0001", "张三", sha(b"a"))
    undo = ledger.undo(merged.id, "张三", sha(b"a")).operation
    with pytest.raises(NothingToUndo, match=r"“a\.xlsx”.*已经撤销过"):
        ledger.undo(merged.id, "张三", sha(b"a"))
    with pytest.raises(UsageError, match="里没有合并过这份回收表"):
        ledger.undo(undo.id, "张三", sha(b"a"))
    again = ledger.undo(undo.id, "张三").operation
    with pytest.raises(NothingToUndo, match="已经恢复过"):
        ledger.undo(undo.id, "张三")
    ledger.undo(merged.id, "张三", sha(b"a"))
    with pytest.raises(NothingToUndo, match="已经撤销过"):
        ledger.undo(again.id, "张三")
    ledger.undo(merged.id, "张三")
    with pytest.raises(NothingToUndo, match=r"“b\.xlsx”.*已经撤销过"):
        ledger.undo(merged.id, "张三", sha(b"b"))


def test_a_file_without_its_merge_named_is_that_of_the_newest_that_holds(ledger: LedgerStore) -> None:
    first = merge(ledger)
    ledger.undo(first.id, "张三")
    second = merge(ledger)
    assert ledger.undo(None, "张三", sha(b"a")).undone.id == second.id
    with pytest.raises(NothingToUndo, match=r"“a\.xlsx”.*已经撤销过"):
        ledger.undo(None, "张三", sha(b"a"))


def test_a_file_undone_can_be_merged_again(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    ledger.undo(merged.id, "张三", sha(b"a"))
    again = ledger.commit(files_draft((b"a", CellEdit(key(), "", "重新合并"))))
    assert (shown(ledger, key()), live(ledger)) == ("重新合并", ["b.xlsx", "a.xlsx"])
    (source,) = {change.source.file for change in ledger.changes(again.id)}
    assert source == "a.xlsx"
    ledger.undo(again.id, "张三")
    assert (shown(ledger, key()), live(ledger)) == ("", ["b.xlsx"])


def test_the_parts_that_two_units_have_in_one_file_go_together(ledger: LedgerStore) -> None:
    file, record = returned(b"a")
    edits = (CellEdit(key(), "", "一局", sha(b"a")), CellEdit(key(3, SW), "", "二局", sha(b"a")))
    records = ((file, record), (file, record._replace(unit=SW)), returned(b"b"))
    merged = ledger.commit(OperationDraft(OperationKind.MERGE, "合并", "李四", edits, returned=records))
    ledger.undo(merged.id, "张三", sha(b"a"))
    assert (shown(ledger, key()), shown(ledger, key(3, SW))) == ("", "")
    assert [(each.unit, each.undone) for each in ledger.returns_of(merged.id)] == [(ZS, True), (SW, True), (ZS, False)]
    ledger.redo("张三")
    assert (shown(ledger, key()), shown(ledger, key(3, SW))) == ("一局", "二局")


def test_conflicts_of_the_file_wait_no_more_and_wait_again(ledger: LedgerStore) -> None:
    held = (by(b"a", key(), "甲"), by(b"b", key(2), "乙"))
    merged = ledger.commit(files_draft(held=held, more=(b"a", b"b")))
    waiting = ledger.held()
    ledger.undo(merged.id, "张三", sha(b"a"))
    assert ledger.held() == ledger.snapshot(JULY).held == waiting[1:]
    ledger.redo("张三")
    assert ledger.held() == waiting


def test_a_conflict_that_two_files_have_waits_as_long_as_one_of_them_holds(ledger: LedgerStore) -> None:
    merged = ledger.commit(files_draft(held=(by(b"a", key(), "同一句"), by(b"b", key(), "同一 句")), more=(b"a", b"b")))
    assert [each.file for each in ledger.held()] == ["a.xlsx"]
    ledger.undo(merged.id, "张三", sha(b"a"))
    (waiting,) = ledger.held()
    assert waiting.file == "b.xlsx"
    ledger.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", resolves=(waiting.id,)))
    assert ledger.held() == ()
    undo = next(each for each in ledger.operations() if each.kind is OperationKind.UNDO)
    ledger.undo(undo.id, "张三")
    assert ledger.held() == (), "a person has settled it, whoever said so"


@pytest.mark.parametrize("settling", ["held", "edit", "read"])
def test_an_older_conflict_that_the_file_settled_waits_again(ledger: LedgerStore, settling: str) -> None:
    ledger.commit(merge_draft(b"one", held=(conflict(key()),)))
    older = ledger.held()
    draft = files_draft(more=(b"a", b"b"))
    if settling == "held":
        draft = replace(draft, held=(by(b"a", key(), "甲"),))
    elif settling == "edit":
        draft = replace(files_draft((b"a", CellEdit(key(), "", "甲")), more=(b"b",)), resolves=(older[0].id,))
    else:  # a's record has words for that field, which a person did not take
        (file, record), other = draft.returned
        other = (other[0], other[1]._replace(values={}))
        draft = replace(draft, returned=((file, record), other), resolves=(older[0].id,))
    merged = ledger.commit(draft)
    assert older[0] not in ledger.held()
    ledger.undo(merged.id, "张三", sha(b"b"))
    assert older[0] not in ledger.held()
    ledger.redo("张三")
    ledger.undo(merged.id, "张三", sha(b"a"))
    assert ledger.held() == older
    ledger.redo("张三")
    assert older[0] not in ledger.held()


def test_what_was_decided_later_on_its_conflict_stays(ledger: LedgerStore) -> None:
    merged = ledger.commit(files_draft(held=(by(b"a", key(), "甲"),), more=(b"a", b"b")))
    (waiting,) = ledger.held()
    edits = (CellEdit(key(), "", "甲", waiting.sha256),)
    ledger.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", edits, resolves=(waiting.id,)))
    assert ledger.undo(merged.id, "张三", sha(b"a")).left == (key(),)
    assert (shown(ledger, key()), ledger.held()) == ("甲", ())


def test_attachments_that_came_with_the_file_go_and_come_with_it(ledger: LedgerStore) -> None:
    kept = attachment(b"a", None, with_return=b"a")
    draft = replace(files_draft(more=(b"a", b"b")), attached=(kept, attachment(b"photo", with_return=b"b")))
    merged = ledger.commit(draft)
    before = ledger.attachments()
    ledger.undo(merged.id, "张三", sha(b"a"))
    assert [each.name for each in ledger.attachments()] == ["photo.jpg"]
    assert ledger.file_bytes(sha(b"a")) == b"a"
    ledger.redo("张三")
    assert ledger.attachments() == ledger.snapshot(JULY).attachments == before
    ledger.undo(merged.id, "张三")
    assert ledger.attachments() == ()


def test_history_keeps_every_change_and_tells_which_are_undone(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    ledger.undo(merged.id, "张三", sha(b"a"))
    told = [(each.operation.kind.value, each.after, each.undone) for each in ledger.history(1, 2021)]
    assert told == [("undo", "", False), ("undo", "", False), ("merge", "甲的问题", True), ("merge", "甲的进展", True)]
    assert [each.undone for each in ledger.changes(merged.id)] == [True, True, False]
    ledger.undo(merged.id, "张三")
    assert [each.undone for each in ledger.changes(merged.id)] == [True, True, True]


def test_a_month_that_only_the_undone_file_was_of_is_none(ledger: LedgerStore) -> None:
    merged = ledger.commit(files_draft(more=(b"a",)))
    assert ledger.periods() == (JULY,)
    ledger.undo(merged.id, "张三", sha(b"a"))
    assert ledger.periods() == ()


def test_the_ledger_is_whole_whatever_is_undone(ledger: LedgerStore) -> None:
    merged = merge(ledger)
    ledger.undo(merged.id, "张三", sha(b"a"))
    ledger.undo(merged.id, "张三", sha(b"b"))
    ledger.redo("张三")
    ledger.undo(None, "张三")
    assert [check.name for check in ledger.check() if not check.ok] == []
