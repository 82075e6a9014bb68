"""Fault 8: a ledger that a newer program has written is refused, by the window's way and by every command, and not one byte of it,
nor of its folder, is changed."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

import main
from db.opening import open_ledger
from db.revisions import head
from qcapp.domain.errors import LedgerError, LedgerTrouble
from tests.factory import FixedClock
from tests.faults.tally import FAULTS

FAULT = FAULTS[8]
NEXT = int(head()) + 1
MARKS = (
    ("PRAGMA user_version=9999",),
    (f"PRAGMA user_version={NEXT}",),
    ("UPDATE alembic_version SET version_num = '9999'",),
    ("UPDATE alembic_version SET version_num = 'a1b2c3d4'",),
    (f"UPDATE alembic_version SET version_num = '{NEXT:04d}'",),
    (
        f"PRAGMA user_version={NEXT}", f"UPDATE alembic_version SET version_num = '{NEXT:04d}'",
        "ALTER TABLE cell ADD COLUMN new TEXT",
    ),
    ("PRAGMA user_version=2147483647", "UPDATE alembic_version SET version_num = '２０２５'"),
)
COMMANDS = (
    ("status", "--period", "2021-07"), ("show", "1"), ("search", "字"), ("operations",), ("check",), ("backup",),
    ("set", "1", "progress", "写", "--unit", "区政数局", "--period", "2021-07"), ("undo",),
    ("merge", "{folder}"), ("dispatch", "--period", "2021-07", "--out", "{folder}"),
    ("export", "{folder}/x.xlsx", "--period", "2021-07"), ("init",), ("stats", "--period", "2021-07"),
)


def newer(path: Path, *sql: str) -> str:
    query = sqlite3.connect(path)
    for each in sql:
        query.execute(each)
    query.commit()
    query.close()
    return digest(path)


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("sql", MARKS)
def test_it_is_refused_and_keeps_every_byte(small: Path, sql: tuple[str, ...]) -> None:
    before = newer(small, *sql)
    for _ in range(2):
        with pytest.raises(LedgerError, match="更新版本的程序") as caught:
            open_ledger(small, FixedClock(), holds="张三")
        assert caught.value.trouble is LedgerTrouble.NEWER
        assert digest(small) == before
        assert [file.name for file in small.parent.iterdir() if not file.name.startswith(".")] == [small.name]
        FAULT.tried()


def test_every_command_leaves_it_as_it_is(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = newer(small, *MARKS[5])
    folder = tmp_path / "out"
    folder.mkdir()
    for words in COMMANDS:
        status = main.main(["--ledger", str(small), *(word.format(folder=folder) for word in words)])
        said = capsys.readouterr().err.strip()
        assert (words, status) == (words, 3)
        assert said.endswith("。")
        assert len(said.splitlines()) == 1
        assert words[0] == "init" or "更新版本的程序" in said, said
        assert digest(small) == before
        FAULT.tried()
    assert list(folder.iterdir()) == []


def test_a_newer_backup_is_not_brought_back(small: Path, tmp_path: Path) -> None:
    ledger = open_ledger(small, FixedClock())
    backup = ledger.backup(tmp_path / "备份.sqlite3").path
    backup.with_name(f"{backup.name}.sha256").unlink(missing_ok=True)
    for sql in MARKS:
        kept = backup.read_bytes()
        before, now = newer(backup, *sql), digest(small)
        with pytest.raises(LedgerError):
            ledger.restore(backup, who="张三")
        assert (digest(backup), digest(small)) == (before, now)
        backup.write_bytes(kept)
        FAULT.tried()
    ledger.close()
