"""Widgets that Python finds to be garbage are deleted on the window's thread, and found there: else the program would be ended
now and then, without a word, while something is read beside the window."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QDialog

from tests.programs import ended
from ui import collecting
from ui.collecting import Collector, set_aside

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_set_aside_yet() -> Iterator[None]:
    """As a program begins. What was set aside when the tests were collected is so again afterwards: some of it may go meanwhile,
    and these count what they have set aside."""
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def looked_on(qapp: QApplication) -> Iterator[set[int]]:
    """Threads on which Python has looked for garbage. What earlier tests have left is looked through before: so much of it would
    be set aside, as a month's rows are; so would those who look for other tests, who have counted what these made."""
    for other in qapp.findChildren(Collector):
        shiboken6.delete(other)
    gc.collect()
    threads: set[int] = set()

    def note(phase: str, _: dict[str, Any]) -> None:
        threads.add(threading.get_ident())

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def test_while_a_thread_beside_makes_much_garbage_is_looked_for_by_the_window_alone(
    qapp: QApplication, looked_on: set[int]
) -> None:
    """It looks when told, not by its clock: while that is waited for, windows of earlier tests may make so much that all of it
    is set aside. By its clock it looks in a program of its own, below."""
    collector = Collector(qapp)
    dialog = QDialog()
    dialog.__dict__["itself"] = dialog
    gone = ref(dialog)
    del dialog
    made: list[list[int]] = []
    beside = threading.Thread(target=lambda: made.extend([number] for number in range(10_000)))
    beside.start()
    beside.join()
    assert (gone() is not None, looked_on) == (True, set())
    collector.look()
    assert gone() is None
    assert looked_on == {threading.main_thread().ident}
    collector.deleteLater()


PROGRAM = """
import gc, threading
from ui.application import make_application
app = make_application(["garbage"])
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog
from weakref import finalize
threads, ended = set(), []
gc.callbacks.append(lambda phase, info: threads.add(threading.current_thread().name))
dialog = QDialog()
dialog.itself = dialog
finalize(dialog, ended.append, True)
del dialog

def beside():
    while not ended:
        kept = [[number] for number in range(5_000)]

worker = threading.Thread(target=beside, name="beside", daemon=True)
worker.start()
look = QTimer()
look.timeout.connect(lambda: ended and app.quit())
look.start(50)
app.exec()
assert threads == {"MainThread"}, threads
"""


def test_in_the_program_a_closed_dialog_is_collected_by_the_window_though_a_thread_beside_is_busy() -> None:
    words = [sys.executable, "-X", "utf8", "-c", PROGRAM]
    done = ended(words, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert (done.returncode, done.stderr) == (0, "")


def test_what_comes_a_little_at_a_time_is_set_aside_before_it_takes_long_to_look_through(
    qapp: QApplication, looked_on: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_MOST", 3_000)
    collector, kept, before = Collector(qapp), list[list[int]](), gc.get_freeze_count()
    try:
        kept.extend([number] for number in range(2_000))
        collector.look()
        assert gc.get_freeze_count() == before
        kept.extend([number] for number in range(2_000))
        collector.look()
        assert gc.get_freeze_count() - before > len(kept) == 4_000
    finally:
        gc.unfreeze()
        collector.deleteLater()


def test_what_was_looked_at_once_is_looked_at_again_before_it_takes_long(
    qapp: QApplication, looked_on: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Python's own measure the eleventh time looks through all that the ten before have left."""
    monkeypatch.setattr(collecting, "_AT_ONCE", 3_000)
    collector, kept, before = Collector(qapp), list[list[int]](), gc.get_freeze_count()
    young = []
    try:
        for _ in range(10):
            kept.extend([number] for number in range(1_000))
            collector.look()
            young.append(len(gc.get_objects(1)))
        assert max(young) < 3_500
        assert gc.get_freeze_count() == before
    finally:
        gc.unfreeze()
        collector.deleteLater()


def test_what_is_garbage_by_then_is_not_set_aside(
    qapp: QApplication, looked_on: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dialog that was closed after it had been looked at: nobody would look for it again before the clerk turns away."""
    monkeypatch.setattr(collecting, "_MOST", 3_000)
    collector, kept = Collector(qapp), list[list[int]]()
    dialog = QDialog()
    dialog.__dict__["itself"] = dialog
    gone = ref(dialog)
    try:
        kept.extend([number] for number in range(2_000))
        collector.look()
        del dialog
        assert gone() is not None
        kept.extend([number] for number in range(2_000))
        collector.look()
        assert gone() is None
    finally:
        gc.unfreeze()
        collector.deleteLater()


def test_what_takes_the_place_of_what_was_there_is_set_aside_though_python_counts_little(
    qapp: QApplication, looked_on: set[int]
) -> None:
    """A month read anew: as many objects come as go, and all that have come would be looked through."""
    collector, before = Collector(qapp), gc.get_freeze_count()
    kept = [[number] for number in range(20_000)]
    try:
        gc.collect()
        kept = [[number] for number in range(20_000)]
        assert gc.get_count()[0] < 10_000
        set_aside()
        assert gc.get_freeze_count() - before > len(kept)
    finally:
        gc.unfreeze()
        collector.deleteLater()
