"""Backups are whole before they take their name; restoring keeps what it replaces."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from db import backup as backups
from db import connection
from db.integrity import thorough_trouble
from db.opening import create_ledger, open_ledger
from db.recovering import newest_whole_backup, recover_ledger
from db.store import SqlLedger
from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import LedgerError, WriteFailed
from tests.db.drafts import edit, key, merge_draft, shown
from tests.factory import FixedClock, small_plan


def test_a_backup_opens_as_the_ledger_it_was(ledger: SqlLedger, tmp_path: Path, clock: FixedClock) -> None:
    ledger.commit(merge_draft(b"form"))
    edit(ledger, key(), "备份前")
    made = ledger.backup(tmp_path / "U 盘" / "copy.sqlite3")
    edit(ledger, key(), "备份后")
    assert (made.path, made.at, made.size) == (tmp_path / "U 盘" / "copy.sqlite3", clock.time, made.path.stat().st_size)
    copy = open_ledger(made.path, clock)
    assert (copy.ledger_id, shown(copy, key())) == (ledger.ledger_id, "备份前")
    copy.close()
    assert sorted(file.name for file in made.path.parent.iterdir()) == ["copy.sqlite3", "copy.sqlite3.sha256"]


def test_own_backups_have_their_own_names_and_are_listed_newest_first(
    ledger: SqlLedger, clock: FixedClock
) -> None:
    ledger.backup()
    ledger.backup(reason=BackupReason.MERGE)
    clock.time = datetime(2021, 7, 23, 7, 5, 9)
    ledger.backup()
    folder = ledger.path.parent / "backups"
    (folder / "别的-20210101-000000.sqlite3").write_bytes(b"x")
    assert [(backup.path.name, backup.at) for backup in ledger.backups()] == [
        ("台账-20210723-070509-手动.sqlite3", datetime(2021, 7, 23, 7, 5, 9)),
        ("台账-20210722-093000-合并前-2.sqlite3", datetime(2021, 7, 22, 9, 30)),
        ("台账-20210722-093000-手动.sqlite3", datetime(2021, 7, 22, 9, 30)),
    ]
    assert ledger.backups(1) == ledger.backups()[:1]


def test_a_backup_that_fails_leaves_the_older_file_whole(
    ledger: SqlLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.sqlite3"
    ledger.backup(target)
    older = target.read_bytes()
    edit(ledger, key(), "更多")
    monkeypatch.setattr(backups, "trouble_of", lambda path: "内容：不符")
    with pytest.raises(WriteFailed, match="备份没有通过检查"):
        ledger.backup(target)

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "fsync", full)
    with pytest.raises(WriteFailed, match="没有写成"):
        ledger.backup(target)
    assert target.read_bytes() == older
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.sqlite3", "copy.sqlite3.sha256", "我的 台账"]


def test_a_backup_takes_its_name_only_when_it_is_on_the_disk_and_was_looked_through(
    ledger: SqlLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, done = tmp_path / "copy.sqlite3", dict[str, tuple[str, bool]]()
    forced, looked = connection.fsync, backups.trouble_of

    def on_disk(path: Path) -> None:
        forced(path)
        done["on the disk"] = path.suffix, target.exists()

    def looked_through(path: Path) -> str:
        trouble = looked(path)
        done["looked through"] = path.suffix, target.exists()
        return trouble

    monkeypatch.setattr(backups, "fsync", on_disk)
    monkeypatch.setattr(backups, "trouble_of", looked_through)
    ledger.backup(target)
    assert done == {"on the disk": (".part", False), "looked through": (".part", False)}
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_a_damaged_ledger_makes_no_backup(ledger: SqlLedger, path: Path, tmp_path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("UPDATE measure SET text = '别的'")
    other.commit()
    other.close()
    with pytest.raises(WriteFailed, match="操作记录"):
        ledger.backup(tmp_path / "copy.sqlite3")
    assert not (tmp_path / "copy.sqlite3").exists()


@pytest.mark.parametrize(("statement", "said"), [
    ("UPDATE measure SET text = '别的'", "操作记录：操作 "),
    ("UPDATE cell SET text = '别的'", "台账内容：有 1 个栏目"),
    ("UPDATE cell SET text = 'Ａ'", "台账内容：有 1 个栏目"),  # as which it is not to be searched for, either
    ("UPDATE cell SET plain = '别的'", "台账内容：有 1 个栏目"),
    ("PRAGMA application_id=1", "文件标记：文件没有"),
    ("UPDATE change SET operation = 99", "引用关系：有 "),
    ("PRAGMA writable_schema=ON; UPDATE sqlite_master SET tbl_name = 'cell' WHERE name = 'change_by_cell'", "文件大小："),
])
def test_of_a_copy_the_same_trouble_is_told_first_as_of_a_ledger_that_is_read_in_one_go(
    ledger: SqlLedger, tmp_path: Path, statement: str, said: str
) -> None:
    edit(ledger, key(), "写好的")
    copy = ledger.backup(tmp_path / "copy.sqlite3").path
    assert backups.trouble_of(copy) == ""
    with closing(sqlite3.connect(copy)) as tool:
        tool.executescript(f"PRAGMA foreign_keys=OFF; {statement}")
        tool.commit()
    with closing(connection.probe(copy)) as query:
        in_one_go = thorough_trouble(query, copy)
    assert backups.trouble_of(copy) == in_one_go
    assert in_one_go.startswith(said)


def test_a_backup_is_never_written_over_the_ledger(ledger: SqlLedger) -> None:
    with pytest.raises(WriteFailed, match="换一个文件名"):
        ledger.backup(ledger.path)
    assert all(check.ok for check in ledger.check())


def test_a_file_that_is_no_backup_of_this_ledger_is_never_overwritten(
    ledger: SqlLedger, tmp_path: Path, clock: FixedClock
) -> None:
    paper, list_of_units = tmp_path / "通报.docx", tmp_path / "别的.db"
    paper.write_bytes(b"a month's work")
    database = sqlite3.connect(list_of_units)
    database.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    database.execute("INSERT INTO meta VALUES ('ledger_id', ?)", (ledger.ledger_id,))
    database.commit()
    database.close()
    other = tmp_path / "另一本.sqlite3"
    create_ledger(other, small_plan(2022), clock, "张三").close()
    (tmp_path / "空.sqlite3").write_bytes(b"")
    before = {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    for path in (*before, tmp_path / "我的 台账"):
        with pytest.raises(WriteFailed, match="没有覆盖它，请换一个文件名"):
            ledger.backup(path)
    assert {file: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()} == before


def test_the_same_name_can_be_used_for_the_next_backup(ledger: SqlLedger, tmp_path: Path, clock: FixedClock) -> None:
    target = tmp_path / "U 盘.sqlite3"
    ledger.backup(target)
    edit(ledger, key(), "后来")
    ledger.backup(target)
    copy = open_ledger(target, clock)
    assert shown(copy, key()) == "后来"
    copy.close()


def test_restore_brings_back_and_keeps_what_it_replaced(ledger: SqlLedger, clock: FixedClock) -> None:
    edit(ledger, key(), "早先")
    saved = ledger.backup()
    edit(ledger, key(), "后来")
    replaced = ledger.restore(saved.path, "张三")
    assert shown(ledger, key()) == "早先"
    assert all(check.ok for check in ledger.check())
    edit(ledger, key(), "恢复之后")
    assert shown(ledger, key()) == "恢复之后"
    assert ledger.restore(replaced.path, "张三").path != replaced.path
    assert shown(ledger, key()) == "后来"


def test_restore_refuses_what_is_no_whole_backup_of_this_ledger(
    ledger: SqlLedger, tmp_path: Path, clock: FixedClock
) -> None:
    edit(ledger, key(), "留着")
    saved = ledger.backup()
    torn, text, foreign, newer = (tmp_path / name for name in ("torn", "text", "foreign", "newer"))
    torn.write_bytes(saved.path.read_bytes()[:20000])
    text.write_bytes(b"hello" * 1000)
    create_ledger(foreign, small_plan(), clock, "张三").close()
    newer.write_bytes(saved.path.read_bytes())
    other = sqlite3.connect(newer)
    other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.commit()
    other.close()
    for source, message in (
        (torn, "损坏"), (text, "不是台账备份"), (tmp_path / "none", "找不到备份文件"), (newer, "更新版本的程序"),
        (foreign, "属于另一本台账（《某某区2021年责任清单细化表》，2021-07-22 建账）"),
    ):
        with pytest.raises(LedgerError, match=message):
            ledger.restore(source, "张三")
    assert shown(ledger, key()) == "留着"
    assert len(ledger.backups()) == 1


def test_restore_waits_for_no_other_window_forever(
    ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = ledger.backup()
    edit(ledger, key(), "留着")
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(backups, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(ledger.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM meta").fetchall()
    with pytest.raises(LedgerError, match="请稍候"):
        ledger.restore(saved.path, "张三")
    other.close()
    assert shown(ledger, key()) == "留着"


def test_a_ledger_beyond_opening_is_put_aside_and_replaced(ledger: SqlLedger, clock: FixedClock) -> None:
    edit(ledger, key(), "有备份")
    good = ledger.backup()
    clock.time = datetime(2021, 7, 23)
    bad = ledger.backup()
    bad.path.write_bytes(bad.path.read_bytes()[:30000])
    ledger.close()
    ledger.path.write_bytes(b"broken" * 1000)
    assert newest_whole_backup(ledger.path) == good
    with pytest.raises(LedgerError, match="损坏"):
        recover_ledger(ledger.path, bad.path, clock)
    assert ledger.path.read_bytes() == b"broken" * 1000
    again, aside = recover_ledger(ledger.path, good.path, clock)
    assert shown(again, key()) == "有备份"
    assert again.path == ledger.path
    again.close()
    assert aside == ledger.path.with_name("台账-损坏-20210723-000000.sqlite3")
    assert aside is not None
    assert aside.read_bytes() == b"broken" * 1000


def test_a_ledger_of_a_newer_program_is_not_called_damaged_when_it_is_put_aside(ledger: SqlLedger, clock: FixedClock) -> None:
    """Who went back to the older program opens it again with the newer one."""
    edit(ledger, key(), "有备份")
    good = ledger.backup()
    ledger.close()
    with closing(sqlite3.connect(ledger.path)) as newer:
        newer.execute("PRAGMA user_version=9999")
    before = ledger.path.read_bytes()
    again, aside = recover_ledger(ledger.path, good.path, clock)
    again.close()
    assert aside is not None
    assert (aside.name, aside.read_bytes()) == (f"台账-新版-{clock.time:%Y%m%d-%H%M%S}.sqlite3", before)


def test_temporary_files_of_a_killed_backup_go_at_the_next_start(path: Path, clock: FixedClock) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    old, new, theirs = folder / ".台账-1.sqlite3.7-7.part", folder / ".台账-2.sqlite3.8-8.part", folder / "x.part"
    for part in (old, new, theirs):
        part.write_bytes(b"")
    for part in (old, theirs):
        os.utime(part, (time.time() - 600, time.time() - 600))
    open_ledger(path, clock).close()
    assert sorted(folder.iterdir()) == sorted([new, theirs])
