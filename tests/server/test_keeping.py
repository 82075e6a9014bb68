"""Backups of a shared ledger are ledger files: with every digest, brought back as an operation, and to be opened on their own."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.connection import connect
from db.opening import create_ledger, open_ledger
from db.server import keeping, tables
from db.server.connecting import connected
from db.server.opening import share
from db.server.query import ServerQuery
from db.server.store import SharedLedger
from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.server_address import ServerAddress
from qcapp.ports import LedgerStore
from tests.db.again import tamper
from tests.db.drafts import (
    AUGUST,
    JULY,
    SW,
    ZS,
    alias_draft,
    attach_draft,
    attachment,
    bulletin_draft,
    conflict,
    dispatch_draft,
    edit,
    exemption,
    form,
    key,
    merge_draft,
    ruling_draft,
    shown,
)
from tests.factory import FixedClock

OLD = Path(__file__).parent.parent / "old_ledgers"


def busy(ledger: LedgerStore) -> None:
    """Something in every table that a month fills."""
    ledger.commit(dispatch_draft(form(), form("QC-202107-02-ABCD", SW)))
    ledger.commit(merge_draft(b"a", CellEdit(key(), "", "一窗通办\n100%\t\\N 完成"), held=(conflict(key(2)),)))
    ledger.commit(attach_draft(attachment(bytes(range(1, 128)))))
    ledger.commit(alias_draft("大数据局"))
    ledger.commit(ruling_draft(exemption()))
    ledger.commit(bulletin_draft())
    ledger.commit(OperationDraft(OperationKind.SETTINGS, "改", "张三", settings={"stats.green_from": "15"}))
    edit(ledger, key(period=AUGUST, field="deadline"), "2021-12-31")
    ledger.undo(None, "李四")
    ledger.redo("李四")


def digests(ledger: LedgerStore) -> list[tuple[int, str, str]]:
    with ledger._reading() as query:  # type: ignore[attr-defined]
        return [tuple(row) for row in query.execute("SELECT seq, id, digest FROM operation ORDER BY seq")]


def same(one: LedgerStore, other: LedgerStore) -> None:
    assert digests(one) == digests(other)
    assert one.ledger_id == other.ledger_id
    assert one.operations() == other.operations()
    assert one.periods() == other.periods()
    for period in one.periods():
        assert one.snapshot(period) == other.snapshot(period)
    assert one.forms_to(ZS, JULY) == other.forms_to(ZS, JULY)
    assert one.attachments() == other.attachments()
    assert [one.file_bytes(each.sha256) for each in one.attachments()] == [
        other.file_bytes(each.sha256) for each in other.attachments()
    ]


def whole(ledger: LedgerStore) -> list[str]:
    return [f"{each.name}：{each.detail}" for each in ledger.check() if not each.ok]


def test_a_ledger_shared_and_copied_back_has_the_very_same_digests(
    database: ServerAddress, desk: Path, tmp_path: Path
) -> None:
    clock = FixedClock()
    from tests.factory import small_plan

    file = create_ledger(tmp_path / "台账.sqlite3", small_plan(), clock, "张三")
    busy(file)
    before = file.path.read_bytes()
    shared = share(database, desk, file.path, clock, "张三")
    same(file, shared)
    assert whole(shared) == []
    copied = shared.backup(tmp_path / "拿回来.sqlite3")
    assert (copied.reason, copied.path.name) == (BackupReason.BY_HAND, "拿回来.sqlite3")
    back = open_ledger(copied.path, clock)
    same(file, back)
    assert file.path.read_bytes() == before
    # And they go on alike: what is done next has the same numbers, and so the same digest.
    for ledger in (file, shared, back):
        edit(ledger, key(2), "接着写")
        ledger.commit(attach_draft(attachment(b"more")))
        ledger.undo(None, "张三")
    assert digests(file) == digests(shared) == digests(back)
    for ledger in (file, shared, back):
        ledger.close()


def test_the_same_work_on_both_has_the_same_digests_though_something_failed_between(
    ledger: SharedLedger, template: Path, tmp_path: Path
) -> None:
    file = open_ledger(Path(shutil.copyfile(template, tmp_path / "l.sqlite3")), FixedClock())
    for each in (ledger, file):
        with pytest.raises(LedgerError):
            each.commit(attach_draft(attachment(), let_go=(99,)))
        busy(each)
    assert digests(ledger) == digests(file)
    file.close()


@pytest.mark.parametrize("version", sorted(path.stem for path in OLD.glob("*.sqlite3")))
def test_a_ledger_of_every_older_program_can_be_shared(
    version: str, database: ServerAddress, desk: Path, tmp_path: Path
) -> None:
    file = Path(shutil.copyfile(OLD / f"{version}.sqlite3", tmp_path / "old.sqlite3"))
    before = file.read_bytes()
    shared = share(database, desk, file, FixedClock(), "张三")
    assert file.read_bytes() == before
    here = open_ledger(file, FixedClock())
    assert digests(here) == digests(shared)
    assert [here.snapshot(period) for period in here.periods()] == [shared.snapshot(period) for period in shared.periods()]
    assert whole(shared) == []
    for each in (here, shared):
        each.close()


def test_a_damaged_file_is_not_shared(database: ServerAddress, desk: Path, template: Path, tmp_path: Path) -> None:
    file = Path(shutil.copyfile(template, tmp_path / "l.sqlite3"))
    with contextlib.closing(connect(file)) as query:
        query.execute("UPDATE operation SET summary = '别的'")
    with pytest.raises(LedgerError) as caught:
        share(database, desk, file, FixedClock(), "张三")
    assert caught.value.trouble is LedgerTrouble.DAMAGED
    from db.server.opening import open_shared

    with pytest.raises(LedgerError, match="是空的"):
        open_shared(database, desk, FixedClock())


# ---------------------------------------------------------------- backups


def test_a_backup_lies_on_this_computer_and_is_known_as_one(ledger: SharedLedger) -> None:
    busy(ledger)
    backup = ledger.backup()
    assert backup.path.parent.parent == ledger.path.parent
    assert [each.path for each in ledger.backups()] == [backup.path]
    assert ledger.verify(backup.path).sha256 == backup.sha256
    assert ledger.operations_since(backup.path) == 0
    edit(ledger, key(3, SW), "以后的话")
    assert ledger.operations_since(backup.path) == 1
    compared = ledger.compare(backup.path)
    assert [each.summary for each in compared.lost] == ["修改"]
    assert [(each.key, each.before, each.now) for each in compared.apart] == [(key(3, SW), "", "以后的话")]


def test_a_restoration_and_a_colleague_who_reads_table_after_table_do_not_throw_each_other_out(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever makes a backup does: who waits for the other's tables would be waited for in turn."""
    saved = ledger.backup()
    edit(ledger, key(), "以后的话")
    tried, have_all = threading.Event(), tables.have_all

    def told(query: ServerQuery, still_read: str) -> None:
        tried.set()
        have_all(query, still_read)

    monkeypatch.setattr(keeping, "have_all", told)
    with ThreadPoolExecutor(1) as beside, contextlib.closing(connected(ledger.address)) as colleague:
        colleague.execute("SELECT count(*) FROM change")
        restoring = beside.submit(ledger.restore, saved.path, "李四")
        assert tried.wait(60)
        with pytest.raises(TimeoutError):
            restoring.result(0.2)
        for table in ("operation", "cell", "assignment", "blob"):
            colleague.execute(f"SELECT count(*) FROM {table}".encode())
        colleague.rollback()
        restoring.result(60)
    assert shown(ledger, key()) == ""
    assert whole(ledger) == []


