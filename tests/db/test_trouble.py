"""Each trouble of a ledger's file is told by its kind, at opening and in use; and what was typed finds another place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db import moving, recovering
from db.door import door_of
from db.opening import open_ledger
from db.recovering import held_in, keep_copy
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock
from tests.moved import moved
from tests.programs import ended


def trouble_at_opening(path: Path) -> LedgerTrouble | None:
    with pytest.raises(LedgerError) as caught:
        open_ledger(path, FixedClock())
    return caught.value.trouble


@pytest.fixture
def told(ledger: SqlLedger) -> list[LedgerTrouble | None]:
    """What whoever watches the ledger heard."""
    heard: list[LedgerTrouble | None] = []
    ledger.watch(lambda error: heard.append(error.trouble if error is not None else None))
    return heard


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, that can be made read-only, filled up and taken away."""
    place = tmp_path / "盘"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if os.name == "nt" or ended(mounting).returncode:
        pytest.skip("a disk can only be mounted by root, on Linux")
    yield place
    while os.path.ismount(place):
        ended(["umount", "-l", place], check=True)


@pytest.fixture
def on_disk(path: Path, disk: Path) -> Iterator[SqlLedger]:
    ledger = open_ledger(Path(shutil.copyfile(path, disk / "台账.sqlite3")), FixedClock())
    edit(ledger, key(), "原来的")
    yield ledger
    ledger.close()


def test_what_ails_a_file_is_known_at_opening(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    found = {}
    for name, content in {
        "空": b"", "表格": b"PK\x03\x04" + b"x" * 9000, "断尾": whole[:-4096], "头": b"\xff" * 100 + whole[100:],
        "记号": whole[:68] + b"\0\0\0\0" + whole[72:], "中间": whole[:8192] + b"\xa5" * 4096 + whole[12288:],
    }.items():
        path.write_bytes(content)
        found[name] = trouble_at_opening(path)
        assert path.read_bytes() == content
    assert found == {
        "空": LedgerTrouble.EMPTY, "表格": LedgerTrouble.FOREIGN, "断尾": LedgerTrouble.DAMAGED, "头": LedgerTrouble.DAMAGED,
        "记号": LedgerTrouble.DAMAGED, "中间": LedgerTrouble.DAMAGED,
    }
    assert trouble_at_opening(tmp_path / "没有" / "台账.sqlite3") is LedgerTrouble.MISSING
    assert trouble_at_opening(tmp_path) is LedgerTrouble.FOREIGN


def test_another_programs_database_and_a_newer_one_are_told_apart(path: Path, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "别的.sqlite3")
    other.execute("CREATE TABLE t (a)")
    other.close()
    assert trouble_at_opening(tmp_path / "别的.sqlite3") is LedgerTrouble.FOREIGN
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version=9999")
    newer.close()
    assert trouble_at_opening(path) is LedgerTrouble.NEWER


def test_an_older_ledger_that_is_damaged_is_told_so_and_not_taken_for_one_that_cannot_be_upgraded(path: Path) -> None:
    old = next(iter(sorted((Path(__file__).parents[1] / "old_ledgers").glob("*.sqlite3"))))
    whole = old.read_bytes()
    middle = len(whole) // 4096 // 2 * 4096
    path.write_bytes(whole[:middle] + b"\xa5" * 4096 + whole[middle + 4096 :])
    before = path.read_bytes()
    assert trouble_at_opening(path) is LedgerTrouble.DAMAGED
    assert path.read_bytes() == before


def test_a_backup_tells_what_it_holds(ledger: SqlLedger) -> None:
    edit(ledger, key(), "已办")
    held = held_in(ledger.backup().path)
    assert (held.title, held.operations, held.who) == (ledger.plans()[-1].title, 2, ledger.operations(1)[0].who)
    assert held.summary == ledger.operations(1)[0].summary


def test_a_damaged_file_is_kept_byte_for_byte_and_nothing_is_replaced_by_it(path: Path, tmp_path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])
    path.with_name(f"{path.name}-journal").write_bytes(b"journal")
    target = tmp_path / "另存" / "坏的.sqlite3"
    keep_copy(path, target)
    assert target.read_bytes() == path.read_bytes()
    assert target.with_name("坏的.sqlite3-journal").read_bytes() == b"journal"
    with pytest.raises(WriteFailed, match="没有覆盖它"):
        keep_copy(path, target)


def test_a_renamed_folder_stops_writing_is_told_and_coming_back_is_told_too(
    ledger: SqlLedger, told: list[LedgerTrouble | None], path: Path
) -> None:
    folder, away = path.parent, path.parent.with_name("改了名")
    moved(folder, away)
    with pytest.raises(LedgerError, match="移走或替换"):
        edit(ledger, key(), "写了一半")
    assert told == [LedgerTrouble.MOVED]
    away.rename(folder)
    ledger.look_after()
    assert told == [LedgerTrouble.MOVED, None]
    edit(ledger, key(), "写了一半")
    assert told == [LedgerTrouble.MOVED, None]


