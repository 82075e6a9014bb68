"""Undo and redo: the inverse of an operation, or of one file's part of a merge, itself an operation.

A cell shows what was written to it last by an operation that holds. So undoing one brings back what was written before,
unless that is undone too; a field that something later has touched stays, and is named. Undoing the undo (redo) makes the
operation hold again, by the same rule. Settings go by it too (see ``db.setting_trail``).

A merge whose files were undone one by one and the merge undone whole are two things (see ``db.parts``): undoing the whole
takes back what still holds of it, and bringing it back brings back just that. A file that had been undone before comes
back by undoing its own undo, once the merge holds again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from sys import intern

from db.amending import brought_list, undo_settles
from db.cells import Spot, State
from db.parts import in_force_of_its_own, undone, undone_parts
from db.plan_rows import read_catalogue
from db.query import Query
from db.setting_trail import put_back, stood
from db.trail import operation_at, seq_of
from db.writing import (
    ChangeRow,
    Origin,
    begin_operation,
    change_row,
    finish_operation,
    next_change,
    put_changes,
    read_book,
)
from qcapp.domain.errors import NothingToUndo, UsageError
from qcapp.domain.operation_words import is_redo
from qcapp.domain.operations import UNDOABLE, OperationKind
from qcapp.giving_way import giving_way

_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(UNDOABLE, key=lambda kind: kind.value))
# What did nothing that could be taken back is passed over: undoing it would seem to do nothing. Merges keep files besides.
_NEWEST = f"""
    SELECT o.seq FROM operation o WHERE o.kind IN ({_KINDS}) AND NOT {undone('o')} AND (
        o.changed > 0 OR o.kind NOT IN ('edit', 'attach', 'alias', 'ruling', 'bulletin', 'plan', 'settings')
        OR EXISTS (SELECT 1 FROM attachment a WHERE a.operation = o.seq)
        OR EXISTS (SELECT 1 FROM detached d WHERE d.operation = o.seq)
        OR EXISTS (SELECT 1 FROM learned_alias l WHERE l.operation = o.seq)
        OR EXISTS (SELECT 1 FROM ruling r WHERE r.operation = o.seq)
        OR EXISTS (SELECT 1 FROM bulletin b WHERE b.operation = o.seq)
        OR EXISTS (SELECT 1 FROM amendment m WHERE m.operation = o.seq)
        OR EXISTS (SELECT 1 FROM plan_link k WHERE k.operation = o.seq)
        OR EXISTS (SELECT 1 FROM plan p WHERE p.operation = o.seq)
        OR EXISTS (SELECT 1 FROM setting_change s WHERE s.operation = o.seq)
    )
    ORDER BY o.seq DESC LIMIT 1
"""
# The newest undo whose inverse still holds, if only undos and redos came after it.
_NEWEST_UNDO = """
    SELECT u.seq FROM operation u JOIN operation r ON r.seq = u.root
    WHERE u.seq > (SELECT max(seq) FROM operation WHERE kind <> 'undo') AND (
        u.part IS NULL AND r.undone_by = u.seq
        OR EXISTS (SELECT 1 FROM returned_form p WHERE p.operation = u.root AND p.sha256 = u.part AND p.undone_by = u.seq)
    )
    ORDER BY u.seq DESC LIMIT 1
"""
# A seek a cell, and one question for all of them: a server may be far away.
_IN_FORCE = f"""
    SELECT h.assignment, h.field, h.period, h.after_text, h.after_change, c.sha256, c.returned, c.place, c.decision FROM (
        SELECT (
            SELECT h.id FROM change h CROSS JOIN operation o ON o.seq = h.operation
            WHERE h.assignment = f.assignment AND h.field = f.field AND h.period = f.period
                AND {in_force_of_its_own("o", "h.sha256")}
            ORDER BY h.id DESC LIMIT 1
        ) AS id FROM (SELECT DISTINCT assignment, field, period FROM change WHERE operation = ?) f
    ) newest CROSS JOIN change h ON h.id = newest.id LEFT JOIN change c ON c.id = h.after_change
"""
# A merge that holds comes first, should there be several of the same file.
_WITH_FILE = """
    SELECT o.seq FROM returned_form r JOIN operation o ON o.seq = r.operation WHERE r.sha256 = ?
    ORDER BY o.undone_by IS NULL AND r.undone_by IS NULL DESC, o.seq DESC LIMIT 1
"""
_OTHER_WORDS = "coalesce(before_text, carried, '') <> coalesce(after_text, carried, '')"
_SETTLED_SINCE = """
    SELECT DISTINCT h.assignment, h.field, h.period FROM held h
    JOIN settled s ON s.held = h.id JOIN operation o ON o.seq = s.operation
    JOIN change c ON c.operation = o.seq AND c.assignment = h.assignment AND c.field = h.field AND c.period = h.period
    WHERE h.operation = :root AND h.sha256 = coalesce(:part, h.sha256) AND o.kind = 'resolve' AND o.undone_by IS NULL
      AND c.sha256 = h.sha256
