"""总览 on a real ledger: what it shows, what a number opens, what the scope changes, and that it follows the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.domain.views import ViewFilter
from tests.merge.world import JULY
from tests.services.office import Office
from tests.ui.hands import press
from tests.ui.overview.conftest import JUNE, Month
from ui.dialogs.facts import FactsDialog
from ui.models.fact_query import Figure, Subset
from ui.models.facts import NO, UNIT
from ui.models.scope import Scope, ScopeKind
from ui.models.unit_figures import UnitColumn
from ui.pages.base import REMIND
from ui.pages.overview import OverviewPage
from ui.widgets.figures_table import FiguresTable

Make = Callable[[], OverviewPage]


def column(table: FiguresTable, at: int) -> list[str]:
    model = table.model()
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def click(table: FiguresTable, row: int, at: int) -> None:
    place = table.visualRect(table.model().index(row, at)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def listed(page: OverviewPage) -> list[tuple[int, str]]:
    """(number, unit) of the rows that stand open."""
    dialog = facts(page)
    model = dialog.table.model()
    return [
        (int(model.index(row, NO).data()), str(model.index(row, UNIT).data())) for row in range(model.rowCount())
    ]


def facts(page: OverviewPage) -> FactsDialog:
    dialog = page.windows.facts
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def chosen(qtbot: QtBot, page: OverviewPage, kind: ScopeKind) -> None:
    with qtbot.waitSignal(page.shown):
        page.view.scope.kinds.chip(kind.name).click()


def values(page: OverviewPage) -> list[str]:
    return [card.value.text() for card in page.view.cards]


def test_the_months_figures_stand_in_cards_and_by_rank(page: OverviewPage) -> None:
    assert values(page) == ["3", "60%", "40%", "66.7%"]
    assert page.view.cards[1].change.text() == "较上月 ↓ 20.0 个百分点"
    assert column(page.view.units, UnitColumn.UNIT) == ["区政数局", "区税务局", "高新区税务局"]
    assert column(page.view.units, UnitColumn.STATE) == ["已报", "部分", "逾期"]
    assert page.view.units.isColumnHidden(UnitColumn.GROUP)
    assert "截至 2021年7月27日的台账" in page.view.foot.text()
    assert "合格规则 2021-1 版" in page.view.foot.text()
    assert "覆盖率 40、及时率 30、合格率 30" in page.view.foot.text()


@pytest.mark.parametrize(("at", "rows"), [
    (UnitColumn.DUE, [(3, "区税务局"), (4, "区税务局")]), (UnitColumn.REPORTED, [(3, "区税务局")]),
    (UnitColumn.COVERAGE, [(4, "区税务局"), (3, "区税务局")]), (UnitColumn.TIMELINESS, [(3, "区税务局"), (4, "区税务局")]),
    (UnitColumn.QUALIFICATION, [(3, "区税务局")]), (UnitColumn.SCORE, [(3, "区税务局"), (4, "区税务局")]),
    (UnitColumn.RANK, [(3, "区税务局"), (4, "区税务局")]),
])
def test_a_click_on_a_units_number_opens_just_its_rows(page: OverviewPage, at: int, rows: list[tuple[int, str]]) -> None:
    click(page.view.units, 1, at)
    assert listed(page) == rows


def test_the_change_of_a_place_opens_the_month_before(page: OverviewPage) -> None:
    click(page.view.units, 1, UnitColumn.CHANGE)
    assert listed(page) == [(3, "区税务局"), (4, "区税务局")]
    assert facts(page).title.text() == "区税务局 · 2021年6月 · 应报 2 条"
    assert facts(page).number.text().startswith("得分 100.0 = ")


def test_cards_open_their_rows_by_their_number_by_those_below_and_by_a_click_beside(page: OverviewPage) -> None:
    volume, coverage, _, qualification = page.view.cards
    volume.value.click()
    assert len(listed(page)) == 3
    volume.note.click()
    assert len(listed(page)) == 5
    QTest.mouseClick(coverage, Qt.MouseButton.LeftButton, pos=QPoint(coverage.width() - 5, 5))
    assert listed(page)[:2] == [(3, "高新区税务局"), (4, "区税务局")]
    assert facts(page).number.text() == "覆盖率 60%（3/5）；未报的在前"
    qualification.links[1].click()
    assert facts(page).number.text() == "更正后合格率 66.7%（2/3）；更正后仍不合格的在前"
    assert listed(page)[0] == (2, "区政数局")


def test_tasks_are_listed_with_their_rows_too(page: OverviewPage) -> None:
    page.view.by.chip("tasks").click()
    assert column(page.view.tasks, 0) == ["优化政务服务", "纳税服务"]
    click(page.view.tasks, 1, 2)
    assert listed(page) == [(3, "区税务局")]
    assert facts(page).title.text() == "纳税服务 · 2021年7月 · 实报 1 条"


def test_columns_sort_by_number_not_by_letter(page: OverviewPage) -> None:
    table = page.view.units
    table.sortByColumn(UnitColumn.SCORE, Qt.SortOrder.AscendingOrder)
    assert column(table, UnitColumn.SCORE) == ["0.0", "50.0", "85.0"]
    table.sortByColumn(UnitColumn.UNIT, Qt.SortOrder.DescendingOrder)
    assert column(table, UnitColumn.UNIT) == ["高新区税务局", "区税务局", "区政数局"]
    click(table, 0, UnitColumn.DUE)
    assert listed(page) == [(3, "高新区税务局")]


def test_the_keys_alone_reach_a_number_and_its_rows(qtbot: QtBot, page: OverviewPage) -> None:
    table = page.view.units
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, UnitColumn.UNIT))
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Right)
    press(table, Qt.Key.Key_Right)
    press(table, Qt.Key.Key_Return)
    assert listed(page) == [(3, "区税务局")]
    dialog = facts(page)
    assert dialog.focusWidget() is dialog.table
    with qtbot.waitSignal(page.go_requested) as caught:
        press(dialog.table, Qt.Key.Key_Return)
    assert caught.args == ["ledger", (3, "区税务局")]
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_unit_or_a_task_opened_shows_its_measures_in_the_ledger(qtbot: QtBot, page: OverviewPage) -> None:
    with qtbot.waitSignal(page.go_requested) as caught:
        page.view.units.doubleClicked.emit(page.view.units.model().index(1, UnitColumn.UNIT))
    assert caught.args == ["ledger", ViewFilter(units=("区税务局",))]
    page.view.by.chip("tasks").click()
    with qtbot.waitSignal(page.go_requested) as caught:
        page.view.tasks.doubleClicked.emit(page.view.tasks.model().index(1, 0))
    assert caught.args == ["ledger", ViewFilter(tasks=(2,))]


def test_the_year_so_far_adds_up_its_months(qtbot: QtBot, page: OverviewPage) -> None:
    chosen(qtbot, page, ScopeKind.TO_DATE)
    assert values(page) == ["7", "70%", "50%", "85.7%"]
    assert page.view.cards[1].change.text() == ""
    assert page.view.units.isColumnHidden(UnitColumn.STATE)
    assert page.view.units.isColumnHidden(UnitColumn.CHANGE)
    page.view.cards[0].value.click()
    dialog = facts(page)
    assert dialog.title.text() == "2021年6月至7月 · 实报 7 条"
    assert not dialog.table.isColumnHidden(0)
    chosen(qtbot, page, ScopeKind.YEAR)
    assert values(page)[0] == "7"


def test_months_from_and_to_are_chosen_in_a_popup(qtbot: QtBot, page: OverviewPage) -> None:
    scope = page.view.scope
    scope.kinds.chip(ScopeKind.SPAN.name).click()
    assert scope.span.isVisible()
    months = [scope.span.first.itemText(place) for place in range(scope.span.first.count())]
    assert months[:2] == ["2021年1月", "2021年2月"]
    scope.span.first.setCurrentIndex(6)
    scope.span.last.setCurrentIndex(5)  # the other way round is understood
    with qtbot.waitSignal(page.shown):
        press(scope.span, Qt.Key.Key_Return)
    assert values(page)[0] == "7"
    assert scope.kinds.chip(ScopeKind.SPAN.name).text() == "2021年6月至7月"
    scope.kinds.chip(ScopeKind.SPAN.name).click()
    press(scope.span, Qt.Key.Key_Escape)
    assert scope.kinds.current == ScopeKind.SPAN.name


def test_a_popup_left_alone_leaves_the_scope(page: OverviewPage) -> None:
    scope = page.view.scope
    scope.kinds.chip(ScopeKind.SPAN.name).click()
    press(scope.span, Qt.Key.Key_Escape)
    assert scope.kinds.current == ScopeKind.MONTH.name
    assert scope.scope == Scope()


def test_a_past_day_shows_what_had_come_by_then(qtbot: QtBot, page: OverviewPage) -> None:
    scope = page.view.scope
    words = [action.text() for action in scope.menu.actions()]
    assert words == ["今天", "截止日 2021年7月25日", "另选一天…"]
    with qtbot.waitSignal(page.shown):
        scope.menu.actions()[1].trigger()
    assert values(page) == ["2", "40%", "40%", "50%"]
    assert "截至 2021年7月25日的台账" in page.view.foot.text()
    assert scope.day.text() == "截至 2021年7月25日 ▾"
    assert column(page.view.units, UnitColumn.STATE) == ["已报", "未下发", "未下发"]
    scope.menu.actions()[2].trigger()
    assert scope.day_popup.isVisible()
    scope.day_popup.day.setDate(scope.day_popup.day.maximumDate())
    with qtbot.waitSignal(page.shown):
        scope.day_popup.accept()
    assert values(page)[0] == "3"
    assert scope.scope.on is None


def test_a_span_without_anything_says_so(qtbot: QtBot, page: OverviewPage) -> None:
    with qtbot.waitSignal(page.shown):
        page.view.scope.scope_chosen.emit(Scope(ScopeKind.SPAN, Period(2021, 1), Period(2021, 3)))
    assert "还没有内容" in page.view.trouble.text()
    assert page.view.trouble.isVisible()
    assert values(page) == ["0", "—", "—", "—"]
    page.view.cards[1].value.click()
    assert page.windows.facts is None
    page.view.charts.kinds.chip("units").click()
    qtbot.waitUntil(lambda: page.view.charts.view.words == "这段时间还没有内容，没有可画的图，请换一段报告期。")


def test_another_month_begins_with_itself_as_of_today(qtbot: QtBot, page: OverviewPage) -> None:
    with qtbot.waitSignal(page.shown):
        page.view.scope.scope_chosen.emit(Scope(ScopeKind.MONTH, on=date(2021, 7, 25)))
    with qtbot.waitSignal(page.shown):
        page.set_period(JUNE)
        page.refresh()
    assert page.view.scope.scope == Scope()
    assert values(page)[0] == "4"
    assert column(page.view.units, UnitColumn.CHANGE) == ["—", "—", "—"]


def test_a_new_ledger_has_a_first_step_and_nothing_counted(office: Office, make_page: Make) -> None:
    page = make_page()
    assert page.view.steps.next.text() == "下一步：下发本月的表 ›"
    assert values(page) == ["0", "0%", "0%", "—"]
    assert column(page.view.units, UnitColumn.STATE) == ["未下发"] * 3
    assert page.view.cards[1].change.text() == ""


def test_a_month_in_which_all_are_exempted_has_no_rates(office: Office, make_page: Make) -> None:
    for unit in ("区政数局", "区税务局", "高新区税务局"):
        office.services.rulings.exempt(JULY, unit, None, "停报一个月")
    page = make_page()
    assert values(page) == ["0", "—", "—", "—"]
    assert column(page.view.units, UnitColumn.RANK) == ["—"] * 3
    assert column(page.view.units, UnitColumn.STATE) == ["免报"] * 3
    assert page.view.steps.done.text() == "本月没有要报送的措施"
    click(page.view.units, 0, UnitColumn.DUE)
    dialog = facts(page)
    dialog.subsets.chip(Subset.APART.name).click()
    assert [row.fact.no for row in dialog.model.rows] == [1, 2]
    assert "停报一个月" in dialog.model.rows[0].cells[-1]


def test_steps_lead_to_their_pages(qtbot: QtBot, page: OverviewPage) -> None:
    went: list[tuple[str, object]] = []
    page.go_requested.connect(lambda name, what: went.append((name, what)))
    for button in page.view.steps.buttons:
        button.click()
    page.view.steps.next.click()
    page.bar.remind.click()
    page.bar.write.click()
    assert went == [
        ("dispatch", None), ("collect", None), ("ledger", None), ("ledger", None), ("bulletin", None),
        ("dispatch", None), ("bulletin", REMIND), ("bulletin", None),
    ]


def test_rows_are_copied_as_cells_and_can_be_narrowed(qtbot: QtBot, page: OverviewPage) -> None:
    page.show_rows(Figure.DUE.query())
    dialog = facts(page)
    chips = [dialog.subsets.chip(each.name).text() for each in (Subset.DUE, Subset.REPORTED, Subset.MISSING, Subset.LATE)]
    assert chips == ["应报 5", "实报 3", "未报 2", "迟报 1"]
    dialog.subsets.chip(Subset.LATE.name).click()
    assert listed(page) == [(3, "区税务局")]
    assert dialog.title.text() == "2021年7月 · 迟报 1 条"
    dialog.copy_all()
    head, row = QGuiApplication.clipboard().text().split("\n")
    assert head.split("\t") == ["序号", "改革措施", "责任单位", "截止", "收到", "填写", "及时", "合格", "原因"]
    assert row.split("\t")[:5] == ["3", "推广电子发票。", "区税务局", "7月25日", "7月26日"]


def test_an_open_list_follows_the_ledger(qtbot: QtBot, page: OverviewPage, month: Month) -> None:
    page.show_rows(Figure.COVERAGE.query())
    assert page.seen_elsewhere
    month.says(4, "区税务局", "七月辅导 3 场。", datetime(2021, 7, 27, 10, 0))
    with qtbot.waitSignal(page.shown):
        page.refresh()
    assert facts(page).number.text() == "覆盖率 80%（4/5）；未报的在前"
    assert listed(page)[0] == (3, "高新区税务局")
    assert values(page)[1] == "80%"


def test_a_row_of_another_month_asks_for_that_month_first(qtbot: QtBot, page: OverviewPage) -> None:
    chosen(qtbot, page, ScopeKind.TO_DATE)
    page.show_rows(Figure.REPORTED.query("区政数局"))
    with qtbot.waitSignals([page.period_requested, page.go_requested], order="strict") as caught:
        facts(page).table.doubleClicked.emit(facts(page).table.model().index(0, NO))
    assert caught.all_signals_and_args is not None
    assert facts(page).model.rows[0].fact.period == JUNE


def test_only_the_newest_question_is_answered(qtbot: QtBot, page: OverviewPage) -> None:
    shown: list[str] = []
    page.shown.connect(lambda: shown.append(page.view.cards[0].value.text()))
    page.view.scope.scope_chosen.emit(Scope(ScopeKind.YEAR))
    page.view.scope.scope_chosen.emit(Scope())
    qtbot.waitUntil(lambda: not page.tasks.busy)
    assert shown == ["3"]


def test_several_rows_chosen_open_nothing(page: OverviewPage) -> None:
    table = page.view.units
    table.selectAll()
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier,
        table.visualRect(table.model().index(0, UnitColumn.DUE)).center(),
    )
    assert page.windows.facts is None
