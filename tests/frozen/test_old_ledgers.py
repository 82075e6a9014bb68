"""A ledger of every earlier program opens: backed up as it was, upgraded, its words the same."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.revisions import head
from tests.frozen.program import Computer

KEPT = sorted((Path(__file__).resolve().parents[1] / "old_ledgers").glob("*.sqlite3"))


def schema(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_an_older_ledger_is_backed_up_upgraded_and_says_what_it_said(computer: Computer, kept: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "我的 台账" / "台账.sqlite3"
    ledger.parent.mkdir()
    shutil.copyfile(kept, ledger)
    shown = computer.ask("show", 1, "--period", "2021-07", ledger=ledger)
    texts = {key: shown["entries"][0][key] for key in ("progress", "deadline", "problems")}
    assert texts == {"progress": "人工：已办结 4 件", "deadline": "2021年12月底", "problems": "来表：人手不足"}
    listed = computer.ask("backups", "--verify", ledger=ledger)["backups"]
    (backup,) = [Path(each["file"]) for each in listed]
    assert backup.read_bytes()[100:] == kept.read_bytes()[100:]
    assert (schema(backup), schema(ledger)) == (kept.stem, head())
    assert computer.ask("check", ledger=ledger)["ok"] is True


def test_a_ledger_of_a_newer_program_is_left_alone_and_its_backup_takes_its_place(computer: Computer, tmp_path: Path) -> None:
    """As after going back to an older program."""
    ledger = tmp_path / "台账.sqlite3"
    computer.ask("init", ledger=ledger)
    copy = Path(computer.ask("backup", ledger=ledger)["file"])
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("PRAGMA user_version = 9999")
        connection.commit()
    newer = ledger.read_bytes()
    said = computer.say("status", "--period", "2021-07", expect=3, ledger=ledger)
    assert "更新版本的程序" in said.err
    assert ledger.read_bytes() == newer
    aside = Path(computer.ask("restore", copy, ledger=ledger)["aside"])
    assert aside.read_bytes() == newer
    assert computer.ask("status", "--period", "2021-07", ledger=ledger)["period"] == "2021-07"
