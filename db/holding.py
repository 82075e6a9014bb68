"""Writing conflicts that wait for a person, and that they wait no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from db.cells import Spot
from db.coding import packed_place
from db.query import Query, Row, put_rows
from db.returns import WAITING
from qcapp.domain.errors import LedgerChanged
from qcapp.domain.ledger import HeldConflict
from qcapp.domain.operations import CellEdit, OperationDraft
from qcapp.domain.text import comparable

_SETTLED = "这处冲突已经处理过或已被撤销，请刷新后再看。"
_ALL_WAITING = f"""
    SELECT h.id, coalesce(h.twin, h.id), h.received, h.assignment, h.field, h.period
    FROM held h JOIN operation o ON o.seq = h.operation WHERE {WAITING}
"""


class _Waiting(NamedTuple):
    """``group``: the first id of those that say the same."""

    group: int
    received: str
    spot: Spot


@dataclass(slots=True)
class Sayings:
    """Which of a draft's files have a say on a field: what one of them settles is open again when it alone is undone."""

    written: dict[Spot, set[str]] = field(default_factory=dict)
    """By an edit or a conflict."""
    read: dict[Spot, set[str]] = field(default_factory=dict)
    """By the words in a record: a person kept the ledger's, or they are the same."""

    def files_on(self, spot: Spot) -> list[str]:
        """SHA-256 of each; "" alone where no file of the draft has a say."""
        return sorted(self.written.get(spot) or self.read.get(spot) or {""})


def sayings(
    draft: OperationDraft, edits: list[tuple[Spot, CellEdit]], held: list[tuple[Spot, HeldConflict]],
    read: Iterable[tuple[Spot, str]],
) -> Sayings:
    """``read``: fields and the files whose records have words for them."""
    files = {record.sha256 for _, record in draft.returned}
    found = Sayings()
    written = [(spot, edit.sha256) for spot, edit in edits] + [(spot, conflict.sha256) for spot, conflict in held]
    for spot, source in written:
        if source in files:
            found.written.setdefault(spot, set()).add(source)
    for spot, sha256 in read:
        found.read.setdefault(spot, set()).add(sha256)
    return found


def settle(query: Query, resolves: tuple[int, ...], said: Sayings, seq: int) -> None:
    """LedgerChanged when one of them does not wait."""
    if not resolves:
        return
    waiting = _waiting(query)
    if not waiting.keys() >= set(resolves):
        raise LedgerChanged(_SETTLED)
    _put_settled(query, _with_twins(query, resolves, waiting), said, seq)


def put_held(query: Query, held: list[tuple[Spot, HeldConflict]], said: Sayings, seq: int) -> None:
    """New conflicts. One that waits for the same field is settled by the new one: the latest return is what counts.

    Several of one draft stay side by side: two files of one go that disagree are for a person to choose between. Those
    that say the same are twins, of which one is asked: a unit often sends its form as xlsx and as docx. One with an id is a
    twin of that one, which waited before; where that one waits no more, a person has decided on these words.
    """
    waiting = _waiting(query) if held else {}
    held = [(spot, conflict) for spot, conflict in held if not conflict.id or conflict.id in waiting]
    if not held:
        return
    _put_settled(query, _overtaken(waiting, held), said, seq)
    told: dict[tuple[Spot, str], int] = {}
    rows: list[Row] = []
    first = query.execute("SELECT coalesce(max(id), 0) + 1 FROM held").fetchone()[0]
    for number, (spot, conflict) in enumerate(held, start=first):
        twin = waiting[conflict.id].group if conflict.id else told.setdefault((spot, comparable(conflict.theirs)), number)
        rows.append(
            {
                "id": number, "operation": seq, **spot._asdict(), "base": conflict.base, "ours": conflict.ours,
                "theirs": conflict.theirs, "sha256": conflict.sha256, "file": conflict.file,
                "received": conflict.received.isoformat(), "place": packed_place(conflict.place),
                "remark": conflict.remark or None, "twin": twin if twin != number else None,
            }
        )
    put_rows(query, "held", rows)


def _overtaken(waiting: dict[int, _Waiting], held: list[tuple[Spot, HeldConflict]]) -> dict[int, Spot]:
    """Those in whose place one of the new ones comes: the unit says something else there, and not before it."""
    said: dict[Spot, list[tuple[int | None, str]]] = {}
    for spot, conflict in held:
        group = waiting[conflict.id].group if conflict.id else None
        said.setdefault(spot, []).append((group, conflict.received.isoformat()))
    return {
        key: one.spot for key, one in waiting.items()
        if any(group != one.group and received >= one.received for group, received in said.get(one.spot, ()))
    }


def _waiting(query: Query) -> dict[int, _Waiting]:
    return {key: _Waiting(group, received, Spot(*spot)) for key, group, received, *spot in query.execute(_ALL_WAITING)}


def _with_twins(query: Query, keys: Iterable[int], waiting: dict[int, _Waiting]) -> dict[int, Spot]:
    """Those and all that say the same, even where their file is undone at present: a person is not asked again."""
    groups: dict[int, int] = dict(query.execute("SELECT id, coalesce(twin, id) FROM held"))
    wanted = {waiting[key].group: waiting[key].spot for key in keys}
    return {key: wanted[group] for key, group in groups.items() if group in wanted}


def _put_settled(query: Query, keys: dict[int, Spot], said: Sayings, seq: int) -> None:
    rows: list[Row] = [
        {"held": key, "operation": seq, "sha256": sha256} for key in sorted(keys) for sha256 in said.files_on(keys[key])
    ]
    put_rows(query, "settled", rows)
