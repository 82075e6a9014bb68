"""Fault 10: the file is damaged, cut off, emptied, or another file altogether. It is told at opening, put aside and never
deleted, and the newest backup that verifies is there to go on with. Never is a word of it shown that was not written."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.opening import open_ledger
from db.recovering import newest_whole_backup, recover_ledger
from qcapp.domain.errors import LedgerError
from tests.db.drafts import edit, key, merge_draft, shown
from tests.factory import FixedClock
from tests.faults.judging import rows_of, whole
from tests.faults.month import STEPS, Month, opened
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[10]
PAGE = 4096
Damage = Callable[[random.Random, bytearray], None]


# --- what disks do


def _header(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(0, 100)
    data[at] ^= 1 << chance.randrange(8)


def _page_of_noise(chance: random.Random, data: bytearray) -> None:
    start = PAGE * chance.randrange(len(data) // PAGE)
    data[start : start + PAGE] = chance.randbytes(PAGE)


def _page_of_zeros(chance: random.Random, data: bytearray) -> None:
    start = PAGE * chance.randrange(len(data) // PAGE)
    data[start : start + PAGE] = bytes(PAGE)


def _sector_of_noise(chance: random.Random, data: bytearray) -> None:
    start = 512 * chance.randrange(len(data) // 512)
    data[start : start + 512] = chance.randbytes(512)


def _sector_of_zeros(chance: random.Random, data: bytearray) -> None:
    start = 512 * chance.randrange(len(data) // 512)
    data[start : start + 512] = bytes(512)


def _sector_of_elsewhere(chance: random.Random, data: bytearray) -> None:
    """A write that went to the wrong place."""
    one, other = (512 * chance.randrange(len(data) // 512) for _ in range(2))
    data[one : one + 512] = data[other : other + 512]


def _pages_exchanged(chance: random.Random, data: bytearray) -> None:
    one, other = (PAGE * chance.randrange(1, len(data) // PAGE) for _ in range(2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]


def _a_few_bytes(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data) - 16)
    for at in range(start, start + chance.randint(1, 16)):
        data[at] = chance.randrange(256)


def _a_bit(chance: random.Random, data: bytearray) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


DAMAGES: tuple[tuple[Damage, int], ...] = (
    (_header, 12), (_page_of_noise, 25), (_page_of_zeros, 15), (_sector_of_noise, 40), (_sector_of_zeros, 25),
    (_sector_of_elsewhere, 25), (_pages_exchanged, 10), (_a_few_bytes, 60), (_a_bit, 40),
)


@pytest.fixture
def worked(month: Month, tmp_path: Path) -> Path:
    """The ledger after a month's work."""
    path = month.copied(tmp_path / "l")
    with opened(path) as (_, services):
        for step in STEPS:
            step(services, month)
    return path


def words_of(path: Path) -> str | None:
    """Everything that the database holds; None where it can't be read to its end."""
    try:
        return rows_of(path)
    except (sqlite3.Error, ValueError, AttributeError, TypeError):
        return None


