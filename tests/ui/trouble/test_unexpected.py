"""What nobody foresaw, made for real in slots, paint events, threads and finalizers: one dialog, which counts."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import pytest
import shiboken6
from PySide6.QtCore import QRunnable, QThreadPool, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.services import Services
from ui.main_window import MainWindow
from ui.qt_words import qt_said
from ui.unexpected import Unexpected
from ui.widgets.trouble import TroubleDialog


class Keeper(QWidget):
    """A window that knows what is safe."""

    def safe_words(self) -> str:
        return "台账已保存到 9:31；还没存进去的字留在窗口里，不会丢。"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = Keeper()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def unexpected(qapp: QApplication, window: QWidget, caplog: pytest.LogCaptureFixture) -> Iterator[Unexpected]:
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    caplog.set_level(logging.CRITICAL + 1, logger="ui.unexpected")
    made = Unexpected(qapp)
    made.window = window
    made.install()
    yield made
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    qInstallMessageHandler(None)
    logging.captureWarnings(False)
    for dialog in dialogs():
        shiboken6.delete(dialog)
    shiboken6.delete(made)


def dialogs() -> list[TroubleDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, TroubleDialog) and each.isVisible()]


def the_dialog(qtbot: QtBot) -> TroubleDialog:
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    return dialogs()[0]


def fail() -> None:
    raise ZeroDivisionError("在槽里")


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def test_an_error_in_a_slot_opens_one_dialog_that_says_what_is_safe(
    unexpected: Unexpected, window: QWidget, qtbot: QtBot
) -> None:
    button = QPushButton(window)
    button.clicked.connect(fail)
    with qtbot.capture_exceptions():
        sys.excepthook = unexpected.uncaught  # which the capture has put aside
        button.click()
        dialog = the_dialog(qtbot)
    assert dialog.words == "台账已保存到 9:31；还没存进去的字留在窗口里，不会丢。"
    dialog.copy_details()
    assert "ZeroDivisionError: 在槽里" in QApplication.clipboard().text()
    assert "SQLite" in QApplication.clipboard().text()


def test_a_flood_of_hundreds_a_second_is_one_dialog_that_counts(unexpected: Unexpected, qtbot: QtBot) -> None:
    timer = QTimer()
    timer.setInterval(1)
    timer.timeout.connect(lambda: sum(fail_into(unexpected) for _ in range(20)))
    timer.start()
    dialog = the_dialog(qtbot)
    qtbot.waitUntil(lambda: "次。" in dialog.words and int(dialog.words.split("已出现 ")[1].split(" ")[0]) > 500)
    assert len(dialogs()) == 1
    # closed while it goes on: it does not come back at once, again and again
    dialog.accept()
    ends = time.monotonic() + 0.5
    while time.monotonic() < ends:
        QApplication.processEvents()
    assert dialogs() == []
    timer.stop()


def fail_into(unexpected: Unexpected) -> int:
    try:
        fail()
    except ZeroDivisionError as error:
        unexpected.uncaught(type(error), error, error.__traceback__)
    return 1


def test_that_it_goes_on_is_told_in_the_window_then(unexpected: Unexpected, qtbot: QtBot) -> None:
    told: list[str] = []
    unexpected.tell = told.append
    fail_into(unexpected)
    the_dialog(qtbot).accept()
    for _ in range(50):
        fail_into(unexpected)
        settle()
    assert dialogs() == []
    assert len(told) == 1
    assert "还在出现" in told[0]
    assert "还没存进去的字留在窗口里" in told[0]
    assert told[0].endswith("。")


def test_the_same_error_later_on_opens_the_dialog_again(
    unexpected: Unexpected, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_into(unexpected)
    the_dialog(qtbot).accept()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 60)
    fail_into(unexpected)
    settle()
    assert len(dialogs()) == 1
    assert "已出现 2 次" in dialogs()[0].words


def test_another_error_meanwhile_stands_in_the_same_dialog(unexpected: Unexpected, qtbot: QtBot) -> None:
    fail_into(unexpected)
    dialog = the_dialog(qtbot)
    unexpected.report(KeyError("另一个"), "合并")
    settle()
    assert dialogs() == [dialog]
    dialog.copy_details()
    assert "KeyError: '另一个'" in QApplication.clipboard().text()
    assert "正在进行：合并" in QApplication.clipboard().text()


class Unpaintable(QWidget):
    """Raises whenever it is drawn."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        raise ValueError("画不出来")


def test_an_error_in_a_paint_event_neither_loops_nor_kills(unexpected: Unexpected, qtbot: QtBot) -> None:
    with qtbot.capture_exceptions():
        sys.excepthook = unexpected.uncaught
        widget = Unpaintable()
        qtbot.addWidget(widget)
        QTimer.singleShot(0, widget.show)
        timer = QTimer()
        timer.timeout.connect(widget.update)
        timer.start(1)
        qtbot.waitUntil(lambda: widget.painted > 100)
        timer.stop()
        dialog = the_dialog(qtbot)
        assert len(dialogs()) == 1
        dialog.accept()
        widget.update()
        qtbot.wait(50)
        assert dialogs() == []
        widget.hide()


