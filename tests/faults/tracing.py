"""A process halted before each of its calls that change files, so that it can be looked at or killed exactly there.

Linux only, by ptrace: between two such calls nothing on the disk changes, so that they are all the points there are.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
from collections.abc import Iterator
from functools import cache

_SEIZE, _INTERRUPT, _SYSCALL, _INFO = 0x4206, 0x4207, 24, 0x420E
_EXITKILL, _TELL_SYSCALLS = 0x100000, 0x1
_ALL = 0x40000000
# write, writev, pwrite64, pwritev, ftruncate, fsync, fdatasync, openat, unlink(at), rename(at, at2), sendfile, copy_file_range
_CALLS = {
    "x86_64": frozenset({1, 20, 18, 296, 77, 74, 75, 2, 257, 87, 263, 82, 264, 316, 40, 326}),
    "aarch64": frozenset({64, 66, 68, 70, 46, 82, 83, 56, 35, 38, 276, 71, 285}),
}


class _Info(ctypes.Structure):
    _fields_ = (
        ("op", ctypes.c_uint8), ("pad", ctypes.c_uint8 * 3), ("arch", ctypes.c_uint32), ("ip", ctypes.c_uint64),
        ("sp", ctypes.c_uint64), ("nr", ctypes.c_uint64), ("args", ctypes.c_uint64 * 6), ("more", ctypes.c_uint64 * 4),
    )


class Halted:
    """Attached to a process that waits; ``points`` are its halts from there."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        _trace(_SEIZE, pid, 0, _EXITKILL | _TELL_SYSCALLS)
        _trace(_INTERRUPT, pid, 0, 0)
        os.waitpid(pid, _ALL)
        self._alive = True

    def points(self) -> Iterator[int]:
        """Halts before each call that changes files, counted; goes on when the next is asked for, ends with the process."""
        wanted, count, pass_on = _CALLS[platform.machine()], 0, 0
        while True:
            _trace(_SYSCALL, self._pid, 0, pass_on)
            _, status = os.waitpid(self._pid, _ALL)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                self._alive = False
                return
            stop, pass_on = os.WSTOPSIG(status), 0
            if stop == signal.SIGTRAP | 0x80:
                if self._entered() in wanted:
                    yield (count := count + 1)
            elif status >> 16 == 0:
                pass_on = stop

    def kill(self) -> None:
        if self._alive:
            os.kill(self._pid, signal.SIGKILL)
            while True:
                _, status = os.waitpid(self._pid, _ALL)
                if os.WIFSIGNALED(status) or os.WIFEXITED(status):
                    break
            self._alive = False

    def _entered(self) -> int:
        """The number of the call that is being entered; -1 when one is being left."""
        info = _Info()
        _trace(_INFO, self._pid, ctypes.sizeof(info), ctypes.addressof(info))
        return int(info.nr) if info.op == 1 else -1


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _trace(request: int, pid: int, address: int, data: int) -> None:
    call = _libc().ptrace
    call.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    call.restype = ctypes.c_long
    if call(request, pid, address, data) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"ptrace {request:#x}: {os.strerror(number)}")


@cache
def why_not() -> str:
    """Why no process can be halted here; "" when it can."""
    if not sys.platform.startswith("linux") or platform.machine() not in _CALLS:
        return f"no halting of a process on {sys.platform} {platform.machine()}"
    from tests.faults.processes import Victim
    from tests.faults.victims import nothing

    victim = Victim(nothing)
    try:
        seen = sum(1 for _ in victim.halted().points())
    except OSError as error:
        return f"a process may not be halted here ({error})"
    finally:
        victim.kill()
    return "" if seen else "a halted process tells nothing of its calls"
