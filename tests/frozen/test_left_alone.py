"""A reading process whose window was ended while it started goes too, without a word: no box in English waits for a click."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.frozen.program import PATIENCE, Computer, Program

NOBODY = "parent_pid=4294967292" if sys.platform == "win32" else "tracker_fd=98"


@pytest.mark.parametrize("which", ["window", "console"])
def test_reading_process_without_a_parent_ends_in_silence(built_program: Program, tmp_path: Path, which: str) -> None:
    computer = Computer(built_program, tmp_path / "电脑")
    program = built_program.window if which == "window" else built_program.console
    done = subprocess.run(
        [*program, "--multiprocessing-fork", NOBODY, "pipe_handle=99"], cwd=computer.elsewhere, env=computer.environment,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
