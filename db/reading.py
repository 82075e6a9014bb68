"""A month of the ledger as values. Plain SQL over plain sqlite3: this is on the way to the window's first rows.

Each function wants a connection inside a read transaction, so that what it puts together is of one moment.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from db.coding import month, period_of, unpacked
from db.plans import Catalogue, ListedPlan
from db.trail import source_from
from qcapp.domain.fields import FIELDS
from qcapp.domain.ledger import CellKey, CellValue, Entry, HeldConflict, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.records import FillForm, ReturnRecord

# Fields whose value belongs to its own month; all others show the latest earlier one.
_OWN_MONTH = ", ".join(f"'{each.key}'" for each in FIELDS if not each.carries)

# Of each field the row of the latest month: SQLite takes the other columns from the row that holds the max().
SHOWN = f"""
    SELECT c.assignment, c.field, max(c.period) AS period, c.text, c.plain, c.change
    FROM assignment a CROSS JOIN cell c ON c.assignment = a.id
    WHERE a.plan = :plan AND c.period <= :period AND (c.period = :period OR c.field NOT IN ({_OWN_MONTH}))
    GROUP BY a.id, c.field
"""
CELLS = f"""
    SELECT s.assignment, s.field, s.period, s.text, o.at, o.who, h.sha256, r.name, r.received
    FROM ({SHOWN}) s CROSS JOIN change h ON h.id = s.change CROSS JOIN operation o ON o.seq = h.operation
    LEFT JOIN returned_form r ON r.id = h.returned
"""
RETURNS = """
    SELECT r.sha256, r.name, r.unit, r.period, r.received, r.form_id, r.form_values, r.serial
    FROM returned_form r JOIN operation o ON o.seq = r.operation WHERE o.undone_by IS NULL
"""
HELD = """
    SELECT h.assignment, h.field, h.period, h.base, h.ours, h.theirs, h.sha256, h.file, h.received, h.id
    FROM held h JOIN operation o ON o.seq = h.operation
    WHERE o.undone_by IS NULL AND NOT EXISTS (
        SELECT 1 FROM settled s JOIN operation x ON x.seq = s.operation
        WHERE s.held = h.id AND x.undone_by IS NULL
    )
"""
FORMS = "SELECT form_id, unit, period, sent, form_values, formats FROM fill_form"
# One step of the index per month instead of a walk over every cell.
PERIODS = """
    WITH RECURSIVE months (period) AS (
        SELECT min(period) FROM cell
        UNION ALL
        SELECT (SELECT min(period) FROM cell WHERE period > months.period) FROM months
        WHERE months.period IS NOT NULL
    )
    SELECT period FROM months WHERE period IS NOT NULL
    UNION SELECT period FROM fill_form
    UNION SELECT r.period FROM returned_form r JOIN operation o ON o.seq = r.operation WHERE o.undone_by IS NULL
    ORDER BY 1
"""


def periods(query: sqlite3.Connection) -> tuple[Period, ...]:
    return tuple(period_of(row[0]) for row in query.execute(PERIODS))


def snapshot(query: sqlite3.Connection, catalogue: Catalogue, period: Period) -> Snapshot:
    listed = catalogue.of(period)
    returned: dict[str, list[ReturnRecord]] = {}
    for record in returns_in(query, catalogue, period):
        returned.setdefault(record.unit, []).append(record)
    return Snapshot(
        listed.plan, period, _entries(query, listed, catalogue, period),
        {form.unit: form for form in _forms_in(query, catalogue, period)},
        {unit: tuple(records) for unit, records in returned.items()},
        held(query, catalogue, period),
    )


def _entries(
    query: sqlite3.Connection, listed: ListedPlan, catalogue: Catalogue, period: Period
) -> dict[EntryKey, Entry]:
    values: dict[int, dict[str, CellValue]] = {key: {} for key in listed.assignments.values()}
    months: dict[int, Period] = {}
    moments: dict[str, datetime] = {}
    sources: dict[tuple[str | None, str | None, str | None], Source] = {}
    rows = query.execute(CELLS, {"plan": listed.id, "period": month(period)})
    for assignment, field, number, text, at, who, *origin in rows:
        if number not in months:
            months[number] = period_of(number)
        if at not in moments:
            moments[at] = datetime.fromisoformat(at)
        known = tuple(origin)
        if known not in sources:
            sources[known] = source_from(*known)
        values[assignment][field] = CellValue(text, months[number], moments[at], who, sources[known])
    return {key: Entry(key, period, values[number]) for key, number in listed.assignments.items()}


def _forms_in(query: sqlite3.Connection, catalogue: Catalogue, period: Period) -> Iterable[FillForm]:
    """The period's forms in the order sent, so that a later one replaces an earlier one of the same unit."""
    rows = query.execute(f"{FORMS} WHERE period = ? ORDER BY operation, rowid", (month(period),))
    return (_form(row, catalogue) for row in rows)


