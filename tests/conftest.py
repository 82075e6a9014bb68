"""What every test stands on: no screen is needed, tests of LibreOffice say so when it is absent, and tests may be shared
among several processes (`-n`), whose counts are summed here."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

import qcapp.forms  # noqa: F401  before a test imports openpyxl
from tests import tried
from tests.order import LONG, long_first
from tests.patient_bot import PatientBot
from tests.postgres import postgres  # noqa: F401  a server, for whoever asks for one

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long a test takes says how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{LONG}: takes long by itself, or prepares what takes long; done before all others")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays to the end: to look through half a million objects for garbage takes a quarter of a
    second each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    long_first(items)
    if shutil.which("soffice"):
        return
    absent = pytest.mark.skip(reason="soffice is not installed; .ci/run installs it")
    for item in items:
        if item.get_closest_marker("office"):
            item.add_marker(absent)


_THRESHOLD = gc.get_threshold()


@pytest.fixture(autouse=True)
def _garbage_is_found_on_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where there are windows, as in the program; see ui.collecting. As seldom as a command looks for it, it would not be found:
    one that ran in this process has said so for all of it."""
    gc.set_threshold(*_THRESHOLD)
    if "qapp" not in request.fixturenames:
        if not gc.isenabled():  # after a test with windows: what is left of them is not to be found on a thread of this one's
            gc.collect()
        gc.enable()
        yield
        return
    from ui.collecting import collect_due

    gc.disable()
    yield
    collect_due()
    _let_go_of_the_mouse()


def _let_go_of_the_mouse() -> None:
    """A double click by QTest ends pressed: what waits for the mouse to be at rest would wait for ever in later tests."""
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    held = QGuiApplication.mouseButtons()
    for button in type(held):
        if button & held:
            QTest.mouseRelease(QWidget(), button)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


def pytest_sessionfinish(session: pytest.Session) -> None:
    _empty_clipboard()
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["tried"] = tried.sent()


def _empty_clipboard() -> None:
    """Of a process without a screen: what Python has put there is else deleted after Python's end, which ends in a crash."""
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended; one that crashed leaves no counts, and its test is told as failed."""
    share = getattr(node, "workeroutput", {}).get("tried")
    if share is not None:
        tried.add(share)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    lines = list(tried.told())
    if lines:
        terminalreporter.section("faults made for real")
        for line in lines:
            terminalreporter.write_line(line)
