"""The lock and what else is going on: nothing is answered blindly behind it, nobody who knows the password is kept out, and
nobody who does not gives up the words of somebody else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from db.opening import open_ledger
from qcapp.services import Services
from qcapp.services.password import PasswordService
from tests.factory import FixedClock
from tests.moved import moved
from tests.ui.conftest import JULY
from tests.ui.hands import look_for_news, type_in
from tests.ui.safekeeping.test_password_dialogs import SECRET, give, in_the_dialog, ledgers, other
from tests.ui.test_ledgers import at_hand
from ui.dialogs.password import UnlockDialog
from ui.dialogs.question import Answer, QuestionDialog
from ui.ledgers import Ledgers
from ui.locking import Locking
from ui.main_window import MainWindow
from ui.rescue.watch import TroubleWatch
from ui.widgets.curtain import Curtain

__all__ = ["ledgers", "other"]


@pytest.fixture
def locking(window: MainWindow) -> Locking:
    window.services.password.set(SECRET, idle=5)
    made = window.commands.safekeeping.locking
    made.follow()
    return made


def door(locking: Locking) -> UnlockDialog:
    assert locking.dialog is not None
    assert locking.dialog.isVisible()
    return locking.dialog


def when_locked(locking: Locking, deed: Callable[[], object], after_ms: int = 100) -> None:
    """A deed that fails lets everybody in, so that the test ends."""

    def done() -> None:
        try:
            deed()
        finally:
            for each in QApplication.topLevelWidgets():
                if isinstance(each, UnlockDialog | QuestionDialog) and each.isVisible():
                    each.accept()

    QTimer.singleShot(after_ms, locking, done)


def open_door(locking: Locking) -> None:
    door(locking).field.line.setText(SECRET)
    door(locking).open_button.click()


def covered(widget: QDialog | MainWindow) -> bool:
    return any(each.isVisible() for each in widget.findChildren(Curtain, options=Qt.FindChildOption.FindDirectChildrenOnly))


def test_a_question_that_comes_up_while_locked_is_answered_only_by_who_knows_the_password(
    locking: Locking, window: MainWindow, qtbot: QtBot
) -> None:
    answers: list[str | None] = []

    def ask() -> None:  # as work does that has ended
        answers.append(QuestionDialog.ask(window, "撤销操作", "撤销？", "第 8 条", [Answer("yes", "撤销")]))

    def question() -> QuestionDialog:
        return next(each for each in QApplication.topLevelWidgets() if isinstance(each, QuestionDialog) and each.isVisible())

    def meet() -> None:
        asked = question()
        assert covered(asked)
        assert QApplication.activeModalWidget() is door(locking)
        QTest.keyClick(asked.windowHandle(), Qt.Key.Key_Return)
        QTest.keyClick(asked.windowHandle(), Qt.Key.Key_Escape)
        assert answers == []
        for letter in (Qt.Key.Key_A, Qt.Key.Key_B):
            QTest.keyClick(door(locking).windowHandle(), letter)
        assert door(locking).field.text == "ab"
        open_door(locking)
        assert not locking.locked
        assert not covered(asked)
        assert not covered(window)
        QTest.keyClick(asked.windowHandle(), Qt.Key.Key_Return)

    QTimer.singleShot(100, ask)
    when_locked(locking, meet, 600)
    locking.lock()
    assert answers == ["yes"]


def test_whoever_leaves_closes_what_is_open_beside_the_window(locking: Locking, window: MainWindow, qtbot: QtBot) -> None:
    def leave() -> None:
        assert len([each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]) == 2
        door(locking).reject()

    QTimer.singleShot(100, locking.lock)
    when_locked(locking, leave, 600)
    window.commands.safekeeping.show_backups()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isWindow()] == []


def test_the_password_opens_while_the_ledger_cannot_be_read(
    locking: Locking, window: MainWindow, ledger_path: Path, qtbot: QtBot
) -> None:
    """As with a stick that was pulled out, or a share that is gone."""
    told: list[str] = []

    def meet() -> None:
        os.truncate(ledger_path, 0)
        door(locking).field.line.setText("不是这个呀")
        door(locking).open_button.click()
        told.append(door(locking).trouble.text())
        open_door(locking)

    when_locked(locking, meet, 100)
    locking.lock()
    assert "密码不对" in told[0]
    assert not locking.locked
    in_the_dialog(give(SECRET))
    locking.lock()  # nor does it stand open because the ledger can't be asked
    assert not locking.locked


def test_nobody_gives_up_the_words_of_somebody_else(
    locking: Locking, window: MainWindow, ledger_path: Path, qtbot: QtBot
) -> None:
    away = ledger_path.parent.with_name("别处")
    window.go("ledger", (8, "区政数局"))
    type_in(window.ledger_page.form.editor("progress"), "写了一半")
    moved(ledger_path.parent, away)

    def leave() -> None:
        door(locking).reject()
        assert window.isVisible()
        assert "还没能存进台账" in door(locking).trouble.text()
        assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QuestionDialog) and each.isVisible()]
        open_door(locking)

    when_locked(locking, leave, 100)
    locking.lock()
    assert window.ledger_page.form.editor("progress").value() == "写了一半"
    away.rename(ledger_path.parent)
    assert isinstance(window.trouble, TroubleWatch)
    window.trouble.retry()
    assert window.services.history.measure(8, JULY)[0].after == "写了一半"


def test_another_ledger_waits_for_the_door(ledgers: Ledgers, other: Path, qtbot: QtBot) -> None:
    """It was asked for before the lock fell."""
    old = at_hand(ledgers)
    old.services.password.set(SECRET)
    locking = old.commands.safekeeping.locking
    seen: list[object] = []

    def meet() -> None:
        seen.append((at_hand(ledgers) is old, QApplication.activeModalWidget() is door(locking)))
        open_door(locking)

    ledgers.open(other)
    when_locked(locking, meet, 1500)
    locking.lock()
    assert seen == [(True, True)]
    met = in_the_dialog(give(SECRET))
    qtbot.waitUntil(lambda: ledgers.path == other)
    assert met == ["UnlockDialog"]


def test_a_password_that_another_window_has_set_locks_this_one_too(
    window: MainWindow, services: Services, ledger_path: Path
) -> None:
    elsewhere = open_ledger(ledger_path, FixedClock())
    try:
        PasswordService(elsewhere).set(SECRET, idle=15)
    finally:
        elsewhere.close()
    look_for_news(window)
    assert window.commands.safekeeping._locking is not None, "without being asked"
    assert window.commands.safekeeping.locking.minutes == 15
