"""Every test here is made on the program from source; and on the built one, whose folder QC_BUILT names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.frozen.program import Computer, Program, built_in, from_source


def built() -> Program:
    named = os.environ.get("QC_BUILT")
    if not named:
        pytest.skip("QC_BUILT names no built program; .ci/run builds one and does")
    program = built_in(Path(named).resolve())
    assert Path(program.console[0]).is_file(), f"{program.console[0]} is not there: QC_BUILT={named}"
    return program


@pytest.fixture(scope="session", params=["source", "built"])
def program(request: pytest.FixtureRequest) -> Program:
    return built() if request.param == "built" else from_source()


@pytest.fixture(scope="session")
def built_program() -> Program:
    """For what the source has no like of."""
    return built()


@pytest.fixture
def computer(program: Program, tmp_path: Path) -> Computer:
    return Computer(program, tmp_path / "一台 电脑")
