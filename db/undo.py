"""Undo and redo: the inverse of an operation, itself an operation.

A cell shows what was written to it last by an operation that holds. So undoing one brings back what was written before,
unless that is undone too; a field that something later has touched stays, and is named. Undoing the undo (redo) makes the
operation hold again, by the same rule.
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
# An undo writes nothing of its own: its changes only bring back what others wrote.
_IN_FORCE = """
    SELECT h.after_text, h.after_change FROM change h JOIN operation o ON o.seq = h.operation
    WHERE h.assignment = ? AND h.field = ? AND h.period = ? AND o.kind <> 'undo' AND o.undone_by IS NULL
    ORDER BY h.id DESC LIMIT 1
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
    # The undo that is itself undone, then the root: undone by this one, or back in force. First, as cells go by it.
    connection.execute(update(table).where(table.c.seq == target.seq).values(undone_by=seq))
    connection.execute(
        update(table).where(table.c.seq == target.root).values(undone_by=seq if holds is None else None)
    )
    rows, book, left = _inverse(query, target, seq)
    put_changes(connection, rows, book)
    finish_operation(connection, seq, len(rows))
    return seq, left


def _inverse(query: sqlite3.Connection, target: Target, seq: int) -> tuple[list[Row], Book, tuple[Spot, ...]]:
    """The root's cells, each moved to what holds there now.

    Left alone is a spot that the target had changed, where neither before nor after shows what the root wrote.
    """
    written = _written(query, target.root)
    touched = written if target.seq == target.root else _written(query, target.seq)
    book = read_book(query, (spot.assignment for spot in written))
    number = next_change(query)
    rows: list[Row] = []
    left: list[Spot] = []
    for spot, mine in reversed(written.items()):
        shown, due = book.state(spot), _in_force(query, spot)
        if mine not in (shown, due):
            left += [spot] if spot in touched else []
        elif shown != due:
            rows.append(change_row(number, seq, spot, book, due, *_source(query, due)))
            book.put(spot, due)
            number += 1
    return rows, book, tuple(reversed(left))


def _written(query: sqlite3.Connection, seq: int) -> dict[Spot, State | None]:
    """What the operation left in each cell that it changed."""
    rows = query.execute(
        "SELECT assignment, field, period, after_text, after_change FROM change WHERE operation = ? ORDER BY id", (seq,)
    )
    return {Spot(*spot): None if text is None else State(text, change) for *spot, text, change in rows}


def _in_force(query: sqlite3.Connection, spot: Spot) -> State | None:
    """The newest that was written there by an operation that is not undone."""
    row = query.execute(_IN_FORCE, spot).fetchone()
    return State(*row) if row else None


def _source(query: sqlite3.Connection, state: State | None) -> tuple[Any, Any]:
    """Where the value that comes back had come from."""
    if state is None:
        return None, None
    row: tuple[Any, Any] = query.execute(
        "SELECT sha256, returned FROM change WHERE id = ?", (state.change,)
    ).fetchone()
    return row