@pytest.mark.parametrize("kind", ["thread", "pool", "finalizer"])
def test_an_error_off_the_gui_thread_is_told_on_it(unexpected: Unexpected, qtbot: QtBot, kind: str) -> None:
    opened_in: list[threading.Thread] = []

    class Job(QRunnable):
        def run(self) -> None:
            fail_into(unexpected)

    class Dying:
        def __del__(self) -> None:
            raise ValueError("清理不掉")

    sys.unraisablehook = unexpected._unraisable
    threading.excepthook = unexpected._in_thread
    if kind == "thread":
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    elif kind == "pool":
        QThreadPool.globalInstance().start(Job())
        QThreadPool.globalInstance().waitForDone()
    else:
        Dying()
    dialog = the_dialog(qtbot)
    opened_in.append(threading.current_thread())
    assert dialog.thread() is QApplication.instance().thread()  # type: ignore[union-attr]
    dialog.copy_details()
    assert "Error" in QApplication.clipboard().text()


def test_a_window_that_is_gone_is_no_trouble(unexpected: Unexpected, window: QWidget, qtbot: QtBot) -> None:
    gone = Keeper()
    unexpected.window = gone
    shiboken6.delete(gone)
    fail_into(unexpected)
    assert the_dialog(qtbot).words == "已保存的内容不受影响。"


def test_the_dialog_stands_over_a_dialog_that_waits(unexpected: Unexpected, window: QWidget, qtbot: QtBot) -> None:
    from ui.dialogs.question import Answer, QuestionDialog

    asked = QuestionDialog("问", "问吗？", "", [Answer("yes", "是")], parent=window)
    asked.open()
    fail_into(unexpected)
    dialog = the_dialog(qtbot)
    assert dialog.parent() is asked
    assert QApplication.activeModalWidget() is dialog
    dialog.accept()
    settle()
    assert asked.isVisible()
    shiboken6.delete(asked)


class Locked(Keeper):
    """As the main window behind the lock."""

    covered = True

    def save_diagnosis(self, parent: QWidget) -> None:
        """Not asked for here."""


def test_while_the_window_is_locked_nothing_of_what_it_works_on_is_shown(unexpected: Unexpected, qtbot: QtBot) -> None:
    locked = Locked()
    qtbot.addWidget(locked)
    locked.show()
    unexpected.window = locked
    unexpected.report(ValueError("张三 13800000000"), "合并")
    dialog = the_dialog(qtbot)
    assert not any(view.isVisible() for view in dialog.findChildren(QPlainTextEdit))
    assert not any(each.isVisible() for each in dialog.findChildren(QPushButton) if each.text() == "复制详情")


def test_ctrl_c_in_a_terminal_is_no_error(unexpected: Unexpected) -> None:
    trace: TracebackType | None = None
    unexpected.uncaught(KeyboardInterrupt, KeyboardInterrupt(), trace)
    settle()
    assert dialogs() == []


@pytest.mark.parametrize(
    ("error", "words"), [(MemoryError(), "内存不够"), (OSError(28, "No space"), "磁盘已满"), (RecursionError(), "层层相套")]
)
def test_what_a_person_can_mend_is_said(unexpected: Unexpected, qtbot: QtBot, error: Exception, words: str) -> None:
    from PySide6.QtWidgets import QLabel

    unexpected.report(error, "导出")
    dialog = the_dialog(qtbot)
    assert any(words in label.text() for label in dialog.findChildren(QLabel))


def test_what_qt_says_is_in_the_log_with_its_level(caplog: pytest.LogCaptureFixture) -> None:
    qt_said(QtMsgType.QtWarningMsg, None, "QPainter::begin: 不行")  # type: ignore[arg-type]
    qt_said(QtMsgType.QtCriticalMsg, None, None)  # type: ignore[arg-type]
    qt_said(QtMsgType.QtWarningMsg, None, "This plugin does not support raise()")  # type: ignore[arg-type]
    assert [(each.name, each.levelname, each.getMessage()) for each in caplog.records] == [
        ("qt", "WARNING", "QPainter::begin: 不行"), ("qt", "ERROR", ""),
    ]


def test_the_main_window_says_until_when_all_is_saved_and_offers_the_zip(
    unexpected: Unexpected, window: QWidget, services: Services, ledger_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    main_window = MainWindow(services, ledger_path)
    qtbot.addWidget(main_window)
    unexpected.window = main_window
    services.edit.set_field(11, "区税务局", Period(2021, 7), "progress", "已办")
    main_window.mark_saved()
    fail_into(unexpected)
    dialog = the_dialog(qtbot)
    assert dialog.words.startswith("台账已保存到 ")
    target = ledger_path.parent / "诊断.zip"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *args: target)
    dialog.save_diagnosis()
    qtbot.waitUntil(lambda: not main_window.tasks.busy)
    assert target.is_file()
    main_window.tasks.shut_down()
