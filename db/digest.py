"""A SHA-256 over each operation's rows: kept at commit, compared by ``check``.

SQLite finds a page that is broken, not a letter that has changed. Each digest takes in the one before, so that a missing
operation shows as well. The rows are read back out of the ledger, hence what is hashed is what was stored. The newest
operation, which no other digest takes in yet, may be continued (see ``db.continuing``) and is then hashed anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from db.coding import compact

# Columns that never change once another operation follows; what may (undone_by) is not among them. The number of a part
# and the columns it had at first stay for good: a column that came later counts where it is set, so that operations from
# before it have the digest that they were given.
_PARTS = (
    (0, 9, "SELECT seq, id, kind, at, who, summary, changed, undoes, root, part FROM operation WHERE seq = ?"),
    (1, 11, "SELECT id, assignment, field, period, before_text, before_change, after_text, after_change, carried, sha256,"
     " returned, place, decision FROM change WHERE operation = ? ORDER BY id"),
    (2, 6, "SELECT form_id, unit, period, sent, formats, form_values, corrects FROM fill_form WHERE operation = ?"
     " ORDER BY form_id"),
    (3, 9, "SELECT id, unit, period, serial, sha256, name, received, form_id, form_values, corrects FROM returned_form"
     " WHERE operation = ? ORDER BY id"),
    (4, 10, "SELECT id, assignment, field, period, base, ours, theirs, sha256, file, received, place, remark, twin FROM held"
     " WHERE operation = ? ORDER BY id"),
    (5, 1, "SELECT held, nullif(sha256, '') FROM settled WHERE operation = ? ORDER BY held, sha256"),
    (6, 3, "SELECT key, before, after FROM setting_change WHERE operation = ? ORDER BY key"),
    (15, 8, "SELECT id, unit, period, no, name, sha256, origin, with_return FROM attachment WHERE operation = ? ORDER BY id"),
    (16, 1, "SELECT attachment FROM detached WHERE operation = ? ORDER BY attachment"),
    (17, 2, "SELECT unit, alias FROM learned_alias WHERE operation = ? ORDER BY unit, alias"),
    (18, 7, "SELECT id, unit, no, period, kind, lifted, document FROM ruling WHERE operation = ? ORDER BY id"),
    (19, 7, "SELECT id, period, issued, title, figures, name, sha256 FROM bulletin WHERE operation = ? ORDER BY id"),
    (20, 6, "SELECT id, plan, since, kind, reason, document FROM amendment WHERE operation = ? ORDER BY id"),
    (21, 4, "SELECT id, plan, place, name FROM unit WHERE operation = ? ORDER BY id"),
    (22, 6, "SELECT id, plan, no, unit, place, inferred FROM assignment WHERE operation = ? ORDER BY id"),
    (23, 7, "SELECT id, before, plan, kind, old, new, confidence FROM plan_link WHERE operation = ? ORDER BY id"),
    (24, 7, "SELECT source, source_sha256, kept, kept_sha256, lost, regained, undoes FROM restoration WHERE operation = ?"),
)
# The official list, part of the operation that brought it in; and whose ledger this is.
_LIST = (
    (7, 1, "SELECT value FROM meta WHERE key = 'ledger_id' AND ? > 0"),
    (8, 7, "SELECT id, year, title, district, office, due_day, source, since FROM plan WHERE operation = ? ORDER BY id"),
    (9, 2, "SELECT t.place, t.heading FROM task t JOIN plan p ON p.id = t.plan WHERE p.operation = ? ORDER BY p.id, t.place"),
    (10, 5, "SELECT s.place, s.key, s.heading, s.text, s.units FROM section s JOIN plan p ON p.id = s.plan"
     " WHERE p.operation = ? ORDER BY p.id, s.place"),
    (11, 7, "SELECT m.no, m.place, m.task, m.text, m.printed_unit, m.contacts, m.section FROM measure m"
     " JOIN plan p ON p.id = m.plan WHERE p.operation = ? ORDER BY p.id, m.place"),
    (12, 3, "SELECT u.id, u.place, u.name FROM unit u JOIN plan p ON p.id = u.plan WHERE p.operation = ? AND u.operation IS NULL"
     " ORDER BY u.id"),
    (13, 5, "SELECT a.unit, a.place, a.alias, a.since, a.until FROM unit_alias a JOIN unit u ON u.id = a.unit"
     " JOIN plan p ON p.id = u.plan WHERE p.operation = ? ORDER BY a.unit, a.place"),
    (14, 5, "SELECT a.id, a.no, a.unit, a.place, a.inferred FROM assignment a JOIN plan p ON p.id = a.plan"
     " WHERE p.operation = ? AND a.operation IS NULL ORDER BY a.id"),
)


def digest_of(query: sqlite3.Connection, seq: int, previous: str) -> str:
    """The digest of operation ``seq``, given that of the operation before ("" for the first)."""
    digest = hashlib.sha256(previous.encode())
    brought_list = query.execute("SELECT 1 FROM plan WHERE operation = ?", (seq,)).fetchone()
    for number, width, part in (*_PARTS, *_LIST) if brought_list else _PARTS:
        for row in query.execute(part, (seq,)):
            digest.update(f"\n{number}".encode())
            digest.update(compact(_without_unset(row, width)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _without_unset(row: tuple[Any, ...], width: int) -> tuple[Any, ...]:
    """Without the columns after the first ``width`` that are null to the row's end."""
    end = len(row)
    while end > width and row[end - 1] is None:
        end -= 1
    return row[:end]


def previous_digest(query: sqlite3.Connection, seq: int) -> str:
    row = query.execute("SELECT digest FROM operation WHERE seq < ? ORDER BY seq DESC LIMIT 1", (seq,)).fetchone()
    return str(row[0]) if row else ""
