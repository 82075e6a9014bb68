"""Units to be chased: those with measures that are due and not reported; or, before that, those that still have to report.

A unit whose return was kept whole (a scan) and is not typed in yet is none of them: it is for the clerk to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qcapp.domain.fields import Role
from qcapp.domain.ledger import Contact, Snapshot
from qcapp.domain.records import ReturnRecord, came_blank, kept_whole
from qcapp.domain.status import exemption_of
from qcapp.giving_way import giving_way
from qcapp.stats.figures import Figures, Tally


@dataclass(frozen=True, slots=True)
class Missing:
    """A measure that is not reported. ``extended``: its due day is not the month's."""

    no: int
    due_day: date
    extended: bool


@dataclass(frozen=True, slots=True)
class LateUnit:
    """``due`` and ``reported`` count the unit's measures as of ``on``. ``early``: none is late yet, it is only reminded.

    ``contacts``: those of the missing measures, each once; of the unit's others where these have none. ``form_id``: of the form
    that was last sent, None where none was. ``blank``: when a form came back with nothing filled in, where that is all that came.
    """

    unit: str
    on: date
    early: bool
    due: int
    reported: int
    missing: tuple[Missing, ...]
    contacts: tuple[Contact, ...]
    form_id: str | None = None
    blank: date | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(each.no for each in self.missing)

    @property
    def whole(self) -> bool:
        """Nothing at all has come."""
        return not self.reported

    @property
    def first_due(self) -> date:
        return min(each.due_day for each in self.missing)

    @property
    def days(self) -> int:
        """Since the first of the due days; of an early one, until then."""
        return abs((self.on - self.first_due).days)


@dataclass(frozen=True, slots=True)
class UnreadUnit:
    """A unit that would be chased, had it not returned what nobody has typed in yet: ``files``, the first ``received`` then."""

    unit: str
    numbers: tuple[int, ...]
    received: date
    files: tuple[str, ...]


def late_units(figures: Figures, snapshot: Snapshot, early: bool) -> tuple[LateUnit, ...]:
    """In the plan's order."""
    unread = unread_returns(figures, snapshot)
    return tuple(each for each in _open_units(figures, snapshot, early) if each.unit not in unread)


def unread_units(figures: Figures, snapshot: Snapshot, early: bool) -> tuple[UnreadUnit, ...]:
    """Those that ``late_units`` leaves out because the clerk is to type in what they returned, in the plan's order."""
    unread = unread_returns(figures, snapshot)
    return tuple(
        UnreadUnit(
            each.unit, each.numbers, min(record.received for record in unread[each.unit]),
            tuple(record.name for record in unread[each.unit]),
        )
        for each in _open_units(figures, snapshot, early) if each.unit in unread
    )


def unread_words(units: Sequence[UnreadUnit]) -> str:
    """A sentence for the clerk; "" of none."""
    if not units:
        return ""
    named = "、".join(each.unit for each in units)
    return f"{named}交来的表读不出内容（如扫描件），还没有录入，所以没有列入；请先录入，或请单位重发。"


def unread_returns(figures: Figures, snapshot: Snapshot) -> dict[str, tuple[ReturnRecord, ...]]:
    """Unit → its returns, where none could be read and the ledger has no report of it: not typed in yet."""
    found = {unit.unit: kept_whole(snapshot.returned.get(unit.unit, ())) for unit in figures.units if _owes_all(unit.tally)}
    return {unit: records for unit, records in found.items() if records}


def _owes_all(tally: Tally) -> bool:
    return bool(tally.due) and not tally.reported


def _open_units(figures: Figures, snapshot: Snapshot, early: bool) -> Iterator[LateUnit]:
    found = (_unit(figures, snapshot, unit.name, early) for unit in giving_way(snapshot.plan.units))
    return (each for each in found if each)


def _unit(figures: Figures, snapshot: Snapshot, unit: str, early: bool) -> LateUnit | None:
    facts = [fact for fact in figures.of_unit(unit) if not exemption_of(snapshot.entries[fact.key], snapshot)]
    open_ = [fact for fact in facts if not fact.reported and (figures.on <= fact.due_day) is early]
    if not open_:
        return None
    due = [fact for fact in facts if fact.due or fact in open_]
    sent, reported = snapshot.dispatched.get(unit), sum(fact.reported for fact in due)
    known = [record for record in snapshot.returned.get(unit, ()) if record.received <= figures.on]
    blank = None if reported else came_blank(known, sent)
    return LateUnit(
        unit, figures.on, early, len(due), reported,
        tuple(Missing(fact.no, fact.due_day, fact.due_day != snapshot.due) for fact in open_),
        _contacts(snapshot, unit, [fact.no for fact in open_]), sent.form_id if sent else None,
        blank.received if blank else None,
    )


def _contacts(snapshot: Snapshot, unit: str, numbers: Iterable[int]) -> tuple[Contact, ...]:
    return _once(snapshot, unit, numbers) or _once(snapshot, unit, snapshot.plan.measures_of[unit])


def _once(snapshot: Snapshot, unit: str, numbers: Iterable[int]) -> tuple[Contact, ...]:
    """Each person once, with every phone that stands beside the name."""
    phones: dict[tuple[Role, str], list[str]] = {}
    for contact in _all(snapshot, unit, numbers):
        if contact.name or contact.phone:
            phones.setdefault((contact.role, contact.name), []).append(contact.phone)
    return tuple(
        Contact(role, place, name, "、".join(dict.fromkeys(filter(None, each))))
        for place, ((role, name), each) in enumerate(phones.items(), start=1)
    )


def _all(snapshot: Snapshot, unit: str, numbers: Iterable[int]) -> Iterator[Contact]:
    for no in numbers:
        yield from snapshot.entry(no, unit).contacts(snapshot.plan.measure(no).contacts)
