"""A ledger that a link leads to, as where the data folder was put on another disk: what is done is done to the file itself."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from db.backup import backups_of
from db.journals import journal_of
from db.opening import create_ledger, open_ledger
from db.recovering import exchange, recover_ledger
from qcapp.domain.backups import Backup
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.services.diagnosis_facts import _aside
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock, small_plan


@pytest.fixture(params=["this disk", "another disk"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The folder in which the file itself lies."""
    if request.param == "this disk":
        folder = tmp_path / "数据盘"
        folder.mkdir()
        yield folder
        return
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk here")
    with tempfile.TemporaryDirectory(dir=memory) as made:
        yield Path(made)


@pytest.fixture
def link(path: Path, other: Path) -> Path:
    shutil.move(path, other / "真的.sqlite3")
    make_link(path, other / "真的.sqlite3")
    return path


def make_link(path: Path, to: Path) -> None:
    try:
        path.symlink_to(to)
    except OSError:
        pytest.skip("links may not be made here")
    if not path.is_symlink():
        pytest.skip("links are not made here, and nobody says so")


def worked_on(link: Path, clock: FixedClock) -> Backup:
    """A backup, and something after it."""
    with contextlib.closing(open_ledger(link, clock)) as ledger:
        edit(ledger, key(), "备份以前写的")
        made = ledger.backup()
        edit(ledger, key(), "备份以后写的")
    return made


def test_a_damaged_one_is_replaced_where_it_lies_and_the_link_stays(link: Path, other: Path, clock: FixedClock) -> None:
    made, itself = worked_on(link, clock), other / "真的.sqlite3"
    broken = b"\0" * 4096 + itself.read_bytes()[4096:]
    itself.write_bytes(broken)
    journal_of(link).write_bytes(bytes(700))
    clock.time = datetime(2021, 7, 23, 9)
    ledger, aside = recover_ledger(link, made.path, clock, "张三")
    ledger.close()
    assert link.is_symlink()
    assert os.path.realpath(link) == os.path.realpath(itself)
    assert aside is not None
    assert aside.parent.resolve() == other.resolve()
    assert aside.read_bytes() == broken
    assert journal_of(aside).read_bytes() == bytes(700), "what belongs to the broken one lies beside it"
    assert sorted(each.name for each in other.iterdir()) == sorted(
        each.name for each in (itself, aside, journal_of(aside), *other.glob(".*.lock"))
    )
    with contextlib.closing(open_ledger(itself, clock)) as again:
        assert shown(again, key()) == "备份以前写的"
    assert made.path in {each.path for each in backups_of(link)}
    assert _aside(link) == 1, "the diagnosis counts it"


def test_an_open_one_that_is_found_damaged_is_replaced_where_it_lies(link: Path, other: Path, clock: FixedClock) -> None:
    made = worked_on(link, clock)
    with contextlib.closing(open_ledger(link, clock)) as ledger:
        (other / "真的.sqlite3").write_bytes(b"")
        ledger.recover(made.path, "张三")
        assert shown(ledger, key()) == "备份以前写的"
        edit(ledger, key(), "接着写的")
    assert link.is_symlink()
    with contextlib.closing(open_ledger(other / "真的.sqlite3", clock)) as again:
        assert shown(again, key()) == "接着写的"


def test_one_that_took_its_place_is_not_said_to_have_failed_where_another_program_holds_what_it_was_made_of(
    link: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a virus scanner on Windows does, where the link leads to another disk and the new one was copied there."""
    ready, itself = tmp_path / "接收的.sqlite3", other / "真的.sqlite3"
    ready.write_bytes(b"new")
    former, unlink = itself.read_bytes(), Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path == ready:
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    aside = exchange(ready, link, "台账-换下")
    assert aside is not None
    assert (itself.read_bytes(), aside.read_bytes()) == (b"new", former)


def test_no_ledger_is_made_while_the_disk_that_the_link_leads_to_is_away(
    link: Path, other: Path, clock: FixedClock
) -> None:
    made = worked_on(link, clock)
    away = other.with_name(f"{other.name}-拔下")
    other.rename(away)
    try:
        with pytest.raises(LedgerError, match="请插好它的磁盘再试。") as told:
            recover_ledger(link, made.path, clock, "张三")
        assert told.value.trouble is LedgerTrouble.MOVED
        with pytest.raises(LedgerError, match="已经存在，没有改动它"):
            create_ledger(link, small_plan(), clock, "张三")
        assert link.is_symlink()
        assert not other.exists()
    finally:
        away.rename(other)
    with contextlib.closing(open_ledger(link, clock)) as again:
        assert shown(again, key()) == "备份以后写的"


def test_links_that_go_in_a_circle_are_no_ledger_and_a_backup_takes_their_place(path: Path, clock: FixedClock) -> None:
    made = worked_on(path, clock)
    path.unlink()
    make_link(path, path)
    with pytest.raises(LedgerError, match="后再试。"):
        open_ledger(path, clock)
    ledger, aside = recover_ledger(path, made.path, clock, "张三")
    with contextlib.closing(ledger):
        assert (shown(ledger, key()), aside) == ("备份以前写的", None)
