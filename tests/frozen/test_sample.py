"""The sample ledger that comes with the program is one that this program opens, whole, with a year in it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from tests.frozen.program import Computer, Program


def test_the_sample_beside_the_program_is_whole_and_has_a_year(built_program: Program, tmp_path: Path) -> None:
    assert built_program.folder is not None
    beside = built_program.folder / "示例" / "示例台账.sqlite3"
    before = hashlib.sha256(beside.read_bytes()).hexdigest()
    ledger = Path(shutil.copyfile(beside, tmp_path / "台账.sqlite3"))
    computer = Computer(built_program, tmp_path / "一台 电脑")
    assert computer.ask("check", ledger=ledger)["ok"] is True
    for period in ("2021-01", "2021-06", "2021-12"):
        assert computer.ask("status", "--period", period, ledger=ledger)["period"] == period
    assert hashlib.sha256(beside.read_bytes()).hexdigest() == before
