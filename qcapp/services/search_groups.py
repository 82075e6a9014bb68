"""Hits put together: by measure, the nearest first; the same words of many months once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from qcapp.domain.fields import is_field, sort_key
from qcapp.domain.marks import Marked
from qcapp.domain.period import Period
from qcapp.domain.search_query import Term
from qcapp.services.search_finding import How, how_of, mark
from qcapp.services.search_found import Found, Group, GroupKind, Hit, Sighting
from qcapp.services.search_list import UNIT

if TYPE_CHECKING:
    from qcapp.ports import LedgerStore
    from qcapp.services.search_wish import Wish

HITS_AT_MOST = 300
"""About so many hits are read and shown; the others are counted."""
_OF_ONE_GROUP = (3, 40)
"""At least and at most, as there are many groups or few."""
_IN_THE_LIST = ("measure", "unit", "task", "section")


class _Name(NamedTuple):
    kind: GroupKind
    year: int
    no: int
    unit: str


@dataclass(slots=True)
class _Heap:
    """What was seen of one group. ``year``: of the list at hand."""

    name: _Name
    year: int
    seen: list[Sighting] = field(default_factory=list)

    @property
    def rank(self) -> tuple[object, ...]:
        level, together = min((each.level, each.together) for each in self.seen)
        newest = max(_serial(each.period) for each in self.seen) if level > UNIT else 0
        name = self.name
        other = name.year != self.year
        return (level, together, name.kind is GroupKind.MEASURE, other, -newest, -name.year, name.no, name.unit)


def grouped(store: LedgerStore, wish: Wish, text: str, seen: Sequence[Sighting]) -> Found:
    """``seen`` in any order; ``text`` as it was typed."""
    heaps = sorted(_heaps(seen, store.plan_for(wish.present).year), key=lambda heap: heap.rank)
    least, most = _OF_ONE_GROUP
    share = min(max(least, HITS_AT_MOST // max(len(heaps), 1)), most)
    chosen = [(heap, sorted(heap.seen, key=_order)[:share]) for heap in heaps[: HITS_AT_MOST // least]]
    _read(store, [each for _, taken in chosen for each in taken])
    groups = tuple(_group(wish, heap.name, taken, len(heap.seen) - len(taken)) for heap, taken in chosen)
    return Found(text, wish.query, groups, len(seen), len(seen) - sum(len(taken) for _, taken in chosen))


def _heaps(seen: Iterable[Sighting], year: int) -> Iterable[_Heap]:
    heaps: dict[_Name, _Heap] = {}
    for each in seen:
        no, unit = each.entry.no, each.entry.unit
        kind = GroupKind.MEASURE if no else GroupKind.UNIT if unit else GroupKind.MONTHS
        name = _Name(kind, each.year, no, "" if no else unit)
        if name not in heaps:
            heaps[name] = _Heap(name, year)
        heaps[name].seen.append(each)
    return heaps.values()


def _order(seen: Sighting) -> tuple[object, ...]:
    """Of one group: what stands in the list, then what shows now, then the newest month; what is reported before whom to ask."""
    if seen.field in _IN_THE_LIST:
        return (0, seen.together, _IN_THE_LIST.index(seen.field), seen.entry.unit)
    part, index, key = sort_key(seen.field) if is_field(seen.field) else (3, 0, seen.field)
    place = (part not in (2, 3), part, index, key)
    return (1, seen.together, not seen.present, -_serial(seen.period), seen.entry.unit, place)


def _serial(period: Period | None) -> int:
    return period.year * 12 + period.month if period else 0


def _read(store: LedgerStore, seen: Iterable[Sighting]) -> None:
    """The texts of those that are cells."""
    cells = [(each, each.source) for each in seen if each.source is not None]
    for (each, _), text in zip(cells, store.cell_texts([source for _, source in cells]), strict=True):
        each.text = text


def _group(wish: Wish, name: _Name, taken: Sequence[Sighting], more: int) -> Group:
    words, plan = wish.query.words, wish.lists[name.year].plan
    hits = _hits(words, taken)
    match name.kind:
        case GroupKind.UNIT:
            title, measures = mark(words, name.unit, How.NAME), len(plan.measures_of.get(name.unit, ()))
            return Group(name.kind, name.year, title, hits, unit=name.unit, measures=measures, more=more)
        case GroupKind.MONTHS:
            return Group(name.kind, name.year, Marked("通报"), hits, more=more)
    title = mark(words, plan.measure(name.no).text, How.BEGINNING)
    units = tuple(mark(words, unit, How.NAME) for unit in plan.units_of[name.no])
    return Group(name.kind, name.year, title, hits, name.no, units=units, more=more)


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
