"""The window never stalls: four hundred files and ten thousand rows, and nothing keeps it from the next key for long."""

from __future__ import annotations

import os
import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.bench.stalls import measure
from tests.ui.stalls.watch import Watch

UNITS = int(os.environ.get("STALL_UNITS", "30"))
"""As many forms come back, and twenty-five times as many rows; CI takes four hundred."""
BOUND = 6 * 0.050
"""Seconds of processor in one turn that are a stall beyond any doubt, on a machine however busy.
``make bench`` tells which turns are over 0.050."""


@pytest.mark.long
def test_no_turn_of_a_scripted_month_is_a_stall() -> None:
    """In a process of its own: widgets that other tests have left alive are not the product's."""
    actions = measure(UNITS)
    print("\n".join(("", "busy ms  pause ms", *(action.line() for action in actions))))
    assert len(actions) > 80
    assert [action.line() for action in actions if action.busy > BOUND * 1000] == []


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
