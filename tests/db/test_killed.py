"""A process that dies in the middle leaves the old ledger or the new one, nothing between."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.operations import OperationKind
from tests.db.drafts import JULY, edit, key, shown
from tests.factory import FixedClock

ROOT = Path(__file__).resolve().parents[2]


def victim(mode: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "tests.db.victim", mode, str(path)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )


@pytest.mark.parametrize("mode", ["commit", "undo"])
def test_killed_within_a_transaction_leaves_the_old(ledger: SqlLedger, path: Path, mode: str) -> None:
    edit(ledger, key(), "一" * 4000)
    edit(ledger, key(), "二" * 4000)
    before, operations = ledger.snapshot(JULY), ledger.operations()
    ledger.close()
    process = victim(mode, path)
    process.communicate(timeout=60)
    assert process.returncode == 9
    assert path.with_name(f"{path.name}-journal").exists()
    again = open_ledger(path, FixedClock())
    assert (again.snapshot(JULY), again.operations()) == (before, operations)
    assert all(check.ok for check in again.check())
    edit(again, key(), "继续录入")
    again.close()


def test_every_operation_that_was_acknowledged_is_whole(ledger: SqlLedger, path: Path) -> None:
    ledger.close()
    chance = random.Random(20210722)
    acknowledged: list[str] = []
    for _ in range(5):
        process = victim("loop", path)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        with process:
            rest = process.stdout.read()  # with what came along with the first line; communicate would pass over that
        acknowledged += [line for line in (first + rest).splitlines() if len(line) == 13]
        again = open_ledger(path, FixedClock())
        assert all(check.ok for check in again.check())
        kept = [operation.id for operation in reversed(again.operations())][1:]
        # At most the one that was under way is there without having been said.
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) - len(acknowledged) <= 1
        acknowledged = kept
        again.close()
    assert len(acknowledged) >= 5


def test_killed_within_a_backup_leaves_the_earlier_ones(ledger: SqlLedger, path: Path) -> None:
    saved = ledger.backup().path.read_bytes()
    ledger.close()
    process = victim("backup", path)
    process.communicate(timeout=60)
    assert process.returncode == 9
    again = open_ledger(path, FixedClock())
    assert [backup.path.read_bytes() for backup in again.backups()] == [saved]
    again.close()


def test_killed_within_a_restoration_there_is_the_old_or_the_new(ledger: SqlLedger, path: Path) -> None:
    """To and fro between two backups with very different content, killed at any moment: each time one of the two shows, whole,
    with its operation or without, and every restoration that was acknowledged is there."""
    edit(ledger, key(), "甲" * 30_000)
    ledger.backup(path.with_name("甲.bak.sqlite3"))
    for text in ("乙" * 30_000, "乙" * 40_000):
        edit(ledger, key(), text)
    ledger.backup(path.with_name("乙.bak.sqlite3"))
    ledger.close()
    chance = random.Random(20210723)
    for _ in range(6):
        process = victim("restore", path)
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        with process:
            said += process.stdout.read().splitlines()
        acknowledged, name = [line for line in said if line.strip()][-1].split()
        again = open_ledger(path, FixedClock())
        assert all(check.ok for check in again.check())
        newest = again.operations()[0]
        # At most the one that was under way is there without having been said.
        assert newest.kind is OperationKind.RESTORE
        assert newest.id == acknowledged or newest.id > acknowledged
        other = {"甲": "乙", "乙": "甲"}[name]
        assert shown(again, key())[0] == (name if newest.id == acknowledged else other)
        assert not path.with_name(f"{path.name}-journal").exists()
        again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a file's size can't be limited there")
def test_a_full_disk_rolls_back_and_says_so(ledger: SqlLedger, path: Path) -> None:
    edit(ledger, key(), "留着")
    ledger.close()
    process = victim("full", path)
    said, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert said.startswith("LedgerError ")
    assert "没有写入" in said
    again = open_ledger(path, FixedClock())
    assert shown(again, key()) == "留着"
    assert len(again.operations()) == 2
    again.close()