"""

_InForce = tuple[State | None, Origin]
_NOTHING: _InForce = (None, Origin())


@dataclass(frozen=True, slots=True)
class Target:
    """The operation to invert. ``root`` is the first of its chain: itself unless it is an undo. ``part`` is the SHA-256 of
    the one file of the root that it is about, ``file`` that file's name; None for the whole."""

    seq: int
    root: int
    summary: str
    part: str | None = None
    file: str | None = None


def target_of_undo(query: Query, operation_id: str | None, sha256: str | None = None) -> Target:
    """UsageError when the named one can't be undone or has no such file, NothingToUndo when there is nothing to undo.

    A file without an operation is meant in the newest merge in which it holds.
    """
    if sha256 is not None:
        return _named_part(query, operation_id, sha256)
    if operation_id is not None:
        return _named(query, operation_id)
    newest = next_undo(query)
    if newest is None:
        raise NothingToUndo("没有可以撤销的操作，台账保持原样，可在操作记录里查看经过。")
    return _target(query, newest)


def target_of_redo(query: Query) -> Target:
    newest = next_redo(query)
    if newest is None:
        raise NothingToUndo("没有可以恢复的撤销：撤销之后又有了新的操作，或还没有撤销过，请在操作记录里查看。")
    return _target(query, newest)


def next_undo(query: Query) -> int | None:
    """The newest operation that can be taken back."""
    row = query.execute(_NEWEST).fetchone()
    return row[0] if row else None


def next_redo(query: Query) -> int | None:
    """The undo that can be taken back in its turn."""
    row = query.execute(_NEWEST_UNDO).fetchone()
    return row[0] if row else None


def _named(query: Query, operation_id: str) -> Target:
    seq = seq_of(query, operation_id)
    gone, root, part = query.execute(
        f"SELECT {undone('o')}, o.root, o.part FROM operation o WHERE o.seq = ?", (seq,)
    ).fetchone()
    operation = operation_at(query, seq)
    known = operation.kind
    if known is OperationKind.HANDOVER:
        raise UsageError(
            f"操作“{operation_id}”是接收交接，换的是整本台账；要换回原来的，在“文件 → 接收交接…”里点“撤销上次接收…”，"
            "或用命令 takeover --undo。"
        )
    if known not in UNDOABLE and known is not OperationKind.UNDO:
        raise UsageError(
            f"操作“{operation_id}”是{known.label}，不能撤销；能撤销的是合并、修改、处理冲突、佐证材料、单位名称、认定、通报、清单变更和设置。"
        )
    later = root and query.execute(
        "SELECT 1 FROM operation WHERE root = ? AND part IS ? AND seq > ?", (root, part, seq)
    ).fetchone()
    if gone or later:
        word = "恢复" if known is OperationKind.UNDO and not is_redo(operation) else "撤销"
        raise NothingToUndo(f"操作“{operation_id}”已经{word}过，不用再{word}，可在操作记录里查看。")
    target = _target(query, seq)
    if part is not None and _mark(query, Target(seq, target.root, "")) is not None:
        raise NothingToUndo(f"“{target.file}”所在的合并已经整个撤销，请先恢复那次合并，再恢复这份回收表。")
    return target


def _named_part(query: Query, operation_id: str | None, sha256: str) -> Target:
    found = query.execute(_WITH_FILE, (sha256,)).fetchone()
    seq = seq_of(query, operation_id) if operation_id is not None else (found or (0,))[0]
    target = _target(query, seq, sha256) if found else None
    if target is None or target.file is None or target.root != seq:
        which = f"操作“{operation_id}”里" if operation_id is not None else "台账里"
        raise UsageError(f"{which}没有合并过这份回收表，请在操作记录里核对后再试。")
    if _mark(query, target) is not None or _mark(query, Target(seq, seq, "")) is not None:
        raise NothingToUndo(f"“{target.file}”在那次合并里的内容已经撤销过，不用再撤销，可在操作记录里查看。")
    return target


def _target(query: Query, seq: int, sha256: str | None = None) -> Target:
    """The operation, or one file of it."""
    root, summary, part = query.execute(
        "SELECT r.seq, r.summary, o.part FROM operation o JOIN operation r ON r.seq = coalesce(o.root, o.seq)"
        " WHERE o.seq = ?",
        (seq,),
    ).fetchone()
    part = sha256 or part
    row = query.execute(
        "SELECT name FROM returned_form WHERE operation = ? AND sha256 = ? ORDER BY id", (root, part)
    ).fetchone()
    return Target(seq, root, summary, part, row[0] if row else None)


def _mark(query: Query, target: Target) -> int | None:
    """The undo that holds of the root, or of the file's part of it."""
    if target.part is None:
        row = query.execute("SELECT undone_by FROM operation WHERE seq = ?", (target.root,)).fetchone()
    else:
        row = query.execute(
            "SELECT undone_by FROM returned_form WHERE operation = ? AND sha256 = ?", (target.root, target.part)
        ).fetchone()
    mark: int | None = row[0]
    return mark


def moves_lists(query: Query, target: Target) -> bool:
    """Whether by its inverse a list may be another one, or have other names."""
    learned = query.execute("SELECT 1 FROM learned_alias WHERE operation = ? LIMIT 1", (target.root,)).fetchone()
    return target.part is None and (learned is not None or brought_list(query, target.root))


