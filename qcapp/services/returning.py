"""Who has returned what by a day, in time or late, as the figures count it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.records import came_blank, first_return, kept_whole
from qcapp.domain.saying import says_nothing
from qcapp.domain.status import counts_as_reported, entry_due, exemption_of


class UnitStatus(NamedTuple):
    """``returned`` is the day that 及时率 counts: of the first return that could be read, or of the first of all while none
    could, or where the clerk typed in what it says; ``late``: none by the due day, or that one came after it.

    ``extended``: its own due day, the first of its measures', where none of them is due on the month's. ``exempt``: none is due.
    ``unread``: something came, and none of it could be read, nor was typed in. ``blank``: what it returned has nothing filled in,
    and nothing of it was reported otherwise: ``late`` goes by today then.
    """

    unit: str
    dispatched: bool
    returned: date | None
    late: bool
    held: int
    extended: date | None = None
    exempt: bool = False
    blank: bool = False
    unread: bool = False


class PeriodStatus(NamedTuple):
    """Of one month, all units that have measures in it."""

    period: Period
    due: date
    units: tuple[UnitStatus, ...]


def period_status(snapshot: Snapshot, day: date) -> PeriodStatus:
    held = Counter(conflict.key.unit for conflict in snapshot.held)
    units = tuple(_unit_status(unit.name, snapshot, day, held[unit.name]) for unit in snapshot.plan.responsible)
    return PeriodStatus(snapshot.period, snapshot.due, units)


def _unit_status(unit: str, snapshot: Snapshot, day: date, held: int) -> UnitStatus:
    records = [record for record in snapshot.returned.get(unit, ()) if record.received <= day]
    numbers = snapshot.plan.measures_of[unit]
    readable = [record for record in records if record.values]
    # Where all could be read, or none, it is the same whoever typed.
    typed = 0 < len(readable) < len(records) and any(map(_typed_in, _entries(unit, numbers, snapshot)))
    found = first_return(records if typed else readable or records)
    first = found.received if found else None
    ruled = numbers if unit in snapshot.rulings_on else numbers[:1]  # without a ruling all are due on one day
    dues = [entry_due(entry, snapshot) for entry in _entries(unit, ruled, snapshot) if exemption_of(entry, snapshot) is None]
    due = min(dues, default=snapshot.due)
    exempt = bool(numbers) and not dues
    # Where nothing came, it is the same whatever was reported.
    silent = bool(records) and not any(counts_as_reported(entry, snapshot) for entry in _entries(unit, numbers, snapshot))
    blank = silent and came_blank(records, snapshot.dispatched.get(unit)) is not None
    came = first if first and not blank else day
    return UnitStatus(
        unit, unit in snapshot.dispatched, first, not exempt and came > due, held,
        due if due > snapshot.due else None, exempt, blank, silent and bool(kept_whole(records)),
    )


def _entries(unit: str, numbers: Iterable[int], snapshot: Snapshot) -> Iterator[Entry]:
    return (snapshot.entry(no, unit) for no in numbers)


def _typed_in(entry: Entry) -> bool:
    """Whether its progress was: then it came with the return that could not be read."""
    value = entry.values.get(PROGRESS.key)
    return value is not None and value.source.sha256 is None and not says_nothing(value.text)
