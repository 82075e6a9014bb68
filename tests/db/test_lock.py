"""Two windows on one ledger: the second is told by whom and since when, looks, and takes over; nothing stale holds it up."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from db.connection import connect, transaction
from db.lock import LedgerLock, holder_file, lock_file, read_holder
from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.holder import UNKNOWN_HOLDER, LedgerHolder
from qcapp.domain.operations import CellEdit
from tests.db.drafts import edit, edit_draft, key, shown
from tests.factory import FixedClock, small_plan
from tests.programs import next_line

ROOT = Path(__file__).resolve().parents[2]
CLOCK = FixedClock()


@contextmanager
def window(path: Path, who: str = "李四") -> Iterator[SqlLedger]:
    """Opened as a window does it, when its first page stands."""
    ledger = open_ledger(path, CLOCK, holds=who)
    ledger.warm_up()
    try:
        yield ledger
    finally:
        ledger.close()


@contextmanager
def other_process(path: Path, who: str = "张三") -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "tests.db.holder", str(path), who],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )
    assert next_line(process).strip() == "held"
    with process:
        yield process
        process.kill()


def refuses_every_write(ledger: SqlLedger, why: str) -> None:
    before = ledger.operations()
    calls = (
        lambda: ledger.commit(edit_draft(CellEdit(key(), shown(ledger, key()), "不许"))),
        lambda: ledger.undo(None, "李四"), lambda: ledger.redo("李四"), lambda: ledger.remember("window.x", "1"),
        lambda: ledger.restore(ledger.path, "张三"),
    )
    for call in calls:
        with pytest.raises(LedgerError) as caught:
            call()
        assert str(caught.value) == why
        assert caught.value.trouble in (LedgerTrouble.BUSY, LedgerTrouble.NOT_WRITABLE)
    assert ledger.operations() == before


def test_the_second_window_is_told_by_whom_and_since_when_and_can_look(path: Path) -> None:
    with window(path, "张三") as first, window(path) as second:
        edit(first, key(), "张三写的")
        holder = read_holder(path)
        assert holder is not None
        assert (holder.who, holder.computer, holder.pid) == ("张三", platform.node(), os.getpid())
        clock = f"{holder.since.hour}:{holder.since.minute:02}"
        told = f"张三 在这台电脑上从 {clock} 起正在用这本台账，这里只能查看，不能改动；"
        assert second.read_only == told + "等那边关闭后，请点“再试”。"
        assert shown(second, key()) == "张三写的"
        refuses_every_write(second, second.read_only)
        assert first.read_only == ""


def test_on_another_computer_and_another_day_that_is_said() -> None:
    holder = LedgerHolder("张三", "办公室二", datetime(2021, 7, 21, 9, 5), 7)
    assert holder.words(date(2021, 7, 21), "这里") == "张三 在电脑“办公室二”上从 9:05 起正在用"
    assert holder.words(date(2021, 7, 22), "这里") == "张三 在电脑“办公室二”上从 7月21日 9:05 起正在用"


def test_when_the_first_is_closed_the_second_takes_over(path: Path) -> None:
    with window(path) as second_later, window(path, "张三") as second:
        assert second.read_only
        assert second.try_writing() == second.read_only != ""
        second_later.close()
        assert second.try_writing() == ""
        edit(second, key(), "接着写")
        assert shown(second, key()) == "接着写"
        holder = read_holder(path)
        assert holder is not None
        assert holder.who == "张三"
    assert read_holder(path) is None


def test_a_command_writes_beside_a_window(path: Path) -> None:
    with window(path) as first:
        command = open_ledger(path, CLOCK)
        edit(command, key(), "命令行写的")
        command.close()
        edit(first, key(2), "窗口写的")
        assert shown(first, key()) == "命令行写的"
        assert read_holder(path) is not None


def test_kill_9_leaves_nothing_that_blocks(path: Path) -> None:
    for trial in range(3):
        with other_process(path, f"张三{trial}") as process:
            with window(path) as second:
                assert f"张三{trial} 在这台电脑上" in second.read_only
            process.kill()
            process.wait()
            for left in (lock_file(path), holder_file(path)):
                assert left.exists(), "what a killed process leaves behind"
            with window(path) as second:
                assert second.read_only == ""
                edit(second, key(), f"第 {trial} 次")
                holder = read_holder(path)
                assert holder is not None
                assert holder.who == "李四"


def test_a_window_that_stands_takes_over_from_a_killed_one(path: Path) -> None:
    with other_process(path) as process, window(path) as second:
        assert second.try_writing() != ""
        assert not second.seems_free()
        process.kill()
        process.wait()
        assert holder_file(path).exists()
        assert second.seems_free(), "what the killed one said of itself holds no more"
        assert second.try_writing() == ""


def test_asking_whether_it_is_free_does_not_keep_it(path: Path) -> None:
    with other_process(path) as process, window(path) as second:
        process.kill()
        process.wait()
        for _ in range(20):
            assert second.seems_free()
        assert second.read_only != "", "that is left to the person"
        with window(path, "王五") as third:
            assert third.read_only == ""
            assert not second.seems_free()


BROKEN = [
    b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"who": "x"}', b"[" * 100_000, b'{"who":"","computer":"","since":"x","pid":1}',
    json.dumps({"who": "张三", "computer": "二", "since": "yesterday", "pid": 1}).encode(),
    json.dumps({"who": "张三", "computer": "二", "since": "2021-07-22T09:30:00", "pid": {}}).encode(),
]


@pytest.mark.parametrize("said", BROKEN)
def test_a_broken_word_of_who_holds_it_is_no_traceback(path: Path, said: bytes) -> None:
    holder_file(path).write_bytes(said)
    with window(path, "张三") as first:
        assert first.read_only == ""
        holder_file(path).write_bytes(said)
        with window(path) as second:
            assert second.read_only == UNKNOWN_HOLDER
    assert not holder_file(path).exists()


def test_a_name_of_many_lines_stays_a_sentence(path: Path) -> None:
    with window(path, "张\n三" * 50), window(path) as second:
        assert "\n" not in second.read_only
        assert len(second.read_only) < 150


def test_a_copied_folder_with_a_stale_word_of_who_holds_it_opens(path: Path, tmp_path: Path) -> None:
    with window(path, "张三"):
        copied = Path(shutil.copytree(path.parent, tmp_path / "拷走的")) / path.name
        assert read_holder(copied) is not None
        with window(copied) as copy:
            assert copy.read_only == ""
            edit(copy, key(), "另一本")


def test_two_ledgers_in_one_folder_are_held_apart(path: Path) -> None:
    beside = path.with_name("另一本.sqlite3")
    create_ledger(beside, small_plan(), CLOCK, "张三").close()
    with window(path), window(beside) as second:
        assert second.read_only == ""


def test_the_same_ledger_by_a_link_is_the_same(path: Path, tmp_path: Path) -> None:
    by_file, by_folder = tmp_path / "别处" / "快捷.sqlite3", tmp_path / "文件夹"
    by_file.parent.mkdir()
    try:
        by_file.symlink_to(path)
        by_folder.symlink_to(path.parent, target_is_directory=True)
        by_file.read_bytes()
    except OSError:
        pytest.skip("this user may make no links here, or they lead nowhere")
    ways = [by_file, by_folder / path.name, path.parent / "." / ".." / path.parent.name / path.name]
    with window(path):
        for way in ways:
            with window(way) as second:
                assert second.read_only, way
    with window(by_file), window(path) as second:
        assert second.read_only
    assert not list(by_file.parent.glob(".*")), "nothing is left beside the link"


def test_a_ledger_that_can_not_be_opened_is_not_held(path: Path) -> None:
    holder_file(path).write_bytes(b"{}")  # so that it is taken at once
    whole = path.read_bytes()
    path.write_bytes(whole[:9000])
    with pytest.raises(LedgerError):
        open_ledger(path, CLOCK, holds="张三")
    path.write_bytes(whole)
    with window(path) as ledger:
        assert ledger.read_only == ""


def test_the_name_may_be_told_later(path: Path) -> None:
    with window(path, "root") as first:
        first.sign("张三")
        holder = read_holder(path)
        assert holder is not None
        assert holder.who == "张三"


def test_a_write_before_the_window_stands_takes_the_ledger_first(path: Path) -> None:
    early = open_ledger(path, CLOCK, holds="张三")
    with window(path) as second:
        assert second.read_only == ""
        with pytest.raises(LedgerError, match="李四 在这台电脑上"):
            edit(early, key(), "抢先")
        assert early.read_only
    early.close()


def test_an_older_ledger_that_another_window_has_is_not_migrated(path: Path, tmp_path: Path) -> None:
    old = Path(shutil.copyfile(ROOT / "tests" / "old_ledgers" / "0001.sqlite3", tmp_path / "旧.sqlite3"))
    before = sha256(old.read_bytes()).hexdigest()
    lock = LedgerLock(old, "张三")
    assert lock.take() == ""
    with pytest.raises(LedgerError, match="正在另一个窗口里使用；请先关闭") as caught:
        open_ledger(old, CLOCK, holds="李四")
    assert caught.value.trouble is LedgerTrouble.BUSY
    assert sha256(old.read_bytes()).hexdigest() == before
    lock.release()
    with window(old) as ledger:
        assert ledger.read_only == ""


def test_a_file_system_without_locks_is_worked_on_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each operation is whole there too, and the window follows what others write."""
    import errno

    import filelock

    def unable(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(filelock.FileLock, "acquire", unable)
    with window(path) as ledger:
        assert ledger.read_only == ""
        edit(ledger, key(), "没有锁也能写")


def test_a_lock_of_another_user_that_can_not_be_opened_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import filelock

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(filelock.FileLock, "acquire", denied)
    with window(path) as ledger:
        assert "不能写入，没法确定有没有别人在用" in ledger.read_only
        refuses_every_write(ledger, ledger.read_only)


@pytest.mark.skipif(os.name == "nt", reason="rights are of another kind there")
def test_the_lock_is_for_every_user_of_the_computer(path: Path) -> None:
    before = os.umask(0o077)
    try:
        with window(path):
            assert lock_file(path).stat().st_mode & 0o777 == 0o666
    finally:
        os.umask(before)


def test_whoever_looks_sees_every_pragma_and_writes_nothing(path: Path) -> None:
    query = connect(path, reading=True, fixed=True)
    assert query.execute("PRAGMA query_only").fetchone() == (1,)
    with pytest.raises(Exception, match="readonly"):
        query.execute("DELETE FROM operation")
    query.close()


def test_others_read_on_while_a_large_merge_is_written(ledger: SqlLedger) -> None:
    before = ledger.path.stat().st_size
    with transaction(ledger.path) as writing, closing(connect(ledger.path, reading=True)) as reader:
        reader.execute("PRAGMA busy_timeout=0")
        writing.execute("INSERT INTO blob (sha256, size, data) VALUES ('many', 9000000, zeroblob(9000000))")
        assert reader.execute("SELECT count(*) FROM blob WHERE sha256 = 'many'").fetchone() == (0,)
        assert ledger.path.stat().st_size == before  # not a page of it is in the file before all of it may be
    assert ledger.path.stat().st_size > before + 9_000_000
