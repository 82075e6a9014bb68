"""F1 leads to the help of what is at hand; in the help one reads, follows, looks up and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.ui.hands import never_reached, press, press_keys, tab_round, type_in
from ui.actions import PAGE_KEYS
from ui.help.chapters import CHAPTERS, sections
from ui.help.key import help_by_f1
from ui.help.window import HelpWindow
from ui.main_window import MainWindow
from ui.theme import BLUE, show_scheme

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def help_window(qtbot: QtBot) -> HelpWindow:
    made = HelpWindow()
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.open_at("start")
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    show_scheme(qapp, dark=False)


def shown_help(window: MainWindow) -> HelpWindow:
    assert window.commands.help is not None
    made = window.commands.help.window
    assert made is not None
    return made


@pytest.mark.parametrize("name", ["overview", "ledger", "dispatch", "collect", "bulletin", "past", "search", "history"])
def test_f1_opens_the_help_of_the_page(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.go(name)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    press_keys(window, "F1")
    shown = shown_help(window)
    assert shown.isVisible()
    assert shown.place is not None
    assert shown.place.name == name
    assert shown.parentWidget() is None, "the window is not to be covered by its help"


def test_shift_f1_tells_the_keys_of_the_page_at_hand(window: MainWindow, qtbot: QtBot) -> None:
    window.go("collect")
    press_keys(window, "Shift+F1")
    shown = shown_help(window)
    assert shown.place is not None
    assert (shown.place.name, shown.place.section) == ("keys", "收表页")
    text = shown.browser.toPlainText()
    assert all(key in text for key in ("Ctrl+Shift+A", "1…9 或 Alt+1…9", "Alt+K", "写成 docx；在“催报”里是写出通知"))


def test_the_help_goes_with_its_window(window: MainWindow, qtbot: QtBot) -> None:
    press_keys(window, "F1")
    shown = shown_help(window)
    with qtbot.waitSignal(shown.destroyed):
        window.close()
        window.destroyed.emit()


def test_a_dialogs_f1_opens_a_help_that_can_be_used_beside_it(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    key = help_by_f1(dialog, "settings")
    dialog.setModal(True)
    with qtbot.waitExposed(dialog):
        dialog.show()
    press_keys(dialog, "F1")
    assert key.window is not None
    assert key.window.place is not None
    assert key.window.place.name == "settings"
    assert key.window.parentWidget() is dialog


def test_links_are_followed_and_one_comes_back(help_window: HelpWindow) -> None:
    help_window.browser.anchorClicked.emit(QUrl("collect#有冲突怎么定"))
    assert help_window.browser.name == "collect"
    assert help_window.browser.verticalScrollBar().value() > 0
    assert help_window.contents.currentItem().text() == "收表"
    press_keys(help_window, "Alt+Left")
    assert help_window.browser.name == "start"
    assert not help_window.back.isEnabled()
    press_keys(help_window, "Alt+Right")
    assert help_window.browser.name == "collect"


def test_the_contents_turn_to_chapters_by_the_keys(help_window: HelpWindow) -> None:
    help_window.contents.setFocus()
    press(help_window.contents, Qt.Key.Key_Down)
    assert help_window.browser.name == "month"
    press(help_window.contents, Qt.Key.Key_Return)
    assert help_window.browser.hasFocus()


def test_words_are_looked_up_and_marked(help_window: HelpWindow, qtbot: QtBot) -> None:
    press_keys(help_window, "Ctrl+F")
    type_in(help_window.search, "读不出来")
    qtbot.waitUntil(lambda: help_window.contents.count() < len(CHAPTERS))
    press(help_window.search, Qt.Key.Key_Down)
    assert help_window.browser.name == "collect"
    marked = [mark.cursor.selectedText() for mark in help_window.browser.extraSelections()]  # type: ignore[attr-defined]
    assert "读不出来" in marked
    press_keys(help_window, "Esc")
    qtbot.waitUntil(lambda: help_window.contents.count() == len(CHAPTERS))
    press_keys(help_window, "Esc")
    assert help_window.isHidden()


def test_words_that_stand_nowhere_are_told_so(help_window: HelpWindow, qtbot: QtBot) -> None:
    type_in(help_window.search, "没有这样的话")
    qtbot.waitUntil(help_window.none.isVisible)
    assert help_window.contents.count() == 0


def test_letters_grow_and_the_place_is_kept(help_window: HelpWindow) -> None:
    help_window.open_at("collect", "不合格的退回去")
    before = help_window.browser.verticalScrollBar().value()
    press_keys(help_window, "Ctrl++")
    assert help_window.percent.text() == "115%"
    assert help_window.browser.verticalScrollBar().value() > before
    press_keys(help_window, "Ctrl+0")
    assert help_window.percent.text() == "100%"
    assert abs(help_window.browser.verticalScrollBar().value() - before) < 60


def test_a_help_that_is_closed_has_the_new_colours_when_it_is_opened_again(app: QApplication, help_window: HelpWindow) -> None:
    light = BLUE.name()
    help_window.hide()
    show_scheme(app, dark=True)
    assert light in help_window.browser.toHtml()
    help_window.show()
    html = help_window.browser.toHtml()
    assert BLUE.name() in html
    assert light not in html


def test_links_have_the_colour_of_the_scheme_in_force(app: QApplication, help_window: HelpWindow) -> None:
    light = BLUE.name()
    show_scheme(app, dark=True)
    html = help_window.browser.toHtml()
    assert BLUE.name() in html
    assert light not in html


def test_a_picture_is_no_wider_than_its_room_and_opens_larger(help_window: HelpWindow) -> None:
    help_window.open_at("overview")
    image = help_window.browser.loadResource(
        QTextDocument.ResourceType.ImageResource.value, QUrl("pictures/overview.png")
    )
    assert isinstance(image, QImage)
    assert 300 < image.width() / image.devicePixelRatio() <= help_window.browser.viewport().width()
    help_window.browser.anchorClicked.emit(QUrl("picture:pictures/overview.png"))
    (dialog,) = help_window.findChildren(QDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_tab_reaches_every_part_of_the_help(help_window: HelpWindow) -> None:
    help_window.open_at("month")
    help_window._turn(-1)
    assert never_reached(help_window, tab_round(help_window.search)) == []


def test_every_dialog_that_asks_for_something_has_its_help() -> None:
    """Those without: a question that explains itself, what tells of work under way, and what the help would only repeat."""
    bare = {
        "ui/dialogs/question.py", "ui/dialogs/about.py", "ui/dialogs/view_name.py", "ui/widgets/progress.py",
        "ui/widgets/trouble.py", "ui/help/picture.py",
    }
    files = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py")}
    dialogs = {name for name, text in files.items() if "(QDialog)" in text}
    assert {name for name in dialogs - bare if "help_by_f1(self" not in files[name]} == set()


def test_dialogs_lead_to_sections_that_are_there() -> None:
    known = {(each.chapter.name, each.heading) for each in sections()} | {(each.name, "") for each in CHAPTERS}
    calls = [
        (found[1], found[2] or "") for path in (ROOT / "ui").rglob("*.py")
        for found in re.finditer(r'help_by_f1\(self, "(\w+)"(?:, "([^"]+)")?\)', path.read_text(encoding="utf-8"))
    ]
    assert len(calls) >= 15
    assert [call for call in calls if call not in known] == []
    assert [title for _, title, _ in PAGE_KEYS if ("keys", title) not in known] == []


def test_a_picture_does_not_glare_in_the_dark_scheme(help_window: HelpWindow, qapp: QApplication) -> None:
    def light() -> int:
        image = help_window.browser.loadResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl("pictures/overview.png")
        )
        assert isinstance(image, QImage)
        small = image.scaled(8, 8, mode=Qt.TransformationMode.SmoothTransformation)
        return max(small.pixelColor(x, y).lightness() for x in range(8) for y in range(8))

    help_window.open_at("overview")
    before = light()
    show_scheme(qapp, dark=True)
    try:
        assert light() < 0.85 * before
    finally:
        show_scheme(qapp, dark=False)
