"""A measure's year on one page: month by month what each of its units said, from which file, and what was decided. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, sort_key
from qcapp.domain.ledger import Attachment, Entry, Snapshot
from qcapp.domain.operations import Change
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Measure, Plan
from qcapp.domain.records import ReturnRecord, first_return
from qcapp.domain.rulings import Ruling
from qcapp.domain.status import Status, entry_status
from qcapp.domain.succession import PlanLink, earlier_keys
from qcapp.publish.comparison import Movement, movement_of, said_by

TOLD = (PROGRESS.key, PROBLEMS.key, DEADLINE.key)
"""What is told of each month; contacts are only when they changed."""


@dataclass(frozen=True, slots=True)
class SaidField:
    """One field in one month beside what it said before: in the month before for what belongs to its own month, else as it
    was carried into this one. ``movement`` None: nothing was said of it, then or now."""

    field: str
    before: str
    text: str
    movement: Movement | None


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """What one unit said in one month. ``received``: the day of its first return with this measure in it. ``files``: those
    returns, as merged. ``edits``: what changed of it in that month's entry, undone or not, oldest first."""

    entry: Entry
    status: Status
    fields: tuple[SaidField, ...]
    received: date | None
    files: tuple[ReturnRecord, ...]
    attachments: tuple[Attachment, ...]
    rulings: tuple[Ruling, ...]
    edits: tuple[Change, ...]

    @property
    def unit(self) -> str:
        return self.entry.key.unit


@dataclass(frozen=True, slots=True)
class YearMonth:
    """``begun``: whether anything at all came or was entered in that month, of whatever measure."""

    period: Period
    begun: bool
    units: tuple[UnitMonth, ...]


@dataclass(frozen=True, slots=True)
class MeasureYear:
    plan: Plan
    measure: Measure
    months: tuple[YearMonth, ...]

    @property
    def title(self) -> str:
        return f"第 {self.measure.no} 条措施 {self.plan.year}年"


def measure_year(
    no: int, snapshots: Sequence[Snapshot], changes: Sequence[Change], today: date, links: Collection[PlanLink] = ()
) -> MeasureYear:
    """``snapshots``: the months to tell, ascending, and in front of them one that the first is compared with. ``changes``: all
    of the measure, newest first, as ``LedgerStore.history`` has them. ``links``: to the list that went before.

    Told by the list of the last month that has the measure; UsageError where none has.
    """
    plan = list_with(no, snapshots)
    measure = plan.measure(no)
    edits: dict[tuple[Period, str], list[Change]] = {}
    for change in reversed(changes):
        edits.setdefault((change.key.period, change.key.unit), []).append(change)
    months: list[YearMonth] = []
    for before, snapshot in pairwise(snapshots):
        units = tuple(
            _unit_month(
                EntryKey(no, unit), snapshot,
                [before.entries[each] for each in earlier_keys(EntryKey(no, unit), snapshot.plan, before.plan, links)],
                tuple(edits.get((snapshot.period, unit), ())), today,
            )
            for unit in snapshot.plan.units_of.get(no, ())
        )
        months.append(YearMonth(snapshot.period, snapshot.begun, units))
    return MeasureYear(plan, measure, tuple(months))


def list_with(no: int, snapshots: Sequence[Snapshot]) -> Plan:
    """The last of the months' lists that has the measure, which may be retired since; else the last. Not the list of the month
    in front."""
    return next((each.plan for each in reversed(snapshots[1:]) if no in each.plan.measure_by_no), snapshots[-1].plan)


def _unit_month(
    key: EntryKey, snapshot: Snapshot, earlier: Sequence[Entry], edits: tuple[Change, ...], today: date
) -> UnitMonth:
    """``earlier``: what it goes on with in the month before."""
    entry = snapshot.entries[key]
    files = _files(key, snapshot)
    first = first_return(files)
    return UnitMonth(
        entry, entry_status(entry, snapshot, today), _fields(entry, earlier), first.received if first else None, files,
        tuple(each for each in snapshot.attachments if (each.no, each.unit) == (key.no, key.unit)),
        tuple(each for each in snapshot.rulings if each.covers(key.no, key.unit) and each.period is not None), edits,
    )


def _fields(entry: Entry, earlier: Sequence[Entry]) -> tuple[SaidField, ...]:
    """Progress, problems and deadline; contacts where this month says another name or number than the one before."""
    told = [_said(key, entry, earlier) for key in TOLD]
    contacts = sorted({field for each in (entry, *earlier) for field in each.values} - set(TOLD), key=sort_key)
    changed = (_said(key, entry, earlier) for key in contacts)
    return (*told, *(each for each in changed if each.movement not in (None, Movement.SAME)))


def _said(field: str, entry: Entry, earlier: Sequence[Entry]) -> SaidField:
    before, text = said_by(earlier, field), entry.text(field)
    return SaidField(field, before, text, movement_of(field, before, text))


def _files(key: EntryKey, snapshot: Snapshot) -> tuple[ReturnRecord, ...]:
    """The unit's returns that stand and say something of the measure, or could not be read and were kept whole."""
    return tuple(
        each for each in snapshot.returned.get(key.unit, ())
        if not each.undone and (not each.values or any(no == key.no for no, _ in each.values))
    )
