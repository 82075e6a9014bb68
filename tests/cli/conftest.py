"""A desk with the built-in list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import Desk


@pytest.fixture
def bare_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def desk(bare_desk: Desk) -> Desk:
    bare_desk.say("init")
    return bare_desk
