"""``check`` finds what SQLite's own check does not."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from db.revisions import head
from db.store import SqlLedger
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from tests.db.drafts import (
    alias_draft,
    attach_draft,
    attachment,
    bulletin_draft,
    conflict,
    dispatch_draft,
    edit,
    exemption,
    files_draft,
    form,
    key,
    merge_draft,
    ruling_draft,
    sha,
)


def failing(ledger: SqlLedger) -> dict[str, str]:
    return {check.name: check.detail for check in ledger.check() if not check.ok}


@pytest.fixture
def busy_ledger(ledger: SqlLedger) -> SqlLedger:
    """One of everything in it."""
    ledger.commit(dispatch_draft(form()))
    ledger.commit(merge_draft(b"one", CellEdit(key(), "", "来表"), held=(conflict(key(2)),)))
    edit(ledger, key(), "手改")
    ledger.commit(replace(files_draft(more=(b"a", b"b")), attached=(attachment(with_return=b"a"), attachment(b"x"))))
    ledger.commit(attach_draft(let_go=(ledger.attachments()[-1].id,)))
    ledger.undo(None, "张三", sha(b"a"))
    ledger.commit(alias_draft("大数据局"))
    ledger.commit(OperationDraft(OperationKind.RESOLVE, "处理冲突", "张三", resolves=(ledger.held()[0].id,)))
    ledger.commit(OperationDraft(OperationKind.SETTINGS, "设置", "张三", settings={"a": "b"}))
    ledger.commit(ruling_draft(exemption()))
    ledger.commit(bulletin_draft())
    ledger.undo(None, "张三")
    ledger.redo("张三")
    return ledger


def test_a_whole_ledger_passes_and_tells_its_versions(busy_ledger: SqlLedger) -> None:
    assert failing(busy_ledger) == {}
    last = busy_ledger.check()[-1]
    assert last.name == "版本"
    assert f"SQLite {sqlite3.sqlite_version}" in last.detail
    assert f"账本格式 {head()}" in last.detail


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE change SET after_text = 'x' WHERE id = 1", "操作记录"),
        ("UPDATE operation SET who = '别人' WHERE seq = 2", "操作记录"),
        ("UPDATE fill_form SET form_values = '{}'", "操作记录"),
        ("UPDATE returned_form SET received = '2021-07-01'", "操作记录"),
        ("UPDATE returned_form SET corrects = sha256 WHERE id = 1", "操作记录"),
        ("UPDATE fill_form SET corrects = 'x'", "操作记录"),
        ("UPDATE held SET theirs = 'x'", "操作记录"),
        ("UPDATE held SET remark = 'x'", "操作记录"),
        ("UPDATE held SET place = 'x'", "操作记录"),
        ("UPDATE held SET twin = id", "操作记录"),
        ("UPDATE settled SET sha256 = 'x'", "操作记录"),
        ("DELETE FROM settled", "操作记录"),
        ("UPDATE change SET place = 'x' WHERE id = 1", "操作记录"),
        ("UPDATE change SET decision = 'both' WHERE id = 1", "操作记录"),
        ("UPDATE operation SET part = NULL", "操作记录"),
        ("UPDATE attachment SET name = 'x'", "操作记录"),
        ("UPDATE attachment SET with_return = NULL", "操作记录"),
        ("DELETE FROM detached", "操作记录"),
        ("UPDATE learned_alias SET unit = 2", "操作记录"),
        ("UPDATE ruling SET document = '{}'", "操作记录"),
        ("UPDATE ruling SET no = NULL", "操作记录"),
        ("UPDATE ruling SET lifted = 1", "操作记录"),
        ("UPDATE bulletin SET figures = '{}'", "操作记录"),
        ("UPDATE bulletin SET sha256 = NULL", "操作记录"),
        ("DELETE FROM bulletin", "操作记录"),
        ("UPDATE setting_change SET after = 'x'", "操作记录"),
        ("UPDATE measure SET text = 'x' WHERE no = 2", "操作记录"),
        ("UPDATE unit_alias SET alias = alias || 'x'", "操作记录"),
        ("UPDATE meta SET value = 'x' WHERE key = 'ledger_id'", "操作记录"),
        ("DELETE FROM operation WHERE seq = 5", "操作记录"),
        ("UPDATE cell SET text = 'x'", "台账内容"),
        ("DELETE FROM cell", "台账内容"),
        ("INSERT INTO cell VALUES (5, 'progress', 202107, 'x', NULL, 1)", "台账内容"),
        ("UPDATE blob SET data = x'00'", "存档文件"),
        (f"UPDATE blob SET data = x'00' WHERE sha256 = '{sha(b'photo')}'", "存档文件"),
        (f"UPDATE blob SET data = x'00' WHERE sha256 = '{sha(b'paper')}'", "存档文件"),
        ("UPDATE cell SET change = 99", "引用关系"),
        ("PRAGMA application_id=1", "文件标记"),
    ],
)
def test_a_row_changed_behind_our_back_is_found(busy_ledger: SqlLedger, sql: str, name: str) -> None:
    other = sqlite3.connect(busy_ledger.path)
    other.execute(sql)
    other.commit()
    other.close()
    assert name in failing(busy_ledger)
