"""Plans out of the ledger as they hold month by month, and the keys that its rows use for their units and assignments.

A unit's row keeps the name that it had at first, which is its identity all year; what it is called in a month, the month's list
says. So rows never change when a list does.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

from qcapp.domain.errors import LedgerError, LedgerTrouble, UsageError
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan

if TYPE_CHECKING:
    from qcapp.domain.amendments import Amendment


class ListedPlan(NamedTuple):
    """A list as it holds in a month, with its row's id, and the ids of its units and assignments by name."""

    id: int
    plan: Plan
    units: dict[str, int]
    assignments: Mapping[EntryKey, int]

    def unit_id(self, name: str) -> int:
        """UsageError for a name that the plan does not have."""
        return self.units[self.plan.unit_named(name)]

    def assignment_id(self, key: EntryKey) -> int:
        try:
            return self.assignments[key]
        except KeyError:
            raise UsageError(
                f"{self.plan.year} 年清单里第 {key.no} 条措施没有责任单位“{key.unit}”，请核对序号和单位后再试。"
            ) from None


class ListRead(NamedTuple):
    """What is read of a year's list: as printed, its amendments that hold, the ids of all units and assignments that it ever
    had, and names learned of units that the printed list doesn't have."""

    printed: Plan
    amendments: tuple[Amendment, ...]
    unit_ids: Mapping[str, int]
    entry_ids: Mapping[EntryKey, int]
    learned: Mapping[str, tuple[str, ...]]


class YearPlan:
    """A year's list, read when it is first asked about: of ten years' lists a window shows one. ``read`` is called once, or
    in several threads at once."""

    def __init__(self, key: int, year: int, since: Period, operation: int, read: Callable[[], ListRead]) -> None:
        self.id, self.year, self.since, self.operation = key, year, since, operation
        self._reads: Callable[[], ListRead] | None = read
        self._list: ListRead | None = None
        self._cut_at: tuple[Period, ...] = ()
        self._guard = threading.Lock()
        self._states: dict[int, ListedPlan] = {}
        self._names: dict[int, dict[str, str]] = {}
        self._keys: dict[int, dict[int, EntryKey]] = {}

    @property
    def is_read(self) -> bool:
        return self._list is not None

    @property
    def _read(self) -> ListRead:
        known, reads = self._list, self._reads
        if known is not None:
            return known
        assert reads is not None, "it is let go once the list is there"
        read = reads()  # not guarded: it may wait for the file
        cut_at: tuple[Period, ...] = ()
        if read.amendments:
            from qcapp.domain.amending import cuts

            cut_at = cuts(read.amendments)
        with self._guard:
            if self._list is None:
                self._cut_at = cut_at
                self._list, self._reads = read, None
            return self._list

    @property
    def printed(self) -> Plan:
        return self._read.printed

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        return self._read.amendments

    @property
    def unit_ids(self) -> Mapping[str, int]:
        return self._read.unit_ids

    @property
    def entry_ids(self) -> Mapping[EntryKey, int]:
        return self._read.entry_ids

    @cached_property
    def by_entry_id(self) -> Mapping[int, tuple[int, str]]:
        """Measure's number and unit's identity, by id."""
        return {number: entry for entry, number in self.entry_ids.items()}

    @cached_property
    def ids_by_no(self) -> Mapping[int, Sequence[int]]:
        """Of each measure's number the ids of its assignments."""
        found: dict[int, list[int]] = {}
        for (no, _), number in self.entry_ids.items():
            found.setdefault(no, []).append(number)
        return found

    @cached_property
    def by_unit_id(self) -> Mapping[int, str]:
        """Identities."""
        return {number: unit for unit, number in self.unit_ids.items()}

    @property
    def _cuts(self) -> tuple[Period, ...]:
        _ = self._read
        return self._cut_at

    @property
    def plan(self) -> Plan:
        """As it holds in the end."""
        return self._state(len(self._cuts)).plan

    def of(self, period: Period) -> ListedPlan:
        return self._state(self._place(period))

    def states(self) -> Iterator[ListedPlan]:
        """All that it ever was, the newest first."""
        return (self._state(place) for place in range(len(self._cuts), -1, -1))

    def identity_of(self, name: str) -> str:
        """Of the unit that goes by that name in any month, the newest first. UsageError for none."""
        for state in self.states():
            for unit in state.plan.units:
                if name.strip() in unit.names:
                    return unit.identity
        return self.plan.unit_named(name)

    def unit_id(self, name: str) -> int:
        """By any name that it has in any month."""
        return self.unit_ids[self.identity_of(name)]

    def assignment_id(self, key: EntryKey) -> int:
        """Of one that is there in any month."""
        number = self.entry_ids.get(EntryKey(key.no, self.identity_of(key.unit)))
        return self._state(len(self._cuts)).assignment_id(key) if number is None else number

    def entries_of(self, no: int, name: str | None) -> tuple[int, ...]:
        """Ids of all assignments that the measure ever had, or of the one with that unit."""
        wanted = None if name is None else self.identity_of(name)
        return tuple(number for (each, unit), number in self.entry_ids.items() if each == no and wanted in (None, unit))

    def unit_name(self, identity: str, period: Period) -> str:
        """What the unit is called in that month; of one that isn't in its list what it was called before, else after."""
        place = self._place(period)
        known = self._names.setdefault(place, {})
        if identity not in known:
            known[identity] = self._name_near(identity, place)
        return known[identity]

    def entry_key(self, number: int, period: Period) -> EntryKey:
        """The assignment of that row, which it has, its unit named as in that month."""
        known = self._keys.setdefault(self._place(period), {})
        key = known.get(number)
        if key is None:
            no, unit = self.by_entry_id[number]
            key = known[number] = EntryKey(no, self.unit_name(unit, period))
        return key

    def _place(self, period: Period) -> int:
        return bisect_right(self._cuts, period)

    def _name_near(self, identity: str, place: int) -> str:
        for near in (*range(place, -1, -1), *range(place + 1, len(self._cuts) + 1)):
            name = self._state(near).plan.name_by_identity.get(identity)
            if name is not None:
                return name
        return identity

    def _state(self, place: int) -> ListedPlan:
        if place not in self._states:
            self._states.setdefault(place, self._listed(self._amended(place)))
        return self._states[place]

    def _amended(self, place: int) -> Plan:
        if not place:
            return self.printed
        from qcapp.domain.amending import amended

        plan = amended(self.printed, self.amendments, self._cuts[place - 1])
        # Names learned of units that the printed list doesn't have.
        if not any(unit.identity in self._read.learned for unit in plan.units):
            return plan
        return replace(plan, units=tuple(
            unit._replace(aliases=tuple(dict.fromkeys((*unit.aliases, *self._read.learned.get(unit.identity, ())))))
            for unit in plan.units
        ))

    def _listed(self, plan: Plan) -> ListedPlan:
        """What has no row yet is about to get one."""
        identities = plan.identities
        keys = ((each.key, EntryKey(each.no, identities[each.unit])) for each in plan.assignments)
        assignments = {key: self.entry_ids.get(entry, 0) for key, entry in keys}
        return ListedPlan(
            self.id, plan, {unit.name: self.unit_ids.get(unit.identity, 0) for unit in plan.units},
            # Of a list that never changed they are the same: a province's take a megabyte.
            self.entry_ids if [*assignments.items()] == [*self.entry_ids.items()] else assignments,
        )


