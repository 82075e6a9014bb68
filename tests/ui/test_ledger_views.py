"""台账 arranged as the clerk wants it: sorted, grouped, narrowed from chips and menus, saved under a name, found again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QModelIndex, QPoint, QSettings, Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from qcapp.domain.lamps import Lamp
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import press, type_in
from ui.dialogs.question import QuestionDialog
from ui.dialogs.view_name import ViewNameDialog
from ui.main_window import MainWindow
from ui.models.ledger_model import COLUMNS
from ui.pages.ledger import LedgerPage
from ui.pages.ledger_shown import Shown

Fill = Callable[..., None]


@pytest.fixture
def page(window: MainWindow) -> LedgerPage:
    return window.ledger_page


@pytest.fixture
def shown(page: LedgerPage) -> Shown:
    tester = QAbstractItemModelTester(page.shown.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert tester.model() is page.shown.model
    return page.shown


def numbers(shown: Shown) -> list[int]:
    rows = (shown.model.measure_at(place) for place in range(shown.model.rowCount()))
    return [row.no for row in rows if row]


def headings(shown: Shown) -> list[str]:
    rows = (shown.model.group_at(place) for place in range(shown.model.rowCount()))
    return [row.heading for row in rows if row]


def seen(shown: Shown) -> list[str]:
    return [COLUMNS[section] for section in shown.table.header.shown_sections()]


def pick(menu: QMenu, words: str) -> None:
    action = next(action for action in menu.actions() if action.text() == words)
    assert action.isEnabled()
    action.trigger()
    if shiboken6.isValid(menu):
        menu.close()


def click_heading(shown: Shown, column: str) -> None:
    header, section = shown.table.header, COLUMNS.index(column)
    place = QPoint(header.sectionViewportPosition(section) + header.sectionSize(section) // 2, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_on_a_heading_sorts_up_down_and_back(shown: Shown, fill: Fill, page: LedgerPage) -> None:
    fill(8, "区政数局", deadline="2021年9月30日")
    fill(9, "区大数据中心", deadline="2021年8月15日")
    page.refresh()
    shown.show_view(replace(shown.view, grouping=Grouping.NONE))
    click_heading(shown, "deadline")
    assert numbers(shown)[:3] == [9, 8, 1]
    assert shown.model.headerData(COLUMNS.index("deadline"), Qt.Orientation.Horizontal) == "完成时限"
    click_heading(shown, "deadline")
    assert numbers(shown)[:3] == [8, 9, 1]
    click_heading(shown, "deadline")
    assert numbers(shown) == list(range(1, 75))
    assert shown.table.header.sorted_by == (-1, False)


def test_a_click_on_a_heading_selects_nothing(shown: Shown) -> None:
    before = shown.table.selectedIndexes()
    click_heading(shown, "unit")
    assert len(shown.table.selectedIndexes()) == len(before) == 1


def test_grouped_by_unit_the_chips_count_assignments_and_the_form_opens_at_the_row(shown: Shown, page: LedgerPage) -> None:
    pick(shown.choosing.ask_grouping(), "责任单位")
    assert len(numbers(shown)) == 79
    assert headings(shown)[:2] == ["区工信局", "区卫健局"]
    assert page.filters.chip("all").text() == "全部 79"
    said = page.window().status_words  # type: ignore[attr-defined]
    assert said[:2] == ("79 条责任分工（74 条措施） · 已报 0 · 未报 79 · 逾期 0", "20 家单位 · 已回收 0")
    shown.table.select_measure(11, "高新区税务局")
    assert (page.form.no, page.form.unit) == (11, "高新区税务局")
    shown.table.select_measure(11, "区税务局")
    assert page.form.unit == "区税务局"
    pick(shown.choosing.ask_grouping(), "状态")
    assert headings(shown) == ["未报"]
    pick(shown.choosing.ask_grouping(), "不分组")
    assert headings(shown) == []
    assert len(numbers(shown)) == 74


def test_a_joint_measure_can_have_a_row_for_each_unit_under_its_task(shown: Shown, page: LedgerPage) -> None:
    pick(shown.choosing.ask_grouping(), "合办的措施每家单位一行")
    assert numbers(shown).count(11) == 2
    row = shown.model.measure_at(shown.model.row_of(11, "高新区税务局"))
    assert row is not None
    assert row.text("unit") == "高新区税务局"
    assert page._filters.grouping.words == "重点任务·按单位拆开"


def test_groups_stay_folded_whatever_is_looked_at_between(shown: Shown) -> None:
    shown.table.fold_requested.emit("task:5")
    assert 11 not in numbers(shown)
    pick(shown.choosing.ask_grouping(), "责任单位")
    shown.close_all()
    assert numbers(shown) == []
    pick(shown.choosing.ask_grouping(), "重点任务")
    assert 11 not in numbers(shown)
    assert 8 in numbers(shown)


def test_several_units_are_chosen_by_check_marks_found_by_initials(shown: Shown, page: LedgerPage, qtbot: QtBot) -> None:
    panel = shown.choosing.ask_units()
    type_in(panel.search, "gxq")
    left = [panel.list.item(row).text() for row in range(panel.list.count()) if not panel.list.item(row).isHidden()]
    assert left == ["高新区税务局"]
    panel.search.clear()
    for name in ("区财政局", "高新区税务局"):
        panel.list.findItems(name, Qt.MatchFlag.MatchExactly)[0].setCheckState(Qt.CheckState.Checked)
    assert shown.view.filter.units == ("高新区税务局", "区财政局")
    assert page._filters.units.text() == "责任单位: 2 家 ▾"
    panel.reset.click()
    assert shown.view.filter.empty
    assert not panel.isVisible()


def test_a_task_is_chosen_by_the_keyboard_alone(shown: Shown, page: LedgerPage) -> None:
    press(page._filters.tasks, Qt.Key.Key_Down)
    panel = QApplication.activePopupWidget()
    assert panel is not None
    panel = shown.choosing.ask_tasks()
    press(panel.list, Qt.Key.Key_Down)
    press(panel.list, Qt.Key.Key_Space)
    assert shown.view.filter.tasks == (2,)
    press(panel.list, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_conditions_and_lamps_are_added_and_taken_away_one_by_one(shown: Shown, page: LedgerPage, fill: Fill) -> None:
    fill(8, "区政数局", progress="已开通专窗。", problems="接口不通", deadline="2021年12月底")
    fill(9, "区大数据中心", progress="已开通专窗。", problems="无", deadline="2021年12月底")
    page.refresh()
    panel = shown.choosing.ask_conditions()
    type_in(panel.text, "专窗")
    press(panel.text, Qt.Key.Key_Return)
    assert numbers(shown) == [8, 9]
    panel = shown.choosing.ask_conditions()
    panel.lamps[Lamp.YELLOW].click()
    assert numbers(shown) == [8]
    panel.close()
    active = page._filters.active
    assert active is not None
    assert [chip.text() for chip in active.chips] == ["亮灯：黄灯  ×", "进展情况包含“专窗”  ×"]
    active.chips[0].click()
    assert numbers(shown) == [8, 9]
    active.clear.click()
    assert shown.view.filter.empty
    assert active.isHidden()
    assert len(numbers(shown)) == 74


def test_a_condition_on_days_asks_for_a_day_and_one_on_gaps_for_nothing(shown: Shown, page: LedgerPage, fill: Fill) -> None:
    fill(8, "区政数局", deadline="2021年9月30日")
    page.refresh()
    panel = shown.choosing.ask_condition("deadline")
    panel.test.setCurrentIndex(panel.test.findText("早于"))
    assert panel.day.isVisible()
    panel.day.show_day(JULY.last_day.replace(month=10, day=1))
    panel.add.click()
    assert numbers(shown) == [8]
    panel = shown.choosing.ask_condition("progress")
    assert [panel.test.itemText(place) for place in range(panel.test.count())] == ["包含", "等于", "不包含", "为空", "不为空"]
    assert not panel.add.isEnabled()
    panel.test.setCurrentIndex(panel.test.findText("不为空"))
    assert not panel.text.isVisible()
    panel.add.click()
    assert numbers(shown) == []


def test_only_what_says_the_same_is_left_by_right_click(shown: Shown, page: LedgerPage) -> None:
    index = shown.model.index(shown.model.row_of(11), COLUMNS.index("unit"))
    pick(shown.menus.show_cell_menu(index, QPoint(5, 5)), "只看责任单位是“区税务局 高新区税务局”的")
    assert shown.view.filter.units == ("区税务局", "高新区税务局")
    pick(shown.menus.show_cell_menu(index, QPoint(5, 5)), "清除筛选")
    progress = shown.model.index(shown.model.row_of(8), COLUMNS.index("progress"))
    pick(shown.menus.show_cell_menu(progress, QPoint(5, 5)), "只看进展情况空着的")
    assert shown.view.filter == ViewFilter(conditions=(Condition("progress", Test.EMPTY),))


def test_the_menu_of_a_heading_narrows_hides_and_freezes(shown: Shown, page: LedgerPage) -> None:
    section = COLUMNS.index("unit")

    def menu() -> QMenu:
        made = shown.menus.show_header_menu(section, QPoint(5, 5))
        assert isinstance(made, QMenu)
        return made

    pick(menu(), "只看填了的")
    assert shown.view.filter.conditions == (Condition("unit", Test.FILLED),)
    pick(menu(), "只看空着的")
    assert shown.view.filter.conditions == (Condition("unit", Test.EMPTY),)
    pick(menu(), "冻结到此列")
    assert shown.table.header.frozen == 3
    pick(menu(), "从大到小排序")
    assert (shown.view.sort, shown.view.descending) == ("unit", True)
    pick(menu(), "不显示这一列")
    assert "unit" not in seen(shown)


def test_columns_are_chosen_ordered_and_put_back(shown: Shown, page: LedgerPage) -> None:
    panel = shown.choosing.ask_columns()
    panel.list.findItems("存在问题", Qt.MatchFlag.MatchExactly)[0].setCheckState(Qt.CheckState.Checked)
    assert seen(shown) == ["no", "measure", "unit", "responsible.name", "progress", "deadline", "status", "problems"]
    panel.list.setCurrentRow(6)
    QTest.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert seen(shown)[5:] == ["status", "deadline", "problems"]
    panel.reset.click()
    assert seen(shown) == ["no", "measure", "unit", "responsible.name", "progress", "deadline", "status"]
    assert shown.view.columns == ()


def test_a_column_dragged_elsewhere_stays_there_in_the_view(shown: Shown) -> None:
    header = shown.table.header
    header.moveSection(header.visualIndex(COLUMNS.index("status")), 1)
    assert shown.view.columns[:3] == ("no", "status", "measure")
    assert seen(shown)[:3] == ["no", "status", "measure"]


def test_a_view_saved_from_the_chip_is_chosen_in_another_window(
    shown: Shown, page: LedgerPage, services: Services, qtbot: QtBot
) -> None:
    mine = ViewFilter(units=("区税务局",))
    shown.show_view(replace(shown.view, filter=mine, sort="deadline", columns=("no", "measure", "lamp")))
    answer_name(qtbot, "税务", "逾期未报")
    pick(shown.named.show_menu(), "保存为视图…")
    assert [view.name for view in services.views.saved()] == ["税务"]
    assert page._filters.views.text() == "视图: 税务 ▾"
    pick(shown.named.show_menu(), "全部")
    assert (shown.view.filter.empty, shown.view.name) == (True, "")
    fresh = MainWindow(services, Path("x"))
    qtbot.addWidget(fresh)
    fresh.complete()  # not only when the ledger is closed
    pick(fresh.ledger_page.shown.named.show_menu(), "税务")
    assert fresh.ledger_page.view == LedgerView(
        "税务", ViewFilter(units=("区税务局",)), sort="deadline", columns=("no", "measure", "lamp")
    )
    assert seen(fresh.ledger_page.shown) == ["no", "measure", "lamp"]


def test_narrowed_to_a_unit_the_table_counts_what_the_overview_counts(
    shown: Shown, page: LedgerPage, services: Services, fill: Fill
) -> None:
    for no in services.look.plan(JULY).measures_of["区税务局"]:
        fill(no, "区税务局", progress=f"第 {no} 条已办理 3 件。")
    page.refresh()
    page.show_item("区税务局")
    (tax,) = (row for row in services.stats.month(JULY).units if row.unit == "区税务局")
    counts = [(row.shown, row.reported) for place in range(shown.model.rowCount()) if (row := shown.model.group_at(place))]
    assert tax.tally.reported == tax.tally.due > 0
    assert (sum(all_ for all_, _ in counts), sum(told for _, told in counts)) == (tax.tally.due, tax.tally.reported)
    page.show_item(ViewFilter(units=("区税务局",), states=("unreported",)))
    assert numbers(shown) == []


def test_gone_to_the_other_unit_of_a_joint_measure_the_filter_that_hides_its_words_is_off(
    shown: Shown, page: LedgerPage
) -> None:
    page.show_item("区税务局")
    page.show_item((11, "高新区税务局"))
    assert (shown.view.filter.empty, page.form.no, page.form.unit) == (True, 11, "高新区税务局")
    page.show_item("高新区税务局")
    page.show_item((11, "高新区税务局"))
    assert shown.view.filter.units == ("高新区税务局",)


def answer_name(qtbot: QtBot, name: str, *refused: str) -> None:
    """In the dialogs that will ask: those refused first, and each told so."""
    names = [*refused, name]

    def type_name() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ViewNameDialog)
        dialog.edit.setText(names.pop(0))
        if names:
            QTimer.singleShot(0, type_name)
        dialog.accept()

    QTimer.singleShot(0, type_name)


def test_a_view_changed_is_marked_updated_renamed_and_deleted(
    shown: Shown, page: LedgerPage, services: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_name(qtbot, "我的")
    shown.named.save_as()
    shown.show_view(replace(shown.view, grouping=Grouping.NONE))
    assert page._filters.views.text() == "视图: 我的＊ ▾"
    pick(shown.named.show_menu(), "更新“我的”")
    assert page._filters.views.text() == "视图: 我的 ▾"
    assert services.views.saved()[0].grouping is Grouping.NONE
    answer_name(qtbot, "常用")
    pick(shown.named.show_menu(), "给“我的”改名…")
    assert [view.name for view in services.views.saved()] == ["常用"]
    monkeypatch.setattr(QuestionDialog, "ask", lambda *words, **named: "delete")
    pick(shown.named.show_menu(), "删除“常用”…")
    assert services.views.saved() == ()
    assert shown.view.name == ""


@pytest.mark.parametrize(("name", "grouping", "count"), [
    ("逾期未报", "责任单位", 0), ("按单位看", "责任单位", 79), ("按状态看", "状态", 79),
])
def test_built_in_views_are_a_click_away(shown: Shown, page: LedgerPage, name: str, grouping: str, count: int) -> None:
    pick(shown.named.show_menu(), name)
    assert len(numbers(shown)) == count
    assert page._filters.grouping.words == grouping


def test_what_is_searched_for_belongs_to_the_view(shown: Shown, page: LedgerPage, qtbot: QtBot) -> None:
    type_in(page._bar._search, "qzsj")
    qtbot.waitUntil(lambda: shown.view.filter.words == "qzsj")
    assert 8 in numbers(shown)
    shown.show_view(replace(shown.view, filter=ViewFilter(words="社保登记")))
    assert page._bar.words == "社保登记"
    assert numbers(shown) == [11]


def test_zoom_widths_heights_columns_and_groups_are_there_tomorrow(services: Services, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)

    windows: list[MainWindow] = []

    def opened() -> LedgerPage:
        windows.append(MainWindow(services, tmp_path / "x", settings))
        qtbot.addWidget(windows[-1])
        windows[-1].show()
        return windows[-1].ledger_page

    page = opened()
    shown = page.shown
    shown.show_view(LedgerView(grouping=Grouping.UNIT, columns=("no", "unit", "measure", "progress")))
    shown.table.zoom(120)
    shown.table.set_compact(False)
    shown.table.setColumnWidth(COLUMNS.index("unit"), 240)
    shown.table.header.freeze(1)
    page.window().close()
    again = opened()
    table = again.table
    assert (table.scale.percent, table.heights.compact, table.header.frozen) == (120, False, 1)
    assert table.columnWidth(COLUMNS.index("unit")) == 240
    assert again.view == LedgerView(grouping=Grouping.UNIT, columns=("no", "unit", "measure", "progress"))
    assert seen(again.shown) == ["no", "unit", "measure", "progress"]
    settings.setValue("ledger/table", "{broken")
    again.window().close()
    settings.setValue("ledger/table", '{"views": 3, "zoom": "x", "grouping": "YEAR", "columns": ["colour"]}')
    assert opened().view == LedgerView()


def test_each_view_has_widths_of_its_own(shown: Shown) -> None:
    unit = COLUMNS.index("unit")
    shown.table.setColumnWidth(unit, 200)
    pick(shown.named.show_menu(), "按单位看")
    assert shown.table.columnWidth(unit) == 108
    shown.table.setColumnWidth(unit, 90)
    pick(shown.named.show_menu(), "全部")
    assert shown.table.columnWidth(unit) == 200
    pick(shown.named.show_menu(), "按单位看")
    assert shown.table.columnWidth(unit) == 90


def test_an_index_outside_has_no_cells_behind_it(shown: Shown) -> None:
    assert shown.model.cell_key(QModelIndex()) == ()
    assert shown.model.cell_key(shown.model.index(0, COLUMNS.index("progress"))) == ()


def test_a_view_changed_since_is_not_printed_under_its_name(
    shown: Shown, page: LedgerPage, qtbot: QtBot, fill: Fill
) -> None:
    fill(8, "区政数局", progress="在办", problems="接口不通")
    page.refresh()
    shown.show_view(replace(shown.view, filter=ViewFilter(states=("problem",)), grouping=Grouping.UNIT))
    answer_name(qtbot, "有问题按单位")
    shown.named.save_as()
    assert page.shown_view().name == "有问题按单位"
    page.filters.chip("all").click()
    assert page._filters.views.text() == "视图: 有问题按单位＊ ▾"
    assert (page.shown_view().name, page.shown_view().grouping) == ("", Grouping.UNIT)
    page.filters.chip("problem").click()
    assert page.shown_view().name == "有问题按单位"


def test_the_status_bar_says_how_many_are_in_sight_of_how_many(
    shown: Shown, page: LedgerPage, window: MainWindow, fill: Fill
) -> None:
    fill(8, "区政数局", progress="在办", problems="接口不通")
    window.read_again()
    page.filters.chip("problem").click()
    assert window.status_words[:2] == ("显示 1 / 74 条", "20 家单位 · 已回收 0")
    pick(shown.choosing.ask_grouping(), "责任单位")
    assert window.status_words[0] == "显示 1 / 79 条责任分工（74 条措施）"
    window.go("dispatch")
    window.go("ledger")
    assert window.status_words[0] == "显示 1 / 79 条责任分工（74 条措施）"
    page.filters.chip("all").click()
    pick(shown.choosing.ask_grouping(), "重点任务")
    assert window.status_words[0] == "74 条 · 已报 1 · 未报 73 · 逾期 0"


@pytest.fixture
def tomorrow(services: Services, qtbot: QtBot, tmp_path: Path) -> Callable[..., LedgerPage]:
    """The window closed and opened again, on that ledger."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    windows: list[MainWindow] = []

    def opened(ledger: str = "甲.sqlite3") -> LedgerPage:
        if windows:
            windows[-1].close()
        windows.append(MainWindow(services, tmp_path / ledger, settings))
        qtbot.addWidget(windows[-1])
        windows[-1].show()
        windows[-1].complete()
        return windows[-1].ledger_page

    return opened


