"""The shell: months, pages, menus, undo by key, what is remembered, leaving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.services import Services
from tests.factory import FixedClock
from tests.ui.conftest import JULY
from tests.ui.hands import type_in
from ui.main_window import MainWindow
from ui.pages.collect import CollectPage
from ui.theme import Tone
from ui.widgets.entry_form import EntryForm
from ui.widgets.top_bar import due_words

Fill = Callable[..., None]


def test_status_bar_counts_the_month(window: MainWindow, fill: Fill) -> None:
    assert window.status_words[:2] == ("74 条 · 已报 0 · 未报 74 · 逾期 0", "20 家单位 · 已回收 0")
    fill(8, "区政数局", progress="好。")
    window.read_again()
    assert window.status_words[0] == "74 条 · 已报 1 · 未报 73 · 逾期 0"


def test_a_window_closed_at_once_is_left_alone(
    services: Services, ledger_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another ledger was turned to before the menus were there: what had waited for them must not come to a window gone."""
    came: list[bool] = []
    monkeypatch.setattr(MainWindow, "complete", lambda window: came.append(shiboken6.isValid(window)))
    monkeypatch.setattr("ui.main_window._COMPLETE_MS", 5)
    gone = MainWindow(services, ledger_path)
    stays = MainWindow(services, ledger_path)
    qtbot.addWidget(stays)
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: bool(came))
    qtbot.wait(20)
    assert came == [True]


def test_no_form_is_made_on_a_ledger_that_was_closed_meanwhile(services: Services, ledger_path: Path, qtbot: QtBot) -> None:
    """Another ledger was turned to when the rows stood and the form did not yet."""
    window = MainWindow(services, ledger_path)
    qtbot.addWidget(window)
    window.show()
    made: list[bool] = []
    window.ledger_page.rows_stand.connect(window.close)
    window.ledger_page.rows_stand.connect(lambda: made.append(True))
    qtbot.waitUntil(lambda: bool(made))
    qtbot.wait(20)
    assert not window.isVisible()
    assert window.ledger_page.findChildren(EntryForm) == []


def test_due_day_is_told_with_its_colour() -> None:
    due = JULY.due(25)
    assert due_words(due, due.replace(day=22), 5) == ("截止 7月25日 · 还剩 3 天", Tone.WARN)
    assert due_words(due, due.replace(day=1), 5) == ("截止 7月25日 · 还剩 24 天", Tone.IDLE)
    assert due_words(due, due, 5) == ("截止 7月25日 · 今天截止", Tone.WARN)
    assert due_words(due, due.replace(day=27), 5) == ("截止 7月25日 · 已过 2 天", Tone.BAD)
    assert due_words(due, due.replace(day=27), 0) == ("截止 7月25日 · 已过 2 天", Tone.IDLE)
    assert due_words(due, due.replace(year=2022), 5) == ("截止 7月25日 · 已截止", Tone.IDLE)


def test_months_are_walked_and_chosen(window: MainWindow) -> None:
    window.top_bar.ask_later()
    assert window.period == Period(2021, 8)
    window.top_bar.ask_earlier()
    window.top_bar.ask_earlier()
    assert window.period == Period(2021, 6)
    december = next(action for action in window.top_bar.menu.actions() if action.text() == "2021年12月")
    december.trigger()
    assert window.period == Period(2021, 12)
    assert not window.top_bar._later.isEnabled()
    assert window.top_bar.due_words.startswith("截止 12月25日")


def test_every_menu_entry_does_something(window: MainWindow) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == ["文件(&F)", "编辑(&E)", "视图(&V)", "收发(&S)", "报告(&R)", "工具(&T)", "帮助(&H)"]
    keys = {key: action.shortcut().toString() for key, action in window.actions_by_key.items()}
    wanted = {"undo": "Ctrl+Z", "redo": "Ctrl+Y", "find": "Ctrl+F", "edit_cell": "F2", "refresh": "F5"}
    assert {key: keys[key] for key in wanted} == wanted
    used = [keys for keys in keys.values() if keys]
    assert len(used) == len(set(used))


def test_pages_are_made_when_first_shown(window: MainWindow) -> None:
    assert window.pages.made == {"ledger"}
    window.side_bar.button("history").click()
    assert window.pages.made == {"ledger", "history"}
    assert window.current_page.name == "history"
    assert window.side_bar.button("history").isChecked()


def test_find_searches_the_page_at_hand_or_else_the_ledger(window: MainWindow) -> None:
    window.go("history")
    window.actions_by_key["find"].trigger()
    assert window.current_page.name == "history"
    assert window.focusWidget() is window.page("history").search  # type: ignore[attr-defined]
    window.go("dispatch")
    window.actions_by_key["find"].trigger()
    assert window.current_page.name == "ledger"


def test_undo_with_nothing_to_undo_says_so(window: MainWindow) -> None:
    window.commands.undo()
    assert window.notice.text


def test_a_page_that_cannot_save_is_not_left(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.ledger_page, "flush", lambda: False)
    window.side_bar.button("history").click()
    assert window.current_page.name == "ledger"
    assert window.side_bar.button("ledger").isChecked()
    monkeypatch.setattr(window.commands, "leave_unsaved", lambda: False)
    window.close()
    assert window.isVisible()


