"""Fault 4: no space left, in a commit, a backup, an export, a migration. What was there stays, nothing half-written does, and one
sentence says so."""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from db.opening import open_ledger
from qcapp.domain.errors import ExpectedError
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock
from tests.faults import disks, victims
from tests.faults.judging import content, journal_of, numbers, revision_of, temporary, whole
from tests.faults.month import JULY, Month, clock, merge, opened, state_of
from tests.faults.processes import Victim
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[4]
OLD = Path(__file__).resolve().parents[1] / "old_ledgers"
no_limits = pytest.mark.skipif(sys.platform == "win32", reason="a file's size can't be limited there")


def plain(sentence: str) -> None:
    """One Chinese sentence that tells of the disk."""
    assert sentence.endswith("。"), sentence
    assert "\n" not in sentence
    assert any(word in sentence for word in ("磁盘", "空间")), sentence
    assert not re.search("[a-z]{4}", re.sub("“.*?”|《.*?》", "", sentence)), sentence


def limited(limit: int, act: Callable[..., None], *args: object) -> str:
    """What it says when no file may grow beyond that; "" when it was done all the same."""
    victim = Victim(victims.within_limit, limit, act, *args)
    victim.go()
    (answer,) = victim.ended()
    name, sentence, expected = json.loads(answer)
    if not name:
        return ""
    assert expected, (name, sentence)
    plain(sentence)
    FAULT.tried()
    return str(sentence)


@no_limits
def test_a_commit_that_finds_no_space_is_taken_back(small: Path) -> None:
    ledger = open_ledger(small, FixedClock())
    edit(ledger, key(), "留着" * 3000)
    before = numbers(ledger)
    ledger.close()
    kept, chance, failed = small.read_bytes(), random.Random(4), 0
    for _ in range(times(10)):
        small.write_bytes(kept)
        # Anywhere from the first page of the journal to the last of the ledger.
        limit = chance.randrange(512, len(kept) + 40_000)
        said = limited(limit, victims.commit_once, small)
        ledger = open_ledger(small, FixedClock())
        whole(ledger)
        if said:
            assert numbers(ledger) == before
            assert shown(ledger, key()) == "留着" * 3000
            failed += 1
        ledger.close()
    assert failed


@no_limits
def test_a_backup_that_finds_no_space_leaves_the_older_one(month: Month, tmp_path: Path) -> None:
    path, target = month.copied(tmp_path / "l"), tmp_path / "U 盘" / "备份.sqlite3"
    with opened(path) as (store, _):
        size = store.backup(target).size
    older, chance = target.read_bytes(), random.Random(5)
    for _ in range(times(4)):
        assert limited(chance.randrange(0, size), victims.backup_once, path, target)
        assert target.read_bytes() == older
        assert [file for file in target.parent.iterdir() if file.name.startswith(".")] == []


@no_limits
@pytest.mark.parametrize("suffix", ["xlsx", "docx", "pdf"])
def test_an_export_that_finds_no_space_leaves_the_older_file(
    month: Month, tmp_path: Path, suffix: str, qapp: object
) -> None:
    path, target = month.copied(tmp_path / "l"), tmp_path / "out" / f"细化表.{suffix}"
    target.parent.mkdir()
    with opened(path) as (_, services):
        size = services.publish.export(target, JULY).stat().st_size
    target.write_bytes(b"older" * 500)
    chance = random.Random(6)
    for _ in range(times(1 if suffix == "pdf" else 3)):
        assert limited(chance.randrange(0, size), victims.export_once, path, target)
        assert target.read_bytes() == b"older" * 500
        assert list(target.parent.iterdir()) == [target]


