"""可比单位分组: filled by the number of measures or by hand, as in a spreadsheet."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from qcapp.domain.plan import Plan
from qcapp.domain.settings import GROUPS
from tests.ui.hands import press, press_keys, type_in
from tests.ui.settings.conftest import Open
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_groups import GroupsPage
from ui.models.groups import GROUP_COLUMN


def groups(dialog: SettingsDialog) -> GroupsPage:
    dialog.show_page(GROUPS.heading)
    page = dialog.page
    assert isinstance(page, GroupsPage)
    return page


def kept(dialog: SettingsDialog) -> dict[str, str]:
    said = json.loads(dialog.changes[GROUPS.key])
    assert isinstance(said, dict)
    return said


def place(page: GroupsPage, unit: str) -> int:
    return next(row for row, each in enumerate(page.model.rows) if each.unit == unit)


def test_units_are_divided_by_how_many_measures_they_have(settings: Open, plan: Plan) -> None:
    dialog = settings()
    page = groups(dialog)
    page.least.load("5")
    page.fill.click()
    said = kept(dialog)
    assert set(said) == {unit.name for unit in plan.units}
    assert all((said[unit] == "任务较多组") == (len(plan.measures_of[unit]) >= 5) for unit in said)
    many = list(said.values()).count("任务较多组")
    assert page.summary.text() == f"任务较多组 {many} 家 · 任务较少组 {20 - many} 家"


@pytest.mark.parametrize(("least", "larger", "words"), [("0", "甲组", "条数要写"), ("5", "", "都要有组名")])
def test_a_division_that_says_nothing_is_refused_with_a_word(settings: Open, least: str, larger: str, words: str) -> None:
    dialog = settings()
    page = groups(dialog)
    page.least.load(least)
    page.larger.load(larger)
    page.fill.click()
    assert words in page.wrong.text()
    assert dialog.changes == {}


def test_a_group_is_typed_in_by_keys_and_enter_goes_down(settings: Open, qtbot: QtBot) -> None:
    dialog = settings()
    page = groups(dialog)
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.model)
    page.table.setCurrentIndex(page.model.index(0, GROUP_COLUMN))
    page.table.setFocus()
    press(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor is not None
    type_in(editor, "甲组")
    press(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.table.currentIndex().row() == 1)
    assert kept(dialog) == {page.model.rows[0].unit: "甲组"}
    press(page.table, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert page.table.currentIndex().row() == 2
    assert tester.model() is page.model


def test_what_is_typed_in_a_cell_counts_though_save_is_pressed_at_once(settings: Open) -> None:
    dialog = settings()
    page = groups(dialog)
    asked: list[dict[str, str]] = []
    dialog.save_requested.connect(asked.append)
    page.table.setCurrentIndex(page.model.index(2, GROUP_COLUMN))
    page.table.setFocus()
    press(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor is not None
    type_in(editor, "乙组")
    dialog.save()
    assert [json.loads(each[GROUPS.key]) for each in asked] == [{page.model.rows[2].unit: "乙组"}]


def test_cells_are_copied_pasted_and_cleared(settings: Open) -> None:
    dialog = settings()
    page = groups(dialog)
    page.table.setCurrentIndex(page.model.index(0, GROUP_COLUMN))
    page.table.setFocus()
    QGuiApplication.clipboard().setText("甲组\n乙组\n甲组\n")
    press_keys(page.table, "Ctrl+V")
    assert [row.group for row in page.model.rows[:4]] == ["甲组", "乙组", "甲组", ""]
    whole_row = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    page.table.selectionModel().select(page.model.index(1, 0), whole_row)
    press_keys(page.table, "Ctrl+C")
    assert QGuiApplication.clipboard().text().endswith("\t乙组")
    press(page.table, Qt.Key.Key_Delete)
    assert [row.group for row in page.model.rows[:3]] == ["甲组", "", "甲组"]


def test_groups_of_units_that_are_not_on_this_list_stay(settings: Open) -> None:
    dialog = settings({GROUPS.key: '{"区法院": "甲组", "早先的单位": "乙组"}'})
    page = groups(dialog)
    assert page.model.rows[place(page, "区法院")].group == "甲组"
    assert dialog.changes == {}
    page.model.setData(page.model.index(place(page, "区法院"), GROUP_COLUMN), " 丙组 ")
    assert kept(dialog) == {"区法院": "丙组", "早先的单位": "乙组"}
    dialog.defaults.click()
    assert dialog.changes == {GROUPS.key: ""}