def fill_form(query: sqlite3.Connection, catalogue: Catalogue, form_id: str) -> FillForm | None:
    row = query.execute(f"{FORMS} WHERE form_id = ?", (form_id,)).fetchone()
    return _form(row, catalogue) if row else None


def _form(row: tuple[Any, ...], catalogue: Catalogue) -> FillForm:
    form_id, unit, period, sent, values, formats = row
    return FillForm(
        form_id, catalogue.unit_names[unit], period_of(period), datetime.fromisoformat(sent), unpacked(values),
        tuple(json.loads(formats)),
    )


def form_ids(query: sqlite3.Connection) -> frozenset[str]:
    return frozenset(row[0] for row in query.execute("SELECT form_id FROM fill_form"))


def returns_in(query: sqlite3.Connection, catalogue: Catalogue, period: Period) -> tuple[ReturnRecord, ...]:
    rows = query.execute(f"{RETURNS} AND r.period = ? ORDER BY r.id", (month(period),))
    return tuple(_record(row, catalogue) for row in rows)


def returns_with(query: sqlite3.Connection, catalogue: Catalogue, sha256: str) -> tuple[ReturnRecord, ...]:
    rows = query.execute(f"{RETURNS} AND r.sha256 = ? ORDER BY r.id", (sha256,))
    return tuple(_record(row, catalogue) for row in rows)


def _record(row: tuple[Any, ...], catalogue: Catalogue) -> ReturnRecord:
    sha256, name, unit, period, received, form_id, values, serial = row
    return ReturnRecord(
        sha256, name, catalogue.unit_names[unit], period_of(period), date.fromisoformat(received), form_id,
        unpacked(values), serial,
    )


def file_bytes(query: sqlite3.Connection, sha256: str) -> bytes | None:
    row = query.execute("SELECT data FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
    return bytes(row[0]) if row else None


def held(query: sqlite3.Connection, catalogue: Catalogue, period: Period | None) -> tuple[HeldConflict, ...]:
    wanted = " AND h.period = :period" if period else ""
    rows = query.execute(f"{HELD}{wanted} ORDER BY h.id", {"period": month(period)} if period else {})
    return tuple(held_from(row, catalogue) for row in rows)


def held_from(row: tuple[Any, ...], catalogue: Catalogue) -> HeldConflict:
    """A row of HELD."""
    assignment, field, number, base, ours, theirs, sha256, file, received, key = row
    entry = catalogue.entry_keys[assignment]
    return HeldConflict(
        CellKey(entry.no, entry.unit, period_of(number), field), base, ours, theirs, sha256, file,
        date.fromisoformat(received), key,
    )


def past(
    query: sqlite3.Connection, assignment: int, field: str, before: Period, limit: int
) -> tuple[tuple[Period, str], ...]:
    """One field in the months before, newest first, empty months left out."""
    rows = query.execute(
        "SELECT period, text FROM cell WHERE assignment = ? AND field = ? AND period < ? AND text <> '' "
        "ORDER BY period DESC LIMIT ?",
        (assignment, field, month(before), limit),
    )
    return tuple((period_of(period), text) for period, text in rows)


def settings(query: sqlite3.Connection) -> dict[str, str]:
    return dict(query.execute("SELECT key, value FROM setting ORDER BY key"))


def meta(query: sqlite3.Connection, key: str) -> str | None:
    row = query.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None
