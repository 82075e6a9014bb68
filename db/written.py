"""What was written into a month's entries and holds, for the figures: which words stood there at an earlier moment.

However long the ledger is, of the years before no more is read than what a month can show.
"""

from __future__ import annotations

from datetime import date
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
    rows = query.execute(_THESE_MONTHS, asked).fetchall()
    (merged,) = query.execute("SELECT min(operation) FROM returned_form WHERE period = :period", asked).fetchone()
    begun = [operation for _, _, _, number, _, operation, *_ in rows if number == asked["period"]]
    since = min((*begun, *([merged] if merged is not None else [])), default=None)
    if since is None:
        return {}  # nothing was ever reported
    asked["since"] = since
    rows += query.execute(_STOOD, asked).fetchall() + query.execute(_CHANGED_SINCE, asked).fetchall()
    return _by_entry(sorted(rows), catalogue.year_of(period), period)


def _by_entry(rows: list[tuple[Any, ...]], year: YearPlan, period: Period) -> Trail:
    months: dict[int, Period] = {}
    days: dict[str, date] = {}
    found: dict[EntryKey, list[Written]] = {}
    of: dict[int, list[Written]] = {}
    for _, assignment, field, number, text, operation, day, sha256 in rows:
        if number not in months:
            months[number] = period_of(number)
        if day not in days:
            days[day] = date.fromisoformat(day)
        if assignment not in of:
            of[assignment] = found.setdefault(year.entry_key(assignment, period), [])
        of[assignment].append(Written(field, months[number], text, operation, days[day], sha256))
    return {key: tuple(own) for key, own in found.items()}
