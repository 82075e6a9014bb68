"""Fault 2: the process is stopped, database and journal are copied and opened elsewhere, as after a cut of power. The copy holds
the old or the new, nothing between, and every operation that had been said to be done."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from db.opening import open_ledger
from tests.db.drafts import edit, key
from tests.factory import FixedClock
from tests.faults import tracing, victims
from tests.faults.judging import journal_of, kept, numbers, whole
from tests.faults.month import Month, State, opened, state_of
from tests.faults.processes import Victim, stopped
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[2]


def copied(path: Path, target: Path) -> bool:
    """Database and journal, as they lie on the disk now; answers whether there is a journal."""
    shutil.copyfile(path, target)
    there = journal_of(path).exists()
    if there:
        try:
            shutil.copyfile(journal_of(path), journal_of(target))
        except PermissionError:
            if os.name != "nt":
                raise
            there = False  # stopped while it deletes it: Windows opens it to nobody any more
    if not there:
        journal_of(target).unlink(missing_ok=True)
    return there


def test_stopped_at_any_moment_the_copy_is_a_ledger(small: Path, tmp_path: Path) -> None:
    chance = random.Random(20210723)
    ledger = open_ledger(small, FixedClock())
    before = numbers(ledger)
    ledger.close()
    victim = Victim(victims.commit_for_ever, small)
    victim.go()
    victim.hear()
    within = 0
    for _ in range(times(40)):
        time.sleep(chance.uniform(0, 0.03))
        with stopped(victim.pid):
            said = list(victim.hear_all())
            within += copied(small, tmp_path / "copy.sqlite3")
        kept(tmp_path / "copy.sqlite3", before, said)
        FAULT.tried()
    said = victim.kill()
    kept(small, before, said)
    FAULT.measure(f"{within} of {times(40)} random stops within a commit")
    assert within


@pytest.mark.skipif(bool(tracing.why_not()), reason=tracing.why_not() or "-")
@pytest.mark.parametrize("act", [victims.commit_once, victims.undo_once, victims.edit_once])
def test_at_every_change_of_the_files_within_a_transaction_the_copy_is_the_old_or_the_new(
    small: Path, tmp_path: Path, act: Callable[..., None]
) -> None:
    ledger = open_ledger(small, FixedClock())
    edit(ledger, key(), "一" * 4000)
    edit(ledger, key(), "二" * 4000)
    before = numbers(ledger)
    ledger.close()
    victim = Victim(act, small)
    last: tuple[bytes, bytes] | None = None
    ends: set[int] = set()
    for _ in victim.halted().points():
        journal = journal_of(small)
        now = small.read_bytes(), journal.read_bytes() if journal.exists() else b""
        if now == last:
            continue
        last = now
        copied(small, tmp_path / "copy.sqlite3")
        said = [word for word in victim.hear_all() if word != "begins"]
        ends.add(len(kept(tmp_path / "copy.sqlite3", before, said)) - len(before))
        FAULT.tried()
    assert ends == {0, 1}
    kept(small, before, victim.ended()[1:])


@pytest.mark.skipif(bool(tracing.why_not()), reason=tracing.why_not() or "-")
def test_in_a_months_work_the_copy_is_always_the_end_of_a_step(
    month: Month, month_states: list[State], tmp_path: Path
) -> None:
    """Through the services: the texts of the whole month are compared, and what waits, and which files were recorded."""
    path = month.copied(tmp_path / "work")
    victim = Victim(victims.work, month, path)
    last: tuple[bytes, bytes] | None = None
    distinct = 0
    for _ in victim.halted().points():
        journal = journal_of(path)
        now = path.read_bytes(), journal.read_bytes() if journal.exists() else b""
        if now == last:
            continue
        last, distinct = now, distinct + 1
        if distinct % max(1, round(12 / times(1))):
            continue
        copied(path, tmp_path / "copy.sqlite3")
        done = len(victim.hear_all())
        with opened(tmp_path / "copy.sqlite3") as (store, _):
            whole(store)
            assert state_of(store) in month_states[done : done + 2]
        FAULT.tried()
    assert victim.ended() == [state.operations[-1][0] for state in month_states[1:]]
