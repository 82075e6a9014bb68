"""Background work: results come back on the GUI thread, cancelling is quiet, a bug is told once and survived."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from weakref import ref

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import Cancelled, ExpectedError
from qcapp.ports import Progress
from ui.tasks import TaskRunner
from ui.widgets.progress import ProgressDialog
from ui.widgets.trouble import TroubleDialog


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def runner(parent: QWidget) -> Iterator[TaskRunner]:
    made = TaskRunner(parent)
    yield made
    made.shut_down()


def dialog_of(parent: QWidget) -> ProgressDialog | None:
    return next((one for one in parent.findChildren(ProgressDialog) if one.isVisible()), None)


def test_work_runs_elsewhere_and_its_result_comes_back_here(runner: TaskRunner, parent: QWidget, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []

    def work(progress: Progress) -> int:
        threads.append(threading.current_thread())
        return 42

    got: list[tuple[int, threading.Thread]] = []

    def done(result: int) -> None:
        got.append((result, threading.current_thread()))

    with qtbot.waitSignal(runner.busy_changed, check_params_cb=lambda busy: not busy):
        runner.run(work, done, title="数数", parent=parent)
    assert got == [(42, threading.main_thread())]
    assert threads[0] is not threading.main_thread()
    assert not runner.busy


def test_short_work_shows_no_dialog(runner: TaskRunner, parent: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runner.busy_changed, check_params_cb=lambda busy: not busy):
        runner.run(lambda progress: None, lambda result: None, title="快", parent=parent)
    assert dialog_of(parent) is None


def test_long_work_can_be_cancelled_and_says_nothing(runner: TaskRunner, parent: QWidget, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        progress.report(3, 20, "读取 7月台账.xlsx")
        while not progress.cancelled():
            go_on.wait(0.01)
        raise Cancelled("已取消。")

    heard: list[object] = []
    runner.failed.connect(heard.append)
    runner.run(work, heard.append, title="读取", failed=heard.append, parent=parent)
    qtbot.waitUntil(lambda: dialog_of(parent) is not None)
    dialog = dialog_of(parent)
    assert dialog is not None
    cancel = dialog.findChild(QPushButton)
    assert cancel is not None
    assert cancel.text() == "取消"
    with qtbot.waitSignal(runner.busy_changed, check_params_cb=lambda busy: not busy):
        cancel.click()
    assert heard == []
    assert dialog_of(parent) is None


def test_expected_error_goes_to_who_asked_else_to_the_notice(runner: TaskRunner, parent: QWidget, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        raise ExpectedError("U 盘已拔出，请插好后再试。")

    own: list[str] = []
    with qtbot.waitSignal(runner.busy_changed, check_params_cb=lambda busy: not busy):
        runner.run(work, lambda result: None, title="读", failed=lambda error: own.append(str(error)), parent=parent)
    with qtbot.waitSignal(runner.failed) as told:
        runner.run(work, lambda result: None, title="读", parent=parent)
    assert own == told.args == ["U 盘已拔出，请插好后再试。"]


def test_a_bug_is_shown_once_with_details_to_copy(
    runner: TaskRunner, parent: QWidget, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def work(progress: Progress) -> None:
        raise ZeroDivisionError("secret detail")

    runner.run(work, lambda result: None, title="合并", parent=parent)
    qtbot.waitUntil(lambda: bool(parent.findChildren(TroubleDialog)))
    dialog = parent.findChildren(TroubleDialog)[0]
    dialog.copy_details()
    copied = QApplication.clipboard().text()
    assert "ZeroDivisionError: secret detail" in copied
    assert "正在进行：合并" in copied
    assert "unexpected while 合并" in caplog.text
    dialog.accept()


def said(name: str, progress: Progress) -> str:
    return name


def test_second_piece_of_work_waits_for_the_first(runner: TaskRunner, parent: QWidget, qtbot: QtBot) -> None:
    order: list[str] = []
    with qtbot.waitSignal(runner.busy_changed, check_params_cb=lambda busy: not busy):
        for name in ("一", "二", "三"):
            runner.run(partial(said, name), order.append, title=name, parent=parent)
    assert order == ["一", "二", "三"]


def test_nothing_is_called_back_on_a_window_that_is_gone(runner: TaskRunner, parent: QWidget, qtbot: QtBot) -> None:
    page, gone = QWidget(), threading.Event()
    called: list[object] = []
    with qtbot.waitSignal(runner.busy_changed, check_params_cb=lambda busy: not busy):
        runner.run(lambda progress: gone.wait(60), called.append, title="读", parent=page)
        shiboken6.delete(page)
        gone.set()
    assert called == []


def test_closing_cancels_and_waits(parent: QWidget, qtbot: QtBot) -> None:
    runner = TaskRunner(parent)
    begun, ended = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        while not progress.cancelled():
            ended.wait(0.005)
        ended.set()

    called: list[object] = []
    runner.run(work, called.append, title="读", parent=parent)
    assert begun.wait(60)
    assert runner.shut_down()
    assert ended.is_set()
    QApplication.processEvents()
    assert called == []


def test_nothing_begins_once_it_is_closing(parent: QWidget, qtbot: QtBot) -> None:
    """Nobody would wait for it, and the program would end under it."""
    runner = TaskRunner(parent)
    assert runner.shut_down()
    begun: list[object] = []

    def work(progress: Progress) -> None:
        begun.append(progress)

    progress = runner.run(work, begun.append, title="读", parent=parent)
    assert runner.shut_down()
    QApplication.processEvents()
    assert (begun, runner.busy, progress.cancelled()) == ([], False, True)


def test_a_thread_that_is_slow_to_end_holds_no_widget_that_is_closed_meanwhile(runner: TaskRunner, qtbot: QtBot) -> None:
    """Else the widget would be deleted from that thread, and the program ended."""
    asking, answers = [QWidget()], list[int]()
    gone = ref(asking[0])
    runner.run(lambda progress: 1, lambda number: answers.append(number + len(asking)), title="数数", parent=asking[0])
    (task,) = runner._tasks
    qtbot.waitUntil(lambda: not runner.busy)
    assert answers == [2]
    asking.clear()
    assert gone() is None
    assert task.result is None


def test_a_failure_leaves_nothing_of_what_its_work_had_at_hand(runner: TaskRunner, parent: QWidget, qtbot: QtBot) -> None:
    """The thread may be the last to hold the failure, and with it a widget."""
    asking, told = [QWidget()], list[str]()
    gone = ref(asking[0])

    def begin(widget: QWidget) -> None:
        def work(progress: Progress) -> str:
            raise ExpectedError(f"没有读成：{widget.objectName()}。")

        runner.run(work, told.append, title="读", failed=lambda error: told.append(str(error)), parent=parent)

    asking[0].setObjectName("来表")
    begin(asking[0])
    (task,) = runner._tasks
    qtbot.waitUntil(lambda: not runner.busy)
    assert told == ["没有读成：来表。"]
    asking.clear()
    assert gone() is None
    assert task.error is None
