"""The history as a table for proof: a row for each change with all that is known of it, of what is asked for and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qcapp.domain.amendments import RenameUnit
from qcapp.domain.errors import UsageError
from qcapp.domain.operation_words import filter_parts
from qcapp.domain.operations import OperationFilter, OperationKind
from qcapp.forms.list_table import ListRow, ListTable
from qcapp.forms.list_xlsx import write_list_xlsx
from qcapp.services import history
from tests.merge.world import JULY, returned_file
from tests.services.office import Office

MADE = datetime(2021, 7, 30, 8, 5)
HOSTILE = "=cmd|' /C calc'!A0\n+1 @2 440102199001011234 😀"


def table_of(office: Office, **wanted: object) -> ListTable:
    return office.services.history.table(OperationFilter(**wanted), MADE)  # type: ignore[arg-type]


def rows_of(table: ListTable) -> list[dict[str, str]]:
    headings = [column.heading for column in table.columns]
    return [dict(zip(headings, row.cells, strict=True)) for row in table.rows if isinstance(row, ListRow)]


@pytest.fixture
def merged(office: Office) -> Office:
    """Two units' files merged, one of the fields changed by hand since, a setting changed and the hand's edit undone."""
    office.dispatch()
    sent = office.store.snapshot(JULY).dispatched
    forms = [
        office.world.form({1: {"progress": HOSTILE}}, sent["区政数局"].form_id),
        office.world.form({4: {"progress": "税务：已开课。"}}, sent["区税务局"].form_id),
    ]
    office.reader.files = [returned_file(form, name) for form, name in zip(forms, ("政数.xlsx", "税务.xlsx"), strict=True)]
    assert office.merge() is not None
    office.services.settings.change({"lamp.warning_days": "15"})
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "手工改的")
    office.services.history.undo()
    return office


def test_each_change_tells_what_was_there_where_it_came_from_and_who_did_it(merged: Office) -> None:
    table = table_of(merged)
    rows = rows_of(table)
    assert [(row["操作"], row["原值"], row["新值"]) for row in rows] == [
        ("撤销", "手工改的", HOSTILE), ("修改", HOSTILE, "手工改的"), ("设置", "30 天（默认）", "15 天"),
        ("合并", "", HOSTILE), ("合并", "", "税务：已开课。"), ("下发", "", ""), ("建账", "", ""),
    ]
    tax = rows[4]
    assert (tax["来表"], tax["收到"], tax["怎样定的"]) == ("税务.xlsx", "2021-07-22", "用来表")
    assert tax["表中位置"] == "《表1》第 5 行第 6 列"
    assert (tax["序号"], tax["责任单位"], tax["栏目"], tax["报告期"]) == ("4", "区税务局", "进展情况", "2021年7月")
    assert tax["来表校验码"] == merged.reader.files[1].sha256[:16]
    assert (tax["时间"], tax["经手人"], tax["状态"]) == ("2021-07-22\n09:30:00", "经办人", "")
    assert (rows[1]["状态"], rows[1]["来表"]) == ("已撤销", "")
    assert rows[2]["栏目"] == "设置：亮灯 · 临近时限亮黄灯"
    assert table.caption == "全部操作；6 次操作，5 处改动；导出于 2021-07-30 08:05"


def test_of_one_unit_nothing_of_another_is_in_it(merged: Office) -> None:
    table = table_of(merged, unit="区税务局")
    assert {row["责任单位"] for row in rows_of(table)} == {"区税务局", ""}
    assert [row["操作"] for row in rows_of(table)] == ["合并", "下发", "建账"]
    assert table.caption.startswith("区税务局；3 次操作，1 处改动；")


def test_a_file_undone_alone_is_said_to_be_and_the_others_are_not(merged: Office) -> None:
    merge = next(each for each in merged.store.operations() if each.kind is OperationKind.MERGE)
    merged.services.history.undo(merge.id, sha256=merged.reader.files[1].sha256)
    rows = rows_of(table_of(merged, kinds=frozenset({OperationKind.MERGE})))
    assert [(row["责任单位"], row["状态"]) for row in rows] == [("区政数局", ""), ("区税务局", "已撤销")]


def test_text_stays_text_in_the_workbook(merged: Office, tmp_path: Path) -> None:
    out = tmp_path / "历史.xlsx"
    write_list_xlsx(table_of(merged), out)
    sheet = load_workbook(out).worksheets[0]
    assert sheet.title == "历史"
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type == "s" for cell in cells)
    assert sum(cell.value == HOSTILE for cell in cells) == 3


def test_nothing_found_is_a_table_that_says_so_and_too_much_is_refused(
    merged: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows_of(table_of(merged, text="没有这样的字")) == []
    monkeypatch.setattr(history, "MOST_EXPORTED", 3)
    with pytest.raises(UsageError, match="请按日期或单位筛选"):
        table_of(merged)
    assert len(rows_of(table_of(merged, unit="区税务局"))) == 3


def test_units_are_offered_by_the_names_that_they_have_now_and_former_ones_once(office: Office) -> None:
    office.services.plan.amend(JULY.shifted(1), "机构改革", RenameUnit("区政数局", "区数据局"))
    assert office.services.history.units() == ("区数据局", "区税务局", "高新区税务局")


def test_what_narrows_the_list_is_named_part_by_part_and_each_can_be_taken_away() -> None:
    whole = OperationFilter(
        "专窗", frozenset({OperationKind.MERGE, OperationKind.EDIT}), "张三", "区税务局", "progress", 11,
        MADE.date(), None, 2021,
    )
    parts = dict(filter_parts(whole))
    assert list(parts) == ["含“专窗”", "第 11 条措施", "区税务局", "经手人 张三", "进展情况栏", "合并、修改", "2021-07-30 起"]
    assert parts["第 11 条措施"] == replace(whole, no=None, year=None)
    rest = whole
    while filter_parts(rest):
        rest = filter_parts(rest)[0][1]
    assert rest == OperationFilter()
    assert [words for words, _ in filter_parts(OperationFilter(since=MADE.date(), until=MADE.date()))] == ["2021-07-30"]
