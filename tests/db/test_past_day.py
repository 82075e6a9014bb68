"""A month as of a past day: what had come by then, whenever it was merged; what is undone since is not in it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.opening import open_ledger
from qcapp.domain.forms import ReturnedFile, ReturnRecord
from qcapp.domain.ledger import HeldConflict, Snapshot
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.ports import LedgerStore
from tests.db.drafts import (
    AUGUST,
    JULY,
    ZS,
    attach_draft,
    attachment,
    dispatch_draft,
    edit,
    edit_draft,
    exemption,
    files_draft,
    form,
    key,
    named,
    ruling_draft,
    sha,
    shown,
)
from tests.db.test_undo_property import template
from tests.factory import FixedClock


def july(day: int) -> date:
    return date(2021, 7, day)


@pytest.fixture
def on_day(clock: FixedClock) -> type[OnDay]:
    OnDay.clock = clock
    return OnDay


class OnDay:
    """Moves the clock: ``on_day(24)`` is the morning of July 24th."""

    clock: FixedClock

    def __init__(self, day: int) -> None:
        self.clock.time = datetime(2021, 7, day, 9)


def merge(
    ledger: LedgerStore, data: bytes, received: int, *said: tuple[str, str], disputed: tuple[str, str] | None = None
) -> Operation:
    """Fields of measure 1 as one returned file has them, received on that day of July."""
    edits = [(data, CellEdit(key(field=field), shown(ledger, key(field=field)), text)) for field, text in said]
    held: tuple[HeldConflict, ...] = ()
    if disputed:
        cell = key(field=disputed[0])
        held = (HeldConflict(cell, "", shown(ledger, cell), disputed[1], sha(data), named(data), july(received)),)
    draft = files_draft(*edits, held=held, more=(data,))
    pairs = tuple((file, record._replace(received=july(received))) for file, record in draft.returned)
    return ledger.commit(replace(draft, returned=pairs))


def text_on(ledger: LedgerStore, day: int, field: str = "progress", period: Period = JULY) -> str:
    return ledger.snapshot(period, july(day)).entry(1, ZS).text(field)


def test_a_return_counts_from_the_day_it_was_received_not_merged(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(28)
    merge(ledger, b"a", 24, ("progress", "已办结"))
    before, after = (ledger.snapshot(JULY, july(day)) for day in (23, 24))
    assert (before.on, before.entry(1, ZS).values, before.returned) == (july(23), {}, {})
    value = after.entry(1, ZS).values["progress"]
    assert (value.text, value.at, value.source.received) == ("已办结", datetime(2021, 7, 28, 9), july(24))
    assert [each.name for each in after.returned[ZS]] == ["a.xlsx"]


def test_what_is_typed_counts_from_its_own_day(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(20)
    edit(ledger, key(), "一稿")
    on_day(26)
    edit(ledger, key(), "二稿")
    assert [text_on(ledger, day) for day in (19, 20, 25, 26)] == ["", "一稿", "一稿", "二稿"]


def test_an_earlier_month_lends_what_it_said_by_then(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(20)
    edit(ledger, key(field="deadline"), "2021年9月底")
    edit(ledger, key(), "七月进展")
    on_day(26)
    edit(ledger, key(field="deadline"), "2021年12月底")
    assert [text_on(ledger, day, "deadline", AUGUST) for day in (19, 20, 26)] == ["", "2021年9月底", "2021年12月底"]
    assert text_on(ledger, 26, "progress", AUGUST) == ""
    carried = ledger.snapshot(AUGUST, july(20)).entry(1, ZS).values["deadline"]
    assert carried.period == JULY


def test_what_is_undone_since_counts_for_no_day(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(20)
    edit(ledger, key(), "一稿")
    wrong = merge(ledger, b"a", 20, ("progress", "报错了表"))
    on_day(28)
    ledger.undo(wrong.id, "李四")
    assert text_on(ledger, 20) == "一稿"
    assert ledger.snapshot(JULY, july(20)).returned == {}
    ledger.redo("李四")
    assert text_on(ledger, 20) == "报错了表"


def test_of_one_merge_only_the_file_undone_alone_is_gone(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(22)
    draft = files_draft((b"a", CellEdit(key(), "", "甲")), (b"b", CellEdit(key(), "甲", "乙")))
    ledger.commit(draft)
    ledger.undo(None, "李四", sha(b"b"))
    assert text_on(ledger, 22) == "甲"
    assert [each.name for each in ledger.snapshot(JULY, july(22)).returned[ZS]] == ["a.xlsx"]


def test_an_undo_of_later_days_hides_no_earlier_text(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(20)
    edit(ledger, key(), "一稿")
    on_day(24)
    second = edit(ledger, key(), "二稿")
    on_day(27)
    ledger.undo(second.id, "李四")
    assert [text_on(ledger, day) for day in (20, 24, 27)] == ["一稿"] * 3


def disputes_on(ledger: LedgerStore, day: int) -> list[str]:
    return [each.theirs for each in ledger.snapshot(JULY, july(day)).held]


def test_a_conflict_waits_from_its_received_day(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(22)
    edit(ledger, key(), "台账的话")
    on_day(28)
    merge(ledger, b"a", 24, disputed=("progress", "来表的话"))
    assert [disputes_on(ledger, day) for day in (23, 24)] == [[], ["来表的话"]]


def test_kept_as_it_was_it_waited_until_a_person_said_so(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(25)
    merge(ledger, b"a", 24, disputed=("progress", "来表的话"))
    on_day(28)
    kept = OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", resolves=(ledger.held()[0].id,))
    settled = ledger.commit(kept)
    assert [disputes_on(ledger, day) for day in (24, 27, 28)] == [["来表的话"], ["来表的话"], []]
    ledger.undo(settled.id, "李四")
    assert disputes_on(ledger, 28) == ["来表的话"]


def test_settled_with_the_returned_words_these_count_from_their_day_and_nothing_waits(
    ledger: LedgerStore, on_day: type[OnDay]
) -> None:
    on_day(25)
    merge(ledger, b"a", 24, disputed=("progress", "来表的话"))
    on_day(28)
    taken = CellEdit(key(), "", "来表的话", sha(b"a"))
    ledger.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", (taken,), resolves=(ledger.held()[0].id,)))
    assert [text_on(ledger, day) for day in (23, 24)] == ["", "来表的话"]
    assert disputes_on(ledger, 24) == []


def test_a_later_return_took_its_place_on_the_day_that_was_received(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(28)
    merge(ledger, b"a", 22, disputed=("progress", "第一次"))
    merge(ledger, b"b", 26, disputed=("progress", "第二次"))
    assert [disputes_on(ledger, day) for day in (21, 22, 25, 26)] == [[], ["第一次"], ["第一次"], ["第二次"]]


def test_the_form_last_sent_by_then_is_the_one(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    ledger.commit(dispatch_draft(form()))
    again = form("QC-202107-01-WXYZ")._replace(sent=datetime(2021, 7, 15, 8))
    ledger.commit(dispatch_draft(again))
    sent = {day: ledger.snapshot(JULY, july(day)).dispatched.get(ZS) for day in (1, 14, 15)}
    assert [each.form_id if each else None for each in sent.values()] == [
        "QC-202107-01-ABCD", "QC-202107-01-ABCD", "QC-202107-01-WXYZ"
    ]
    assert ledger.snapshot(JULY, date(2021, 6, 30)).dispatched == {}


def names_on(ledger: LedgerStore, day: int) -> list[str]:
    return [each.name for each in ledger.snapshot(JULY, july(day)).attachments]


def test_an_attachment_counts_from_its_return_or_its_own_day(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(24)
    draft = files_draft(more=(b"a",))
    pairs = tuple((file, record._replace(received=july(21))) for file, record in draft.returned)
    ledger.commit(replace(draft, returned=pairs, attached=(attachment(b"x", with_return=b"a"),)))
    ledger.commit(attach_draft(attachment(b"y")))
    on_day(26)
    ledger.commit(attach_draft(let_go=(ledger.attachments()[0].id,)))
    assert [names_on(ledger, day) for day in (20, 21, 24, 26)] == [[], ["x.jpg"], ["x.jpg", "y.jpg"], ["y.jpg"]]


def test_rulings_are_those_of_now(ledger: LedgerStore, on_day: type[OnDay]) -> None:
    on_day(28)
    ledger.commit(ruling_draft(exemption()))
    assert [each.reason for each in ledger.snapshot(JULY, july(1)).rulings] == ["职责已划转"]


# One day's work: typed by hand, or a return merged that day and received then or some days before.
WORK = st.tuples(
    st.sampled_from(("hand", "return")), st.sampled_from(("progress", "deadline", "problems")),
    st.sampled_from((JULY, AUGUST)), st.sampled_from(("甲", "乙", "")), st.integers(0, 3),
)


def _do(ledger: LedgerStore, work: tuple[str, str, Period, str, int], number: int, day: int) -> None:
    how, field, period, text, ago = work
    cell = key(period=period, field=field)
    before = shown(ledger, cell)
    if how == "hand":
        ledger.commit(edit_draft(CellEdit(cell, before, text)))
        return
    data = f"return {number}".encode()
    record = ReturnRecord(sha(data), named(data), ZS, period, july(day - ago), None, {(1, field): text})
    file = ReturnedFile(f"/u/{named(data)}", None, sha(data), data, None)
    ledger.commit(
        OperationDraft(
            OperationKind.MERGE, "合并 1 份", "李四", (CellEdit(cell, before, text, sha(data)),), returned=((file, record),)
        )
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORK, max_size=3), min_size=1, max_size=5), st.booleans())
def test_each_past_day_is_as_it_was_seen_then(days: list[list[tuple[str, str, Period, str, int]]], prompt: bool) -> None:
    """Where returns were merged on the day they came, each day is as it was at its end; and always the last as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        path, clock = Path(folder) / "l.sqlite3", FixedClock()
        path.write_bytes(template())
        ledger = open_ledger(path, clock)
        seen: dict[tuple[int, Period], Snapshot] = {}
        number = 0
        for day, works in enumerate(days, start=10):
            clock.time = datetime(2021, 7, day, 9)
            for work in works:
                number += 1
                _do(ledger, (*work[:4], 0 if prompt else work[4]), number, day)
            seen |= {(day, period): ledger.snapshot(period) for period in (JULY, AUGUST)}
        for (day, period), then in seen.items() if prompt else ():
            assert replace(ledger.snapshot(period, july(day)), on=None) == then
        for period in (JULY, AUGUST):
            assert replace(ledger.snapshot(period, july(31)), on=None) == ledger.snapshot(period)
        ledger.close()
