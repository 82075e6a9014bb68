"""Hits put together: by measure, the nearest first; the same words of many months once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.fields import is_field, sort_key
from qcapp.domain.marks import Marked
from qcapp.domain.period import Period
from qcapp.domain.search_query import Term
from qcapp.services.search_finding import How, how_of, mark
from qcapp.services.search_found import Found, Group, GroupKind, Hit, Sighting
from qcapp.services.search_list import EARLIER, NOW, UNIT

if TYPE_CHECKING:
    from qcapp.ports import LedgerStore
    from qcapp.services.search_cells import CellsSeen, CellsSought
    from qcapp.services.search_wish import Wish

HITS_AT_MOST = 300
"""About so many hits are read and shown; the others are counted."""
_OF_ONE_GROUP = (3, 40)
"""At least and at most, as there are many groups or few."""
_NEVER = 999_999
_IN_THE_LIST = ("measure", "unit", "task", "section")
_Rank = tuple[object, ...]
_rank_of: Callable[[tuple[_Rank, _Heap]], _Rank] = itemgetter(0)


class _Name(NamedTuple):
    kind: GroupKind
    year: int
    no: int
    unit: str


@dataclass(slots=True)
class _Heap:
    """What was seen of one group: by itself, and in its entries."""

    name: _Name
    seen: list[Sighting] = field(default_factory=list)
    cells: list[CellsSeen] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.seen) + sum(len(each.cells) for each in self.cells)

    @property
    def soonest(self) -> tuple[int, bool]:
        """Level of the one that is shown soonest, and whether its words stand together only."""
        found = [(each.level, each.together) for each in self.cells]
        return min(found + [(each.level, each.together) for each in self.seen] if self.seen else found)

    def first(self, count: int) -> list[Sighting]:
        return sorted((*self.seen, *(one for each in self.cells for one in each.first(count))), key=_order)[:count]


class Heaps:
    """All groups. ``at_hand``: the year of the list at hand; ``starts``: the month from which on each year's list holds."""

    def __init__(self, at_hand: int, starts: Mapping[int, Period]) -> None:
        self.at_hand = at_hand
        begun = sorted(starts, key=lambda year: starts[year])
        self._over = {year: _serial(starts[after]) for year, after in pairwise(begun)}
        """The month from which on nothing is written by that list any more."""
        self._measures: dict[int, dict[int, _Heap]] = {}
        self._others: dict[_Name, _Heap] = {}
        self.places = 0

    def add(self, seen: Sighting) -> None:
        no, unit = seen.entry.no, seen.entry.unit
        if no:
            self._measure(seen.year, no).seen.append(seen)
        else:
            name = _Name(GroupKind.UNIT if unit else GroupKind.MONTHS, seen.year, no, unit)
            self._others.setdefault(name, _Heap(name)).seen.append(seen)
        self.places += 1

    def add_cells(self, seen: CellsSeen) -> None:
        self._measure(seen.year, seen.entry.no).cells.append(seen)
        self.places += len(seen.cells)

    def _measure(self, year: int, no: int) -> _Heap:
        heaps = self._measures.setdefault(year, {})
        heap = heaps.get(no)
        if heap is None:
            heap = heaps[no] = _Heap(_Name(GroupKind.MEASURE, year, no, ""))
        return heap

    def of_measures(self, year: int) -> Iterable[_Heap]:
        return self._measures.get(year, {}).values()

    @property
    def others(self) -> Iterable[_Heap]:
        """Of units as a whole, and of whole months."""
        return self._others.values()

    def rank(self, heap: _Heap) -> _Rank:
        """The nearest has the lowest."""
        level, together = heap.soonest
        newest, name = 0, heap.name
        if level > UNIT:
            newest = max((*(each.newest for each in heap.cells), *(_serial(each.period) for each in heap.seen)))
        other = name.year != self.at_hand
        return (level, together, name.kind is GroupKind.MEASURE, other, -newest, -name.year, name.no, name.unit)

    def nos(self, year: int) -> frozenset[int]:
        """Measures of that list that there is something of."""
        return frozenset(self._measures.get(year, ()))

    def bound(self, year: int, listed: int) -> _Rank:
        """No measure of that list has a lower rank, whatever may yet be seen of it: in the list at the level ``listed`` or later,
        and in its entries."""
        level = min((heap.soonest[0] for heap in self.of_measures(year)), default=EARLIER)
        return (min(level, listed, self._soonest(year)), False, True, year != self.at_hand, -self._over.get(year, _NEVER))

    def bound_of_cells(self, year: int) -> _Rank:
        """No measure of that list of which there is nothing yet has a lower rank."""
        return (self._soonest(year), False, True, year != self.at_hand, -self._over.get(year, _NEVER))

    def _soonest(self, year: int) -> int:
        return NOW if year == self.at_hand else EARLIER


