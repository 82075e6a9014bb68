"""Writing an operation: all of a draft within the caller's transaction, or an error and nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import islice
from sys import intern
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from db.cells import Book, Spot, State
from db.coding import month, packed_place, plain
from db.continuing import take_up
from db.digest import digest_of, previous_digest
from db.filing import Filed, put_attachments, put_forms, put_returned
from db.holding import Sayings, put_held, sayings, settle
from db.issuing import put_bulletins, put_rulings
from db.learning import put_aliases
from db.plans import Catalogue, ListedPlan
from db.query import Query, Row, put_rows, put_together
from db.setting_trail import put_settings
from qcapp.domain.errors import LedgerChanged
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.giving_way import giving_way

CHANGED = "台账在预览之后已被改动，请重新预览后再合并。"
_CHUNK = 400
_AT_ONCE = 1_000
"""Rows that are made before they are written: all of a large merge's would take more memory than what is merged."""
_T = TypeVar("_T")
_NEWER = (
    " ON CONFLICT (assignment, field, period)"
    " DO UPDATE SET text = excluded.text, plain = excluded.plain, change = excluded.change"
)
_CELL = ("assignment", "field", "period", "text", "plain", "change")
_NOTHING: tuple[None, None] = None, None


class Origin(NamedTuple):
    """The columns of a change that say where the words came from."""

    sha256: str | None = None
    returned: int | None = None
    place: str | None = None
    decision: str | None = None


class ChangeRow(NamedTuple):
    """A row of the table ``change``, by its columns."""

    id: int
    operation: int
    assignment: int
    field: str
    period: int
    before_text: str | None
    before_change: int | None
    after_text: str | None
    after_change: int | None
    carried: str | None
    sha256: str | None
    returned: int | None
    place: str | None
    decision: str | None


def commit(query: Query, draft: OperationDraft, catalogue: Catalogue, now: datetime) -> int:
    """Write the draft, as a new operation or within the one that it continues; answers the operation's seq.

    LedgerChanged when a field no longer shows the draft's ``ours``, be it to be changed or held.
    """
    seq: int | None = None
    for alias in draft.aliases:  # as it is before they are written
        _ = catalogue.of_year(alias.year).printed
    if draft.amendments or draft.plans or draft.links:
        from db.amending import put_reshaping  # hardly any draft does

        catalogue.hold()
        seq = begin_operation(query, draft.kind, draft.who, draft.summary, now)
        catalogue = put_reshaping(query, draft, seq, catalogue)
    listed = cache(catalogue.of)  # of thousands of fields most are one month's
    edits = list(zip(_spots((edit.key for edit in draft.edits), listed), draft.edits, strict=True))
    held = list(zip(_spots((conflict.key for conflict in draft.held), listed), draft.held, strict=True))
    book = read_book(query, (spot.assignment for spot, _ in (*edits, *held)))
    _verify(book, edits, held)
    if seq is None:
        seq = take_up(query, draft, [spot for spot, _ in edits], book, now)
    if seq is None:
        seq = begin_operation(query, draft.kind, draft.who, draft.summary, now)
    filed = put_returned(query, draft.returned, catalogue, seq)
    changed = put_changes(query, _changes(query, book, edits, filed, seq), book)
    put_forms(query, draft.dispatched, catalogue, seq)
    said = sayings(draft, edits, held, _read(draft, catalogue)) if held or draft.resolves else Sayings()
    settle(query, draft.resolves, said, seq)
    put_held(query, held, said, seq)
    put_attachments(query, draft, catalogue, seq)
    put_aliases(query, draft.aliases, seq)
    put_rulings(query, draft.rulings, catalogue, seq)
    put_bulletins(query, draft.bulletins, seq)
    put_settings(query, draft.settings, seq)
    finish_operation(query, seq, changed)
    return seq


def _spots(keys: Iterable[CellKey], listed: Callable[[Period], ListedPlan]) -> Iterator[Spot]:
    """Of fields that come entry by entry. UsageError for an assignment or field that there is not."""
    last: CellKey | None = None
    assignment = number = 0
    for key in giving_way(keys):
        if last is None or key.no != last.no or key.unit != last.unit or key.period is not last.period:
            assignment, number, last = listed(key.period).assignment_id(key.entry), month(key.period), key
        yield Spot(assignment, field_for(key.field).key, number)


def read_book(
    query: Query, assignments: Iterable[int], written: Mapping[Spot, tuple[State, ...]] = MappingProxyType({})
) -> Book:
    """The cells of those assignments, all months of them. ``written``: what an operation wrote one after the other; where that
    still stands it is the same object, for its texts once more would be all of a large merge's."""
    return Book(_cells(query, sorted(set(assignments)), written))


def _cells(
    query: Query, assignments: Sequence[int], written: Mapping[Spot, tuple[State, ...]]
) -> Iterator[tuple[Spot, State]]:
    for start in range(0, len(assignments), _CHUNK):
        some = assignments[start : start + _CHUNK]
        rows = query.execute(
            "SELECT assignment, field, period, text, change FROM cell"
            f" WHERE assignment IN ({','.join('?' * len(some))})",
            some,
        )
        for assignment, field, period, *stands in giving_way(rows):
            spot, state = Spot(assignment, intern(field), period), State(*stands)
            mine = written.get(spot)
            yield spot, mine[-1] if mine and mine[-1] == state else state