def invert(
    query: Query, target: Target, who: str, now: datetime
) -> tuple[int, tuple[Spot, ...], tuple[str, ...]]:
    """Write the inverse; answers its seq, the spots left alone, in the order of the target's changes, and the settings."""
    holds = _mark(query, target)
    before = read_catalogue(query) if target.part is None and brought_list(query, target.root) else None
    what = target.summary if target.file is None else f"“{target.file}”（{target.summary}）"
    summary = f"{'撤销' if holds is None else '恢复'}：{what}"
    seq = begin_operation(query, OperationKind.UNDO, who, summary, now, target.seq, target.root, target.part)
    set_before = stood(query, target.root) if target.part is None else {}
    # First, as cells and settings go by it.
    _move_marks(query, target, seq, seq if holds is None else None)
    inverse = _Inverse(query, target)
    changed = put_changes(query, inverse.changes(query, seq), inverse.book)
    left = tuple(reversed(inverse.left))
    if holds is None:
        left += tuple(spot for spot in _settled_since(query, target) if spot not in left)
    if before is not None:
        undo_settles(query, before, seq)
    kept = put_back(query, set_before, target.root, target.seq, seq)
    finish_operation(query, seq, changed)
    return seq, left, kept


def _move_marks(query: Query, target: Target, seq: int, mark: int | None) -> None:
    """The undo that is itself undone; then the root, or the file's records in it: undone by this one, or back in force."""
    undone = "UPDATE operation SET undone_by = ? WHERE seq = ?"
    if target.seq != target.root:
        query.execute(undone, (seq, target.seq))
    if target.part is None:
        query.execute(undone, (mark, target.root))
    else:
        mine = (mark, target.root, target.part)
        query.execute("UPDATE returned_form SET undone_by = ? WHERE operation = ? AND sha256 = ?", mine)


class _Inverse:
    """The root's cells, or those of the file's part of it, each moved to what holds there now, ``book`` along with them.

    ``left`` alone, last first, is a spot to which the target had given other words, where neither before nor after shows what
    the root (or part) wrote.
    """

    def __init__(self, query: Query, target: Target) -> None:
        self._written, changed = _written(query, target)
        self._touched = changed if target.seq == target.root else _touched(query, target.seq)
        self.book = read_book(query, (spot.assignment for spot in self._written), self._written)
        self._in_force = _in_force(query, target.root)
        self.left: list[Spot] = []

    def changes(self, query: Query, seq: int) -> Iterator[ChangeRow]:
        """Each spot is looked at once, so that what was written of others meanwhile counts for nothing."""
        number = next_change(query)
        for spot, mine in reversed(self._written.items()):
            shown, (due, origin) = self.book.state(spot), self._in_force.get(spot, _NOTHING)
            if shown not in mine and due not in mine:
                self.left += [spot] if spot in self._touched else []
            elif shown != due:
                lent = self.book.lent(spot) if shown is None or due is None else None
                self.book.put(spot, due)
                yield change_row(number, seq, spot, shown, due, lent, origin)
                number += 1


def _written(query: Query, target: Target) -> tuple[dict[Spot, tuple[State, ...]], set[Spot]]:
    """What the root wrote in each cell, one after the other; of the whole what no undo of one of its files took back.

    Then the cells to which it gave other words, and did not only say what stood there.
    """
    rows = query.execute(
        f"SELECT assignment, field, period, after_text, after_change, sha256, {_OTHER_WORDS} FROM change"
        " WHERE operation = ? ORDER BY id",
        (target.root,),
    )
    gone = undone_parts(query, target.root)
    found: dict[Spot, tuple[State, ...]] = {}
    changed: set[Spot] = set()
    for assignment, field, period, text, change, sha256, differs in giving_way(rows):
        if sha256 == target.part if target.part is not None else sha256 not in gone:
            spot = Spot(assignment, intern(field), period)
            found[spot] = (*found.get(spot, ()), State(text, change))
            if differs:
                changed.add(spot)
    return found, changed


def _settled_since(query: Query, target: Target) -> Iterator[Spot]:
    """Cells whose conflict the root (or part) had left waiting, and that hold its words since a person settled it: they stay,
    and are named."""
    rows = query.execute(_SETTLED_SINCE, {"root": target.root, "part": target.part})
    return (Spot(*spot) for spot in rows.fetchall())


def _touched(query: Query, seq: int) -> set[Spot]:
    rows = query.execute(f"SELECT assignment, field, period FROM change WHERE operation = ? AND {_OTHER_WORDS}", (seq,))
    return {Spot(*spot) for spot in rows}


def _in_force(query: Query, root: int) -> dict[Spot, _InForce]:
    """In each of the root's cells the newest that was written by an operation that is not undone, and where it had come from."""
    rows = giving_way(query.execute(_IN_FORCE, (root,)))
    return {
        Spot(assignment, field, period): (State(text, change), Origin(sha256, returned, place, decision or None))
        for assignment, field, period, text, change, sha256, returned, place, decision in rows
    }