def test_size_columns_and_month_are_remembered(
    services: Services, ledger_path: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    def opened() -> MainWindow:
        made = MainWindow(services, ledger_path, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
        qtbot.addWidget(made)
        made.show()
        return made

    first = opened()
    first.resize(1200, 700)
    first.ledger_page.table.setColumnWidth(2, 150)
    first.set_period(Period(2021, 9))
    first.close()
    again = opened()
    assert again.height() == 700
    assert again.ledger_page.table.columnWidth(2) == 150
    assert again.period == Period(2021, 9)
    again.close()


def test_row_heights_hold_the_text_without_asking_every_row(window: MainWindow, fill: Fill) -> None:
    fill(8, "区政数局", progress="很长的进展。" * 40)
    window.read_again()
    table, model = window.ledger_page.table, window.ledger_page.table.model()
    heights = {table.rowHeight(row) for row in range(model.rowCount())}
    assert min(heights) == 30
    assert max(heights) <= 6 * 20 + 12
    row = next(r for r in range(model.rowCount()) if model.index(r, 0).data() == "8")
    assert table.rowHeight(row) == 4 * table.fontMetrics().lineSpacing() + 12


def test_a_day_later_the_due_pill_follows_the_clock(window: MainWindow, clock: FixedClock) -> None:
    assert window.top_bar.due_words == "截止 7月25日 · 还剩 3 天"
    clock.time = clock.time.replace(day=26)
    window.actions_by_key["refresh"].trigger()
    assert window.top_bar.due_words == "截止 7月25日 · 已过 1 天"
    assert window.status_words[0].endswith("逾期 74")


def test_saved_is_told_in_the_status_bar(window: MainWindow, qtbot: QtBot) -> None:
    window.go("ledger", 8)
    type_in(window.ledger_page.form.editor("progress"), "好")
    with qtbot.waitSignal(window.ledger_page.ledger_changed):
        pass
    assert window.status_words[2].startswith("已自动保存 ")


def test_what_another_page_writes_is_seen_here_at_once(window: MainWindow, fill: Fill) -> None:
    history = window.page("history")
    fill(8, "区政数局", progress="从别处来")
    history.ledger_changed.emit()
    assert window.status_words[0] == "74 条 · 已报 1 · 未报 73 · 逾期 0"
    window.go("ledger", 8)
    assert window.ledger_page.form.editor("progress").value() == "从别处来"


def test_keys_and_pictures_follow_the_first_rows_by_themselves(
    services: Services, ledger_path: Path, qtbot: QtBot
) -> None:
    made = MainWindow(services, ledger_path)
    qtbot.addWidget(made)
    made.show()
    places = [made.side_bar.button(name).geometry() for name in ("ledger", "history")]
    qtbot.waitUntil(lambda: bool(made._actions))
    assert not made.top_bar._later.icon().isNull()
    assert [made.side_bar.button(name).geometry() for name in ("ledger", "history")] == places
    assert made.ledger_page.form.no == 1


def test_a_notice_takes_the_colour_of_what_it_says(window: MainWindow) -> None:
    notice = window.notice

    def colour() -> str:
        return notice._label.palette().windowText().color().name().upper()

    notice.show_problem("没有写成，请再试。")
    assert colour() == str(Tone.BAD.value.text)
    notice.show_info("已备份。")
    assert colour() == str(Tone.INFO.value.text)
    notice.show_warning("请核对。")
    assert colour() == str(Tone.WARN.value.text)


def test_a_message_is_not_printed_over_the_counts(window: MainWindow) -> None:
    assert window.frame.status.more.isVisible()
    window.say("已保存。")
    window.read_again()
    assert not window.frame.status.left.isVisible()
    assert not window.frame.status.more.isVisible()
    window.statusBar().clearMessage()
    assert window.frame.status.left.isVisible()
    assert window.frame.status.more.isVisible()


def test_what_one_page_said_does_not_stand_before_the_words_of_the_next(window: MainWindow) -> None:
    window.go("collect")
    window.say("读到 5 个文件。")
    window.go("collect")
    assert window.statusBar().currentMessage() == "读到 5 个文件。"
    window.go("past")
    assert window.statusBar().currentMessage() == ""
    assert window.frame.status.left.isVisible()


def test_the_table_has_the_keys_at_first(window: MainWindow) -> None:
    assert window.focusWidget() is window.ledger_page.table


def test_a_new_operation_takes_away_what_was_told_of_the_one_before(window: MainWindow, tmp_path: Path) -> None:
    collect = window.page("collect")
    assert isinstance(collect, CollectPage)
    window.result.show_folder(tmp_path, "已导出 13 份存档文件。")
    window.notice.show_info("已备份并校验。")
    collect.slips.begun.emit()
    assert (window.result.text, window.notice.text) == ("", "")
    collect.slips.result.show_folder(tmp_path, "已生成区水利局的退回说明 2 份。")
    collect.left.show_info("已合并 1 份回收表。")
    history = window.page("history")
    history.begin()
    assert collect.slips.result.isHidden()
    assert collect.left.isHidden()


def test_a_slip_that_is_due_for_nobody_is_said_from_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_key["send_back"].trigger()
    collect = window.current_page
    assert isinstance(collect, CollectPage)
    qtbot.waitUntil(collect.left.isVisible)
    assert "没有要退回的" in collect.left.text
