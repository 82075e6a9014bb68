"""A ledger that an older program wrote opens: upgraded after a backup, whole, its words shown, its work undone."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from db.opening import open_ledger
from db.revisions import REVISIONS, head
from db.store import SqlLedger
from qcapp.domain.amendments import Amendment, RenameUnit
from qcapp.domain.ledger import CellKey, Source
from qcapp.domain.operations import NewAlias, NewBulletin, OperationDraft, OperationKind
from qcapp.domain.rulings import Ruling, RulingKind
from tests.factory import FixedClock
from tests.old_ledgers.make import JULY, UNIT

HERE = Path(__file__).resolve().parent
KEPT = sorted(HERE.glob("*.sqlite3"))
CLOCK = FixedClock(datetime(2021, 8, 2, 9))
FIRST, SECOND = (hashlib.sha256(data).hexdigest() for data in (b"first return", b"second return"))


@pytest.fixture(params=KEPT, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(request.param, tmp_path / "台账.sqlite3"))


def texts(ledger: SqlLedger, no: int = 1) -> dict[str, str]:
    return {field: value.text for field, value in ledger.snapshot(JULY).entry(no, UNIT).values.items()}


def failing(ledger: SqlLedger) -> list[str]:
    return [f"{check.name}：{check.detail}" for check in ledger.check() if not check.ok]


def test_a_ledger_of_every_earlier_schema_is_kept() -> None:
    assert {path.stem for path in KEPT} >= set(REVISIONS[:-1])
    assert all(path.stat().st_size < 400_000 for path in KEPT)


def test_it_is_backed_up_as_it_was_and_upgraded(old: Path) -> None:
    before = old.read_bytes()
    ledger = open_ledger(old, CLOCK)
    assert failing(ledger) == []
    (backup,) = ledger.backups()
    ledger.close()
    assert backup.path.read_bytes()[100:] == before[100:]
    query = sqlite3.connect(old)
    assert query.execute("SELECT version_num FROM alembic_version").fetchall() == [(head(),)]
    query.close()


def test_its_words_its_files_and_what_waits_are_there(old: Path) -> None:
    ledger = open_ledger(old, CLOCK)
    assert texts(ledger) == {"progress": "人工：已办结 4 件", "deadline": "2021年12月底", "problems": "来表：人手不足"}
    assert texts(ledger, 2) == {"problems": "无"}
    snapshot = ledger.snapshot(JULY)
    assert snapshot.entry(1, UNIT).values["deadline"].source == Source("回收表一.xlsx", datetime(2021, 7, 20).date(), FIRST)
    assert snapshot.dispatched[UNIT].form_id == "QC-202107-01-ABCD"
    assert [(each.name, each.serial, each.undone) for each in snapshot.returned[UNIT]] == [
        ("回收表一.xlsx", 1, False), ("回收表二.xlsx", 2, False)
    ]
    assert ledger.file_bytes(SECOND) == b"second return"
    assert [(each.key.field, each.ours, each.theirs) for each in snapshot.held] == [
        ("progress", "人工：已办结 4 件", "来表：已办结 5 件")
    ]
    assert [each.kind.value for each in reversed(ledger.operations())] == [
        "init", "dispatch", "merge", "edit", "merge", "resolve", "edit", "undo", "edit", "undo", "undo", "settings"
    ]
    ledger.close()


def test_it_is_seen_as_of_a_past_day(old: Path) -> None:
    """Before its first day nothing is there; after its last all is, as it is now."""
    ledger = open_ledger(old, CLOCK)
    then = ledger.snapshot(JULY, datetime(2021, 6, 30).date())
    assert (dict(then.entry(1, UNIT).values), then.dispatched, then.returned, then.held) == ({}, {}, {}, ())
    assert replace(ledger.snapshot(JULY, CLOCK.today()), on=None) == ledger.snapshot(JULY)
    ledger.close()


def merges(ledger: SqlLedger) -> list[str]:
    return [each.id for each in reversed(ledger.operations()) if each.kind is OperationKind.MERGE]


@pytest.mark.parametrize("part", [None, FIRST])
def test_an_old_merge_is_undone_whole_or_by_its_file(old: Path, part: str | None) -> None:
    ledger = open_ledger(old, CLOCK)
    before = texts(ledger)
    result = ledger.undo(merges(ledger)[0], "李四", part)
    assert result.left == (CellKey(1, UNIT, JULY, "progress"),)
    assert texts(ledger) == {"progress": "人工：已办结 4 件", "problems": "来表：人手不足"}
    assert [each.name for each in ledger.snapshot(JULY).returned[UNIT]] == ["回收表二.xlsx"]
    ledger.undo(merges(ledger)[1], "李四")
    assert (texts(ledger), ledger.held()) == ({"progress": "人工：已办结 4 件"}, ())
    ledger.redo("李四")
    ledger.redo("李四")
    assert texts(ledger) == before
    assert failing(ledger) == []
    ledger.close()


def test_a_conflict_that_was_settled_waits_again_when_that_is_undone(old: Path) -> None:
    ledger = open_ledger(old, CLOCK)
    (settled,) = (each for each in ledger.operations() if each.kind is OperationKind.RESOLVE)
    ledger.undo(settled.id, "李四")
    assert [each.theirs for each in ledger.held()] == ["来表：已办结 5 件", "2022年6月底"]
    ledger.redo("李四")
    assert [each.theirs for each in ledger.held()] == ["来表：已办结 5 件"]
    ledger.close()


def test_an_old_undo_is_undone_and_new_work_goes_on(old: Path) -> None:
    ledger = open_ledger(old, CLOCK)
    undo = next(each for each in reversed(ledger.operations()) if each.kind is OperationKind.UNDO)
    ledger.undo(undo.id, "李四")
    assert texts(ledger, 2) == {"progress": "人工：窗口已合并", "problems": "无"}
    (waiting,) = ledger.held()
    ledger.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "李四", resolves=(waiting.id,)))
    ledger.commit(OperationDraft(OperationKind.ALIAS, "单位名称", "李四", aliases=(NewAlias(2021, UNIT, "大数据局"),)))
    late = Ruling(RulingKind.EXTEND, 2021, UNIT, 1, JULY, "机构调整", until=datetime(2021, 7, 30).date())
    ledger.commit(OperationDraft(OperationKind.RULING, "准予延期", "李四", rulings=(late,)))
    issued = NewBulletin(JULY, datetime(2021, 8, 2).date(), "情况通报", "{}", "通报.docx", b"paper")
    ledger.commit(OperationDraft(OperationKind.BULLETIN, "印发通报", "李四", bulletins=(issued,)))
    gone = Amendment(2021, JULY.shifted(1), RenameUnit(UNIT, "区数据局"), "机构改革")
    ledger.commit(OperationDraft(OperationKind.PLAN, "更名", "李四", amendments=(gone,)))
    assert list(ledger.snapshot(JULY.shifted(1)).plan.units_of[1]) == ["区数据局"]
    assert list(ledger.snapshot(JULY).plan.units_of[1]) == [UNIT]
    assert ledger.held() == ()
    assert ledger.plan_for(JULY).unit_named("大数据局") == UNIT
    assert [each.until for each in ledger.snapshot(JULY).rulings] == [late.until]
    assert [ledger.file_bytes(each.sha256 or "") for each in ledger.bulletins()] == [b"paper"]
    assert failing(ledger) == []
    ledger.close()
