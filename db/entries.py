"""A month's entries, kept when they were read: later only those are read again that an operation since then has touched.

The trail vouches for what is kept. Each operation's digest is made over all before it, so where the digest of one that can't
be continued any more is still the same, nothing up to it is other than it was. This is on the way to the window's first rows.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from datetime import date
from sys import intern
from types import MappingProxyType
from typing import Final, NamedTuple

from db.coding import month, period_of
from db.days import CELLS_ON
from db.newest import newest
from db.origins import Origins
from db.plans import ListedPlan
from db.query import Query
from qcapp.domain.fields import FIELDS
from qcapp.domain.ledger import CellValue, Entry
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.giving_way import giving_way

# Fields whose value belongs to its own month; all others show the latest earlier one.
OWN_MONTH = ", ".join(f"'{each.key}'" for each in FIELDS if not each.carries)
_OF_ITS_MONTH: Final = frozenset(each.key for each in FIELDS if not each.carries)
_KEPT: Final = 3
"""Months; each is the one shown, or the one before it."""
_FEWEST: Final = 2
_MOST: Final = 20_000
"""Entries of all months that are kept, beyond the fewest: a province's month takes 25 MB."""
LARGE: Final = 40_000
"""Changes; a ledger of fewer is looked through for words in some ten milliseconds, which is no time to a person."""
_MANY: Final = 4
"""Where more than one entry in so many was touched, reading all is quicker."""


def shown_with(columns: str, cells: str = "cell") -> str:
    """SQL: of each field of :plan's entries the cell ``c`` that shows in :period, with those columns of it.

    ``cells``: the table that has them, or a query like it.
    """
    return newest("c.period", "a.id, c.field", f"c.assignment, c.field, {columns}", f"""
        assignment a CROSS JOIN {cells} c ON c.assignment = a.id
        WHERE a.plan = :plan AND c.period <= :period AND (c.period = :period OR c.field NOT IN ({OWN_MONTH}))
    """, "period")


def _values(cells: str = "cell") -> str:
    return f"""
        SELECT s.assignment, s.field, s.period, s.text, h.operation, h.returned, h.sha256, h.place, h.decision
        FROM ({shown_with("c.text, c.change", cells)}) s CROSS JOIN change h ON h.id = s.change
    """


CELLS = _values()
_ORIGINS = "h.operation, h.returned, h.sha256"
_ALL_SHOWN = f"""
    SELECT s.assignment, s.field, s.period, s.text, {_ORIGINS}
    FROM ({shown_with("c.text, c.change")}) s CROSS JOIN change h ON h.id = s.change
"""
_SET_IN_MONTH = f"""
    SELECT c.assignment, c.field, c.period, c.text, {_ORIGINS}
    FROM cell c CROSS JOIN assignment a ON a.id = c.assignment CROSS JOIN change h ON h.id = c.change
    WHERE c.period = :period AND a.plan = :plan
"""
_CELLS_THEN = _values(CELLS_ON)


class _Month(NamedTuple):
    """``vouched``: seq and digest of the last operation that can't be continued. ``open``: assignments that any after it
    has touched. ``newest``: as ``vouched``, of the last of all: while that is the same, nothing was written since."""

    listed: ListedPlan
    entries: dict[EntryKey, Entry]
    vouched: tuple[int, str]
    open: frozenset[int]
    newest: tuple[int, str]


class KnownEntries:
    """Any thread may ask; the dictionaries answered are never changed afterwards."""

    def __init__(self) -> None:
        self._months: dict[Period, _Month] = {}
        self._lock = threading.Lock()

    def of(self, query: Query, listed: ListedPlan, period: Period) -> dict[EntryKey, Entry]:
        """The month's entries as they are in the read transaction of ``query``."""
        with self._lock:
            known = self._months.get(period)
        last = newest_written(query)
        if known is not None and known.newest == last and known.listed == listed:
            return known.entries
        entries = _renewed(query, known, listed, period) if known is not None else None
        if entries is None:
            entries = entries_in(query, listed, period, like=self._read_last(listed))
        vouched = _vouched(query)
        read = _Month(listed, entries, vouched, _touched(query, vouched[0]), last)
        with self._lock:
            self._months.pop(period, None)
            self._months[period] = read
            while len(self._months) > _KEPT or (len(self._months) > _FEWEST and self._held() > _MOST):
                del self._months[next(iter(self._months))]
        return entries

    def _read_last(self, listed: ListedPlan) -> Mapping[EntryKey, Entry]:
        """Of another month by that list: most of its values are carried into this one, or from it, and are the same objects."""
        with self._lock:
            return next((each.entries for each in reversed(self._months.values()) if each.listed.id == listed.id), {})

    def _held(self) -> int:
        return sum(len(each.entries) for each in self._months.values())


