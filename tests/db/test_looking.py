"""A ledger where nothing can be written is looked at, whatever the reason, and says what to do; nothing of it is touched."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from db import looking
from db.lock import holder_file, lock_file
from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock
from tests.programs import ended

CLOCK = FixedClock()
OLD = Path(__file__).resolve().parents[1] / "old_ledgers" / "0001.sqlite3"


def mounted(command: list[str]) -> None:
    done = ended(command)
    if done.returncode:
        pytest.skip(f"this user may mount nothing here: {done.stderr.strip()}")


@pytest.fixture
def medium(path: Path, tmp_path: Path) -> Iterator[Path]:
    """The ledger on a disk of its own, which ``protect`` makes read-only."""
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a disk can be mounted by root on Linux only")
    disk = tmp_path / "盘"
    disk.mkdir()
    mounted(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)])
    try:
        yield Path(shutil.copyfile(path, disk / "台账.sqlite3"))
    finally:
        ended(["umount", "-l", disk])


def protect(medium: Path, *, how: str = "ro") -> None:
    mounted(["mount", "-o", f"remount,{how}", str(medium.parent)])


def window(path: Path) -> SqlLedger:
    ledger = open_ledger(path, CLOCK, holds="张三")
    ledger.warm_up()
    return ledger


def test_on_a_read_only_disk_it_is_looked_at_and_every_write_says_why(medium: Path) -> None:
    protect(medium)
    before = sha256(medium.read_bytes()).hexdigest()
    for holds in ("张三", None):
        ledger = open_ledger(medium, CLOCK, holds=holds)
        assert "所在的磁盘是只读的，这里只能查看" in ledger.read_only
        assert "打开写保护" in ledger.read_only
        assert all(check.ok for check in ledger.check())
        with pytest.raises(LedgerError, match="磁盘是只读的") as caught:
            edit(ledger, key(), "写")
        assert caught.value.trouble is LedgerTrouble.NOT_WRITABLE
        assert ledger.try_writing() == ledger.read_only
        ledger.close()
    assert [each.name for each in medium.parent.iterdir()] == [medium.name]
    assert sha256(medium.read_bytes()).hexdigest() == before


def test_two_look_at_a_read_only_disk_side_by_side(medium: Path) -> None:
    protect(medium)
    ledgers = [window(medium), window(medium)]
    assert [shown(each, key()) for each in ledgers] == ["", ""]
    for each in ledgers:
        each.close()


def test_when_the_protection_is_taken_off_trying_again_is_enough(medium: Path) -> None:
    protect(medium)
    ledger = window(medium)
    assert ledger.read_only
    protect(medium, how="rw")
    assert ledger.try_writing() == ""
    edit(ledger, key(), "又能写了")
    assert shown(ledger, key()) == "又能写了"
    second = window(medium)
    assert "张三" in second.read_only
    second.close()
    ledger.close()


def test_a_write_that_did_not_end_is_told_on_a_read_only_disk(medium: Path) -> None:
    other = sqlite3.connect(medium, isolation_level=None)
    other.execute("PRAGMA cache_size=1")
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE measure SET text = text || zeroblob(9000)")
    torn, journal = medium.read_bytes(), medium.with_name(f"{medium.name}-journal").read_bytes()
    other.execute("ROLLBACK")
    other.close()
    medium.write_bytes(torn)
    medium.with_name(f"{medium.name}-journal").write_bytes(journal)
    protect(medium)
    with pytest.raises(LedgerError, match="上次没有写完，要先复原才能看") as caught:
        window(medium)
    assert caught.value.trouble is LedgerTrouble.NOT_WRITABLE
    assert (medium.read_bytes(), medium.with_name(f"{medium.name}-journal").read_bytes()) == (torn, journal)
    protect(medium, how="rw")
    whole = window(medium)
    assert whole.read_only == ""
    assert all(check.ok for check in whole.check())
    whole.close()


def test_an_older_ledger_on_a_read_only_disk_is_not_upgraded(medium: Path) -> None:
    shutil.copyfile(OLD, medium)
    protect(medium)
    before = sha256(medium.read_bytes()).hexdigest()
    with pytest.raises(LedgerError, match="是旧版程序建的，要升级才能打开") as caught:
        window(medium)
    assert caught.value.trouble is LedgerTrouble.NOT_WRITABLE
    assert sha256(medium.read_bytes()).hexdigest() == before


def test_a_full_disk_is_looked_at_and_written_when_there_is_room_again(medium: Path) -> None:
    protect(medium, how="nr_inodes=3")  # the folder, the ledger, and one that takes the last
    hog = medium.with_name("占满")
    hog.write_bytes(b"x")
    ledger = window(medium)
    assert "磁盘已经满了，这里只能查看" in ledger.read_only
    assert shown(ledger, key()) == ""
    hog.unlink()
    protect(medium, how="nr_inodes=100")
    assert ledger.try_writing() == ""
    edit(ledger, key(), "有地方了")
    ledger.close()


def test_without_the_right_to_write_it_is_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rights themselves can't be taken from the tests' user, who may be root."""
    def denied(_: Path) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(looking, "_ensure_writable", denied)
    ledger = window(path)
    assert "位置不允许写入，这里只能查看" in ledger.read_only
    assert not lock_file(path).exists()
    assert not holder_file(path).exists()
    with pytest.raises(LedgerError, match="不允许写入"):
        edit(ledger, key(), "写")
    monkeypatch.undo()
    assert ledger.try_writing() == ""
    edit(ledger, key(), "写")
    ledger.close()


def test_a_protected_file_is_looked_at(path: Path) -> None:
    """As Windows' 只读 makes one, or a copy from a disc."""
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        path.chmod(0o644)
        pytest.skip("for this user nothing is protected")
    ledger = window(path)
    assert "不允许写入" in ledger.read_only
    ledger.close()
    path.chmod(0o644)
