"""Saving as one types makes many saves of one cell: within one sitting they are one operation.

The newest operation is taken up again: its change is taken out, as if it had never been, and the draft is then written in
its place within the same transaction. So its before is the text from before the first of the saves, and when that text
comes back, nothing is left changed. Only the newest can be taken up: no digest, no state and no undo builds on it yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from db.cells import Book, Spot, State
from db.query import Query
from qcapp.domain.operations import OperationDraft, OperationKind

SITTING: Final = timedelta(minutes=10)
"""How long after its beginning an operation may still be continued."""


def take_up(
    query: Query, draft: OperationDraft, spots: list[Spot], book: Book, now: datetime
) -> int | None:
    """The seq of the operation that the draft continues, put back to where it began; None when it is to be a new one.

    ``spots`` are those of the draft's edits, in ``book``.
    """
    seq = _continued(query, draft, now)
    if seq is None or len(spots) != 1:
        return None
    (spot,) = spots
    changes = query.execute(
        "SELECT id, assignment, field, period, before_text, before_change FROM change WHERE operation = ?", (seq,)
    ).fetchall()
    # None is left where the text had come back: it is continued too, as there is no other cell that it could be of.
    if any(Spot(*change[1:4]) != spot for change in changes) or len(changes) > 1:
        return None
    for number, *_, text, before in changes:
        query.execute("DELETE FROM cell WHERE assignment = ? AND field = ? AND period = ?", spot)
        query.execute("DELETE FROM change WHERE id = ?", (number,))
        book.put(spot, None if text is None else State(text, before))
    query.execute("UPDATE operation SET summary = ? WHERE seq = ?", (draft.summary, seq))
    return seq


def _continued(query: Query, draft: OperationDraft, now: datetime) -> int | None:
    """The newest operation, where it is the one that the draft names, an edit by the same person, just begun."""
    if draft.continues is None or draft.kind is not OperationKind.EDIT:
        return None
    more = draft.dispatched, draft.returned, draft.held, draft.resolves, draft.attached, draft.detached, draft.aliases
    if any(more) or draft.settings or draft.rulings or draft.bulletins or draft.amendments or draft.plans or draft.links:
        return None
    seq, name, kind, who, at = query.execute(
        "SELECT seq, id, kind, who, at FROM operation ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    if (name, kind, who) != (draft.continues, OperationKind.EDIT.value, draft.who):
        return None
    since = now - datetime.fromisoformat(at)
    return int(seq) if timedelta() <= since < SITTING else None
