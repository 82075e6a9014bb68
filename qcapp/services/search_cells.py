"""Words sought in the entries: all in one field, or together in the entry of one month.

Of a common word there are thousands of fields: they stay together by entry until it is known which are shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from qcapp.domain.fields import FIELDS
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.ports import CellFound, SoughtWord
from qcapp.services.search_finding import names_spelled
from qcapp.services.search_found import Sighting
from qcapp.services.search_list import EARLIER, NOW

if TYPE_CHECKING:
    from qcapp.domain.search_query import Months
    from qcapp.ports import LedgerStore
    from qcapp.services.search_list import ListSought
    from qcapp.services.search_wish import Wish

_entry_of = attrgetter("entry")
_year_of = attrgetter("year")
_month_of = attrgetter("month")
_NAMES_AT_MOST: Final = 300
_FEW: Final = 1000
"""So many fields are read of all lists at once."""
_OWN_MONTH: Final = frozenset(each.key for each in FIELDS if not each.carries)


@dataclass(slots=True)
class CellsSeen:
    """Fields of one entry that are to be shown. ``shown``: in which months they show. ``together``: the words are not all in each
    of them, but in the entry of that month."""

    year: int
    entry: EntryKey
    cells: Sequence[CellFound]
    together: bool
    shown: Shown

    @property
    def level(self) -> int:
        """Of the one that is shown soonest."""
        return NOW if any(self.shown.at_hand(cell) for cell in self.shown.may_be_at_hand(self.cells)) else EARLIER

    @property
    def newest(self) -> int:
        """Month, as 202107."""
        return _number(self.shown.single) if self.shown.single else max(map(_month_of, self.cells))

    def first(self, count: int) -> Iterator[Sighting]:
        """At least so many: among them those that show now, and those of the newest months. Their texts are not read yet."""
        chosen, shown = self.cells, self.shown
        if len(chosen) > count:
            last = sorted(map(_month_of, chosen))[-count]
            now = set(filter(shown.at_hand, shown.may_be_at_hand(chosen)))
            chosen = [cell for cell in chosen if cell.month >= last or cell in now]
        for cell in chosen:
            present = shown.at_hand(cell)
            yield Sighting(
                self.year, self.entry, cell.field, NOW if present else EARLIER, shown.single or cell.period, present,
                self.together, source=cell,
            )


class CellsSought:
    """The entries under a query, one year's list after another."""

    def __init__(self, store: LedgerStore, wish: Wish) -> None:
        self._store, self._wish = store, wish
        query = wish.query
        names = store.contact_names() if any(word.spelling for word in query.words) else ()
        self._words = [SoughtWord(word.text, word.digits, names_spelled(word, names)[:_NAMES_AT_MOST]) for word in query.words]
        self._without = [word.text for word in query.without]
        self._single = wish.months.single if wish.months else None
        self._at_hand = store.plan_for(wish.present).year
        self._by_year: dict[int, list[CellFound]] | None = None
        self.counts = self._counted()
        """Of years' lists how many fields there are, where an index tells that at once."""

    def seen(self, year: int, nos: Collection[int] | None = None) -> Iterator[CellsSeen]:
        """Every field of that list that is to be shown; ``nos``: of those measures at least, where there are ``counts``."""
        sought = self._wish.lists[year]
        shown = Shown(self._store, year, self._wish.months, self._wish.present, at_hand=year == self._at_hand)
        found = self._found(year, nos)
        shown.is_asked_for(found)
        for identified, group in groupby(found, key=_entry_of):
            entry = _named(sought, identified)
            if sought.allows(entry):
                yield from _seen_of(tuple(group), year, entry, sought, shown)

    def count(self) -> int:
        """How many fields there are in all."""
        counts = self.counts
        return sum(
            counts[year] if year in counts else sum(len(each.cells) for each in self.seen(year)) for year in self._wish.lists
        )

    def _counted(self) -> Mapping[int, int]:
        wish = self._wish
        if len(self._words) != 1 or self._words[0].names or self._without or wish.months or wish.places or _narrow(wish):
            return {}
        return self._store.counts_with(self._words[0]) or {}

    def _found(self, year: int, nos: Collection[int] | None) -> Sequence[CellFound]:
        """Those of one entry stand together."""
        if sum(self.counts.values()) > _FEW:
            return self._store.cells_with(self._words, year=year, nos=nos)
        if self._by_year is None:
            cells = self._store.cells_with(self._words, self._without, self._single, _only(self._wish))
            self._by_year = {}
            for number, group in groupby(cells, key=_year_of):  # entries that a list got later stand behind another's
                self._by_year.setdefault(number, []).extend(group)
        found, wish = self._by_year.get(year, ()), self._wish
        if not wish.places and (self._single is not None or wish.months is None):
            return found
        return [cell for cell in found if wish.wants(cell.field) and (self._single is not None or wish.holds(cell.period))]


