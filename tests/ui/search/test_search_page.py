"""检索: from what is typed to the field where it stands, with hands on the keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.services import Services
from qcapp.services.search import SearchService
from qcapp.services.search_found import Found
from tests.db.drafts import returned
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from ui.main_window import MainWindow
from ui.pages.search import SearchPage
from ui.widgets.search_box import SearchBox

Fill = Callable[..., None]
JUNE, MAY = Period(2021, 6), Period(2021, 5)
TAX = "区税务局"


@pytest.fixture
def page(window: MainWindow, fill: Fill) -> SearchPage:
    fill(11, TAX, JULY, progress="七月新开电子钱包 312 户", problems="人手不足")
    fill(11, TAX, JUNE, progress="六月新开电子钱包 200 户")
    fill(11, TAX, MAY, liaison__name="张三", liaison__phone="0763-3312345")
    window.read_again()
    window.resize(1366, 768)
    window.actions_by_key["search"].trigger()
    found = window.current_page
    assert isinstance(found, SearchPage)
    return found


def find(page: SearchPage, qtbot: QtBot, text: str) -> None:
    page.box.clear()
    type_in(page.box, text)
    qtbot.waitUntil(lambda: page._found is not None and page._found.text == text and not page.tasks.busy)


def lines(page: SearchPage) -> list[tuple[str, ...]]:
    return [row.cells for row in page.model.rows]


def test_ctrl_shift_f_leads_here_from_any_page_with_the_keys_in_the_box(window: MainWindow) -> None:
    assert window.actions_by_key["search"].shortcut().toString() == "Ctrl+Shift+F"
    for name in ("history", "ledger"):
        window.go(name)
        window.actions_by_key["search"].trigger()
        assert window.current_page.name == "search"
        assert window.focusWidget() is window.page("search").box  # type: ignore[attr-defined]


def test_what_is_typed_is_found_in_every_month_grouped_by_measure(page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "电子钱包")
    assert lines(page)[1:] == [
        ("11", TAX, "2021年7月", "进展情况", "七月新开电子钱包 312 户"),
        ("11", TAX, "2021年6月", "进展情况", "六月新开电子钱包 200 户"),
    ]
    assert page.count.text() == "找到 2 处 · 1 条措施"
    assert page.status_words() == page.count.text()


def test_of_several_texts_only_the_newest_is_shown(page: SearchPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    qtbot.waitUntil(lambda: not page.tasks.busy)
    go, asked, shown = threading.Event(), [], []
    search = SearchService.search

    def slow(self: SearchService, text: str, *rest: object) -> Found:
        asked.append(text)
        if text == "电子":
            go.wait(60)
        return search(self, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(SearchService, "search", slow)
    page._latest.done.connect(lambda found: shown.append(found.text))
    type_in(page.box, "电子")
    qtbot.waitUntil(lambda: asked == ["电子"])
    type_in(page.box, "钱")
    QTest.qWait(100)
    type_in(page.box, "包 七月")
    QTest.qWait(100)
    go.set()
    qtbot.waitUntil(lambda: not page._latest.busy)
    assert asked == ["电子", "电子钱包 七月"]
    assert shown == ["电子钱包 七月"]
    assert len(lines(page)) == 2


def test_enter_leads_to_the_month_the_unit_and_the_field_with_the_caret_at_the_word(
    window: MainWindow, page: SearchPage, qtbot: QtBot
) -> None:
    find(page, qtbot, "六月 电子钱包")
    press(page.box, Qt.Key.Key_Down)
    assert window.focusWidget() is page.results
    press(page.results, Qt.Key.Key_Return)
    assert (window.current_page.name, window.period) == ("ledger", JUNE)
    form = window.ledger_page.form
    assert (form.no, form.unit) == (11, TAX)
    editor = form.editor("progress")
    assert isinstance(editor, QPlainTextEdit)
    assert window.focusWidget() is editor
    assert (editor.textCursor().position(), editor.textCursor().hasSelection()) == (0, False)
    marks: list[Any] = list(editor.extraSelections())  # their fields are missing from the stubs
    assert [each.cursor.selectedText() for each in marks] == ["六月"]
    window.ledger_page.refresh()
    assert window.ledger_page.table._delegate._hits == ("六月", "电子钱包")


@pytest.mark.parametrize(
    ("text", "field", "at"),
    [("张三", "liaison.name", 0), ("07633312345", "liaison.phone", 0), ("不足", "problems", 2)],
)
def test_each_field_is_led_to(window: MainWindow, page: SearchPage, qtbot: QtBot, text: str, field: str, at: int) -> None:
    find(page, qtbot, text)
    press(page.box, Qt.Key.Key_Return)
    press(page.results, Qt.Key.Key_Return)
    editor = window.ledger_page.form.editor(field)
    assert window.focusWidget() is editor
    caret, selected = (
        (editor.textCursor().position(), editor.textCursor().hasSelection()) if isinstance(editor, QPlainTextEdit)
        else (editor.cursorPosition(), editor.hasSelectedText())
    )
    assert (caret, selected) == (at, False)  # typing would replace nothing
    assert window.period == JULY  # what was carried over shows in the month at hand
    if not isinstance(editor, QPlainTextEdit):
        assert editor.property("found") is True
    window.ledger_page.table.setFocus()
    assert not editor.property("found")


def test_there_is_a_way_back_from_the_month_that_was_led_to(window: MainWindow, page: SearchPage, qtbot: QtBot) -> None:
    for again in (False, True):
        find(page, qtbot, "六月 电子钱包")
        page.results.select(1)
        press(page.results, Qt.Key.Key_Return)
        assert window.period == JUNE
        assert window.bars.way_back.isVisible()
        assert window.bars.way_back.text == "正在看 2021年6月。"
        if again:
            press_keys(window.ledger_page.form.editor("progress"), "Alt+Left")
        else:
            window.bars.way_back._action.click()
        assert (window.period, window.bars.way_back.isVisible(), window.current_page.name) == (JULY, False, "ledger")
        window.go("search")
    window.actions_by_key["back_month"].trigger()
    assert window.period == JULY


def test_a_month_chosen_by_hand_is_stayed_in(window: MainWindow, page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "六月 电子钱包")
    page.results.select(1)
    press(page.results, Qt.Key.Key_Return)
    window.set_period(MAY)
    assert (window.bars.way_back.isVisible(), window.bars.way_back.origin) == (False, None)


def test_a_unit_leads_to_its_measures_and_a_heading_to_its_measure(window: MainWindow, page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "qzsj")
    assert page.model.rows[0].group.unit == "区政数局"
    page.results.setFocus()
    page.results.select(0)
    press(page.results, Qt.Key.Key_Return)
    assert window.current_page.name == "ledger"
    assert window.ledger_page.view.filter.units == ("区政数局",)
    find(page, qtbot, "第60条")
    window.go("search")
    page.results.select(0)
    press(page.results, Qt.Key.Key_Return)
    assert window.ledger_page.form.no == 60


def test_letters_typed_on_the_results_go_to_the_box_and_escape_leads_back(page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "电子钱包")
    press(page.box, Qt.Key.Key_Down)
    QTest.keyClicks(page.results, "x")
    assert page.box.text() == "电子钱包x"
    assert page.window().focusWidget() is page.box
    find(page, qtbot, "电子钱包")
    press(page.box, Qt.Key.Key_Down)
    press(page.results, Qt.Key.Key_Escape)
    assert page.window().focusWidget() is page.box
    assert page.box.selectedText() == "电子钱包"
    press(page.box, Qt.Key.Key_Down)
    page.results.select(0)
    press(page.results, Qt.Key.Key_Up)
    assert page.window().focusWidget() is page.box
    press(page.box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page._found is None)
    assert page.start.isVisible()


def test_the_scope_is_chosen_by_chips(page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "电子钱包")
    page.months.chip("本月").click()
    qtbot.waitUntil(lambda: page.count.text() == "找到 1 处 · 1 条措施")
    page.months.chip("").click()
    qtbot.waitUntil(lambda: page.count.text() == "找到 2 处 · 1 条措施")
    next(action for action in page.places.menu().actions() if action.text() == "存在问题").trigger()
    qtbot.waitUntil(page.start.isVisible)
    (link,) = page.start.links
    assert link.text() == "在全部报告期、全部栏目和单位里找（2 处）"
    link.click()
    qtbot.waitUntil(lambda: page.count.text() == "找到 2 处 · 1 条措施")
    assert page.scope.field == ""


def test_nothing_found_is_said_with_what_finds_instead(page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "电子钱包 毫无此词")
    assert page.start.isVisible()
    (link,) = page.start.links
    assert link.text() == "去掉“毫无此词”（2 处）"
    press(page.box, Qt.Key.Key_Down)
    assert page.window().focusWidget() is link
    link.click()
    qtbot.waitUntil(lambda: len(page.model.rows) == 3)
    assert page.box.text() == "电子钱包"


def test_an_empty_box_offers_examples_that_find_something(page: SearchPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(page.start.links) == 4)
    first = page.start.links[0]
    assert first.text() == "qgxj"
    first.click()
    qtbot.waitUntil(lambda: bool(page.model.rows))
    assert page.model.rows[0].group.unit == "区工信局"


def test_the_last_searches_are_kept_and_offered(
    services: Services, ledger_path: Path, qtbot: QtBot, tmp_path: Path, fill: Fill
) -> None:
    fill(11, TAX, JULY, progress="电子钱包")
    settings = str(tmp_path / "window.ini")

    def opened() -> tuple[MainWindow, SearchPage]:
        made = MainWindow(services, ledger_path, QSettings(settings, QSettings.Format.IniFormat))
        made.set_period(JULY)
        made.show()
        made.go("search")
        page = made.current_page
        assert isinstance(page, SearchPage)
        return made, page

    window, page = opened()
    for text in ("电子", "钱包", "电子"):
        find(page, qtbot, text)
        press(page.box, Qt.Key.Key_Return)
    window.close()
    shiboken6.delete(window)
    window, page = opened()
    qtbot.waitUntil(lambda: len(page.start.links) > 2)
    assert [link.text() for link in page.start.links[:2]] == ["电子", "钱包"]
    page.start.links[1].click()
    qtbot.waitUntil(lambda: bool(page.model.rows))
    window.close()
    shiboken6.delete(window)


def test_lines_are_copied_as_cells(page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "电子钱包")
    page.results.setFocus()
    page.results.selectAll()
    press_keys(page.results, "Ctrl+C")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[1] == f"11\t{TAX}\t2021年7月\t进展情况\t七月新开电子钱包 312 户"
    assert len(copied) == 3


def test_the_menu_of_a_hit_leads_to_the_measures_earlier_months(window: MainWindow, page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "电子钱包")
    menu = page.results.menu_for(page.model.rows[1])
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert words == ["在台账里打开", "看来源文件", "看这条措施的往期", "复制所选的行"]
    menu.close()
    press_keys(page.results, "Shift+Return")
    assert window.current_page.name == "past"


def test_a_field_typed_by_hand_has_no_file_and_that_is_said(page: SearchPage, qtbot: QtBot) -> None:
    find(page, qtbot, "电子钱包")
    with qtbot.waitSignal(page.message) as said:
        press_keys(page.results, "Ctrl+Return")
    assert said.args == ["这一处是手工填写的，没有来源文件。"]


def test_a_file_that_is_found_and_the_file_of_a_field_are_opened(
    store: SqlLedger, page: SearchPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(page.going._originals, "open", lambda sha256, name: opened.append((sha256, name)))
    file, record = returned(b"one", unit=TAX, period=JULY)
    cell = CellKey(11, TAX, JULY, "problems")
    edit = CellEdit(cell, "人手不足", "窗口不足", record.sha256)
    store.commit(OperationDraft(OperationKind.MERGE, "合并", "经办人", (edit,), returned=((file, record),)))
    find(page, qtbot, "窗口不足")
    press_keys(page.results, "Ctrl+Return")
    find(page, qtbot, record.name)
    page.results.select(1)
    press_keys(page.results, "Return")
    assert opened == [(record.sha256, record.name)] * 2


def test_what_the_ledger_says_anew_is_found_without_typing_again(
    window: MainWindow, page: SearchPage, qtbot: QtBot, fill: Fill
) -> None:
    find(page, qtbot, "电子钱包")
    page.results.select(2)
    fill(60, "区法院", JULY, progress="电子钱包立案")
    window.read_again()
    qtbot.waitUntil(lambda: page.count.text() == "找到 3 处 · 2 条措施")
    assert page.results.current is not None
    assert page.results.current.cells[2] == "2021年6月"


def test_the_ledgers_own_search_leads_on_to_all_months(window: MainWindow, qtbot: QtBot, fill: Fill) -> None:
    fill(11, TAX, JUNE, progress="六月新开电子钱包")
    ledger = window.ledger_page
    ledger.focus_search()
    box = window.focusWidget()
    assert isinstance(box, SearchBox)
    type_in(box, "电子钱包")
    qtbot.waitUntil(lambda: ledger._filters.active is not None)
    active = ledger._filters.active
    assert active is not None
    assert active.everywhere.isVisible()
    assert active.everywhere.text() == "在全部报告期里检索“电子钱包” ›"
    active.everywhere.click()
    page = window.current_page
    assert isinstance(page, SearchPage)
    qtbot.waitUntil(lambda: len(page.model.rows) == 2)
    assert page.box.text() == "电子钱包"
    window.go("ledger", "区税务局")
    assert not active.everywhere.isVisible()
