"""A thread beside the window may outlive it, as where a share does not answer: what it holds then goes in that thread, where no
object of the window's is to be deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui import aside
from ui.following import Following
from ui.main_window import MainWindow


def held_by(look: object) -> Iterator[object]:
    """What a function has at hand."""
    match look:
        case MethodType():
            yield look.__self__
        case FunctionType():
            for cell in look.__closure__ or ():
                yield cell.cell_contents
                yield from held_by(cell.cell_contents)
        case partial():
            yield from (look.func, *look.args, *look.keywords.values())


def test_no_look_of_the_windows_holds_the_window(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, find = list[Callable[[], Any]](), aside._find

    def noted(look: Callable[[], Any], box: Any) -> None:
        looks.append(look)
        find(look, box)

    monkeypatch.setattr("ui.aside._find", noted)
    (following,), trouble = window.findChildren(Following), window.trouble
    assert trouble is not None
    for begin in (following.look, trouble.look):
        begin()
        qtbot.waitUntil(lambda: not any(each.asking for each in window.findChildren(aside.Aside)))
    assert len(looks) >= 2
    assert [each for look in looks for each in held_by(look) if isinstance(each, QObject)] == []
