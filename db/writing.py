"""Writing an operation: all of a draft within the caller's transaction, or an error and nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from db import models
from db.cells import Book, Spot, State
from db.coding import compact, month, packed, plain
from db.continuing import take_up
from db.digest import digest_of, previous_digest
from db.plans import Catalogue
from db.reading import HELD
from qcapp.domain.errors import LedgerChanged, LedgerError
from qcapp.domain.fields import field_for
from qcapp.domain.forms import FillForm, ReturnedFile, ReturnRecord
from qcapp.domain.ledger import CellEdit, CellKey, HeldConflict, OperationDraft, OperationKind
from qcapp.domain.text import comparable

CHANGED = "台账在预览之后已被改动，请重新预览后再合并。"
_SETTLED = "这处冲突已经处理过或已被撤销，请刷新后再看。"
_CHUNK = 400

Row = dict[str, Any]


def raw(connection: Connection) -> sqlite3.Connection:
    """The driver's connection, for queries within the same transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def commit(connection: Connection, draft: OperationDraft, catalogue: Catalogue, now: datetime) -> int:
    """Write the draft, as a new operation or within the one that it continues; answers the operation's seq.

    LedgerChanged when a field no longer shows the draft's ``ours``, be it to be changed or held.
    """
    query = raw(connection)
    edits = [(spot_of(edit.key, catalogue), edit) for edit in draft.edits]
    held = [(spot_of(conflict.key, catalogue), conflict) for conflict in draft.held]
    book = read_book(query, (spot.assignment for spot, _ in (*edits, *held)))
    _verify(book, edits, held)
    seq = take_up(connection, query, draft, [spot for spot, _ in edits], book, now)
    if seq is None:
        seq = begin_operation(connection, draft.kind, draft.who, draft.summary, now)
    origins = _Origins(query, _put_returned(connection, draft.returned, catalogue, seq))
    changes = _changes(query, book, edits, origins, seq)
    put_changes(connection, changes, book)
    _put_forms(connection, draft.dispatched, catalogue, seq)
    _settle(connection, draft.resolves, seq)
    _put_held(connection, held, seq)
    _put_settings(connection, draft, seq)
    finish_operation(connection, seq, len(changes))
    return seq


def spot_of(key: CellKey, catalogue: Catalogue) -> Spot:
    """UsageError for an assignment or field that there is not."""
    return Spot(
        catalogue.of(key.period).assignment_id(key.entry), field_for(key.field).key, month(key.period)
    )


def read_book(query: sqlite3.Connection, assignments: Iterable[int]) -> Book:
    """The cells of those assignments, all months of them."""
    cells: list[tuple[Spot, State]] = []
    wanted = sorted(set(assignments))
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        rows = query.execute(
            "SELECT assignment, field, period, text, change FROM cell"
            f" WHERE assignment IN ({','.join('?' * len(some))})",
            some,
        )
        cells += [(Spot(assignment, field, period), State(*state)) for assignment, field, period, *state in rows]
    return Book(cells)


def _verify(book: Book, edits: list[tuple[Spot, CellEdit]], held: list[tuple[Spot, HeldConflict]]) -> None:
    """Each field shows what the draft was made from; of several edits of one field the first is meant here."""
    if any(book.shown(spot) != conflict.ours for spot, conflict in held):
        raise LedgerChanged(CHANGED)
    seen: set[Spot] = set()
    for spot, edit in edits:
        if spot not in seen and book.shown(spot) != edit.ours:
            raise LedgerChanged(CHANGED)
        seen.add(spot)


class _Origins:
    """From a file's SHA-256 to the returned form that an edit came from."""

    def __init__(self, query: sqlite3.Connection, new: dict[tuple[str, str], int]) -> None:
        self._query = query
        self._known: dict[tuple[str, str], int | None] = dict(new)

    def id_of(self, sha256: str | None, unit: str) -> int | None:
        """That unit's record of the file, else any record of it; a live one first, then the newest."""
        if sha256 is None:
            return None
        if (sha256, unit) not in self._known:
            row = self._query.execute(
                "SELECT r.id FROM returned_form r JOIN unit u ON u.id = r.unit JOIN operation o ON o.seq = r.operation"
                " WHERE r.sha256 = ? ORDER BY u.name = ? DESC, o.undone_by IS NULL DESC, r.id DESC LIMIT 1",
                (sha256, unit),
            ).fetchone()
            self._known[sha256, unit] = row[0] if row else None
        return self._known[sha256, unit]


