"""The drawing process seen from outside: started when a chart is to come, asked, killed when it must be, and replaced."""

from __future__ import annotations

import contextlib
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

from qcapp.children.alarm import Alarm
from qcapp.children.launch import launch
from qcapp.domain.errors import Cancelled, ChartFailed
from qcapp.drawing import worker
from qcapp.forms.chart_picture import Picture, never

NOT_STARTED: Final = "画图的辅助程序启动不了，统计图画不出来，请关掉一些程序或检查杀毒软件是否拦截，然后再试。"
STOPPED: Final = "画图的辅助程序中途被结束了（可能内存不足，或被杀毒软件拦截），统计图没有画出来，请关掉一些程序后再试。"
TOO_LONG: Final = "统计图画了很久还没有画完，已停下，请关掉一些程序后再试。"
_CANCELLED: Final = "已取消。"
_LOOK_EVERY: Final = 0.1
_GRACE: Final = 1.0
"""Seconds that a picture nobody wants any more may take to be done: to start another process takes as long."""
_STARTING: Final = 10.0
"""The same of one that may not have started yet: killed then, it would leave a folder behind that its library had to have."""


class DrawingProcess:
    """A ``Drawing``: one child that draws many charts, and ends by itself when none was wanted for a while. Safe to use from any
    thread, one picture at a time.

    ``serve`` is a module-level function of one connection, run in the child; tests give hostile ones.
    """

    def __init__(self, serve: Callable[[Any], None] | None = None, kill_seconds: float = worker.KILL_SECONDS) -> None:
        self._serve = serve or partial(worker.serve, temporary=tempfile.tempdir)
        self._kill_seconds = kill_seconds
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._started = self._closed = False
        # Sending blocks while a child that hangs does not read: the alarm ends that too.
        self._alarm = Alarm(self._kill, kill_seconds)

    def start(self) -> None:
        with self._lock, contextlib.suppress(ChartFailed):
            self._launch()

    def png(self, picture: Picture, cancelled: Callable[[], bool] = never) -> bytes:
        with self._lock:
            try:
                return self._drawn(picture, cancelled)
            except _Ended:  # as it does when it was idle just too long; or the system wanted its memory
                pass
            try:
                return self._drawn(picture, cancelled)
            except _Ended:
                raise ChartFailed(STOPPED) from None

    def close(self) -> None:
        """For good. A picture that is not nearly done is given up."""
        self._closed = True
        with self._lock:
            self._discard()

    @property
    def pid(self) -> int | None:
        """Of the child now alive, if any."""
        return self._process.pid if self._process and self._process.is_alive() else None

    def _launch(self) -> Connection:
        """The way to the child, which is started if there is none."""
        if self._connection and self._process and self._process.is_alive():
            return self._connection
        self._discard()
        if self._closed:
            raise ChartFailed(NOT_STARTED)
        try:
            self._process, self._connection = launch(self._serve, "drawing")
        except OSError:
            raise ChartFailed(NOT_STARTED) from None
        self._started = False
        return self._connection

    def _drawn(self, picture: Picture, cancelled: Callable[[], bool]) -> bytes:
        connection, begun = self._launch(), time.monotonic()
        self._alarm.set(self._kill_seconds)
        try:
            connection.send(picture)
            answer = self._received(connection, cancelled)
        except (EOFError, OSError, MemoryError):  # with an answer read in part, or not at all, the next picture would get it
            self._discard()
            if time.monotonic() - begun >= self._kill_seconds:
                raise ChartFailed(TOO_LONG) from None
            raise _Ended from None
        finally:
            self._alarm.clear()
        return _read(answer)

    def _received(self, connection: Connection, cancelled: Callable[[], bool]) -> bytes:
        end: float | None = None
        while not connection.poll(_LOOK_EVERY):
            now = time.monotonic()
            if end is None and (self._closed or cancelled()):
                end = now + (_GRACE if self._started else _STARTING)
            if end is not None and now >= end:
                self._discard()
                raise Cancelled(_CANCELLED)
        answer = connection.recv_bytes()
        self._started = True
        if end is not None:
            raise Cancelled(_CANCELLED)
        return answer

    def _kill(self) -> None:
        """From the alarm's thread: the child ends, and whoever waits for it sees that."""
        process = self._process
        if process:
            with contextlib.suppress(ValueError, AttributeError):  # it has ended meanwhile and been put away
                process.kill()

    def _discard(self) -> None:
        """End the child, if there is one, and forget it."""
        if self._connection:
            self._connection.close()
        if self._process:
            if not self._started:  # it goes by itself, as nobody can ask it any more
                self._process.join(_STARTING)
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._connection = None


def _read(answer: bytes) -> bytes:
    kind, what = answer[:1], answer[1:]
    if kind == worker.DRAWN:
        return what
    if kind == worker.REFUSED:
        raise ChartFailed(what.decode())
    raise DrawingBroke(what.decode("utf-8", "replace"))


class DrawingBroke(Exception):
    """A fault of the program's own, with the traceback from the child."""


class _Ended(Exception):
    """The child is gone."""
