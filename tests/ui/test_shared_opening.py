"""A shared ledger opened at the start: what comes late, or after the window was closed, does nothing more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import main
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.server_address import ServerAddress
from qcapp.services import Services
from tests.ui.conftest import JULY
from ui import shared_opening
from ui.main_window import MainWindow
from ui.opening import EmptyWindow
from ui.shared_opening import SharedOpening

ADDRESS = ServerAddress("localhost", "ledger", "clerk")
RESTORES = "正在由别人恢复备份或升级，暂时读不到，请稍候再试。"


@pytest.fixture
def empty(qapp: object) -> EmptyWindow:
    return EmptyWindow(None)


@pytest.fixture
def place() -> Iterator[main.Workplace]:
    made = main.Workplace(ADDRESS, holds=True)
    yield made
    made.close()


def test_a_look_that_is_late_says_nothing_in_the_window_that_is_filled_by_then(
    place: main.Workplace, empty: EmptyWindow, services: Services, ledger_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks, stands, looked = threading.Event(), threading.Event(), threading.Event()

    def opened() -> Services:
        assert looks.wait(60)
        return services

    def look_at(address: ServerAddress) -> None:
        looks.set()
        assert stands.wait(60)
        looked.set()
        raise LedgerError(RESTORES, LedgerTrouble.BUSY)

    monkeypatch.setattr(shared_opening, "_SAY_MS", shared_opening._STAND_MS + 1)
    monkeypatch.setattr(place, "open", opened)
    monkeypatch.setattr(place, "look_at", look_at)
    assert SharedOpening(place, ADDRESS, empty).open() is services
    window: MainWindow = empty.take()
    try:
        window.stand(services, ledger_path)
        window.set_period(JULY)
        stands.set()
        qtbot.waitUntil(looked.is_set)
        qtbot.wait(60)
        assert not any("恢复备份" in label.text() for label in window.findChildren(QLabel))
    finally:
        window.tasks.shut_down()
        shiboken6.delete(window)


def test_who_has_closed_the_window_is_asked_nothing_by_what_fails_just_then(
    place: main.Workplace, empty: EmptyWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()

    def opened() -> Services:
        assert closed.wait(60)
        raise LedgerError(RESTORES, LedgerTrouble.BUSY)

    def close() -> None:
        empty.show().close()
        closed.set()

    monkeypatch.setattr(shared_opening, "_LOOK_MS", 60_000)  # as if it had not looked yet
    monkeypatch.setattr(place, "open", opened)
    monkeypatch.setattr(place, "look_at", lambda address: None)
    QTimer.singleShot(shared_opening._STAND_MS + 100, close)
    assert SharedOpening(place, ADDRESS, empty).open() is None
