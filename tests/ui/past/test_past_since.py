"""上次通报以来: before and after, which 通报, what came in; and what is said while none was issued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.domain.period import Period
from tests.factory import FixedClock
from tests.ui.conftest import JULY
from tests.ui.hands import press
from tests.ui.past.conftest import HIGH_TECH, TAX, settle
from tests.ui.test_entry_form import FILE, merge_in
from ui.main_window import MainWindow
from ui.pages.past import Leaf, PastPage

AUGUST = Period(2021, 8)


@pytest.fixture
def issue(window: MainWindow, clock: FixedClock) -> Callable[[Period], None]:
    def issued(period: Period) -> None:
        clock.time += timedelta(hours=1)
        window.services.bulletin.issue(window.services.bulletin.draft(period))
        clock.time += timedelta(hours=1)

    return issued


def at_since(past: PastPage, window: MainWindow, qtbot: QtBot) -> PastPage:
    window.read_again()
    window.go("past", Leaf.SINCE)
    settle(past, qtbot)
    return past


def listed(past: PastPage) -> list[tuple[int, str, str, str]]:
    return [(row.key.no, row.key.unit, row.cells[3].text, row.cells[4].text) for row in past.since.model.rows]


def test_while_none_was_issued_it_says_what_to_do(past: PastPage, window: MainWindow, qtbot: QtBot) -> None:
    at_since(past, window, qtbot)
    assert past.since.nothing.text().startswith("还没有印发过通报")
    assert not past.since.bulletins.isVisible()
    past.since.go_button.click()
    assert window.current_page.name == "bulletin"


def test_fields_are_listed_as_they_were_when_it_went_out_and_now(
    past: PastPage, window: MainWindow, qtbot: QtBot, issue: Callable[[Period], None], fill: Callable[..., None]
) -> None:
    issue(JULY)
    fill(11, HIGH_TECH, progress="试点完成，转入推广。")
    fill(13, TAX, AUGUST, progress="八月。")
    at_since(past, window, qtbot)
    QAbstractItemModelTester(past.since.model)
    assert past.since.bulletins.currentText() == "2021年7月通报 · 7月22日印发"
    assert listed(past) == [(13, TAX, "（空）", "八月。"), (11, HIGH_TECH, "试点已启动。", "试点完成，转入推广。")]
    assert [past.since.chips.chip(key).text() for key in ("all", "2021-07", "2021-08")] == [
        "全部 2", "2021年7月 1", "2021年8月 1"
    ]
    past.since.chips.chip("2021-07").click()
    assert [row[0] for row in listed(past)] == [11]
    press(past.since.table, Qt.Key.Key_Return)
    assert (window.current_page.name, window.period, window.ledger_page.form.unit) == ("ledger", JULY, HIGH_TECH)


def test_returns_and_rulings_since_are_links(
    past: PastPage, window: MainWindow, qtbot: QtBot, issue: Callable[[Period], None], store: SqlLedger
) -> None:
    issue(JULY)
    at_since(past, window, qtbot)
    assert past.since.nothing.text() == "印发以来，填报内容没有变化。"
    merge_in(store, "deadline", "", "长期坚持")
    ruled = window.services.rulings.extend(JULY, TAX, 13, date(2021, 7, 30), "系统停机")
    at_since(past, window, qtbot)
    told = past.since.beside.toPlainText()
    assert f"来表 1   {TAX}《{FILE}》（7月22日收到）" in told.replace("\xa0", " ")
    assert "第 13 条 区税务局 2021年7月：准予延期到 7月30日（系统停机）" in told
    past.since.beside.followed.emit(f"done:{ruled.id}")
    assert window.current_page.name == "history"


def test_an_older_bulletin_can_be_chosen_and_words_are_searched(
    past: PastPage, window: MainWindow, qtbot: QtBot, issue: Callable[[Period], None], fill: Callable[..., None]
) -> None:
    issue(JULY)
    fill(11, HIGH_TECH, AUGUST, progress="八月推广。")
    issue(AUGUST)
    fill(13, TAX, AUGUST, progress="八月照办。")
    at_since(past, window, qtbot)
    assert [row[0] for row in listed(past)] == [13]
    past.since.bulletins.setCurrentIndex(1)
    past.since.bulletins.activated.emit(1)
    settle(past, qtbot)
    assert [row[0] for row in listed(past)] == [11, 13]
    past.bar.search.searched.emit("推广")
    assert [row[0] for row in listed(past)] == [11]
    past.bar.search.searched.emit("没有这个词")
    assert past.since.nothing.text() == "没有找到这样的改动，换个词或月份试试。"
