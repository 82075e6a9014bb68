"""What others did since something was looked at is told by name, in words that name the cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.amendments import Assign
from qcapp.domain.ledger import CellKey
from qcapp.domain.period import Period
from qcapp.services.edit import EditService
from qcapp.services.meanwhile import newest_operation, said_since, told_name, writer_of
from qcapp.services.plan import PlanService
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger

JULY = Period(2021, 7)


@pytest.fixture
def store(tmp_path: Path) -> SqlLedger:
    path = tmp_path / "台账.sqlite3"
    new_ledger(path, small_plan(2021), FixedClock(), "张三").close()
    return open_ledger(path, FixedClock())


def write(store: SqlLedger, who: str, key: CellKey, text: str) -> None:
    assert EditService(store, who).set_field(key.no, key.unit, key.period, key.field, text) is not None


def keys_of(store: SqlLedger) -> tuple[CellKey, CellKey]:
    entries = sorted(store.snapshot(JULY).entries)
    return CellKey(entries[0].no, entries[0].unit, JULY, "progress"), CellKey(entries[1].no, entries[1].unit, JULY, "progress")


def test_cells_that_matter_come_before_all_else(store: SqlLedger) -> None:
    one, two = keys_of(store)
    since = newest_operation(store)
    assert said_since(store, since, {one}, "张三") == ""
    write(store, "李四", one, "甲")
    write(store, "王五", two, "乙")
    first = f"第 {one.no} 条{one.unit}进展情况"
    assert said_since(store, since, {one}, "张三") == f"李四刚刚改了其中 1 处（{first}）"
    both = f"{first}、第 {two.no} 条{two.unit}进展情况"
    assert said_since(store, since, (), "张三") == f"王五、李四刚刚改了 2 处（{both}）"
    assert said_since(store, newest_operation(store), {one}, "张三") == ""


def test_what_one_did_oneself_is_no_news_but_for_the_cells_asked_about(store: SqlLedger) -> None:
    one, _ = keys_of(store)
    since = newest_operation(store)
    write(store, "张三", one, "甲")
    assert said_since(store, since, (), "张三") == ""
    assert said_since(store, since, {one}, "张三").startswith("别处刚刚改了其中 1 处")


def test_other_deeds_are_told_by_what_they_are(store: SqlLedger) -> None:
    one, _ = keys_of(store)
    since = newest_operation(store)
    write(store, "李四", one, "甲")
    store.undo(None, "李四")
    said = said_since(store, since, (), "张三")
    assert said.startswith("李四刚刚做了：撤销")
    assert said.endswith("”等 2 次操作"), "what is cut short closes its quotation"
    write(store, "李四", one, "乙")
    assert said_since(store, since, (), "张三") == f"李四刚刚改了 1 处（第 {one.no} 条{one.unit}进展情况）等 3 次操作"


def test_a_change_of_the_list_is_told_as_a_sentence(store: SqlLedger) -> None:
    key, _ = keys_of(store)
    since = newest_operation(store)
    other = next(each.name for each in store.plan_for(JULY).units if (key.no, each.name) not in store.snapshot(JULY).entries)
    PlanService(store, FixedClock(), "root", {}).amend(JULY, "机构改革", Assign(key.no, other, key.unit))
    told = f"root 刚刚做了：第 {key.no} 条由{key.unit}改由{other}负责，2021年7月起（"
    assert said_since(store, since, (), "张三") == f"{told}机构改革）"
    since = newest_operation(store)
    PlanService(store, FixedClock(), "root", {}).amend(JULY, "机构改革以后的分工" * 3, Assign(key.no, key.unit, other))
    assert said_since(store, since, (), "张三").endswith("…）"), "what is cut short closes its bracket"


def test_an_operation_that_is_gone_is_no_reason_to_fail(store: SqlLedger) -> None:
    assert said_since(store, "20210101-9999", (), "张三") == ""


def test_who_wrote_a_text_last(store: SqlLedger) -> None:
    one, _ = keys_of(store)
    write(store, "李四", one, "甲")
    write(store, "王五", one, "乙")
    assert [writer_of(store, one, text, "张三") for text in ("甲", "乙", "没有写过")] == ["李四", "王五", "别处"]
    assert told_name("张三", "张三") == "别处"
