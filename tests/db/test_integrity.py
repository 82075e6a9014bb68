"""``check`` finds what SQLite's own check does not."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from db.digest import _said
from db.integrity import _operations
from db.opening import open_ledger
from db.revisions import head
from db.store import SqlLedger
from qcapp.domain.errors import LedgerError, LedgerTrouble
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
from tests.factory import FixedClock


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


def in_the_table_alone(path: Path, table: str, statement: str) -> None:
    """Change rows as a disk does: the table's indexes go on saying what stood there."""
    ours = "tbl_name = ? AND (type = 'index' OR name = ?)"
    with contextlib.closing(sqlite3.connect(path)) as query:
        kept = query.execute(f"SELECT rowid, * FROM sqlite_master WHERE {ours}", (table, table)).fetchall()
        columns = [name for _, name, *_ in query.execute(f"PRAGMA table_info({table})")]
        bare = ", ".join("id INTEGER PRIMARY KEY" if name == "id" else name for name in columns)
        query.execute("PRAGMA writable_schema=ON")
        query.execute(f"DELETE FROM sqlite_master WHERE {ours} AND type = 'index'", (table, table))
        made = f"CREATE TABLE {table} ({bare})"
        query.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (made, table))
        query.commit()
    with contextlib.closing(sqlite3.connect(path)) as query:
        assert query.execute(statement).rowcount > 0
        query.execute("PRAGMA writable_schema=ON")
        query.execute("DELETE FROM sqlite_master WHERE tbl_name = ?", (table,))
        query.executemany(
            "INSERT INTO sqlite_master (rowid, type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?, ?)", kept
        )
        query.commit()


@pytest.mark.parametrize(("table", "statement"), [
    ("unit_alias", "UPDATE unit_alias SET alias = alias || '区' WHERE rowid = 1"),
    ("unit", "UPDATE unit SET name = name || '区' WHERE rowid = 3"),
    ("measure", "UPDATE measure SET no = 99 WHERE rowid = 3"),
    ("learned_alias", "UPDATE learned_alias SET alias = '大数剧局'"),
    ("setting_change", "UPDATE setting_change SET key = 'c'"),
    ("settled", "UPDATE settled SET held = 2"),
    ("fill_form", "UPDATE fill_form SET form_id = form_id || '1'"),
    ("change", "UPDATE change SET operation = 1 WHERE id = 1"),
])
def test_what_is_hashed_stands_in_the_table_whatever_an_index_says(
    busy_ledger: SqlLedger, table: str, statement: str
) -> None:
    path = busy_ledger.path
    busy_ledger.close()
    in_the_table_alone(path, table, statement)
    with contextlib.closing(sqlite3.connect(path)) as query:
        assert "与写入时不一致" in _operations(query, path)


@pytest.mark.parametrize("change", [
    "name = CAST(name AS BLOB) WHERE name = 'unit_alias'", "name = 'unjt_alias' WHERE name = 'unit_alias'",
    "tbl_name = 'unjt' WHERE name = 'change_by_cell'",
])
def test_a_table_that_goes_by_another_name_than_it_was_made_by_is_seen(busy_ledger: SqlLedger, change: str) -> None:
    """SQLite's own check passes it, and every question by the name would then miss the table."""
    path = busy_ledger.path
    busy_ledger.close()
    with contextlib.closing(sqlite3.connect(path)) as query:
        query.execute("PRAGMA writable_schema=ON")
        query.execute(f"UPDATE sqlite_master SET {change}")
        query.commit()
    with pytest.raises(LedgerError, match="已损坏"):
        open_ledger(path, FixedClock())


@pytest.mark.parametrize("later", [False, True])
def test_a_trigger_that_somebody_put_in_is_found_before_it_deletes_anything(
    ledger: SqlLedger, later: bool
) -> None:
    """It would run at the next save, and take with it what the clerk never touched."""
    edit(ledger, key(), "写好的")
    with contextlib.closing(sqlite3.connect(ledger.path)) as tool:
        tool.execute("CREATE TRIGGER t AFTER INSERT ON change BEGIN DELETE FROM cell; END")
    assert "触发器" in failing(ledger)["数据库结构"]
    with pytest.raises(LedgerError, match="已损坏，没有打开") as told:
        open_ledger(ledger.path, FixedClock(), look_later=later)
    assert told.value.trouble is LedgerTrouble.DAMAGED


@pytest.mark.parametrize("statement", [
    "DROP TABLE cell", "DROP TABLE operation", "DROP TABLE meta", "DROP TABLE blob", "DROP TABLE setting",
    "ALTER TABLE cell RENAME COLUMN text TO words", "ALTER TABLE operation RENAME TO operation_old",
])
def test_a_table_or_a_column_that_is_gone_is_damage_and_no_surprise(ledger: SqlLedger, statement: str) -> None:
    path = ledger.path
    ledger.close()
    with contextlib.closing(sqlite3.connect(path)) as tool:
        tool.execute("PRAGMA foreign_keys=OFF")
        tool.execute("PRAGMA legacy_alter_table=ON")
        tool.execute(statement)
        tool.commit()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="已损坏，没有打开") as told:
        open_ledger(path, FixedClock())
    assert told.value.trouble is LedgerTrouble.DAMAGED
    assert path.read_bytes() == before


def test_a_table_that_is_dropped_in_use_is_told_as_damage(ledger: SqlLedger) -> None:
    edit(ledger, key(), "写好的")
    with contextlib.closing(sqlite3.connect(ledger.path)) as tool:
        tool.execute("PRAGMA foreign_keys=OFF")
        tool.execute("DROP TABLE cell")
        tool.commit()
    with pytest.raises(LedgerError, match="已损坏，请不要再往里录入") as told:
        edit(ledger, key(2), "再写")
    assert told.value.trouble is LedgerTrouble.DAMAGED


@pytest.mark.parametrize("text", ["甲", "[甲],[乙]", '"],["', "],[", "],", "\ud83d", "一\n二"])
def test_a_row_is_hashed_as_it_always_was_whatever_its_text_looks_like(text: str) -> None:
    rows: list[tuple[object, ...]] = [(1, text, None), (2, "", "乙"), (3, None, text)]
    for some in (rows, rows[:1]):
        line_by_line = "".join(f"\n7{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}" for row in some)
        assert _said(7, some) == line_by_line.encode("utf-8", "surrogatepass")
