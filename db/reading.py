"""A month of the ledger as values. Plain SQL over plain sqlite3: this is on the way to the window's first rows.

Each function wants a connection inside a read transaction, so that what it puts together is of one moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from db.coding import month, period_of
from db.entries import EntriesInTurn, KnownEntries, entries_in
from db.origins import Origins
from db.parts import in_force
from db.plans import Catalogue
from db.query import Query
from db.returns import attachments, forms_in, held, returns_in
from db.rulings import rulings_in
from qcapp.domain.ledger import CellValue, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.records import ReturnRecord

if TYPE_CHECKING:
    from qcapp.domain.succession import PlanLink

# A month whose cells were all emptied has nothing in it.
_THERE: Final = {
    "cell": " WHERE t.text <> ''",
    "fill_form": "",
    "returned_form": f" JOIN operation o ON o.seq = t.operation WHERE {in_force('o', 't.sha256')}",
    "attachment": " JOIN operation o ON o.seq = t.operation WHERE o.undone_by IS NULL",
}
"""Of each table that has months what makes a row ``t`` of it count."""


def _months_of(table: str, there: str, *, newest: bool = False) -> str:
    """SQL: the months of which a row ``t`` is ``there``, or the newest of them alone: one step of the index for each instead of
    a walk over every row."""
    first, beyond, last = ("max", "<", " LIMIT 1") if newest else ("min", ">", "")
    some = f" AND EXISTS (SELECT 1 FROM {table} t{there} AND t.period = months.period)" if there else ""
    return f"""
        SELECT period FROM (
            WITH RECURSIVE months (period) AS (
                SELECT {first}(period) FROM {table}
                UNION ALL
                SELECT (SELECT {first}(period) FROM {table} WHERE period {beyond} months.period) FROM months
                WHERE months.period IS NOT NULL
            )
            SELECT period FROM months WHERE period IS NOT NULL{some}{last}
        ) AS of_{table}
    """


PERIODS = " UNION ".join(_months_of(*each) for each in _THERE.items()) + " ORDER BY 1"
_NEWEST = " UNION ".join(_months_of(*each, newest=True) for each in _THERE.items()) + " ORDER BY 1 DESC LIMIT 1"


def periods(query: Query) -> tuple[Period, ...]:
    return tuple(period_of(row[0]) for row in query.execute(PERIODS))


def newest_period(query: Query) -> Period | None:
    """The last of ``periods``, without the way through ten years of them."""
    row = query.execute(_NEWEST).fetchone()
    return period_of(row[0]) if row else None


def snapshot(
    query: Query, catalogue: Catalogue, period: Period, on: date | None = None,
    known: KnownEntries | EntriesInTurn | None = None,
) -> Snapshot:
    """The month as it is; with ``on`` as of that day's end, rulings and settings those of now. ``known``: read before."""
    listed, last = catalogue.of(period), on or date.max
    returned: dict[str, list[ReturnRecord]] = {}
    for record in returns_in(query, catalogue, period):
        if record.received <= last:
            returned.setdefault(record.unit, []).append(record)
    entries = known.of(query, listed, period) if known and on is None else entries_in(query, listed, period, on)
    return Snapshot(
        listed.plan, period, entries,
        {form.unit: form for form in forms_in(query, catalogue, period) if form.sent.date() <= last},
        {unit: tuple(records) for unit, records in returned.items()},
        held(query, catalogue, period, on),
        attachments(query, catalogue, period, on),
        rulings_in(query, catalogue, period),
        settings(query),
        on,
        _links(query, catalogue, period),
    )


def _links(query: Query, catalogue: Catalogue, period: Period) -> tuple[PlanLink, ...]:
    if len(catalogue.years) == 1:
        return ()
    from db.amendments import links_to  # not on the way to the first rows

    return links_to(query, catalogue.year_of(period).id)


def past(
    query: Query, spans: Sequence[tuple[int, Period]], field: str, limit: int
) -> tuple[CellValue, ...]:
    """One field of assignments, each in the months before one, newest first, empty months left out."""
    asked = " OR ".join("(c.assignment = ? AND c.field = ? AND c.period < ?)" for _ in spans)
    rows = query.execute(
        "SELECT c.period, c.text, h.operation, h.returned, h.sha256, h.place, h.decision"
        " FROM cell c JOIN change h ON h.id = c.change"
        f" WHERE ({asked}) AND c.text <> '' ORDER BY c.period DESC LIMIT ?",
        (*(value for assignment, before in spans for value in (assignment, field, month(before))), limit),
    )
    origins = Origins(query)
    return tuple(
        CellValue(text, period_of(period), *origins.written(operation), origins.source(*origin))
        for period, text, operation, *origin in rows
    )


def settings(query: Query) -> dict[str, str]:
    return dict(query.execute("SELECT key, value FROM setting ORDER BY key"))


def meta(query: Query, key: str) -> str | None:
    row = query.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None
