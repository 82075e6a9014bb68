"""Operations and changes as they are read: the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from db.coding import period_of
from db.origins import Origins
from db.parts import undone, undone_parts
from db.plans import Catalogue
from db.query import Query
from qcapp.domain.errors import UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change, Operation, OperationKind, SettingChange
from qcapp.giving_way import giving_way

OPERATION = f"o.id, o.kind, o.at, o.who, o.summary, o.changed, {undone('o')}"
CHANGE = """
    SELECT c.operation, c.assignment, c.period, c.field, c.before_text, c.after_text, c.carried,
           c.returned, c.sha256, c.place, c.decision
    FROM change c
"""

# With it whether something later that holds has set it too.
SET = """
    s.key, s.before, s.after, EXISTS (
        SELECT 1 FROM setting_change l JOIN operation x ON x.seq = l.operation
        WHERE l.key = s.key AND l.operation > s.operation AND x.kind <> 'undo' AND x.undone_by IS NULL
    )
"""


def operation_from(row: tuple[Any, ...]) -> Operation:
    """A row of id, kind, at, who, summary, changed, undone."""
    key, kind, at, who, summary, changed, gone = row
    return Operation(key, OperationKind(kind), datetime.fromisoformat(at), who, summary, changed, bool(gone))


def operation_at(query: Query, seq: int) -> Operation:
    return operation_from(
        query.execute(f"SELECT {OPERATION} FROM operation o WHERE o.seq = ?", (seq,)).fetchone()
    )


def seq_of(query: Query, operation_id: str) -> int:
    """UsageError for an id that no operation has."""
    row = query.execute("SELECT seq FROM operation WHERE id = ?", (operation_id.strip(),)).fetchone()
    if row is None:
        raise UsageError(f"台账里没有编号为“{operation_id}”的操作，请在操作记录里查看编号后再试。")
    return int(row[0])


def undone_by(query: Query, operation_id: str, sha256: str | None) -> Operation | None:
    """The undo that holds of an operation, or of one file's part of it."""
    table, key = ("operation", "seq") if sha256 is None else ("returned_form", "operation")
    row = query.execute(
        f"SELECT undone_by FROM {table} WHERE {key} = ? AND undone_by IS NOT NULL" + (" AND sha256 = ?" if sha256 else ""),
        (seq_of(query, operation_id), *((sha256,) if sha256 else ())),
    ).fetchone()
    return operation_at(query, row[0]) if row else None


def setting_changes(query: Query, operation_id: str) -> tuple[SettingChange, ...]:
    """By key."""
    seq = seq_of(query, operation_id)
    operation = operation_at(query, seq)
    rows = query.execute(f"SELECT {SET} FROM setting_change s WHERE s.operation = ? ORDER BY s.key", (seq,))
    return tuple(SettingChange(operation, key, before, after, bool(since)) for key, before, after, since in rows)


def changes_since(query: Query, operation_id: str, catalogue: Catalogue) -> tuple[Change, ...]:
    seq = seq_of(query, operation_id)
    rows = query.execute(f"{CHANGE} WHERE c.operation > ? ORDER BY c.id", (seq,))
    return changes_from(query, rows, catalogue)


def history(query: Query, ids: Sequence[int], catalogue: Catalogue) -> tuple[Change, ...]:
    """All changes of those assignments, newest first."""
    marks = ",".join("?" * len(ids))
    rows = query.execute(f"{CHANGE} WHERE c.assignment IN ({marks}) ORDER BY c.id DESC", ids)
    return changes_from(query, rows, catalogue)


def changes_from(
    query: Query, rows: Iterable[tuple[Any, ...]], catalogue: Catalogue
) -> tuple[Change, ...]:
    found: list[Change] = []
    operations: dict[int, tuple[Operation, frozenset[str]]] = {}
    origins = Origins(query)
    for seq, assignment, period, field, before, after, carried, *origin in giving_way(rows):
        if seq not in operations:
            operations[seq] = operation_at(query, seq), undone_parts(query, seq)
        operation, gone = operations[seq]
        entry = catalogue.entry_key(assignment, period_of(period))
        lent = carried or ""
        source = origins.source(*origin)
        found.append(
            Change(
                operation, CellKey(entry.no, entry.unit, period_of(period), field),
                lent if before is None else before, lent if after is None else after,
                source, operation.undone or source.sha256 in gone,
            )
        )
    return tuple(found)
