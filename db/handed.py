"""What 交接 looks at in a ledger: what it holds, beside another one, and what was received into it last."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from db import finding, reading, revisions
from db.comparing import only_in, operations_of
from db.plan_rows import read_catalogue
from qcapp.domain.handover import LedgerFacts, LedgersCompared
from qcapp.domain.operations import Operation, OperationKind

_COUNTS = {
    "operations": "SELECT count(*) FROM operation",
    "cells": "SELECT count(*) FROM cell WHERE text <> ''",
    "returns": "SELECT count(*) FROM returned_form",
    "attachments": "SELECT count(*) FROM attachment",
    "bulletins": "SELECT count(*) FROM bulletin",
    "rulings": "SELECT count(*) FROM ruling",
    "aliases": "SELECT count(*) FROM unit_alias",
    "settings": "SELECT count(*) FROM setting WHERE key NOT LIKE 'window.%'",
    "files": "SELECT count(*) FROM blob",
    "file_bytes": "SELECT coalesce(sum(size), 0) FROM blob",
}


def facts_of(query: sqlite3.Connection) -> LedgerFacts:
    catalogue = read_catalogue(query)
    months = tuple(sorted(period.year * 100 + period.month for period in reading.periods(query)))
    counts = {name: int(query.execute(count).fetchone()[0]) for name, count in _COUNTS.items()}
    return LedgerFacts(
        ledger_id=reading.meta(query, "ledger_id") or "", revision=revisions.head(), title=catalogue.years[-1].plan.title,
        years=tuple(year.year for year in catalogue.years), months=months,
        newest=finding.operations(query, catalogue, None, 1)[0], **counts,
    )


def compared_with(here: sqlite3.Connection, there: sqlite3.Connection) -> LedgersCompared:
    """By id and digest: after both went on apart, one id may mean two operations. That a ledger was received is no work of
    anybody's: where that alone is not in the other, nothing is lost."""
    if reading.meta(here, "ledger_id") != reading.meta(there, "ledger_id"):
        return LedgersCompared(False)
    ours, theirs = operations_of(here), operations_of(there)
    return LedgersCompared(True, _worked(only_in(ours, theirs)), _worked(only_in(theirs, ours)))


def _worked(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    return tuple(each for each in operations if each.kind is not OperationKind.HANDOVER)


def last_note(query: sqlite3.Connection) -> tuple[int, str, str]:
    """The newest receiving (or its undo): seq, file that was put aside and its SHA-256; (0, "", "") where there is none."""
    row = query.execute(
        "SELECT o.seq, coalesce(r.kept, ''), coalesce(r.kept_sha256, '')"
        " FROM operation o JOIN restoration r ON r.operation = o.seq WHERE o.kind = ? ORDER BY o.seq DESC LIMIT 1",
        (OperationKind.HANDOVER.value,),
    ).fetchone()
    return (int(row[0]), str(row[1]), str(row[2])) if row else (0, "", "")
