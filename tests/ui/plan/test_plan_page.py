"""清单: the list of the month with what was and will be otherwise, what changed it, and its way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from qcapp.forms.list_table import ListRow
from qcapp.services import Services
from tests.ui.conftest import JULY, WHO
from tests.ui.hands import press, press_keys, type_in
from tests.ui.plan.conftest import AUGUST, NEW_WORDS, REASON, SEPTEMBER, settle, shown, with_dialog
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.models.plan_reading import read_plan
from ui.models.plan_rows import (
    PlanChangesModel,
    PlanMeasuresModel,
    PlanRowsModel,
    PlanTasksModel,
    PlanUnitsModel,
    PlanYearsModel,
)
from ui.pages.plan import Leaf, PlanPage


def test_a_first_visit_waits_for_the_leaf_that_is_seen_alone(page: PlanPage) -> None:
    assert set(page.leaves) == {Leaf.MEASURES}
    page.tabs.setCurrentIndex(Leaf.UNITS)
    assert page.leaves[Leaf.UNITS].isVisible()
    assert page.leaves[Leaf.UNITS].model.rowCount() > 0
    assert set(page.leaves) == {Leaf.MEASURES, Leaf.UNITS}


def row(page: PlanPage, leaf: Leaf, key: object) -> list[str]:
    model = page.leaves[leaf].model
    at = model.row_of(key)
    return [str(model.index(at, column).data()) for column in range(model.columnCount())]


def numbers(page: PlanPage) -> list[str]:
    model = page.leaves[Leaf.MEASURES].model
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def test_the_month_at_hand_is_shown_with_what_comes_later(amended: Services, page: PlanPage) -> None:
    assert row(page, Leaf.MEASURES, 11)[2:] == [
        "加快推进企业开办专窗社保登记，将社保登记同步提交、合并办理。", "区税务局、高新区税务局", "8月起修改",
    ]
    assert row(page, Leaf.MEASURES, 5)[4] == "8月起停用"
    assert row(page, Leaf.MEASURES, 20)[4] == "9月起拆分"
    assert row(page, Leaf.MEASURES, 75)[4] == "9月起由 20 条拆出"
    assert row(page, Leaf.MEASURES, 12)[4] == ""
    assert row(page, Leaf.UNITS, "区卫健局") == ["区卫健局", "—", "1", "9月起修改"]


def test_a_later_month_has_what_holds_then_and_what_it_has_no_more(
    amended: Services, page: PlanPage, window: MainWindow, qtbot: QtBot
) -> None:
    shown(window, qtbot, SEPTEMBER)
    assert row(page, Leaf.MEASURES, 11)[2] == NEW_WORDS
    assert row(page, Leaf.MEASURES, 75)[2:4] == ["发票申领进大厅。", "区税务局、高新区税务局"]
    assert row(page, Leaf.UNITS, "区卫健局")[:2] == ["区卫生健康局", "区卫健局"]
    place = numbers(page).index
    assert place("4") < place("5") < place("6")
    leaf = page.leaves[Leaf.MEASURES]
    leaf.choose(5)
    assert "这个月的清单里没有它（8月起停用）" in leaf.details.toPlainText()
    assert not leaf.buttons["amend-measure"].isEnabled()
    assert leaf.buttons["add-measure"].isEnabled()
    leaf.choose(11)
    assert leaf.buttons["amend-measure"].isEnabled()


def test_a_measure_tells_its_words_units_contacts_section_and_changes(amended: Services, page: PlanPage) -> None:
    leaf = page.leaves[Leaf.MEASURES]
    leaf.choose(11)
    words = leaf.details.toPlainText().replace("\u00a0", " ")
    assert "加快推进企业开办专窗社保登记，将社保登记同步提交、合并办理。" in words
    assert "区税务局、高新区税务局" in words
    assert "责任人、联系人" in words
    assert "方案原文" in words
    assert "2021年8月起" in words
    assert REASON in words
    assert NEW_WORDS in words


def test_tasks_and_units_lead_to_their_measures(page: PlanPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(Leaf.UNITS)
    units = page.leaves[Leaf.UNITS]
    units.choose("区大数据中心")
    assert "负责的措施" in units.details.toPlainText()
    units.details.followed.emit("measure:9")
    assert page.tabs.currentIndex() == Leaf.MEASURES
    assert page.leaf.row.key == 9
    page.leaf.details.followed.emit("unit:区大数据中心")
    assert page.tabs.currentIndex() == Leaf.UNITS
    assert page.leaf.row.unit.name == "区大数据中心"


def test_the_list_is_searched_by_words_numbers_and_initials(page: PlanPage, qtbot: QtBot) -> None:
    press_keys(page, "Ctrl+F")
    assert page.search.hasFocus()
    type_in(page.search, "社保登记")
    qtbot.waitUntil(lambda: numbers(page) == ["11"])
    page.search.clear()
    type_in(page.search, "qdsjzx")
    qtbot.waitUntil(lambda: numbers(page) == ["9", "73"])
    press(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(numbers(page)) == 74)
    type_in(page.search, "没有这样的词")
    qtbot.waitUntil(lambda: numbers(page) == [])
    assert page.leaf.none_found.isVisible()


def test_where_nothing_was_changed_yet_it_is_told_how_a_change_comes_there(page: PlanPage) -> None:
    page.tabs.setCurrentIndex(Leaf.CHANGES)
    assert page.leaf.none_found.isVisible()
    words = page.leaf.none_found.findChild(QLabel)
    assert words is not None
    for leaf in (Leaf.MEASURES, Leaf.TASKS, Leaf.UNITS):
        assert f"“{page.tabs.tabText(leaf)}”" in words.text()


def test_changes_tell_since_when_why_who_and_what(amended: Services, page: PlanPage) -> None:
    page.tabs.setCurrentIndex(Leaf.CHANGES)
    leaf = page.leaf
    assert page.tabs.tabText(Leaf.CHANGES) == "变更 4"
    first = [str(leaf.model.index(0, column).data()) for column in range(6)]
    assert first == ["2021年8月", "第 11 条修改措施文字", REASON, WHO, "2021-07-22 09:30", "还没到"]
    assert NEW_WORDS in leaf.details.toPlainText()


def test_a_change_is_undone_by_its_button_and_the_months_are_as_before(
    amended: Services, page: PlanPage, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(Leaf.CHANGES)
    page.leaf.choose(1)

    def agree(dialog: QDialog) -> None:
        assert isinstance(dialog, QuestionDialog)
        press(next(each for each in dialog.findChildren(QPushButton) if each.text() == "撤销这次变更"), Qt.Key.Key_Space)

    page.leaf.table.setFocus()
    with_dialog(lambda: page.leaf.actions_by_key["undo"].trigger(), agree, qtbot)
    settle(page, qtbot)
    assert amended.plan.plan(AUGUST).measure(11).text.startswith("加快推进")
    assert page.tabs.tabText(Leaf.CHANGES) == "变更 3"


def test_a_change_that_another_builds_on_is_not_undone_and_why_is_told(
    services: Services, page: PlanPage, window: MainWindow, qtbot: QtBot
) -> None:
    from qcapp.domain import amendments as kinds

    services.plan.amend(AUGUST, REASON, kinds.AddMeasure(5, "新的措施。", ("区政数局",)))
    services.plan.amend(SEPTEMBER, REASON, kinds.AmendMeasure(75, "新的措施，再改一改。"))
    page.refresh()
    settle(page, qtbot)
    page.tabs.setCurrentIndex(Leaf.CHANGES)
    page.leaf.choose(1)
    trigger = page.leaf.actions_by_key["undo"].trigger
    with_dialog(trigger, lambda dialog: dialog.findChildren(QPushButton)[0].click(), qtbot)
    settle(page, qtbot)
    assert 75 in services.plan.plan(AUGUST).measure_by_no
    assert window.notice.text
    assert "75" in window.notice.text


def test_the_details_lead_to_the_ledger_the_past_and_history(
    amended: Services, page: PlanPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.leaf.details.followed.emit("ledger:11")
    assert window.current_page.name == "ledger"
    assert window.ledger_page.form.no == 11
    window.actions_by_key["in_plan"].trigger()
    settle(page, qtbot)
    assert window.current_page.name == "plan"
    assert page.leaf.row.key == 11
    page.leaf.choose(12)
    window.go("ledger")
    window.ledger_page.form.past.plan_button.click()
    settle(page, qtbot)
    assert page.isVisible()
    assert page.leaf.row.key == 11
    operation = page.leaves[Leaf.CHANGES].model.rows[0].amendment.operation
    page.leaf.details.followed.emit(f"history:{operation}")
    assert window.current_page.name == "history"


def test_years_tell_what_there_is(page: PlanPage) -> None:
    assert row(page, Leaf.YEARS, 2021)[:2] == ["2021 年", "2021年1月"]
    assert row(page, Leaf.YEARS, 2021)[3:] == ["19", "74", "20", "0", "正在看"]


def test_the_list_is_exported_as_it_holds_in_the_month(
    page: PlanPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "清单.json"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: target)
    page.export_button.click()
    settle(page, qtbot)
    assert page.result.isVisible()
    assert '"year": 2021' in target.read_text(encoding="utf-8")


def test_what_is_listed_can_be_printed(amended: Services, page: PlanPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(Leaf.CHANGES)
    table = page.shown_table()
    assert table is not None
    assert table.title == "清城区2021年对标先进优化营商环境责任清单细化表：变更"
    assert [column.heading for column in table.columns][:2] == ["从哪个月起", "改了什么"]
    first = table.rows[0]
    assert isinstance(first, ListRow)
    assert first.cells[:3] == ("2021年8月", "第 11 条修改措施文字", REASON)
    page.search.setText("没有这样的词")
    qtbot.waitUntil(lambda: page.shown_table() is None)


def test_the_key_and_the_side_bar_show_the_page(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "Ctrl+8")
    assert window.current_page.name == "plan"
    assert window.side_bar.button("plan").isChecked()


def test_models_keep_their_promises(amended: Services, qtbot: QtBot) -> None:
    reading = read_plan(amended.plan, JULY)
    pairs: tuple[tuple[PlanRowsModel[Any], tuple[Any, ...], int], ...] = (
        (PlanMeasuresModel(), reading.measures, 76), (PlanTasksModel(), reading.tasks, 19), (PlanUnitsModel(), reading.units, 20),
        (PlanChangesModel(), reading.changes, 4), (PlanYearsModel(), reading.years, 1),
    )
    for model, rows, count in pairs:
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        assert model.show_rows(rows)
        assert model.rowCount() == count
        assert not model.show_rows(rows)
        assert tester.model() is model
