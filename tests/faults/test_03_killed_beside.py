"""Fault 3: killed while it backs up, restores, exports, dispatches or migrates. The file that was there is whole, the ledger too,
and what was begun is gone after a later start."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.opening import open_ledger
from db.revisions import head
from qcapp.domain.operations import OperationKind
from qcapp.forms.safe_write import remove_leftovers
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock
from tests.faults import tracing, victims
from tests.faults.judging import aged, journal_of, revision_of, temporary, whole
from tests.faults.month import JULY, UNITS, Month, State, clock, opened, state_of
from tests.faults.processes import Victim
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[3]
OLD = Path(__file__).resolve().parents[1] / "old_ledgers"


def killed_at_moments(start: Callable[[], Victim], longest: float, trials: int, seed: int) -> Iterator[list[str]]:
    """Killed at random moments after it has begun; what each said after that. Every system has these."""
    chance = random.Random(seed)
    for _ in range(trials):
        victim = start()
        victim.go()
        assert victim.hear() == "begins"
        time.sleep(chance.uniform(0, longest))
        yield victim.kill()[1:]
        FAULT.tried()


def killed_at_points(start: Callable[[], Victim], trials: int, seed: int) -> Iterator[list[str]]:
    """Killed before chosen calls that change files, from the first to the last; nothing where a process can't be halted."""
    if why := tracing.why_not():
        FAULT.pass_over(why)
        return
    chance = random.Random(seed)
    whole_run = start()
    points = [count for count in whole_run.halted().points() if "begins" in whole_run.hear_all()]
    whole_run.ended()
    for point in sorted(chance.sample(points, min(trials, len(points)))):
        victim = start()
        for count in victim.halted().points():
            if count == point:
                break
        yield [word for word in victim.kill() if word != "begins"]
        FAULT.tried()


def killed(start: Callable[[], Victim], longest: float, trials: int, seed: int = 20210722) -> Iterator[list[str]]:
    yield from killed_at_moments(start, longest, max(1, trials // 3), seed)
    yield from killed_at_points(start, trials, seed)


def test_killed_within_a_backup_the_earlier_backups_and_the_ledger_are_whole(month: Month, tmp_path: Path) -> None:
    path = month.copied(tmp_path / "l")
    with opened(path) as (store, _):
        earlier = store.backup()
    first, before = earlier.path.read_bytes(), path.read_bytes()
    for said in killed(lambda: Victim(victims.backup_once, path), 0.1, times(9)):
        assert earlier.path.read_bytes() == first
        assert path.read_bytes() == before
        aged(temporary(path.parent, path.parent / "backups"))
        with opened(path) as (store, _):
            listed = store.backups()
            assert len(listed) - 1 in ((1,) if said else (0, 1))
            for each in listed:
                copy = open_ledger(each.path, clock())
                whole(copy)
                copy.close()
        assert temporary(path.parent, path.parent / "backups") == []
        for each in listed:
            if each.path != earlier.path:
                for file in each.path.parent.glob(f"{each.path.name}*"):
                    file.unlink()


def test_killed_within_a_backup_over_an_older_one_of_that_name_one_of_both_is_there(month: Month, tmp_path: Path) -> None:
    path, stick = month.copied(tmp_path / "l"), tmp_path / "U 盘"
    target = stick / "备份.sqlite3"
    with opened(path) as (store, services):
        store.backup(target)
        older = target.read_bytes()
        services.edit.set_field(8, UNITS[0], JULY, "progress", "后来写的")
    for said in killed(lambda: Victim(victims.backup_once, path, target), 0.1, times(6)):
        copy = open_ledger(target, clock())
        whole(copy)
        assert copy.operations()[0].kind.value in (("edit",) if said else ("edit", "dispatch"))
        copy.close()
        for file in stick.iterdir():
            if file != target:
                file.unlink()
        target.write_bytes(older)
        target.with_name(f"{target.name}.sha256").unlink(missing_ok=True)


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "pdf"])
def test_killed_within_an_export_the_older_file_is_whole(
    month: Month, month_states: list[State], tmp_path: Path, suffix: str, qapp: object
) -> None:
    path, target = month.copied(tmp_path / "l"), tmp_path / f"细化表.{suffix}"
    with opened(path) as (_, services):
        services.publish.export(target, JULY)
        finished = target.read_bytes()
    older = b"older " * 2000
    target.write_bytes(older)
    trials = times(3 if suffix == "pdf" else 6)
    for said in killed(lambda: Victim(victims.export_once, path, target), 0.5, trials):
        now = target.read_bytes()
        assert now == older or len(now) > len(finished) * 0.9
        if now != older:
            readable(target)
        assert not (said and now == older)
        target.write_bytes(older)
        aged(temporary(tmp_path))
        remove_leftovers(tmp_path)
        assert temporary(tmp_path) == []
    with opened(path) as (store, _):
        assert state_of(store) == month_states[0]


