"""What growth is measured on is a ledger as the program itself would have written it."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from db.opening import open_ledger
from qcapp.domain.period import Period
from tests.bench.growth_ledger import LAST_YEAR, Size, build
from tests.factory import FixedClock

CLOCK = FixedClock(datetime(LAST_YEAR + 1, 1, 10, 9))


def rows(path: Path) -> str:
    """All that stands in it but the id that every new ledger gets, and what is made from that."""
    digest = hashlib.sha256()
    with contextlib.closing(sqlite3.connect(path)) as query:
        for table in ("plan", "measure", "unit", "assignment", "change", "cell", "fill_form", "returned_form", "blob"):
            for row in query.execute(f"SELECT * FROM {table}"):
                digest.update(repr(row).encode())
        for row in query.execute("SELECT seq, id, kind, at, summary, changed FROM operation"):
            digest.update(repr(row).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("yearly", [True, False])
def test_a_grown_ledger_is_whole(tmp_path: Path, yearly: bool) -> None:
    size = Size(2, 2, 14, yearly=yearly)
    path = tmp_path / size.name
    build(path, size)
    ledger = open_ledger(path, CLOCK)
    assert [f"{check.name}：{check.detail}" for check in ledger.check() if not check.ok] == []
    assert ledger.periods() == size.periods
    assert [plan.year for plan in ledger.plans()] == ([LAST_YEAR - 1, LAST_YEAR] if yearly else [LAST_YEAR - 1])
    snapshot = ledger.snapshot(Period(LAST_YEAR, 2))
    assert len(snapshot.entries) == 2 * 79
    assert sum(bool(entry.text("progress")) for entry in snapshot.entries.values()) > 120
    assert all(entry.text("deadline") for entry in snapshot.entries.values() if entry.text("progress"))
    ledger.close()


def test_work_goes_on_in_a_grown_ledger(tmp_path: Path) -> None:
    size = Size(1, 1, 2)
    path = tmp_path / size.name
    build(path, size)
    ledger = open_ledger(path, CLOCK)
    merge = next(each for each in ledger.operations() if each.kind.value == "merge")
    said = len(ledger.snapshot(size.periods[1]).returned)
    ledger.undo(merge.id, "张三")
    assert (said > 10, ledger.snapshot(size.periods[1]).returned) == (True, {})
    ledger.redo("张三")
    assert len(ledger.snapshot(size.periods[1]).returned) == said
    assert all(check.ok for check in ledger.check())
    ledger.close()


def test_the_same_parameters_give_the_same_rows(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.sqlite3", "other.sqlite3")]
    for path in paths:
        build(path, Size(1, 1, 2))
    assert rows(paths[0]) == rows(paths[1])
    build(tmp_path / "third.sqlite3", Size(1, 1, 2, seed=2))
    assert rows(tmp_path / "third.sqlite3") != rows(paths[0])
