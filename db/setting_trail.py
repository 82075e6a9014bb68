"""Settings as operations change them: written with their trail, read from it, and put back by an undo.

The rule is that of cells: a setting is what was written to it last by an operation that holds, and as it stood before the first
of them where none holds. One that something later has set stays, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from db.query import Query, Row, put_rows

_WRITTEN = "SELECT key FROM setting_change WHERE operation = ? ORDER BY key"
_IN_FORCE = """
    SELECT s.after, s.operation FROM setting_change s JOIN operation o ON o.seq = s.operation
    WHERE s.key = ? AND o.kind <> 'undo' AND o.undone_by IS NULL ORDER BY s.operation DESC LIMIT 1
"""
_AT_FIRST = "SELECT before FROM setting_change WHERE key = ? ORDER BY operation LIMIT 1"


class Stood(NamedTuple):
    """What holds of a setting: its value, None where it is not set, and the operation that wrote it, 0 for none."""

    value: str | None
    operation: int


def put_settings(query: Query, settings: Mapping[str, str], seq: int) -> None:
    """Those that are not so already, with their trail."""
    if not settings:
        return
    before = _values(query)
    _put(query, {key: value for key, value in settings.items() if before.get(key) != value}, before, seq)


def remember(query: Query, key: str, value: str) -> None:
    """Keep a setting, with no word of it in the trail."""
    put_rows(query, "setting", [{"key": key, "value": value}], " ON CONFLICT (key) DO UPDATE SET value = excluded.value")


def stood(query: Query, root: int) -> dict[str, Stood]:
    """What holds now of each setting that the operation wrote."""
    return {key: _in_force(query, key) for key in _keys(query, root)}


def put_back(
    query: Query, before: Mapping[str, Stood], root: int, target: int, seq: int
) -> tuple[str, ...]:
    """After the marks have moved: each setting of the root to what holds now; ``before``: what held until then.

    Answers the keys left alone: those that the target had given another value, and that something later has set since.
    """
    values, touched = _values(query), set(_keys(query, target))
    moved: dict[str, str | None] = {}
    left: list[str] = []
    for key, was in before.items():
        due = _in_force(query, key)
        # What is the machine's own may have come to be otherwise than by its trail, with a backup that came back.
        if root not in (was.operation, due.operation) or values.get(key) != was.value:
            left += [key] if key in touched else []
        elif values.get(key) != due.value:
            moved[key] = due.value
    _put(query, moved, values, seq)
    return tuple(left)


def _put(query: Query, moved: Mapping[str, str | None], before: Mapping[str, str], seq: int) -> None:
    if not moved:
        return
    trail: list[Row] = [
        {"operation": seq, "key": key, "before": before.get(key), "after": value} for key, value in sorted(moved.items())
    ]
    put_rows(query, "setting_change", trail)
    for key, value in moved.items():
        if value is None:
            query.execute("DELETE FROM setting WHERE key = ?", (key,))
        else:
            remember(query, key, value)


def _in_force(query: Query, key: str) -> Stood:
    row = query.execute(_IN_FORCE, (key,)).fetchone()
    if row is not None:
        return Stood(*row)
    return Stood(query.execute(_AT_FIRST, (key,)).fetchone()[0], 0)


def _keys(query: Query, seq: int) -> Iterable[str]:
    return [str(row[0]) for row in query.execute(_WRITTEN, (seq,))]


def _values(query: Query) -> dict[str, str]:
    return dict(query.execute("SELECT key, value FROM setting"))