def grouped(store: LedgerStore, wish: Wish, text: str, heaps: Heaps, cells: CellsSought) -> Found:
    """``text`` as it was typed; what is seen of measures, in lists and entries, is put on the heaps."""
    least, most = _OF_ONE_GROUP
    nearest = _nearest(wish, heaps, cells, HITS_AT_MOST // least)
    share = min(max(least, HITS_AT_MOST // max(len(nearest), 1)), most)
    chosen = [(heap, heap.first(share)) for heap in nearest]
    _read(store, [each for _, taken in chosen for each in taken])
    groups = tuple(_group(wish, heap.name, taken, heap.count - len(taken)) for heap, taken in chosen)
    return Found(text, wish.query, groups, heaps.places, heaps.places - sum(len(taken) for _, taken in chosen))


def _nearest(wish: Wish, heaps: Heaps, cells: CellsSought, most: int) -> list[_Heap]:
    """The heaps that are shown. The list at hand is looked at first, then the newest: once there are enough, what can only come
    after them is counted where it can be, and else looked at."""
    ranked = [(heaps.rank(heap), heap) for heap in heaps.others]
    for year in sorted(wish.lists, key=lambda year: (year != heaps.at_hand, -year)):
        sought, count = wish.lists[year], cells.counts.get(year)
        ranked = nsmallest(most, ranked, key=_rank_of)
        if count is not None and len(ranked) == most and ranked[-1][0] < heaps.bound(year, sought.soonest):
            heaps.places += sought.count_of_measures() + count
            continue
        for each in sought.of_measures():
            if wish.wants(each.field):
                heaps.add(each)
        nos = None if count is None else _still_asked(heaps, year, count, ranked, most)
        places = 0
        if nos is None or nos:
            for seen in cells.seen(year, nos):
                heaps.add_cells(seen)
                places += len(seen.cells)
        if count is not None and nos is not None:
            heaps.places += count - places
        ranked += [(heaps.rank(heap), heap) for heap in heaps.of_measures(year)]
    return [heap for _, heap in nsmallest(most, ranked, key=_rank_of)]


def _still_asked(
    heaps: Heaps, year: int, count: int, ranked: Iterable[tuple[_Rank, _Heap]], most: int
) -> frozenset[int] | None:
    """Of a list, in whose entries there are so many, the measures of which these may still be shown; None: any."""
    if not count:
        return frozenset()
    # What is seen of entries only brings a heap nearer.
    ranks = nsmallest(most, chain((rank for rank, _ in ranked), map(heaps.rank, heaps.of_measures(year))))
    return heaps.nos(year) if len(ranks) == most and ranks[-1] < heaps.bound_of_cells(year) else None


def _order(seen: Sighting) -> tuple[object, ...]:
    """Of one group: what stands in the list, then what shows now, then the newest month; what is reported before whom to ask."""
    if seen.field in _IN_THE_LIST:
        return (0, seen.together, _IN_THE_LIST.index(seen.field), seen.entry.unit)
    part, index, key = sort_key(seen.field) if is_field(seen.field) else (3, 0, seen.field)
    place = (part not in (2, 3), part, index, key)
    return (1, seen.together, not seen.present, -_serial(seen.period), seen.entry.unit, place)


def _serial(period: Period | None) -> int:
    return period.year * 100 + period.month if period else 0


def _read(store: LedgerStore, seen: Iterable[Sighting]) -> None:
    """The texts of those that are cells."""
    cells = [(each, each.source) for each in seen if each.source is not None]
    for (each, _), text in zip(cells, store.cell_texts([source for _, source in cells]), strict=True):
        each.text = text


def _group(wish: Wish, name: _Name, taken: Sequence[Sighting], more: int) -> Group:
    words, sought = wish.query.words, wish.lists[name.year]
    plan = sought.plan
    hits = _hits(words, taken)
    match name.kind:
        case GroupKind.UNIT:
            title, measures = mark(words, name.unit, How.NAME), len(plan.measures_of.get(name.unit, ()))
            return Group(name.kind, name.year, title, hits, unit=name.unit, measures=measures, more=more)
        case GroupKind.MONTHS:
            return Group(name.kind, name.year, Marked("通报"), hits, more=more)
    title = mark(words, plan.measure(name.no).text, How.BEGINNING)
    units = tuple(mark(words, unit, How.NAME) for unit in plan.units_of[name.no])
    asked = tuple(filter(sought.allows_unit, plan.units_of[name.no]))
    return Group(name.kind, name.year, title, hits, name.no, units=units, asked=asked, more=more)


def _hits(words: Sequence[Term], seen: Iterable[Sighting]) -> tuple[Hit, ...]:
    """Those of one place that say the same are one hit, with the months named."""
    same: dict[tuple[str, str, str, str | None], list[Sighting]] = {}
    for each in seen:
        same.setdefault((each.field, each.entry.unit, each.text, each.sha256), []).append(each)
    return tuple(_hit(words, alike) for alike in same.values())


def _hit(words: Sequence[Term], alike: Sequence[Sighting]) -> Hit:
    first = alike[0]
    months = tuple(sorted({each.period for each in alike if each.period}, reverse=True))
    return Hit(
        first.field, first.entry.unit, mark(words, first.text, how_of(first.field)), months[0] if months else None, months,
        any(each.present for each in alike), all(each.together for each in alike), first.sha256,
    )
