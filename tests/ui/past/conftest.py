"""The page 往期 in the window, two months filled in by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.factory import FixedClock
from tests.ui.conftest import JULY
from ui.main_window import MainWindow
from ui.pages.past import PastPage

JUNE = JULY.shifted(-1)
TAX, HIGH_TECH = "区税务局", "高新区税务局"
JUNE_WORDS = "已受理 200 户，办结率 98%，专窗运行平稳。"
JULY_WORDS = "已受理 312 户，办结率 98%，专窗运行平稳。"


@pytest.fixture
def two_months(fill: Callable[..., None], clock: FixedClock) -> None:
    fill(11, TAX, JUNE, progress=JUNE_WORDS, problems="无")
    fill(13, TAX, JUNE, progress="照旧办理，没有新的做法。")
    clock.time += timedelta(minutes=30)
    fill(11, TAX, progress=JULY_WORDS, problems="编制不足。")
    fill(13, TAX, progress="照旧办理，没有新的做法。")
    fill(11, HIGH_TECH, progress="试点已启动。")


@pytest.fixture
def past(window: MainWindow, two_months: None, qtbot: QtBot) -> PastPage:
    """At 两月对照, read."""
    window.go("past")
    page = window.current_page
    assert isinstance(page, PastPage)
    settle(page, qtbot)
    return page


def settle(page: PastPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.busy and not page.tasks.busy)
