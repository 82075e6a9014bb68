"""退回说明: only what fails, with the present words in its cells and the reasons beside them."""

from __future__ import annotations

from datetime import date

from qcapp.forms.layout import TableDocument
from qcapp.publish.correction_slip import SlipRow, correction_table
from qcapp.publish.fill_form import form_values
from tests.merge.world import JULY, World

UNIT, DUE, FORM_ID = "区政数局", date(2021, 7, 30), "QC-202107-01-7K2M"


def drawn(*rows: SlipRow) -> TableDocument:
    snapshot = World(ledger={(2, UNIT, "progress"): "同上", (2, UNIT, "liaison2.phone"): "1"}).snapshot(JULY)
    return correction_table(snapshot, UNIT, FORM_ID, form_values(snapshot, None, UNIT), rows, DUE)


def test_only_the_rows_that_fail_are_there_with_what_the_unit_wrote() -> None:
    table = drawn(SlipRow(2, ["请重写。"]))
    assert [(block.no, block.progress, block.reasons) for block in table.blocks] == [(2, "同上", "请重写。")]


def test_title_and_caption_say_what_it_is_and_by_when() -> None:
    table = drawn(SlipRow(2, ["请重写。"]))
    assert table.title == "《某某区2021年责任清单细化表》退回说明"
    assert table.caption == (
        f"填报单位：区政数局　　报告期：2021年7月　　表号：{FORM_ID}　　请于 2021年7月30日前重报区营商办"
    )
    assert table.identity is not None
    assert (table.identity.form_id, table.identity.unit, table.identity.period) == (FORM_ID, UNIT, "2021-07")
    assert any("退回原因" in note for note in table.notes)


def test_several_reasons_are_numbered_and_one_is_not() -> None:
    table = drawn(SlipRow(1, ["一。", "二。"]), SlipRow(2, ["只有一条。"]))
    assert [block.reasons for block in table.blocks] == ["1. 一。\n2. 二。", "只有一条。"]


def test_the_very_cells_that_fail_are_marked() -> None:
    table = drawn(SlipRow(2, ["…"], frozenset({"progress", "responsible.name", "liaison2.phone"})))
    block = table.blocks[0]
    assert block.marked == {"progress"}
    assert [(line.label, line.marked) for line in block.contacts] == [
        ("责任人", {"contact"}), ("联系人", frozenset()), ("联系人", {"phone"}),
    ]