def entries_in(
    query: Query, listed: ListedPlan, period: Period, on: date | None = None, only: Collection[int] | None = None,
    like: Mapping[EntryKey, Entry] = MappingProxyType({}),
) -> dict[EntryKey, Entry]:
    """Read from the ledger: as of the end of the day ``on``; ``only``: of those assignments. ``like``: entries whose values are
    taken where they are the same, so that a year of months is not as many times as large."""
    wanted = {key: number for key, number in listed.assignments.items() if only is None or number in only}
    values: dict[int, dict[str, CellValue]] = {number: {} for number in wanted.values()}
    months: dict[int, Period] = {}
    origins = Origins(query)
    asked: dict[str, str | int] = {"plan": listed.id, "period": month(period)}
    if on is not None:
        rows = query.execute(_CELLS_THEN, asked | {"on": on.isoformat()})
    elif only is not None:
        rows = query.execute(_values(f"(SELECT * FROM cell WHERE assignment IN ({', '.join(map(str, values))}))"), asked)
    else:
        rows = query.execute(CELLS, asked)
    for assignment, field, number, text, operation, *origin in giving_way(rows):
        if number not in months:
            months[number] = period_of(number)
        if assignment not in values:
            continue  # not of this month's list
        at, who = origins.written(operation)
        values[assignment][intern(field)] = CellValue(text, months[number], at, who, origins.source(*origin))
    if like:
        for key, number in giving_way(wanted.items()):
            if (before := like.get(key)) is not None:
                _share(values[number], before.values)
    return {key: Entry(key, period, values[number]) for key, number in giving_way(wanted.items())}


class EntriesInTurn:
    """Months' entries, asked for one after the other while nothing is written: what a month shows of the one before is not read
    again, and is the same objects; what that one said for itself alone is let go. Of where a value came from only the file is
    told, neither its place there nor how it was decided: who goes through years counts."""

    def __init__(self) -> None:
        self._last: tuple[int, Period, _Values] | None = None

    def of(self, query: Query, listed: ListedPlan, period: Period) -> dict[EntryKey, Entry]:
        last = self._last
        goes_on = last is not None and last[:2] == (listed.id, period.shifted(-1))
        values: _Values = {}
        if last is not None and goes_on:
            values, self._last = last[2], None  # this month is written into what it is lent
        months, origins, texts = {month(period): period}, Origins(query), dict[str, str]()
        sql = _SET_IN_MONTH if goes_on else _ALL_SHOWN
        rows = query.execute(sql, {"plan": listed.id, "period": month(period)})
        for assignment, field, at, text, operation, returned, sha256 in giving_way(rows):
            if at not in months:
                months[at] = period_of(at)
            source = origins.source(returned, sha256, None, None)
            value = CellValue(texts.setdefault(text, text), months[at], *origins.written(operation), source)
            values.setdefault(assignment, {})[intern(field)] = value
        if last is None or period > last[1]:  # the first one's month before is read after it
            self._last = listed.id, period, _carried(values)
        return {key: Entry(key, period, values.get(number, {})) for key, number in giving_way(listed.assignments.items())}


_Values = dict[int, dict[str, CellValue]]


def _carried(values: _Values) -> _Values:
    """What a month lends to the next."""
    return {
        number: {field: value for field, value in own.items() if field not in _OF_ITS_MONTH} for number, own in values.items()
    }


def _share(values: dict[str, CellValue], before: Mapping[str, CellValue]) -> None:
    """Put those of before in the places of their equals."""
    for field, value in values.items():
        known = before.get(field)
        if known is not None and known.text == value.text and known == value:
            values[field] = known


def _renewed(
    query: Query, known: _Month, listed: ListedPlan, period: Period
) -> dict[EntryKey, Entry] | None:
    """What is known with what was touched since read again; None where it can't be gone on with."""
    seq, digest = known.vouched
    if known.listed != listed or (seq and _digest(query, seq) != digest):
        return None
    many = len(known.entries) // _MANY + 1
    touched = known.open | _touched(query, seq, many)
    if len(touched) >= many:
        return None
    fresh = entries_in(query, listed, period, only=touched) if touched else {}
    changed = {key: entry for key, entry in fresh.items() if known.entries[key] != entry}
    return known.entries | changed if changed else known.entries


def newest_written(query: Query) -> tuple[int, str]:
    """Of the newest operation, which may still be continued: its digest is another one then."""
    found = query.execute("SELECT seq, digest FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(found[0]), str(found[1])) if found else (0, "")


def last_change(query: Query) -> int:
    return int(query.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0])


def _vouched(query: Query) -> tuple[int, str]:
    """The last but one: the newest may still be continued, which writes it anew."""
    found = query.execute("SELECT seq, digest FROM operation ORDER BY seq DESC LIMIT 1 OFFSET 1").fetchone()
    return (int(found[0]), str(found[1])) if found else (0, "")


def _digest(query: Query, seq: int) -> str:
    found = query.execute("SELECT digest FROM operation WHERE seq = ?", (seq,)).fetchone()
    return str(found[0]) if found else ""


def _touched(query: Query, after: int, most: int | None = None) -> frozenset[int]:
    """``most``: no more than so many of them."""
    # + 0: found by the index of operations; SQLite would else walk through all of another for the sake of DISTINCT.
    limit = "" if most is None else f" LIMIT {most}"
    rows = query.execute(f"SELECT DISTINCT assignment + 0 FROM change WHERE operation > ?{limit}", (after,))
    return frozenset(row[0] for row in giving_way(rows))
