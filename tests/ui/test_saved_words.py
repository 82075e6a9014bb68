"""The status bar says that something is saved only when it is."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerError
from qcapp.services.edit import EditService
from tests.ui.conftest import JULY
from tests.ui.hands import press_keys, type_in
from ui.main_window import MainWindow

UNIT = "区政数局"


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.go("ledger", (8, UNIT))
    qtbot.waitUntil(lambda: window.ledger_page.form.no == 8)
    return window


def saved_words(window: MainWindow) -> str:
    return window.status_words[2]


def test_nothing_is_said_to_be_saved_before_anything_was(shown: MainWindow) -> None:
    assert saved_words(shown) == ""


def test_what_is_typed_waits_and_then_is_saved(shown: MainWindow, qtbot: QtBot) -> None:
    type_in(shown.ledger_page.form.editor("progress"), "已办三件。")
    assert saved_words(shown) == "正在保存…"
    assert shown.services.look.snapshot(JULY).entry(8, UNIT).text("progress") == ""
    qtbot.waitUntil(lambda: saved_words(shown).startswith("已自动保存 "))
    assert shown.services.look.snapshot(JULY).entry(8, UNIT).text("progress") == "已办三件。"


def test_what_could_not_be_written_is_told_until_it_is(
    shown: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise LedgerError("磁盘满了，没有保存，请清理磁盘后再试。")

    with monkeypatch.context() as broken:
        broken.setattr(EditService, "set_field", full)
        type_in(shown.ledger_page.form.editor("progress"), "已办三件。")
        qtbot.waitUntil(lambda: saved_words(shown) == "未保存")
        assert "磁盘满了" in shown.notice.text
    press_keys(shown, "Ctrl+S")
    assert saved_words(shown).startswith("已自动保存 ")
    assert shown.services.look.snapshot(JULY).entry(8, UNIT).text("progress") == "已办三件。"


def test_text_typed_and_taken_back_leaves_the_words_as_they_were(shown: MainWindow, qtbot: QtBot) -> None:
    editor = shown.ledger_page.form.editor("progress")
    type_in(editor, "已")
    press_keys(editor, "Ctrl+Z")
    qtbot.waitUntil(lambda: saved_words(shown) == "")


def test_an_undo_is_saved_too(shown: MainWindow, qtbot: QtBot) -> None:
    type_in(shown.ledger_page.form.editor("progress"), "已办三件。")
    qtbot.waitUntil(lambda: saved_words(shown).startswith("已自动保存 "))
    shown.ledger_page.table.setFocus()
    press_keys(shown.ledger_page.table, "Ctrl+Z")
    assert saved_words(shown).startswith("已自动保存 ")
