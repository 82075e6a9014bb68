"""Tab comes to every control of every page and dialog, in the order in which one reads them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.plan import Plan
from qcapp.services.setup import built_in_plan
from tests.ui.conftest import JULY, RESOURCES
from tests.ui.hands import never_reached, tab_round
from ui.dialogs.assessment import AssessmentDialog
from ui.dialogs.issue import IssueDialog, IssueOffer
from ui.dialogs.ruling import RulingDialog
from ui.dialogs.settings import SettingsDialog, SettingsOffer, page_titles
from ui.main_window import MainWindow
from ui.models.fact_query import Figure
from ui.pages.overview import OverviewPage
from ui.pages.registry import PAGES

Fill = Callable[..., None]


def shown(window: MainWindow, qtbot: QtBot, name: str) -> QWidget:
    window.resize(1366, 768)
    window.go(name)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    return window.current_page


def overview(window: MainWindow, qtbot: QtBot) -> OverviewPage:
    page = shown(window, qtbot, "overview")
    assert isinstance(page, OverviewPage)
    return page


def stand(dialog: QDialog, qtbot: QtBot) -> None:
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()


def first_stop(dialog: QDialog) -> QWidget:
    return next(each for each in dialog.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled())


def left_out(dialog: QDialog) -> list[QWidget]:
    return never_reached(dialog, tab_round(first_stop(dialog)))


@pytest.mark.parametrize("name", [spec.name for spec in PAGES])
def test_tab_reaches_every_control_of_a_page(window: MainWindow, qtbot: QtBot, fill: Fill, name: str) -> None:
    fill(11, "区税务局", progress="上半年减税降费 2.3 亿元，惠及企业 1.2 万户。")
    shown(window, qtbot, name)
    assert never_reached(window, tab_round(window.side_bar.button(name))) == []


def test_tab_goes_through_the_overview_as_one_reads_it(window: MainWindow, qtbot: QtBot, fill: Fill) -> None:
    fill(11, "区税务局", progress="上半年减税降费 2.3 亿元，惠及企业 1.2 万户。")
    view = overview(window, qtbot).view
    stops = tab_round(window.side_bar.button("overview"))
    parts = [view.steps, view.scope, *view.cards, view.by, view.units, view.charts]
    seen = [next((part for part in parts if part is stop or part.isAncestorOf(stop)), None) for stop in stops]
    met = [part for part in seen if part is not None]
    assert [one for one, following in pairwise([*met, None]) if one is not following] == parts


def test_the_ledgers_filters_come_before_its_table_and_from_left_to_right(
    window: MainWindow, qtbot: QtBot, fill: Fill
) -> None:
    page = window.ledger_page
    shown(window, qtbot, "ledger")
    stops = tab_round(window.side_bar.button("ledger"))
    row = [stop for stop in stops if page._filters.isAncestorOf(stop)]
    assert [stop.mapTo(window, QPoint()).x() for stop in row] == sorted(stop.mapTo(window, QPoint()).x() for stop in row)
    assert len(row) == 12
    assert stops.index(page.table) == stops.index(row[-1]) + 1


@pytest.mark.parametrize("name", [spec.name for spec in PAGES])
def test_tab_comes_to_what_stands_above_a_page_before_the_page(
    window: MainWindow, qtbot: QtBot, fill: Fill, name: str
) -> None:
    fill(11, "区税务局", progress="上半年减税降费 2.3 亿元，惠及企业 1.2 万户。")
    page, bar = shown(window, qtbot, name), window.top_bar._tools
    stops = tab_round(window.side_bar.button(name))
    met = [above for stop in stops if (above := bar.isAncestorOf(stop)) or page.isAncestorOf(stop)]
    assert met == sorted(met, reverse=True)
    assert met[-1] is False


@pytest.mark.parametrize("title", page_titles())
def test_tab_reaches_every_field_of_the_settings(qapp: object, qtbot: QtBot, title: str) -> None:
    plan: Plan = built_in_plan(RESOURCES)
    dialog = SettingsDialog(SettingsOffer({}, plan, 2021, dict))
    stand(dialog, qtbot)
    dialog.show_page(title)
    assert never_reached(dialog, tab_round(dialog.list)) == []


def test_tab_leaves_the_table_of_a_schedule_behind_its_last_cell(window: MainWindow, qtbot: QtBot) -> None:
    window.go("ledger", (11, "区税务局"))
    left: dict[str, list[QWidget]] = {}

    def walk() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RulingDialog)
        try:
            for place in range(dialog.tabs.count()):
                dialog.tabs.setCurrentIndex(place)
                left[dialog.tabs.tabText(place)] = left_out(dialog)
        finally:
            dialog.reject()

    QTimer.singleShot(0, walk)
    window.actions_by_key["rule"].trigger()
    assert left == {"灯(&1)": [], "免报(&2)": [], "准予延期(&3)": [], "时序进度(&4)": []}


def test_tab_reaches_everything_beside_the_overview(window: MainWindow, qtbot: QtBot, fill: Fill) -> None:
    fill(11, "区税务局", progress="上半年减税降费 2.3 亿元，惠及企业 1.2 万户。")
    page = overview(window, qtbot)
    page.show_rows(Figure.DUE.query())
    page.windows.show_corrections()
    page.windows.show_chart(page.view.charts.wish)
    dialogs = (page.windows.facts, page.windows.corrections, page.windows.chart)
    assert [left_out(dialog) for dialog in dialogs if dialog is not None] == [[], [], []]


def test_tab_reaches_everything_when_a_bulletin_is_registered(qapp: object, qtbot: QtBot, tmp_path: Path) -> None:
    written = tmp_path / "七月通报.docx"
    written.write_bytes(b"x")
    day = JULY.first_day.replace(day=28)
    dialog = IssueDialog(IssueOffer(JULY, "关于2021年7月报送情况的通报", day, day, written, tmp_path))
    stand(dialog, qtbot)
    assert left_out(dialog) == []


def test_tab_reaches_everything_when_the_assessment_is_exported(qapp: object, qtbot: QtBot) -> None:
    dialog = AssessmentDialog([JULY.shifted(-1), JULY], JULY.shifted(-1), JULY)
    stand(dialog, qtbot)
    assert left_out(dialog) == []
