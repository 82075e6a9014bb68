"""Whether a child of the program outlives the process that started it."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

_SECONDS = 60


def child_ends_with(parent: Callable[[Connection], None]) -> bool:
    """``parent``: a module-level function that is run in a process of its own, starts a child there, sends its pid as words and
    stays; it is killed then."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=parent, args=(theirs,))
    process.start()
    try:
        assert ours.poll(_SECONDS), "no child was started"
        ended = _watched(int(ours.recv_bytes()))
        assert not ended(), "the child had ended before its parent did"
    finally:
        process.kill()
        process.join()
    deadline = time.monotonic() + _SECONDS
    while not ended() and time.monotonic() < deadline:
        time.sleep(0.02)
    return ended()


def _watched(pid: int) -> Callable[[], bool]:
    """To be asked whether the process, alive now, has ended."""
    if sys.platform == "win32":
        import ctypes

        kernel, synchronize, ended = ctypes.windll.kernel32, 0x0010_0000, 0  # WAIT_OBJECT_0
        handle = kernel.OpenProcess(synchronize, False, pid)
        assert handle, "the child had ended before its parent did"
        return lambda: bool(kernel.WaitForSingleObject(handle, 0) == ended)
    return lambda: not os.path.exists(f"/proc/{pid}")
