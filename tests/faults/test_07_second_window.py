"""Fault 7: a second window on the same ledger is told so, by whom and since when, and looks; however the first dies, at any
moment, nothing of it holds the ledger up. (What both show and do while both live: ``tests/db/test_lock.py``.)"""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from db.lock import holder_file, lock_file
from db.opening import open_ledger
from qcapp.domain.errors import LedgerError
from tests.db.drafts import edit, key
from tests.factory import FixedClock
from tests.faults import victims
from tests.faults.judging import kept, numbers, whole
from tests.faults.processes import Victim
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[7]


def test_the_second_is_told_by_whom_and_since_when_and_only_looks(small: Path) -> None:
    first = Victim(victims.window, small, "张三")
    first.go()
    assert first.hear() == "holds"
    before = small.read_bytes()
    for _ in range(times(3)):
        second = open_ledger(small, FixedClock(), holds="李四")
        second.warm_up()
        assert "张三" in second.read_only
        assert second.read_only.endswith("。")
        assert any(character.isdigit() for character in second.read_only), "since when"
        with pytest.raises(LedgerError, match="张三"):
            edit(second, key(), "不许")
        assert numbers(second)
        second.close()
        assert small.read_bytes() == before
        FAULT.tried()
    first.kill()
    third = open_ledger(small, FixedClock(), holds="李四")
    third.warm_up()
    assert third.read_only == ""
    edit(third, key(), "接着写")
    third.close()


def test_a_window_killed_at_any_moment_holds_nobody_up(small: Path) -> None:
    """While it starts, takes the lock, commits. What it left beside the ledger names a dead process, and counts for nothing."""
    chance = random.Random(7)
    ledger = open_ledger(small, FixedClock())
    known = numbers(ledger)
    ledger.close()
    for trial in range(times(8)):
        window = Victim(victims.commit_as_window, small, "张三")
        window.go()
        for _ in range(trial % 4):
            window.hear()
        time.sleep(chance.uniform(0, 0.05))
        said = [word for word in window.kill() if word != "holds"]
        known = kept(small, known, said)
        begun = time.monotonic()
        again = open_ledger(small, FixedClock(), holds="李四")
        again.warm_up()
        assert again.read_only == ""
        known.append(edit(again, key(), f"接着写 {trial}").id)
        whole(again)
        again.close()
        assert time.monotonic() - begun < 20
        FAULT.tried()


@pytest.mark.parametrize("left", [b"", b"{", b"\xff\xfe", b'{"who": "x", "pid": 1}', b"x" * 100_000])
def test_whatever_a_dead_window_left_beside_the_ledger_is_passed_over(small: Path, left: bytes) -> None:
    lock_file(small).write_bytes(left)
    holder_file(small).write_bytes(left)
    ledger = open_ledger(small, FixedClock(), holds="李四")
    ledger.warm_up()
    assert ledger.read_only == ""
    edit(ledger, key(), "写得进")
    ledger.close()
    FAULT.tried()
