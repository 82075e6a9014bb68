"""The ledger as of a day, counted: each month of it read once, and what was issued of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from qcapp.domain.due import due_day
from qcapp.domain.errors import LedgerError
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.operations import Bulletin
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.ports import LedgerStore
from qcapp.services.succession import latest
from qcapp.stats.facts import month_facts
from qcapp.stats.figures import Figures, Standing, Tally, tally
from qcapp.stats.frozen import load
from qcapp.stats.rules import Rulebook, rules_from
from qcapp.stats.summary import MonthFacts, figures, places

_MOST_KEPT: Final = 20_000
"""Entries of months that are kept: a district's years, of a province the last months, which are what is asked for next."""


class Counted:
    """``past``: whether ``on`` is a day before today. ``many``: whether months are gone through one after the other."""

    def __init__(self, store: LedgerStore, on: date, past: bool, many: bool = False) -> None:
        self._store, self.on, self.past = store, on, past
        self._settings: Mapping[str, str] = store.settings()
        self._rules = rules_from(self._settings)
        self._book = Rulebook(self._rules)
        self._periods = frozenset(store.periods())
        self._starts = store.starts()
        self._in_turn = store.in_turn() if many and not past else None
        self._snapshots: dict[Period, Snapshot] = {}
        self._judged_in_turn: dict[Period, Mapping[EntryKey, Entry]] = {}
        self._facts: dict[Period, MonthFacts] = {}
        self._unread: set[Period] = set()
        self._issued: dict[Period, tuple[Bulletin, Figures] | None] = {}

    def figures(self, months: Sequence[Period]) -> Figures:
        """A single month's have the places of the month before beside them."""
        before = self._standings(months[0].shifted(-1), months[0]) if len(months) == 1 else {}
        names = {name: others for month in months for name, others in self._names(month).items()}
        return figures([self._month(month) for month in months], self.on, self._settings, before, names)

    def total(self, month: Period) -> Tally:
        """What ``figures`` of that month have in all."""
        return tally(self._month(month).facts)

    def _names(self, month: Period) -> Mapping[str, tuple[str, ...]]:
        """Of the month's units that have another name at some time: all that they have."""
        plan = self._store.plan_for(month)
        ends = latest(self._store, plan.year) or plan
        last = {unit.identity: unit for unit in ends.units}
        return {
            unit.name: (unit.identity, *last[unit.identity].names) for unit in plan.units
            if unit.identity in last and (unit.root or last[unit.identity].root)
        }

    def used(self, first: Period, last: Period) -> tuple[Period, ...]:
        """Months that count: in which anything was sent, received or entered by the day, and whose due day is over."""
        return tuple(month for month in sorted(self._periods) if first <= month <= last and self._counts(month))

    def begun(self, month: Period) -> bool:
        """Whether anything of it was sent, received or entered by the day."""
        if month not in self._periods or not self.past:
            return month in self._periods
        shown = self._snapshot(month)
        return bool(shown.dispatched or shown.returned or shown.attachments) or any(
            value.period == month and value.text for entry in shown.entries.values() for value in entry.values.values()
        )

    def issued(self, month: Period) -> Figures | None:
        """As the newest 通报 has them that goes by this day or an earlier one; None where there is none that can be read."""
        found = self._newest(month)
        return found[1] if found else None

    def bulletin(self, month: Period) -> Bulletin | None:
        """The one that ``issued`` tells of."""
        found = self._newest(month)
        return found[0] if found else None

    @property
    def unread(self) -> tuple[Period, ...]:
        """Months asked for of which the newest 通报 can't be read, ascending."""
        return tuple(sorted(self._unread))

    def _newest(self, month: Period) -> tuple[Bulletin, Figures] | None:
        if month not in self._issued:
            self._issued[month] = self._read(month)
        return self._issued[month]

    def _read(self, month: Period) -> tuple[Bulletin, Figures] | None:
        for bulletin in reversed(self._store.bulletins(month)):
            try:
                frozen = load(bulletin.figures)
            except LedgerError:
                self._unread.add(month)
                return None  # an older one no longer holds; who asks for the month itself is told
            if frozen.on <= self.on:
                return bulletin, frozen
        return None

    def let_go(self, before: Period) -> None:
        """What was counted of the months before that one, and read of their 通报, is asked for no more."""
        for kept in (self._facts, self._issued):
            for month in [each for each in kept if each < before]:
                del kept[month]

    def _counts(self, month: Period) -> bool:
        return self.begun(month) and self.on > self._due(month)

    def _due(self, month: Period) -> date:
        return due_day(self._store.plan_for(month), month, self._settings)

    def last_names(self, month: Period, last: Period) -> dict[str, str]:
        """Of units that are called otherwise in a later month of the year: their names then."""
        plan, ends = self._store.plan_for(month), self._store.plan_for(last)
        if plan is ends or plan.year != ends.year:
            return {}
        found = ((unit.name, ends.name_by_identity.get(unit.identity, unit.name)) for unit in plan.units)
        return {name: newer for name, newer in found if name != newer}

    def _standings(self, month: Period, after: Period) -> dict[str, Standing]:
        """By the names of the month after it."""
        if not self._counts(month):
            return {}
        issued = self.issued(month)
        told = {each.unit: each.standing for each in issued.units} if issued else self._places(month)
        plan, then = self._store.plan_for(after), self._store.plan_for(month)
        if plan is then or plan.year != then.year:
            return told
        identities = ((then.identities.get(unit, unit), standing) for unit, standing in told.items())
        return {plan.name_by_identity.get(identity, identity): standing for identity, standing in identities}

    def _places(self, month: Period) -> dict[str, Standing]:
        """As the ledger has them now; of a month that is counted for this alone no more is judged than that takes."""
        counted = self._facts.get(month) or self._judged(month, placing=True)
        return places(counted, self._settings, self._names(month))

    def _snapshot(self, month: Period) -> Snapshot:
        if month not in self._snapshots:
            kept = self._snapshots
            kept[month] = self._read_month(month)
            while len(kept) > 2 and sum(len(each.entries) for each in kept.values()) > _MOST_KEPT:
                # Months are gone through as they came: what is asked for next lies beside this one.
                del kept[max(kept, key=lambda each: abs(each.first_day - month.first_day))]
        return self._snapshots[month]

    def _read_month(self, month: Period) -> Snapshot:
        if self._in_turn is not None:
            return self._in_turn.snapshot(month)
        return self._store.snapshot(month, self.on if self.past else None)

    def _month(self, month: Period) -> MonthFacts:
        if month not in self._facts:
            self._facts[month] = self._judged(month)
        return self._facts[month]

    def _judged(self, month: Period, *, placing: bool = False) -> MonthFacts:
        snapshot, earlier = self._snapshot(month), _Unread(self, month.shifted(-1))
        facts = month_facts(snapshot, earlier, self.on, self._rules, self._store.trail(month), self._book, placing=placing)
        if self._in_turn is not None:
            # The month after it asks what it is compared by, and for no more: its forms are as large as its entries.
            self._judged_in_turn = {month: self._compared(self._snapshots.pop(month).entries)}
        return MonthFacts(snapshot.plan, month, facts)

    def _compared(self, entries: Mapping[EntryKey, Entry]) -> Mapping[EntryKey, Entry]:
        """The same with the fields alone of which a rule asks what the month before says."""
        fields = self._book.compared
        return {
            key: entry._replace(values={field: value for field in fields if (value := entry.values.get(field))})
            for key, entry in entries.items()
        }

    def plan(self, month: Period) -> Plan:
        return self._store.plan_for(month)

    def year(self, month: Period) -> int:
        """Of the list that the month goes by."""
        begun = [year for year, since in self._starts.items() if since <= month]
        return begun[-1] if begun else next(iter(self._starts), 0)

    def entries(self, month: Period) -> Mapping[EntryKey, Entry]:
        judged = self._judged_in_turn.get(month)
        return self._snapshot(month).entries if judged is None else judged


class _Unread:
    """A month that is read when its entries are first asked for."""

    def __init__(self, ledger: Counted, month: Period) -> None:
        self._ledger, self._month, self.year = ledger, month, ledger.year(month)

    @cached_property
    def plan(self) -> Plan:
        return self._ledger.plan(self._month)

    @cached_property
    def entries(self) -> Mapping[EntryKey, Entry]:
        return self._ledger.entries(self._month)
