"""Every page, menu, dialog, button and key of a window that may only look: nothing is written, and each is answered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db.sessions import LedgerFile
from db.store import SqlLedger
from ui.actions import WRITING
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.registry import PAGES
from ui.read_only import ReadOnlyBar
from ui.writing import tell_window

SAID = "只能查看"
DEPTH = 3
# The program's end; and what the menus' own test presses, which draws whole documents.
LEFT_OUT = {"退出", "关闭", "取消", "打印", "打印预览", "看大图"}


class Walker:
    """Presses all that can be pressed. ``tried``: what asked the ledger to write, and whether it was said that it can't."""

    def __init__(self, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.window, self.qtbot = window, qtbot
        self.pressed: dict[str, None] = {}
        self.tried: list[str] = []
        self.silent: list[str] = []
        self.refusals = 0
        self.judged = 0
        """Refusals that belong to what was pressed within a dialog, which may be closed by the time its opener is judged."""
        self.depth = 0
        real = LedgerFile._ensure_writing

        def refused(ledger: LedgerFile) -> None:
            self.refusals += 1
            real(ledger)

        monkeypatch.setattr(LedgerFile, "_ensure_writing", refused)
        given = folder / "文件.docx"
        given.write_bytes(b"no document")
        monkeypatch.setattr(QDialog, "exec", lambda dialog: self.within(dialog))
        monkeypatch.setattr(QMenu, "exec", lambda menu, *_: self.choose_all(menu))
        monkeypatch.setattr(QMenu, "popup", lambda menu, *_: self.choose_all(menu))
        monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
        monkeypatch.setattr(QuestionDialog, "ask", lambda *args, **_: args[4][0].key)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(given), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(given)], ""))
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_: True)

    def settle(self) -> None:
        for _ in range(3):
            QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.window.tasks.busy, timeout=20_000)
        QApplication.processEvents()

    def do(self, what: str, deed: object) -> None:
        """What was told before is taken away first, so that what is told belongs to this."""
        if what in self.pressed:
            return
        self.pressed[what] = None
        self.window.clear_notices()
        self.window.statusBar().clearMessage()
        before, judged = self.refusals, self.judged
        assert callable(deed)
        deed()
        self.settle()
        mine = self.refusals - before - (self.judged - judged)
        self.judged += mine
        if mine:
            self.tried.append(what)
            if not any(SAID in words for words in self.words()):
                self.silent.append(what)
        if self.depth == 0:
            self.close_others()

    def words(self) -> Iterator[str]:
        yield self.window.statusBar().currentMessage()
        yield from self.window.status_words
        for top in QApplication.topLevelWidgets():
            for label in top.findChildren(QLabel):
                if label.isVisible() and not isinstance(label.parent(), ReadOnlyBar):
                    yield label.text()

    def close_others(self) -> None:
        """Windows that wait for nobody were opened: their buttons too."""
        for top in QApplication.topLevelWidgets():
            try:
                if top is self.window or not top.isVisible() or isinstance(top, QMenu):
                    continue
                self.depth += 1
                try:
                    if isinstance(top, QDialog):
                        self.walk(top, type(top).__name__)
                finally:
                    self.depth -= 1
                top.close()
            except RuntimeError:  # gone by itself
                continue
        QApplication.processEvents()

    def within(self, dialog: QDialog) -> int:
        """In the place of a dialog that waits: all of its buttons."""
        if self.depth >= DEPTH:
            return 0
        dialog.show()
        self.settle_in_dialog()
        self.depth += 1
        try:
            self.walk(dialog, type(dialog).__name__)
        finally:
            self.depth -= 1
        answer = dialog.result()
        dialog.close()
        return answer

    def settle_in_dialog(self) -> None:
        for _ in range(3):
            QApplication.processEvents()

    def choose_all(self, menu: QMenu) -> None:
        name = type(menu.parent()).__name__
        for action in list(menu.actions()):
            if action.isEnabled() and not action.isSeparator() and action.menu() is None and action.text() not in LEFT_OUT:
                self.do(f"菜单 {name}：{action.text()}", action.trigger)

    def walk(self, top: QWidget, where: str) -> None:
        for button in list(top.findChildren(QAbstractButton)):
            try:
                usable = button.isVisible() and button.isEnabled() and button.window() is top.window()
            except RuntimeError:  # gone with what was pressed before
                continue
            if usable and button.text() not in LEFT_OUT:
                owner = type(button.parent()).__name__
                self.do(f"{where} {owner}：{button.text() or button.accessibleName() or button.objectName()}", button.click)


def type_everywhere(walker: Walker, where: str) -> None:
    """Into every box of words that takes any, and into every list and table; keys that write among them."""
    for box in list(walker.window.findChildren(QWidget)):
        try:
            if not box.isVisible() or not box.isEnabled():
                continue
        except RuntimeError:
            continue
        if isinstance(box, QLineEdit | QPlainTextEdit | QTextEdit) and not box.isReadOnly():
            walker.do(f"{where} 打字 {box.accessibleName() or box.objectName() or id(box)}", lambda box=box: typed(box))
        elif isinstance(box, QAbstractItemView) and box.model() is not None and box.model().rowCount():
            for name, press in KEYS.items():
                what = f"{where} {type(box).__name__} {box.accessibleName()} {name}"
                walker.do(what, lambda box=box, press=press: at(box, press))


