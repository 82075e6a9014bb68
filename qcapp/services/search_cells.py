"""Words sought in the entries: all in one field, or together in the entry of one month."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from qcapp.domain.fields import field_for
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.ports import CellFound, SoughtWord
from qcapp.services.search_finding import names_spelled
from qcapp.services.search_found import Sighting
from qcapp.services.search_list import EARLIER, NOW

if TYPE_CHECKING:
    from qcapp.domain.search_query import Months
    from qcapp.ports import LedgerStore
    from qcapp.services.search_wish import Wish

_by_entry = attrgetter("year", "entry")
_NAMES_AT_MOST = 300


def cells_seen(store: LedgerStore, wish: Wish) -> Iterator[Sighting]:
    """Every field that is to be shown. Its text is not read yet."""
    query = wish.query
    names = store.contact_names() if any(word.spelling for word in query.words) else ()
    words = [SoughtWord(word.text, word.digits, names_spelled(word, names)[:_NAMES_AT_MOST]) for word in query.words]
    single = wish.months.single if wish.months else None
    cells = store.cells_with(words, [word.text for word in query.without], single, _only(wish))
    seen = (cell for cell in cells if cell.year in wish.lists and wish.wants(cell.field))
    for (year, identified), group in groupby(sorted(seen, key=_by_entry), key=_by_entry):
        found, sought, shown = tuple(group), wish.lists[year], _Shown(store, year, wish.months)
        entry = EntryKey(identified.no, sought.name_of(identified.unit))
        if not sought.allows(entry):
            continue
        for cell, together in _whole_or_together(found, sought.around(entry), sought.all, shown):
            if single is None and not wish.holds(cell.period):
                continue
            present = shown.in_month(cell, wish.present)
            yield Sighting(
                year, entry, cell.field, NOW if present else EARLIER, single or cell.period, present, together, source=cell
            )


def _only(wish: Wish) -> Callable[[int, EntryKey], bool] | None:
    """Which entries are asked about, where that is not all of them."""
    if not any(sought.narrow for sought in wish.lists.values()):
        return None

    def allowed(year: int, identified: EntryKey) -> bool:
        sought = wish.lists.get(year)
        return sought is not None and sought.allows(EntryKey(identified.no, sought.name_of(identified.unit)))

    return allowed


def _whole_or_together(
    cells: Sequence[CellFound], around: int, everything: int, shown: _Shown
) -> Iterator[tuple[CellFound, bool]]:
    """Cells that hold every word; and those that do so with what else shows in the same month, or stands in the list."""
    apart = [cell for cell in cells if cell.words != everything]
    yield from ((cell, False) for cell in cells if cell.words == everything)
    if apart and _united(cells) | around == everything:
        together = _together(cells, around, everything, shown)
        yield from ((cell, True) for cell in apart if cell in together)


def _together(cells: Sequence[CellFound], around: int, everything: int, shown: _Shown) -> set[CellFound]:
    if around == everything or shown.one_month:
        return set(cells)
    of_months: dict[Period, list[CellFound]] = {}
    for cell in cells:
        of_months.setdefault(cell.period, []).append(cell)
    carried = [cell for cell in cells if _carries(cell.field)]
    found: set[CellFound] = set()
    for month, own in of_months.items():
        earlier = [cell for cell in carried if cell.period != month and shown.in_month(cell, month)]
        showing = [*own, *earlier]
        if _united(showing) | around == everything:
            found.update(showing)
    return found


def _united(cells: Iterable[CellFound]) -> int:
    words = 0
    for cell in cells:
        words |= cell.words
    return words


class _Shown:
    """In which months the values of one entry show; what was set when is read when first asked for.

    Where only one month is looked at, ``months``, what was found shows there.
    """

    def __init__(self, store: LedgerStore, year: int, months: Months | None) -> None:
        self._store, self._year = store, year
        self._single = months.single if months else None
        self.one_month = self._single is not None
        self._read: Mapping[str, tuple[Period, ...]] | None = None

    def in_month(self, cell: CellFound, month: Period) -> bool:
        """Whether the field shows that text in that month: its own, or carried over from then."""
        if cell.period == month or month == self._single:
            return True
        if not _carries(cell.field) or cell.period > month or self._single is not None:
            return False
        if self._read is None:
            self._read = self._store.carried_months(self._year, cell.entry)
        months = self._read.get(cell.field, ())
        last = bisect_right(months, month)
        return last > 0 and months[last - 1] == cell.period


@lru_cache(maxsize=256)
def _carries(field: str) -> bool:
    return field_for(field).carries
