"""Processes of ours that are to be killed or stopped: started quickly, heard to the last word.

On Linux they are forked from one small server that has imported what they need; elsewhere each is started anew. ``kill`` is
SIGKILL, and TerminateProcess on Windows: nothing of the process runs any more.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.tracing import Halted

_WAIT = 60.0
_ALIVE: list[Victim] = []


def _context() -> BaseContext:
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.faults.victims"])
    return context


CONTEXT = _context()


class Victim:
    """Runs ``act(say, *args)`` in a process of its own, which waits for ``go`` first."""

    def __init__(self, act: Callable[..., None], *args: Any) -> None:
        self._pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_live, args=(theirs, act, args), daemon=False)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()
        _ALIVE.append(self)
        self._halted: Halted | None = None
        self.words: list[str] = []
        assert self.hear() == "ready"
        self.words.clear()

    @property
    def pid(self) -> int:
        return int(self._process.pid)

    def go(self) -> None:
        self._pipe.send_bytes(b"go")

    def halted(self) -> Halted:
        """Let it go, halting before each call that changes files: see ``tracing``."""
        from tests.faults.tracing import Halted

        self._halted = Halted(self.pid)
        self.go()
        return self._halted

    def hear(self, seconds: float = _WAIT) -> str | None:
        """The next word; None when it has ended, or says nothing for so long."""
        try:
            if not self._pipe.poll(seconds):
                return None
            self.words.append(self._pipe.recv_bytes().decode())
        except (EOFError, OSError):
            return None
        return self.words[-1]

    def hear_all(self) -> list[str]:
        """Every word so far, without waiting."""
        while self._waiting():
            if self.hear(0) is None:
                break
        return self.words

    def _waiting(self) -> bool:
        try:
            return self._pipe.poll(0)
        except OSError:
            return False

    def kill(self) -> list[str]:
        """End it here and now; every word that it has said."""
        if self._halted:
            self._halted.kill()  # whoever halts a process is told of its end first
        self._process.kill()
        return self.ended()

    def ended(self) -> list[str]:
        """Wait until it is gone; every word that it has said."""
        while self.hear() is not None:
            pass
        self._process.join(_WAIT)
        self._pipe.close()
        _ALIVE.remove(self)
        return self.words

    @property
    def status(self) -> int | None:
        code: int | None = self._process.exitcode
        return code


def end_all() -> None:
    """Whatever a test that failed has left."""
    for victim in list(_ALIVE):
        victim.kill()


def _live(pipe: Connection, act: Callable[..., None], args: tuple[Any, ...]) -> None:
    pipe.send_bytes(b"ready")
    pipe.recv_bytes()
    act(lambda word: pipe.send_bytes(word.encode()), *args)


@contextlib.contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The process stands still inside, wherever it is."""
    _signal(pid, stop=True)
    try:
        yield
    finally:
        _signal(pid, stop=False)


def _signal(pid: int, *, stop: bool) -> None:
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1F0FFF, False, pid)
        (ctypes.windll.ntdll.NtSuspendProcess if stop else ctypes.windll.ntdll.NtResumeProcess)(handle)
        ctypes.windll.kernel32.CloseHandle(handle)
        return
    os.kill(pid, signal.SIGSTOP if stop else signal.SIGCONT)
    if stop:
        _wait_until_stopped(pid)


def _wait_until_stopped(pid: int) -> None:
    """The signal is on its way until the kernel says T; without /proc it is soon enough."""
    with contextlib.suppress(OSError):
        while True:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                if file.read().rpartition(")")[2].split()[0] in "TtZX":
                    return
