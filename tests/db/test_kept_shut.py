"""A ledger's file that another program holds, or a place without room for its names: told as what it is, and nothing is moved."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import recovering
from db.backup import backups_of
from db.connection import ledger_error
from db.journals import journal_of
from db.opening import open_ledger
from db.recovering import recover_ledger
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.forms.safe_write import patient_replace
from tests.db.drafts import edit, key
from tests.factory import FixedClock

on_windows = pytest.mark.skipif(os.name != "nt", reason="only Windows lets a program keep a file to itself")


@contextlib.contextmanager
def kept_shut(path: Path) -> Iterator[None]:
    """As a virus scanner may have it for a moment: nobody else reads or writes."""
    import ctypes

    kernel = vars(ctypes)["WinDLL"]("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0x8000_0000, 0, None, 3, 0x80, None)
    assert handle not in (None, ctypes.c_void_p(-1).value)
    try:
        yield
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def broken(path: Path) -> Path:
    """A damaged ledger with a journal beside it; answers its backup."""
    ledger = open_ledger(path, FixedClock())
    edit(ledger, key(), "备份里有的")
    backup = ledger.backup().path
    ledger.close()
    data = bytearray(path.read_bytes())
    data[8192:12288] = b"\xa5" * 4096
    path.write_bytes(data)
    journal_of(path).write_bytes(bytes(700))  # of which SQLite makes nothing, and so leaves it
    return backup


def lying(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file() and each.suffix != ".lock"}


def test_where_the_damaged_file_can_not_be_replaced_it_and_its_journal_stay(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal may hold what the file lost: one without the other would be less than before."""
    backup = broken(path)
    before = lying(path.parent)

    def refused(source: Path, target: Path) -> None:
        if target == path and source.name.endswith(".part"):
            raise PermissionError(13, "held")
        patient_replace(source, target)

    monkeypatch.setattr(recovering, "patient_replace", refused)
    with pytest.raises(LedgerError):
        recover_ledger(path, backup, FixedClock())
    assert lying(path.parent) == before
    monkeypatch.undo()
    ledger, aside = recover_ledger(path, backup, FixedClock())
    ledger.close()
    assert aside is not None
    assert aside.read_bytes() == before[path.name]
    assert journal_of(aside).read_bytes() == before[journal_of(path).name]


@on_windows
def test_a_damaged_ledger_that_is_open_elsewhere_is_told_so(path: Path) -> None:
    backup = broken(path)
    before = lying(path.parent)
    with path.open("rb"), pytest.raises(LedgerError, match="开着") as caught:
        recover_ledger(path, backup, FixedClock())
    assert caught.value.trouble is LedgerTrouble.BUSY
    assert lying(path.parent) == before
    recover_ledger(path, backup, FixedClock())[0].close()


@on_windows
def test_a_ledger_that_another_program_has_to_itself_is_busy_and_not_damaged(path: Path) -> None:
    with kept_shut(path), pytest.raises(LedgerError, match="占用") as caught:
        open_ledger(path, FixedClock())
    assert caught.value.trouble is LedgerTrouble.BUSY
    open_ledger(path, FixedClock()).close()


@on_windows
def test_a_backup_that_is_held_for_a_moment_is_made_all_the_same(ledger: SqlLedger, path: Path) -> None:
    target = path.with_name("备份.sqlite3")
    ledger.backup(target)
    with target.open("rb"), pytest.raises(Exception, match="。"):
        ledger.backup(target)
    assert ledger.backup(target).size


def test_a_name_that_leaves_no_room_for_those_beside_it_is_no_matter_of_rights(path: Path) -> None:
    """It would be opened to look at, with a word of rights that nobody can change."""
    long = path.rename(path.with_name("台" * 75 + ".sqlite3"))
    ledger = open_ledger(long, FixedClock())
    assert (ledger.read_only == "") == (os.name == "nt")  # which counts characters, and not bytes
    if ledger.read_only:
        assert "路径太长" in ledger.read_only
        assert "权限" not in ledger.read_only
    ledger.close()


@pytest.mark.skipif(os.name == "nt", reason="names of any length are asked for there, and not found")
def test_a_place_that_can_not_even_be_looked_at_is_told(path: Path) -> None:
    with pytest.raises(LedgerError) as caught:
        open_ledger(path.with_name("台" * 300), FixedClock())
    assert caught.value.trouble is LedgerTrouble.UNREACHABLE


def test_a_disk_that_answers_a_look_with_an_error_is_told_as_out_of_reach(path: Path) -> None:
    """What is looked at to find the reason may fail itself: that is still the ledger's trouble, and none of the program's."""
    nowhere = path.with_name("台" * 300)  # a name at which every call of the system fails with an error of its own
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR
    told = ledger_error(failed, nowhere)
    assert told is not None
    assert told.trouble is LedgerTrouble.MOVED


def test_a_ledger_opened_by_its_name_in_capitals_has_its_backups_where_that_is_one_name(path: Path) -> None:
    small = path.rename(path.with_name("ledger.sqlite3"))
    ledger = open_ledger(small, FixedClock())
    made = ledger.backup()
    ledger.close()
    found = [each.path.name for each in backups_of(small.with_name("LEDGER.sqlite3"))]
    assert found == ([made.path.name] if os.name == "nt" else [])
