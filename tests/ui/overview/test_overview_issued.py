"""After the month's 通报 went out: what it said stays, and what has changed since is told beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from qcapp.domain.operations import NewBulletin, OperationDraft, OperationKind
from qcapp.stats.frozen import dump
from tests.merge.world import JULY
from tests.services.office import Office
from tests.ui.hands import press
from tests.ui.overview.conftest import Month
from ui.dialogs.corrections import CorrectionsDialog
from ui.pages.overview import OverviewPage

Make = Callable[[], OverviewPage]


@pytest.fixture
def issued(two_months: Office) -> Office:
    """July, issued on the 2nd of August with the figures of the 27th of July."""
    frozen = dump(two_months.services.stats.month(JULY))
    bulletin = NewBulletin(JULY, date(2021, 8, 2), "关于7月份情况的通报", frozen)
    two_months.clock.time = datetime(2021, 8, 2, 9, 0)
    two_months.store.commit(OperationDraft(OperationKind.BULLETIN, "印发 7 月通报", "经办人", bulletins=(bulletin,)))
    return two_months


def corrections(page: OverviewPage) -> CorrectionsDialog:
    dialog = page.windows.corrections
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def test_before_it_nothing_is_said_of_it(page: OverviewPage) -> None:
    assert page.view.scope.issued.isHidden()


def test_its_day_is_told_and_that_nothing_has_changed(qtbot: QtBot, issued: Office, make_page: Make) -> None:
    page = make_page()
    assert page.view.scope.issued.text() == "已于 8月2日 通报，之后数字没有变化"
    assert page.view.steps.button("bulletin").text() == "⑤ 通报 8月2日"
    assert page.view.steps.next.text() == "下一步：8月2日已通报，催报其余 2 家 ›"
    read = page._read
    assert read is not None
    page.view.steps.show_flow(replace(read.flow, missing=()))
    assert page.view.steps.done.text() == "本月已办完，8月2日已通报"
    assert page.view.steps.next.isHidden()
    with qtbot.waitSignal(page.go_requested) as caught:
        page.view.scope.issued.click()
    assert caught.args == ["bulletin", None]


def test_other_words_in_the_place_of_those_reported_are_not_told_as_no_correction(
    issued: Office, month: Month, make_page: Make
) -> None:
    """They are in the ledger since; only the figures are those that were issued."""
    month.says(1, "区政数局", "七月办理 8 件，另有 1 件转办。", datetime(2021, 8, 3, 9, 0), JULY)
    assert issued.services.stats.corrections(JULY) == ()
    page = make_page()
    assert page.view.scope.issued.text() == "已于 8月2日 通报，之后数字没有变化"
    page.windows.show_corrections()
    assert corrections(page).title.text() == "2021年7月 · 已于 8月2日 通报 · 之后数字没有变化"


def test_a_later_correction_stands_beside_what_was_issued(
    qtbot: QtBot, issued: Office, month: Month, make_page: Make
) -> None:
    month.says(4, "区税务局", "七月辅导 3 场。", datetime(2021, 8, 3, 9, 0), JULY)
    page = make_page()
    found = issued.services.stats.corrections(JULY)
    assert page.view.scope.issued.text() == f"已于 8月2日 通报；之后更正 1 条措施、{len(found)} 个数字 ›"
    page.view.steps.next.click()
    dialog = corrections(page)
    assert dialog.title.text() == f"2021年7月 · 已于 8月2日 通报 · 之后更正 1 条措施、{len(found)} 个数字"
    rows = [[dialog.model.index(row, column).data() for column in range(5)] for row in range(len(found))]
    assert ["区税务局", "实报", "1", "2", "第 4 条"] in rows
    assert ["全区", "实报", "3", "4", "第 4 条"] in rows
    dialog.copy_all()
    assert "区税务局\t实报\t1\t2\t第 4 条" in QGuiApplication.clipboard().text()


def test_a_correction_leads_to_its_measure(qtbot: QtBot, issued: Office, month: Month, make_page: Make) -> None:
    month.says(4, "区税务局", "七月辅导 3 场。", datetime(2021, 8, 3, 9, 0), JULY)
    page = make_page()
    page.view.scope.issued.click()
    dialog = corrections(page)
    place = next(at for at, row in enumerate(dialog.model.rows) if row.unit == "区税务局" and row.numbers)
    dialog.table.selectRow(place)
    with qtbot.waitSignal(page.go_requested) as caught:
        press(dialog.table, Qt.Key.Key_Return)
    assert caught.args == ["ledger", (4, "区税务局")]
    whole = next(at for at, row in enumerate(dialog.model.rows) if row.unit == "全区" and row.numbers)
    dialog.table.selectRow(whole)
    with qtbot.waitSignal(page.go_requested) as caught:
        press(dialog.table, Qt.Key.Key_Return)
    assert caught.args == ["ledger", (4, "")]


def test_the_open_list_follows_the_ledger(qtbot: QtBot, issued: Office, month: Month, make_page: Make) -> None:
    month.says(4, "区税务局", "七月辅导 3 场。", datetime(2021, 8, 3, 9, 0), JULY)
    page = make_page()
    page.view.scope.issued.click()
    before = len(corrections(page).model.rows)
    month.says(3, "高新区税务局", "七月推广 7 户。", datetime(2021, 8, 3, 10, 0), JULY)
    with qtbot.waitSignal(page.shown):
        page.refresh()
    assert len(corrections(page).model.rows) > before
    assert page.seen_elsewhere


def test_the_day_of_the_bulletin_can_be_gone_back_to(qtbot: QtBot, issued: Office, month: Month, make_page: Make) -> None:
    month.says(4, "区税务局", "七月辅导 3 场。", datetime(2021, 8, 3, 9, 0), JULY)
    page = make_page()
    assert page.view.cards[0].value.text() == "4"
    day = next(action for action in page.view.scope.menu.actions() if action.text() == "通报日 2021年8月2日")
    with qtbot.waitSignal(page.shown):
        day.trigger()
    assert page.view.cards[0].value.text() == "3"
