"""What a clerk has after the disk has gone: the day's backup, beside the ledger and in a second place."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import NothingToUndo
from qcapp.domain.operations import OperationKind
from tests.merge.world import JULY
from tests.services.office import WHO, Office


@pytest.fixture
def stick(office: Office, tmp_path: Path) -> Path:
    """The second place, set."""
    stick = tmp_path / "U 盘"
    stick.mkdir()
    office.services.settings.change({"backup.second": str(stick)})
    return stick


def names(office: Office) -> list[str]:
    return [each.path.name for each in office.services.upkeep.backups()]


def copies(office: Office) -> list[str]:
    return [each.path.name for each in office.services.upkeep.second_backups()]


def write(office: Office, text: str) -> None:
    assert office.services.edit.set_field(1, "区政数局", JULY, "progress", text)


def test_of_each_day_there_is_one(office: Office) -> None:
    upkeep = office.services.upkeep
    made = upkeep.daily()
    assert made is not None
    assert (made.reason, made.at) == (BackupReason.DAILY, office.clock.time)
    assert upkeep.daily() is None
    assert upkeep.last_backup() == made
    office.clock.time += timedelta(days=1)
    upkeep.backup()
    assert upkeep.daily() is None
    office.clock.time += timedelta(days=1)
    office.store.backup(reason=BackupReason.MERGE)
    assert upkeep.daily() is not None  # what a merge makes in passing is not copied elsewhere


def test_daily_and_by_hand_backups_are_copied_to_the_second_place(office: Office, stick: Path) -> None:
    upkeep = office.services.upkeep
    assert (copies(office), upkeep.second() is not None and upkeep.second().trouble) == ([], "")  # type: ignore[union-attr]
    upkeep.daily()
    office.clock.time += timedelta(hours=1)
    made = upkeep.backup()
    office.store.backup(reason=BackupReason.MERGE)
    assert copies(office) == names(office)[1:]
    second = upkeep.second()
    assert second is not None
    assert (second.folder, second.trouble, second.newest and second.newest.path.name) == (stick, "", made.path.name)
    copy = upkeep.second_backups()[0]
    assert copy.path.read_bytes() == made.path.read_bytes()
    assert upkeep.verify(copy.path).sha256 == made.sha256
    # To a place that was named nothing else is copied.
    upkeep.backup(stick / "另存.sqlite3")
    assert len(copies(office)) == 2


def test_a_stick_that_was_away_is_told_of_and_gets_what_it_lacks(office: Office, stick: Path) -> None:
    upkeep = office.services.upkeep
    upkeep.daily()
    away = stick.rename(stick.with_name("在抽屉里"))
    office.clock.time += timedelta(days=1)
    made = upkeep.daily()
    assert made is not None
    assert made.path.exists()
    second = upkeep.second()
    assert second is not None
    assert "不在，备份只存在台账旁边" in second.trouble
    assert not stick.exists()
    assert (copies(office), second.newest) == ([], None)
    away.rename(stick)
    second = upkeep.second()
    assert second is not None
    assert "最近的一份是 2021-07-22 09:30 的，比这里的旧" in second.trouble
    assert upkeep.daily() is None
    second = upkeep.second()
    assert second is not None
    assert (second.trouble, copies(office)) == ("", names(office))


def test_a_second_place_beside_the_ledger_is_none(office: Office) -> None:
    upkeep = office.services.upkeep
    for folder in (office.store.path.parent, office.store.path.parent / "backups"):
        office.services.settings.change({"backup.second": str(folder)})
        upkeep.backup()
        second = upkeep.second()
        assert second is not None
        assert second.trouble
        assert upkeep.second_backups() == ()


def test_a_copy_that_differs_is_not_kept(office: Office, stick: Path) -> None:
    """The backup has gone bad on this disk since it was made."""
    upkeep = office.services.upkeep
    made = upkeep.backup()
    shutil.rmtree(next(stick.iterdir()))
    made.path.write_bytes(made.path.read_bytes()[:-1] + b"x")
    assert upkeep.daily() is None
    assert copies(office) == []
    assert [each.name for each in stick.rglob("*") if each.is_file()] == []
    second = upkeep.second()
    assert second is not None
    assert "还没有备份" in second.trouble


def test_the_second_place_is_thinned_too(office: Office, stick: Path) -> None:
    start = office.clock.time
    for day in range(0, 120, 3):
        office.clock.time = start + timedelta(days=day)
        office.services.upkeep.daily()
    assert copies(office) == names(office)
    assert len(copies(office)) < 20
    there = next(stick.iterdir())
    assert len(list(there.glob("*.sha256"))) == len(copies(office))


def test_restored_compared_and_taken_back_by_the_person_who_asks(office: Office) -> None:
    upkeep = office.services.upkeep
    write(office, "早先")
    saved = upkeep.backup()
    office.clock.time += timedelta(hours=1)
    write(office, "后来")
    assert [each.summary for each in upkeep.compare(saved.path).lost] == [office.services.history.operations(1)[0].summary]
    office.services.sign("接班人")
    kept = upkeep.restore(saved.path)
    done = office.services.history.operations(1)[0]
    assert (done.kind, done.who) == (OperationKind.RESTORE, "接班人")
    assert upkeep.kept_by(done.id) == kept.path
    upkeep.undo_restoration(done.id)
    assert [each.undoes for each in upkeep.restorations().values()] == [done.id]
    assert office.services.history.operations(2)[1].who == WHO
    with pytest.raises(NothingToUndo):
        upkeep.undo_restoration(done.id)  # it is not in this ledger any more: its undo is


def test_what_was_replaced_is_found_in_the_second_place_as_well(office: Office, stick: Path) -> None:
    upkeep = office.services.upkeep
    saved = upkeep.backup()
    write(office, "后来")
    kept = upkeep.restore(saved.path)
    done = office.services.history.operations(1)[0]
    there = upkeep.second_backups()[0].path.parent
    kept.path.rename(there / kept.path.name)
    assert upkeep.kept_by(done.id) == there / kept.path.name


def test_backups_of_an_older_program_are_still_known(office: Office) -> None:
    """Their names say no reason, and no sum lies beside them until they are looked through."""
    made = office.services.upkeep.backup()
    old = made.path.with_name("ledger-20210701-080000-2.sqlite3")
    shutil.copyfile(made.path, old)
    (made.path.with_name("ledger-20210702-080000-副本.sqlite3")).write_bytes(made.path.read_bytes())
    (newest, found) = office.services.upkeep.backups()
    assert newest == made
    assert (found.path, found.at, found.reason, found.sha256) == (old, datetime(2021, 7, 1, 8), None, None)
    assert office.services.upkeep.verify(old).sha256 == made.sha256
    assert office.services.upkeep.backups()[1].sha256 == made.sha256
