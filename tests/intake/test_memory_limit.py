"""A reading process that asks for ever more memory is refused it by the system, before the clerk's computer stands still."""

from __future__ import annotations

import sys

import pytest

from tests.platforms.lent import lends_windows
from tests.programs import ended

ASKING = """
from qcapp.intake.memory_limit import limit_memory
limit_memory(1024 ** 3)
kept = bytearray(100 * 1024 ** 2)
try:
    bytearray(2 * 1024 ** 3)
except MemoryError:
    print("refused", len(kept))
"""


@pytest.mark.skipif(lends_windows(), reason="wine takes the limit of a job and does not keep it")
def test_what_is_within_the_limit_is_given_and_what_is_beyond_is_not() -> None:
    done = ended([sys.executable, "-c", ASKING])
    assert (done.stdout.split(), done.stderr) == (["refused", "104857600"], "")


@pytest.mark.skipif(sys.platform != "win32", reason="jobs are of Windows")
def test_a_job_with_the_limit_is_made_and_entered() -> None:
    asking = """
import ctypes
from qcapp.intake.memory_limit import limit_memory
kernel = ctypes.WinDLL("kernel32", use_last_error=True)
limit_memory(1024 ** 3)
inside = ctypes.c_int()
assert kernel.IsProcessInJob(ctypes.c_void_p(-1), None, ctypes.byref(inside))
print(inside.value)
"""
    done = ended([sys.executable, "-c", asking])
    assert (done.stdout.strip(), done.stderr) == ("1", "")
