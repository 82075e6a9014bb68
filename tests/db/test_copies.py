"""What copies, replaces or moves a ledger: what was chosen is still there when it is wanted, and nobody reads or writes the
former file afterwards."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db.journals import journal_of, take_place
from db.lock import holder_file
from db.opening import create_ledger, open_ledger
from db.recovering import keep_copy, recover_ledger
from db.store import SqlLedger
from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed
from qcapp.domain.operations import OperationDraft, OperationKind
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock, small_plan
from tests.moved import moved
from tests.programs import ended

SECOND = "backup.second"
# Killed in the midst of a large write: the file is half new, and the journal has what it was.
_KILLED = """
import os, sqlite3, sys
query = sqlite3.connect(sys.argv[1], isolation_level=None)
query.execute("PRAGMA cache_size=1")
query.execute("BEGIN IMMEDIATE")
query.execute("UPDATE measure SET text = text || 'x'")
query.execute("CREATE TABLE big(data)")
for _ in range(300):
    query.execute("INSERT INTO big VALUES (zeroblob(3000))")
os._exit(9)
"""


def well(ledger: SqlLedger) -> bool:
    return all(check.ok for check in ledger.check())


def put_second(ledger: SqlLedger, place: str) -> str:
    draft = OperationDraft(OperationKind.SETTINGS, "备份的第二处有改动", "张三", settings={SECOND: place})
    return ledger.commit(draft).id


def kill_within_a_write(path: Path) -> None:
    ended([sys.executable, "-c", _KILLED, path])
    assert journal_of(path).stat().st_size


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = os.urandom(4096)
    path.write_bytes(data)


@pytest.fixture
def held(path: Path, clock: FixedClock) -> Iterator[SqlLedger]:
    """As a window has it."""
    ledger = open_ledger(path, clock, holds="张三")
    edit(ledger, key(), "张三写的")
    yield ledger
    ledger.close()


# ---------------------------------------------------------------- the second place, and the password


@pytest.mark.parametrize("later", ["/mnt/b", ""])
def test_a_backup_from_before_the_second_place_was_changed_is_brought_back(ledger: SqlLedger, later: str) -> None:
    """The setting stays what it is now, whatever its trail in the backup says."""
    put_second(ledger, "/mnt/a")
    saved = ledger.backup()
    put_second(ledger, later)
    ledger.restore(saved.path, "李四")
    assert ledger.settings()[SECOND] == later
    assert well(ledger)
    put_second(ledger, "/mnt/c")
    assert well(ledger)


def test_a_backup_from_before_the_second_place_was_put_back_is_brought_back(ledger: SqlLedger) -> None:
    done = put_second(ledger, "/mnt/a")
    saved = ledger.backup()
    ledger.undo(done, "张三")
    ledger.restore(saved.path, "李四")
    assert SECOND not in ledger.settings()
    assert well(ledger)


def test_recovered_from_an_old_backup_the_password_of_now_is_asked_for(
    ledger: SqlLedger, path: Path, clock: FixedClock
) -> None:
    old = ledger.backup()
    clock.time += timedelta(days=1)
    ledger.remember("password.record", "今天的密码")
    put_second(ledger, "/mnt/a")
    ledger.backup()
    ledger.close()
    damage(path)
    recovered, _ = recover_ledger(path, old.path, clock, "李四")
    assert (recovered.settings()["password.record"], recovered.settings()[SECOND]) == ("今天的密码", "/mnt/a")
    assert well(recovered)
    recovered.close()


# ---------------------------------------------------------------- thinning


def test_what_is_about_to_be_brought_back_is_not_thinned_first(ledger: SqlLedger, clock: FixedClock) -> None:
    edit(ledger, key(), "早先")
    wanted = ledger.backup(reason=BackupReason.MERGE)
    clock.time += timedelta(hours=1)
    ledger.backup(reason=BackupReason.MERGE)
    edit(ledger, key(), "后来")
    clock.time += timedelta(days=2, hours=1)
    ledger.restore(wanted.path, "李四")
    assert shown(ledger, key()) == "早先"
    assert wanted.path.exists()


def test_thinning_sweeps_what_died_processes_left_and_nothing_of_other_ledgers(
    ledger: SqlLedger, path: Path, clock: FixedClock
) -> None:
    folder = ledger.backup().path.parent
    stale = [
        folder / "台账-20210701-093000-合并前.sqlite3.sha256",  # its backup is gone
        folder / "台账-20210701-093000-每日.sqlite3",  # a name without a byte
    ]
    others = [
        folder / "台账-2-20210701-093000-合并前.sqlite3.sha256", folder / "台账-2-20210701-093000-每日.sqlite3",
        folder / "我的备份.sqlite3.sha256",
    ]
    for each in (*stale, *others):
        each.touch()
        os.utime(each, (time.time() - 3600,) * 2)
    ledger.backup()
    assert [each for each in stale if each.exists()] == []
    assert [each for each in others if not each.exists()] == []


# ---------------------------------------------------------------- going on elsewhere


def test_a_reader_that_began_before_the_move_leaves_no_way_to_the_former_file(ledger: SqlLedger, tmp_path: Path) -> None:
    edit(ledger, key(), "原来的")
    with ledger._reading():  # as another thread does
        ledger.move_to(tmp_path / "别处.sqlite3")
    edit(ledger, key(), "新写的")
    assert shown(ledger, key()) == "新写的"


def test_the_lock_moves_along(held: SqlLedger, path: Path, tmp_path: Path, clock: FixedClock) -> None:
    target = tmp_path / "别处" / "台账.sqlite3"
    held.move_to(target)
    assert not holder_file(path).exists()
    former = open_ledger(path, clock, holds="李四")
    edit(former, key(), "李四写的")
    beside = open_ledger(target, clock, holds="李四")
    assert "张三" in beside.read_only
    for each in (former, beside):
        each.close()


def test_opened_where_its_folder_was_renamed_to_it_is_written_to_at_once(
    held: SqlLedger, path: Path, clock: FixedClock
) -> None:
    """It is held by this very window, by the path that it had."""
    folder = moved(path.parent, path.parent.with_name("改了名"))
    again = open_ledger(folder / path.name, clock, holds="张三")
    edit(again, key(), "接着写")
    held.close()
    beside = open_ledger(folder / path.name, clock, holds="李四")
    assert "张三" in beside.read_only
    again.close()
    assert beside.try_writing() == ""
    beside.close()


def test_going_on_with_a_backup_is_told_in_the_history_and_gives_no_id_twice(
    ledger: SqlLedger, tmp_path: Path, clock: FixedClock
) -> None:
    saved = ledger.backup()
    clock.time += timedelta(hours=1)
    ledger.remember("password.record", "今天的密码")
    given = {edit(ledger, key(), text).id for text in ("一", "二", "三")}
    ledger.backup()
    moved(ledger.path, tmp_path / "没了")
    assert ledger.move_to(tmp_path / "别处.sqlite3", saved.path, "李四") == 3
    told = ledger.operations()[0]
    assert (told.kind, told.who) == (OperationKind.RESTORE, "李四")
    assert saved.path.name in told.summary
    assert told.id > max(given)
    assert edit(ledger, key(), "接着写").id > told.id
    assert ledger.settings()["password.record"] == "今天的密码"
    assert well(ledger)


# ---------------------------------------------------------------- names that are taken, or have a journal


def test_a_journal_whose_ledger_is_gone_does_not_break_what_comes_in_its_place(
    ledger: SqlLedger, tmp_path: Path, clock: FixedClock
) -> None:
    for text in ("一", "二", "三"):
        edit(ledger, key(), text)
    old = tmp_path / "旧的.sqlite3"
    create_ledger(old, small_plan(), clock, "王五").close()
    kill_within_a_write(old)
    left = journal_of(old).read_bytes()
    old.unlink()
    ledger.move_to(old)
    assert well(ledger)
    assert shown(ledger, key()) == "三"
    (aside,) = tmp_path.glob("旧的.sqlite3-journal-旧*")
    assert aside.read_bytes() == left


def test_a_file_of_that_name_made_in_the_same_moment_is_not_replaced(path: Path, tmp_path: Path) -> None:
    taken = tmp_path / "刚建好.sqlite3"
    taken.write_bytes(b"important")
    with pytest.raises(FileExistsError):
        take_place(path, taken)
    assert (taken.read_bytes(), path.exists()) == (b"important", True)


def test_a_backup_that_was_used_as_a_ledger_and_is_not_at_rest_is_not_written_over(ledger: SqlLedger, tmp_path: Path) -> None:
    target = tmp_path / "备份.sqlite3"
    ledger.backup(target)
    kill_within_a_write(target)
    before, journal = target.read_bytes(), journal_of(target).read_bytes()
    with pytest.raises(WriteFailed, match="上次没有写完"):
        ledger.backup(target)
    assert (target.read_bytes(), journal_of(target).read_bytes()) == (before, journal)


def test_a_copy_of_a_broken_file_that_fails_leaves_no_journal_behind(path: Path, tmp_path: Path) -> None:
    kill_within_a_write(path)
    keep_copy(path, tmp_path / "留存.sqlite3")
    assert journal_of(tmp_path / "留存.sqlite3").read_bytes() == journal_of(path).read_bytes()
    long = tmp_path / f"{'长' * 80}.sqlite3"  # there is room for the name, none for that of what lies beside it
    with pytest.raises(WriteFailed):
        keep_copy(path, long)
    assert list(tmp_path.glob("*长*")) == []


_IN_WAL = """
import os, sqlite3, sys
tool = sqlite3.connect(sys.argv[1], isolation_level=None)
tool.execute("PRAGMA journal_mode=WAL")
tool.execute("PRAGMA wal_autocheckpoint=0")
tool.execute("UPDATE operation SET who = '别的工具'")
os._exit(9)
"""


def write_ahead(path: Path) -> Path:
    """What another program leaves that turns a ledger to a write-ahead log, and dies: the log."""
    ended([sys.executable, "-c", _IN_WAL, path])
    log = path.with_name(f"{path.name}-wal")
    assert log.stat().st_size
    return log


def test_a_write_ahead_log_that_another_program_left_is_not_played_into_the_backup_that_comes_in_its_place(
    path: Path, clock: FixedClock
) -> None:
    with closing(open_ledger(path, clock)) as ledger:
        edit(ledger, key(), "备份里的")
        saved = ledger.backup()
    log = write_ahead(path).read_bytes()
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])
    ledger, aside = recover_ledger(path, saved.path, clock, "李四")
    with closing(ledger):
        assert shown(ledger, key()) == "备份里的"
        assert well(ledger)
    assert aside is not None
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == log, "it belongs to what was put aside"


def test_a_write_ahead_log_whose_ledger_is_gone_does_not_break_a_new_one(
    ledger: SqlLedger, tmp_path: Path, clock: FixedClock
) -> None:
    edit(ledger, key(), "三")
    old = tmp_path / "旧的.sqlite3"
    create_ledger(old, small_plan(), clock, "王五").close()
    log = write_ahead(old).read_bytes()
    keep_copy(old, tmp_path / "留存.sqlite3")
    assert (tmp_path / "留存.sqlite3-wal").read_bytes() == log
    old.unlink()
    ledger.move_to(old)
    assert well(ledger)
    assert shown(ledger, key()) == "三"
    assert (tmp_path / "旧的.sqlite3-wal-旧").read_bytes() == log


# ---------------------------------------------------------------- two at once


def test_a_ledger_that_a_window_has_is_not_replaced_under_it(held: SqlLedger, path: Path, clock: FixedClock) -> None:
    saved = held.backup()
    damage(path)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="张三") as caught:
        recover_ledger(path, saved.path, clock, "李四", holds="李四")
    assert caught.value.trouble is LedgerTrouble.BUSY
    assert (path.read_bytes(), list(path.parent.glob("*损坏*"))) == (before, [])
    held.close()
    recovered, aside = recover_ledger(path, saved.path, clock, "李四", holds="李四")
    assert aside is not None
    assert aside.read_bytes() == before
    edit(recovered, key(), "接着写")
    recovered.close()


def test_a_window_that_only_looks_does_not_replace_the_ledger(held: SqlLedger, path: Path, clock: FixedClock) -> None:
    saved = held.backup()
    beside = open_ledger(path, clock, holds="李四")
    with pytest.raises(LedgerError, match="张三"):
        beside.recover(saved.path, "李四")
    assert list(path.parent.glob("*损坏*")) == []
    edit(held, key(), "还能写")
    beside.close()


def test_damaged_twice_in_a_second_both_files_are_kept(ledger: SqlLedger, path: Path, clock: FixedClock) -> None:
    saved = ledger.backup()
    ledger.close()
    broken = set()
    for _ in range(2):
        damage(path)
        broken.add(path.read_bytes())
        recover_ledger(path, saved.path, clock, "李四")[0].close()
    assert {each.read_bytes() for each in path.parent.glob("*损坏*")} == broken
    with sqlite3.connect(path) as query:
        assert query.execute("PRAGMA integrity_check").fetchone() == ("ok",)
