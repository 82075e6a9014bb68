"""A month that was read before is read again in part: it says what a first reading would, whoever wrote in between."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from qcapp.domain.ledger import CellValue
from qcapp.domain.operations import CellEdit, Operation
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.ports import LedgerStore, MonthsInTurn
from tests.db.again import opened_again
from tests.db.drafts import JULY, JUNE, SW, ZS, edit, edit_draft, key, merge_draft, shown
from tests.factory import FixedClock

Step = Callable[[LedgerStore], object]


def typed(*texts: str) -> Step:
    """One sitting at one cell."""

    def work(ledger: LedgerStore) -> None:
        last: Operation | None = None
        for text in texts:
            draft = edit_draft(CellEdit(key(), shown(ledger, key()), text))
            last = ledger.commit(replace(draft, continues=last.id if last else None))
            ledger.snapshot(JULY)

    return work


def from_elsewhere(ledger: LedgerStore) -> None:
    other = opened_again(ledger)
    edit(other, key(), "另一个窗口写的")
    edit(other, key(3, SW, field="deadline"), "2021-09-30")
    other.undo(None, "李四")
    other.close()


def carried(ledger: LedgerStore) -> None:
    edit(ledger, key(period=JUNE, field="deadline"), "2021-08-31")


def merged(ledger: LedgerStore) -> None:
    data = str(len(ledger.operations())).encode()
    ledger.commit(merge_draft(data, CellEdit(key(), shown(ledger, key()), "来表")))


def restored(ledger: LedgerStore) -> None:
    saved = ledger.backup()
    edit(ledger, key(), "之后写的")
    ledger.snapshot(JULY)
    ledger.restore(saved.path, "张三")


STEPS: list[Step] = [
    lambda ledger: edit(ledger, key(), "一"), typed("一二", "一二三"), typed("又", "一二三"), typed("又一次", "", "一二三"),
    merged,
    lambda ledger: ledger.undo(None, "张三"), lambda ledger: ledger.undo(None, "张三"), lambda ledger: ledger.redo("张三"),
    carried, from_elsewhere, restored,
]


def test_a_month_read_again_says_what_a_first_reading_says(ledger: LedgerStore, clock: FixedClock) -> None:
    for number, step in enumerate([*STEPS, *STEPS[:-1], *STEPS[:4]]):
        clock.time += timedelta(minutes=number)
        step(ledger)
        fresh = opened_again(ledger)
        for month in (JULY, JUNE, JULY):
            assert ledger.snapshot(month).entries == fresh.snapshot(month).entries
        fresh.close()


def told(months: MonthsInTurn | LedgerStore, period: Period) -> dict[EntryKey, dict[str, tuple[object, ...]]]:
    """All that figures ask of the month's values."""
    entries = months.snapshot(period).entries
    return {key: {field: (*value[:4], *value.source[:3]) for field, value in own.values.items()} for key, own in entries.items()}


def test_months_gone_through_one_after_the_other_say_what_each_says_alone(ledger: LedgerStore, clock: FixedClock) -> None:
    for number, step in enumerate([*STEPS, carried]):
        clock.time += timedelta(minutes=number)
        step(ledger)
    august, september = JULY.shifted(1), JULY.shifted(2)
    edit(ledger, key(period=september, field="deadline"), "长期坚持")
    edit(ledger, key(3, SW, september, "liaison.name"), "王五")
    edit(ledger, key(3, SW, september, "liaison.name"), "")
    edit(ledger, key(period=september), "九月")
    months = ledger.in_turn()
    for period in (JULY, JUNE, august, september, september.shifted(1), JULY, august, Period(2022, 1)):
        assert told(months, period) == told(ledger, period)


def test_what_is_carried_from_month_to_month_is_in_memory_once(ledger: LedgerStore) -> None:
    edit(ledger, key(period=JUNE, field="deadline"), "2021-08-31")
    edit(ledger, key(period=JUNE), "六月")
    edit(ledger, key(), "七月")
    fresh = opened_again(ledger)
    june, july = fresh.snapshot(JUNE).entries[key().entry], fresh.snapshot(JULY).entries[key().entry]
    fresh.close()
    assert july.values["deadline"] is june.values["deadline"]
    assert (june.text("progress"), july.text("progress")) == ("六月", "七月")


def test_of_years_gone_through_no_more_is_in_memory_than_the_month_and_what_it_is_lent(ledger: LedgerStore) -> None:
    edit(ledger, key(period=JUNE, field="liaison.name"), "欧阳某")
    edit(ledger, key(3, SW, JUNE, "liaison.name"), "欧阳某")
    edit(ledger, key(period=JUNE), "六月只说一次")
    edit(ledger, key(), "七月")
    months = ledger.in_turn()
    june = months.snapshot(JUNE).entries
    names = [june[each].values["liaison.name"].text for each in (key().entry, key(3, SW).entry)]
    assert names[0] is names[1]
    del june
    assert "六月只说一次" not in {each.text for each in gc.get_objects() if isinstance(each, CellValue)}
    assert months.snapshot(JULY).entries[key().entry].text("liaison.name") == "欧阳某"


def test_what_nobody_touched_is_not_read_again(ledger: LedgerStore) -> None:
    edit(ledger, key(3, SW), "别家的")
    edit(ledger, key(), "一")
    before = ledger.snapshot(JULY).entries
    assert ledger.snapshot(JULY).entries is before
    edit(ledger, key(), "二")
    after = ledger.snapshot(JULY).entries
    assert [each for each in after if after[each] is not before[each]] == [key().entry]
    assert before[key().entry].text("progress") == "一"
    assert key().unit == ZS
