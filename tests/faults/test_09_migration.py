"""Fault 9: a migration that fails at a step, any step of each that there is, leaves the old schema with the old data; the next
opening upgrades it. From the ledgers that older programs have written."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db import revisions, upgrading
from db.opening import open_ledger
from qcapp.domain.errors import LedgerError
from tests.faults import tracing, victims
from tests.faults.judging import content, journal_of, revision_of, temporary, whole
from tests.faults.month import clock
from tests.faults.processes import Victim
from tests.faults.steps import Steps
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[9]
OLD = Path(__file__).resolve().parents[1] / "old_ledgers"
EARLIER = [path for path in sorted(OLD.glob("*.sqlite3")) if path.stem != revisions.head()]


def bug() -> None:
    raise ValueError("a bug")


def full() -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise error


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "台账.sqlite3"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, Callable[[], None]], Steps]]:
    """The next migration calls that before its statement of that number."""

    def at(step: int, act: Callable[[], None]) -> Steps:
        steps = Steps(step, act)
        monkeypatch.setattr(upgrading, "engine_for", steps.engine_for)
        return steps

    yield at


def chosen(count: int, usual: int) -> list[int]:
    """Steps from the first to the last, evenly; all of them where the run is long enough."""
    wanted = min(count, times(usual))
    return sorted({1 + place * (count - 1) // max(1, wanted - 1) for place in range(wanted)})


@pytest.mark.parametrize("old", EARLIER, ids=lambda path: path.stem)
def test_failing_at_a_step_it_leaves_the_old_schema_and_the_old_data(
    path: Path, old: Path, failing: Callable[[int, Callable[[], None]], Steps], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(old, path)
    steps = failing(0, bug)
    open_ledger(path, clock()).close()
    assert steps.count > 10
    for step in chosen(steps.count, 12):
        shutil.rmtree(path.parent / "backups", ignore_errors=True)
        shutil.copyfile(old, path)
        before = path.read_bytes()
        failing(step, full if step % 2 else bug)
        with pytest.raises(LedgerError, match=r"^[^a-z]*“.*”[^a-z]*。$"):
            open_ledger(path, clock())
        # The very bytes: what a transaction had begun was rolled back before anything reached the file.
        assert path.read_bytes() == before
        assert temporary(path.parent, path.parent / "backups") == []
        FAULT.tried()
    monkeypatch.undo()
    ledger = open_ledger(path, clock())
    whole(ledger)
    ledger.close()


@pytest.mark.parametrize("old", EARLIER, ids=lambda path: path.stem)
def test_killed_at_a_step_it_leaves_the_old_schema_and_the_old_data(path: Path, old: Path) -> None:
    """With what was changed spilt into the file already: the journal brings it back."""
    shutil.copyfile(old, path)
    before, torn = content(path), 0
    count = _steps_of(path)
    for step in chosen(count, 8):
        shutil.rmtree(path.parent / "backups", ignore_errors=True)
        shutil.copyfile(old, path)
        kept = path.read_bytes()
        victim = Victim(victims.migrate_until, path, step)
        victim.go()
        assert victim.ended() == []
        assert victim.status == 9
        torn += path.read_bytes() != kept
        assert (revision_of(path), content(path)) == (old.stem, before)
        assert not journal_of(path).exists() or journal_of(path).stat().st_size == 0 or path.read_bytes() == kept
        FAULT.tried()
    assert torn, "no migration was cut off after it had begun to write"
    ledger = open_ledger(path, clock())
    whole(ledger)
    ledger.close()


def _steps_of(path: Path) -> int:
    """How many statements its migration has."""
    kept, steps = path.read_bytes(), Steps(0, bug)
    patch = pytest.MonkeyPatch()
    patch.setattr(upgrading, "engine_for", steps.engine_for)
    try:
        open_ledger(path, clock()).close()
    finally:
        patch.undo()
    path.write_bytes(kept)
    return steps.count


@pytest.mark.skipif(bool(tracing.why_not()), reason=tracing.why_not() or "-")
@pytest.mark.parametrize("old", EARLIER, ids=lambda path: path.stem)
def test_at_every_change_of_the_files_within_a_migration_a_copy_is_of_the_old_or_the_new_schema(
    path: Path, tmp_path: Path, old: Path
) -> None:
    shutil.copyfile(old, path)
    before, copy = content(path), tmp_path / "copy.sqlite3"
    victim, found = Victim(victims.open_once, path), set()
    last: tuple[bytes, bytes] | None = None
    for _ in victim.halted().points():
        journal = journal_of(path)
        now = path.read_bytes(), journal.read_bytes() if journal.exists() else b""
        if now == last:
            continue
        last = now
        copy.write_bytes(now[0])
        journal_of(copy).unlink(missing_ok=True)
        if now[1]:
            journal_of(copy).write_bytes(now[1])
        revision = revision_of(copy)
        found.add(revision)
        assert revision == revisions.head() or (revision, content(copy)) == (old.stem, before)
        FAULT.tried()
    assert victim.ended() == ["begins", "done"]
    assert found == {old.stem, revisions.head()}


def test_a_ledger_of_each_released_schema_is_kept() -> None:
    assert [path.stem for path in sorted(OLD.glob("*.sqlite3"))][: len(revisions.REVISIONS) - 1] == list(revisions.REVISIONS[:-1])
