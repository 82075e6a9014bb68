"""A look that fails every few seconds leaves the log to what matters: 3 MB of one sentence would push out all the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerError, WriteFailed
from ui.aside import Aside


def fails(error: Exception) -> Callable[[], None]:
    def look() -> None:
        raise error

    return look


def test_what_fails_the_same_way_again_is_logged_once(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ui.aside")
    owner, seen = QObject(), list[int]()
    aside = Aside(owner)

    def look(find: Callable[[], object]) -> None:
        aside.ask(find, lambda found: seen.append(1))
        qtbot.waitUntil(lambda: not aside.asking)

    for _ in range(3):
        look(fails(LedgerError("盘不在。")))
    look(fails(WriteFailed("写不进去。")))
    look(fails(LedgerError("盘不在。")))
    look(lambda: None)
    look(fails(LedgerError("盘不在。")))
    assert seen == [1]
    assert [record.getMessage().rpartition(" ")[2] for record in caplog.records] == [
        "LedgerError", "WriteFailed", "LedgerError", "LedgerError",
    ]
