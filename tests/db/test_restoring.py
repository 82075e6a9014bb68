"""Bringing a backup back loses nothing: what is replaced is kept, told in the history, and comes back."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db import backup as backups
from db import connection, restoring
from db.opening import create_ledger, open_ledger
from db.recovering import recover_ledger
from db.store import SqlLedger
from qcapp.domain.amendments import Amendment, RenameUnit
from qcapp.domain.backups import Backup, BackupReason, Restoration
from qcapp.domain.errors import LedgerError, NothingToUndo, UsageError, WriteFailed
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from tests.db.drafts import JULY, edit, key, merge_draft, shown
from tests.factory import FixedClock, small_plan
from tests.faults import victims
from tests.faults.processes import Victim
from tests.programs import ended

OLD = Path(__file__).resolve().parents[1] / "old_ledgers"


def well(ledger: SqlLedger) -> bool:
    return all(check.ok for check in ledger.check())


def ids(ledger: SqlLedger) -> list[str]:
    return [operation.id for operation in ledger.operations()]


@pytest.fixture
def gone_on(ledger: SqlLedger, clock: FixedClock) -> tuple[SqlLedger, Backup]:
    """A ledger that went on for three operations after its backup."""
    edit(ledger, key(), "早先")
    saved = ledger.backup()
    clock.time += timedelta(hours=1)
    for text in ("后来一", "后来二"):
        edit(ledger, key(), text)
    ledger.commit(merge_draft(b"form"))
    return ledger, saved


def test_a_restoration_is_an_operation_that_tells_what_it_replaced(gone_on: tuple[SqlLedger, Backup]) -> None:
    ledger, saved = gone_on
    before = ids(ledger)
    kept = ledger.restore(saved.path, "李四")
    assert shown(ledger, key()) == "早先"
    assert well(ledger)
    newest = ledger.operations()[0]
    assert (newest.kind, newest.who, newest.changed) == (OperationKind.RESTORE, "李四", 1)
    assert newest.summary == f"恢复备份“{saved.path.name}”，撤去 3 次操作"
    assert newest.id > max(before)
    assert ledger.restorations() == {
        newest.id: Restoration(newest.id, saved.path.name, kept.path.name, lost=3, regained=0)
    }
    assert (kept.reason, kept.sha256) == (BackupReason.RESTORE, hashlib.sha256(kept.path.read_bytes()).hexdigest())
    assert ledger.kept_by(newest.id) == kept.path


def test_what_was_replaced_comes_back_whole(gone_on: tuple[SqlLedger, Backup]) -> None:
    ledger, saved = gone_on
    before, snapshot = ledger.operations(), ledger.snapshot(JULY)
    ledger.restore(saved.path, "李四")
    first = ledger.operations()[0]
    edit(ledger, key(), "恢复之后")
    ledger.restore(ledger.kept_by(first.id), "李四", first.id)
    assert ledger.operations()[1:] == before
    assert ledger.snapshot(JULY) == snapshot
    second = ledger.operations()[0]
    assert second.id > first.id
    assert ledger.restorations()[second.id].undoes == first.id
    assert (ledger.restorations()[second.id].lost, ledger.restorations()[second.id].regained) == (2, 3)
    assert well(ledger)
    # And that is taken back in its turn: nothing of what was done in between is gone.
    ledger.restore(ledger.kept_by(second.id), "李四", second.id)
    assert shown(ledger, key()) == "恢复之后"
    assert well(ledger)


def test_an_id_is_never_given_twice(gone_on: tuple[SqlLedger, Backup], clock: FixedClock) -> None:
    """Be the clock set back, and be all that had the ids gone with the restoration."""
    ledger, saved = gone_on
    seen = set(ids(ledger))
    clock.time -= timedelta(days=20)
    ledger.restore(saved.path, "李四")
    edit(ledger, key(), "又一次")
    fresh = [each for each in ids(ledger) if each not in seen]
    assert len(fresh) == 2
    assert min(fresh) > max(seen)


def test_a_backup_is_compared_before_it_is_brought_back(gone_on: tuple[SqlLedger, Backup]) -> None:
    ledger, saved = gone_on
    compared = ledger.compare(saved.path)
    assert (compared.path, compared.fields, compared.regained) == (saved.path, 1, ())
    assert list(compared.lost) == list(ledger.operations()[:3])
    assert compared.newest == ledger.operations()[3]
    assert ledger.operations_since(saved.path) == 3
    now = ledger.backup(reason=BackupReason.MERGE)
    same = ledger.compare(now.path)
    assert (same.lost, same.regained, same.fields, ledger.operations_since(now.path)) == ((), (), 0, 0)
    kept = ledger.restore(saved.path, "李四")
    back = ledger.compare(kept.path)
    assert list(back.regained) == list(compared.lost)
    assert [each.kind for each in back.lost] == [OperationKind.RESTORE]
    assert ledger.operations_since(kept.path) is None


def test_an_edit_that_was_gone_on_with_after_the_backup_is_lost_and_not_regained(ledger: SqlLedger, clock: FixedClock) -> None:
    first = edit(ledger, key(), "写了一")
    saved = ledger.backup()
    clock.time += timedelta(minutes=2)
    draft = OperationDraft(
        OperationKind.EDIT, "修改", first.who, edits=(CellEdit(key(), "写了一", "写了一半"),), continues=first.id
    )
    assert ledger.commit(draft).id == first.id
    compared = ledger.compare(saved.path)
    assert ([each.id for each in compared.lost], compared.regained, compared.fields) == ([first.id], (), 1)


def test_lists_and_names_are_those_of_the_backup_in_every_window(ledger: SqlLedger, path: Path, clock: FixedClock) -> None:
    """Though the restoration stands at the very number that the lost change had."""
    other = open_ledger(path, clock)
    saved = ledger.backup()
    unit = ledger.plan_for(JULY).units[0].name
    renamed = Amendment(2021, JULY, RenameUnit(unit, "区数据局"), "机构改革")
    ledger.commit(OperationDraft(OperationKind.PLAN, "更名", "李四", amendments=(renamed,)))
    for each in (ledger, other):
        assert "区数据局" in {one.name for one in each.snapshot(JULY).plan.units}
    ledger.restore(saved.path, "李四")
    for each in (ledger, other):
        assert unit in {one.name for one in each.snapshot(JULY).plan.units}
    other.close()


def test_what_belongs_to_the_machine_and_to_now_stays(ledger: SqlLedger) -> None:
    ledger.remember("password.record", "以前的")
    ledger.remember("password.tries", "3")
    ledger.remember("window.views", "以前的")
    saved = ledger.backup()
    ledger.remember("password.record", "现在的")
    ledger.remember("backup.second", "E:\\备份")
    ledger.remember("window.views", "现在的")
    ledger.restore(saved.path, "李四")
    now = dict(ledger.settings())
    assert (now["password.record"], now["backup.second"], now["window.views"]) == ("现在的", "E:\\备份", "以前的")


def test_a_second_place_that_was_changed_since_bars_no_backup_from_coming_back(ledger: SqlLedger) -> None:
    """It is set like any other setting, so the backup's trail says another one than this machine goes by."""
    def place(where: str) -> str:
        settings = {"backup.second": where}
        return ledger.commit(OperationDraft(OperationKind.SETTINGS, "第二处", "张三", settings=settings)).id

    first = place("E:/")
    saved = ledger.backup()
    place("F:/")
    kept = ledger.restore(saved.path, "李四")
    assert well(ledger)
    assert ledger.settings()["backup.second"] == "F:/"
    assert ledger.undo(first, "张三").settings == ("backup.second",), "it has been changed since"
    assert ledger.settings()["backup.second"] == "F:/"
    ledger.restore(kept.path, "李四")
    assert well(ledger)


