"""Look: the ledger read for window and command line. Nothing here writes but the remembered month."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from qcapp.domain.due import due_day
from qcapp.domain.errors import LedgerError
from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import CellValue, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.text import comparable
from qcapp.services.haystacks import Haystacks

if TYPE_CHECKING:
    from qcapp.domain.views import LedgerView
    from qcapp.ports import Clock, LedgerStore
    from qcapp.services.returning import PeriodStatus

_PERIOD_SETTING = "window.period"


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
        from qcapp.services.returning import period_status  # not on the way to the first rows

        return period_status(self.snapshot(period), on or self._clock.today())

    def matching_measures(self, text: str, snapshot: Snapshot) -> frozenset[int]:
        """Numbers of the measures that every word of ``text`` is found in, by text, number, unit or pinyin initials."""
        return self._haystacks.measures([comparable(word) for word in text.split()], snapshot)

    def found_by(self, view: LedgerView, snapshot: Snapshot) -> frozenset[int] | frozenset[EntryKey] | None:
        """What the view's words are found in: measures, or single 责任分工 where a row shows no more; None without words."""
        words = [comparable(word) for word in view.filter.words.split()]
        if not words:
            return None
        hay = self._haystacks
        return hay.entries(words, snapshot) if view.looks_in_entries else hay.measures(words, snapshot)

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
