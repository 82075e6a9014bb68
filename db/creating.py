"""Building a new ledger file: schema by migration, the official list, the first operation."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from db import revisions
from db.connection import APPLICATION_ID, fsync
from db.engine import engine_for, raw
from db.listing import put_plan
from db.query import Query, put_rows
from db.writing import begin_operation, finish_operation
from qcapp import __version__
from qcapp.domain.operations import OperationKind
from qcapp.domain.plan import Plan


def begin_ledger(query: Query, plan: Plan, now: datetime, who: str) -> None:
    """The first rows of a ledger whose tables are empty."""
    rows = {"ledger_id": str(uuid.uuid4()), "made": now.isoformat(), "made_by": __version__}
    put_rows(query, "meta", [{"key": key, "value": value} for key, value in rows.items()])
    seq = begin_operation(query, OperationKind.INIT, who, f"按《{plan.title}》建账", now)
    put_plan(query, plan, seq)
    finish_operation(query, seq, 0)


def build(path: Path, plan: Plan, now: datetime, who: str) -> None:
    """Write a whole new ledger at ``path`` (a temporary name: an older file there is overwritten)."""
    # An empty file first: the ledger's connections never make one.
    path.write_bytes(b"")
    engine = engine_for(path)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            revisions.upgrade(connection)
            begin_ledger(raw(connection), plan, now, who)
    finally:
        engine.dispose()
    fsync(path)
