"""Faults made for real."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.opening import create_ledger
from tests.factory import FixedClock, small_plan
from tests.faults.month import Month, State, make_month, states
from tests.faults.processes import end_all

MEMORY = Path("/dev/shm")


@pytest.fixture(autouse=True)
def _nobody_left() -> Iterator[None]:
    yield
    end_all()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """In memory where there is such a place: syncing takes no time there, and what a killed process leaves is the same."""
    if sys.platform == "win32" or not MEMORY.is_dir():  # a path without a drive is not what anybody has there
        yield tmp_path_factory.mktemp("fault")
        return
    with tempfile.TemporaryDirectory(prefix="faults-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return make_month(tmp_path_factory.mktemp("month"))


@pytest.fixture(scope="session")
def month_states(month: Month, tmp_path_factory: pytest.TempPathFactory) -> list[State]:
    """What the ledger says before the first step of the month's work and after each."""
    return states(month, tmp_path_factory.mktemp("states") / "x")


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "台账.sqlite3"
    create_ledger(path, small_plan(), FixedClock(), "张三").close()
    return path


@pytest.fixture
def small(small_template: Path, tmp_path: Path) -> Path:
    """A closed ledger of the small plan, in a folder with blanks and Chinese in its name."""
    folder = tmp_path / "我的 台账"
    folder.mkdir()
    return Path(shutil.copyfile(small_template, folder / "台账.sqlite3"))
