"""The rows of a month's table: made from a snapshot, filtered, sorted, grouped. Window, print and command line draw these."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import EntryKey, Measure, Plan
from qcapp.domain.status import State, counts_as_reported, exemption_of, is_reported, public_status
from qcapp.domain.succession import aligned
from qcapp.domain.views import Grouping, LedgerView
from qcapp.giving_way import giving_way
from qcapp.publish.view_cells import CellText as CellText
from qcapp.publish.view_cells import Month
from qcapp.publish.view_cells import ViewRow as ViewRow
from qcapp.publish.view_filter import Found, meant, passing
from qcapp.publish.view_flags import EXEMPT as EXEMPT
from qcapp.publish.view_flags import STATES as STATES
from qcapp.publish.view_flags import UNQUALIFIED as UNQUALIFIED
from qcapp.publish.view_flags import UNREPORTED, flags_of
from qcapp.publish.view_sort import URGENT, in_order

_FLAGS = attrgetter("flags")
Faults = Callable[[EntryKey], int]
"""How many hard rules of 合格 an entry breaks, 0 where it is not judged or counts in no figure."""


@dataclass(frozen=True, slots=True)
class ViewGroup:
    """Rows under one heading; ``key`` tells groups apart (task:4, unit:区税务局, state:未报), heading "" where none stands."""

    key: str
    heading: str
    rows: tuple[ViewRow, ...]

    @property
    def reported(self) -> int:
        kinds = Counter(map(_FLAGS, self.rows))  # of a hundred thousand rows there are some dozen
        return sum(count for flags, count in kinds.items() if flags.isdisjoint((UNREPORTED, EXEMPT)))

    @property
    def count(self) -> str:
        return f"{len(self.rows)} 条 · 已报 {self.reported}"


def view_rows(
    snapshot: Snapshot, view: LedgerView, *, day: date, earlier: Snapshot | None = None, faults: Faults | None = None,
    found: Found | None = None,
) -> tuple[ViewGroup, ...]:
    """What the view shows of the month, groups that have no row left out; one group without a heading where not grouped.

    ``day``: today. ``earlier``: the month before, of whatever list. ``found``: what the view's words are
    found in (``LookService.found_by``); None: they are looked for in the rows' own text.
    UsageError for a column or a condition that there is not.
    """
    rows = month_rows(snapshot, earlier, day, by_entry=view.by_entry)
    return arranged(with_faults(rows, faults) if faults else rows, snapshot.plan, view, found=found)


def month_rows(snapshot: Snapshot, earlier: Snapshot | None, day: date, *, by_entry: bool = False) -> tuple[ViewRow, ...]:
    """All rows in the plan's order, one a measure or one a 责任分工."""
    return tuple(_rows(snapshot, earlier, day, by_entry))


def with_faults(rows: Iterable[ViewRow], faults: Faults, among: Set[int] | None = None) -> tuple[ViewRow, ...]:
    """The rows with what is known of their 合格. ``among``: measures that have any, where that is known: no other is asked of."""
    if among is None:
        return tuple(_judged(row, faults) for row in rows)
    return tuple([_judged(row, faults) if row.faults or row.no in among else row for row in rows])


def arranged(
    rows: Sequence[ViewRow], plan: Plan, view: LedgerView, *, found: Found | None = None,
    keep: Collection[int] = (),
) -> tuple[ViewGroup, ...]:
    """Filtered, sorted, grouped. ``keep``: numbers of measures that stay whatever their state and words are now."""
    seen = passing(rows, meant(view.filter, plan), found, keep)
    if view.sort:
        seen = in_order(seen, view.sort, view.descending)
    if view.grouping is Grouping.NONE:
        return (ViewGroup("", "", tuple(seen)),) if seen else ()
    by_key = _apart(seen, view.grouping)
    return tuple(
        ViewGroup(f"{view.grouping.name.lower()}:{key}", heading, tuple(by_key[key]))
        for key, heading in _headings(plan, view.grouping) if key in by_key
    )


