"""总览 in the whole window: its keys, the way to a measure and back, and that it is never stale."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.domain.views import ViewFilter
from qcapp.services import Services
from qcapp.stats.figures import Tally
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from ui.main_window import MainWindow
from ui.models.card_words import card_words
from ui.models.fact_query import Figure
from ui.models.unit_figures import UnitColumn
from ui.pages.overview import OverviewPage
from ui.pages.registry import PAGES

Fill = Callable[..., None]


def overview(window: MainWindow, qtbot: QtBot) -> OverviewPage:
    """Shown and read."""
    page = window.page("overview")
    assert isinstance(page, OverviewPage)
    with qtbot.waitSignal(page.shown, timeout=20_000):
        window.go("overview")
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    return page


def test_it_stands_first_and_the_window_opens_on_the_ledger(window: MainWindow) -> None:
    assert PAGES[0].name == "overview"
    assert window.current_page.name == "ledger"
    assert "overview" not in window.pages.made


def test_pages_have_their_keys_and_stand_in_the_order_of_the_months_work(window: MainWindow) -> None:
    named = {
        "overview": "1", "ledger": "2", "dispatch": "3", "collect": "4", "bulletin": "5", "past": "6", "plan": "8",
        "history": "9",
    }
    keys = {key: action.shortcut().toString() for key, action in window.actions_by_key.items()}
    assert {key: keys[key] for key in named if key in keys} == {
        key: f"Ctrl+{place}" for key, place in named.items() if key in keys
    }
    assert [spec.name for spec in PAGES if spec.name in named] == [
        name for name in named if name in {spec.name for spec in PAGES}
    ]


def test_ctrl_1_opens_it_and_the_keys_are_in_its_table(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "Ctrl+1")
    page = window.current_page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.figures is not None and not window.tasks.busy, timeout=20_000)
    window.activateWindow()
    qtbot.waitUntil(lambda: page.isAncestorOf(window.focusWidget()))
    assert page.figures is not None
    assert page.figures.total.due == 79


def test_what_was_edited_meanwhile_is_counted_when_it_is_shown_again(
    window: MainWindow, qtbot: QtBot, fill: Fill
) -> None:
    page = overview(window, qtbot)
    assert page.view.cards[0].value.text() == "0"
    window.go("ledger", 8)
    type_in(window.ledger_page.form.editor("progress"), "已迁移 8 个系统。")
    with qtbot.waitSignal(page.shown, timeout=20_000):
        window.go("overview")
    assert page.view.cards[0].value.text() == "1"


def test_rows_lead_to_the_measure_its_unit_and_its_month(window: MainWindow, qtbot: QtBot, fill: Fill) -> None:
    fill(11, "高新区税务局", Period(2021, 5), progress="五月办理 3 件。")
    fill(11, "高新区税务局", Period(2021, 6), progress="六月办理 5 件。")
    page = overview(window, qtbot)
    with qtbot.waitSignal(page.shown, timeout=20_000):
        page.view.scope.kinds.chip("TO_DATE").click()
    page.show_rows(Figure.REPORTED.query("高新区税务局"))
    dialog = page.windows.facts
    assert dialog is not None
    dialog.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    dialog.table.selectRow(0)
    press(dialog.table, Qt.Key.Key_Return)
    assert window.period == Period(2021, 5)
    assert window.current_page.name == "ledger"
    form = window.ledger_page.form
    assert (form.no, form.unit) == (11, "高新区税务局")
    assert form.editor("progress").value() == "五月办理 3 件。"
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    assert dialog.title.text() == "高新区税务局 · 2021年5月至6月 · 实报 2 条"  # the other row is wanted too
    form.editor("progress").selectAll()
    with qtbot.waitSignal(page.shown, timeout=20_000):
        type_in(form.editor("progress"), "无")
    assert dialog.title.text() == "高新区税务局 · 2021年5月至6月 · 实报 1 条"
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)


def test_an_open_list_follows_what_is_typed_in_the_ledger(window: MainWindow, qtbot: QtBot) -> None:
    page = overview(window, qtbot)
    page.show_rows(Figure.COVERAGE.query("区政数局"))
    dialog = page.windows.facts
    assert dialog is not None
    assert dialog.number.text().startswith("覆盖率 0%（0/")
    window.go("ledger", 8)
    with qtbot.waitSignal(page.shown, timeout=20_000):
        type_in(window.ledger_page.form.editor("progress"), "已迁移 8 个系统。")
    assert dialog.number.text().startswith("覆盖率 9.1%（1/11）")
    assert dialog.isVisible()
    dialog.close()
    assert not page.seen_elsewhere


def test_conflicts_units_and_tasks_are_shown_filtered_in_the_ledger(window: MainWindow, qtbot: QtBot, fill: Fill) -> None:
    page = overview(window, qtbot)
    table = page.view.units
    row = next(row for row in range(20) if table.model().index(row, UnitColumn.UNIT).data() == "区税务局")
    table.doubleClicked.emit(table.model().index(row, UnitColumn.UNIT))
    ledger = window.ledger_page
    assert window.current_page is ledger
    assert ledger.view.filter == ViewFilter(units=("区税务局",))
    assert ledger._filters.units.words == "区税务局"
    window.go("ledger", ViewFilter(states=("conflict",)))
    assert ledger.view.filter == ViewFilter(states=("conflict",))
    assert ledger.filters.current == "conflict"
    window.go("ledger", ViewFilter(tasks=(5,)))
    assert ledger._filters.tasks.words == "五.开办企业"
    assert ledger.view.filter == ViewFilter(tasks=(5,))


def test_how_the_page_was_set_is_remembered(services: Services, window: MainWindow, qtbot: QtBot, tmp_path: object) -> None:
    settings = QSettings(f"{tmp_path}/window.ini", QSettings.Format.IniFormat)
    page = overview(window, qtbot)
    page.show_rows(Figure.DUE.query())
    dialog = page.windows.facts
    assert dialog is not None
    dialog.resize(700, 400)
    page.save_state(settings)
    again = OverviewPage(services, window.tasks)
    qtbot.addWidget(again)
    again.set_period(JULY)
    again.restore_state(settings)
    with qtbot.waitSignal(again.shown, timeout=20_000):
        again.refresh()
    again.show_rows(Figure.DUE.query())
    other = again.windows.facts
    assert other is not None
    assert other.width() == 700
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (960, 540)])
def test_nothing_is_cut_off_at_the_sizes_of_these_offices(
    window: MainWindow, qtbot: QtBot, fill: Fill, size: tuple[int, int]
) -> None:
    window.resize(*size)
    page = overview(window, qtbot)
    view = page.view
    shown = [*view.steps.buttons, view.steps.next, view.scope.kinds, view.scope.day, *view.cards, view.by, page.bar.write]
    for widget in shown:
        if widget.isVisibleTo(window):
            place = widget.mapTo(window, widget.rect().bottomRight())
            assert widget.width() >= widget.minimumSizeHint().width()
            assert place.x() <= window.width()
            assert place.y() <= window.height()
    year = Tally(948, 899, 879, 541, 541, 4178, 6660, 888, 839)
    for card, words in zip(view.cards, card_words(year, year), strict=True):
        card.show_words(words)
    links = [(card, link) for card in view.cards for link in card.links if link.isVisibleTo(card)]
    assert links[1][1].text() == "填写 4178/6660 格"
    qtbot.waitUntil(lambda: all(link.width() >= link.sizeHint().width() for _, link in links))
    assert all(link.geometry().right() <= card.width() for card, link in links)
    assert view.table.height() > 90
