"""The ledger as of a past day: SQL that tells from which day on things count.

What came in a returned file counts from the day that file was received, whenever it was merged: the clerk's own delay changes
no figure. All else counts from the day of its operation. What is undone counts for no day. The day asked for is ``:on``.
"""

from __future__ import annotations

from db.newest import newest
from db.parts import in_force_of_its_own


def day_of(operation: str) -> str:
    """SQL: the day of an operation (an alias of its table)."""
    return f"substr({operation}.at, 1, 10)"


def received(operation: str, sha256: str) -> str:
    """SQL: the day that file of that operation was received; null where it has none such. Both are expressions."""
    return f"(SELECT min(p.received) FROM returned_form p WHERE p.operation = {operation} AND p.sha256 = {sha256})"


_COUNTS_THEN = f"""
    assignment a CROSS JOIN change h ON h.assignment = a.id
    CROSS JOIN operation o ON o.seq = h.operation LEFT JOIN returned_form r ON r.id = h.returned
    WHERE a.plan = :plan AND h.period <= :period AND {in_force_of_its_own("o", "h.sha256")}
        AND coalesce(r.received, {day_of("o")}) <= :on
"""
_SPOT = "h.assignment, h.field, h.period"
CELLS_ON = f"({newest('h.id', _SPOT, f'{_SPOT}, h.after_text AS text', _COUNTS_THEN, 'change')})"
"""The table of cells as it was then: of each the newest change that holds and counts."""

# The words that settled it may be of a file; where nothing was written, of a later return that took its place.
_SETTLED_ON = f"""coalesce(
    (
        SELECT min(coalesce(r.received, {day_of("x")})) FROM change c LEFT JOIN returned_form r ON r.id = c.returned
        WHERE c.operation = x.seq AND c.assignment = h.assignment AND c.field = h.field AND c.period = h.period
            AND s.sha256 IN ('', c.sha256)
    ),
    {received("x.seq", "s.sha256")}, {day_of("x")}
)"""
SETTLED_BY_THEN = f" AND {_SETTLED_ON} <= :on"
"""That an operation ``x`` had settled (``s``) a conflict ``h`` by then."""

ATTACHED_BY_THEN = f" AND coalesce({received('o.seq', 'a.with_return')}, {day_of('o')}) <= :on"
DETACHED_BY_THEN = f" AND {day_of('x')} <= :on"
