"""Migrating an older ledger: a verified backup, then all steps in one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from db import revisions
from db.backup import back_up
from db.connection import connect, ledger_error
from db.engine import engine_for
from qcapp.domain.backups import Backup, BackupReason
from qcapp.domain.errors import LedgerError, LedgerTrouble


def migrate(path: Path, now: datetime) -> Backup:
    """Bring the ledger to the newest revision; answers the backup of what it was. LedgerError leaves it as it was."""
    source = connect(path, reading=True)
    try:
        backup = back_up(source, path, now, reason=BackupReason.MIGRATION)
    finally:
        source.close()
    try:
        step_up(path)
    except Exception as error:
        # Whatever stopped it, the transaction is rolled back and the old program still opens the ledger.
        raise ledger_error(error, path) or _failed(path, backup) from error
    return backup


def step_up(path: Path) -> None:
    """All steps in one transaction, and nothing else: for a file that is itself a copy, or was copied. Raises what it likes."""
    # Off while tables are rebuilt; what they refer to is looked through before the commit.
    engine = engine_for(path, foreign_keys=False)
    try:
        with engine.begin() as connection:
            revisions.upgrade(connection, revisions.MIGRATIONS)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
                raise ValueError("the steps have broken a reference")
    finally:
        engine.dispose()


def _failed(path: Path, backup: Backup) -> LedgerError:
    sentence = f"台账“{path}”升级没有成功，已退回原样，请把备份“{backup.path}”交给维护人员，并先用旧版程序。"
    return LedgerError(sentence, LedgerTrouble.UPGRADE_FAILED)
