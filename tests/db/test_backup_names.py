"""What a file's name says of a backup: of which ledger, when, why, and where that one lies."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from db.backup_names import backup_file
from qcapp.domain.backups import BackupReason


@pytest.mark.parametrize(("name", "stem", "reason", "ledger"), [
    ("backups/台账-20210722-093000-合并前.sqlite3", "台账", BackupReason.MERGE, "台账.sqlite3"),
    ("backups/台账-20210722-093000-手动-2.sqlite3", "台账", BackupReason.BY_HAND, "台账.sqlite3"),
    ("backups/我的-台账-20210722-093000.sqlite3", "我的-台账", None, "我的-台账.sqlite3"),
    ("U盘/台账-备份-12ab34cd/台账-20210722-093000-每日.sqlite3", "台账", BackupReason.DAILY, None),
])
def test_a_backup_is_known_by_its_name(
    tmp_path: Path, name: str, stem: str, reason: BackupReason | None, ledger: str | None
) -> None:
    found = backup_file(tmp_path / name)
    assert found is not None
    assert (found.stem, found.at, found.reason) == (stem, datetime(2021, 7, 22, 9, 30), reason)
    assert found.ledger == (tmp_path / ledger if ledger else None)


@pytest.mark.parametrize("name", [
    "台账.sqlite3", "backups/台账.sqlite3", "台账-20210722-093000.sqlite3", "台账-20210722-093000-旧的.sqlite3",
    "台账-20211322-093000-手动.sqlite3", "台账-损坏-20210722-093000.sqlite3", "-20210722-093000-手动.sqlite3",
])
def test_any_other_name_is_a_ledgers(tmp_path: Path, name: str) -> None:
    assert backup_file(tmp_path / name) is None