def _apart(rows: Iterable[ViewRow], grouping: Grouping) -> Mapping[object, list[ViewRow]]:
    """Rows by what ``_headings`` calls their group; a loop for each, for there may be a hundred thousand."""
    found: defaultdict[object, list[ViewRow]] = defaultdict(list)
    match grouping:
        case Grouping.TASK:
            for row in rows:
                found[row.task].append(row)
        case Grouping.UNIT:
            for row in rows:
                found[row.unit].append(row)
        case _:
            for row in rows:
                found[row.status.state.value].append(row)
    return found


def _headings(plan: Plan, grouping: Grouping) -> Iterator[tuple[object, str]]:
    """Every group that there can be, in order."""
    match grouping:
        case Grouping.TASK:
            yield from ((task.order, task.heading) for task in plan.tasks)
        case Grouping.UNIT:
            yield from ((unit.name, unit.name) for unit in plan.units)
        case _:
            yield from ((state.value, state.value) for state in URGENT)


def _rows(snapshot: Snapshot, earlier: Snapshot | None, day: date, by_entry: bool) -> Iterator[ViewRow]:
    month = Month.of(snapshot, day)
    held = {conflict.key.entry for conflict in snapshot.held}
    of_entry = Counter((each.no, each.unit) for each in snapshot.attachments)
    of_measure = Counter(each.no for each in snapshot.attachments)
    overdue = _overdue(snapshot, day)
    last = aligned(earlier.entries, snapshot.plan, earlier.plan, snapshot.links) if earlier is not None else {}

    def row_of(
        measure: Measure, entries: tuple[Entry, ...], unit: str, attached: int, alone: Callable[[Entry], ViewRow] | None = None
    ) -> ViewRow:
        silent = [entry for entry in entries if not is_reported(entry)]
        if silent and held:  # words that wait for the clerk have come, as the figures have it
            silent = [entry for entry in silent if not counts_as_reported(entry, snapshot)]
        excused = _excused(silent, snapshot)
        flags = flags_of(entries, silent, excused, held, overdue)
        before = _before(entries, last) if silent and earlier is not None else ()
        return ViewRow(measure.no, unit, measure.task, entries, flags, month, before, excused, attached, alone=alone)

    def alone(entry: Entry) -> ViewRow:
        return row_of(snapshot.plan.measure(entry.key.no), (entry,), "", of_entry[entry.key.no, entry.key.unit])

    for measure in giving_way(snapshot.plan.measures):
        no, entries = measure.no, snapshot.entries_of(measure.no)
        if by_entry:
            yield from (row_of(measure, (each,), each.key.unit, of_entry[no, each.key.unit]) for each in entries)
        else:
            yield row_of(measure, entries, "", of_measure[no], alone if len(entries) > 1 else None)


def _excused(silent: Sequence[Entry], snapshot: Snapshot) -> frozenset[EntryKey]:
    if not snapshot.rulings:
        return frozenset()
    return frozenset(entry.key for entry in silent if exemption_of(entry, snapshot) is not None)


def _overdue(snapshot: Snapshot, day: date) -> Callable[[Entry], bool]:
    """Whether an entry that says nothing is overdue, be it that a conflict waits on other words of it; where no ruling tells them
    apart, all are alike."""
    if not snapshot.rulings:
        known: list[bool] = []

        def alike(entry: Entry) -> bool:
            if not known:
                known.append(public_status(entry, snapshot, day).state is State.OVERDUE)
            return known[0]

        return alike
    return lambda entry: public_status(entry, snapshot, day).state is State.OVERDUE


def _before(entries: Sequence[Entry], earlier: Mapping[EntryKey, Entry]) -> tuple[str, ...]:
    found = [earlier.get(entry.key) for entry in entries]
    return tuple(entry.text(PROGRESS.key) if entry else "" for entry in found)


def _judged(row: ViewRow, faults: Faults) -> ViewRow:
    return row.with_faults(*[faults(entry.key) for entry in row.entries])
