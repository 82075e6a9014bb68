from __future__ import annotations
import threading
from datetime import timedelta
from pathlib import Path
import pytest
from db.store import SqlLedger
from db.opening import open_ledger
from qcapp.domain.backups import BackupReason
from qcapp.domain.operations import OperationDraft, OperationKind
from tests.db.drafts import JULY, edit, key, merge_draft, shown
from tests.factory import FixedClock


def well(ledger: SqlLedger) -> bool:
    return all(check.ok for check in ledger.check())


def put_second(ledger, value):
    ledger.commit(OperationDraft(OperationKind.SETTINGS, "设置", "张三", settings={"backup.second": value}))


def test_second_place_with_trail(ledger):
    put_second(ledger, "/a")
    saved = ledger.backup()
    put_second(ledger, "/b")
    ledger.restore(saved.path, "李四")
    assert ledger.settings()["backup.second"] == "/b"
    assert well(ledger)


def test_second_place_set_later(ledger):
    saved = ledger.backup()
    put_second(ledger, "/b")
    op = ledger.operations()[0]
    ledger.restore(saved.path, "李四")
    assert ledger.settings()["backup.second"] == "/b"
    assert well(ledger)
    put_second(ledger, "/c")
    assert well(ledger)


def test_second_place_reset(ledger):
    put_second(ledger, "/a")
    saved = ledger.backup()
    ledger.undo(ledger.operations()[0].id, "张三")
    ledger.restore(saved.path, "李四")
    assert "backup.second" not in ledger.settings()
    assert well(ledger)


def test_thin_eats_source(ledger, clock):
    edit(ledger, key(), "早先")
    first = ledger.backup(reason=BackupReason.MERGE)
    clock.time += timedelta(hours=1)
    ledger.backup(reason=BackupReason.MERGE)
    edit(ledger, key(), "后来")
    clock.time += timedelta(days=2, hours=1)
    ledger.restore(first.path, "李四")
    assert shown(ledger, key()) == "早先"
