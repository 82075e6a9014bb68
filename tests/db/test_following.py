"""What another program writes is noticed, each time and once; what this one writes is no news."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import following
from db.plan_rows import Mark
from db.query import Query
from qcapp.domain.errors import LedgerChanged
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.ports import LedgerStore
from tests.db.again import other_program
from tests.db.drafts import edit, edit_draft, key, merge_draft, shown


@pytest.fixture
def other(ledger: LedgerStore) -> Iterator[LedgerStore]:
    with other_program(ledger) as second:
        yield second


def test_what_another_writes_is_noticed_once(ledger: LedgerStore, other: LedgerStore) -> None:
    assert not ledger.written_elsewhere()
    edit(other, key(), "别处")
    assert ledger.written_elsewhere()
    assert not ledger.written_elsewhere()


def test_what_is_written_here_is_no_news(ledger: LedgerStore) -> None:
    for text in ("一", "二", "三"):
        edit(ledger, key(), text)
        shown(ledger, key())
    ledger.undo(None, "张三")
    ledger.remember("window.x", "1")
    assert not ledger.written_elsewhere()


def test_what_is_written_here_is_no_news_though_it_was_looked_just_before(
    ledger: LedgerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a thread that goes on when it is written."""
    really = following._newest

    def and_then_ours(query: Query) -> tuple[following.Newest, Mark]:
        newest = really(query)
        monkeypatch.undo()
        edit(ledger, key(), "我们")
        return newest

    monkeypatch.setattr(following, "_newest", and_then_ours)
    assert not ledger.written_elsewhere()
    assert not ledger.written_elsewhere()


def test_what_another_wrote_before_ours_is_news_though_it_was_looked_just_before(
    ledger: LedgerStore, other: LedgerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = following._newest

    def and_then_both(query: Query) -> tuple[following.Newest, Mark]:
        newest = really(query)
        monkeypatch.undo()
        edit(other, key(2), "他们")
        edit(ledger, key(1), "我们")
        return newest

    monkeypatch.setattr(following, "_newest", and_then_both)
    assert ledger.written_elsewhere()
    assert not ledger.written_elsewhere()


def test_between_two_of_ours_it_is_not_passed_over(ledger: LedgerStore, other: LedgerStore) -> None:
    edit(ledger, key(1), "我们")
    other.commit(merge_draft(b"x", CellEdit(key(2), "", "他们")))
    edit(ledger, key(1), "又是我们")
    assert ledger.written_elsewhere()


def test_read_in_passing_it_is_still_told(ledger: LedgerStore, other: LedgerStore) -> None:
    edit(other, key(), "别处")
    assert shown(ledger, key()) == "别处"
    assert ledger.written_elsewhere()


def test_an_edit_that_is_gone_on_with_is_news_each_time(ledger: LedgerStore, other: LedgerStore) -> None:
    first = edit(other, key(), "一")
    assert ledger.written_elsewhere()
    draft = OperationDraft(
        OperationKind.EDIT, "修改", "张三", (CellEdit(key(), "一", "一二"),), continues=first.id,
    )
    assert other.commit(draft).id == first.id
    assert ledger.written_elsewhere()
    assert shown(ledger, key()) == "一二"


def test_a_restored_backup_is_news(ledger: LedgerStore, other: LedgerStore) -> None:
    saved = other.backup()
    edit(ledger, key(), "后来")
    other.restore(saved.path, "李四")
    assert ledger.written_elsewhere()
    assert shown(ledger, key()) == ""


def test_asking_waits_for_no_writer(ledger: LedgerStore, path: Path) -> None:
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    assert not ledger.written_elsewhere()
    writer.execute("ROLLBACK")
    writer.close()
    assert not ledger.written_elsewhere()


def test_a_transaction_that_failed_hides_nothing(ledger: LedgerStore, other: LedgerStore) -> None:
    with pytest.raises(LedgerChanged):
        ledger.commit(edit_draft(CellEdit(key(), "不是这样", "新")))
    edit(other, key(), "别处")
    assert ledger.written_elsewhere()
