"""Correction forms, and forms of several units in one file: rows know what they need to be merged where they belong."""

from __future__ import annotations

import pytest

from qcapp.domain.sheet import Document, Sheet
from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from tests.forms.table_world import HEADINGS, block, document, drawn, sheet
from tests.forms.test_locate import NOTES, TITLE

ID, OTHER_ID = "QC-203107-07-3F9K", "QC-203107-08-7H2M"
PRINTED = "1. 进展情况没有写数字。\n2. 请补充本月办理了多少件。"


# --- 退回说明


def test_the_reasons_of_a_correction_form_are_no_field_and_no_note() -> None:
    row = ("", "1.甲。", "区甲局", "责任人：张三", "1", "办了。", "无", "年底", PRINTED)
    found = locate(document(sheet([(*HEADINGS, "退回原因"), row])))
    assert found.notes == ()
    assert set(found.rows[0].cells) == {"responsible.name", "responsible.phone", "progress", "problems", "deadline"}


def test_what_a_unit_writes_among_the_reasons_goes_along_with_its_row() -> None:
    first = ("", "1.甲。", "区甲局", "责任人：张三", "1", "", "", "", f"{PRINTED}\n本月办理 12 件，数字已核实。")
    second = ("", "2.乙。", "区甲局", "责任人：张三", "1", "", "", "", "")
    below = ("", "", "", "联系人：李四", "2", "", "", "", "系统故障，下月补报。")
    rows = [(*HEADINGS, "退回原因"), first, second, below]
    found = locate(document(sheet(rows, [(2, 1, 3, 1)])))
    assert [row.reasons for row in found.rows] == [f"{PRINTED}\n本月办理 12 件，数字已核实。", "系统故障，下月补报。"]


def test_a_form_that_is_no_correction_has_no_reasons() -> None:
    assert [row.reasons for row in locate(drawn(TableDocument(TITLE, (block(1),), "", NOTES))).rows] == [""]


# --- several forms in one file


def one_form(form_id: str, *numbers: int, name: str = "表") -> Sheet:
    caption = f"填报单位：区甲局　表号：{form_id}" if form_id else "填报单位：区甲局"
    return drawn(TableDocument(TITLE, tuple(block(no) for no in numbers), caption, NOTES), name=name).sheets[0]


def test_rows_of_two_forms_on_two_sheets_know_their_own_form() -> None:
    found = locate(document(one_form(ID, 1, 2, name="甲"), one_form(OTHER_ID, 1, name="乙")))
    assert [(row.no, row.form_id) for row in found.rows] == [(1, ID), (2, ID), (1, OTHER_ID)]


def test_rows_of_two_forms_one_below_the_other_know_the_caption_above_them() -> None:
    first, second = one_form(ID, 1, 2), one_form(OTHER_ID, 1)
    found = locate(Document("xlsx", (Sheet("表", (*first.rows, *second.rows)),)))
    assert [(row.no, row.form_id) for row in found.rows] == [(1, ID), (2, ID), (1, OTHER_ID)]


@pytest.mark.parametrize("below", [True, False])
def test_two_ids_on_a_sheet_that_are_nobodys_for_sure_are_given_to_no_row(below: bool) -> None:
    bare = one_form("", 1, 2)
    loose = ((f"表号：{ID}",), (f"表号：{OTHER_ID}",))
    rows = (*bare.rows, *loose) if below else (bare.rows[0], (f"表号：{ID} 表号：{OTHER_ID}",), *bare.rows[2:])
    found = locate(Document("xlsx", (Sheet("表", rows),)))
    assert [row.form_id for row in found.rows] == [None, None]


def test_a_sheet_that_lost_its_id_gives_its_rows_none() -> None:
    found = locate(document(one_form(ID, 1, name="甲"), one_form("", 2, name="乙")))
    assert [row.form_id for row in found.rows] == [ID, None]