def _verify(book: Book, edits: list[tuple[Spot, CellEdit]], held: list[tuple[Spot, HeldConflict]]) -> None:
    """Each field shows what the draft was made from; of several edits of one field the first is meant here."""
    if any(book.shown(spot) != conflict.ours for spot, conflict in giving_way(held)):
        raise LedgerChanged(CHANGED)
    first = dict(reversed(edits))
    if any(book.shown(spot) != edit.ours for spot, edit in giving_way(first.items())):
        raise LedgerChanged(CHANGED)


def _read(draft: OperationDraft, catalogue: Catalogue) -> Iterator[tuple[Spot, str]]:
    """Fields that the draft's records have words for, with the file of each."""
    for _, record in draft.returned:
        listed = catalogue.of(record.period)
        for no, field in record.values:
            assignment = listed.assignments.get(EntryKey(no, record.unit))
            if assignment is not None:
                yield Spot(assignment, field, month(record.period)), record.sha256


def _changes(
    query: Query, book: Book, edits: list[tuple[Spot, CellEdit]], filed: Filed, seq: int
) -> Iterator[ChangeRow]:
    """Rows for the edits that change what shows, while the book moves on. Earlier months first: they lend to later ones.

    An edit from a file that leaves what something else wrote there is a change too: the words are that file's as well.
    """
    number = next_change(query)
    seen: set[Spot] = set()
    last: dict[Spot, str | None] = {}
    for spot, edit in sorted(edits, key=lambda each: each[0].period):
        before, lent = book.stands(spot)
        shown = lent or "" if before is None else before.text
        if spot in seen and shown != edit.ours:
            raise LedgerChanged(CHANGED)
        seen.add(spot)
        told = edit.sha256 is not None and before is not None and last.get(spot) != edit.sha256
        if shown == edit.after and not told:
            continue
        book.put(spot, State(edit.after, number))
        last[spot] = edit.sha256
        before_text, before_change = before or _NOTHING
        yield ChangeRow(
            number, seq, spot.assignment, spot.field, spot.period, before_text, before_change, edit.after, number, lent,
            edit.sha256, filed.id_of(edit.sha256, edit.key.unit), packed_place(edit.place), edit.decision or None,
        )
        number += 1


def next_change(query: Query) -> int:
    return int(query.execute("SELECT coalesce(max(id), 0) + 1 FROM change").fetchone()[0])


def change_row(
    number: int, seq: int, spot: Spot, before: State | None, after: State | None, lent: str | None, origin: Origin
) -> ChangeRow:
    """``lent``: what earlier months lend, where before or after there is nothing of its own."""
    before_text, before_change = before or _NOTHING
    after_text, after_change = after or _NOTHING
    return ChangeRow(
        number, seq, spot.assignment, spot.field, spot.period, before_text, before_change, after_text, after_change, lent,
        origin.sha256, origin.returned, origin.place, origin.decision,
    )


def begin_operation(
    query: Query, kind: OperationKind, who: str, summary: str, now: datetime,
    undoes: int | None = None, root: int | None = None, part: str | None = None, *, beyond: str = "",
) -> int:
    """The operation's row, without what only its end can tell. Ids count within a day and never run back; ``beyond``: an id
    that it must come after though it is not in this ledger."""
    last = query.execute("SELECT seq, id FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    seq, last_id = last or (0, "")
    day, _, count = max(last_id, beyond, key=in_order).partition("-")
    today = max(f"{now:%Y%m%d}", day)
    number = int(count) + 1 if today == day else 1
    row: Row = {
        "seq": seq + 1, "id": f"{today}-{number:04d}", "kind": kind.value, "at": now.isoformat(), "who": who,
        "summary": summary, "changed": 0, "undoes": undoes, "root": root, "part": part, "digest": "",
    }
    put_rows(query, "operation", [row])
    return int(seq) + 1


def in_order(name: str) -> tuple[str, int, str]:
    """By this, ids of operations sort as they were given."""
    return name[:8], len(name), name


def finish_operation(query: Query, seq: int, changed: int) -> None:
    """The last step: the count of fields that say something else now, and the digest over all that the operation wrote."""
    query.execute("UPDATE operation SET changed = ? WHERE seq = ?", (changed, seq))
    seal_operation(query, seq)


def seal_operation(query: Query, seq: int) -> None:
    """The digest over all that the operation wrote."""
    digest = digest_of(query, seq, previous_digest(query, seq))
    query.execute("UPDATE operation SET digest = ? WHERE seq = ?", (digest, seq))


def _says_else(change: ChangeRow) -> bool:
    """Whether the field shows other words than before, and not only the same ones of another file."""
    before = change.carried if change.before_text is None else change.before_text
    after = change.carried if change.after_text is None else change.after_text
    return (before or "") != (after or "")


def put_changes(query: Query, changes: Iterable[ChangeRow], book: Book) -> int:
    """The changes, then the cells as the last of them leaves the book; answers how many fields say something else."""
    said: set[tuple[int, str, int]] = set()
    for rows in _batches(changes):
        put_together(query, "change", ChangeRow._fields, rows)
        said.update((each.assignment, each.field, each.period) for each in rows if _says_else(each))
    for moved in _batches(book.moved.items()):
        shown = [(*spot, state.text, plain(state.text), state.change) for spot, state in moved if state]
        put_together(query, "cell", _CELL, shown, _NEWER)
    if gone := [spot for spot, state in book.moved.items() if not state]:
        query.executemany("DELETE FROM cell WHERE assignment = ? AND field = ? AND period = ?", gone)
    return len(said)


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(giving_way(items))
    while some := list(islice(rest, _AT_ONCE)):
        yield some
