"""Many cells set at once: one operation, one undo, and nothing overwritten that the clerk had not seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.opening import open_ledger
from qcapp.domain.errors import LedgerChanged, UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.services.edit_cells import CLEAR, FILL, PASTE, TYPE, Deed, Wish, replacing
from tests.merge.world import JULY
from tests.services.office import Office

A, B, C = "区政数局", "区税务局", "高新区税务局"


def wish(no: int, field: str, after: str, seen: str = "", unit: str = A) -> Wish:
    return Wish(CellKey(no, unit, JULY, field), seen, after)


def set_cells(office: Office, *wishes: Wish, deed: Deed = PASTE) -> Operation | None:
    return office.services.cells.set_cells(wishes, deed)


def test_a_paste_is_one_operation_and_taken_back_and_brought_back_as_one(office: Office) -> None:
    done = set_cells(
        office, wish(1, "liaison.phone", " 13800138000\r\n"), wish(2, "liaison.phone", "13800138001"),
        wish(3, "liaison.phone", "0763-3312345", unit=B),
    )
    assert done is not None
    assert (done.kind, done.changed, done.summary) == (OperationKind.EDIT, 3, "2021年7月：粘贴 3 格（联系人电话）")
    assert office.text(1, "liaison.phone") == "13800138000"
    office.services.history.undo()
    assert [office.text(no, "liaison.phone") for no in (1, 2)] == ["", ""]
    office.services.history.redo()
    assert office.text(3, "liaison.phone", B) == "0763-3312345"


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (CLEAR, "2021年7月：清空 2 格（进展情况等 2 栏）"), (FILL, "2021年7月：填充 2 格（进展情况等 2 栏）"),
        (replacing("甲", "乙"), "2021年7月：替换“甲”为“乙” 2 处（进展情况等 2 栏）"),
        (replacing("甲", ""), "2021年7月：删去“甲” 2 处（进展情况等 2 栏）"),
    ],
)
def test_the_history_says_what_was_done_to_how_many_cells(office: Office, deed: Deed, told: str) -> None:
    done = set_cells(office, wish(1, "progress", "一"), wish(1, "problems", "二"), deed=deed)
    assert done is not None
    assert done.summary == told


def test_one_cell_typed_is_told_as_in_the_form(office: Office) -> None:
    done = set_cells(office, wish(1, "progress", "已办 3 件"), deed=TYPE)
    gone = set_cells(office, wish(1, "progress", "", "已办 3 件"), deed=TYPE)
    assert done is not None
    assert gone is not None
    assert done.summary == "第 1 条 区政数局 2021年7月：进展情况改为“已办 3 件”"
    assert gone.summary == "第 1 条 区政数局 2021年7月：进展情况清空"


def test_saying_the_same_everywhere_is_no_operation_and_is_not_counted(office: Office) -> None:
    set_cells(office, wish(1, "progress", "已办"))
    before = office.store.operations()
    assert set_cells(office, wish(1, "progress", "已办 ", "已办")) is None
    assert set_cells(office) is None
    assert office.store.operations() == before
    done = set_cells(office, wish(1, "progress", "已办", "已办"), wish(2, "progress", "在办"))
    assert done is not None
    assert (done.changed, done.summary) == (1, "2021年7月：粘贴 1 格（进展情况）")


def test_what_was_changed_since_it_was_seen_is_told_and_nothing_at_all_is_written(office: Office) -> None:
    office.services.edit.set_field(2, A, JULY, "progress", "别处填的")
    before = office.store.operations()
    with pytest.raises(LedgerChanged, match="第 2 条 区政数局 进展情况刚刚被别处改动，已改为“别处填的”；这次一格也没有写入"):
        set_cells(office, wish(1, "progress", "甲"), wish(2, "progress", "乙"))
    assert office.store.operations() == before
    assert office.text(1, "progress") == ""


def test_several_changes_since_are_counted_and_a_clearing_is_told_as_such(office: Office) -> None:
    with pytest.raises(LedgerChanged, match="已清空，另有 1 格也变了"):
        set_cells(office, wish(1, "progress", "甲", "原来"), wish(2, "progress", "乙", "原来"))


def test_what_says_already_what_it_should_was_not_overwritten_by_anyone(office: Office) -> None:
    office.services.edit.set_field(2, A, JULY, "progress", "乙")
    done = set_cells(office, wish(1, "progress", "甲"), wish(2, "progress", "乙"))
    assert done is not None
    assert done.changed == 1


def test_another_window_that_writes_between_reading_and_writing_is_not_overwritten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = type(office.store)
    commit = ledger.commit

    def late(store: object, draft: OperationDraft) -> Operation:
        monkeypatch.setattr(ledger, "commit", commit)
        other = open_ledger(Path(office.store.path), office.clock)
        other.commit(OperationDraft(
            OperationKind.EDIT, "别的窗口", "同事", edits=(CellEdit(CellKey(1, A, JULY, "progress"), "", "同事写的"),)
        ))
        other.close()
        return office.store.commit(draft)

    monkeypatch.setattr(ledger, "commit", late)
    with pytest.raises(LedgerChanged, match="刚刚被别的窗口或程序改动，这次一格也没有写入"):
        set_cells(office, wish(1, "progress", "我写的"), wish(2, "progress", "我写的"))
    assert (office.text(1, "progress"), office.text(2, "progress")) == ("同事写的", "")


@pytest.mark.parametrize(("no", "unit", "field"), [(9, A, "progress"), (1, B, "progress"), (1, A, "remark")])
def test_a_cell_that_there_is_not_is_refused_and_nothing_is_written(office: Office, no: int, unit: str, field: str) -> None:
    before = office.store.operations()
    with pytest.raises(UsageError):
        set_cells(office, wish(2, "progress", "甲"), wish(no, field, "x", unit=unit))
    assert office.store.operations() == before


def test_the_last_of_several_wishes_for_a_cell_counts(office: Office) -> None:
    done = set_cells(office, wish(1, "progress", "甲"), wish(1, "progress", "乙"))
    assert done is not None
    assert (done.changed, office.text(1, "progress")) == (1, "乙")


@pytest.mark.parametrize(
    ("words", "waiting", "kind"), [("单位写的", 0, OperationKind.RESOLVE), ("又记的", 1, OperationKind.EDIT)]
)
def test_a_waiting_conflict_ends_when_its_words_are_pasted_and_is_back_with_the_undo(
    office: Office, words: str, waiting: int, kind: OperationKind
) -> None:
    office.dispatch()
    office.services.edit.set_field(1, A, JULY, "progress", "经办人记的")
    office.comes_back({1: {"progress": "单位写的"}, 2: {}})
    office.merge()
    done = set_cells(office, wish(1, "progress", words, "经办人记的"), wish(2, "problems", "缺人"))
    assert done is not None
    assert (done.kind, office.text(1, "progress"), len(office.store.held())) == (kind, words, waiting)
    office.services.history.undo()
    assert (office.text(1, "progress"), office.text(2, "problems"), len(office.store.held())) == ("经办人记的", "", 1)


def test_a_value_carried_over_is_cleared_for_this_month_only(office: Office) -> None:
    june = JULY.shifted(-1)
    office.services.edit.set_field(1, A, june, "liaison.phone", "13800138000")
    set_cells(office, wish(1, "liaison.phone", "", "13800138000"), deed=CLEAR)
    assert office.text(1, "liaison.phone") == ""
    assert office.text(1, "liaison.phone", period=june) == "13800138000"
