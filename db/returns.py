"""What was sent out and what came back, as values: forms, records, files, conflicts that wait, attachments.

Plain SQL over plain sqlite3, each function within the caller's read transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from db.coding import Unpacked, month, period_of, place_of
from db.days import ATTACHED_BY_THEN, DETACHED_BY_THEN, SETTLED_BY_THEN
from db.parts import in_force, part_undone, undone
from db.plans import Catalogue
from db.query import Query
from qcapp.domain.ledger import Attachment, CellKey, HeldConflict
from qcapp.domain.period import Period
from qcapp.domain.records import FillForm, ReturnRecord
from qcapp.giving_way import give_way, giving_way

_CHUNK = 500  # parameters of one statement: SQLite has taken no more than 999 for long
_FORMS = "SELECT form_id, unit, period, sent, form_values, formats, corrects FROM fill_form"
LIVE = in_force("o", "r.sha256")
"""Whether a returned form ``r`` of operation ``o`` holds."""
_RETURNS = f"""
    SELECT r.sha256, r.name, r.unit, r.period, r.received, r.form_id, r.form_values, r.serial, r.corrects, NOT {LIVE},
        r.operation
    FROM returned_form r JOIN operation o ON o.seq = r.operation
"""


def _waiting(settled_by_then: str = "") -> str:
    return f"""
        {in_force("o", "h.sha256")} AND NOT EXISTS (
            SELECT 1 FROM settled s JOIN operation x ON x.seq = s.operation
            WHERE s.held = h.id AND NOT {undone("x")} AND NOT {part_undone("x.seq", "s.sha256")}{settled_by_then}
        )
    """


WAITING = _waiting()
"""Whether a conflict ``h`` of operation ``o`` waits."""
_WAITED = f"{_waiting(SETTLED_BY_THEN)} AND h.received <= :on"
# Of those that say the same the unit's last is shown, of one day the first that was merged.
_HELD = """
    SELECT h.assignment, h.field, h.period, h.base, h.ours, h.theirs, h.sha256, h.file, h.received, h.place, h.remark, h.id,
           row_number() OVER (PARTITION BY coalesce(h.twin, h.id) ORDER BY h.received DESC, h.id) AS rank
    FROM held h JOIN operation o ON o.seq = h.operation
"""


def _attachments(attached_by_then: str = "", detached_by_then: str = "") -> str:
    return f"""
        SELECT a.id, u.id, a.period, a.no, a.name, a.sha256, b.size, o.at, o.who, a.origin
        FROM attachment a JOIN operation o ON o.seq = a.operation JOIN unit u ON u.id = a.unit
        JOIN blob b ON b.sha256 = a.sha256
        WHERE {in_force("o", "a.with_return")}{attached_by_then} AND NOT EXISTS (
            SELECT 1 FROM detached d JOIN operation x ON x.seq = d.operation
            WHERE d.attachment = a.id AND x.undone_by IS NULL{detached_by_then}
        )
    """


_ATTACHMENTS = _attachments()
_ATTACHED = _attachments(ATTACHED_BY_THEN, DETACHED_BY_THEN)


def forms_in(query: Query, catalogue: Catalogue, period: Period) -> Iterable[FillForm]:
    """The period's own forms in the order sent, so that a later one replaces an earlier one of the same unit."""
    rows = query.execute(f"{_FORMS} WHERE period = ? AND corrects IS NULL ORDER BY operation, rowid", (month(period),))
    return (_form(row, catalogue) for row in rows)


def forms_to(
    query: Query, catalogue: Catalogue, unit: int, period: Period
) -> tuple[FillForm, ...]:
    """All that was sent to the unit (by its row's id) for the month, corrections too, in the order sent."""
    rows = query.execute(
        f"{_FORMS} WHERE period = ? AND unit = ? ORDER BY operation, rowid", (month(period), unit)
    )
    return tuple(_form(row, catalogue) for row in rows)


def fill_form(query: Query, catalogue: Catalogue, form_id: str) -> FillForm | None:
    row = query.execute(f"{_FORMS} WHERE form_id = ?", (form_id,)).fetchone()
    return _form(row, catalogue) if row else None


