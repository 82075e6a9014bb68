"""Fault 1: kill -9 at any point of merging. Every operation that was said to be done is there, whole; none is there in part."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from db import connection
from db.opening import open_ledger
from db.store import SqlLedger
from tests.db.drafts import edit, key
from tests.factory import FixedClock
from tests.faults import tracing, victims
from tests.faults.judging import aged, kept, numbers, temporary, whole
from tests.faults.month import STEPS, Month, State, opened, state_of
from tests.faults.processes import Victim
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[1]


def judged(month: Month, states: list[State], path: Path, said: list[str]) -> int:
    """After the month's work was killed: the state after what was said, or after one step more. Answers how many are done."""
    with opened(path) as (store, _):
        whole(store)
        found = state_of(store)
        assert found in states[len(said) : len(said) + 2]
        assert found.operations[-1][0] in (*said[-1:], states[states.index(found)].operations[-1][0])
        for backup in store.backups():
            copy = open_ledger(backup.path, FixedClock())
            whole(copy)
            copy.close()
    return states.index(found)


def finished(month: Month, states: list[State], path: Path, done: int) -> None:
    """The work goes on where it was cut off, to the same end."""
    with opened(path) as (store, services):
        for step in STEPS[done:]:
            step(services, month)
        assert state_of(store) == states[-1]


def cleared(path: Path) -> None:
    """What the dead process had begun is removed by a later start."""
    left = temporary(path.parent, path.parent / "backups")
    aged(left)
    with opened(path):
        assert temporary(path.parent, path.parent / "backups") == []


def test_what_is_killed_over_a_commit_has_half_of_it_in_the_file_by_then(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests below would only kill what has not begun yet."""
    monkeypatch.setattr(connection, "_CHANGED_KILOBYTES", connection._CHANGED_KILOBYTES)
    victims._spilling()
    before = small.stat().st_size
    with connection.transaction(small) as writing:
        for name in ("a", "b"):
            writing.execute("INSERT INTO blob (sha256, size, data) VALUES (?, 90000, zeroblob(90000))", (name,))
        assert small.stat().st_size > before + 90_000


def test_of_commits_without_end_each_that_was_said_to_be_done_is_whole(small: Path) -> None:
    chance = random.Random(20210722)
    ledger = open_ledger(small, FixedClock())
    known = numbers(ledger)
    ledger.close()
    acknowledged = 0
    for _ in range(times(25)):
        victim = Victim(victims.commit_for_ever, small)
        victim.go()
        victim.hear()
        time.sleep(chance.uniform(0, 0.12))
        said = victim.kill()
        known = kept(small, known, said)
        acknowledged += len(said)
        FAULT.tried()
    assert acknowledged >= times(25)


def test_a_months_work_killed_at_any_moment_is_done_up_to_a_step(
    month: Month, month_states: list[State], tmp_path: Path
) -> None:
    """Through the services, on files as units bring them back: read, compared, backed up, merged, undone."""
    chance = random.Random(7)
    for trial in range(times(10)):
        path = month.copied(tmp_path / f"{trial}")
        victim = Victim(victims.work, month, path)
        victim.go()
        for _ in range(trial % len(STEPS)):
            victim.hear()
        time.sleep(chance.uniform(0, 0.12))
        done = judged(month, month_states, path, victim.kill())
        cleared(path)
        if trial < 3:
            finished(month, month_states, path, done)
        shutil.rmtree(path.parent)
        FAULT.tried()


@pytest.mark.skipif(bool(tracing.why_not()), reason=tracing.why_not() or "-")
def test_a_months_work_killed_before_a_chosen_write_is_done_up_to_a_step(
    month: Month, month_states: list[State], tmp_path: Path
) -> None:
    whole_run = Victim(victims.work, month, month.copied(tmp_path / "all"))
    points = sum(1 for _ in whole_run.halted().points())
    assert whole_run.ended() == [state.operations[-1][0] for state in month_states[1:]]
    chance = random.Random(8)
    for trial in range(times(8)):
        path = month.copied(tmp_path / f"{trial}")
        said = killed_before(Victim(victims.work, month, path), chance.randint(1, points))
        done = judged(month, month_states, path, said)
        cleared(path)
        if trial < 2:
            finished(month, month_states, path, done)
        shutil.rmtree(path.parent)
        FAULT.tried()


def killed_before(victim: Victim, point: int) -> list[str]:
    """Killed before its ``point``-th call that changes a file, from the start; what it said."""
    for count in victim.halted().points():
        if count == point:
            break
    return victim.kill()


@pytest.mark.skipif(bool(tracing.why_not()), reason=tracing.why_not() or "-")
@pytest.mark.parametrize("act", [victims.commit_once, victims.undo_once, victims.edit_once])
def test_killed_before_any_write_of_one_transaction_leaves_the_old_or_the_new(
    small: Path, tmp_path: Path, act: Callable[..., None]
) -> None:
    """Each point where the file is about to change: the journal written, synced, the pages, the journal taken away."""
    ledger = open_ledger(small, FixedClock())
    edit(ledger, key(), "一" * 4000)
    edit(ledger, key(), "二" * 4000)
    before = numbers(ledger)
    ledger.close()
    trial = Path(shutil.copyfile(small, tmp_path / "trial.sqlite3"))
    victim = Victim(act, trial)
    points = sum(1 for _ in victim.halted().points())
    (_, done) = victim.ended()
    assert numbers_of(trial) == [*before, done]
    chosen = range(1, points + 1)
    if points > times(14):
        chosen = sorted(random.Random(points).sample(chosen, times(14)))  # type: ignore[assignment]
    for point in chosen:
        shutil.copyfile(small, trial)
        said = killed_before(Victim(act, trial), point)
        kept(trial, before, [word for word in said if word != "begins"])
        FAULT.tried()


def numbers_of(path: Path) -> list[str]:
    ledger: SqlLedger = open_ledger(path, FixedClock())
    try:
        return numbers(ledger)
    finally:
        ledger.close()


def test_a_command_killed_while_it_merges_has_merged_or_has_not(
    month: Month, month_states: list[State], tmp_path: Path
) -> None:
    chance = random.Random(9)
    for trial in range(times(5)):
        path = month.copied(tmp_path / f"{trial}")
        words = ("--ledger", str(path), "merge", str(month.returned[0]), "--received", "2021-07-24")
        victim = Victim(victims.command, *words)
        victim.go()
        victim.hear()
        time.sleep(chance.uniform(0.05, 2))  # from before it reads to after it has merged
        said = victim.kill()[1:]
        with opened(path) as (store, _):
            whole(store)
            texts = state_of(store).texts
        assert texts in ([month_states[1].texts] if said else [month_states[0].texts, month_states[1].texts])
        assert said in ([], ["0"])
        FAULT.tried()
