"""Undo and redo: the inverse of an operation, itself an operation.

A cell goes back to its state before a change only where it still is in the state that the change left; a field that
something later has touched stays, and is named. Undoing the undo (redo) is the same rule, applied to the undo's changes.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from db import models
from db.cells import Book, Spot, State
from db.trail import seq_of
from db.writing import Row, begin_operation, change_row, finish_operation, next_change, put_changes, raw, read_book
from qcapp.domain.errors import NothingToUndo, UsageError
from qcapp.domain.ledger import UNDOABLE, OperationKind

_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(UNDOABLE, key=lambda kind: kind.value))
# An edit that changed nothing is passed over: undoing it would seem to do nothing. Merges keep files besides.
_NEWEST = f"""
    SELECT seq FROM operation WHERE kind IN ({_KINDS}) AND undone_by IS NULL AND (changed > 0 OR kind <> 'edit')
    ORDER BY seq DESC LIMIT 1
"""
# The newest undo whose inverse still holds, if only undos and redos came after it.
_NEWEST_UNDO = """
    SELECT u.seq FROM operation u JOIN operation r ON r.seq = u.root
    WHERE r.undone_by = u.seq AND u.seq > (SELECT max(seq) FROM operation WHERE kind <> 'undo')
    ORDER BY u.seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Target:
    """The operation to invert. ``root`` is the first of its chain: itself unless it is an undo."""

    seq: int
    root: int
    summary: str


def target_of_undo(query: sqlite3.Connection, operation_id: str | None) -> Target:
    """UsageError when there is nothing to undo, or the named one can't be."""
    if operation_id is not None:
        return _named(query, operation_id)
    row = query.execute(_NEWEST).fetchone()
    if row is None:
        raise NothingToUndo("没有可以撤销的操作，台账保持原样，可在操作记录里查看经过。")
    return _target(query, row[0])


def target_of_redo(query: sqlite3.Connection) -> Target:
    row = query.execute(_NEWEST_UNDO).fetchone()
    if row is None:
        raise NothingToUndo("没有可以恢复的撤销：撤销之后又有了新的操作，或还没有撤销过，请在操作记录里查看。")
    return _target(query, row[0])


def _named(query: sqlite3.Connection, operation_id: str) -> Target:
    seq = seq_of(query, operation_id)
    kind, undone_by, root = query.execute(
        "SELECT kind, undone_by, root FROM operation WHERE seq = ?", (seq,)
    ).fetchone()
    known = OperationKind(kind)
    if known not in UNDOABLE and known is not OperationKind.UNDO:
        raise UsageError(f"操作“{operation_id}”是{known.label}，不能撤销；能撤销的是合并、修改和处理冲突。")
    later = root and query.execute("SELECT 1 FROM operation WHERE root = ? AND seq > ?", (root, seq)).fetchone()
    if undone_by is not None or later:
        raise NothingToUndo(f"操作“{operation_id}”已经撤销过，不用再撤销，可在操作记录里查看。")
    return _target(query, seq)


def _target(query: sqlite3.Connection, seq: int) -> Target:
    root, summary = query.execute(
        "SELECT r.seq, r.summary FROM operation o JOIN operation r ON r.seq = coalesce(o.root, o.seq) WHERE o.seq = ?",
        (seq,),
    ).fetchone()
    return Target(seq, root, summary)


def invert(connection: Connection, target: Target, who: str, now: datetime) -> tuple[int, tuple[Spot, ...]]:
    """Write the inverse; answers its seq and the spots left alone, in the order of the target's changes."""
    query = raw(connection)
    table = models.operation
    holds = query.execute("SELECT undone_by FROM operation WHERE seq = ?", (target.root,)).fetchone()[0]
    word = "撤销" if holds is None else "恢复"
    seq = begin_operation(
        connection, OperationKind.UNDO, who, f"{word}：{target.summary}", now, target.seq, target.root
    )
    rows, book, left = _inverse(query, target.seq, seq, back=target.seq == target.root)
    put_changes(connection, rows, book)
    # The undo that is itself undone, then the root: undone by this one, or back in force.
    connection.execute(update(table).where(table.c.seq == target.seq).values(undone_by=seq))
    connection.execute(
        update(table).where(table.c.seq == target.root).values(undone_by=seq if holds is None else None)
    )
    finish_operation(connection, seq, len(rows))
    return seq, tuple(reversed(left))


def _inverse(
    query: sqlite3.Connection, target: int, seq: int, *, back: bool
) -> tuple[list[Row], Book, dict[Spot, None]]:
    """``back``: something is undone, not brought back in force."""
    changes = query.execute(
        "SELECT assignment, field, period, before_text, before_change, after_text, after_change FROM change"
        " WHERE operation = ? ORDER BY id DESC",
        (target,),
    ).fetchall()
    book = read_book(query, (change[0] for change in changes))
    number = next_change(query)
    rows: list[Row] = []
    left: dict[Spot, None] = {}
    for assignment, field, period, before_text, before_change, after_text, after_change in changes:
        spot = Spot(assignment, field, period)
        before, after = _state(before_text, before_change), _state(after_text, after_change)
        if back:
            before = _in_force(query, before)
        if book.state(spot) != after:
            left[spot] = None
            continue
        rows.append(change_row(number, seq, spot, book, before, *_source(query, before)))
        book.put(spot, before)
        number += 1
    return rows, book, left


def _state(text: str | None, change: int | None) -> State | None:
    return None if text is None or change is None else State(text, change)


def _in_force(query: sqlite3.Connection, state: State | None) -> State | None:
    """The newest state at or before this one whose operation still holds: what was undone meanwhile does not come back."""
    while state is not None:
        text, change, undone = query.execute(
            "SELECT h.before_text, h.before_change, o.undone_by IS NOT NULL FROM change h"
            " JOIN operation o ON o.seq = h.operation WHERE h.id = ?",
            (state.change,),
        ).fetchone()
        if not undone:
            break
        state = _state(text, change)
    return state


def _source(query: sqlite3.Connection, state: State | None) -> tuple[Any, Any]:
    """Where the value that comes back had come from."""
    if state is None:
        return None, None
    row: tuple[Any, Any] = query.execute(
        "SELECT sha256, returned FROM change WHERE id = ?", (state.change,)
    ).fetchone()
    return row
