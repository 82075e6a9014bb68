"""What is shown no more is let go of for good, and the window has its turn meanwhile: ten thousand measures' fields at once would
keep it from the next key."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.gone import Gone
from ui.tasks import Task, TaskRunner


class Slow:
    """Takes five milliseconds to go."""

    def __init__(self, went: list[float]) -> None:
        self._went = went

    def __del__(self) -> None:
        time.sleep(0.005)
        self._went.append(time.perf_counter())


def test_what_is_let_go_goes_a_little_at_a_time_and_all_of_it(qapp: QApplication) -> None:
    went: list[float] = []
    seen: list[int] = []
    owner = QObject()
    gone = Gone(owner)
    gone.take([Slow(went) for _ in range(12)])
    assert went == []
    while len(went) < 12:
        seen.append(len(went))
        QApplication.processEvents()
    assert len(set(seen)) > 3


def test_what_somebody_has_yet_stays(qtbot: QtBot) -> None:
    went: list[float] = []
    owner = QObject()
    kept = Slow(went)
    gone = Gone(owner)
    gone.take([kept, Slow(went)])
    qtbot.waitUntil(lambda: len(went) == 1)
    qtbot.wait(20)
    assert len(went) == 1
    del kept
    assert len(went) == 2


def test_what_a_task_made_is_not_kept_by_a_thread_that_is_slow_to_end(qtbot: QtBot) -> None:
    """It would go in one piece when that ends, whenever that is."""
    went: list[float] = []
    runner, window = TaskRunner(), QWidget()
    qtbot.addWidget(window)
    runner.run(lambda progress: Slow(went), lambda made: None, title="做", parent=window)
    task: Task = runner._tasks[0]
    qtbot.waitUntil(lambda: not runner.busy)
    assert task.result is None
    assert len(went) == 1
    assert runner.shut_down()
