"""The start on a shared ledger that a colleague has: a window stands, says what it waits for, and is filled when it can."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import main
from db.server import connecting, patience
from db.server.connecting import connected
from db.server.ddl import take_references_off
from db.server.query import ServerQuery
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.server_address import ServerAddress
from qcapp.services import Services
from tests.ui.shared.conftest import stand
from ui import shared_opening
from ui.ledgers import Ledgers
from ui.opening import EmptyWindow
from ui.shared_opening import SharedOpening
from ui.start import _shown


@pytest.fixture
def empty(settings: QSettings, qapp: QApplication) -> EmptyWindow:
    return EmptyWindow(settings)


@pytest.fixture
def place(address: ServerAddress) -> Iterator[main.Workplace]:
    made = main.Workplace(address, holds=True)
    yield made
    until = time.monotonic() + 60
    while made._store is None and time.monotonic() < until:  # where it was not waited for
        time.sleep(0.01)
    made.close()


@contextmanager
def a_colleague_restores(address: ServerAddress) -> Iterator[Callable[[], object]]:
    """Until what is given is called."""
    with connected(address) as other:
        take_references_off(ServerQuery(other))
        yield other.rollback


def words_of(empty: EmptyWindow) -> str:
    return "".join(label.text() for label in empty.seen.findChildren(QLabel)) if empty.seen is not None else ""


class Watch(QObject):
    """Of a window that waits: what it says, again and again, and what is done when it does."""

    def __init__(self, empty: EmptyWindow, ends: str, then: Callable[[], object]) -> None:
        super().__init__()
        self.said: list[str] = []
        self._empty, self._ends, self._then = empty, ends, then
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(10)

    def _look(self) -> None:
        words = words_of(self._empty)
        if words and words not in self.said:
            self.said.append(words)
        if self._ends in words:
            self._timer.stop()
            self._then()


def test_the_window_stands_and_says_that_a_colleague_restores_and_is_filled_afterwards(
    place: main.Workplace, address: ServerAddress, empty: EmptyWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LOCK_MS", 50)
    with a_colleague_restores(address) as ends:
        watch = Watch(empty, "恢复备份", ends)
        services = SharedOpening(place, address, empty).open()
    assert services is not None
    assert services.look.periods()
    assert watch.said[-1] == (
        f"共享台账“{address.shown}”正在由别人恢复备份或升级，暂时读不到，等到了就显示，不想等可以关掉窗口。"
    )
    assert watch.said[0] in (watch.said[-1], (
        f"正在打开共享台账“{address.shown}”，服务器还没有回应，等到了就显示，不想等可以关掉窗口。"
    ))


def test_one_that_takes_longer_than_a_lock_is_waited_for_is_tried_again(
    place: main.Workplace, address: ServerAddress, empty: EmptyWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_WAIT_MS", 50)
    with a_colleague_restores(address) as ends:
        watch = Watch(empty, "恢复备份", ends)
        assert SharedOpening(place, address, empty).open() is not None
    assert watch.said == [f"共享台账“{address.shown}”正在由别人恢复备份或升级，暂时读不到，等到了就显示，不想等可以关掉窗口。"]


def test_who_does_not_want_to_wait_closes_the_window(
    place: main.Workplace, address: ServerAddress, empty: EmptyWindow, qapp: QApplication
) -> None:
    with a_colleague_restores(address):
        watch = Watch(empty, "正在打开", lambda: empty.show().close())
        assert SharedOpening(place, address, empty).open() is None
        assert watch.said


def test_a_closed_window_does_not_come_back_where_the_answer_comes_just_then(
    place: main.Workplace, address: ServerAddress, empty: EmptyWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_opening, "_LOOK_MS", 600_000)
    with a_colleague_restores(address) as ends:

        def close_as_it_ends() -> None:
            empty.show().close()
            ends()

        watch = Watch(empty, "正在打开", close_as_it_ends)
        assert SharedOpening(place, address, empty).open() is None
    assert watch.said


def test_a_restoration_that_begins_before_the_first_rows_stand_is_waited_for_too(
    address: ServerAddress, empty: EmptyWindow, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refused = [LedgerError("正在由别人恢复备份", LedgerTrouble.BUSY)]

    def stand_then(ledgers: Ledgers, services: Services) -> object:
        if refused:
            begun = empty.take()  # which may stand by now, on a slow machine; it goes
            begun.hide()
            begun.deleteLater()
            raise refused.pop()
        return stand(settings, ledgers, services)

    place = main.Workplace(address, holds=True)
    services = SharedOpening(place, address, empty).open()
    assert services is not None
    ledgers = Ledgers(place, settings, partial(stand_then))  # type: ignore[arg-type]
    window = _shown(ledgers, services, settings, lambda words: None, empty)
    assert window is not None
    assert window.isVisible()
    assert window.ledger_page.table.model().rowCount() > 0
    assert not refused
    window.tasks.shut_down()
    window.close()
    ledgers.close()
    ledgers.deleteLater()
