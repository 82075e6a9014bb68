"""Ctrl+Z and Ctrl+Y: in a text box they mean the text, elsewhere the ledger; a merge is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.operations import NewBulletin, OperationDraft, OperationKind
from qcapp.services import Services
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office
from tests.ui.conftest import JULY
from tests.ui.hands import press_keys, type_in
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.widgets.field_editors import LineField
from ui.widgets.text_undo import NOTHING_TO_REDO, NOTHING_TO_UNDO

Fill = Callable[..., None]


def kept(services: Services) -> str:
    return services.look.snapshot(JULY).entry(9, "区大数据中心").text("progress")


@pytest.mark.parametrize("field", ["progress", "line"])
def test_undo_in_a_text_box_never_reaches_the_ledger(
    window: MainWindow, fill: Fill, services: Services, field: str
) -> None:
    fill(9, "区大数据中心", progress="早先存下的")
    window.go("ledger", 8)
    editor = window.ledger_page.form.editor("progress") if field == "progress" else line_of(window)
    editor.setFocus()
    type_in(editor, "abc")
    press_keys(editor, "Ctrl+Z")
    assert editor.value() == ""
    assert not window.statusBar().currentMessage()
    window.flush()
    for _ in range(3):
        press_keys(editor, "Ctrl+Z")
    assert window.statusBar().currentMessage() == NOTHING_TO_UNDO
    assert kept(services) == "早先存下的"


def test_redo_in_a_text_box_brings_its_own_words_back(window: MainWindow, services: Services, fill: Fill) -> None:
    fill(9, "区大数据中心", progress="早先存下的")
    services.history.undo()
    window.go("ledger", 8)
    for editor in (window.ledger_page.form.editor("progress"), line_of(window)):
        editor.setFocus()
        type_in(editor, "abc")
        for keys in ("Ctrl+Y", "Ctrl+Shift+Z"):
            press_keys(editor, "Ctrl+Z")
            assert editor.value() == ""
            press_keys(editor, keys)
            assert editor.value() == "abc"
            press_keys(editor, keys)
            assert window.statusBar().currentMessage() == NOTHING_TO_REDO
    assert kept(services) == ""


def test_undo_in_the_next_field_takes_back_what_was_saved_of_the_one_before(
    window: MainWindow, services: Services, fill: Fill
) -> None:
    """Nothing was typed there since the keys came to it: they mean the ledger, as the help says."""
    fill(9, "区大数据中心", progress="早先存下的")
    window.read_again()
    window.go("ledger", (9, "区大数据中心"))
    fields = window.ledger_page.form.fields
    fields.focus("progress")
    type_in(fields.progress, "，又办三件")
    press_keys(fields.progress, "Tab")
    assert fields.problems.hasFocus()
    press_keys(fields.problems, "Ctrl+Z")
    assert kept(services) == fields.progress.value() == "早先存下的"
    assert fields.problems.hasFocus()
    press_keys(fields.problems, "Ctrl+Y")
    assert kept(services) == fields.progress.value() == "早先存下的，又办三件"
    press_keys(fields.problems, "Shift+Tab")  # back where it was typed: a sitting of its own
    press_keys(fields.progress, "Ctrl+Z")
    assert kept(services) == fields.progress.value() == "早先存下的"
    type_in(fields.progress, "甲")
    press_keys(fields.progress, "Ctrl+Z")
    assert fields.progress.value() == "早先存下的"
    press_keys(fields.progress, "Ctrl+Z")
    assert window.statusBar().currentMessage() == NOTHING_TO_UNDO


def test_a_look_into_another_program_leaves_undo_with_what_is_typed(
    window: MainWindow, services: Services, fill: Fill
) -> None:
    fill(9, "区大数据中心", progress="早先存下的")
    window.read_again()
    window.go("ledger", (9, "区大数据中心"))
    for editor in (window.ledger_page.form.fields.progress, line_of(window)):
        before = editor.value()
        editor.setFocus()
        type_in(editor, "甲")
        for kind in (QEvent.Type.FocusOut, QEvent.Type.FocusIn):
            QApplication.sendEvent(editor, QFocusEvent(kind, Qt.FocusReason.ActiveWindowFocusReason))
        press_keys(editor, "Ctrl+Z")
        assert editor.value() == before
        window.flush()
        assert kept(services) == "早先存下的"


def test_the_search_box_keeps_its_undo_to_itself(window: MainWindow, services: Services, fill: Fill) -> None:
    fill(9, "区大数据中心", progress="早先存下的")
    window.ledger_page.focus_search()
    box = window.focusWidget()
    assert box is not None
    press_keys(box, "Ctrl+Z")
    assert window.statusBar().currentMessage() == NOTHING_TO_UNDO
    assert kept(services) == "早先存下的"


def test_outside_text_and_by_the_menu_undo_means_the_ledger(window: MainWindow, services: Services, fill: Fill) -> None:
    fill(9, "区大数据中心", progress="早先存下的")
    window.ledger_page.table.setFocus()
    press_keys(window.ledger_page.table, "Ctrl+Z")
    assert kept(services) == ""
    press_keys(window.ledger_page.table, "Ctrl+Y")
    assert kept(services) == "早先存下的"
    window.ledger_page.form.editor("progress").setFocus()
    window.actions_by_key["undo"].trigger()
    assert kept(services) == ""
    window.actions_by_key["redo"].trigger()
    assert kept(services) == "早先存下的"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A merge of one field is the newest operation."""
    clock = FixedClock()
    store = new_ledger(tmp_path / "ledger.sqlite3", small_plan(), clock, "经办人")
    office = open_office(store, clock)
    office.dispatch()
    office.comes_back({1: {"progress": "来表：已完成。"}})
    assert office.merge() is not None
    yield office
    store.close()