def _named(sought: ListSought, identified: EntryKey) -> EntryKey:
    name = sought.name_of(identified.unit)
    return identified if name == identified.unit else EntryKey(identified.no, name)


def _narrow(wish: Wish) -> bool:
    return any(sought.narrow for sought in wish.lists.values())


def _only(wish: Wish) -> Callable[[int, EntryKey], bool] | None:
    """Which entries are asked about, where that is not all of them."""
    if not _narrow(wish):
        return None

    def allowed(year: int, identified: EntryKey) -> bool:
        sought = wish.lists.get(year)
        return sought is not None and sought.allows(_named(sought, identified))

    return allowed


def _seen_of(
    cells: Sequence[CellFound], year: int, entry: EntryKey, sought: ListSought, shown: Shown
) -> Iterator[CellsSeen]:
    """Cells that hold every word; and those that do so with what else shows in the same month, or stands in the list."""
    everything = sought.all
    whole = [cell for cell in cells if cell.words == everything]
    if whole:
        yield CellsSeen(year, entry, whole, False, shown)
    if len(whole) == len(cells):
        return
    around = sought.around(entry)
    if _united(cells) | around == everything:
        together = _together(cells, around, everything, shown)
        apart = [cell for cell in cells if cell.words != everything and cell in together]
        if apart:
            yield CellsSeen(year, entry, apart, True, shown)


def _together(cells: Sequence[CellFound], around: int, everything: int, shown: Shown) -> set[CellFound]:
    if around == everything or shown.single is not None:
        return set(cells)
    of_months: dict[int, list[CellFound]] = {}
    for cell in cells:
        of_months.setdefault(cell.month, []).append(cell)
    carried = [cell for cell in cells if cell.field not in _OWN_MONTH]
    found: set[CellFound] = set()
    for month, own in of_months.items():
        earlier = [cell for cell in carried if cell.month != month and shown.carried_to(cell, month)]
        showing = [*own, *earlier]
        if _united(showing) | around == everything:
            found.update(showing)
    return found


def _united(cells: Iterable[CellFound]) -> int:
    words = 0
    for cell in cells:
        words |= cell.words
    return words


class Shown:
    """In which months the values of one list's entries show; what was set when is read when first asked for.

    Where only one month is looked at, ``months``, what was found shows there. ``at_hand``: whether the month at hand,
    ``present``, goes by that list.
    """

    def __init__(self, store: LedgerStore, year: int, months: Months | None, present: Period, *, at_hand: bool) -> None:
        self._store, self._year, self._present = store, year, _number(present)
        self.single = months.single if months else None
        self._is_single = self.single == present
        self._at_hand = at_hand
        self._read: dict[EntryKey, Mapping[str, Sequence[Period]]] = {}

    def is_asked_for(self, cells: Sequence[CellFound]) -> None:
        """Read at once what will be asked for."""
        if self._at_hand and self.single is None:
            carried = {cell.entry for cell in cells if cell.field not in _OWN_MONTH and cell.month < self._present}
            if carried:
                self._read |= self._store.carried_months(self._year, carried)

    def may_be_at_hand(self, cells: Sequence[CellFound]) -> Sequence[CellFound]:
        """All others are not."""
        if self._is_single:
            return cells
        if not self._at_hand or self.single is not None:
            return [cell for cell in cells if cell.month == self._present]
        return [
            cell for cell in cells
            if cell.month == self._present or (cell.field not in _OWN_MONTH and cell.month < self._present)
        ]

    def at_hand(self, cell: CellFound) -> bool:
        """Whether it shows in the month at hand."""
        if cell.month == self._present or self._is_single:
            return True
        return self._at_hand and self.single is None and self.carried_to(cell, self._present)

    def carried_to(self, cell: CellFound, month: int) -> bool:
        """Whether the field shows that text in that other month, carried over from its own."""
        if cell.month > month or cell.field in _OWN_MONTH:
            return False
        if cell.entry not in self._read:
            self._read |= self._store.carried_months(self._year, (cell.entry,))
        months = [_number(each) for each in self._read[cell.entry].get(cell.field, ())]
        last = bisect_right(months, month)
        return last > 0 and months[last - 1] == cell.month


def _number(period: Period) -> int:
    return period.year * 100 + period.month
