"""What a ledger keeps beside its trail for speed, worked out once more: no digest takes it in, and a letter of it may rot too."""

from __future__ import annotations

from db.coding import plain
from db.query import Query


def undone_wrongly(query: Query) -> int:
    """How many operations, or files of a merge, are marked as undone or in force otherwise than the undos say (``db.undo``)."""
    whole: dict[int, int] = {}
    files: dict[tuple[int, str], int] = {}
    rows = query.execute("SELECT seq, undoes, root, part FROM operation WHERE kind = 'undo' ORDER BY seq")
    for seq, target, root, part in rows:
        if target != root:
            whole[target] = seq
        marks: dict[int, int] | dict[tuple[int, str], int] = whole if part is None else files
        of = root if part is None else (root, part)
        if marks.pop(of, None) is None:  # type: ignore[arg-type]
            marks[of] = seq  # type: ignore[index]
    marked = dict(query.execute("SELECT seq, undone_by FROM operation WHERE undone_by IS NOT NULL"))
    wrong = len(marked.items() ^ whole.items())
    for operation, sha256, undone_by in query.execute("SELECT operation, sha256, undone_by FROM returned_form"):
        wrong += undone_by != files.get((operation, sha256))
    return wrong


def searched_wrongly(query: Query) -> int:
    """How many cells are searched by other words than they show."""
    return sum(folded != plain(text) for text, folded in query.execute("SELECT text, plain FROM cell"))