@pytest.mark.parametrize(("answer", "left"), [(None, "来表：已完成。"), ("undo", "")])
def test_a_merge_is_undone_by_key_only_after_a_question(
    office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str | None, left: str
) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, title: str, heading: str, words: str, *more: object) -> str | None:
        asked.append(words)
        return answer

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    window = MainWindow(office.services, tmp_path / "ledger.sqlite3")
    with qtbot.waitExposed(window):
        window.show()
    window.complete()
    window.ledger_page.table.setFocus()
    press_keys(window.ledger_page.table, "Ctrl+Z")
    assert len(asked) == 1
    assert "1 处改动全部恢复为原值" in asked[0]
    assert office.text(1, "progress") == left
    window.tasks.shut_down()
    shiboken6.delete(window)


def test_a_large_merge_is_asked_about_once_though_the_key_was_pressed_twice(
    office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two questions, one over the other, look as if two operations were to go."""
    asked: list[str] = []

    def ask(parent: QWidget, title: str, heading: str, words: str, *more: object) -> str:
        asked.append(heading)
        qtbot.wait(50)  # what was asked for by the second press would come now
        return "undo"

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    monkeypatch.setattr("ui.undoing._AT_ONCE", 0)
    window = MainWindow(office.services, tmp_path / "ledger.sqlite3")
    with qtbot.waitExposed(window):
        window.show()
    window.complete()
    window.ledger_page.table.setFocus()
    window.commands.undo()
    window.commands.undo()
    qtbot.waitUntil(lambda: office.text(1, "progress") == "" and not window.tasks.busy)
    assert asked == ["撤销这次合并？"]
    assert window.notice.text == ""
    window.tasks.shut_down()
    shiboken6.delete(window)


@pytest.mark.parametrize(("answer", "left"), [(None, 1), ("undo", 0)])
def test_an_issued_bulletin_is_withdrawn_by_key_only_after_a_question(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch, answer: str | None, left: int
) -> None:
    asked: list[tuple[str, str]] = []

    def ask(parent: QWidget, title: str, heading: str, words: str, *more: object) -> str | None:
        asked.append((heading, words))
        return answer

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    store = services.history.store
    store.commit(
        OperationDraft(
            OperationKind.BULLETIN, "印发 7 月通报", "张三", bulletins=(NewBulletin(JULY, date(2021, 8, 2), "通报", "{}"),)
        )
    )
    window.ledger_page.table.setFocus()
    press_keys(window.ledger_page.table, "Ctrl+Z")
    assert [heading for heading, _ in asked] == ["撤销这次通报？"]
    assert asked[0][1].startswith("“印发 7 月通报”：这份通报改记为没有印发，")
    assert len(store.bulletins()) == left


def test_a_change_of_settings_is_undone_like_any_other_and_said(
    window: MainWindow, services: Services, fill: Fill
) -> None:
    fill(9, "区大数据中心", progress="早先存下的")
    services.settings.change({"lamp.warning_days": "15"})
    window.ledger_page.table.setFocus()
    press_keys(window.ledger_page.table, "Ctrl+Z")
    assert services.settings.values() == {}
    assert window.notice.text == "已撤销：临近时限亮黄灯改为 15 天。"
    press_keys(window.ledger_page.table, "Ctrl+Y")
    assert services.settings.values() == {"lamp.warning_days": "15"}
    press_keys(window.ledger_page.table, "Ctrl+Z")
    press_keys(window.ledger_page.table, "Ctrl+Z")
    assert kept(services) == ""


def test_the_menu_says_what_its_undo_and_redo_are_about(window: MainWindow, services: Services, fill: Fill) -> None:
    undo, redo = window.actions_by_key["undo"], window.actions_by_key["redo"]
    menu = undo.associatedObjects()[0]
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert (undo.text(), redo.text()) == ("撤销台账操作", "重做台账操作")
    fill(9, "区大数据中心", progress="甲 & 乙")
    edit = services.history.operations(1)[0]
    menu.aboutToShow.emit()
    assert undo.text() == f"撤销：{edit.summary}".replace("&", "&&")
    services.history.undo()
    menu.aboutToShow.emit()
    assert (undo.text(), redo.text()) == ("撤销台账操作", f"重做：{edit.summary}".replace("&", "&&"))


def test_what_is_half_typed_is_what_the_menu_says_and_takes_back(
    window: MainWindow, services: Services, fill: Fill
) -> None:
    """It is saved first, and so is the newest: whoever reads the entry must not be told of an older one."""
    fill(9, "区大数据中心", progress="早先存下的")
    window.read_again()
    undo, redo = window.actions_by_key["undo"], window.actions_by_key["redo"]
    menu = undo.associatedObjects()[0]
    assert isinstance(menu, QMenu)
    services.history.undo()
    services.history.redo()
    window.read_again()
    assert window.ledger_page.table.select_measure(9, "区大数据中心")
    editor = window.ledger_page.form.fields.progress
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "new")
    menu.aboutToShow.emit()
    assert (undo.text(), redo.text()) == ("撤销：刚填写的内容", "重做台账操作")
    undo.trigger()
    assert kept(services) == "早先存下的"


def test_undo_on_a_ledger_that_cannot_be_read_is_said(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_reach(self: object) -> None:
        raise LedgerError("台账读不出来，请检查磁盘后再试。", LedgerTrouble.UNREACHABLE)

    monkeypatch.setattr(type(services.history), "next_undo", out_of_reach)
    window.actions_by_key["undo"].trigger()
    assert "台账读不出来" in window.notice.text


def test_a_restoration_that_came_last_is_what_the_keys_are_about(
    qtbot: QtBot, window: MainWindow, services: Services, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, title: str, heading: str, words: str, *more: object) -> str:
        asked.append(heading)
        return "undo"

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    backup = services.upkeep.backup()
    fill(9, "区大数据中心", progress="备份以后写的")
    services.upkeep.restore(backup.path)
    window.read_again()
    assert kept(services) == ""
    window.ledger_page.table.setFocus()
    press_keys(window.ledger_page.table, "Ctrl+Z")
    qtbot.waitUntil(lambda: kept(services) == "备份以后写的" and not window.tasks.busy, timeout=15_000)
    window.actions_by_key["redo"].trigger()  # on a slow machine the keys are still with the progress that stood there
    qtbot.waitUntil(lambda: kept(services) == "" and not window.tasks.busy, timeout=15_000)
    assert asked == ["撤销这次恢复，换回恢复前的台账？"] * 2


def test_a_ruling_is_undone_and_brought_back_by_key(window: MainWindow, services: Services) -> None:
    services.rulings.exempt(JULY, "区大数据中心", 9, "职责已划转")
    window.ledger_page.refresh()
    window.ledger_page.table.setFocus()
    press_keys(window.ledger_page.table, "Ctrl+Z")
    assert services.rulings.of(JULY) == ()
    press_keys(window.ledger_page.table, "Ctrl+Y")
    assert [each.reason for each in services.rulings.of(JULY)] == ["职责已划转"]


def line_of(window: MainWindow) -> LineField:
    """The first one-line field of the form."""
    return next(field for field in window.ledger_page.form.findChildren(LineField) if field.isVisible() and not field.text())