def test_the_view_left_is_there_tomorrow_in_each_ledger(tomorrow: Callable[..., LedgerPage], fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", progress="在办", problems="接口不通")
    shown = tomorrow().shown
    plain = LedgerView(columns=("no", "measure", "unit", "problems"))
    shown.show_view(plain)
    mine = replace(plain, filter=ViewFilter(states=("problem",)), grouping=Grouping.UNIT, sort="deadline", descending=True)
    shown.show_view(mine)
    answer_name(qtbot, "有问题")
    shown.named.save_as()
    page = tomorrow()
    assert page.view == replace(mine, name="有问题")
    assert (numbers(page.shown), seen(page.shown)) == ([8], list(mine.columns))
    assert page._filters.views.text() == "视图: 有问题 ▾"
    page.filters.chip("all").click()
    page.shown.show_view(replace(page.view, grouping=Grouping.NONE))
    page = tomorrow()
    assert page.view == replace(mine, name="有问题", grouping=Grouping.NONE)  # what it was narrowed to is the view's own again
    assert page._filters.views.text() == "视图: 有问题＊ ▾"
    assert tomorrow("乙.sqlite3").view == LedgerView()
    page = tomorrow()
    assert page.view.name == "有问题"
    page.shown.named.show_whole()
    assert page.view == replace(mine, filter=ViewFilter())
    page.filters.chip("unreported").click()
    assert tomorrow().view == replace(mine, filter=ViewFilter())  # nothing is hidden by what was clicked yesterday


def test_a_view_deleted_or_saved_anew_meanwhile_is_not_shown_as_it_was(
    tomorrow: Callable[..., LedgerPage], services: Services, qtbot: QtBot
) -> None:
    shown = tomorrow().shown
    shown.show_view(LedgerView(filter=ViewFilter(units=("区税务局",))))
    answer_name(qtbot, "税务")
    shown.named.save_as()
    services.views.save(LedgerView("税务", ViewFilter(units=("高新区税务局",))), JULY)
    page = tomorrow()
    assert page.view == LedgerView("税务", ViewFilter(units=("高新区税务局",)))
    assert page._filters.views.text() == "视图: 税务 ▾"
    services.views.delete("税务")
    assert tomorrow().view == LedgerView()
