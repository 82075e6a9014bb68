"""All tables for one who restores or upgrades."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from db.server import tables
from db.server.connecting import connected
from db.server.query import ServerQuery
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble


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


def test_a_cleaning_that_does_not_give_way_is_told_like_whoever_reads(ledger: SharedLedger) -> None:
    """As one that the server's keeper has begun by hand: an upgrade that waited for it in vain has not failed."""
    with (
        contextlib.closing(connected(ledger.address)) as cleaning,
        contextlib.closing(connected(ledger.address, lock_ms=200)) as restoring,
    ):
        cleaning.execute("LOCK TABLE change IN SHARE UPDATE EXCLUSIVE MODE")
        with pytest.raises(LedgerError, match="请稍候再试") as caught:
            tables.have_all(ServerQuery(restoring), "请稍候再试")
    assert caught.value.trouble is LedgerTrouble.BUSY
