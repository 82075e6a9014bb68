"""Amendments and links between lists, as values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from db.coding import compact, month, period_of
from db.plans import Catalogue
from db.query import Query
from qcapp.domain.amendments import Amendment, AmendmentKind, packed_what, unpacked_what
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.succession import LinkKind, PlanLink, earlier_keys

_AMENDMENTS = """
    SELECT a.id, a.since, a.kind, a.reason, a.document, o.at, o.who, o.id
    FROM amendment a JOIN operation o ON o.seq = a.operation
"""
# Between two lists those of the newest operation that holds.
_LINKS = """
    SELECT l.kind, b.year, p.year, l.old, l.new, l.confidence
    FROM plan_link l JOIN plan b ON b.id = l.before JOIN plan p ON p.id = l.plan
    WHERE l.operation = (
        SELECT max(x.operation) FROM plan_link x JOIN operation o ON o.seq = x.operation
        WHERE x.plan = l.plan AND x.before = l.before AND o.undone_by IS NULL
    ) AND l.plan = ? ORDER BY l.id
"""


def amendments_of_plan(query: Query, plan_id: int, year: int) -> tuple[Amendment, ...]:
    """Those that hold, in the order in which they come into force."""
    rows = query.execute(f"{_AMENDMENTS} WHERE a.plan = ? AND o.undone_by IS NULL ORDER BY a.since, a.id", (plan_id,))
    return _read(rows, year)


def amendments_by(query: Query, seq: int) -> tuple[Amendment, ...]:
    """Those that an operation brought, be it undone or not."""
    rows = query.execute(
        "SELECT p.year, a.id, a.since, a.kind, a.reason, a.document, o.at, o.who, o.id FROM amendment a"
        " JOIN operation o ON o.seq = a.operation JOIN plan p ON p.id = a.plan WHERE a.operation = ? ORDER BY a.id", (seq,),
    ).fetchall()
    return tuple(each for year, *row in rows for each in _read([row], year))


def _read(rows: Iterable[Any], year: int) -> tuple[Amendment, ...]:
    return tuple(
        Amendment(
            year, period_of(since), unpacked_what(AmendmentKind(kind), json.loads(document)), reason, key,
            datetime.fromisoformat(at), who, operation,
        )
        for key, since, kind, reason, document, at, who, operation in rows
    )


def amendment_row(amendment: Amendment, plan_id: int, seq: int) -> dict[str, Any]:
    return {
        "operation": seq, "plan": plan_id, "since": month(amendment.since), "kind": amendment.kind.value,
        "reason": amendment.reason, "document": compact(packed_what(amendment.what)),
    }


def spans_before(
    query: Query, catalogue: Catalogue, key: EntryKey, before: Period
) -> tuple[tuple[int, Period], ...]:
    """The entry's row, and those of entries that it goes on with, each with the month before which it is meant.

    It may be one of that month's list, or the newest of that name before it.
    """
    period = _month_with(catalogue, key, before)
    if period is None:
        return ((catalogue.year_of(before).assignment_id(key), before),)
    now = catalogue.of(period)
    spans = {now.assignments[key]: before}
    keys: tuple[EntryKey, ...] = (key,)
    while keys and period > catalogue.years[0].since:
        period = period.shifted(-1)
        then = catalogue.of(period)
        if then is not now:
            links = () if then.id == now.id else links_to(query, now.id)
            keys = tuple(dict.fromkeys(one for each in keys for one in earlier_keys(each, now.plan, then.plan, links)))
            for each in keys:
                spans.setdefault(then.assignments[each], period.shifted(1))
            now = then
    return tuple(spans.items())


def _month_with(catalogue: Catalogue, key: EntryKey, before: Period) -> Period | None:
    """That month if its list has the entry, else the newest before it whose list has it."""
    period = before
    while key not in catalogue.of(period).assignments:
        if period <= catalogue.years[0].since:
            return None
        period = period.shifted(-1)
    return period


def links_to(query: Query, plan_id: int) -> tuple[PlanLink, ...]:
    """Those that hold from earlier lists to that one."""
    return tuple(
        PlanLink(LinkKind(kind), before, year, old, new, confidence)
        for kind, before, year, old, new, confidence in query.execute(_LINKS, (plan_id,))
    )
