"""What a district's ledger is compared against, and what it has said before. Pure.

A form's base is what was sent. A ledger was never sent, so its base is, field by field, the first of these that there is:

1. what the last merged copy of *that same ledger* (by its id) said of the unit and month, found through the record of it; where
   that was nothing and ours says something, what a copy before it said, for emptying does not empty ours; of a field that carries
   over, what it said in an earlier month of the year: so nothing is asked twice, and what only the city has changed since stays;
2. what we sent to the unit in a form that the district has taken in (a form of ours by its id);
3. none: then words that differ from words of ours are a conflict, and words where we have none are taken.

The records of other returns are no base: other files, and other districts, speak for themselves, and where they differ a person
is asked. Of two copies of one ledger the one that was written to later counts, whichever is merged first.

A ledger has a history: a cell that it says is empty was emptied there on purpose, and is told as that; ours stays until a person
says otherwise. What it never said, or has no row for, deletes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from qcapp.domain.fields import field_for, is_field
from qcapp.domain.forms import FillForm, ReturnRecord
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.returned_ledger import LedgerUnit, ReturnedLedger, marked
from qcapp.domain.text import comparable
from qcapp.merge.diff import equal
from qcapp.merge.identity import Known
from qcapp.merge.said import Said


class LedgerSaid(Said):
    """What that ledger has said before. ``base``: see above; ``newer``: what later copies of it say; ``emptied``: who emptied a
    cell there, and when."""

    def __init__(
        self, base: FillForm | None, newer: Sequence[ReturnRecord], received: date, emptied: Mapping[tuple[int, str], str]
    ) -> None:
        super().__init__(base, (), received)
        self.alone = False
        self._base, self._newer, self._emptied = base, newer, emptied

    def sent(self, key: CellKey) -> str | None:
        return None if self._base is None else self._base.values.get((key.no, key.field))

    def offered(self, key: CellKey) -> str:
        return ""

    def cleared(self, key: CellKey) -> str:
        return f"在{self._emptied.get((key.no, key.field), '那里')}清空了，原来有内容，默认保留台账"

    def newer(self, key: CellKey, text: str) -> str:
        said = _newest(self._newer, (key.no, key.field))
        return "这本台账更新的一份已经并入，以它为准" if comparable(said) and not equal(key.field, said, text) else ""


def base_of(
    ledger: ReturnedLedger, unit: LedgerUnit, owner: str, plan: Plan, period: Period, known: Known,
    snapshot: Callable[[Period], Snapshot],
) -> tuple[FillForm | None, Sequence[ReturnRecord]]:
    """What is the base of each field, and the records of later copies of the ledger."""
    now = snapshot(period)
    before, newer = _records(ledger, now.returned.get(owner, ()))
    sent = _sent(unit, owner, period, known)
    values = dict(sent.values) if sent else {}
    values |= _said(before, now, owner) if before else _carried(ledger, owner, plan, period, known, snapshot)
    if not (sent or before or values):
        return None, newer
    return FillForm(ledger.mark, owner, period, sent.sent if sent else ledger.written, values), newer


def _said(records: Sequence[ReturnRecord], now: Snapshot, owner: str) -> dict[tuple[int, str], str]:
    """By the records of one ledger, the newest last."""
    said = dict(records[-1].values)
    for no, field in {key for record in records for key in record.values if not comparable(said.get(key, ""))}:
        entry = now.entries.get(EntryKey(no, owner))
        if entry and comparable(entry.text(field)):
            said[no, field] = _newest(records, (no, field))
    return said


def _newest(records: Sequence[ReturnRecord], key: tuple[int, str]) -> str:
    """The last that was said there and was something."""
    texts = (record.values.get(key, "") for record in reversed(records))
    return next((text for text in texts if comparable(text)), "")


def _records(ledger: ReturnedLedger, records: Iterable[ReturnRecord]) -> tuple[list[ReturnRecord], list[ReturnRecord]]:
    """Of the copies of that ledger that were merged, those no newer than this one, and those newer, each in the order written."""
    known = ((marked(record.form_id), record) for record in records)
    copies = [(mark[1], record) for mark, record in known if mark and mark[0] == ledger.ledger_id]
    ordered = sorted(copies, key=lambda each: (each[0], each[1].serial))
    before = [record for at, record in ordered if at <= ledger.written]
    newer = [record for at, record in ordered if at > ledger.written]
    return before, newer


def _sent(unit: LedgerUnit, owner: str, period: Period, known: Known) -> FillForm | None:
    """The form of ours that the district has sent on, or taken in, for that unit and month."""
    forms = (known.fill_form(form_id) for form_id in unit.form_ids)
    return next((form for form in forms if form and (form.unit, form.period) == (owner, period)), None)


def _carried(
    ledger: ReturnedLedger, owner: str, plan: Plan, period: Period, known: Known, snapshot: Callable[[Period], Snapshot]
) -> dict[tuple[int, str], str]:
    """What the ledger last said of fields that carry over, in an earlier month of the same list."""
    for month in sorted((each for each in known.used if each < period), reverse=True):
        if known.plan_for(month).year != plan.year:
            break
        if records := _records(ledger, snapshot(month).returned.get(owner, ()))[0]:
            return {key: text for key, text in records[-1].values.items() if is_field(key[1]) and field_for(key[1]).carries}
    return {}