def found_by_sqlite(path: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(path)) as query:
            return bool(query.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok")
    except (sqlite3.Error, UnicodeDecodeError):
        return True


def is_told(path: Path) -> bool:
    """Whether opening refuses it, in a sentence."""
    try:
        open_ledger(path, FixedClock()).close()
    except LedgerError as error:
        return str(error).endswith("。")
    return False


def test_no_overwrite_that_changes_a_word_goes_unseen(worked: Path, tmp_path: Path) -> None:
    """An overwrite of what no table holds (free space within a page) changes nothing and may pass."""
    kept, chance, trial = worked.read_bytes(), random.Random(10), tmp_path / "trial.sqlite3"
    true = words_of(worked)
    assert true
    harmful, by_sqlite, unseen = 0, 0, []
    for damage, usual in DAMAGES:
        for number in range(times(usual)):
            data = bytearray(kept)
            damage(chance, data)
            if data == kept:
                continue
            trial.write_bytes(data)
            if words_of(trial) == true and not _header_says_else(data, kept):
                continue
            harmful += 1
            by_sqlite += found_by_sqlite(trial)
            trial.write_bytes(data)
            if not is_told(trial):
                unseen.append((damage.__name__, number))
            assert trial.read_bytes() == data, "a damaged file was written to"
            FAULT.tried()
    share = 1 - len(unseen) / harmful
    FAULT.measure(f"of {harmful} harmful overwrites integrity_check alone finds {by_sqlite / harmful:.0%}, ours {share:.0%}")
    assert unseen == []


def _header_says_else(data: bytearray, kept: bytes) -> bool:
    """Whose file it is and of which schema: the rest of the header is SQLite's own, which mends or refuses it."""
    return any(bytes(data[start:end]) != kept[start:end] for start, end in ((0, 16), (60, 64), (68, 72)))


def test_a_tail_cut_off_at_any_length_is_seen(worked: Path) -> None:
    kept, chance = worked.read_bytes(), random.Random(11)
    lengths = [0, 1, 15, 16, 99, 100, 101, 512, PAGE - 1, PAGE, len(kept) - PAGE, len(kept) - 1]
    lengths += [chance.randrange(len(kept)) for _ in range(times(20))]
    for length in lengths:
        worked.write_bytes(kept[:length])
        with pytest.raises(LedgerError, match=r"。$"):
            open_ledger(worked, FixedClock())
        assert worked.read_bytes() == kept[:length]
        FAULT.tried()


def foreign(folder: Path, month: Month) -> Iterator[bytes]:
    """What may bear the ledger's name."""
    yield b""
    yield b"hello"
    yield bytes(300_000)
    yield random.Random(12).randbytes(300_000)
    for file in month.returned[:2]:
        yield file.read_bytes()
    other = folder / "other.sqlite3"
    with contextlib.closing(sqlite3.connect(other)) as query:
        query.execute("CREATE TABLE alembic_version (version_num TEXT)")
        query.execute("INSERT INTO alembic_version VALUES ('0005')")
        query.commit()
    yield other.read_bytes()
    yield b"SQLite format 3\0" + bytes(5000)


def test_another_file_in_its_place_is_never_taken_for_a_ledger(worked: Path, tmp_path: Path, month: Month) -> None:
    for data in foreign(tmp_path, month):
        worked.write_bytes(data)
        with pytest.raises(LedgerError, match=r"。$"):
            open_ledger(worked, FixedClock())
        assert worked.read_bytes() == data
        FAULT.tried()


def test_what_is_damaged_is_put_aside_and_the_newest_backup_that_verifies_goes_on(small: Path) -> None:
    """Backups are damaged as well, the newest ones: they are passed over."""
    chance = random.Random(13)
    for trial in range(times(6)):
        ledger = open_ledger(small, FixedClock())
        edit(ledger, key(), f"第 {trial} 次，备份里有")
        good = ledger.backup()
        ledger.commit(merge_draft(b"%d" % trial * 2000))
        bad = ledger.backup()
        edit(ledger, key(), "后来的，没有备份")
        ledger.close()
        torn, broken = bytearray(bad.path.read_bytes()), bytearray(small.read_bytes())
        _sector_of_noise(chance, torn)
        del torn[chance.randrange(len(torn)) :]
        bad.path.write_bytes(torn)
        del broken[chance.randrange(len(broken)) :]
        small.write_bytes(broken)
        with pytest.raises(LedgerError):
            open_ledger(small, FixedClock())
        newest = newest_whole_backup(small)
        assert newest is not None
        assert newest.path == good.path
        again, aside = recover_ledger(small, newest.path, FixedClock(), "张三")
        assert shown(again, key()) == f"第 {trial} 次，备份里有"
        whole(again)
        again.close()
        assert aside is not None
        assert aside.read_bytes() == broken
        bad.path.unlink()
        FAULT.tried()
