"""A screen reader has a word for each thing that Tab comes to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QScrollArea, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.plan import Plan
from qcapp.services.setup import built_in_plan, plan_from_file
from tests.ui.conftest import JULY, RESOURCES
from ui.dialogs.assessment import AssessmentDialog
from ui.dialogs.first_run import FirstRunDialog
from ui.dialogs.settings import SettingsDialog, SettingsOffer, page_titles
from ui.help.window import HelpWindow
from ui.main_window import MainWindow
from ui.pages.registry import PAGES

Fill = Callable[..., None]


def nameless(root: QWidget) -> list[str]:
    """What can have the focus and says nothing of itself. Tab bars say their tabs, an area that scrolls what is in it."""
    buddies = {label.buddy() for label in root.findChildren(QLabel) if label.buddy() is not None}
    found = []
    for each in root.findChildren(QWidget):
        usable = each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not usable or each.focusProxy() is not None or isinstance(each, QTabBar | QScrollArea):
            continue
        if isinstance(each, QLineEdit) and isinstance(each.parentWidget(), QComboBox):
            continue
        spoken = QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        if not spoken.strip() and each not in buddies:
            found.append(f"{type(each).__name__} in {type(each.parentWidget()).__name__}")
    return found


@pytest.mark.parametrize("name", [spec.name for spec in PAGES])
def test_everything_on_a_page_has_a_name(window: MainWindow, qtbot: QtBot, fill: Fill, name: str) -> None:
    fill(11, "区税务局", progress="上半年减税降费 2.3 亿元，惠及企业 1.2 万户。")
    window.go(name, (11, "区税务局") if name == "ledger" else None)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    assert nameless(window) == []


@pytest.mark.parametrize("title", page_titles())
def test_everything_in_the_settings_has_a_name(qapp: object, qtbot: QtBot, title: str) -> None:
    plan: Plan = built_in_plan(RESOURCES)
    dialog = SettingsDialog(SettingsOffer({}, plan, 2021, dict))
    stand(dialog, qtbot)
    dialog.show_page(title)
    assert nameless(dialog) == []


def test_everything_in_the_guide_has_a_name(qapp: object, qtbot: QtBot) -> None:
    dialog = FirstRunDialog(built_in_plan(RESOURCES), RESOURCES / "没有.sqlite3", plan_from_file)
    stand(dialog, qtbot)
    for _ in range(3):
        assert nameless(dialog) == []
        dialog.next.click()


def test_everything_in_the_assessment_has_a_name(qapp: object, qtbot: QtBot) -> None:
    dialog = AssessmentDialog([JULY.shifted(-1), JULY], JULY.shifted(-1), JULY)
    stand(dialog, qtbot)
    assert nameless(dialog) == []


def test_everything_in_the_help_has_a_name(qapp: object, qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    window.open_at("start")
    assert nameless(window) == []


def stand(dialog: QDialog, qtbot: QtBot) -> None:
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
