"""Several threads and several windows on one ledger: one writes at a time, all read, nobody is told it in English."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db import connection, entries
from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.errors import LedgerChanged, LedgerError
from qcapp.domain.operations import CellEdit
from tests.db.drafts import JULY, ZS, edit, edit_draft, key, shown
from tests.factory import FixedClock
from tests.moved import moved


def test_threads_write_one_after_the_other(ledger: SqlLedger) -> None:
    start = threading.Barrier(4, timeout=60)

    def work(number: int) -> int:
        start.wait()
        done = 0
        while done < 5:
            try:
                edit(ledger, key(), f"{number}-{done}")
                done += 1
            except LedgerChanged:
                continue
        return done

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [5, 5, 5, 5]
    changes = ledger.history(1, 2021)
    assert len(changes) == 20
    assert [change.before for change in changes[:-1]] == [change.after for change in changes[1:]]
    assert all(check.ok for check in ledger.check())


def test_readers_see_whole_operations_only(ledger: SqlLedger) -> None:
    stop = threading.Event()

    def read() -> set[bool]:
        seen = set()
        while not stop.is_set():
            entries = ledger.snapshot(JULY)
            seen.add(entries.entry(1, ZS).text("progress") == entries.entry(2, ZS).text("progress"))
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        text = ""
        try:
            for number in range(20):
                ledger.commit(edit_draft(CellEdit(key(1), text, str(number)), CellEdit(key(2), text, str(number))))
                text = str(number)
        finally:
            stop.set()  # whoever reads would else be waited for without end
        assert [reader.result() for reader in readers] == [{True}, {True}]


def test_a_second_window_sees_what_the_first_wrote_and_overwrites_nothing(
    ledger: SqlLedger, clock: FixedClock
) -> None:
    second = open_ledger(ledger.path, clock)
    edit(ledger, key(), "第一个窗口")
    assert shown(second, key()) == "第一个窗口"
    with pytest.raises(LedgerChanged):
        second.commit(edit_draft(CellEdit(key(), "", "第二个窗口")))
    second.undo(None, "李四")
    assert shown(ledger, key()) == ""
    second.close()


def test_while_another_program_writes_one_is_told_to_wait(
    ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(ledger.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="正被另一个窗口或程序写入，请稍候"):
        edit(ledger, key(), "等一等")
    other.close()
    edit(ledger, key(), "轮到我了")
    assert shown(ledger, key()) == "轮到我了"


def test_a_ledger_moved_away_takes_no_more_writes(ledger: SqlLedger, path: Path) -> None:
    away = moved(path.parent, path.parent.with_name("搬走了"))
    with pytest.raises(LedgerError, match="已被移走或替换，改动没有写入"):
        ledger.commit(edit_draft(CellEdit(key(), "", "去哪了")))
    away.rename(path.parent)
    edit(ledger, key(), "回来了")
    assert shown(ledger, key()) == "回来了"


def test_a_ledger_damaged_while_open_says_so(ledger: SqlLedger, path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(LedgerError, match="已损坏"):
        ledger.snapshot(JULY)
    with pytest.raises(LedgerError, match="已损坏"):
        ledger.commit(edit_draft(CellEdit(key(), "", "文字")))


def test_a_closed_ledger_lets_go_of_its_file(ledger: SqlLedger, path: Path) -> None:
    edit(ledger, key(), "有")
    ledger.close()
    path.replace(path.with_name("改名.sqlite3"))
    for call in (lambda: ledger.snapshot(JULY), lambda: ledger.commit(edit_draft()), ledger.backup):
        with pytest.raises(LedgerError, match="已经关闭"):
            call()
    ledger.close()


@pytest.mark.parametrize("sql", [entries.shown_with("c.text, c.plain"), entries.CELLS])
def test_a_months_table_is_read_by_index(ledger: SqlLedger, sql: str) -> None:
    query = connection.connect(ledger.path)
    plan = query.execute(f"EXPLAIN QUERY PLAN {sql}", {"plan": 1, "period": 202107}).fetchall()
    query.close()
    steps = [row[3] for row in plan]
    assert [step for step in steps if step.startswith("SCAN") and step.split()[1] != "s"] == []
    assert not any("TEMP B-TREE" in step for step in steps)


def test_a_measures_history_is_read_by_index(ledger: SqlLedger) -> None:
    query = connection.connect(ledger.path)
    seen: list[str] = []
    query.set_trace_callback(seen.append)
    from db import trail
    from db.plan_rows import read_catalogue

    catalogue = read_catalogue(query)
    seen.clear()
    trail.history(query, catalogue.years[0].entries_of(1, ZS), catalogue)
    steps = [row[3] for row in query.execute(f"EXPLAIN QUERY PLAN {seen[0]}")]
    query.close()
    assert any(step.startswith("SEARCH c USING INDEX change_by_") for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)