@dataclass(frozen=True)
class Catalogue:
    """All plans of a ledger, by their first months, with names for the keys that rows use. ``gone``: those whose import is
    undone, for what was once written by them."""

    years: tuple[YearPlan, ...]
    gone: tuple[YearPlan, ...] = ()

    def hold(self) -> None:
        """Read every list as it is now: something is about to be written that may change them."""
        for year in (*self.years, *self.gone):
            _ = year.is_read or year.printed

    def year_of(self, period: Period) -> YearPlan:
        """The newest that begins by that month, else the oldest."""
        if not self.years:
            raise LedgerError("台账里没有责任清单，请用备份恢复，或重新建账。", LedgerTrouble.DAMAGED)
        begun = [each for each in self.years if each.since <= period]
        return begun[-1] if begun else self.years[0]

    def of(self, period: Period) -> ListedPlan:
        return self.year_of(period).of(period)

    def of_year(self, year: int) -> YearPlan:
        for each in self.years:
            if each.year == year:
                return each
        years = "、".join(str(each.year) for each in self.years)
        raise UsageError(f"台账里没有 {year} 年的责任清单，请用其中之一：{years}。")

    def unit_name(self, number: int, period: Period) -> str:
        """What the unit of that row is called in that month."""
        for year in self._likely(period):
            if (identity := year.by_unit_id.get(number)) is not None:
                return year.unit_name(identity, period)
        raise KeyError(number)

    def entry_key(self, number: int, period: Period) -> EntryKey:
        """The assignment of that row, its unit named as in that month."""
        for year in self._likely(period):
            if number in year.by_entry_id:
                return year.entry_key(number, period)
        raise KeyError(number)

    def _likely(self, period: Period) -> Iterator[YearPlan]:
        """All lists: first that which the month goes by, then those that are read, then the others."""
        first = self.year_of(period) if self.years else None
        if first is not None:
            yield first
        others = [each for each in (*self.years, *self.gone) if each is not first]
        yield from (each for each in others if each.is_read)
        yield from (each for each in others if not each.is_read)


class Lists(Sequence[Plan]):
    """Of each year the list as it holds in the end; each is read when it is first asked for."""

    def __init__(self, years: tuple[YearPlan, ...]) -> None:
        self._years = years

    def __len__(self) -> int:
        return len(self._years)

    @overload
    def __getitem__(self, place: int) -> Plan: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Plan]: ...

    def __getitem__(self, place: int | slice) -> Plan | Sequence[Plan]:
        return Lists(self._years[place]) if isinstance(place, slice) else self._years[place].plan

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]
