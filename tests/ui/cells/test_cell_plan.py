"""What a paste, a filling and a clearing will do, by value: every cell lands where spreadsheets put it, or is listed with why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.errors import UsageError
from qcapp.domain.text import clean, same
from qcapp.forms.cell_html import Part, Piece
from tests.ui.cells.sheets import (
    COLUMNS,
    DEADLINE,
    MEASURE,
    NAME,
    NO,
    PHONE,
    PROBLEMS,
    PROGRESS,
    STATUS,
    SW,
    ZSJ,
    block,
    grid,
    sheet,
    skipped,
    written,
)
from ui.models.cell_plan import (
    CONTACTS,
    JOINT,
    LOST,
    OUTSIDE,
    READ_ONLY,
    STANDS_IN,
    CellPlan,
    counted,
    plan_clear,
    plan_fill,
    plan_paste,
)
from ui.models.cell_sheet import Place, cell_text, copied, spots


def test_a_column_lands_on_measures_from_the_cell_at_hand_on_over_headings() -> None:
    plan = plan_paste(grid(["甲"], ["乙"], ["丙"]), sheet(by_entry=True), [(1, PROBLEMS)])
    assert written(plan) == {(1, ZSJ, "problems"): "甲", (2, ZSJ, "problems"): "乙", (3, SW, "problems"): "丙"}
    assert plan.harmless


def test_a_sheet_is_told_from_one_with_other_cells_whatever_they_say() -> None:
    """What was planned while the table was another one selects nothing in it."""
    here = sheet()
    assert here.looks_like(replace(here))
    assert here.looks_like(sheet({}))
    assert not here.looks_like(sheet(by_entry=True))
    assert not here.looks_like(sheet(columns=COLUMNS[1:]))
    assert not here.looks_like(replace(here, rows=here.rows[::-1]))
    assert not here.looks_like(replace(here, rows=here.rows[:-1]))


def test_one_value_goes_into_every_selected_cell_even_scattered_ones() -> None:
    plan = plan_paste(grid(["无"]), sheet(), [(1, PROBLEMS), (5, PROBLEMS), (5, PROGRESS)])
    assert written(plan) == {(1, ZSJ, "problems"): "无", (4, SW, "progress"): "无", (4, SW, "problems"): "无"}


def test_what_an_exported_list_has_in_place_of_no_progress_is_not_pasted_as_progress() -> None:
    plan = plan_paste(grid(["（未报送）", "经费不足"], ["（未报送）", "无"]), sheet(), [(1, PROGRESS)])
    assert written(plan) == {(1, ZSJ, "problems"): "经费不足", (2, ZSJ, "problems"): "无"}
    assert [(skip.text, skip.reason) for skip in plan.skips] == [("（未报送）", STANDS_IN)], "where words stand that it is not"


def test_a_row_is_repeated_over_a_selection_that_is_a_multiple_of_it() -> None:
    plan = plan_paste(grid(["甲", "乙"]), sheet({}), block(1, PROGRESS, 2, PROBLEMS))
    assert written(plan) == {
        (1, ZSJ, "progress"): "甲", (1, ZSJ, "problems"): "乙", (2, ZSJ, "progress"): "甲", (2, ZSJ, "problems"): "乙",
    }
    down = plan_paste(grid(["甲", "乙"]), sheet({}), block(1, PROGRESS, 2, PROGRESS))
    assert written(down) == written(plan)


def test_a_selection_that_is_no_multiple_is_only_where_to_begin() -> None:
    plan = plan_paste(grid(["甲", "乙"]), sheet({}), block(1, PROGRESS, 2, DEADLINE))
    assert written(plan) == {(1, ZSJ, "progress"): "甲", (1, ZSJ, "problems"): "乙"}


def test_several_cells_onto_scattered_ones_are_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="不连成一块，请只选左上角的一格"):
        plan_paste(grid(["甲", "乙"]), sheet(), [(1, PROGRESS), (4, PROBLEMS)])
    with pytest.raises(UsageError, match="请先点一下要填的格子"):
        plan_paste(grid(["甲"]), sheet(), [(0, PROGRESS)])


def test_what_has_no_place_is_listed_and_never_silently_left_out() -> None:
    plan = plan_paste(grid(["9", "别的措施", "王五"], ["", "", ""], ["5", "", "赵六"]), sheet(), [(4, NO)])
    assert skipped(plan) == [
        ("第 3 条 序号", "9", READ_ONLY), ("第 3 条 改革措施", "别的措施", READ_ONLY), ("第 3 条 联系人", "王五", JOINT),
        ("来源第 3 行第 1 列", "5", OUTSIDE), ("来源第 3 行第 3 列", "赵六", OUTSIDE),
    ]
    assert written(plan) == {}
    assert not plan.harmless
    wide = plan_paste(grid(["甲", "乙", "丙"]), sheet(), [(1, DEADLINE)])
    assert skipped(wide) == [("第 1 条 状态", "乙", READ_ONLY), ("来源第 1 行第 3 列", "丙", OUTSIDE)]


def test_with_a_row_for_each_unit_a_joint_measure_takes_what_is_pasted() -> None:
    plan = plan_paste(grid(["已办"]), sheet(by_entry=True), [(5, PROGRESS)])
    assert written(plan) == {(3, "高新区税务局", "progress"): "已办"}


def test_words_that_stand_there_already_are_neither_written_nor_told() -> None:
    plan = plan_paste(grid(["1", "推行一件事一次办。 公布事项目录。", "张三 "]), sheet(), [(1, NO)])
    assert (plan.writes, plan.skips, plan.same) == ((), (), 3)


def test_overwriting_and_clearing_are_no_harmless_things() -> None:
    plan = plan_paste(grid(["王五", ""]), sheet(), [(1, NAME)])
    assert [(write.before, write.after) for write in plan.writes] == [("张三", "王五"), ("13800138000", "")]
    assert (len(plan.overwritten), len(plan.cleared), plan.harmless) == (2, 1, False)
    assert counted(plan) == "写入 2 格，其中覆盖 2 格"


def test_phones_that_a_spreadsheet_wrote_as_numbers_come_back_whole_or_not_at_all() -> None:
    plan = plan_paste(grid(["13800138001.0"], ["1.38E+10"]), sheet({}), [(1, PHONE)])
    assert written(plan) == {(1, ZSJ, "liaison.phone"): "13800138001"}
    assert skipped(plan) == [("第 2 条 联系人电话", "1.38E+10", LOST)]


def test_a_cell_merged_over_rows_fills_each_of_them_and_is_shown_first() -> None:
    merged = ((Piece("王五"), Piece("a"),), (Piece("王五", Part.BELOW), Piece("", Part.BESIDE)))
    plan = plan_paste(merged, sheet({}), [(1, PROGRESS)])
    assert written(plan) == {(1, ZSJ, "progress"): "王五", (1, ZSJ, "problems"): "a", (2, ZSJ, "progress"): "王五"}
    assert not plan.harmless


def test_several_contacts_of_one_cell_take_a_line_each_or_none_at_all() -> None:
    both = plan_paste(grid(["王五\n赵六"]), sheet(), [(2, NAME)])
    assert written(both) == {(2, ZSJ, "liaison.name"): "王五", (2, ZSJ, "liaison2.name"): "赵六"}
    assert both.writes[1].place == "第 2 条 区政数局 联系人2"
    one = plan_paste(grid(["王五"]), sheet(), [(2, NAME)])
    assert (written(one), skipped(one)) == ({}, [("第 2 条 联系人", "王五", CONTACTS)])
    none = plan_paste(grid([""]), sheet(), [(2, NAME)])
    assert written(none) == {(2, ZSJ, "liaison.name"): "", (2, ZSJ, "liaison2.name"): ""}


def test_a_folded_group_within_is_told() -> None:
    from dataclasses import replace

    rows = sheet({}).rows
    folded = replace(sheet({}), rows=(*rows[:2], None, *rows[2:]), folded=frozenset({2}))
    assert plan_paste(grid(["甲"], ["乙"]), folded, [(1, PROGRESS)]).notes == (
        "中间有收起的分组，里面的措施没有粘贴到；要粘贴到的话，请先展开再粘贴。",
    )
    assert plan_paste(grid(["甲"], ["甲"]), folded, [(3, PROGRESS)]).notes == ()


def test_filling_down_takes_the_first_selected_cell_or_the_one_above() -> None:
    down = plan_fill(sheet(), block(1, PROGRESS, 2, PROGRESS))
    assert written(down) == {(2, ZSJ, "progress"): "开通专窗 4 个。"}
    above = plan_fill(sheet(), [(2, PROGRESS)])
    assert written(above) == written(down)
    over_heading = plan_fill(sheet(), block(2, PHONE, 5, PHONE))
    assert written(over_heading) == {(4, SW, "liaison.phone"): "13800138000"}
    assert skipped(over_heading) == [("第 3 条 联系人电话", "13800138000", JOINT)]
    right = plan_fill(sheet(), block(1, PROGRESS, 1, PROBLEMS), right=True)
    assert written(right) == {(1, ZSJ, "problems"): "开通专窗 4 个。"}


@pytest.mark.parametrize(
    ("cells", "right", "why"),
    [
        ([(1, PROGRESS)], False, "上面没有可以用来填充的格子"), ([(1, NO)], True, "左边没有可以用来填充的格子"),
        ([(1, MEASURE), (2, MEASURE)], False, "这一列只能看"), ([(4, PROGRESS), (5, PROGRESS)], False, "几家合在一格"),
        ([(0, NO)], False, "没有选中可以填充的格子"),
    ],
)
def test_a_filling_from_nothing_is_refused_in_a_sentence(cells: list[Place], right: bool, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        plan_fill(sheet(), cells, right=right)


def test_clearing_takes_all_that_was_filled_in_of_every_unit_and_contact() -> None:
    plan = plan_clear(sheet(), block(0, NO, 4, STATUS))
    assert set(written(plan).values()) == {""}
    assert len(plan.writes) == 9
    assert plan.skips == ()


def test_a_selection_is_copied_as_the_ledger_has_it_without_what_stands_in_for_nothing() -> None:
    assert copied(sheet(), block(0, NO, 2, PROGRESS))[1][2:] == ["张三\n李四", "13800138000\n", ""]
    joint = copied(sheet(), [(4, PROGRESS), (4, DEADLINE), (4, PROBLEMS)])
    assert joint == [["【区税务局】已实现。\n【高新区税务局】（未报送）", "", "2021-12-31\n长期坚持"]]
    assert copied(sheet(), [(1, NO), (5, NAME)]) == [["1", ""], ["", ""]]
    assert copied(sheet(), [(0, NO)]) == []


_TEXTS = st.sampled_from(["", "甲", "13800138000", "乙\n丙", " 丁 ", "1.38E+10", "张三"])
_GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(_TEXTS, min_size=width, max_size=width), min_size=1, max_size=4)
)


@given(_GRIDS, st.integers(0, 6), st.integers(0, 7), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_no_copied_word_is_ever_lost_without_a_word(
    rows: list[list[str]], top: int, left: int, down: int, across: int, by_entry: bool
) -> None:
    at = sheet(by_entry=by_entry)
    bottom, right = min(top + down, len(at.rows) - 1), min(left + across, len(COLUMNS) - 1)
    chosen = at.cells(block(top, left, bottom, right))
    if not chosen:
        return
    plan = plan_paste(grid(*rows), at, chosen)
    told = {skip.text for skip in plan.skips}
    now = [write.after for write in plan.writes]
    shown = [cell_text(at.row(row), column) for row in at.lines for column in at.columns]
    for text in (clean(text) for row in rows for text in row):
        parts = text.split("\n")
        assert text in ("", *told, *now) or any(same(text, each) for each in shown) or all(part in now for part in parts)
    assert len({write.key for write in plan.writes}) == len(plan.writes)
    assert all(write.before != write.after for write in plan.writes)


@given(st.integers(0, 6), st.integers(0, 7), st.integers(0, 5), st.integers(0, 7), st.booleans())
def test_what_is_copied_and_pasted_where_it_was_changes_nothing(
    top: int, left: int, down: int, across: int, by_entry: bool
) -> None:
    at = sheet(by_entry=by_entry)
    bottom, right = min(top + down, len(at.rows) - 1), min(left + across, len(COLUMNS) - 1)
    chosen = at.cells(block(top, left, bottom, right))
    if not chosen:
        return
    plan: CellPlan = plan_paste(grid(*copied(at, chosen)), at, chosen)
    assert (plan.writes, plan.skips) == ((), ())


def test_behind_a_cell_stand_all_that_it_shows() -> None:
    joint = spots(sheet().row(4), "deadline")
    assert [(spot.key.unit, spot.text, spot.label) for spot in joint] == [
        ("区税务局", "2021-12-31", "区税务局"), ("高新区税务局", "长期坚持", "高新区税务局"),
    ]
    assert [spot.label for spot in spots(sheet().row(2), "liaison.phone")] == ["联系人电话", "联系人2电话"]
    assert spots(sheet().row(2), "measure") == ()
