"""Operations and changes as they are read: the audit trail."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from db.coding import period_of
from db.plans import Catalogue
from qcapp.domain.errors import UsageError
from qcapp.domain.ledger import CellKey, Change, Operation, OperationKind, Source
from qcapp.domain.plan import EntryKey

_OPERATION = "o.id, o.kind, o.at, o.who, o.summary, o.changed, o.undone_by"
_CHANGE = f"""
    SELECT {_OPERATION}, c.assignment, c.period, c.field, c.before_text, c.after_text, c.carried,
           c.sha256, r.name, r.received
    FROM change c JOIN operation o ON o.seq = c.operation LEFT JOIN returned_form r ON r.id = c.returned
"""


def operation_from(row: tuple[Any, ...]) -> Operation:
    """A row of id, kind, at, who, summary, changed, undone_by."""
    key, kind, at, who, summary, changed, undone_by = row
    return Operation(
        key, OperationKind(kind), datetime.fromisoformat(at), who, summary, changed, undone_by is not None
    )


def source_from(sha256: str | None, name: str | None, received: str | None) -> Source:
    return Source(name, date.fromisoformat(received) if received else None, sha256)


def operations(query: sqlite3.Connection, limit: int | None) -> tuple[Operation, ...]:
    rows = query.execute(
        f"SELECT {_OPERATION} FROM operation o ORDER BY o.seq DESC LIMIT ?", (-1 if limit is None else limit,)
    )
    return tuple(map(operation_from, rows))


def operation_at(query: sqlite3.Connection, seq: int) -> Operation:
    return operation_from(
        query.execute(f"SELECT {_OPERATION} FROM operation o WHERE o.seq = ?", (seq,)).fetchone()
    )


def seq_of(query: sqlite3.Connection, operation_id: str) -> int:
    """UsageError for an id that no operation has."""
    row = query.execute("SELECT seq FROM operation WHERE id = ?", (operation_id.strip(),)).fetchone()
    if row is None:
        raise UsageError(f"台账里没有编号为“{operation_id}”的操作，请在操作记录里查看编号后再试。")
    return int(row[0])


def changes_of(query: sqlite3.Connection, operation_id: str, catalogue: Catalogue) -> tuple[Change, ...]:
    seq = seq_of(query, operation_id)
    rows = query.execute(f"{_CHANGE} WHERE c.operation = ? ORDER BY c.id", (seq,))
    return _changes(rows, catalogue)


def history(
    query: sqlite3.Connection, keys: Iterable[EntryKey], id_of: Callable[[EntryKey], int], catalogue: Catalogue
) -> tuple[Change, ...]:
    ids = [id_of(key) for key in keys]
    marks = ",".join("?" * len(ids))
    rows = query.execute(f"{_CHANGE} WHERE c.assignment IN ({marks}) ORDER BY c.id DESC", ids)
    return _changes(rows, catalogue)


def _changes(rows: Iterable[tuple[Any, ...]], catalogue: Catalogue) -> tuple[Change, ...]:
    found: list[Change] = []
    operations: dict[str, Operation] = {}
    for row in rows:
        assignment, period, field, before, after, carried, sha256, name, received = row[7:]
        if row[0] not in operations:
            operations[row[0]] = operation_from(row[:7])
        entry = catalogue.entry_keys[assignment]
        lent = carried or ""
        found.append(
            Change(
                operations[row[0]], CellKey(entry.no, entry.unit, period_of(period), field),
                lent if before is None else before, lent if after is None else after,
                source_from(sha256, name, received),
            )
        )
    return tuple(found)
