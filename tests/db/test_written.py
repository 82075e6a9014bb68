"""The words that stood in a month's entries at an earlier moment, as the ledger tells them."""

from __future__ import annotations

from datetime import date

import pytest

from db import written
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.trail import shown
from qcapp.ports import LedgerStore
from tests.db.drafts import JULY, SW, edit, key, merge_draft

UNIT = "区政数局"
KEY = EntryKey(1, UNIT)


def put(ledger: LedgerStore, period: Period, **fields: str) -> str:
    entry = ledger.snapshot(period).entry(1, UNIT)
    named = {key.replace("__", "."): text for key, text in fields.items()}
    edits = tuple(CellEdit(CellKey(1, UNIT, period, key), entry.text(key), text) for key, text in named.items())
    return ledger.commit(OperationDraft(OperationKind.EDIT, "改", "甲", edits=edits)).id


def told(ledger: LedgerStore) -> list[tuple[str, int, str]]:
    return [(each.field, each.period.month, each.text) for each in ledger.trail(JULY).get(KEY, ())]


def test_nothing_was_written_where_the_month_has_nothing(ledger: LedgerStore) -> None:
    put(ledger, Period(2021, 5), liaison__phone="1")
    assert ledger.trail(JULY) == {}


def test_of_earlier_months_what_stood_when_the_month_began_and_what_was_changed_since(ledger: LedgerStore) -> None:
    put(ledger, Period(2021, 3), liaison__phone="三月", liaison__name="三月")
    put(ledger, Period(2021, 5), liaison__phone="五月", progress="五月")
    put(ledger, Period(2021, 4), liaison__phone="四月补")
    put(ledger, Period(2021, 6), progress="六月")
    put(ledger, JULY, progress="七月")
    put(ledger, Period(2021, 5), liaison__phone="五月又改")
    put(ledger, Period(2021, 8), liaison__phone="八月")
    assert told(ledger) == [
        ("liaison.name", 3, "三月"), ("liaison.phone", 5, "五月"), ("progress", 6, "六月"), ("progress", 7, "七月"),
        ("liaison.phone", 5, "五月又改"),
    ]
    written = ledger.trail(JULY)[KEY]
    assert shown(written[:-1], JULY) == {"liaison.name": "三月", "liaison.phone": "五月", "progress": "七月"}
    entry = ledger.snapshot(JULY).entry(1, UNIT)
    assert shown(written, JULY) == {key: value.text for key, value in entry.values.items()}


def test_what_was_undone_was_never_written_and_comes_back_with_its_number(ledger: LedgerStore) -> None:
    put(ledger, Period(2021, 4), liaison__phone="四月")
    mistaken = put(ledger, Period(2021, 5), liaison__phone="误")
    put(ledger, JULY, progress="七月")
    before = ledger.trail(JULY)
    ledger.undo(mistaken, "甲")
    assert told(ledger) == [("liaison.phone", 4, "四月"), ("progress", 7, "七月")]
    ledger.redo("甲")
    assert ledger.trail(JULY) == before


def test_a_files_words_count_from_the_day_it_was_received_and_bear_the_number_of_its_merge(ledger: LedgerStore) -> None:
    ledger.commit(merge_draft(b"one", CellEdit(CellKey(1, UNIT, JULY, "progress"), "", "已办结")))
    (record,) = ledger.snapshot(JULY).returned[UNIT]
    (each,) = ledger.trail(JULY)[KEY]
    assert (each.operation, each.day, each.sha256) == (record.operation, date(2021, 7, 20), record.sha256)


def test_a_list_read_some_measures_at_a_time_says_of_each_what_it_says_in_one_go(
    ledger: LedgerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(ledger, Period(2021, 5), liaison__phone="五月")
    edit(ledger, key(3, SW), "七月")
    put(ledger, JULY, progress="七月")
    edit(ledger, key(3, SW, Period(2021, 4), "liaison.phone"), "四月补")
    whole = dict(ledger.trail(JULY))
    assert [each.text for each in whole[EntryKey(3, SW)]] == ["七月", "四月补"]
    monkeypatch.setattr(written, "_PART", 1)
    parts = ledger.trail(JULY)
    for entry in (*ledger.snapshot(JULY).entries, KEY, EntryKey(3, SW), KEY):
        assert parts.get(entry) == whole.get(entry)
    assert parts == whole
