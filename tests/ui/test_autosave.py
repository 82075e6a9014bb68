"""Typing with pauses: one operation a sitting, and Ctrl+Z gives back what the cell said before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.services import Services
from tests.factory import FixedClock
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from ui.main_window import MainWindow
from ui.pages.ledger import LedgerPage
from ui.widgets.field_editors import Editor

UNIT = "区政数局"
Type = Callable[..., None]


@pytest.fixture
def page(window: MainWindow, fill: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> LedgerPage:
    """At measure 8, whose progress says 原文, with the caret behind it; a pause is short."""
    monkeypatch.setattr("ui.autosave.PAUSE_MS", 1)
    fill(8, UNIT, progress="原文")
    window.ledger_page.refresh()
    window.go("ledger", 8)
    enter(window.ledger_page.form.editor("progress"))
    return window.ledger_page


@pytest.fixture
def pausing(page: LedgerPage, qtbot: QtBot) -> Type:
    """Type texts into the editor of a field, each saved before the next."""

    def typed(*texts: str, field: str = "progress") -> None:
        for text in texts:
            with qtbot.waitSignal(page.ledger_changed):
                type_in(page.form.editor(field), text)

    return typed


def enter(editor: Editor) -> None:
    editor.setFocus()
    press(editor, Qt.Key.Key_End)


def edits(services: Services) -> list[tuple[str, str]]:
    """Before and after of each edit since 原文, the oldest first."""
    changes = services.history.measure(8, JULY, UNIT)[:-1]
    return [(change.before, change.after) for change in reversed(changes)]


def test_pauses_do_not_cut_an_edit_into_pieces(page: LedgerPage, pausing: Type, services: Services) -> None:
    pausing("，又办", "三件", "。")
    assert edits(services) == [("原文", "原文，又办三件。")]
    assert services.history.operations(1)[0].summary.endswith("进展情况改为“原文，又办三件。”")


@pytest.mark.parametrize("field", ["progress", "deadline", "liaison.name"])
def test_undo_gives_back_the_text_from_before_the_typing(
    page: LedgerPage, pausing: Type, window: MainWindow, field: str
) -> None:
    enter(page.form.editor(field))
    before = page.form.editor(field).value()
    pausing("一", "二", field=field)
    type_in(page.form.editor(field), "三")
    window.commands.undo()
    assert page.form.editor(field).value() == before
    window.commands.redo()
    assert page.form.editor(field).value() == f"{before}一二三"


def test_ctrl_z_in_the_table_gives_back_the_old_text(page: LedgerPage, pausing: Type, services: Services) -> None:
    pausing("，一", "，二")
    page.table.setFocus()
    press_keys(page.table, "Ctrl+Z")
    assert page.form.editor("progress").value() == "原文"
    assert services.look.snapshot(JULY).entry(8, UNIT).text("progress") == "原文"


def test_typing_after_an_undo_is_an_edit_of_its_own(
    page: LedgerPage, pausing: Type, window: MainWindow, services: Services
) -> None:
    pausing("一")
    window.commands.undo()
    enter(page.form.editor("progress"))
    pausing("二", "三")
    assert edits(services) == [("原文", "原文一"), ("原文一", "原文"), ("原文", "原文二三")]


def test_coming_back_to_the_editor_begins_a_new_edit(page: LedgerPage, pausing: Type, services: Services) -> None:
    pausing("一", "二")
    page.table.setFocus()
    enter(page.form.editor("progress"))
    pausing("三", "四")
    assert edits(services) == [("原文", "原文一二"), ("原文一二", "原文一二三四")]


@pytest.mark.parametrize("reason", [Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason])
def test_a_look_at_a_menu_or_another_program_saves_and_goes_on(
    page: LedgerPage, pausing: Type, services: Services, reason: Qt.FocusReason
) -> None:
    editor = page.form.editor("progress")
    pausing("一")
    type_in(editor, "二")
    QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert services.look.snapshot(JULY).entry(8, UNIT).text("progress") == "原文一二"
    QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusIn, reason))
    pausing("三")
    assert edits(services) == [("原文", "原文一二三")]


def test_slow_backspacing_loses_nothing_that_was_saved(
    page: LedgerPage, pausing: Type, window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    """A pause after each stroke: no step takes much, and all of them together everything."""
    editor = page.form.editor("progress")
    pausing("，第二段写了很多", "字")
    while editor.value() not in ("原文", ""):
        with qtbot.waitSignal(page.ledger_changed):
            press(editor, Qt.Key.Key_Backspace)
    whole = "原文，第二段写了很多字"
    assert edits(services)[0] == ("原文", whole)
    assert {before for before, _ in edits(services)[1:]} >= {whole}
    page.table.setFocus()
    for _ in edits(services)[1:]:
        window.commands.undo()
    assert services.look.snapshot(JULY).entry(8, UNIT).text("progress") == whole


def test_a_slip_corrected_in_typing_is_the_same_edit(page: LedgerPage, pausing: Type, services: Services, qtbot: QtBot) -> None:
    pausing("，又办三件")
    with qtbot.waitSignal(page.ledger_changed):
        press(page.form.editor("progress"), Qt.Key.Key_Backspace)
    pausing("项，都已办结")
    assert edits(services) == [("原文", "原文，又办三项，都已办结")]


def test_what_another_window_wrote_meanwhile_is_not_put_back_by_backspacing(
    page: LedgerPage, pausing: Type, services: Services, qtbot: QtBot
) -> None:
    editor = page.form.editor("progress")
    pausing("，第二段写了很多字")
    for _ in range(3):
        with qtbot.waitSignal(page.ledger_changed):
            press(editor, Qt.Key.Key_Backspace)
    services.edit.set_field(8, UNIT, JULY, "progress", "另一个窗口写的")
    with qtbot.waitSignal(page.ledger_changed):
        press_keys(editor, "Ctrl+A")
        type_in(editor, "原样")
    assert edits(services)[-2:] == [("原文，第二段写了", "另一个窗口写的"), ("另一个窗口写的", "原样")]


def test_going_to_another_measure_ends_the_edit(page: LedgerPage, pausing: Type, services: Services) -> None:
    pausing("一")
    page.next_measure()
    page.previous_measure()
    press(page.form.editor("progress"), Qt.Key.Key_End)
    pausing("二")
    assert edits(services) == [("原文", "原文一"), ("原文一", "原文一二")]


def test_a_field_in_between_ends_the_edit(page: LedgerPage, pausing: Type, services: Services) -> None:
    pausing("一")
    pausing("有问题", field="problems")
    pausing("二")
    assert edits(services) == [("原文", "原文一"), ("", "有问题"), ("原文一", "原文一二")]


def test_typing_on_for_longer_than_a_sitting_begins_a_new_edit(
    page: LedgerPage, pausing: Type, services: Services, clock: FixedClock
) -> None:
    pausing("一")
    clock.time = clock.time.replace(minute=clock.time.minute + 10)
    pausing("二", "三")
    assert edits(services) == [("原文", "原文一"), ("原文一", "原文一二三")]


def test_text_undone_in_the_editor_is_saved_as_no_change(
    page: LedgerPage, pausing: Type, window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    editor = page.form.editor("progress")
    pausing("一")
    with qtbot.waitSignal(page.ledger_changed):
        press_keys(editor, "Ctrl+Z")
    newest = services.history.operations(1)[0]
    assert (editor.value(), edits(services)) == ("原文", [])
    assert newest.summary.endswith("进展情况改回原文")
    window.commands.undo()
    assert editor.value() == ""


def test_what_was_saved_and_then_typed_over_whole_is_a_step_of_its_own(
    page: LedgerPage, pausing: Type, services: Services, window: MainWindow
) -> None:
    """It was shown as saved: Ctrl+Z must not go past it."""
    pausing("，已办三件。")
    page.form.editor("progress").selectAll()
    pausing("另起", "一段")
    assert edits(services) == [("原文", "原文，已办三件。"), ("原文，已办三件。", "另起一段")]
    window.commands.undo()
    assert page.form.editor("progress").value() == "原文，已办三件。"
