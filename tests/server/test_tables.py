"""All tables for one who restores or upgrades."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from db.server import tables
from db.server.query import ServerQuery
from db.server.session import connected
from db.server.store import SharedLedger


def test_however_often_it_is_tried_to_have_the_tables_there_is_one_savepoint(ledger: SharedLedger) -> None:
    """Of more than some sixty, one within the other, everybody else on the server knows and is slower."""
    with (
        ThreadPoolExecutor(1) as beside, contextlib.closing(connected(ledger.address)) as colleague,
        contextlib.closing(connected(ledger.address)) as restoring,
    ):
        colleague.execute("SELECT count(*) FROM change")
        having = beside.submit(tables.have_all, ServerQuery(restoring), "")
        with pytest.raises(TimeoutError):
            having.result(0.5)
        colleague.rollback()
        having.result(60)
        restoring.execute("RELEASE SAVEPOINT before_tables")
        with pytest.raises(psycopg.errors.InvalidSavepointSpecification):
            restoring.execute("RELEASE SAVEPOINT before_tables")