def _changes(
    query: sqlite3.Connection, book: Book, edits: list[tuple[Spot, CellEdit]], origins: _Origins, seq: int
) -> list[Row]:
    """Rows for the edits that change what shows, and the book moved on. Earlier months first: they lend to later ones."""
    rows: list[Row] = []
    number = next_change(query)
    written: set[Spot] = set()
    for spot, edit in sorted(edits, key=lambda each: each[0].period):
        shown = book.shown(spot)
        if spot in written and shown != edit.ours:
            raise LedgerChanged(CHANGED)
        if shown == edit.after:
            continue
        after = State(edit.after, number)
        rows.append(
            change_row(number, seq, spot, book, after, edit.sha256, origins.id_of(edit.sha256, edit.key.unit))
        )
        book.put(spot, after)
        written.add(spot)
        number += 1
    return rows


def next_change(query: sqlite3.Connection) -> int:
    return int(query.execute("SELECT coalesce(max(id), 0) + 1 FROM change").fetchone()[0])


def change_row(
    number: int, seq: int, spot: Spot, book: Book, after: State | None, sha256: str | None, returned: int | None
) -> Row:
    before = book.state(spot)
    return {
        "id": number, "operation": seq, **spot._asdict(),
        "before_text": before.text if before else None, "before_change": before.change if before else None,
        "after_text": after.text if after else None, "after_change": after.change if after else None,
        "carried": book.lent(spot) if before is None or after is None else None,
        "sha256": sha256, "returned": returned,
    }


def begin_operation(
    connection: Connection, kind: OperationKind, who: str, summary: str, now: datetime,
    undoes: int | None = None, root: int | None = None,
) -> int:
    """The operation's row, without what only its end can tell. Ids count within a day and never run back."""
    last = raw(connection).execute("SELECT seq, id FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    seq, last_id = last or (0, "")
    day, _, count = last_id.partition("-")
    today = max(f"{now:%Y%m%d}", day)
    number = int(count) + 1 if today == day else 1
    connection.execute(
        insert(models.operation),
        {
            "seq": seq + 1, "id": f"{today}-{number:04d}", "kind": kind.value, "at": now.isoformat(), "who": who,
            "summary": summary, "changed": 0, "undoes": undoes, "root": root, "digest": "",
        },
    )
    return int(seq) + 1


def finish_operation(connection: Connection, seq: int, changed: int) -> None:
    """The last step: the count of changed fields, and the digest over all that the operation wrote."""
    table = models.operation
    connection.execute(update(table).where(table.c.seq == seq).values(changed=changed))
    query = raw(connection)
    digest = digest_of(query, seq, previous_digest(query, seq))
    connection.execute(update(table).where(table.c.seq == seq).values(digest=digest))


def put_changes(connection: Connection, changes: list[Row], book: Book) -> None:
    if changes:
        connection.execute(insert(models.change), changes)
    states = {spot: book.state(spot) for spot in book.moved}
    table = models.cell
    if kept := [_cell_row(spot, state) for spot, state in states.items() if state]:
        statement = upsert(table)
        columns = {name: statement.excluded[name] for name in ("text", "plain", "change")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=columns), kept
        )
    if gone := [{f"at_{name}": value for name, value in s._asdict().items()} for s, state in states.items() if not state]:
        keys = [table.c[name] == bindparam(f"at_{name}") for name in Spot._fields]
        connection.execute(table.delete().where(*keys), gone)


def _cell_row(spot: Spot, state: State) -> Row:
    return {**spot._asdict(), "text": state.text, "plain": plain(state.text), "change": state.change}


