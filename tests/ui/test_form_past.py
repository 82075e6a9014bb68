"""Last month in the form: beside this one by word, taken over where nothing stands; earlier months with their files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from tests.ui.test_entry_form import FILE, UNIT, merge_in
from ui.main_window import MainWindow
from ui.pages.past import Leaf, PastPage
from ui.widgets.entry_form import EntryForm
from ui.widgets.field_editors import TextField

Fill = Callable[..., None]
JUNE = JULY.shifted(-1)
JUNE_WORDS = "已受理 200 户，办结率 98%，专窗运行平稳。"
JULY_WORDS = "已受理 312 户，办结率 98%，专窗运行平稳。"


@pytest.fixture
def form(window: MainWindow) -> EntryForm:
    return window.ledger_page.form


def marked(editor: object) -> list[str]:
    assert isinstance(editor, TextField)
    return [cast(Any, each).cursor.selectedText() for each in editor.extraSelections()]  # fields missing from the stubs


def test_last_months_words_are_offered_while_a_field_is_empty_and_can_be_taken_over(
    form: EntryForm, window: MainWindow, fill: Fill, services: Services
) -> None:
    fill(8, "区政数局", JUNE, progress=JUNE_WORDS, problems="无")
    window.read_again()
    window.go("ledger", 8)
    box = form.fields.last["progress"]
    assert box.line.text() == f"上月：{JUNE_WORDS}"
    assert not form.fields.last["problems"].isHidden()
    box.fill_button.click()
    assert form.editor("progress").value() == JUNE_WORDS
    assert box.isHidden()
    form.flush()
    assert services.look.snapshot(JULY).entry(8, "区政数局").text("progress") == JUNE_WORDS
    window.commands.undo()
    assert form.editor("progress").value() == ""
    assert not box.isHidden()


def test_taking_over_is_undone_by_the_key_in_the_text_box_too(form: EntryForm, window: MainWindow, fill: Fill) -> None:
    fill(8, "区政数局", JUNE, progress=JUNE_WORDS)
    window.read_again()
    window.go("ledger", 8)
    editor = form.editor("progress")
    form.fields.last["progress"].fill_button.click()
    editor.setFocus()
    press_keys(editor, "Ctrl+Z")
    assert editor.value() == ""


def test_what_was_two_months_ago_is_not_offered_as_last_month(form: EntryForm, window: MainWindow, fill: Fill) -> None:
    fill(8, "区政数局", JUNE.shifted(-1), progress="五月的。")
    window.read_again()
    window.go("ledger", 8)
    assert form.fields.last["progress"].isHidden()
    window.actions_by_key["compare"].trigger()
    assert form.fields.last["progress"].line.text() == "上月没有填"


def test_compared_with_last_month_words_that_went_and_came_are_marked_as_one_types(
    form: EntryForm, window: MainWindow, fill: Fill, qtbot: QtBot
) -> None:
    fill(8, "区政数局", JUNE, progress=JUNE_WORDS, problems="编制不足。", deadline="2021年12月底")
    fill(8, "区政数局", progress=JULY_WORDS, problems="编制不足。")
    window.read_again()
    window.go("ledger", 8)
    assert form.fields.last["progress"].isHidden()
    press_keys(window, "Ctrl+M")
    progress, last = form.editor("progress"), form.fields.last["progress"]
    assert last.body.toPlainText() == JUNE_WORDS
    assert "<span" in last.body.toHtml()
    assert marked(progress) == ["312"]
    assert form.fields.last["problems"].line.text() == "与上月一字不差"
    assert form.fields.last["deadline"].line.text() == "与上月一字不差"  # carried over
    progress.setFocus()
    progress.moveCursor(QTextCursor.MoveOperation.End)  # type: ignore[union-attr]
    type_in(progress, "下月推广。")
    qtbot.waitUntil(lambda: marked(progress) == ["312", "下月推广。"])
    form.editor("progress").put("系统升级中")
    qtbot.waitUntil(lambda: last.note.text() == "全部改写")
    assert marked(progress) == []
    press_keys(window, "Ctrl+M")
    assert last.isHidden()


def test_a_wide_form_shows_the_two_months_side_by_side(form: EntryForm, window: MainWindow, fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", JUNE, progress=JUNE_WORDS)
    fill(8, "区政数局", progress=JULY_WORDS)
    window.resize(1366, 768)
    window.read_again()
    window.go("ledger", 8)
    window.actions_by_key["compare"].trigger()
    progress, last = form.editor("progress"), form.fields.last["progress"]
    qtbot.waitUntil(lambda: last.y() > progress.y() and last.x() == progress.x())
    window.ledger_page._split.setSizes([400, 860])
    qtbot.waitUntil(lambda: last.x() > progress.x() + progress.width() and last.y() == progress.y())


def test_comparing_is_remembered(form: EntryForm, window: MainWindow, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    form.toggle_comparing()
    window.ledger_page.save_state(settings)
    assert settings.value("ledger/comparing") == "yes"
    form.toggle_comparing()
    window.ledger_page.save_state(settings)
    assert settings.value("ledger/comparing") == "no"


def test_earlier_months_name_their_file_and_open_it(
    form: EntryForm, window: MainWindow, store: SqlLedger, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge_in(store, "progress", "", "已开通专窗。")
    window.set_period(JULY.shifted(1))
    window.go("ledger", (11, UNIT))
    told = form.past.list.toPlainText().replace("\xa0", " ")
    assert told.splitlines()[0].replace("\u2028", "\n").startswith("2021-07   已开通专窗。")
    assert f"来自《{FILE}》7月22日" in told
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("ui.desktop.open_file", open_it)
    (july,) = form.past._past
    form.past.list.followed.emit(f"file:{july.source.sha256} {FILE}")
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name == FILE


def test_the_year_and_an_earlier_month_are_a_click_away(form: EntryForm, window: MainWindow, fill: Fill, qtbot: QtBot) -> None:
    fill(11, UNIT, JUNE.shifted(-1), progress="五月的。")
    window.read_again()
    window.go("ledger", (11, UNIT))
    form.past.year_button.click()
    page = window.current_page
    assert isinstance(page, PastPage)
    qtbot.waitUntil(lambda: not page.busy)
    assert (page.leaf, page.year.no) == (Leaf.YEAR, 11)
    window.go("ledger")
    form.past.list.followed.emit("month:2021-05")
    qtbot.waitUntil(lambda: not page.busy)
    assert page.leaf is Leaf.COMPARE
    assert (page.compare.left.currentText(), page.compare.right.currentText()) == ("2021年5月", "2021年7月（无内容）")


def test_the_caret_stays_in_its_field_from_measure_to_measure_and_unit_to_unit(form: EntryForm, window: MainWindow) -> None:
    window.go("ledger", (11, UNIT))
    form.editor("problems").setFocus()
    press_keys(form.editor("problems"), "Ctrl+Tab")
    assert (form.no, form.unit, form.fields.focused) == (11, "高新区税务局", "problems")
    press_keys(form.editor("problems"), "Ctrl+Shift+Tab")
    assert (form.unit, form.fields.focused) == (UNIT, "problems")
    press_keys(form.editor("problems"), "Alt+Down")
    assert (form.no, form.fields.focused) == (12, "problems")
    assert form._field == "problems"  # whose source is told


def test_one_entry_after_the_other_is_filled_in_by_keys_alone(
    form: EntryForm, window: MainWindow, services: Services
) -> None:
    window.go("ledger", (10, "区市场监管局"))
    form.editor("progress").setFocus()
    seen: list[tuple[int, str]] = []
    for words in ("十。", "十一甲。", "十一乙。"):
        type_in(form.editor("progress"), words)
        seen.append((form.no or 0, form.unit))
        press_keys(form.editor("progress"), "Ctrl+Return")
    assert seen == [(10, "区市场监管局"), (11, UNIT), (11, "高新区税务局")]
    assert (form.no, form.fields.focused) == (12, "progress")
    snapshot = services.look.snapshot(JULY)
    assert [snapshot.entry(no, unit).text("progress") for no, unit in seen] == ["十。", "十一甲。", "十一乙。"]
    form.editor("deadline").setFocus()
    press(form.editor("deadline"), Qt.Key.Key_Return)
    assert (form.no, form.unit, form.fields.focused) == (13, UNIT, "progress")


def test_lengths_of_both_texts_are_told(form: EntryForm, window: MainWindow) -> None:
    window.go("ledger", 8)
    assert (form.fields.notes["progress"].text(), form.fields.notes["problems"].text()) == ("0 字", "")
    form.editor("problems").setFocus()
    type_in(form.editor("problems"), "编制不足。")
    assert form.fields.notes["problems"].text() == "5 字"


def test_at_its_narrowest_nothing_of_the_form_is_cut_off(form: EntryForm, window: MainWindow, fill: Fill, qtbot: QtBot) -> None:
    fill(4, "区消防救援大队", JUNE, progress=JUNE_WORDS)
    fill(4, "区消防救援大队", progress=JULY_WORDS)
    window.resize(1366, 768)
    window.read_again()
    window.go("ledger", 4)
    window.actions_by_key["compare"].trigger()
    window.ledger_page._split.setSizes([1000, 300])
    qtbot.waitUntil(lambda: form.width() == 300)
    assert form._inner.width() <= form._scroll.viewport().width()
    assert form._inner.minimumSizeHint().width() <= form._scroll.viewport().width()