def test_a_restoration_makes_the_servers_own_cleaning_give_way(ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins by itself after a large merge, may take minutes, and ends early only for who waits for it."""
    saved = ledger.backup()
    edit(ledger, key(), "以后的话")
    monkeypatch.setattr(tables, "SECONDS", 1.0)
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'change'::regclass"
    with (
        ThreadPoolExecutor(1) as beside, contextlib.closing(connected(ledger.address)) as cleaning,
        contextlib.closing(connected(ledger.address)) as server,
    ):
        cleaning.execute("LOCK TABLE change IN SHARE UPDATE EXCLUSIVE MODE")
        restoring = beside.submit(ledger.restore, saved.path, "李四")
        while not restoring.done() and server.execute(waiting).fetchone() == (0,):
            time.sleep(0.01)
        cleaning.rollback()
        restoring.result(60)
    assert shown(ledger, key()) == ""


def test_a_restoration_that_somebody_keeps_waiting_by_reading_is_told_so_and_keeps_no_backup(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = ledger.backup()
    edit(ledger, key(), "以后的话")
    monkeypatch.setattr(tables, "SECONDS", 0.1)
    with contextlib.closing(connected(ledger.address)) as colleague:
        colleague.execute("SELECT count(*) FROM change")
        with pytest.raises(LedgerError) as caught:
            ledger.restore(saved.path, "李四")
    assert (caught.value.trouble, str(caught.value)) == (
        LedgerTrouble.BUSY,
        f"有人正在读共享台账“{ledger.shared}”（如备份、导出），等了很久还没有读完，没有恢复，请稍候再试。",
    )
    assert (shown(ledger, key()), len(ledger.backups())) == ("以后的话", 1)
    ledger.restore(saved.path, "李四")
    assert shown(ledger, key()) == ""


def test_a_second_place_keeps_a_copy(ledger: SharedLedger, tmp_path: Path) -> None:
    place = tmp_path / "U盘"
    place.mkdir()
    copied = ledger.copy_to(place, ledger.backup())
    assert [each.path for each in ledger.backups_in(place)] == [copied.path]
    assert copied.path.parent == ledger.folder_in(place)


def test_a_backup_brought_back_is_an_operation_that_can_be_taken_back(ledger: SharedLedger, desk: Path) -> None:
    from db.server.opening import open_shared

    busy(ledger)
    saved = ledger.backup()
    then = digests(ledger)
    edit(ledger, key(3, SW), "以后的话")
    other = open_shared(ledger.address, desk, FixedClock())
    kept = ledger.restore(saved.path, "李四")
    assert kept.reason is BackupReason.RESTORE
    assert digests(ledger)[:-1] == then
    newest = ledger.operations()[0]
    assert (newest.kind, newest.who, newest.changed) == (OperationKind.RESTORE, "李四", 1)
    assert shown(ledger, key(3, SW)) == shown(other, key(3, SW)) == ""
    assert other.written_elsewhere()
    assert whole(ledger) == []
    told = ledger.restorations()[newest.id]
    assert (told.source, told.lost, told.regained) == (saved.path.name, 1, 0)
    assert ledger.kept_by(newest.id) == kept.path
    ledger.restore(kept.path, "李四", undoes=newest.id)
    assert shown(ledger, key(3, SW)) == shown(other, key(3, SW)) == "以后的话"
    edit(other, key(4, SW), "再写")
    assert whole(ledger) == []
    other.close()


def test_a_backup_that_cannot_be_brought_back_changes_nothing(
    ledger: SharedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.server import rows
    from tests.factory import small_plan

    strange = create_ledger(tmp_path / "另一本.sqlite3", small_plan(), FixedClock(), "李四")
    strange.close()
    with pytest.raises(LedgerError, match="属于另一本台账"):
        ledger.restore(strange.path, "张三")
    saved = ledger.backup()
    edit(ledger, key(), "以后的话")
    before = digests(ledger)
    backups = len(ledger.backups())

    def stopped(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(rows, "put_on_server", stopped)
        with pytest.raises(LedgerError):
            ledger.restore(saved.path, "张三")
    assert digests(ledger) == before
    assert len(ledger.backups()) == backups, "what was kept of what was not replaced is gone again"
    edit(ledger, key(), "接着写")
    assert whole(ledger) == []


def test_no_backup_takes_anothers_place(ledger: SharedLedger, tmp_path: Path) -> None:
    other = tmp_path / "别的.sqlite3"
    other.write_bytes(b"not ours")
    with pytest.raises(WriteFailed, match="没有覆盖它"):
        ledger.backup(other)
    assert other.read_bytes() == b"not ours"


def test_what_only_a_file_has_is_refused_in_words(ledger: SharedLedger, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=f"共享台账“{ledger.shared}”在服务器上，不能换成别处的文件继续用"):
        ledger.move_to(tmp_path / "x.sqlite3")
    with pytest.raises(LedgerError, match="在服务器上，没有损坏的文件可换"):
        ledger.recover(tmp_path / "x.sqlite3", "张三")


# ---------------------------------------------------------------- whether it is whole


@pytest.mark.parametrize(("statement", "check"), [
    ("UPDATE operation SET summary = '别的' WHERE seq = 2", "操作记录"),
    ("UPDATE change SET after_text = '别的' WHERE after_text IS NOT NULL AND id = 1", "操作记录"),
    ("UPDATE cell SET text = '别的' WHERE text LIKE '一窗%'", "台账内容"),
    ("UPDATE setting SET value = '16' WHERE key = 'stats.green_from'", "台账内容"),
    ("UPDATE blob SET data = 'x'", "存档文件"),
    ("DELETE FROM change WHERE operation = 3", "操作记录"),
])
def test_what_somebody_changed_behind_the_program_is_found(ledger: SharedLedger, statement: str, check: str) -> None:
    busy(ledger)
    assert whole(ledger) == []
    tamper(ledger, f"SET session_replication_role = replica; {statement}")
    found = [each.name for each in ledger.check() if not each.ok]
    assert check in found
    heard: list[LedgerError | None] = []
    ledger.watch(heard.append)
    with pytest.raises(LedgerError, match="检查出损坏，已停止写入"):
        ledger.look_through()
    assert [each.trouble for each in heard if each] == [LedgerTrouble.DAMAGED]
    with pytest.raises(LedgerError, match="已停止写入"):
        edit(ledger, key(4, SW), "不该写进去")


def test_the_server_says_what_it_is_without_a_word_of_what_was_entered(ledger: SharedLedger) -> None:
    busy(ledger)
    facts = ledger.inspect()
    assert facts.ours
    assert facts.counts is not None
    assert (facts.counts["returned_form"], facts.counts["fill_form"], facts.archived[0]) == (1, 2, 3)
    assert facts.kinds is not None
    assert facts.kinds["merge"] == 1
    assert "一窗" not in repr(facts)
    assert [each.name for each in ledger.check()] == ["服务器", "引用关系", "操作记录", "台账内容", "存档文件", "版本"]
