"""A planned task, which nobody sits at, is never asked for a password: the command ends with a sentence instead of waiting."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASKED = "from qcapp.cli.typed_password import at_terminal; print(at_terminal())"


@pytest.mark.parametrize("given", [subprocess.DEVNULL, subprocess.PIPE], ids=["nothing", "a pipe"])
def test_whoever_starts_it_without_a_keyboard_is_not_waited_for(given: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, stdin=given, capture_output=True, text=True, timeout=120, check=True,
    )
    assert done.stdout.strip() == "False"