def test_what_is_renamed_under_the_window_is_gone_on_with_elsewhere_nothing_lost(
    ledger: SqlLedger, told: list[LedgerTrouble | None], path: Path, tmp_path: Path
) -> None:
    edit(ledger, key(), "最后写的")
    moved(path.parent, path.parent.with_name("改了名"))
    target = tmp_path / "别处" / "台账.sqlite3"
    assert ledger.move_to(target) == 0
    edit(ledger, key(), "接着写的")
    assert (ledger.path, shown(ledger, key()), told) == (target, "接着写的", [])
    assert [each.name for each in target.parent.iterdir()] == ["台账.sqlite3"]
    again = open_ledger(target, FixedClock())
    assert all(check.ok for check in again.check())
    again.close()


def test_what_is_renamed_while_the_window_reads_it_is_gone_on_with_elsewhere_all_the_same(
    ledger: SqlLedger, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reads has the only connection that still leads to it; by a new one it would be taken for unreadable."""
    edit(ledger, key(), "最后写的")
    moved(path.parent, path.parent.with_name("改了名"))
    begun, waited_for, target = threading.Barrier(2, timeout=60), threading.Event(), tmp_path / "别处" / "台账.sqlite3"
    really = ledger._idle_lock.wait_for

    def wait_for(there: Callable[[], object], seconds: float) -> object:
        waited_for.set()
        return really(there, seconds)

    def read() -> None:
        with ledger._reading():
            begun.wait()
            waited_for.wait(60)

    monkeypatch.setattr(ledger._idle_lock, "wait_for", wait_for)
    reader = threading.Thread(target=read)
    reader.start()
    begun.wait()
    assert ledger._idle == []
    assert ledger.move_to(target) == 0
    reader.join()
    assert (ledger.path, shown(ledger, key())) == (target, "最后写的")


def test_a_save_while_it_is_put_elsewhere_is_told_at_once_and_made_there(
    ledger: SqlLedger, told: list[LedgerTrouble | None], path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large ledger takes its time, and so does who still reads it: the window's thread does not wait for that."""
    begun, goes_on = threading.Event(), threading.Event()
    put_copy = moving.put_copy

    def slowly(source: sqlite3.Connection, target: Path) -> None:
        begun.set()
        goes_on.wait(60)
        put_copy(source, target)

    monkeypatch.setattr(moving, "put_copy", slowly)
    target = tmp_path / "别处.sqlite3"
    mover = threading.Thread(target=ledger.move_to, args=(target,))
    mover.start()
    assert begun.wait(60)
    with pytest.raises(LedgerError) as caught:
        edit(ledger, key(), "另存时填的")
    assert (caught.value.trouble, str(caught.value)) == (
        LedgerTrouble.BUSY, f"台账“{path}”正在另存到别处，这里的还没有保存，请等它另存好再试。"
    )
    goes_on.set()
    mover.join()
    edit(ledger, key(), "另存时填的")
    assert (ledger.path, shown(ledger, key()), told) == (target, "另存时填的", [])


def test_what_cannot_be_read_and_nobody_reads_is_not_waited_for(ledger: SqlLedger, path: Path, tmp_path: Path) -> None:
    ledger._drop_idle()
    moved(path.parent, path.parent.with_name("改了名"))
    with pytest.raises(LedgerError, match="不在原处"):
        ledger.move_to(tmp_path / "别处.sqlite3")
    assert not (tmp_path / "别处.sqlite3").exists()
    moved(path.parent.with_name("改了名"), path.parent)
    assert ledger.move_to(tmp_path / "别处.sqlite3") == 0


def test_a_file_that_is_there_is_never_taken_for_the_new_place(ledger: SqlLedger, tmp_path: Path) -> None:
    taken = tmp_path / "别的.sqlite3"
    taken.write_bytes(b"important")
    with pytest.raises(WriteFailed, match="没有覆盖它"):
        ledger.move_to(taken)
    assert taken.read_bytes() == b"important"
    edit(ledger, key(), "还在原处")


def test_damage_found_later_stops_writing_until_a_backup_stands_in_its_place(
    ledger: SqlLedger, told: list[LedgerTrouble | None], path: Path
) -> None:
    edit(ledger, key(), "ABCDEFGHIJ")
    backup = ledger.backup()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"ABCDEFGHIJ", b"ABCDEFGHIK"))
    broken = path.read_bytes()
    with pytest.raises(LedgerError, match="检查出损坏，已停止写入"):
        ledger.look_through()
    with pytest.raises(LedgerError, match="检查出损坏，已停止写入"):
        edit(ledger, key(), "不该写进去")
    assert (path.read_bytes(), told) == (broken, [LedgerTrouble.DAMAGED])
    aside = ledger.recover(backup.path, "张三")
    assert aside is not None
    assert aside.read_bytes() == broken
    assert told == [LedgerTrouble.DAMAGED, None]
    assert shown(ledger, key()) == "ABCDEFGHIJ"
    edit(ledger, key(), "又能写了")


