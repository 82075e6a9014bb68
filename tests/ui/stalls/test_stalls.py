"""The window never stalls: four hundred files and ten thousand rows, and nothing keeps it from the next key for long."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from main import Workplace
from tests.ui.stalls.large import PERIOD, make_large
from tests.ui.stalls.month import Month
from tests.ui.stalls.watch import Watch
from ui.main_window import MainWindow

UNITS = int(os.environ.get("STALL_UNITS", "30"))
"""As many forms come back, and twenty-five times as many rows; CI takes four hundred."""
BOUND = 10 * 0.050
"""Seconds of processor in one turn that are a stall beyond any doubt, on a machine however busy.
``make bench`` tells which turns are over 0.050."""


@pytest.fixture(scope="module")
def month(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder = tmp_path_factory.mktemp("large")
    large = make_large(folder, UNITS)
    place = Workplace(large.ledger, look_later=True, holds=True)
    services = place.open()
    place.warm_up()
    with Watch() as watch:
        window = MainWindow(services, large.ledger)
        window.set_period(PERIOD)
        window.resize(1366, 768)
        window.show()
        window.complete()
        watch.rest()
        yield Month(watch, window, large.returns, folder, pasted=UNITS * 8)
    window.tasks.shut_down()
    shiboken6.delete(window)
    place.close()
    shutil.rmtree(folder, ignore_errors=True)


def test_no_turn_of_a_scripted_month_is_a_stall(month: Month) -> None:
    month.walk()
    turns = sorted(month.watch.turns.values(), key=lambda turn: turn.busy, reverse=True)
    print("\n".join(("", "busy ms  pause ms", *(turn.line() for turn in turns))))
    assert len(turns) > 80
    assert [turn.line() for turn in turns if turn.busy > BOUND] == []


def test_the_watch_sees_a_stall_and_where_it_is(qapp: QApplication) -> None:
    def stall() -> None:
        end = time.thread_time() + 0.2
        while time.thread_time() < end:
            pass

    with Watch() as watch:
        watch.do("short", lambda: None)
        watch.do("stall", stall)
        watch.do("later", lambda: QTimer.singleShot(10, stall), lambda: watch.turns["later"].busy > 0.1)
    assert watch.turns["short"].busy < 0.1
    assert watch.turns["stall"].busy >= 0.19
    assert watch.turns["later"].busy >= 0.19
    assert watch.turns["stall"].pause >= 0.19
    assert watch.turns["stall"].where
