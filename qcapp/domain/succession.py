"""Which entries of an earlier month an entry goes on with: renamed units, split measures, other units, another year's list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.text import comparable

if TYPE_CHECKING:
    from qcapp.domain.ledger import Entry, Snapshot

_Value = TypeVar("_Value")


class LinkKind(Enum):
    """The value is the stable name in the ledger."""

    MEASURE = "measure"
    UNIT = "unit"
    TASK = "task"


class PlanLink(NamedTuple):
    """What of the list of ``year`` goes on with what of the list of ``before``, as a person has agreed: measures and tasks by
    number, units by identity. Many to many. ``confidence`` in percent, 100 where a person has said it."""

    kind: LinkKind
    before: int
    year: int
    old: str
    new: str
    confidence: int = 100


def same_entry(key: EntryKey, now: Plan, before: Plan) -> EntryKey | None:
    """The same entry's key in an earlier month of the same year: its unit may have had another name then. None where there was
    none such, and in another year's list, which has other measures under the same numbers."""
    if now is before:
        return key
    if now.year != before.year:
        return None
    name = before.name_by_identity.get(now.identities.get(key.unit, key.unit))
    return EntryKey(key.no, name) if name in before.units_of.get(key.no, ()) and name is not None else None


def one_before(key: EntryKey, now: Plan, before: Plan, links: Iterable[PlanLink] = ()) -> EntryKey | None:
    """The same entry in an earlier month, or the only one of another year's list that it goes on with."""
    if now.year == before.year:
        return same_entry(key, now, before)
    return OtherYear(now, before, links).one(key)


def aligned(
    values: Mapping[EntryKey, _Value], now: Plan, before: Plan, links: Iterable[PlanLink] = ()
) -> Mapping[EntryKey, _Value]:
    """Values by the keys of ``before``, by those that the entries have ``now`` which go on with one alone."""
    if now is before:
        return values
    if now.year == before.year:
        keys = {assignment.key: same_entry(assignment.key, now, before) for assignment in now.assignments}
    else:
        other = OtherYear(now, before, links)
        keys = {assignment.key: other.one(assignment.key) for assignment in now.assignments}
    return {key: values[was] for key, was in keys.items() if was is not None and was in values}


def entry_before(key: EntryKey, now: Snapshot, before: Snapshot) -> Entry | None:
    """The same entry in an earlier month's snapshot, or the only one of another year's list that it goes on with; None where
    there was none such."""
    found = one_before(key, now.plan, before.plan, now.links)
    return before.entries.get(found) if found else None


def earlier_keys(key: EntryKey, now: Plan, before: Plan, links: Iterable[PlanLink] = ()) -> tuple[EntryKey, ...]:
    """The entries of ``before``, the list of an earlier month, that this one of ``now`` goes on with.

    Within a year: itself; of a part of a split measure the whole's; of a measure that was taken over the other unit's. From
    another year's list by the links agreed on. None where nobody has said so: nothing is guessed.
    """
    if now.year != before.year:
        return OtherYear(now, before, links).keys(key)
    if same := same_entry(key, now, before):
        return (same,)
    assignment = next((each for each in now.assignments if each.key == key), None)
    measure = now.measure_by_no.get(key.no)
    if assignment is None or measure is None:
        return ()
    taken_from = before.name_by_identity.get(assignment.instead_of or "")
    if key.no in before.measure_by_no:
        return (EntryKey(key.no, taken_from),) if taken_from in before.units_of[key.no] and taken_from else ()
    whole = measure.split_from
    if whole is None or whole not in before.measure_by_no:
        return ()
    own = before.name_by_identity.get(now.identities[key.unit])
    owners = before.units_of[whole]
    chosen = [name for name in owners if name == own] or [name for name in owners if name == taken_from] or owners
    return tuple(EntryKey(whole, name) for name in chosen)


class OtherYear:
    """What entries of a list go on with in another year's, by the links agreed on: looked up once for all of them."""

    def __init__(self, now: Plan, before: Plan, links: Iterable[PlanLink]) -> None:
        self._now, self._before = now, before
        self._numbers: dict[str, list[int]] = {}
        self._identities: dict[str, set[str]] = {}
        for each in links:
            if (each.before, each.year) != (before.year, now.year):
                continue
            if each.kind is LinkKind.MEASURE:
                self._numbers.setdefault(each.new, []).append(int(each.old))
            elif each.kind is LinkKind.UNIT:
                self._identities.setdefault(each.new, set()).add(each.old)
        self._units: dict[str, set[str]] = {}

    def keys(self, key: EntryKey) -> tuple[EntryKey, ...]:
        """The entries then; of a measure that was another unit's, all of its."""
        found: list[EntryKey] = []
        for no in self._numbers.get(str(key.no), ()):
            owners = self._before.units_of.get(no, ())
            own = [name for name in owners if name in self._names(key.unit)]
            found += [EntryKey(no, name) for name in own or owners]
        return tuple(dict.fromkeys(found))

    def one(self, key: EntryKey) -> EntryKey | None:
        """The only one; None where there is none, or more."""
        keys = self.keys(key)
        return keys[0] if len(keys) == 1 else None

    def _names(self, unit: str) -> set[str]:
        """What the unit was called then: by the links, else by a name that both lists know."""
        if unit not in self._units:
            linked = self._identities.get(self._now.identities.get(unit, unit))
            self._units[unit] = self._linked(linked) if linked else self._namesakes(unit)
        return self._units[unit]

    def _linked(self, identities: set[str]) -> set[str]:
        return {name for identity, name in self._before.name_by_identity.items() if identity in identities}

    def _namesakes(self, unit: str) -> set[str]:
        own = next((set(map(comparable, each.names)) for each in self._now.units if each.name == unit), set())
        return {each.name for each in self._before.units if own & set(map(comparable, each.names))}
