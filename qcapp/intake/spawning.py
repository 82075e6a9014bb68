"""A process of Python for one purpose, started without what ``multiprocessing`` gives every process that it spawns.

It would run the program's main module once more, and beside the child start a second process that minds shared memory and
semaphores: the reading process needs neither, and each costs as long as the reading of a hundred files.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from qcapp.built import among_own_libraries

_MAIN = "__main__"
_lock = threading.Lock()


def start_bare(process: BaseProcess, target_module: str) -> None:
    """As ``process.start()``. ``target_module``: where what it runs is defined; if that is the main module, it runs it anew."""
    with _lock, among_own_libraries(), _no_tracker(), contextlib.nullcontext() if target_module == _MAIN else _no_main():
        process.start()


@contextlib.contextmanager
def _no_main() -> Iterator[None]:
    """The child is told of the main module that stands here: where it lies, so that it can be run once more."""
    main = sys.modules[_MAIN]
    sys.modules[_MAIN] = ModuleType(_MAIN)
    try:
        yield
    finally:
        sys.modules[_MAIN] = main


@contextlib.contextmanager
def _no_tracker() -> Iterator[None]:
    """Where POSIX has one: as if it ran already, and listened at a place where nothing is heard."""
    tracker = _tracker()
    if getattr(tracker, "_fd", 0) is not None:  # it runs, or is made in another way
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    tracker._fd = nowhere
    try:
        yield
    finally:
        tracker._fd = None
        os.close(nowhere)


def _tracker() -> Any:
    if sys.platform == "win32":
        return None
    from multiprocessing import resource_tracker

    return resource_tracker._resource_tracker
