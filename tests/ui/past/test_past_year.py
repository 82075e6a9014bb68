"""一条措施的一年: what the page tells, its links, and going from measure to measure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.services.pinyin import spelled
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys
from tests.ui.past.conftest import HIGH_TECH, TAX, settle
from tests.ui.test_entry_form import FILE, merge_in
from ui.main_window import MainWindow
from ui.pages.past import Leaf, PastPage
from ui.theme import ADDED


@pytest.fixture
def year(past: PastPage, window: MainWindow, qtbot: QtBot) -> PastPage:
    """Measure 11."""
    window.go("past", 11)
    settle(past, qtbot)
    return past


def words(past: PastPage) -> str:
    return past.year.page.toPlainText()


def test_the_year_tells_month_by_month_what_each_unit_said(year: PastPage) -> None:
    QAbstractItemModelTester(year.year.model)
    assert (year.leaf, year.year.no) == (Leaf.YEAR, 11)
    told = words(year)
    assert told.index("2021年1月至5月还没有内容。") < told.index("2021年6月") < told.index("已受理 200 户") < told.index(
        "2021年7月"
    ) < told.index("已受理 312 户") < told.index("2021年8月至12月还没有内容。")
    assert told.count(HIGH_TECH) == 2  # in June too, where it said nothing
    assert "试点已启动。" in told
    assert "编制不足。" in told
    assert f"background-color:{str(ADDED).lower()}" in year.year.page.toHtml().lower()


def test_keys_go_from_measure_to_measure_and_the_list_is_searched(year: PastPage, window: MainWindow) -> None:
    press_keys(window, "Alt+Down")
    assert year.year.no == 12
    press_keys(window, "Alt+Up")
    press_keys(window, "Alt+Up")
    assert year.year.no == 10
    year.bar.search.setText("13")
    year.bar.search.searched.emit("13")
    assert [measure.no for measure in year.year.model.rows][:1] == [13]
    assert year.year.no == 13
    year.bar.search.searched.emit("没有这个词")
    assert year.year._none_found.isVisible()
    year.bar.search.setText("没有这个词")
    window.go("past", 11)
    assert year.year.no == 11  # the search gives way
    assert year.bar.search.text() == "", "and the box says so"
    year.bar.search.setText("没有这个词")
    press(year.bar.search, Qt.Key.Key_Return)
    year.year._none_found.findChildren(QPushButton)[0].click()
    assert (len(year.year.model.rows), year.bar.search.text()) == (74, "")
    year.tabs.setCurrentIndex(Leaf.COMPARE)
    year.tabs.setCurrentIndex(Leaf.YEAR)
    assert len(year.year.model.rows) == 74, "nothing comes back that was dropped"


def test_the_first_letter_searched_for_does_not_wait_for_the_spelling_of_all_names(year: PastPage) -> None:
    before = spelled.cache_info().misses
    year.bar.search.setText("qzsj")
    press(year.bar.search, Qt.Key.Key_Return)
    assert year.year.model.rows
    units = sum(len((unit.name, *unit.aliases)) for unit in year.services.look.plan(JULY).units)
    assert spelled.cache_info().misses - before <= units, "no measure is spelled now"


def test_another_page_leaves_the_ledgers_keys_as_they_were(window: MainWindow) -> None:
    window.go("ledger", 11)
    press_keys(window, "Alt+Down")
    assert window.ledger_page.form.no == 12


def test_files_open_as_copies_and_units_lead_to_the_ledger(
    year: PastPage, window: MainWindow, store: SqlLedger, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge_in(store, "deadline", "", "长期坚持")
    window.read_again()
    settle(year, qtbot)
    assert f"《{FILE}》" in words(year)
    assert "7月22日收到" in words(year)
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("ui.desktop.open_file", open_it)
    month = next(each for each in year.year._year.months if each.period == JULY)  # type: ignore[union-attr]
    year.year.page.followed.emit(f"file:{month.units[0].files[0].sha256} {FILE}")
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name == FILE
    year.year.page.followed.emit(f"ledger:2021-06 {HIGH_TECH}")
    assert (window.current_page.name, str(window.period), window.ledger_page.form.unit) == ("ledger", "2021-06", HIGH_TECH)


def test_a_link_on_the_page_is_what_is_followed(year: PastPage, qtbot: QtBot) -> None:
    from PySide6.QtCore import QUrl

    html = year.year.page.toHtml()
    assert f'href="edits:2021-07 {TAX}"' in html
    with qtbot.waitSignal(year.year.page.followed) as caught:
        year.year.page.anchorClicked.emit(QUrl(f"edits:2021-07 {TAX}"))
    assert caught.args == [f"edits:2021-07 {TAX}"]


def test_changes_are_opened_in_their_place(year: PastPage) -> None:
    assert "▸ 修改记录 2 处" in words(year)
    year.year.page.followed.emit(f"edits:2021-07 {TAX}")
    told = words(year)
    assert "▾ 修改记录 2 处" in told
    assert "7月22日 10:00 经办人 修改 · 存在问题" in told
    year.year.page.followed.emit(f"edits:2021-07 {TAX}")
    assert "▾" not in words(year)


def test_rulings_and_copied_words_are_told(
    year: PastPage, window: MainWindow, qtbot: QtBot, fill: Callable[..., None]
) -> None:
    window.services.rulings.extend(JULY, TAX, 13, date(2021, 7, 30), "系统停机")
    window.read_again()
    settle(year, qtbot)
    window.go("past", 13)
    told = words(year)
    assert "与上月一字不差" in told
    assert "准予延期到 7月30日：系统停机。" in told


def test_the_year_is_copied_as_cells(year: PastPage) -> None:
    year.bar.copy_button.click()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0][:3] == ["月份", "责任单位", "状态"]
    assert [row[:2] for row in rows[1:]] == [
        ["2021年6月", TAX], ["2021年6月", HIGH_TECH], ["2021年7月", TAX], ["2021年7月", HIGH_TECH]
    ]
