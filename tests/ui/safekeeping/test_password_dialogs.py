"""The door on real widgets: nothing of the ledger is seen before the password, and nobody who knows it is kept out."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db.opening import create_ledger, open_ledger
from qcapp.services import Services
from qcapp.services.password import PasswordService
from tests.factory import FixedClock, small_plan
from tests.ui.conftest import JULY, WHO
from tests.ui.hands import press, type_in
from tests.ui.test_ledgers import at_hand
from tests.ui.test_ledgers import stand as standing
from tests.ui.test_start import Shop
from ui import start
from ui.dialogs.password import UnlockDialog
from ui.dialogs.password_settings import Outcome, PasswordDialog
from ui.dialogs.recovery_code import RecoveryCodeDialog
from ui.entry import may_enter
from ui.ledgers import Ledgers
from ui.locking import Locking
from ui.main_window import MainWindow
from ui.opening import stands_empty
from ui.widgets.curtain import Curtain

SECRET = "西山营商2021"
OURS = (UnlockDialog, PasswordDialog, RecoveryCodeDialog)


@pytest.fixture
def locked(services: Services) -> Services:
    services.password.set(SECRET)
    return services


def in_the_dialog(*deeds: object) -> list[str]:
    """Do these, one after the other, each with the dialog that stands by then; answers what dialogs there were."""
    met: list[str] = []
    left = list(deeds)

    def meet() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, OURS):  # none yet, or that of work under way
            QTimer.singleShot(20, meet)
            return
        met.append(type(dialog).__name__)
        deed = left.pop(0)
        assert callable(deed)
        if left:
            QTimer.singleShot(20, meet)
        deed(dialog)

    QTimer.singleShot(0, meet)
    return met


def give(words: str) -> object:
    def deed(dialog: QDialog) -> None:
        assert isinstance(dialog, UnlockDialog)
        dialog.field.line.setText(words)
        press(dialog.field.line, Qt.Key.Key_Return)

    return deed


def give_up(dialog: QDialog) -> None:
    dialog.reject()


def keep_the_code(dialog: QDialog) -> None:
    assert isinstance(dialog, RecoveryCodeDialog)
    dialog.kept.setChecked(True)
    dialog.done_button.click()


def test_without_a_password_nothing_is_asked_and_nothing_imported(services: Services, ledger_path: Path) -> None:
    gone = [name for name in sys.modules if name.startswith("cryptography") or name == "qcapp.services.password"]
    kept = {name: sys.modules.pop(name) for name in gone}
    try:
        assert may_enter(services, ledger_path)
        assert not [name for name in sys.modules if name.startswith("cryptography") or name == "qcapp.services.password"]
    finally:
        sys.modules.update(kept)


def test_it_is_asked_at_the_start(locked: Services, ledger_path: Path, qtbot: QtBot) -> None:
    met = in_the_dialog(give(SECRET))
    assert may_enter(locked, ledger_path)
    assert met == ["UnlockDialog"]


def test_whoever_gives_up_does_not_come_in(locked: Services, ledger_path: Path, qtbot: QtBot) -> None:
    in_the_dialog(give_up)
    assert not may_enter(locked, ledger_path)


def test_the_program_shows_no_window_of_the_ledger_to_whoever_gives_up(
    qapp: QApplication, ledger_path: Path, qtbot: QtBot
) -> None:
    shop = Shop(ledger_path)
    PasswordService(open_ledger(ledger_path, FixedClock())).set(SECRET)
    seen: list[bool] = []

    def look_and_leave(dialog: QDialog) -> None:
        seen.append(any(isinstance(each, MainWindow) and each.isVisible() for each in QApplication.topLevelWidgets()))
        dialog.reject()

    in_the_dialog(look_and_leave)
    assert start._run(qapp, shop, None, None) == 0
    shop.close()
    assert seen == [False]
    assert not any(isinstance(each, MainWindow) and each.isVisible() for each in QApplication.topLevelWidgets())


def test_the_empty_window_waits_behind_the_question(qapp: QApplication, ledger_path: Path, qtbot: QtBot) -> None:
    shop, empty = Shop(ledger_path), MainWindow()
    qtbot.addWidget(empty)
    PasswordService(open_ledger(ledger_path, FixedClock())).set(SECRET)
    seen: list[tuple[bool, bool, str]] = []

    def look_and_leave(dialog: QDialog) -> None:
        assert isinstance(dialog, UnlockDialog)
        seen.append((empty.isVisible(), empty.stands, dialog.leave_button.text()))
        dialog.reject()

    in_the_dialog(look_and_leave)
    assert stands_empty(qapp, empty)
    assert start._run(qapp, shop, None, None, empty) == 0
    shop.close()
    assert seen == [(True, False, "退出")]
    assert not empty.isVisible()


def test_the_door_tells_nothing_of_the_ledger_but_its_name(locked: Services, qtbot: QtBot) -> None:
    dialog = UnlockDialog(locked.password, "打开“台账”", "退出")
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "营商台账"
    title = locked.look.plan(JULY).title
    assert not any(title in str(getattr(each, "text", "")) for each in dialog.findChildren(QWidget))


def test_a_wrong_one_is_said_and_may_be_put_right(locked: Services, ledger_path: Path, qtbot: QtBot) -> None:
    said: list[str] = []

    def wrong(dialog: QDialog) -> None:
        assert isinstance(dialog, UnlockDialog)
        dialog.field.line.setText("不对不对不对")
        press(dialog.field.line, Qt.Key.Key_Return)
        said.append(dialog.trouble.text())
        assert dialog.field.line.selectedText()

    in_the_dialog(wrong, give(SECRET))
    assert may_enter(locked, ledger_path)
    assert "密码不对" in said[0]


def test_after_many_wrong_ones_the_button_counts_down(locked: Services, qtbot: QtBot) -> None:
    now = [1e6]
    service = PasswordService(locked.password.store, lambda: now[0])
    dialog = UnlockDialog(service, "打开“台账”", "退出")
    qtbot.addWidget(dialog)
    dialog.show()
    for _ in range(3):
        dialog.field.line.setText("不对不对不对")
        dialog.open_button.click()
    assert not dialog.open_button.isEnabled()
    assert "请等" in dialog.open_button.text()
    dialog.field.line.setText(SECRET)
    press(dialog.field.line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    now[0] += 60
    qtbot.waitUntil(dialog.open_button.isEnabled, timeout=3000)
    dialog.field.line.setText(SECRET)
    dialog.open_button.click()
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_the_recovery_code_lets_in_and_a_new_password_is_set(locked: Services, ledger_path: Path, qtbot: QtBot) -> None:
    code = locked.password.set(SECRET)

    def forgotten(dialog: QDialog) -> None:
        assert isinstance(dialog, UnlockDialog)
        dialog.other.click()
        dialog.field.line.setText(code.lower())
        dialog.open_button.click()

    def anew(dialog: QDialog) -> None:
        assert isinstance(dialog, PasswordDialog)
        assert dialog.present.isHidden() or not dialog.present.isVisible()
        dialog.new.line.setText("另一个密码啊")
        dialog.again.line.setText("另一个密码啊")
        dialog.save_button.click()

    met = in_the_dialog(forgotten, anew, keep_the_code)
    assert may_enter(locked, ledger_path)
    assert met == ["UnlockDialog", "PasswordDialog", "RecoveryCodeDialog"]
    locked.password.enter("另一个密码啊")


@pytest.fixture
def dialog(services: Services, qtbot: QtBot) -> PasswordDialog:
    made = PasswordDialog(services.password)
    qtbot.addWidget(made)
    made.show()
    return made


def test_two_that_differ_set_nothing(dialog: PasswordDialog, services: Services) -> None:
    dialog.new.line.setText(SECRET)
    dialog.again.line.setText(SECRET + "?")
    dialog.save_button.click()
    assert "不一样" in dialog.trouble.text()
    assert not services.password.is_set
    dialog.again.line.setText(SECRET)
    dialog.save_button.click()
    services.password.enter(SECRET)
    assert dialog.outcome is Outcome.SET
    assert dialog.code


def test_the_dialog_says_that_the_file_is_not_encrypted(dialog: PasswordDialog) -> None:
    words = " ".join(each.text() for each in dialog.findChildren(QWidget) if hasattr(each, "text") and callable(each.text))
    assert "文件本身没有加密" in words


@pytest.mark.parametrize(("present", "taken_off"), [(SECRET, True), ("不是这个呀", False), ("", False)])
def test_only_who_knows_it_takes_it_off(locked: Services, qtbot: QtBot, present: str, taken_off: bool) -> None:
    dialog = PasswordDialog(locked.password)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.present.line.setText(present)
    dialog.remove_button.click()
    assert locked.locked is not taken_off
    assert dialog.isVisible() is not taken_off


def test_other_minutes_alone_keep_password_and_code(locked: Services, qtbot: QtBot) -> None:
    dialog = PasswordDialog(locked.password)
    qtbot.addWidget(dialog)
    dialog.present.line.setText(SECRET)
    dialog.idle.setCurrentIndex(dialog.idle.findData(30))
    dialog.save_button.click()
    assert dialog.outcome is Outcome.IDLE
    assert locked.password.idle_minutes == 30
    locked.password.enter(SECRET)


def test_the_code_does_not_go_before_it_is_kept(qtbot: QtBot) -> None:
    from datetime import date

    dialog = RecoveryCodeDialog("ABCDE-FGHJK", Path("台账.sqlite3"), date(2021, 7, 22))
    qtbot.addWidget(dialog, before_close_func=lambda _: dialog.kept.setChecked(True))
    dialog.show()
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.copy()
    assert "ABCDE-FGHJK" in QApplication.clipboard().text()
    dialog.kept.setChecked(True)
    dialog.done_button.click()
    assert not dialog.isVisible()


# Another ledger


@pytest.fixture
def ledgers(ledger_path: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Ledgers]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    shop = Shop(ledger_path)
    made = Ledgers(shop, settings, partial(standing, settings))
    made.show(shop.open())
    yield made
    window = at_hand(made)
    window.tasks.shut_down()
    window.close()
    made.close()
    made.deleteLater()


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "另一本" / "台账.sqlite3"
    store = create_ledger(path, small_plan(2021), FixedClock(), WHO)
    PasswordService(store).set(SECRET)
    store.close()
    return path


def test_another_ledger_asks_too(ledgers: Ledgers, other: Path, qtbot: QtBot) -> None:
    old = at_hand(ledgers)
    met = in_the_dialog(give_up)
    ledgers.open(other)
    qtbot.waitUntil(lambda: bool(met))
    QApplication.processEvents()
    assert at_hand(ledgers) is old
    assert old.isVisible()
    assert ledgers.path != other
    open_ledger(other, FixedClock()).close()  # let go of
    met = in_the_dialog(give(SECRET))
    ledgers.open(other)
    qtbot.waitUntil(lambda: ledgers.path == other)
    assert met == ["UnlockDialog"]


# Locking


@pytest.fixture
def locking(window: MainWindow) -> Locking:
    window.services.password.set(SECRET, idle=5)
    made = window.commands.safekeeping.locking
    made.follow()
    return made


def test_locked_every_window_is_covered_until_the_password(
    locking: Locking, window: MainWindow, qtbot: QtBot
) -> None:
    beside = QDialog(window)
    beside.setWindowTitle("明细")
    QPushButton("某单位", beside)
    beside.show()
    seen: list[tuple[bool, bool, str]] = []
    title = window.windowTitle()

    def look(dialog: QDialog) -> None:
        for each in (window, beside):
            (curtain,) = each.findChildren(Curtain, options=Qt.FindChildOption.FindDirectChildrenOnly)
            seen.append((curtain.isVisible(), curtain.geometry() == each.rect(), each.windowTitle()))
        late = QDialog(window)  # told by work that ended meanwhile
        late.show()
        assert late.findChildren(Curtain)
        late.close()
        dialog.field.line.setText(SECRET)  # type: ignore[attr-defined]
        press(dialog.field.line, Qt.Key.Key_Return)  # type: ignore[attr-defined]

    in_the_dialog(look)
    locking.lock()
    assert seen == [(True, True, "营商台账 — 已锁定")] * 2
    assert not locking.locked
    assert window.windowTitle() == title
    assert beside.windowTitle() == "明细"
    qtbot.waitUntil(lambda: not [each for each in window.findChildren(Curtain) if shiboken6.isValid(each)])
    beside.close()


def test_a_file_dragged_onto_a_locked_window_is_not_taken(locking: Locking, window: MainWindow) -> None:
    class Taking(QWidget):
        def dragEnterEvent(self, event: QDragEnterEvent) -> None:
            event.accept()

    inside, mime, taken = Taking(window), QMimeData(), []
    mime.setUrls([QUrl.fromLocalFile("/u/回收表.xlsx")])

    def drag() -> bool:
        button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        event = QDragEnterEvent(QPoint(3, 3), Qt.DropAction.CopyAction, mime, button, key)
        QApplication.sendEvent(inside, event)
        return event.isAccepted()

    def look(dialog: QDialog) -> None:
        taken.append(drag())
        dialog.field.line.setText(SECRET)  # type: ignore[attr-defined]
        press(dialog.field.line, Qt.Key.Key_Return)  # type: ignore[attr-defined]

    in_the_dialog(look)
    locking.lock()
    assert taken == [False]
    assert drag(), "and is again afterwards"


def test_what_is_half_typed_is_there_afterwards_and_saved(locking: Locking, window: MainWindow, qtbot: QtBot) -> None:
    window.go("ledger", (8, "区政数局"))
    type_in(window.ledger_page.form.editor("progress"), "写了一半")
    in_the_dialog(give(SECRET))
    locking.lock()
    assert window.services.history.measure(8, JULY)[0].after == "写了一半"
    assert window.ledger_page.form.editor("progress").value() == "写了一半"


def test_it_locks_itself_after_the_minutes_and_not_before(
    locking: Locking, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = locking._idle
    assert idle is not None
    assert locking.minutes == 5
    locking.look()
    assert not locking.locked
    met = in_the_dialog(give(SECRET))
    idle._since -= 301
    locking.look()
    assert met == ["UnlockDialog"]
    assert idle.seconds < 60  # coming in is doing something


def test_a_key_or_the_mouse_puts_it_off(locking: Locking, window: MainWindow) -> None:
    idle = locking._idle
    assert idle is not None
    idle._since -= 1000
    idle.eventFilter(window, QEvent(QEvent.Type.Paint))
    assert idle.seconds > 900
    handle = window.windowHandle()
    idle._turned_to(handle)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: QTest.keyClick(handle, Qt.Key.Key_Shift),
        lambda: QTest.mouseMove(handle, QPoint(200, 200)),
        lambda: QTest.mouseClick(handle, Qt.MouseButton.MiddleButton, pos=QPoint(300, 5)),
    )
    for deed in deeds:
        idle._since -= 1000
        deed()
        QApplication.processEvents()
        assert idle.seconds < 5


def test_leaving_from_the_locked_window_closes_it(locking: Locking, window: MainWindow, qtbot: QtBot) -> None:
    in_the_dialog(give_up)
    locking.lock()
    assert not window.isVisible()


def test_without_a_password_the_menu_says_where_one_is_set(window: MainWindow) -> None:
    window.actions_by_key["lock"].trigger()
    assert "打开密码" in window.notice.text


# What is said moves nothing that is about to be pressed


def test_a_message_moves_no_button_from_under_the_mouse(locked: Services, ledger_path: Path, qtbot: QtBot) -> None:
    door = UnlockDialog(locked.password, "打开“台账”", "退出")
    settings = PasswordDialog(locked.password)
    code = RecoveryCodeDialog("ABCDE-FGHJK", ledger_path, datetime.date(2021, 7, 22))
    long = "密码不对，请再输一遍（注意大小写和中英文输入法）；已经输错 5 次，要等 30 秒。"

    def say(dialog: QDialog) -> None:
        if isinstance(dialog, UnlockDialog):
            dialog.refuse(long)
            dialog.other.click()  # by the recovery code: other words
        elif isinstance(dialog, PasswordDialog):
            dialog._refuse(long, dialog.new)
        else:
            code.copy()

    pairs: list[tuple[QDialog, QPushButton]] = [
        (door, door.open_button), (settings, settings.save_button), (code, code.done_button),
    ]
    for dialog, button in pairs:
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        before = button.mapTo(dialog, button.rect().topLeft()), dialog.size()
        say(dialog)
        QApplication.processEvents()
        assert (button.mapTo(dialog, button.rect().topLeft()), dialog.size()) == before, type(dialog).__name__
