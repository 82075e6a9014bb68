"""Look: the ledger read for window and command line. Nothing here writes but the remembered month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from qcapp.domain.due import due_day
from qcapp.domain.errors import LedgerError
from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import CellValue, Entry, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.records import came_blank, first_return, kept_whole
from qcapp.domain.saying import says_nothing
from qcapp.domain.status import counts_as_reported, entry_due, exemption_of
from qcapp.domain.text import comparable
from qcapp.services.haystacks import Haystacks

if TYPE_CHECKING:
    from qcapp.domain.views import LedgerView
    from qcapp.ports import Clock, LedgerStore

_PERIOD_SETTING = "window.period"


@dataclass(frozen=True, slots=True)
class UnitStatus:
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


@dataclass(frozen=True, slots=True)
class PeriodStatus:
    period: Period
    due: date
    units: tuple[UnitStatus, ...]


class LookService:
    def __init__(self, store: LedgerStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._haystacks = Haystacks()

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
        months = {Period(year, month) for year in self._store.starts() for month in range(1, 13)}
        return tuple(sorted(months | set(self._store.periods())))

    def current_period(self) -> Period:
        """Where to open: where one was last, else the newest month with data, else this month in the plan's year."""
        remembered = self._store.settings().get(_PERIOD_SETTING)
        if remembered:
            return Period.parse(remembered)
        return self.newest_period()

    def newest_period(self) -> Period:
        """The newest month with data, else this calendar month in the newest plan's year."""
        newest = self._store.newest_period()
        if newest:
            return newest
        return Period(max(self._store.starts()), self._clock.today().month)

    def remember_period(self, period: Period) -> None:
        if not self._store.read_only and self._store.settings().get(_PERIOD_SETTING) != str(period):
            self._store.remember(_PERIOD_SETTING, str(period))

    def snapshot(self, period: Period, on: date | None = None) -> Snapshot:
        """As it is now; with ``on`` as of that past day's end."""
        return self._store.snapshot(period, on)

    def due(self, period: Period) -> date:
        return due_day(self.plan(period), period, self._store.settings())

    def status(self, period: Period, on: date | None = None) -> PeriodStatus:
        """Who has returned what by ``on`` (today when not said)."""
        snapshot, day = self.snapshot(period), on or self._clock.today()
        held = Counter(conflict.key.unit for conflict in snapshot.held)
        units = tuple(_unit_status(unit.name, snapshot, day, held[unit.name]) for unit in snapshot.plan.responsible)
        return PeriodStatus(period, snapshot.due, units)

    def matching_measures(self, text: str, snapshot: Snapshot) -> frozenset[int]:
        """Numbers of the measures that every word of ``text`` is found in, by text, number, unit or pinyin initials."""
        return self._haystacks.measures([comparable(word) for word in text.split()], snapshot)

    def found_by(self, view: LedgerView, snapshot: Snapshot) -> frozenset[int] | frozenset[EntryKey] | None:
        """What the view's words are found in: measures, or single 责任分工 where it has a row for each; None without words."""
        words = [comparable(word) for word in view.filter.words.split()]
        if not words:
            return None
        return self._haystacks.entries(words, snapshot) if view.by_entry else self._haystacks.measures(words, snapshot)

    def read_ahead(self, period: Period) -> None:
        """After much was written, in a thread where nobody waits: who asks for the month next finds it read. What goes wrong is
        told to them."""
        with suppress(LedgerError):
            self.snapshot(period)

    def get_ready(self, period: Period) -> None:
        """What the first search in the month would have to do, done before: in a thread that has time for it."""
        self._haystacks.get_ready(self.snapshot(period))

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
    silent = not any(counts_as_reported(entry, snapshot) for entry in _entries(unit, numbers, snapshot))
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