@no_limits
def test_a_migration_that_finds_no_space_leaves_the_old_schema(tmp_path: Path) -> None:
    path, chance = tmp_path / "台账.sqlite3", random.Random(7)
    for old in sorted(OLD.glob("*.sqlite3"))[:-1]:
        for _ in range(times(2)):
            shutil.rmtree(tmp_path / "backups", ignore_errors=True)
            shutil.copyfile(old, path)
            before = content(path)
            # From no room for the backup to none for the last new page.
            said = limited(chance.randrange(512, old.stat().st_size + 4096), victims.open_once, path)
            if said:
                assert (revision_of(path), content(path)) == (old.stem, before)
                assert temporary(tmp_path, tmp_path / "backups") == []
            open_ledger(path, clock()).close()


def on_a_small_disk(folder: Path, trials: str) -> dict[str, int]:
    """A ledger on a stick of 2 MB that is nearly full, by another margin each time: merged, backed up, exported, migrated."""
    from tests.faults.month import make_month

    made, chance = make_month(folder), random.Random(8)
    photograph = folder / "照片.jpg"
    photograph.write_bytes(b"\xff\xd8" + chance.randbytes(60_000))
    disk = disks.small_disk(folder / "小盘", "2m")
    tried: dict[str, int] = {"done": 0}

    def attempt(what: str, act: Callable[[], object]) -> bool:
        try:
            act()
        except ExpectedError as error:
            plain(str(error))
            tried[what] = tried.get(what, 0) + 1
            return False
        tried["done"] += 1
        return True

    for _ in range(int(trials)):
        for file in disk.iterdir():
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        path = made.copied(disk / "l")
        with opened(path) as (store, services):
            target = disk / "细化表.xlsx"
            target.write_bytes(b"older" * 100)
            before = state_of(store)
            disks.filled(disk, chance.randrange(0, 60_000))
            if not attempt("export", partial(services.publish.export, target, JULY)):
                assert target.read_bytes() == b"older" * 100
            disks.filled(disk, chance.randrange(0, path.stat().st_size))
            if not attempt("backup", partial(store.backup, disk / "备份.sqlite3")):
                assert not (disk / "备份.sqlite3").exists()
            disks.filled(disk, chance.randrange(0, 2 * path.stat().st_size))
            if not attempt("merge", partial(merge, services, made.returned[0])):
                assert state_of(store) == before
            disks.filled(disk, chance.randrange(0, 40_000))
            now = numbers(store)
            if not attempt("commit", partial(services.archive.attach, 8, "区政数局", JULY, [photograph])):
                assert numbers(store) == now
            whole(store)
            (disk / "ballast").unlink()
            # With room again it goes on as if nothing had been.
            services.edit.set_field(8, "区政数局", JULY, "problems", "有了空间再写")
            whole(store)
        assert temporary(disk, path.parent, path.parent / "backups") == []
        shutil.rmtree(path.parent)
        _migrate(disk, chance, attempt)
    return tried


def _migrate(disk: Path, chance: random.Random, attempt: Callable[[str, Callable[[], object]], bool]) -> None:
    old = chance.choice(sorted(OLD.glob("*.sqlite3"))[:-1])
    path = Path(shutil.copyfile(old, disk / "旧.sqlite3"))
    before = content(path)
    disks.filled(disk, chance.randrange(0, 2 * old.stat().st_size))
    if not attempt("migration", lambda: open_ledger(path, clock()).close()):
        assert (revision_of(path), content(path)) == (old.stem, before)
        assert not journal_of(path).exists()
    (disk / "ballast").unlink()
    ledger = open_ledger(path, clock())
    whole(ledger)
    ledger.close()


def test_on_a_full_disk_of_two_megabytes_nothing_is_lost(tmp_path: Path) -> None:
    tried = disks.with_disks(FAULT, on_a_small_disk, tmp_path, times(6))
    FAULT.tried(sum(tried.values()) - tried["done"])
    FAULT.measure("on 2 MB: " + ", ".join(f"{what} {count}" for what, count in sorted(tried.items())))
    assert {"export", "backup", "merge"} <= tried.keys()
