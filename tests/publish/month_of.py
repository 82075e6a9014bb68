"""A month of the small list, said in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from qcapp.domain.ledger import CellKey, CellValue, Entry, HeldConflict, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from tests.factory import small_plan

JULY = Period(2021, 7)
TODAY = date(2021, 7, 22)
LATE = date(2021, 7, 28)
_AT = datetime(2021, 7, 20, 9, 0)
Texts = Mapping[tuple[int, str, str], str]


def month_of(
    texts: Texts, period: Period = JULY, held: tuple[HeldConflict, ...] = (),
    sources: Mapping[tuple[int, str], Source] | None = None,
) -> Snapshot:
    """``texts``: (measure, unit, field) → words. ``sources``: where an entry's words came from, by hand where not said."""
    plan = small_plan()
    entries = {}
    for assignment in plan.assignments:
        source = (sources or {}).get((assignment.no, assignment.unit), Source(None, None))
        values = {
            field: CellValue(text, period, _AT, "经办人", source)
            for (no, unit, field), text in texts.items()
            if (no, unit) == (assignment.no, assignment.unit)
        }
        entries[EntryKey(assignment.no, assignment.unit)] = Entry(assignment.key, period, values)
    return Snapshot(plan, period, entries, held=held)


def conflict(no: int, unit: str) -> HeldConflict:
    return HeldConflict(CellKey(no, unit, JULY, "progress"), None, "甲", "乙", "0" * 64, "来表.xlsx", TODAY, id=1)
