"""One prepared ledger for all returns of a run, and what the run has tried, told at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.messy.check import TALLY
from tests.messy.world import World, make_world

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("messy"))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    if TALLY.forms:
        terminalreporter.write_line(TALLY.line())
