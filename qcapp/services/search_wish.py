"""A query understood: which words, in which years' lists, which months, which places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.search_query import Months, Query, Term
from qcapp.domain.text import comparable
from qcapp.services.search_finding import How, holds
from qcapp.services.search_found import PLACES, Scope, place_of
from qcapp.services.search_list import ListSought
from qcapp.services.search_texts import KnownLists, ListTexts

if TYPE_CHECKING:
    from qcapp.ports import LedgerStore


@dataclass(frozen=True, slots=True)
class Wish:
    """``present``: the month at hand. ``months`` None: all. ``places`` are keys of PLACES, none: all. ``lists``: by year."""

    query: Query
    present: Period
    months: Months | None
    places: frozenset[str]
    lists: Mapping[int, ListSought]

    def wants(self, field: str) -> bool:
        return not self.places or place_of(field) in self.places

    def holds(self, period: Period) -> bool:
        return self.months is None or self.months.hold(period)


def understood(store: LedgerStore, known: KnownLists, query: Query, present: Period, scope: Scope) -> Wish:
    """What the query says itself goes before what is chosen beside it. UsageError for what nobody can make out."""
    written = query.months[-1:] or ((scope.months,) if scope.months else ())
    months = Months.read(written[0], present) if written else None
    texts = tuple(_texts(store, known, months, present))
    plans = [each.plan for each in texts]
    units = query.units or ((scope.unit,) if scope.unit else ())
    if units and not any(_units(plan, units) for plan in plans):
        raise UsageError(f"清单里没有责任单位“{units[0]}”，请换一个名称，或写它的拼音首字母。")
    if query.tasks and not any(_tasks(plan, query.tasks) for plan in plans):
        raise UsageError(f"清单里没有重点任务“{query.tasks[0]}”，请写它的序号，或标题里的几个字。")
    lists = {
        each.plan.year: ListSought(
            each, query, _units(each.plan, units) if units else None, _tasks(each.plan, query.tasks) if query.tasks else None
        )
        for each in texts
    }
    places = _places(query.fields) if query.fields else frozenset(filter(None, (scope.field,)))
    return Wish(query, present, months, places, lists)


def _texts(store: LedgerStore, known: KnownLists, months: Months | None, present: Period) -> Iterator[ListTexts]:
    """Of a single month the list as it holds then."""
    if months and months.single:
        yield known.of_month(store.plan_for(months.single))
        return
    for year in _years(store, months):
        yield known.whole(store, year, months.last if months else present)


def _years(store: LedgerStore, months: Months | None) -> Iterable[int]:
    """Those of the lists that any of the months goes by."""
    years = list(store.starts())
    if months is None:
        return years
    first, last = (store.plan_for(each).year for each in (months.first, months.last))
    return [year for year in years if first <= year <= last]


def _units(plan: Plan, wanted: Sequence[str]) -> frozenset[str]:
    return frozenset(unit for value in wanted for unit in _units_called(plan, value))


def _units_called(plan: Plan, name: str) -> Iterator[str]:
    """The unit of that name; where there is none, those that the letters or characters are a part of."""
    same = [unit.name for unit in plan.units if name in (unit.name, *unit.aliases)]
    term = Term(comparable(name))
    yield from same or (
        unit.name for unit in plan.units if any(holds(term, each, How.NAME) for each in (unit.name, *unit.aliases))
    )


def _tasks(plan: Plan, wanted: Sequence[str]) -> frozenset[int]:
    terms = [Term(comparable(value)) for value in wanted]
    return frozenset(
        task.order for task in plan.tasks for term in terms
        if term.number == task.order or holds(term, task.heading, How.BEGINNING)
    )


def _places(wanted: Sequence[str]) -> frozenset[str]:
    meant: set[str] = set()
    for value in wanted:
        word = comparable(value)
        same = {key for key, names in PLACES.items() if word in map(comparable, (key, *names))}
        found = same or {key for key, names in PLACES.items() if any(word in comparable(name) for name in names)}
        if not found:
            known = "、".join(names[0] for names in PLACES.values())
            raise UsageError(f"没有“{value}”这个栏目，请用其中之一：{known}。")
        meant |= found
    return frozenset(meant)
