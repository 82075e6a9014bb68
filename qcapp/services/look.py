"""Look: the ledger read for window and command line. Nothing here writes but the remembered month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.due import due_day
from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import CellValue, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.records import came_blank, first_return
from qcapp.domain.status import counts_as_reported, entry_due, exemption_of
from qcapp.domain.text import comparable

if TYPE_CHECKING:
    from qcapp.ports import Clock, LedgerStore

_PERIOD_SETTING = "window.period"


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """``returned`` is the day of the first return; ``late``: none by the due day, or that first one came after it.

    ``extended``: its own due day, the first of its measures', where none of them is due on the month's. ``exempt``: none is due.
    ``blank``: what it returned has nothing filled in, and nothing of it was reported otherwise: ``late`` goes by today then.
    """

    unit: str
    dispatched: bool
    returned: date | None
    late: bool
    held: int
    extended: date | None = None
    exempt: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True)
class PeriodStatus:
    period: Period
    due: date
    units: tuple[UnitStatus, ...]


class LookService:
    def __init__(self, store: LedgerStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._haystacks = _Haystacks()

    def plan(self, period: Period) -> Plan:
        return self._store.plan_for(period)

    def measure_words(self, no: int, period: Period) -> str:
        """The measure with its number as the month's list prints it; of one that the list has no more as it last was."""
        measure = self.plan(period).measure_by_no.get(no)
        if measure is None:
            from qcapp.services.former import former_measures

            measure = former_measures(self._store, period).get(no)
        return measure.printed if measure else f"{no}.（清单里没有这一条）"

    def today(self) -> date:
        return self._clock.today()

    def now(self) -> datetime:
        return self._clock.now()

    def periods(self) -> tuple[Period, ...]:
        """All months of each plan's year, and any other that holds data, ascending."""
        months = {Period(plan.year, month) for plan in self._store.plans() for month in range(1, 13)}
        return tuple(sorted(months | set(self._store.periods())))

    def current_period(self) -> Period:
        """Where to open: where one was last, else the newest month with data, else this month in the plan's year."""
        remembered = self._store.settings().get(_PERIOD_SETTING)
        if remembered:
            return Period.parse(remembered)
        return self.newest_period()

    def newest_period(self) -> Period:
        """The newest month with data, else this calendar month in the newest plan's year."""
        used = self._store.periods()
        if used:
            return used[-1]
        return Period(self._store.plans()[-1].year, self._clock.today().month)

    def remember_period(self, period: Period) -> None:
        if self._store.settings().get(_PERIOD_SETTING) != str(period):
            self._store.remember(_PERIOD_SETTING, str(period))

    def snapshot(self, period: Period, on: date | None = None) -> Snapshot:
        """As it is now; with ``on`` as of that past day's end."""
        return self._store.snapshot(period, on)

    def due(self, period: Period) -> date:
        return due_day(self.plan(period), period, self._store.settings())

    def status(self, period: Period, on: date | None = None) -> PeriodStatus:
        """Who has returned what by ``on`` (today when not said)."""
        snapshot, day = self.snapshot(period), on or self._clock.today()
        units = tuple(_unit_status(unit.name, snapshot, day) for unit in snapshot.plan.responsible)
        return PeriodStatus(period, snapshot.due, units)

    def matching_measures(self, text: str, snapshot: Snapshot) -> frozenset[int]:
        """Numbers of the measures that every word of ``text`` is found in, by text, number, unit or pinyin initials."""
        words = [comparable(word) for word in text.split()]
        hay = self._haystacks.of(snapshot)
        return frozenset(no for no, straw in hay.items() if all(straw.has(word, no) for word in words))

    def past(
        self, no: int, unit: str, before: Period, limit: int = 6, field: str = PROGRESS.key
    ) -> tuple[CellValue, ...]:
        """What was said in earlier months, newest first, months without a word left out."""
        return self._store.past(no, unit, field, before, limit)

    def last_month(self, no: int, unit: str, period: Period, field: str) -> str:
        """What a field showed in the month before, of an entry or of those that it goes on with, in another year's list too; ""
        where there is none such, or it was empty."""
        from qcapp.services.succession import keys_then, text_in  # not on the way to the first rows

        last = period.shifted(-1)
        keys = keys_then(self._store, EntryKey(no, unit), period, last)
        return "\n".join(dict.fromkeys(filter(None, (text_in(self._store, key, last, field) for key in keys))))


def _unit_status(unit: str, snapshot: Snapshot, day: date) -> UnitStatus:
    records = [record for record in snapshot.returned.get(unit, ()) if record.received <= day]
    found = first_return(records)
    first = found.received if found else None
    entries = [snapshot.entry(no, unit) for no in snapshot.plan.measures_of[unit]]
    dues = [entry_due(entry, snapshot) for entry in entries if exemption_of(entry, snapshot) is None]
    due = min(dues, default=snapshot.due)
    exempt = bool(entries) and not dues
    held = sum(conflict.key.unit == unit for conflict in snapshot.held)
    blank = came_blank(records, snapshot.dispatched.get(unit)) is not None and not any(
        counts_as_reported(entry, snapshot) for entry in entries
    )
    came = first if first and not blank else day
    return UnitStatus(
        unit, unit in snapshot.dispatched, first, not exempt and came > due, held,
        due if due > snapshot.due else None, exempt, blank,
    )


# Fewer letters are the initials of almost any sentence.
_FEWEST_INITIALS = 3
# A measure's name is how its text begins.
_NAME_LENGTH = 60


class _Straw(NamedTuple):
    """What a measure is found by: ``text``, and the pinyin ``initials`` of its task and of how it begins."""

    text: str
    initials: str

    def has(self, word: str, no: int) -> bool:
        return word in self.text or word == str(no) or (len(word) >= _FEWEST_INITIALS and word in self.initials)


class _Haystacks:
    """What incremental search looks in, kept while one snapshot is shown; initials as long as the plan."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._hay: dict[int, _Straw] = {}
        self._plan: Plan | None = None
        self._units: dict[str, str] = {}
        self._initials: dict[int, str] = {}

    def of(self, snapshot: Snapshot) -> dict[int, _Straw]:
        if snapshot.plan is not self._plan:
            self._spell(snapshot.plan)
        if snapshot is not self._snapshot:
            self._hay = {m.no: _Straw(self._text(m.no, snapshot), self._initials[m.no]) for m in snapshot.plan.measures}
            self._snapshot = snapshot
        return self._hay

    def _spell(self, plan: Plan) -> None:
        from qcapp.services.pinyin import spelled

        self._units = {unit.name: " ".join(_spoken(unit.name, *unit.aliases)) for unit in plan.units}
        self._initials = {
            m.no: f"{spelled(plan.task_of(m.no).heading).initials}\n{spelled(m.text[:_NAME_LENGTH]).initials}"
            for m in plan.measures
        }
        self._plan = plan

    def _text(self, no: int, snapshot: Snapshot) -> str:
        measure = snapshot.plan.measure(no)
        parts = [comparable(measure.text), comparable(snapshot.plan.task_of(no).heading)]
        for entry in snapshot.entries_of(no):
            parts.append(self._units[entry.key.unit])
            parts += [comparable(value.text) for value in entry.values.values()]
        return "\n".join(parts)


def _spoken(*names: str) -> Iterator[str]:
    """Each name, and the initials of its pinyin: 区政数局 → qzsj."""
    from qcapp.services.pinyin import spelled

    for name in names:
        yield comparable(name)
        yield spelled(name).initials