def _form(row: tuple[Any, ...], catalogue: Catalogue) -> FillForm:
    form_id, unit, period, sent, values, formats, corrects = row
    return FillForm(
        form_id, catalogue.unit_name(unit, period_of(period)), period_of(period), datetime.fromisoformat(sent), Unpacked(values),
        tuple(json.loads(formats)), corrects,
    )


def form_ids(query: Query, period: Period) -> frozenset[str]:
    return frozenset(row[0] for row in query.execute("SELECT form_id FROM fill_form WHERE period = ?", (month(period),)))


def returns_in(query: Query, catalogue: Catalogue, period: Period) -> tuple[ReturnRecord, ...]:
    return _records(query, catalogue, f"{LIVE} AND r.period = ?", month(period))


def returned(query: Query, sha256s: Collection[str] | None) -> frozenset[str]:
    """Those of which there is a record, live or undone; None: all."""
    if sha256s is None:
        return frozenset(row[0] for row in query.execute("SELECT sha256 FROM returned_form"))
    wanted, found = sorted(sha256s), set[str]()
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        give_way()
        marks = ",".join("?" * len(some))
        found |= {row[0] for row in query.execute(f"SELECT sha256 FROM returned_form WHERE sha256 IN ({marks})", some)}
    return frozenset(found)


def returns_with(query: Query, catalogue: Catalogue, sha256: str) -> tuple[ReturnRecord, ...]:
    return _records(query, catalogue, f"{LIVE} AND r.sha256 = ?", sha256)


def returns_of(query: Query, catalogue: Catalogue, seq: int) -> tuple[ReturnRecord, ...]:
    return _records(query, catalogue, "r.operation = ?", seq)


def _records(
    query: Query, catalogue: Catalogue, wanted: str, value: str | int
) -> tuple[ReturnRecord, ...]:
    rows = query.execute(f"{_RETURNS} WHERE {wanted} ORDER BY r.id", (value,))
    return tuple(_record(row, catalogue) for row in giving_way(rows))


def _record(row: tuple[Any, ...], catalogue: Catalogue) -> ReturnRecord:
    sha256, name, unit, period, received, form_id, values, serial, corrects, undone, operation = row
    return ReturnRecord(
        sha256, name, catalogue.unit_name(unit, period_of(period)), period_of(period), date.fromisoformat(received), form_id,
        Unpacked(values), serial, corrects, bool(undone), operation,
    )


def file_bytes(query: Query, sha256: str) -> bytes | None:
    row = query.execute("SELECT data FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
    return bytes(row[0]) if row else None


def held(
    query: Query, catalogue: Catalogue, period: Period | None, on: date | None = None
) -> tuple[HeldConflict, ...]:
    wanted = " AND h.period = :period" if period else ""
    rows = query.execute(
        f"SELECT * FROM ({_HELD} WHERE {_WAITED if on else WAITING}{wanted}) h WHERE rank = 1 ORDER BY id", _asked(period, on)
    )
    return tuple(_conflict(row, catalogue) for row in giving_way(rows))


def _conflict(row: tuple[Any, ...], catalogue: Catalogue) -> HeldConflict:
    assignment, field, number, base, ours, theirs, sha256, file, received, place, remark, key, _ = row
    entry = catalogue.entry_key(assignment, period_of(number))
    return HeldConflict(
        CellKey(entry.no, entry.unit, period_of(number), field), base, ours, theirs, sha256, file,
        date.fromisoformat(received), key, place_of(place), remark or "",
    )


def _asked(period: Period | None, on: date | None) -> dict[str, str | int]:
    """The values of a query's :period and :on, those that it has."""
    return ({"period": month(period)} if period else {}) | ({"on": on.isoformat()} if on else {})


def attachments(
    query: Query, catalogue: Catalogue, period: Period | None, on: date | None = None
) -> tuple[Attachment, ...]:
    """By unit as the plan has them, the whole return's before those of its measures, then as they came."""
    wanted = " AND a.period = :period" if period else ""
    rows = query.execute(
        f"{_ATTACHED if on else _ATTACHMENTS}{wanted} ORDER BY u.plan, u.place, a.no NULLS FIRST, a.id", _asked(period, on)
    )
    return tuple(
        Attachment(
            key, catalogue.unit_name(unit, period_of(number)), period_of(number), no, name, sha256, size,
            datetime.fromisoformat(at), who, origin,
        )
        for key, unit, number, no, name, sha256, size, at, who, origin in rows
    )
