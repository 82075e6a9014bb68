"""What was written into a month's entries and holds, for the figures: which words stood there at an earlier moment.

However long the ledger is, of the years before no more is read than what a month can show.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from sys import intern
from typing import Any

from db.coding import month, period_of
from db.days import day_of
from db.parts import in_force_of_its_own
from db.plans import Catalogue, YearPlan
from db.query import Query
from qcapp.domain.fields import FIELDS
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.trail import Trail, Written

_CARRIES = f"h.field NOT IN ({', '.join(repr(each.key) for each in FIELDS if not each.carries)})"
_HOLDS = in_force_of_its_own("o", "h.sha256")
_COLUMNS = f"""
    SELECT h.id, h.assignment, h.field, h.period, h.after_text, h.operation, coalesce(r.received, {day_of("o")}), h.sha256
"""
_WITH = "CROSS JOIN operation o ON o.seq = h.operation LEFT JOIN returned_form r ON r.id = h.returned"
_THESE_MONTHS = f"""
    {_COLUMNS} FROM assignment a CROSS JOIN change h ON h.assignment = a.id {_WITH}
    WHERE a.plan = :plan AND h.period BETWEEN :before AND :period AND {_HOLDS}
"""
# A seek a field: the index has the newest first.
_STOOD = f"""
    {_COLUMNS} FROM (
        SELECT (
            SELECT h.id FROM change h CROSS JOIN operation o ON o.seq = h.operation
            WHERE h.assignment = f.assignment AND h.field = f.field AND h.period < :before AND h.operation < :since
                AND {_HOLDS}
            ORDER BY h.period DESC, h.id DESC LIMIT 1
        ) AS id FROM (
            SELECT DISTINCT h.assignment, h.field FROM assignment a CROSS JOIN cell h ON h.assignment = a.id
            WHERE a.plan = :plan AND h.period < :before AND {_CARRIES}
        ) f
    ) newest CROSS JOIN change h ON h.id = newest.id {_WITH}
"""
_CHANGED_SINCE = f"""
    {_COLUMNS} FROM change h CROSS JOIN assignment a ON a.id = h.assignment {_WITH}
    WHERE h.operation >= :since AND a.plan = :plan AND h.period < :before AND {_CARRIES} AND {_HOLDS}
"""


def written(query: Query, catalogue: Catalogue, period: Period) -> Trail:
    """By entry of the month's plan (see Trail). Of what earlier months lend: what stood when the month's first words came, and
    what was changed there since."""
    asked = {"plan": catalogue.of(period).id, "period": month(period), "before": month(period.shifted(-1))}
    found = _Found()
    found.add(query.execute(_THESE_MONTHS, asked))
    (merged,) = query.execute("SELECT min(operation) FROM returned_form WHERE period = :period", asked).fetchone()
    begun = found.first_in(period)
    since = min((each for each in (begun, merged) if each is not None), default=None)
    if since is None:
        return {}  # nothing was ever reported
    asked["since"] = since
    found.add(query.execute(_STOOD, asked))
    found.add(query.execute(_CHANGED_SINCE, asked))
    return found.by_entry(catalogue.year_of(period), period)


class _Found:
    """Row by row, and what repeats is kept once: a province's month has a hundred thousand."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[int, Written]]] = {}
        self._months: dict[int, Period] = {}
        self._days: dict[str, date] = {}
        self._files: dict[str | None, str | None] = {}

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        months, days, files = self._months, self._days, self._files
        for number, assignment, field, at, text, operation, day, sha256 in rows:
            if at not in months:
                months[at] = period_of(at)
            if day not in days:
                days[day] = date.fromisoformat(day)
            sha256 = files.setdefault(sha256, sha256)
            written = Written(intern(field), months[at], text, operation, days[day], sha256)
            self._of.setdefault(assignment, []).append((number, written))

    def first_in(self, period: Period) -> int | None:
        """The first operation that wrote into that month."""
        asked = self._months.get(month(period))
        every = (each for own in self._of.values() for _, each in own)
        return min((each.operation for each in every if each.period is asked), default=None)

    def by_entry(self, year: YearPlan, period: Period) -> Trail:
        found: dict[EntryKey, list[tuple[int, Written]]] = {}
        for assignment, own in self._of.items():
            found.setdefault(year.entry_key(assignment, period), []).extend(own)
        return {key: tuple(each for _, each in sorted(own)) for key, own in found.items()}