@pytest.mark.parametrize("kept", sorted(OLD.glob("*.sqlite3")), ids=lambda path: path.stem)
def test_a_backup_of_every_earlier_format_is_compared_and_brought_back(kept: Path, tmp_path: Path, clock: FixedClock) -> None:
    path = Path(shutil.copyfile(kept, tmp_path / "台账.sqlite3"))
    before = kept.read_bytes()
    ledger = open_ledger(path, clock)
    (old,) = ledger.backups()
    assert ledger.compare(old.path).fields == 0
    edit(ledger, key(), "后来")
    assert len(ledger.compare(old.path).lost) == 1
    ledger.restore(old.path, "李四")
    assert ledger.operations()[0].summary.endswith("撤去 1 次操作")
    assert well(ledger)
    assert old.path.read_bytes()[100:] == before[100:]
    assert not list(path.parent.glob(".*"))
    ledger.close()


def dying(where: str) -> Callable[[pytest.MonkeyPatch], None]:
    def at(patch: pytest.MonkeyPatch) -> None:
        def die(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(restoring, where, die)

    return at


@pytest.mark.parametrize("where", ["make_ready", "put_operation", "ensure_ready", "shut_out_others", "copy_in"])
def test_stopped_at_any_step_the_ledger_is_as_it_was(
    gone_on: tuple[SqlLedger, Backup], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    ledger, saved = gone_on
    before, there = ledger.operations(), sorted(ledger.path.parent.rglob("*"))
    dying(where)(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        ledger.restore(saved.path, "李四")
    monkeypatch.undo()
    assert ledger.operations() == before
    assert sorted(ledger.path.parent.rglob("*")) == there
    edit(ledger, key(), "接着录入")
    assert well(ledger)


def test_what_somebody_writes_in_the_meantime_is_not_lost(
    gone_on: tuple[SqlLedger, Backup], path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program writes after the backup of what is to be replaced was made: that backup is made anew."""
    ledger, saved = gone_on
    other = open_ledger(path, clock)
    before = restoring.make_ready
    wrote: list[str] = []

    def then_write(part: Path, source: Path) -> None:
        before(part, source)
        if not wrote:
            wrote.append(edit(other, key(), "赶在恢复之前").id)

    monkeypatch.setattr(restoring, "make_ready", then_write)
    kept = ledger.restore(saved.path, "李四")
    assert shown(ledger, key()) == "早先"
    assert wrote[0] in [each.id for each in ledger.compare(kept.path).regained]
    assert [each.reason for each in ledger.backups()].count(BackupReason.RESTORE) == 1
    other.close()


def test_others_read_all_the_while_and_see_the_one_or_the_other(
    gone_on: tuple[SqlLedger, Backup], path: Path, clock: FixedClock
) -> None:
    ledger, saved = gone_on
    other = open_ledger(path, clock)
    seen: set[str] = set()
    over = threading.Event()

    def look(of: SqlLedger) -> Iterator[None]:
        while not over.is_set():
            seen.add(shown(of, key()))
            yield

    threads = [threading.Thread(target=lambda each=each: [None for _ in look(each)]) for each in (other, ledger)]
    for thread in threads:
        thread.start()
    try:
        kept = ledger.restore(saved.path, "李四")
        ledger.restore(kept.path, "李四")
    finally:
        over.set()  # or the tests' process would never end
        for thread in threads:
            thread.join(60)
    assert seen <= {"早先", "后来二", "甲单位七月进展"} | {shown(ledger, key())}
    assert well(other)
    other.close()


def test_a_restoration_that_cannot_be_undone_says_why(gone_on: tuple[SqlLedger, Backup]) -> None:
    ledger, saved = gone_on
    kept = ledger.restore(saved.path, "李四")
    done = ledger.operations()[0]
    with pytest.raises(NothingToUndo, match="不是恢复备份"):
        ledger.kept_by(ledger.operations()[1].id)
    with pytest.raises(NothingToUndo, match="不是恢复备份"):
        ledger.kept_by("20210101-0001")
    with pytest.raises(UsageError, match="不能撤销"):
        ledger.undo(done.id, "李四")
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:-1] + b"x")
    with pytest.raises(NothingToUndo, match="不是当时的样子"):
        ledger.kept_by(done.id)
    elsewhere = ledger.path.parent / "U 盘"
    elsewhere.mkdir()
    kept.path.unlink()
    with pytest.raises(NothingToUndo, match="放回那里再试"):
        ledger.kept_by(done.id)
    (elsewhere / kept.path.name).write_bytes(whole)
    assert ledger.kept_by(done.id, (elsewhere,)) == elsewhere / kept.path.name


def test_a_backup_with_another_byte_than_when_it_was_made_is_refused(gone_on: tuple[SqlLedger, Backup]) -> None:
    """In a place that no check of the content looks at."""
    ledger, saved = gone_on
    assert ledger.verify(saved.path) == saved
    changed = sqlite3.connect(saved.path)
    changed.execute("PRAGMA secure_delete=OFF")
    changed.execute("INSERT INTO setting VALUES ('x', 'y')")
    changed.commit()
    changed.close()
    for look in (ledger.verify, ledger.compare, lambda path: ledger.restore(path, "李四")):
        with pytest.raises(LedgerError, match="校验码不符"):
            look(saved.path)
    sum_of_it = saved.path.with_name(f"{saved.path.name}.sha256")
    assert sum_of_it.read_text(encoding="utf-8") == f"{saved.sha256}  {saved.path.name}\n"
    sum_of_it.unlink()
    assert ledger.verify(saved.path).sha256 != saved.sha256
    assert ledger.backups()[0].sha256 == ledger.verify(saved.path).sha256


def test_a_ledger_that_was_beyond_opening_tells_of_it_in_its_history(ledger: SqlLedger, clock: FixedClock) -> None:
    edit(ledger, key(), "有备份")
    saved = ledger.backup()
    later = edit(ledger, key(), "没有备份")
    ledger.close()
    query = sqlite3.connect(ledger.path)
    query.execute("UPDATE measure SET text = '别的'")
    query.commit()
    query.close()
    damaged = ledger.path.read_bytes()
    again, aside = recover_ledger(ledger.path, saved.path, clock, "李四")
    newest = again.operations()[0]
    assert (newest.kind, newest.who) == (OperationKind.RESTORE, "李四")
    assert newest.summary == f"原来的台账打不开，用备份“{saved.path.name}”恢复"
    assert newest.id > later.id
    assert again.restorations()[newest.id].kept is None
    with pytest.raises(NothingToUndo, match="原来的台账打不开"):
        again.kept_by(newest.id)
    assert well(again)
    assert aside is not None
    assert aside.read_bytes() == damaged
    again.close()


def test_a_damaged_ledger_that_is_open_is_put_aside_for_a_backup(ledger: SqlLedger) -> None:
    """No backup can be made of it, and that must not stand in the way."""
    edit(ledger, key(), "有备份")
    saved = ledger.backup()
    query = sqlite3.connect(ledger.path)
    query.execute("UPDATE measure SET text = '别的'")
    query.commit()
    query.close()
    damaged = ledger.path.read_bytes()
    aside = ledger.restore(saved.path, "李四")
    assert (aside.reason, aside.sha256, aside.path.read_bytes()) == (None, None, damaged)
    assert "-损坏-" in aside.path.name
    newest = ledger.operations()[0]
    assert ledger.restorations()[newest.id].kept is None
    edit(ledger, key(), "接着录入")
    assert well(ledger)


def test_a_whole_ledger_is_never_put_aside(ledger: SqlLedger, clock: FixedClock, tmp_path: Path) -> None:
    edit(ledger, key(), "完好")
    saved = ledger.backup()
    edit(ledger, key(), "也完好")
    ledger.close()
    with pytest.raises(LedgerError, match="是完好的"):
        recover_ledger(ledger.path, saved.path, clock, "李四")
    again = open_ledger(ledger.path, clock)
    assert shown(again, key()) == "也完好"
    again.close()


def test_a_backup_of_another_ledger_takes_no_damaged_ones_place(
    ledger: SqlLedger, clock: FixedClock, tmp_path: Path
) -> None:
    create_ledger(tmp_path / "另一本.sqlite3", small_plan(), clock, "张三").close()
    ledger.close()
    query = sqlite3.connect(ledger.path)
    query.execute("UPDATE measure SET text = '别的'")
    query.commit()
    query.close()
    with pytest.raises(LedgerError, match="属于另一本台账"):
        recover_ledger(ledger.path, tmp_path / "另一本.sqlite3", clock, "李四")


def test_the_ledger_itself_is_no_backup_of_it(gone_on: tuple[SqlLedger, Backup]) -> None:
    ledger, _ = gone_on
    for look in (ledger.verify, ledger.compare, lambda path: ledger.restore(path, "李四")):
        with pytest.raises(LedgerError, match="就是正在用的台账"):
            look(ledger.path)


def test_a_busy_ledger_is_left_as_it_was(
    gone_on: tuple[SqlLedger, Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, saved = gone_on
    before = ledger.operations()
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(backups, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(ledger.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="请稍候"):
        ledger.restore(saved.path, "李四")
    other.close()
    assert ledger.operations() == before
    assert [each.reason for each in ledger.backups()].count(BackupReason.RESTORE) == 0


def test_without_room_for_what_is_replaced_nothing_is_replaced(
    gone_on: tuple[SqlLedger, Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, saved = gone_on
    before = ledger.operations()

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "fsync", full)
    with pytest.raises(WriteFailed, match="磁盘空间不足"):
        ledger.restore(saved.path, "李四")
    assert ledger.operations() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    disk = tmp_path / "小盘"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "x", str(disk)]
    if sys.platform != "linux" or ended(mount).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        yield disk
    finally:
        ended(["umount", "-l", disk], check=True)


def refusal(ledger: SqlLedger, saved: Backup) -> str:
    try:
        ledger.restore(saved.path, "李四")
    except (LedgerError, WriteFailed) as error:
        return str(error)
    return ""


def test_on_a_full_disk_backups_and_restorations_fail_whole(small_disk: Path, path: Path, clock: FixedClock) -> None:
    """At every amount of room that is left."""
    live = small_disk / "台账.sqlite3"
    shutil.copyfile(path, live)
    ledger = open_ledger(live, clock)
    edit(ledger, key(), "早先")
    saved = ledger.backup(path.parent / "copy.sqlite3")
    ledger.commit(merge_draft(b"x" * 200_000))
    edit(ledger, key(), "后来")
    before, free = ledger.operations(), shutil.disk_usage(small_disk).free
    folder, refused = small_disk / "backups", list[str]()
    for room in range(0, free, 150_000):
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"\0" * (free - room))
        there = sorted(folder.glob("*"))
        said = refusal(ledger, saved)
        ballast.unlink()
        if not said:
            break
        refused.append(said)
        assert ledger.operations() == before
        assert sorted(folder.glob("*")) == there
        assert not list(small_disk.glob(".*"))
        assert well(ledger)
    assert refused
    assert all(said.endswith("。") and ("空间" in said or "磁盘" in said) for said in refused)
    assert shown(ledger, key()) == "早先"
    assert well(ledger)
    ledger.close()


def test_a_folder_of_backups_that_cannot_be_written_is_said_so(small_disk: Path, ledger: SqlLedger) -> None:
    ended(["mount", "-o", "remount,ro", small_disk], check=True)
    saved = ledger.backup(ledger.path.parent / "copy.sqlite3")
    (ledger.path.parent / "backups").symlink_to(small_disk)
    edit(ledger, key(), "后来")
    before = ledger.operations()
    works: tuple[Callable[[], object], ...] = ledger.backup, lambda: ledger.restore(saved.path, "李四")
    for work in works:
        with pytest.raises(WriteFailed, match="那里不能写入，请检查文件夹权限或换一个位置后再试。"):
            work()
    assert ledger.operations() == before
    assert ledger.backups() == ()


def test_what_ails_a_backup_says_nothing_of_the_ledger(ledger: SqlLedger, tmp_path: Path) -> None:
    saved = ledger.backup(tmp_path / "copy.sqlite3")
    heard: list[LedgerError | None] = []
    ledger.watch(heard.append)
    whole = saved.path.read_bytes()
    for torn in (whole[:20_000], whole[:5000] + b"\xff" * 20_000 + whole[25_000:], b"", b"x" * 9000):
        saved.path.write_bytes(torn)
        for look in (ledger.verify, ledger.compare, lambda path: ledger.restore(path, "李四")):
            with pytest.raises(LedgerError, match="没有恢复，请另选一份备份"):
                look(saved.path)
        assert ledger.operations_since(saved.path) is None or torn[:100] == whole[:100]
    assert heard == []
    edit(ledger, key(), "照常录入")


def test_a_backup_made_while_another_program_writes_is_of_one_moment(ledger: SqlLedger, path: Path) -> None:
    process = Victim(victims.commit_for_ever, path)
    process.go()
    process.hear()
    counts = []
    for _ in range(8):
        saved = ledger.backup()
        assert ledger.verify(saved.path) == saved
        with closing(sqlite3.connect(saved.path)) as copy:  # asked of the copy: the ledger goes on being written to
            counts.append(copy.execute("SELECT count(*) FROM operation").fetchone()[0])
    process.kill()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name is text")
def test_a_ledger_whose_name_is_no_text_comes_back_and_forth(tmp_path: Path, clock: FixedClock) -> None:
    """As one named on a computer of another encoding."""
    path = tmp_path / os.fsdecode("台账".encode("gb18030") + b".sqlite3")
    with closing(create_ledger(path, small_plan(), clock, "张三")) as ledger:
        edit(ledger, key(), "早先")
        saved = ledger.backup()
        clock.time += timedelta(hours=1)
        edit(ledger, key(), "后来")
        ledger.restore(saved.path, "李四")
        assert shown(ledger, key()) == "早先"
        clock.time += timedelta(hours=1)
        restored = ledger.operations()[0].id
        ledger.restore(ledger.kept_by(restored), "李四", restored)
        assert shown(ledger, key()) == "后来"
        assert well(ledger)


@pytest.mark.parametrize("name", ["台账  二〇二一.sqlite3", " 台账.sqlite3", "台账_x0041_.sqlite3", "台\u3000账\u200b.sqlite3"])
def test_a_ledger_in_whose_name_blanks_are_folded_when_it_is_written_down_comes_back(
    tmp_path: Path, clock: FixedClock, name: str
) -> None:
    with closing(create_ledger(tmp_path / name, small_plan(), clock, "张三")) as ledger:
        edit(ledger, key(), "早先")
        saved = ledger.backup()
        clock.time += timedelta(hours=1)
        edit(ledger, key(), "后来")
        ledger.restore(saved.path, "李四")
        clock.time += timedelta(hours=1)
        restored = ledger.operations()[0].id
        ledger.restore(ledger.kept_by(restored), "李四", restored)
        assert shown(ledger, key()) == "后来"
