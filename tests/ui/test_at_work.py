"""Work beside the window gives way while the window is at work, and goes on when it rests: a key is heard at once, and nothing
that goes on beside is stopped for good."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer

from qcapp import giving_way as way
from qcapp.giving_way import give_way, give_way_by
from ui import at_work
from ui.at_work import Giving, be_given_way

_WINDOWS_MOVES_ON = 1 / 64
"""Seconds; its monotonic clock, till Python 3.13."""


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A clock that moves on when somebody sleeps; what was slept."""
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(time, "monotonic", lambda: now[0] // _WINDOWS_MOVES_ON * _WINDOWS_MOVES_ON)
    monkeypatch.setattr(time, "sleep", sleep)
    yield slept
    give_way_by(None)


def beside(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_work_beside_waits_until_the_window_rests(moments: list[float]) -> None:
    answers = [True, True, True, True, False]

    give_way_by(Giving(lambda: lambda: answers.pop(0)))
    beside(give_way)
    assert answers == []
    assert moments == [at_work._STEP, 2 * at_work._STEP, at_work._STRIDE, at_work._STRIDE]


def test_a_window_that_never_rests_stops_nothing(moments: list[float]) -> None:
    """It goes on as long as it has waited, and then waits again."""
    asked: list[int] = []

    def always() -> bool:
        asked.append(1)
        return True

    def work() -> None:
        time.sleep(0.01)
        give_way()
        waited = sum(moments) - 0.01
        assert at_work._LONGEST <= waited < at_work._LONGEST * 1.1
        before = len(asked)
        for _ in range(50):
            give_way()
        assert len(asked) == before
        time.sleep(at_work._LONGEST)
        give_way()
        done.append(len(asked) - before)

    done: list[int] = []
    give_way_by(Giving(lambda: always))
    beside(work)
    assert done[0] > 20


def test_a_millisecond_later_it_looks_again_however_coarse_windows_clock_is(moments: list[float]) -> None:
    asked: list[int] = []

    def rests() -> bool:
        asked.append(1)
        return False

    def work() -> None:
        for _ in range(20):
            give_way()
            time.sleep(2 * at_work._STEP)

    give_way_by(Giving(lambda: rests))
    beside(work)
    assert len(asked) == 20


def test_the_windows_own_thread_never_waits_for_itself(moments: list[float]) -> None:
    give_way_by(Giving(lambda: lambda: True))
    time.sleep(1)
    give_way()
    assert moments == [1]


def test_each_thread_looks_for_itself(moments: list[float]) -> None:
    """One that has just looked says nothing of what another sees."""
    made: list[int] = []

    def look() -> Callable[[], bool]:
        made.append(1)
        return lambda: False

    give_way_by(Giving(look))
    beside(give_way)
    beside(give_way)
    assert len(made) == 2


@pytest.fixture
def given_way(qapp: QCoreApplication) -> Iterator[None]:
    be_given_way(qapp)
    yield
    give_way_by(None)


def seen_from_beside(elapsed: float) -> bool:
    """What a thread beside sees now of the window's, ``elapsed`` seconds after it looked first."""
    giving = way._waiting
    assert isinstance(giving, Giving)
    seen: list[bool] = []

    def look() -> None:
        looks = giving._of_thread()
        time.sleep(elapsed)
        seen.append(looks())

    thread = threading.Thread(target=look)
    thread.start()
    end = time.thread_time() + elapsed * 3
    while thread.is_alive() and WORKING and time.thread_time() < end:
        pass
    thread.join()
    return seen[0]


WORKING: list[int] = []


@pytest.mark.skipif(sys.platform == "win32", reason="there by the turns of the event loop")
def test_a_window_that_counts_is_at_work_and_one_that_waits_is_not(given_way: None) -> None:
    WORKING.append(1)
    try:
        assert seen_from_beside(0.2)
    finally:
        WORKING.clear()
    assert not seen_from_beside(0.2)


def test_within_a_turn_of_the_event_loop_windows_is_at_work(qapp: QCoreApplication) -> None:
    parent = QObject()
    turns = at_work._Turns(parent)
    assert not turns()
    turns._awake()
    assert turns()
    turns._rests()
    assert not turns()


@pytest.mark.skipif(sys.platform != "win32", reason="Windows tells of its turns exactly")
def test_windows_tells_of_its_turns(qapp: QCoreApplication) -> None:
    parent, loop, within = QObject(), QEventLoop(), list[bool]()
    turns = at_work._Turns(parent)

    def look() -> None:
        within.append(turns())

    def wait_and_look() -> None:
        time.sleep(0.02)
        look()

    QTimer.singleShot(60, look)
    QTimer.singleShot(90, loop.quit)
    thread = threading.Thread(target=wait_and_look)
    thread.start()
    loop.exec()
    thread.join()
    assert sorted(within) == [False, True]


def test_a_dialog_of_windows_own_of_whose_turns_nothing_is_told_stops_nothing(
    qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = at_work._Turns(QObject())
    turns._awake()
    turns._since -= at_work._TURN
    assert not turns()
