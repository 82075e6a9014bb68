"""What one returned file has in its merge can be undone alone: SQL that tells what holds.

A part is all that a merge wrote with one file's SHA-256: changes, records, held conflicts, attachments. Two marks tell
whether it holds, each moved by undos of its own: ``undone_by`` of the merge, and ``undone_by`` of the file's records in it
(alike in all of them). So bringing the whole merge back brings back what held when it was undone, not a file that had been
undone alone before.
"""

from __future__ import annotations

from db.query import Query


def part_undone(operation: str, sha256: str) -> str:
    """SQL: whether that file's part of that operation is undone alone. Both are expressions; a null file never is."""
    return (
        f"EXISTS (SELECT 1 FROM returned_form p WHERE p.operation = {operation} AND p.sha256 = {sha256}"
        " AND p.undone_by IS NOT NULL)"
    )


def in_force(operation: str, sha256: str) -> str:
    """SQL: whether what the operation (an alias of its table) wrote with that file holds."""
    return f"({operation}.undone_by IS NULL AND NOT {part_undone(f'{operation}.seq', sha256)})"


def in_force_of_its_own(operation: str, sha256: str) -> str:
    """SQL: the same of words that the operation wrote: an undo writes none, its changes only bring back what others wrote."""
    return f"({operation}.kind <> 'undo' AND {in_force(operation, sha256)})"


def undone(operation: str) -> str:
    """SQL: whether nothing of an operation (an alias of its table) holds any more.

    A merge whose every file is undone, if it wrote nothing without a file, is as good as undone. What is asked is asked in this
    order, and no further than the first answer: of a merge that holds, its first file, and none of its thousands of changes.
    """
    return f"""(CASE
        WHEN {operation}.undone_by IS NOT NULL THEN TRUE
        WHEN {operation}.kind <> 'merge' THEN FALSE
        WHEN EXISTS (SELECT 1 FROM returned_form p WHERE p.operation = {operation}.seq AND p.undone_by IS NULL) THEN FALSE
        WHEN NOT EXISTS (SELECT 1 FROM returned_form p WHERE p.operation = {operation}.seq) THEN FALSE
        WHEN EXISTS (SELECT 1 FROM attachment a WHERE a.operation = {operation}.seq AND a.with_return IS NULL) THEN FALSE
        WHEN EXISTS (SELECT 1 FROM detached d WHERE d.operation = {operation}.seq) THEN FALSE
        WHEN EXISTS (SELECT 1 FROM learned_alias l WHERE l.operation = {operation}.seq) THEN FALSE
        ELSE NOT EXISTS (SELECT 1 FROM change c WHERE c.operation = {operation}.seq AND c.sha256 IS NULL)
    END)"""


def undone_parts(query: Query, seq: int) -> frozenset[str]:
    """The files, by SHA-256, whose part of that merge is undone alone."""
    rows = query.execute("SELECT sha256 FROM returned_form WHERE operation = ? AND undone_by IS NOT NULL", (seq,))
    return frozenset(row[0] for row in rows)