def _put_returned(
    connection: Connection, returned: tuple[tuple[ReturnedFile, ReturnRecord], ...], catalogue: Catalogue, seq: int
) -> dict[tuple[str, str], int]:
    """Files and records; answers the records' ids by (sha256, unit)."""
    if not returned:
        return {}
    query = raw(connection)
    blobs = {file.sha256: file for file, _ in returned}
    connection.execute(
        upsert(models.blob).on_conflict_do_nothing(),
        [{"sha256": file.sha256, "size": len(file.data), "data": file.data} for file in blobs.values()],
    )
    first = query.execute("SELECT coalesce(max(id), 0) + 1 FROM returned_form").fetchone()[0]
    serials: dict[tuple[int, int], int] = {}
    rows: list[Row] = []
    ids: dict[tuple[str, str], int] = {}
    for number, (_, record) in enumerate(returned, start=first):
        unit, period = catalogue.of(record.period).unit_id(record.unit), month(record.period)
        if (unit, period) not in serials:
            serials[unit, period] = query.execute(
                "SELECT coalesce(max(serial), 0) FROM returned_form WHERE period = ? AND unit = ?", (period, unit)
            ).fetchone()[0]
        serials[unit, period] += 1
        ids[record.sha256, record.unit] = number
        rows.append(
            {
                "id": number, "operation": seq, "unit": unit, "period": period, "serial": serials[unit, period],
                "sha256": record.sha256, "name": record.name, "received": record.received.isoformat(),
                "form_id": record.form_id, "form_values": packed(record.values),
            }
        )
    connection.execute(insert(models.returned_form), rows)
    return ids


def _put_forms(connection: Connection, forms: tuple[FillForm, ...], catalogue: Catalogue, seq: int) -> None:
    rows: list[Row] = [
        {
            "form_id": form.form_id, "operation": seq, "unit": catalogue.of(form.period).unit_id(form.unit),
            "period": month(form.period), "sent": form.sent.isoformat(), "formats": compact(form.formats),
            "form_values": packed(form.values),
        }
        for form in forms
    ]
    for row in rows:
        if raw(connection).execute("SELECT 1 FROM fill_form WHERE form_id = ?", (row["form_id"],)).fetchone():
            raise LedgerError(f"表号 {row['form_id']} 已经下发过，没有再次登记，请重新下发以换用新的表号。")
    if rows:
        connection.execute(insert(models.fill_form), rows)


def _settle(connection: Connection, resolves: tuple[int, ...], seq: int) -> None:
    if not resolves:
        return
    waiting = {row[-1] for row in raw(connection).execute(HELD)}
    if not waiting.issuperset(resolves):
        raise LedgerChanged(_SETTLED)
    connection.execute(insert(models.settled), [{"held": held, "operation": seq} for held in sorted(set(resolves))])


def _put_held(connection: Connection, held: list[tuple[Spot, HeldConflict]], seq: int) -> None:
    """New conflicts. One that waits for the same field is settled by the new one: the latest return is what counts."""
    if not held:
        return
    # Several of one draft stay side by side: two files of one go that disagree are for a person to choose between.
    # Those that say the same wait once: a unit often sends its form as xlsx and as docx.
    told: dict[tuple[Spot, str], HeldConflict] = {}
    for spot, conflict in held:
        told.setdefault((spot, comparable(conflict.theirs)), conflict)
    spots = {spot for spot, _ in told}
    older = sorted(row[-1] for row in raw(connection).execute(HELD) if Spot(*row[:3]) in spots)
    if older:
        connection.execute(insert(models.settled), [{"held": key, "operation": seq} for key in older])
    rows: list[Row] = [
        {
            **spot._asdict(), "operation": seq, "base": conflict.base, "ours": conflict.ours,
            "theirs": conflict.theirs, "sha256": conflict.sha256, "file": conflict.file,
            "received": conflict.received.isoformat(),
        }
        for (spot, _), conflict in told.items()
    ]
    connection.execute(insert(models.held), rows)


def _put_settings(connection: Connection, draft: OperationDraft, seq: int) -> None:
    if not draft.settings:
        return
    before: dict[str, str] = dict(raw(connection).execute("SELECT key, value FROM setting"))
    moved = [(key, value) for key, value in sorted(draft.settings.items()) if before.get(key) != value]
    if not moved:
        return
    trail: list[Row] = [
        {"operation": seq, "key": key, "before": before.get(key), "after": value} for key, value in moved
    ]
    connection.execute(insert(models.setting_change), trail)
    for key, value in moved:
        remember(connection, key, value)


def remember(connection: Connection, key: str, value: str) -> None:
    """Keep a setting, with no word of it in the trail."""
    statement = upsert(models.setting)
    statement = statement.on_conflict_do_update(index_elements=["key"], set_={"value": statement.excluded.value})
    connection.execute(statement, [{"key": key, "value": value}])
