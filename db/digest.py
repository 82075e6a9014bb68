"""A SHA-256 over each operation's rows: kept at commit, compared by ``check``.

SQLite finds a page that is broken, not a letter that has changed. Each digest takes in the one before, so that a missing
operation shows as well. The rows are read back out of the ledger, hence what is hashed is what was stored. The newest
operation, which no other digest takes in yet, may be continued (see ``db.continuing``) and is then hashed anew.
"""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import Any

from db.coding import compact
from db.query import Query
from qcapp.giving_way import give_way


def _read(table: str, columns: str, order: str) -> str:
    """An operation's rows of a table that is read from end to end."""
    return f"SELECT {columns} FROM {table} NOT INDEXED WHERE operation = ?1 ORDER BY {order}"


def _found(table: str, columns: str, order: str) -> str:
    """An operation's rows of a table that has an index of operations."""
    where = f"rowid IN (SELECT rowid FROM {table} WHERE operation = ?1) AND operation = ?1"
    return f"SELECT {columns} FROM {table} NOT INDEXED WHERE {where} ORDER BY {order}"


def _numbered(table: str, columns: str) -> str:
    """As ``_found``, of a table whose rows an operation numbers in one go: these lie beside each other."""
    place = f"{{}}(id) FROM {table} WHERE operation = ?1)"
    where = f"id BETWEEN (SELECT {place.format('min')} AND (SELECT {place.format('max')} AND operation = ?1"
    return f"SELECT {columns} FROM {table} NOT INDEXED WHERE {where} ORDER BY id"


def _listed(columns: str, tables: str, plan: str, order: str, but: str = "") -> str:
    """The rows of the list that an operation brought in."""
    return (
        f"SELECT {columns} FROM {tables} JOIN plan p NOT INDEXED ON p.id = {plan} WHERE p.operation = ?1{but} ORDER BY {order}"
    )


# Columns that never change once another operation follows; what may (undone_by) is not among them. The number of a part
# and the columns it had at first stay for good: a column that came later counts where it is set, so that operations from
# before it have the digest that they were given.
#
# NOT INDEXED: SQLite answers from an index whatever stands in it, and what counts is what stands in the table. An index only
# says where to look, and the row itself says once more that it is this operation's.
_PARTS = (
    (0, 9, "SELECT seq, id, kind, at, who, summary, changed, undoes, root, part FROM operation NOT INDEXED WHERE seq = ?1"),
    (1, 11, _numbered("change", "id, assignment, field, period, before_text, before_change, after_text, after_change, carried,"
     " sha256, returned, place, decision")),
    (2, 6, _found("fill_form", "form_id, unit, period, sent, formats, form_values, corrects", "form_id")),
    (3, 9, _found("returned_form", "id, unit, period, serial, sha256, name, received, form_id, form_values, corrects", "id")),
    (4, 10, _found("held", "id, assignment, field, period, base, ours, theirs, sha256, file, received, place, remark, twin",
     "id")),
    (5, 1, _found("settled", "held, nullif(sha256, '')", "held, sha256")),
    (6, 3, _found("setting_change", "key, before, after", "key")),
    (15, 8, _found("attachment", "id, unit, period, no, name, sha256, origin, with_return", "id")),
    (16, 1, _found("detached", "attachment", "attachment")),
    (17, 2, _found("learned_alias", "unit, alias", "unit, alias")),
    (18, 7, _found("ruling", "id, unit, no, period, kind, lifted, document", "id")),
    (19, 7, _found("bulletin", "id, period, issued, title, figures, name, sha256", "id")),
    (20, 6, _found("amendment", "id, plan, since, kind, reason, document", "id")),
    (21, 4, _found("unit", "id, plan, place, name", "id")),
    (22, 6, _found("assignment", "id, plan, no, unit, place, inferred", "id")),
    (23, 7, _found("plan_link", "id, before, plan, kind, old, new, confidence", "id")),
    (24, 7, _read("restoration", "source, source_sha256, kept, kept_sha256, lost, regained, undoes", "operation")),
)
# The official list, part of the operation that brought it in; and whose ledger this is.
_LIST = (
    (7, 1, "SELECT value FROM meta NOT INDEXED WHERE key = 'ledger_id' AND ?1 > 0"),
    (8, 7, _read("plan", "id, year, title, district, office, due_day, source, since", "id")),
    (9, 2, _listed("t.place, t.heading", "task t NOT INDEXED", "t.plan", "p.id, t.place")),
    (10, 5, _listed("s.place, s.key, s.heading, s.text, s.units", "section s NOT INDEXED", "s.plan", "p.id, s.place")),
    (11, 7, _listed("m.no, m.place, m.task, m.text, m.printed_unit, m.contacts, m.section", "measure m NOT INDEXED", "m.plan",
     "p.id, m.place")),
    (12, 3, _listed("u.id, u.place, u.name", "unit u NOT INDEXED", "u.plan", "u.id", " AND u.operation IS NULL")),
    (13, 5, _listed("a.unit, a.place, a.alias, a.since, a.until",
     "unit_alias a NOT INDEXED JOIN unit u NOT INDEXED ON u.id = a.unit", "u.plan", "a.unit, a.place")),
    (14, 5, _listed("a.id, a.no, a.unit, a.place, a.inferred", "assignment a NOT INDEXED", "a.plan", "a.id",
     " AND a.operation IS NULL")),
)

_AT_ONCE = 200
"""Rows that are hashed together."""
_BETWEEN = b"],["


def digest_of(query: Query, seq: int, previous: str) -> str:
    """The digest of operation ``seq``, given that of the operation before ("" for the first)."""
    digest = hashlib.sha256(previous.encode())
    brought_list = query.execute("SELECT 1 FROM plan WHERE operation = ?", (seq,)).fetchone()
    for number, width, part in (*_PARTS, *_LIST) if brought_list else _PARTS:
        rows = iter(query.execute(part, (seq,)))
        while some := list(islice(rows, _AT_ONCE)):
            give_way()
            if len(some[0]) > width:
                some = [row if row[-1] is not None else _without_unset(row, width) for row in some]
            digest.update(_said(number, some))
    return digest.hexdigest()


def _said(number: int, rows: list[tuple[Any, ...]]) -> bytes:
    """Each row on a line of its own, as JSON after the number of its part. All are written at once, which takes a third of the
    time, and parted where one list ends and the next begins; row by row, where a text looks like such a place."""
    apart = _in_bytes(rows).split(_BETWEEN)
    line = b"\n%d" % number
    if len(apart) == len(rows):  # of no row is a value a list itself
        return line + (b"]" + line + b"[").join(apart)[1:-1]
    return b"".join(line + _in_bytes(row) for row in rows)


def _in_bytes(value: object) -> bytes:
    return compact(value).encode("utf-8", "surrogatepass")


def _without_unset(row: tuple[Any, ...], width: int) -> tuple[Any, ...]:
    """Without the columns after the first ``width`` that are null to the row's end."""
    end = len(row)
    while end > width and row[end - 1] is None:
        end -= 1
    return row[:end]


def previous_digest(query: Query, seq: int) -> str:
    row = query.execute("SELECT digest FROM operation WHERE seq < ? ORDER BY seq DESC LIMIT 1", (seq,)).fetchone()
    return str(row[0]) if row else ""
