"""The official cell of a joint measure, and the contact rows."""

from __future__ import annotations

import pytest

from qcapp.domain.attribution import compose, decompose
from qcapp.domain.forms import FORM_ID
from qcapp.publish.fill_form import fill_form_table, form_values, new_form_id
from qcapp.publish.official import official_table
from tests.merge.world import JULY, World

JOINT = 3


def test_two_units_on_a_measure_each_keep_their_words_under_their_name() -> None:
    world = World(ledger={(JOINT, "区税务局", "progress"): "已推广", (JOINT, "高新区税务局", "progress"): "试点中"})
    block = official_table(world.snapshot(JULY)).blocks[JOINT - 1]
    assert block.progress == "【区税务局】已推广\n【高新区税务局】试点中"


def test_the_one_unit_that_reported_is_named_and_the_other_not_invented() -> None:
    world = World(ledger={(JOINT, "高新区税务局", "progress"): "试点中"})
    assert official_table(world.snapshot(JULY)).blocks[JOINT - 1].progress == "【高新区税务局】试点中"


def test_words_that_both_units_share_stand_once() -> None:
    world = World(ledger={(JOINT, "区税务局", "deadline"): "2021-12-31", (JOINT, "高新区税务局", "deadline"): "2021-12-31"})
    assert official_table(world.snapshot(JULY)).blocks[JOINT - 1].deadline == "2021-12-31"


def test_a_measure_of_one_unit_bears_no_attribution() -> None:
    world = World(ledger={(1, "区政数局", "progress"): "已办"})
    assert official_table(world.snapshot(JULY)).blocks[0].progress == "已办"


def test_joint_contacts_share_the_printed_rows_a_line_each() -> None:
    world = World(ledger={
        (JOINT, "区税务局", "responsible.name"): "张三", (JOINT, "区税务局", "responsible.phone"): "0763-1",
        (JOINT, "高新区税务局", "responsible.name"): "李四",
    })
    lines = official_table(world.snapshot(JULY)).blocks[JOINT - 1].contacts
    assert [line.label for line in lines] == ["责任人", "联系人"]
    assert lines[0].printed == "责任人：\n【区税务局】张三\n【高新区税务局】李四"
    assert lines[0].phone == "【区税务局】\n0763-1"
    assert decompose(lines[0].phone, ["区税务局", "高新区税务局"]) == {"区税务局": "0763-1"}


def test_rows_are_as_many_as_the_plan_prints_and_one_more_for_a_further_contact() -> None:
    world = World(ledger={(1, "区政数局", "liaison2.name"): "李四"})
    table = official_table(world.snapshot(JULY))
    assert [len(block.contacts) for block in table.blocks] == [3, 3, 2, 2]
    assert table.task_spans() == ((0, 1), (2, 3))
    assert table.blocks[3].unit == "区税务局（办税厅）"


def test_only_the_asked_units_words_are_printed() -> None:
    world = World(ledger={(JOINT, "区税务局", "progress"): "已推广", (JOINT, "高新区税务局", "progress"): "试点中"})
    table = official_table(world.snapshot(JULY), {"高新区税务局"})
    assert [block.no for block in table.blocks] == [JOINT]
    assert table.blocks[0].progress == "试点中"


def test_what_a_form_carries_is_what_is_frozen() -> None:
    world = World(ledger={(1, "区政数局", "deadline"): "2021-12-31", (1, "区政数局", "liaison.name"): "张三"})
    snapshot = world.snapshot(JULY)
    values = form_values(snapshot, None, "区政数局")
    table = fill_form_table(snapshot, "区政数局", "QC-202107-01-3F9K", values)
    assert values[1, "deadline"] == table.blocks[0].deadline == "2021-12-31"
    assert (values[1, "liaison.name"], table.blocks[0].contacts[1].name) == ("张三", "张三")
    assert values[1, "progress"] == table.blocks[0].progress == ""
    assert [len(block.contacts) for block in table.blocks] == [2, 3]
    assert "QC-202107-01-3F9K" in table.caption
    assert "2021年7月25日" in table.caption


def test_last_months_progress_is_offered_only_where_this_month_is_empty() -> None:
    world = World(ledger={(1, "区政数局", "progress"): "六月的"})
    earlier = world.snapshot(JULY.shifted(-1))
    world.ledger = {(2, "区政数局", "progress"): "七月的"}
    values = form_values(world.snapshot(JULY), earlier, "区政数局")
    assert (values[1, "progress"], values[2, "progress"]) == ("", "七月的")  # the base is what the ledger says
    table = fill_form_table(world.snapshot(JULY), "区政数局", "QC-202107-01-3F9K", values)
    assert [block.progress for block in table.blocks] == ["六月的", "七月的"]


def test_no_two_forms_bear_one_number() -> None:
    snapshot = World().snapshot(JULY)
    taken: set[str] = set()
    for _ in range(200):
        taken.add(new_form_id(snapshot, "区政数局", taken))
    assert len(taken) == 200
    assert all(FORM_ID.fullmatch(form_id) and form_id.startswith("QC-202107-01-") for form_id in taken)


def test_a_ledger_brought_back_from_a_backup_never_gives_a_number_again() -> None:
    snapshot = World().snapshot(JULY)
    assert len({new_form_id(snapshot, "区政数局", ()) for _ in range(50)}) > 45


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        ([("区税务局", "甲"), ("高新区税务局", "乙\n丙")], "【区税务局】甲\n【高新区税务局】乙\n丙"),
        ([("区税务局", "甲"), ("高新区税务局", "")], "【区税务局】甲"),
        ([("区税务局", ""), ("高新区税务局", "")], ""),
        ([("区税务局", "甲"), ("高新区税务局", "甲 ")], "甲"),
        ([("区税务局", "【重要】甲")], "【重要】甲"),
    ],
)
def test_a_shared_cell_is_taken_apart_as_it_was_put_together(texts: list[tuple[str, str]], cell: str) -> None:
    assert compose(texts) == cell
    units = [unit for unit, _ in texts]
    if cell.startswith("【") and len(units) > 1:
        assert decompose(cell, units) == {unit: text for unit, text in texts if text}
    else:
        assert decompose(cell, units) is None


def test_words_before_the_first_name_are_nobodys() -> None:
    assert decompose("总的说\n【区税务局】甲", ["区税务局"]) == {"": "总的说", "区税务局": "甲"}


def test_a_gap_between_contacts_keeps_its_row_so_that_nobody_moves_up() -> None:
    world = World(ledger={(1, "区政数局", "liaison3.name"): "王五"})
    snapshot = world.snapshot(JULY)
    table = fill_form_table(snapshot, "区政数局", "QC-202107-01-3F9K", form_values(snapshot, None, "区政数局"))
    assert [line.printed for line in table.blocks[0].contacts] == ["责任人：", "联系人：", "联系人：", "联系人：王五"]
