"""Plans read out of their rows, each when it is first asked about, and whether an operation since may have changed one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from sys import intern
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from db.coding import period_of
from db.plans import Catalogue, ListRead, YearPlan
from db.query import Query
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, EntryKey, Measure, Plan, Section, Task, Unit

if TYPE_CHECKING:
    from qcapp.domain.amendments import Amendment

_PLANS = """
    SELECT p.id, p.year, p.title, p.district, p.office, p.due_day, p.source, p.since, p.operation, o.undone_by IS NULL
    FROM plan p JOIN operation o ON o.seq = p.operation ORDER BY coalesce(p.since, p.year * 100 + 1), p.id
"""
# What may change a list, or the names in it.
_MOVED = """
    SELECT 1 FROM operation o WHERE o.seq > ? AND (
        o.kind IN ('plan', 'alias', 'undo') OR EXISTS (SELECT 1 FROM learned_alias l WHERE l.operation = o.seq)
    ) LIMIT 1
"""

_EMPTY: Final = Plan(0, "", (), (), (), ())
_Part = TypeVar("_Part")


class Mark(NamedTuple):
    """The newest operation that was seen. A restoration may give its number to another one, never its id."""

    seq: int
    id: str


NOTHING_YET = Mark(0, "")


def moved_since(query: Query, seen: Mark) -> bool:
    """Whether an operation after that one may have changed a list; or that one is not there any more, another's content having
    been put in the place of the ledger's."""
    there = query.execute("SELECT 1 FROM operation WHERE seq = ? AND id = ?", seen).fetchone()
    return there is None or query.execute(_MOVED, (seen.seq,)).fetchone() is not None


def newest_mark(query: Query) -> Mark:
    found = query.execute("SELECT seq, id FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    return Mark(*found) if found else NOTHING_YET


Again = Callable[[], AbstractContextManager[Query]]


def read_catalogue(query: Query, again: Again | None = None) -> Catalogue:
    """Which lists there are. ``again``: a moment of the ledger's, by which each is read when it is first asked about; all at
    once where that is not given: then they stay as they are now, whatever is written."""
    found: tuple[list[YearPlan], list[YearPlan]] = [], []
    for *row, in_force in query.execute(_PLANS).fetchall():
        year = _year(tuple(row), again or within(query), found[0])
        found[not in_force].append(year)
    catalogue = Catalogue(tuple(found[0]), tuple(found[1]))
    if again is None:
        catalogue.hold()
    return catalogue


def within(query: Query) -> Again:
    """Lists read by that very transaction, as long as it lasts."""
    return lambda: nullcontext(query)


def _year(row: tuple[Any, ...], again: Again, others: Iterable[YearPlan]) -> YearPlan:
    """``others``: lists of which the nearest that is read lends what is the same."""
    plan_id, year, *_, since, operation = row

    def read() -> ListRead:
        like = min((each for each in others if each.is_read), key=lambda each: abs(each.year - year), default=None)
        with again() as query:
            return _list(query, row, like)

    return YearPlan(plan_id, year, Period(year, 1) if since is None else period_of(since), operation, read)


def _shared(known: Iterable[_Part], read: Iterable[_Part]) -> tuple[_Part, ...]:
    """What was read, those of ``known`` in the places of their equals: most of a list goes on from year to year, and what goes
    on takes no more memory than once."""
    before = {each: each for each in known}
    return tuple(before.get(each, each) for each in read)


def _list(query: Query, row: tuple[Any, ...], like: YearPlan | None = None) -> ListRead:
    plan_id, year, title, district, office, due_day, source, *_ = row
    unit_rows = query.execute("SELECT id, name, operation FROM unit WHERE plan = ? ORDER BY place", (plan_id,)).fetchall()
    names = {key: name for key, name, _ in unit_rows}
    assigned = query.execute(
        "SELECT id, no, unit, inferred, operation FROM assignment WHERE plan = ? ORDER BY place", (plan_id,)
    ).fetchall()
    learned = _learned(query, plan_id)
    known = like.printed if like else _EMPTY
    entries = _shared(like.entry_ids if like else (), (EntryKey(no, names[unit]) for _, no, unit, *_ in assigned))
    printed = Plan(
        year, title, _shared(known.tasks, _tasks(query, plan_id)), _shared(known.measures, _measures(query, plan_id)),
        _shared(known.units, _units(query, plan_id, [name for _, name, later in unit_rows if later is None], learned)),
        _shared(known.assignments, (
            Assignment(no, names[unit], inferred) for _, no, unit, inferred, later in assigned if later is None
        )),
        district, office, due_day, source, _shared(known.sections, _sections(query, plan_id)),
    )
    return ListRead(
        printed, _amendments(query, plan_id, year), {name: key for key, name, _ in unit_rows},
        {entry: key for entry, (key, *_) in zip(entries, assigned, strict=True)},
        {name: learned[name] for _, name, later in unit_rows if later is not None and name in learned},
    )


def _amendments(query: Query, plan_id: int, year: int) -> tuple[Amendment, ...]:
    if query.execute("SELECT 1 FROM amendment WHERE plan = ? LIMIT 1", (plan_id,)).fetchone() is None:
        return ()
    from db.amendments import amendments_of_plan

    return amendments_of_plan(query, plan_id, year)


def _tasks(query: Query, plan_id: int) -> Iterator[Task]:
    rows = query.execute("SELECT place, heading FROM task WHERE plan = ? ORDER BY place", (plan_id,))
    return (Task(place, heading) for place, heading in rows)


def _measures(query: Query, plan_id: int) -> Iterator[Measure]:
    rows = query.execute(
        "SELECT no, task, text, printed_unit, contacts, section FROM measure WHERE plan = ? ORDER BY place",
        (plan_id,),
    )
    labels: dict[str, tuple[str, ...]] = {}
    for no, task, text, printed_unit, contacts, section in rows:
        if contacts not in labels:
            labels[contacts] = tuple(json.loads(contacts))
        # Most measures go on from year to year, and their words once.
        yield Measure(no, task, intern(text), printed_unit, labels[contacts], section)


def _sections(query: Query, plan_id: int) -> Iterator[Section]:
    rows = query.execute("SELECT key, heading, text, units FROM section WHERE plan = ? ORDER BY place", (plan_id,))
    return (Section(*row) for row in rows)


def _units(
    query: Query, plan_id: int, printed: Iterable[str], learned: Mapping[str, tuple[str, ...]]
) -> Iterator[Unit]:
    rows: Iterable[tuple[str, str]] = query.execute(
        "SELECT u.name, a.alias FROM unit u JOIN unit_alias a ON a.unit = u.id WHERE u.plan = ? ORDER BY u.place, a.place",
        (plan_id,),
    )
    aliases: dict[str, list[str]] = {}
    for name, alias in rows:
        aliases.setdefault(name, []).append(alias)
    return (Unit(name, (*aliases.get(name, ()), *learned.get(name, ()))) for name in printed)


def _learned(query: Query, plan_id: int) -> dict[str, tuple[str, ...]]:
    """Units and the names learned for them. A name that two operations in force gave away is the later one's: the earlier
    had been undone when the later was written, and was brought back since."""
    rows = query.execute(
        "SELECT u.name, l.alias FROM learned_alias l JOIN operation o ON o.seq = l.operation JOIN unit u ON u.id = l.unit"
        " WHERE u.plan = ? AND o.undone_by IS NULL ORDER BY l.operation, l.rowid",
        (plan_id,),
    )
    found: dict[str, tuple[str, ...]] = {}
    for alias, name in {alias: name for name, alias in rows}.items():
        found[name] = (*found.get(name, ()), alias)
    return found
