"""How long work beside the window keeps Python from it."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace

import pytest

from ui.application import keep_turns_short


def test_windows_is_asked_to_wake_up_who_waits_in_a_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    windll = SimpleNamespace(winmm=SimpleNamespace(timeBeginPeriod=asked.append))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", windll, raising=False)
    keep_turns_short()
    assert asked == [1]


@pytest.mark.skipif(sys.platform != "win32", reason="Windows")
def test_windows_itself_takes_it() -> None:
    keep_turns_short()


def test_no_other_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delattr(ctypes, "windll", raising=False)
    keep_turns_short()
