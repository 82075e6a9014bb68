"""A ledger of the small plan, on a real file, fresh for each test (copied from one that is made once)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from tests.factory import FixedClock, small_plan


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "ledger.sqlite3"
    create_ledger(path, small_plan(), FixedClock(), "张三").close()
    return path


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """A closed ledger's file, in a folder with blanks and Chinese in its name."""
    folder = tmp_path / "我的 台账"
    folder.mkdir()
    return Path(shutil.copyfile(template, folder / "台账.sqlite3"))


@pytest.fixture
def ledger(path: Path, clock: FixedClock) -> Iterator[SqlLedger]:
    ledger = open_ledger(path, clock)
    yield ledger
    ledger.close()