def test_what_is_read_while_a_backup_takes_the_place_of_a_damaged_file_does_not_keep_it_open(
    ledger: SqlLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window's other threads read on, and Windows replaces no file that is open."""
    edit(ledger, key(), "ABCDEFGHIJ")
    backup = ledger.backup()
    path.write_bytes(path.read_bytes().replace(b"ABCDEFGHIJ", b"ABCDEFGHIK"))
    with pytest.raises(LedgerError, match="检查出损坏"):
        ledger.look_through()
    exchange = recovering.exchange

    def read_and_exchange(ready: Path, place: Path, stem: str) -> Path | None:
        assert shown(ledger, key()) == "ABCDEFGHIK"
        if sys.platform == "linux":  # where it would be replaced all the same, and the system tells what is open
            assert not any(each.exists() and each.samefile(path) for each in Path("/proc/self/fd").iterdir())
        return exchange(ready, place, stem)

    monkeypatch.setattr(recovering, "exchange", read_and_exchange)
    ledger.recover(backup.path, "张三")
    assert shown(ledger, key()) == "ABCDEFGHIJ"


def test_going_on_with_a_backup_says_how_much_is_lost(ledger: SqlLedger, tmp_path: Path) -> None:
    edit(ledger, key(), "备份里有的")
    backup = ledger.backup()
    edit(ledger, key(), "备份里没有的")
    assert ledger.move_to(tmp_path / "别处.sqlite3", backup.path) == 1
    assert shown(ledger, key()) == "备份里有的"


def test_a_full_disk_is_told_and_the_ledger_goes_on_elsewhere(on_disk: SqlLedger, disk: Path, tmp_path: Path) -> None:
    heard: list[LedgerError | None] = []
    on_disk.watch(heard.append)
    with pytest.raises(OSError, match="space"):
        (disk / "占满").write_bytes(b"x" * 4_000_000)
    with pytest.raises(LedgerError, match="空间不足"):
        edit(on_disk, key(), "很长的进展情况" * 9000)
    assert [each and each.trouble for each in heard] == [LedgerTrouble.NO_SPACE]
    on_disk.move_to(tmp_path / "别处.sqlite3")
    edit(on_disk, key(), "很长的进展情况" * 9000)
    assert heard[1:] == [None]


def test_a_disk_turned_read_only_is_told_before_anything_is_typed(on_disk: SqlLedger, disk: Path, tmp_path: Path) -> None:
    heard: list[LedgerError | None] = []
    on_disk.watch(heard.append)
    ended(["mount", "--bind", "-o", "ro", disk, disk], check=True)  # the file that is open does not hinder it
    on_disk.look_after()
    with pytest.raises(LedgerError, match="不能写入"):
        edit(on_disk, key(), "写了一半")
    assert {each and each.trouble for each in heard} == {LedgerTrouble.NOT_WRITABLE}
    looked_at = open_ledger(on_disk.path, FixedClock())
    assert "只能查看" in looked_at.read_only
    looked_at.close()
    ended(["umount", disk], check=True)
    on_disk.look_after()
    assert heard[-1] is None


def test_a_disk_taken_away_in_use_is_told_and_the_ledger_is_saved_through_the_open_file(
    on_disk: SqlLedger, disk: Path, tmp_path: Path
) -> None:
    heard: list[LedgerError | None] = []
    on_disk.watch(heard.append)
    ended(["umount", "-l", disk], check=True)
    on_disk.look_after()
    with pytest.raises(LedgerError, match="移走或替换"):
        edit(on_disk, key(), "写了一半")
    assert {each and each.trouble for each in heard} == {LedgerTrouble.MOVED}
    assert on_disk.move_to(tmp_path / "别处.sqlite3") == 0
    assert shown(on_disk, key()) == "原来的"
    edit(on_disk, key(), "写了一半")


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_was_emptied_or_overwritten_in_use_is_a_damaged_ledger_not_a_fault_of_the_program(
    ledger: SqlLedger, path: Path, told: list[LedgerTrouble | None], content: bytes
) -> None:
    path.write_bytes(content)
    for deed in (ledger.settings, lambda: edit(ledger, key(), "写不进去的")):
        with pytest.raises(LedgerError) as caught:
            deed()
        assert caught.value.trouble is LedgerTrouble.DAMAGED
    assert told == [LedgerTrouble.DAMAGED]
    assert path.read_bytes() == content


def test_looking_at_a_ledger_that_is_gone_makes_no_empty_file_in_its_place(ledger: SqlLedger, path: Path, tmp_path: Path) -> None:
    backup = ledger.backup()
    ledger.close()
    path.rename(tmp_path / "挪走了")
    held_in(backup.path, path)
    assert door_of(path) == ""
    assert not path.exists()
