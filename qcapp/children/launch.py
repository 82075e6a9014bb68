"""A process of Python for one purpose, started without what ``multiprocessing`` gives every process that it spawns.

It would run the program's main module once more, and beside the child start a second process that minds shared memory and
semaphores: no child needs either, and each costs as long as the reading of a hundred files.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import util
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from qcapp.built import LIBRARIES, own_libraries

_MAIN = "__main__"
_lock = threading.Lock()


def launch(serve: Callable[[Any], None], name: str) -> tuple[BaseProcess, Connection]:
    """A child that runs ``serve``, a module-level function of one connection, and the other end of that; OSError where the system
    starts none. It may be killed at any time, and ends with this process; not waited for until it is ready."""
    context = multiprocessing.get_context("spawn")
    ends: tuple[Any, Any] = context.Pipe()  # on Windows of another class, and alike
    ours, theirs = ends
    process = context.Process(target=serve, args=(_HandedOver(theirs),), name=name, daemon=True)
    try:
        _start_bare(process, getattr(serve, "__module__", ""))
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()  # the child's own end is now the only one, so that its death ends the pipe
    return process, ours


class _HandedOver:
    """The child's end of the pipe, a connection again when it arrives there.

    On Windows ``multiprocessing`` would leave a copy of it in this process until the child fetches that: of a child that is ended
    as it starts, as by a virus guard, the pipe would never end, and whoever waits at the other end would wait for ever.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        if sys.platform == "win32":
            from multiprocessing.context import get_spawning_popen

            child: Any = get_spawning_popen()
            handle = child.duplicate_for_child(self._connection.fileno())
            return type(self._connection), (handle, self._connection.readable, self._connection.writable)
        return _itself, (self._connection,)


def _itself(connection: Connection) -> Connection:
    return connection


def _start_bare(process: BaseProcess, target_module: str) -> None:
    """As ``process.start()``. ``target_module``: where what it runs is defined; if that is the main module, it runs it anew."""
    with _lock, _among_own_libraries(), _no_tracker(), contextlib.nullcontext() if target_module == _MAIN else _no_main():
        process.start()


@contextlib.contextmanager
def _among_own_libraries() -> Iterator[None]:
    """Said to the child alone, by a shell that becomes it: what this process has in its environment other threads read, and C's
    way to change it lets nobody read meanwhile."""
    libraries = own_libraries()
    if not libraries:
        yield
        return
    start = util.spawnv_passfds

    def said(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
        told = ["sh", "-c", f'{LIBRARIES}=$0; export {LIBRARIES}; exec "$@"', libraries, os.fsdecode(path), *args[1:]]
        return start(b"/bin/sh", told, passfds)

    util.spawnv_passfds = said
    try:
        yield
    finally:
        util.spawnv_passfds = start


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
