"""Nothing is opened that is not a whole ledger of this program, and what is refused is not touched."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path, PureWindowsPath

import pytest

from db import connection
from db.connection import address, connect
from db.opening import create_ledger, open_ledger
from db.revisions import head
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError
from tests.db.drafts import JULY, edit, key, merge_draft, shown
from tests.factory import FixedClock, small_plan
from tests.programs import ended


def refused(path: Path, message: str) -> None:
    """Opening fails with one sentence that says so, and the file keeps every byte."""
    before = sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    with pytest.raises(LedgerError, match=message) as caught:
        open_ledger(path, FixedClock())
    assert str(caught.value).endswith("。")
    assert "\n" not in str(caught.value)
    assert (sha256(path.read_bytes()).hexdigest() if path.is_file() else None) == before
    assert not list(path.parent.glob("*.part"))


def statement(path: Path, *sql: str) -> None:
    other = sqlite3.connect(path)
    for each in sql:
        other.execute(each)
    other.commit()
    other.close()


def test_what_was_written_is_there_after_closing(ledger: SqlLedger, clock: FixedClock) -> None:
    edit(ledger, key(), "已完成")
    ledger.close()
    again = open_ledger(ledger.path, clock)
    assert (again.ledger_id, again.plans()) == (ledger.ledger_id, (small_plan(),))
    assert shown(again, key()) == "已完成"
    again.close()


def test_a_ledger_on_a_share_is_found(tmp_path: Path) -> None:
    share = PureWindowsPath(r"\\办公室\共享 1\台账.sqlite3")
    assert address(share, "mode=rw") == "file:////%E5%8A%9E%E5%85%AC%E5%AE%A4/%E5%85%B1%E4%BA%AB%201/%E5%8F%B0%E8%B4%A6.sqlite3?mode=rw"
    assert address(PureWindowsPath("D:/台账.sqlite3"), "mode=rw") == "file:///D:/%E5%8F%B0%E8%B4%A6.sqlite3?mode=rw"
    # SQLite takes what it calls an authority for an error, whether there is such a server or not.
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        sqlite3.connect(address(share, "mode=rw"), uri=True)


@pytest.mark.skipif(os.name == "nt", reason="there a path of two slashes is a server's")
def test_what_stands_behind_two_slashes_is_opened(ledger: SqlLedger) -> None:
    share = PureWindowsPath(f"/{ledger.path.absolute().as_posix()}")
    with contextlib.closing(sqlite3.connect(address(share, "mode=rw"), uri=True)) as other:
        assert other.execute("PRAGMA application_id").fetchone() == (connection.APPLICATION_ID,)


def test_a_plan_is_kept_word_for_word(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "新 建" / "台账.sqlite3"
    ledger = create_ledger(path, small_plan(2022), clock, "张三")
    assert ledger.plan_for(JULY) == small_plan(2022)
    assert [(o.id, o.kind.value, o.who, o.summary) for o in ledger.operations()] == [
        ("20210722-0001", "init", "张三", "按《某某区2022年责任清单细化表》建账")
    ]
    assert {entry.key for entry in ledger.snapshot(JULY).entries.values()} == {
        assignment.key for assignment in small_plan().assignments
    }
    ledger.close()
    assert [file.name for file in path.parent.iterdir()] == ["台账.sqlite3"]


def test_two_ledgers_have_two_ids(tmp_path: Path, ledger: SqlLedger, clock: FixedClock) -> None:
    other = create_ledger(tmp_path / "other.sqlite3", small_plan(), clock, "张三")
    assert len({ledger.ledger_id, other.ledger_id}) == 2
    assert len(other.ledger_id) == 36
    other.close()


def test_an_existing_file_is_never_made_into_a_ledger(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"")
    with pytest.raises(LedgerError, match="已经存在"):
        create_ledger(path, small_plan(), clock, "张三")
    assert path.read_bytes() == b""


def test_a_ledger_that_could_not_be_made_leaves_nothing(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.creating.fsync", full)
    with pytest.raises(LedgerError, match="磁盘已满"):
        create_ledger(tmp_path / "l.sqlite3", small_plan(), clock, "张三")
    assert list(tmp_path.iterdir()) == []


def test_missing_is_not_a_fresh_start(tmp_path: Path) -> None:
    refused(tmp_path / "没有.sqlite3", "找不到台账")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    refused(tmp_path, "是文件夹")


def test_an_empty_file_is_a_loss_not_a_ledger(path: Path) -> None:
    path.write_bytes(b"")
    refused(path, "是空文件，内容已丢失")


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04" + b"x" * 5000, b"SQLite format 3\x00"])
def test_another_kind_of_file_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, "不是台账文件")


def test_another_programs_database_is_refused(path: Path) -> None:
    path.unlink()
    statement(path, "CREATE TABLE t (a)")
    refused(path, "其他程序的数据库")


@pytest.mark.parametrize(
    "sql",
    [
        ("PRAGMA user_version=9999",),
        ("UPDATE alembic_version SET version_num = '9999'",),
        (f"PRAGMA user_version={int(head()) + 1}", f"UPDATE alembic_version SET version_num = '{int(head()) + 1:04d}'"),
    ],
)
def test_a_newer_ledger_is_refused_unharmed(path: Path, sql: tuple[str, ...]) -> None:
    statement(path, *sql)
    refused(path, "更新版本的程序")


@pytest.mark.parametrize("sql", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_ledger_without_revision_is_damaged(path: Path, sql: str) -> None:
    statement(path, sql)
    refused(path, "已损坏")


def test_a_torn_page_that_gives_any_text_for_a_revision_is_no_newer_program(ledger: SqlLedger, path: Path) -> None:
    saved = ledger.backup()
    ledger.close()
    torn = Path(shutil.copyfile(saved.path, path.with_name("torn.sqlite3")))
    for each in (path, torn):
        statement(each, "UPDATE alembic_version SET version_num = '\ufffd\ufffd'")
        data = each.read_bytes()
        each.write_bytes(data[:40_960] + b"\xff" * 4096 + data[45_056:])
    refused(path, "已损坏")
    fresh = open_ledger(saved.path, FixedClock())
    with pytest.raises(LedgerError, match="已损坏"):
        fresh.verify(torn)
    fresh.close()


@pytest.mark.parametrize("kept", [0.99, 0.5, 0.05])
def test_a_cut_tail_is_seen(path: Path, kept: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    refused(path, "已损坏")


def test_bytes_after_the_end_are_seen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0" * 4096)
    refused(path, "已损坏")


def test_an_overwritten_page_is_seen_wherever_it_is(ledger: SqlLedger, path: Path) -> None:
    ledger.commit(merge_draft(b"form" * 6000))
    edit(ledger, key(), "很长的进展情况" * 800)
    ledger.close()
    whole = path.read_bytes()
    used = [page for page in range(len(whole) // 4096) if any(whole[page * 4096 + 100 : (page + 1) * 4096])]
    unseen = []
    for page in used:
        start, end = page * 4096 + 2000, (page + 1) * 4096
        path.write_bytes(whole[:start] + bytes(byte ^ 0x55 for byte in whole[start:end]) + whole[end:])
        try:
            open_ledger(path, FixedClock()).close()
            unseen.append(page)
        except LedgerError:
            pass
    assert unseen == []


def test_a_changed_letter_is_seen(ledger: SqlLedger, path: Path) -> None:
    edit(ledger, key(), "ABCDEFGHIJ")
    ledger.close()
    data = path.read_bytes()
    assert b"ABCDEFGHIJ" in data
    path.write_bytes(data.replace(b"ABCDEFGHIJ", b"ABCDEFGHIK"))
    refused(path, "已损坏")


def test_a_damaged_ledger_names_its_newest_backup(ledger: SqlLedger, path: Path) -> None:
    backup = ledger.backup()
    ledger.close()
    path.write_bytes(path.read_bytes()[:9000])
    refused(path, re.escape(f"可用备份“{backup.path}”恢复"))


def test_a_locked_ledger_says_to_wait(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    refused(path, "正被另一个窗口或程序写入，请稍候")
    other.close()


def test_a_journal_left_by_a_killed_process_is_rolled_back(path: Path, clock: FixedClock) -> None:
    whole = path.read_bytes()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA cache_size=1")
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE measure SET text = text || zeroblob(9000)")
    torn, journal = path.read_bytes(), path.with_name(f"{path.name}-journal").read_bytes()
    other.execute("ROLLBACK")
    other.close()
    assert torn != whole
    path.write_bytes(torn)
    path.with_name(f"{path.name}-journal").write_bytes(journal)
    ledger = open_ledger(path, clock)
    assert all(check.ok for check in ledger.check())
    assert ledger.plans() == (small_plan(),)
    ledger.close()


def test_every_connection_has_the_pragmas(path: Path) -> None:
    wanted = {
        "foreign_keys": 1, "journal_mode": "delete", "synchronous": 3, "trusted_schema": 0, "cell_size_check": 1,
        "mmap_size": 0, "application_id": 0x5953545A,
    }
    for reading in (False, True):
        query = connect(path, reading=reading)
        found = {name: query.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
        query.close()
        assert found == wanted


def test_foreign_keys_really_hold(path: Path) -> None:
    query = connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        query.execute("INSERT INTO settled VALUES (7, 7, '')")
    query.close()


def test_a_reading_connection_cannot_write(path: Path) -> None:
    query = connect(path, reading=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        query.execute("DELETE FROM setting")
    query.close()


_SHOW = "ledger.snapshot(Period(2021, 7))"
_MERGE_AND_UNDO = (
    "ledger.warm_up(); ledger.backup(reason=BackupReason.MERGE)\n"
    "ledger.commit(merge_draft(b'one', CellEdit(key(), '', '七月进展'))); assert ledger.undo(None, '张三').undone.changed == 1"
)


@pytest.mark.parametrize("work", [_SHOW, _MERGE_AND_UNDO], ids=["show", "merge and undo"])
def test_the_months_work_waits_for_neither_sqlalchemy_nor_alembic(work: str, path: Path) -> None:
    """They take longer to be imported than a month's merge to be written; the window's first rows would wait for them too."""
    import sys

    program = (
        "import sys; from pathlib import Path; from db.opening import open_ledger; from tests.factory import FixedClock\n"
        "from qcapp.domain.backups import BackupReason; from qcapp.domain.period import Period\n"
        "from qcapp.domain.operations import CellEdit; from tests.db.drafts import key, merge_draft\n"
        f"ledger = open_ledger(Path(sys.argv[1]), FixedClock())\n{work}\nledger.close()\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'sqlalchemy', 'alembic'}))"
    )
    done = ended([sys.executable, "-c", program, path], check=True)
    assert done.stdout.strip() == "[]"