def typed(box: QWidget) -> None:
    box.setFocus()
    QTest.keyClicks(box, "x")
    QTest.keyClick(box, Qt.Key.Key_Tab)


def at(view: QAbstractItemView, press: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    view.setFocus()
    index = view.model().index(min(1, view.model().rowCount() - 1), 0)
    view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    QApplication.processEvents()
    QTest.keyClick(view, *press)
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    if focus is not None and focus is not view and view.isAncestorOf(focus):
        QTest.keyClick(focus, Qt.Key.Key_Return)


NONE, CTRL, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
KEYS = {
    "Del": (Qt.Key.Key_Delete, NONE), "F2": (Qt.Key.Key_F2, NONE), "字": (Qt.Key.Key_Q, NONE),
    "U": (Qt.Key.Key_U, NONE), "Ctrl+V": (Qt.Key.Key_V, CTRL), "Ctrl+D": (Qt.Key.Key_D, CTRL),
    "Ctrl+Z": (Qt.Key.Key_Z, CTRL), "Enter": (Qt.Key.Key_Return, NONE), "Ctrl+Enter": (Qt.Key.Key_Return, CTRL),
    "Alt+Z": (Qt.Key.Key_Z, ALT), "空格": (Qt.Key.Key_Space, NONE),
}


@pytest.fixture
def walker(
    second: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Walker:
    QGuiApplication.clipboard().setText("粘贴的字")
    return Walker(second, qtbot, monkeypatch, tmp_path)


def nothing_written(path: Path, first: SqlLedger, before: tuple[str, int]) -> None:
    assert (sha256(path.read_bytes()).hexdigest(), len(first.operations())) == before


@pytest.mark.parametrize("name", [spec.name for spec in PAGES])
def test_a_page_that_is_only_looked_at_writes_nothing_and_says_so(
    name: str, walker: Walker, first: SqlLedger, path: Path
) -> None:
    assert walker.window.read_only.bar is not None
    assert "张三 在这台电脑上" in walker.window.read_only.bar.text
    before = sha256(path.read_bytes()).hexdigest(), len(first.operations())
    walk_page(walker, name)
    assert len(walker.pressed) > 8
    assert walker.silent == []
    nothing_written(path, first, before)


@pytest.mark.parametrize("name", os.environ.get("WALK", "history").split())
def test_were_nothing_turned_off_the_ledger_would_refuse_and_it_would_be_said(
    name: str, walker: Walker, first: SqlLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the moment before a window knows that another one was quicker."""
    before = sha256(path.read_bytes()).hexdigest(), len(first.operations())
    tell_window(walker.window, "")
    walk_page(walker, name)
    assert walker.tried
    assert walker.silent == []
    nothing_written(path, first, before)


def walk_page(walker: Walker, name: str) -> None:
    """Its tabs, buttons, boxes, lists and keys."""
    window = walker.window
    window.go(name)
    walker.settle()
    page = window.page(name)
    tabs = [bar for bar in page.findChildren(QTabBar) if bar.isVisible()]
    for turn in range(max([bar.count() for bar in tabs], default=1)):
        for bar in tabs:
            bar.setCurrentIndex(min(turn, bar.count() - 1))
        walker.settle()
        window.go(name)
        walker.walk(window, name)
        window.go(name)
        walker.settle()
        type_everywhere(walker, name)
        for shortcut in list(page.findChildren(QShortcut)):
            owner = shortcut.parent()
            if isinstance(owner, QWidget) and owner.isVisible():
                walker.do(f"{name} 键 {shortcut.key().toString()}", shortcut.activated.emit)
    window.go(name)
    if os.environ.get("WALK"):
        print(f"\n{name}: pressed {len(walker.pressed)}, tried", *walker.tried, sep="\n   ")
        print("silent", *walker.silent, sep="\n   ")


@pytest.mark.parametrize("name", ["ledger", "collect", "history"])
def test_the_menus_of_a_window_that_only_looks_write_nothing_and_say_so(
    name: str, walker: Walker, first: SqlLedger, path: Path
) -> None:
    before = sha256(path.read_bytes()).hexdigest(), len(first.operations())
    window = walker.window
    for key, action in window.actions_by_key.items():
        if key == "quit" or not action.isEnabled() or (name != "ledger" and key not in WRITING):
            continue
        window.go(name)
        walker.settle()
        walker.do(f"{name} 菜单 {action.text()}", action.trigger)
        if key in WRITING:
            assert any(SAID in words for words in walker.words()), action.text()
    if os.environ.get("WALK"):
        print(f"\n{name}: pressed {len(walker.pressed)}, tried", *walker.tried, sep="\n   ")
        print("silent", *walker.silent, sep="\n   ")
    assert walker.silent == []
    nothing_written(path, first, before)
