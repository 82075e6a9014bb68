"""A view on paper: the columns and groups that were chosen, and what is left out said above the table."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.lamps import Lamp
from qcapp.domain.page_setup import Orientation, PageSetup
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import GroupLine, ListRow, ListTable
from qcapp.forms.metrics import CELL_PADDING, page_for, text_width
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY
from qcapp.publish.view_rows import view_rows
from qcapp.publish.view_table import NO_ROWS, filter_words, view_table
from tests.factory import small_plan
from tests.publish.month_of import JULY, LATE, month_of

TEXTS = {
    (1, "区政数局", "progress"): "已公布目录。", (3, "区税务局", "progress"): "已推广。",
    (3, "区税务局", "problems"): "系统未通。",
    (1, "区政数局", "responsible.name"): "张三", (1, "区政数局", "responsible.phone"): "0763-3312345",
}


def table_of(view: LedgerView, setup: PageSetup | None = None) -> ListTable:
    snapshot = month_of(TEXTS)
    groups = view_rows(snapshot, view, day=LATE)
    return view_table(view, groups, snapshot.plan, JULY, paper=Paper.A4, setup=setup or PageSetup(), printed="今天")


def lines(table: ListTable) -> list[str | tuple[str, ...]]:
    return [row.text if isinstance(row, GroupLine) else row.cells for row in table.rows]


def test_rows_stand_below_the_groups_they_belong_to_in_the_columns_chosen() -> None:
    table = table_of(LedgerView(grouping=Grouping.UNIT, columns=("no", "unit", "progress")))
    assert [column.heading for column in table.columns] == ["序号", "责任单位", "进展情况"]
    assert lines(table) == [
        "区政数局　2 条 · 已报 1", ("1", "区政数局", "已公布目录。"), ("2", "区政数局", "（未报送）"),
        "区税务局　2 条 · 已报 1", ("3", "区税务局", "已推广。"), ("4", "区税务局（办税厅）", "（未报送）"),
        "高新区税务局　1 条 · 已报 0", ("3", "高新区税务局", "（未报送）"),
    ]


def test_a_view_that_is_not_grouped_has_rows_alone() -> None:
    table = table_of(LedgerView(grouping=Grouping.NONE, columns=("no",)))
    assert lines(table) == [("1",), ("2",), ("3",), ("4",)]


def test_what_stands_for_nothing_on_the_screen_is_empty_on_paper() -> None:
    table = table_of(LedgerView(grouping=Grouping.NONE, columns=("no", "responsible.name", "responsible.phone")))
    assert lines(table)[:2] == [("1", "张三", "0763-3312345"), ("2", "", "")]


@pytest.mark.parametrize(("written", "told", "lamp"), [
    ("2021年8月5日", "还剩 8 天", "还有 8 天"), ("2021-07-12", "已过 16 天", "2021-07-12 已过"),
])
def test_how_many_days_are_left_is_no_part_of_a_deadline_that_comes_back(
    written: str, told: str, lamp: str
) -> None:
    """A unit hands our list in as it is, or copies the cell: its deadline is what it was."""
    snapshot = month_of({**TEXTS, (1, "区政数局", "deadline"): written})
    view = LedgerView(grouping=Grouping.NONE, columns=("deadline", "lamp"))
    groups = view_rows(snapshot, view, day=LATE)
    assert groups[0].rows[0].text("deadline") == f"{written}\n{told}"
    (row, *_) = lines(view_table(view, groups, snapshot.plan, JULY))
    assert row[0] == written
    assert lamp in row[1]


def test_the_line_above_says_month_filter_and_how_many() -> None:
    view = LedgerView("税务未报", ViewFilter(states=("unreported",), units=("区税务局",)), Grouping.UNIT)
    table = table_of(view)
    assert table.title == "税务未报"
    assert table.caption == "报告期：2021年7月　筛选：未报 · 区税务局　共 1 条"
    whole = table_of(LedgerView())
    assert whole.title == small_plan().title
    assert whole.caption == "报告期：2021年7月　共 4 条"


def test_every_part_of_a_filter_is_said() -> None:
    wanted = ViewFilter(
        ("problem", "overdue"), ("区税务局",), (2,), (Lamp.RED, Lamp.YELLOW), " 发票 ",
        (Condition("problems", Test.EMPTY), Condition("progress", Test.CONTAINS, "推广")),
    )
    assert filter_words(wanted, small_plan()) == (
        "有问题、逾期", f"{Lamp.RED.word}、{Lamp.YELLOW.word}", "区税务局", "二、纳税服务：", "含“发票”", "存在问题为空",
        "进展情况包含“推广”",
    )
    assert filter_words(ViewFilter(), small_plan()) == ()


def test_many_units_are_counted_not_listed() -> None:
    units = tuple(f"单位{number}" for number in range(20))
    assert filter_words(ViewFilter(units=units), small_plan()) == ("单位0、单位1、单位2、单位3等 20 家单位",)


def test_nothing_found_is_said_and_not_an_empty_page() -> None:
    table = table_of(LedgerView(filter=ViewFilter(words="没有这个词")))
    assert lines(table) == [NO_ROWS]
    assert table.caption.endswith("共 0 条")


def test_paper_and_setup_go_with_it() -> None:
    setup = PageSetup(Orientation.PORTRAIT)
    table = table_of(LedgerView(), setup)
    assert (table.paper, table.setup, table.printed) == (Paper.A4, setup, "今天")
    assert all(isinstance(row, (ListRow, GroupLine)) for row in table.rows)


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="没有“price”这一列"):
        table_of(LedgerView(columns=("price",)))


def test_many_columns_are_set_smaller_until_the_page_holds_them() -> None:
    few, many = LedgerView(columns=("no", "measure", "progress")), LedgerView(columns=tuple(VIEW_COLUMN_BY_KEY))
    assert table_of(few).setup.scale == 100
    table = table_of(many)
    assert 50 <= table.setup.scale < 100
    page = page_for(table.paper, table.setup)
    widths = dict(zip(VIEW_COLUMN_BY_KEY, table.widths(page.text_width, page.body), strict=True))
    for key, words in (("responsible.phone", "0763-3312345"), ("received", "2021-07-22"), ("status", "有问题")):
        assert widths[key] >= text_width(words) * page.body / 2 + CELL_PADDING, key
