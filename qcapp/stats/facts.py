"""A month's facts: of each assignment whether it is due, reported, in time, filled in and 合格, as of a day. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, Role, contact_field
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import EntryKey, Measure
from qcapp.domain.saying import says_nothing
from qcapp.domain.status import entry_due, exemption_of, extension_of
from qcapp.domain.text import blank
from qcapp.domain.trail import Trail
from qcapp.giving_way import giving_way
from qcapp.stats.figures import EntryFact, Fault
from qcapp.stats.judging import Earlier, Judge, day_of, reports
from qcapp.stats.rules import Failure, Rule, Rulebook


def month_facts(
    snapshot: Snapshot, earlier: Earlier, on: date, rules: Sequence[Rule], trail: Trail, book: Rulebook | None = None, *,
    placing: bool = False,
) -> tuple[EntryFact, ...]:
    """A fact for every assignment of the month, by measure and unit. ``earlier``: the month before. ``trail``: the month's.
    ``book``: see Judge. ``placing``: only what a place goes by is asked for; neither cells are counted then nor what is wrong
    by now."""
    judge, plan = Judge(snapshot, earlier, rules, trail, book), snapshot.plan
    return tuple(
        _fact(judge, EntryKey(measure.no, unit), on, placing)
        for measure in plan.measures for unit in giving_way(plan.units_of[measure.no])
    )


def form_cells(measure: Measure) -> tuple[str, ...]:
    """Field keys of the cells that the measure's form prints to be filled in."""
    return _form_cells(tuple(measure.contacts))


@lru_cache(maxsize=64)
def _form_cells(contacts: tuple[str, ...]) -> tuple[str, ...]:
    seen: dict[Role, int] = {}
    keys: list[str] = []
    for role in map(Role, contacts):
        seen[role] = seen.get(role, 0) + 1
        keys += [contact_field(role, part, seen[role]).key for part in ("name", "phone")]
    return (*keys, PROGRESS.key, PROBLEMS.key, DEADLINE.key)


def _fact(judge: Judge, key: EntryKey, on: date, placing: bool) -> EntryFact:
    snapshot, entry = judge.snapshot, judge.snapshot.entries[key]
    received = min(_days(judge, key, on), default=None)
    due, due_day, apart = _due(snapshot, entry, on, received is not None)
    measure = snapshot.plan.measure(key.no)
    cells = () if placing else form_cells(measure)
    first, now = _faults(judge, key, on, placing) if received else ((), ())
    return EntryFact(
        key.no, key.unit, measure.task, snapshot.period, due, due_day, received is not None, received,
        sum([not blank(entry.text(cell)) for cell in cells]), len(cells), first, now, apart,
    )


def _days(judge: Judge, key: EntryKey, on: date) -> Iterator[date]:
    """The days on which a valid report is known to have come; none where the entry does not count as reported."""
    if not judge.reported(key):
        return
    records, value = judge.records(key.unit), judge.snapshot.entries[key].values.get(PROGRESS.key)
    said = value if value and not says_nothing(value.text) else None
    waiting = (held for held in judge.conflicts(key) if held.key.field == PROGRESS.key)
    yield from (held.received for held in waiting if not says_nothing(held.theirs))
    yield from (record.received for record in records if reports(record, key.no))
    if said:
        yield day_of(said)
    begun = judge.begun(key, on)
    if begun:
        yield begun
    if begun or (said and said.source.sha256 is None):
        # Words typed in came with the return that was kept whole: reading it took the clerk's time, not the unit's.
        yield from (record.received for record in records if not record.values)


def _due(snapshot: Snapshot, entry: Entry, on: date, reported: bool) -> tuple[bool, date, str]:
    """Whether the entry counts in 应报, its last day, and what sets it apart."""
    if not snapshot.rulings:
        return True, snapshot.due, ""
    day = entry_due(entry, snapshot)
    if exempt := exemption_of(entry, snapshot):
        return False, day, exempt.told
    if extension := extension_of(entry, snapshot):
        return reported or on > day, day, extension.told
    return True, day, ""


def _faults(judge: Judge, key: EntryKey, on: date, placing: bool) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """Rules broken on first submission, and now."""
    first = judge.first(key, on)
    if placing and first is not None:
        return _told(first), ()
    now = judge.failures(key, judge.words_now(key))
    told = _told(now)
    return told if first is None or first == now else _told(first), () if placing else told


def _told(found: Sequence[Failure]) -> tuple[Fault, ...]:
    return tuple([Fault(each.rule.key, each.sentence, each.hard, each.rule.weight) for each in found]) if found else ()
