"""Qt's classes are made on the window's thread: two threads that come to the same one at the same time end the program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.programs import ended

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys, threading
from ui.application import make_application
app = make_application(["classes"])
from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QTimer
MODULES = (QtCore, QtGui, QtWidgets)

def left():
    return sum(name not in vars(module) for module in MODULES for name in dir(module))

turns = []
if sys.argv[1] == "turns":
    from ui.qt_classes import ClassMaker
    ClassMaker.begin().made.connect(app.quit)
    beside = QTimer()
    beside.timeout.connect(lambda: turns.append(left()))
    beside.start(0)
    app.exec()
elif sys.argv[1] == "at once":
    from ui.qt_classes import make_classes
    make_classes()
made = left()
if sys.argv[1] != "cold":
    from ui.ahead import import_ahead
    thread = threading.Thread(target=import_ahead)
    thread.start()
    thread.join()
before = set(vars(QtWidgets))
area = QtWidgets.QScrollArea()
area.viewport()
print(made, len(set(turns)), len(set(vars(QtWidgets)) - before - {"QScrollArea"}))
"""

START = """
import threading
from types import SimpleNamespace
from ui.application import make_application
app = make_application(["classes"])
from PySide6 import QtCore, QtGui, QtWidgets
import ui.start

def left():
    return sum(name not in vars(module) for module in (QtCore, QtGui, QtWidgets) for name in dir(module))

class Window(QtWidgets.QWidget):
    period = None
    bars = SimpleNamespace(look_whether_writable=lambda: None)
    services = SimpleNamespace(look=SimpleNamespace(get_ready=lambda period: ready.set()))

    def tell_problem(self, words):
        pass

seen = []
ready = threading.Event()
ended = QtCore.QTimer()  # quit() called in the thread would wait for the window, and hold Python meanwhile
ended.timeout.connect(lambda: app.quit() if ready.is_set() else None)
ended.start(1)
ui.start.import_ahead = lambda: seen.append(left())
window = Window()
before = left()
ui.start._WarmUp(SimpleNamespace(warm_up=lambda: None), window).start()
app.exec()
print(before, *seen, 0)
"""


def run(*words: str) -> tuple[int, ...]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = ended([sys.executable, "-X", "utf8", "-c", *words], env=environment, check=True)
    return tuple(map(int, done.stdout.split()))


def made(how: str) -> tuple[int, int, int]:
    """Classes not made yet, states that an event between saw, and classes made for the inside of a scroll area."""
    left, turns, later = run(PROGRAM, how)
    return left, turns, later


@pytest.mark.parametrize("how", ["turns", "at once"])
def test_no_class_is_left_for_a_thread_beside_the_window_to_make(how: str) -> None:
    left, _, later = made(how)
    assert (left, later) == (0, 0)


def test_a_key_is_heard_while_they_are_made() -> None:
    assert made("turns")[1] > 2


def test_the_start_imports_nothing_beside_the_window_before_they_are_made() -> None:
    before, when_imported, _ = run(START)
    assert before > 100
    assert when_imported == 0


def test_without_that_they_are_made_in_the_midst_of_a_page() -> None:
    """Where this no longer holds, they need not be made ahead."""
    left, _, later = made("cold")
    assert left > 100
    assert later > 40
