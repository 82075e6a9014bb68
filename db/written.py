"""What was written into a month's entries and holds, for the figures: which words stood there at an earlier moment.

However long the ledger is, of the years before no more is read than what a month can show; however long the list, no more of
it is in memory than some measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date
from sys import intern
from typing import Any, Final

from db.coding import month, period_of
from db.days import day_of
from db.parts import in_force_of_its_own
from db.plans import Catalogue, YearPlan
from db.query import Query
from qcapp.domain.fields import FIELDS
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.trail import Trail, Written
from qcapp.giving_way import giving_way

_PART: Final = 600
"""Entries of the measures that are read in one go: a district's list is one part, of a province's all together take 20 MB."""

_CARRIES = f"h.field NOT IN ({', '.join(repr(each.key) for each in FIELDS if not each.carries)})"
_HOLDS = in_force_of_its_own("o", "h.sha256")
_COLUMNS = f"""
    SELECT h.id, h.assignment, h.field, h.period, h.after_text, h.operation, coalesce(r.received, {day_of("o")}), h.sha256
"""
_WITH = "CROSS JOIN operation o ON o.seq = h.operation LEFT JOIN returned_form r ON r.id = h.returned"
_BEGUN = f"""
    SELECT min(h.operation) FROM assignment a CROSS JOIN change h ON h.assignment = a.id
        CROSS JOIN operation o ON o.seq = h.operation
    WHERE a.plan = :plan AND h.period = :period AND {_HOLDS}
"""
_MERGED = "SELECT min(operation) FROM returned_form WHERE period = :period"


def _these_months_and_since(measures: str) -> str:
    return f"""
        {_COLUMNS} FROM assignment a CROSS JOIN change h ON h.assignment = a.id {_WITH}
        WHERE a.plan = :plan AND a.no IN ({measures}) AND h.period <= :period
            AND (h.period >= :before OR (h.operation >= :since AND {_CARRIES})) AND {_HOLDS}
    """


def _stood(measures: str) -> str:
    # A seek a field: the index has the newest first.
    return f"""
        {_COLUMNS} FROM (
            SELECT (
                SELECT h.id FROM change h CROSS JOIN operation o ON o.seq = h.operation
                WHERE h.assignment = f.assignment AND h.field = f.field AND h.period < :before AND h.operation < :since
                    AND {_HOLDS}
                ORDER BY h.period DESC, h.id DESC LIMIT 1
            ) AS id FROM (
                SELECT DISTINCT h.assignment, h.field FROM assignment a CROSS JOIN cell h ON h.assignment = a.id
                WHERE a.plan = :plan AND a.no IN ({measures}) AND h.period < :before AND {_CARRIES}
            ) f
        ) newest CROSS JOIN change h ON h.id = newest.id {_WITH}
    """


class WrittenByMeasure(Mapping[EntryKey, tuple[Written, ...]]):
    """By entry of the month's plan (see Trail). Of what earlier months lend: what stood when the month's first words came, and
    what was changed there since.

    Measures are read some at a time, as the list has them, when one of them is asked for, and kept until another is that is
    none of those. ``reading``: a read transaction each time; ``lists``: the lists as they are within it.
    """

    def __init__(
        self, reading: Callable[[], AbstractContextManager[Query]], lists: Callable[[], Catalogue], period: Period
    ) -> None:
        self._reading, self._lists, self._period = reading, lists, period
        with reading() as query:
            listed = lists().of(period)
            asked = {"plan": listed.id, "period": month(period), "before": month(period.shifted(-1))}
            first = [query.execute(sql, asked).fetchone()[0] for sql in (_BEGUN, _MERGED)]
        since = min((each for each in first if each is not None), default=None)
        self._asked = asked | {"since": since}
        # Without a first word nothing was ever reported.
        self._parts = () if since is None else tuple(_parts(listed.plan))
        self._part_of = {no: part for part in self._parts for no in part}
        self._known: tuple[tuple[int, ...], Trail] = (), {}

    def __getitem__(self, key: EntryKey) -> tuple[Written, ...]:
        part = self._part_of[key.no]
        if part is not self._known[0]:
            self._known = (), {}  # let go before the next is read
            self._known = part, self._read(part)
        return self._known[1][key]

    def __iter__(self) -> Iterator[EntryKey]:
        return (key for part in self._parts for key in self._read(part))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, part: tuple[int, ...]) -> Trail:
        measures, found = ", ".join(map(str, part)), _Found()
        with self._reading() as query:
            for sql in (_these_months_and_since(measures), _stood(measures)):
                found.add(query.execute(sql, self._asked))
            return found.by_entry(self._lists().year_of(self._period), self._period)


def _parts(plan: Plan) -> Iterator[tuple[int, ...]]:
    """Numbers of measures."""
    part, many = list[int](), 0
    for measure in plan.measures:
        part.append(measure.no)
        many += len(plan.units_of[measure.no])
        if many >= _PART:
            yield tuple(part)
            part, many = [], 0
    if part:
        yield tuple(part)


class _Found:
    """Row by row, and what repeats is kept once: a province's month has a hundred thousand."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[int, Written]]] = {}
        self._months: dict[int, Period] = {}
        self._days: dict[str, date] = {}
        self._files: dict[str | None, str | None] = {}

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        months, days, files = self._months, self._days, self._files
        for number, assignment, field, at, text, operation, day, sha256 in giving_way(rows):
            if at not in months:
                months[at] = period_of(at)
            if day not in days:
                days[day] = date.fromisoformat(day)
            sha256 = files.setdefault(sha256, sha256)
            written = Written(intern(field), months[at], text, operation, days[day], sha256)
            self._of.setdefault(assignment, []).append((number, written))

    def by_entry(self, year: YearPlan, period: Period) -> Trail:
        found: dict[EntryKey, list[tuple[int, Written]]] = {}
        for assignment, own in giving_way(self._of.items()):
            found.setdefault(year.entry_key(assignment, period), []).extend(own)
        return {key: tuple(each for _, each in sorted(own)) for key, own in found.items()}