def readable(path: Path) -> None:
    """It opens as what it is."""
    if path.suffix == ".xlsx":
        import openpyxl

        openpyxl.load_workbook(path).close()
    elif path.suffix == ".docx":
        import docx

        docx.Document(str(path))
    else:
        assert path.read_bytes().startswith(b"%PDF-")
        assert path.read_bytes().rstrip().endswith(b"%%EOF")


def test_killed_within_a_dispatch_no_form_is_out_that_the_ledger_does_not_know(
    month: Month, month_states: list[State], tmp_path: Path
) -> None:
    """A form that a unit fills in must be taken back: what lies in the folder under a form's name is known to the ledger."""
    path = month.copied(tmp_path / "l")
    number = 0

    def start() -> Victim:
        nonlocal number
        number += 1
        shutil.copyfile(month.ledger, path)
        return Victim(victims.dispatch_once, path, tmp_path / f"下发{number}")

    for said in killed(start, 0.4, times(6)):
        out = tmp_path / f"下发{number}"
        with opened(path) as (store, services):
            whole(store)
            state = state_of(store)
            forms = [file for file in out.glob("*") if not file.name.startswith(".")]
            read = services.collect.preview(forms).files if forms else ()
            assert [file.form_id for file in read if not file.form_id or store.fill_form(file.form_id) is None] == []
        done = len(state.operations) - len(month_states[0].operations)
        assert done in ((1,) if said else (0, 1))
        assert bool(forms) <= bool(done)


@pytest.mark.parametrize("revision", sorted(each.stem for each in OLD.glob("*.sqlite3")))
def test_killed_within_a_migration_the_ledger_is_the_old_one_or_the_new_one(tmp_path: Path, revision: str) -> None:
    if revision == head():
        pytest.skip("it is of the present schema")
    kept = OLD / f"{revision}.sqlite3"
    path = tmp_path / "台账.sqlite3"

    def start() -> Victim:
        shutil.rmtree(tmp_path / "backups", ignore_errors=True)
        journal_of(path).unlink(missing_ok=True)
        shutil.copyfile(kept, path)
        return Victim(victims.open_once, path)

    for said in killed(start, 0.4, times(5), seed=int(revision)):
        found = revision_of(path)
        assert found == head() if said else found in (revision, head())
        assert found == revision or (tmp_path / "backups").is_dir()
        aged(temporary(tmp_path, tmp_path / "backups"))
        ledger = open_ledger(path, clock())
        whole(ledger)
        ledger.close()
        assert temporary(tmp_path, tmp_path / "backups") == []


def test_killed_within_a_restoration_there_is_the_old_or_the_new(small: Path) -> None:
    """To and fro between two backups with very different content: each time one of the two shows, whole, with its operation, and
    every restoration that was acknowledged is there."""
    ledger = open_ledger(small, FixedClock())
    edit(ledger, key(), "甲" * 30_000)
    ledger.backup(small.with_name("甲.bak.sqlite3"))
    for text in ("乙" * 30_000, "乙" * 40_000):
        edit(ledger, key(), text)
    ledger.backup(small.with_name("乙.bak.sqlite3"))
    ledger.close()
    chance = random.Random(20210723)
    for _ in range(times(6)):
        victim = Victim(victims.restore_to_and_fro, small)
        victim.go()
        victim.hear()
        time.sleep(chance.uniform(0, 0.4))
        acknowledged, name = victim.kill()[-1].split()
        again = open_ledger(small, FixedClock())
        whole(again)
        newest = again.operations()[0]
        # At most the one that was under way is there without having been said.
        assert newest.kind is OperationKind.RESTORE
        assert newest.id >= acknowledged
        other = {"甲": "乙", "乙": "甲"}[name]
        assert shown(again, key())[0] == (name if newest.id == acknowledged else other)
        again.close()
        FAULT.tried()
