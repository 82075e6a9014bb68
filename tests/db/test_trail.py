"""The audit trail: what was changed, and by whom."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from db.opening import open_ledger
from db.trail import OPERATION
from qcapp.domain.errors import UsageError
from qcapp.domain.operations import CellEdit, OperationKind
from qcapp.ports import LedgerStore
from tests.db.drafts import AUGUST, GX, JULY, SEPTEMBER, SW, ZS, edit, edit_draft, key, merge_draft
from tests.factory import FixedClock


def test_history_tells_before_and_after_newest_first(ledger: LedgerStore) -> None:
    edit(ledger, key(3, SW), "一")
    edit(ledger, key(3, GX), "高新")
    edit(ledger, key(3, SW), "二")
    edit(ledger, key(4, SW), "别的措施")
    changes = ledger.history(3, 2021)
    assert [(change.key.unit, change.before, change.after) for change in changes] == [
        (SW, "一", "二"), (GX, "", "高新"), (SW, "", "一"),
    ]
    assert ledger.history(3, 2021, "高新税务局") == (changes[1],)


def test_history_shows_the_text_that_was_carried_over(ledger: LedgerStore) -> None:
    edit(ledger, key(field="deadline"), "九月")
    edit(ledger, key(period=AUGUST, field="deadline"), "年底")
    ledger.undo(None, "张三")
    assert [(c.key.period, c.before, c.after) for c in ledger.history(1, 2021)] == [
        (AUGUST, "年底", "九月"), (AUGUST, "九月", "年底"), (JULY, "", "九月"),
    ]


def test_changes_of_a_merge_name_the_file(ledger: LedgerStore) -> None:
    operation = ledger.commit(merge_draft(b"one", CellEdit(key(), "", "甲"), CellEdit(key(2), "", "乙")))
    changes = ledger.changes(operation.id)
    assert [(change.key, change.after, change.source.file) for change in changes] == [
        (key(), "甲", "回收表.xlsx"), (key(2), "乙", "回收表.xlsx"),
    ]
    assert {change.operation for change in changes} == {operation}
    with pytest.raises(UsageError, match="没有编号"):
        ledger.changes("x")


@pytest.mark.parametrize(("no", "year", "unit"), [(99, 2021, None), (1, 2020, None), (1, 2021, SW), (1, 2021, "某局")])
def test_history_of_what_there_is_not_is_refused(ledger: LedgerStore, no: int, year: int, unit: str | None) -> None:
    with pytest.raises(UsageError, match="请"):
        ledger.history(no, year, unit)


def test_an_operation_of_nothing_has_no_changes(ledger: LedgerStore) -> None:
    assert ledger.changes(ledger.commit(edit_draft()).id) == ()


def test_past_months_of_a_field_are_told_newest_first(ledger: LedgerStore) -> None:
    for period, text in ((JULY, "七月"), (AUGUST, ""), (SEPTEMBER, "九月")):
        edit(ledger, key(period=period), text)
    october = SEPTEMBER.shifted(1)
    assert [(each.period, each.text) for each in ledger.past(1, ZS, "progress", october, 5)] == [
        (SEPTEMBER, "九月"), (JULY, "七月")
    ]
    (newest,) = ledger.past(1, ZS, "progress", october, 1)
    assert (newest.text, newest.who, newest.source.file) == ("九月", "张三", None)
    assert ledger.past(1, ZS, "progress", JULY, 5) == ()
    with pytest.raises(UsageError, match="请"):
        ledger.past(1, SW, "progress", october, 5)


def test_past_months_name_the_file_they_came_in(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one", CellEdit(key(), "", "已办结")))
    (july,) = ledger.past(1, ZS, "progress", AUGUST, 5)
    assert (july.period, july.text, july.source.file, july.source.received) == (
        JULY, "已办结", "回收表.xlsx", date(2021, 7, 20)
    )
    assert ledger.file_bytes(july.source.sha256 or "") == b"one"


def test_changes_since_an_operation_are_those_of_later_ones_with_undos(ledger: LedgerStore) -> None:
    first = edit(ledger, key(), "一")
    edit(ledger, key(), "二")
    edit(ledger, key(no=2), "甲")
    undone = ledger.undo(None, "张三").undone
    found = [(each.key.no, each.before, each.after, each.undone) for each in ledger.changes_since(first.id)]
    assert found == [(1, "一", "二", False), (2, "", "甲", True), (2, "甲", "", False)]
    assert [each.key.no for each in ledger.changes_since(undone.id)] == [2]
    with pytest.raises(UsageError, match="请"):
        ledger.changes_since("没有")


def test_whether_a_merge_holds_is_told_without_a_look_at_each_of_its_changes(path: Path) -> None:
    """It is asked with each operation that is listed, undone or named: a merge of four hundred files has 69,000 changes."""
    fields = ("progress", "problems", "deadline", "responsible.name", "responsible.phone", "liaison.name", "liaison.phone")
    ledger = open_ledger(path, FixedClock())
    edits = [CellEdit(key(1, ZS, month, field), "", "甲") for month in (JULY, AUGUST, SEPTEMBER) for field in fields]
    few = ledger.commit(merge_draft(b"one", edits[0]))
    many = ledger.commit(merge_draft(b"two", *edits[1:]))
    assert (few.changed, many.changed) == (1, 10)
    assert _steps(path, many.id) == _steps(path, few.id)
    ledger.undo(many.id, "张三")
    assert [(each.kind, each.undone) for each in ledger.operations(3)] == [
        (OperationKind.UNDO, False), (OperationKind.MERGE, True), (OperationKind.MERGE, False),
    ]
    ledger.close()


def _steps(path: Path, operation_id: str) -> int:
    """How many steps of SQLite it takes to read that operation."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    with closing(sqlite3.connect(path)) as connection:
        connection.set_progress_handler(step, 1)
        assert connection.execute(f"SELECT {OPERATION} FROM operation o WHERE o.id = ?", (operation_id,)).fetchone()
    return steps[0]
