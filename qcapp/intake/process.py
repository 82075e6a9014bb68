"""The reading process seen from outside: it is fed, waited for, killed when it must be, and replaced."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qcapp.children.alarm import Alarm
from qcapp.children.launch import launch
from qcapp.domain.errors import Cancelled, UnreadableFile
from qcapp.intake import worker
from qcapp.intake.codec import MAX_BYTES, BadMessage, decode
from qcapp.intake.request import Request, send
from qcapp.intake.stumble import Stumble
from qcapp.intake.words import CANCELLED, DAMAGED, LEDGER_DAMAGED, LEDGER_STOPPED, NOT_STARTED, STOPPED, TOO_LONG

if TYPE_CHECKING:
    from qcapp.domain.forms import ReturnedForm
    from qcapp.domain.returned_ledger import ReturnedLedger
    from qcapp.domain.sheet import Document

_Read = TypeVar("_Read")
START_SECONDS = 60.0
_LOOK_EVERY, _ENDING_SECONDS = 0.1, 1.0
if sys.platform == "win32":
    _STOPPED_BY_OTHERS = frozenset({1, 0xFFFF_FFFF, 0x4001_0004})
else:
    _STOPPED_BY_OTHERS = frozenset({-signal.SIGKILL})
"""How a child ends that is stopped from outside: for want of memory, or by a virus guard. On Windows whoever ends it says with
what: 1 as taskkill and the task manager do, -1 as .NET and PowerShell, the last as Windows itself at a session's end. A parser
that fails ends it in other ways, there with a status of 0xC… or with 3."""
_SMALL = 64 * 1024
"""The size of files up to which they are sent ahead."""


class ReadingProcess:
    """One child that reads many files. Safe to use from any thread, one file at a time.

    ``serve`` is a module-level function of one connection, run in the child; tests give hostile ones.
    """

    def __init__(
        self, serve: Callable[[Any], None] = worker.serve, kill_seconds: float = worker.KILL_SECONDS
    ) -> None:
        self._serve = serve
        self._kill_seconds = kill_seconds
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._ready = False
        self._refuse_until = 0.0
        self._sent: deque[Request] = deque()
        """What the child has and was not answered yet, in order."""
        # Sending blocks while a child that hangs does not read: the alarm ends that too.
        self._alarm = Alarm(self._kill, kill_seconds)

    def start(self) -> None:
        """Begin to start the child, and don't wait for it; so it is warm when the first file comes."""
        with self._lock:
            self._launch()

    def expect(self, files: Sequence[bytes], passwords: Sequence[str] = (), *, form: bool = False) -> None:
        """Let the child begin with these, which ``read`` (``form``: ``read_form``) will be asked for next, in this order; what
        goes wrong is said there."""
        with self._lock, contextlib.suppress(OSError):
            for place, data in enumerate(files):
                request = Request(data, tuple(passwords), form=form)
                if place >= len(self._sent) and self._ready and self._connection and len(data) <= _SMALL:
                    self._send(self._connection, request)
                elif place >= len(self._sent) or self._sent[place] != request:
                    return

    def read(
        self, data: bytes, cancelled: Callable[[], bool] = lambda: False, passwords: Sequence[str] = ()
    ) -> Document:
        """The file's document. UnreadableFile when there is none, however the child ended; Cancelled when asked.

        A file that the child died of is given once more to the next one, to be read gently.
        """
        return self._read_twice(Request(data, tuple(passwords)), cancelled, decode)

    def read_form(
        self, data: bytes, cancelled: Callable[[], bool] = lambda: False, passwords: Sequence[str] = ()
    ) -> ReturnedForm:
        """As ``read``, the form that the document holds: it is found there too. UnreadableFile also when it holds none."""
        from qcapp.intake.form_codec import decode_form

        return self._read_twice(Request(data, tuple(passwords), form=True), cancelled, decode_form)

    def read_ledger(
        self, copy: Path, cancelled: Callable[[], bool] = lambda: False, passwords: Sequence[str] = ()
    ) -> ReturnedLedger:
        """What a ledger says; ``copy`` may be changed by that. As ``read``, but once only: there is no gentler reader."""
        from qcapp.intake.ledger_codec import decode_ledger

        with self._lock:
            try:
                message = self._message(Request(b"", tuple(passwords), ledger=str(copy)), cancelled)
            except _Died as died:
                raise UnreadableFile(LEDGER_STOPPED if died.by_others else LEDGER_DAMAGED) from died
            try:
                return decode_ledger(message)
            except BadMessage:
                self._discard()
                raise UnreadableFile(LEDGER_DAMAGED) from Stumble("the reading process talked nonsense")

    def _read_twice(
        self, request: Request, cancelled: Callable[[], bool], decoded: Callable[[bytes], _Read]
    ) -> _Read:
        with self._lock:
            try:
                return self._read(request, cancelled, decoded)
            except _Died as died:
                return self._read_again(replace(request, gently=True), cancelled, decoded, died)

    def _read_again(
        self, request: Request, cancelled: Callable[[], bool], decoded: Callable[[bytes], _Read], died: _Died
    ) -> _Read:
        try:
            return self._read(request, cancelled, decoded)
        except _Died as again:
            raise UnreadableFile(STOPPED if again.by_others else DAMAGED) from died
        except UnreadableFile as error:
            raise error from died

    def _message(self, request: Request, cancelled: Callable[[], bool]) -> bytes:
        if self._sent and self._sent[0] != request:
            self._discard()  # it has files that nobody came for, and may die of them
        if not self._sent:
            self._launch()
            self._wait_until_ready(cancelled)
        return self._ask(request, cancelled)

    def _read(self, request: Request, cancelled: Callable[[], bool], decoded: Callable[[bytes], _Read]) -> _Read:
        message = self._message(request, cancelled)
        try:
            return decoded(message)
        except BadMessage:
            self._discard()
            raise UnreadableFile(DAMAGED) from Stumble("the reading process talked nonsense")

    def close(self) -> None:
        with self._lock:
            self._discard()

    @property
    def pid(self) -> int | None:
        """Of the child now alive, if any."""
        return self._process.pid if self._process and self._process.is_alive() else None

    def _launch(self) -> None:
        if self._process and self._process.is_alive():
            return
        self._discard()
        if time.monotonic() < self._refuse_until:
            raise UnreadableFile(NOT_STARTED)
        try:
            self._process, self._connection = launch(self._serve, "reading")
        except OSError:
            raise UnreadableFile(NOT_STARTED) from None
        self._ready = False

    def _wait_until_ready(self, cancelled: Callable[[], bool]) -> None:
        if self._ready:
            return
        try:
            if self._receive(time.monotonic() + START_SECONDS, cancelled) == worker.READY:
                self._ready = True
                return
        except (_Ended, TimeoutError):
            pass
        self._discard()
        self._refuse_until = time.monotonic() + START_SECONDS  # or each of many files would wait as long
        raise UnreadableFile(NOT_STARTED)

    def _ask(self, request: Request, cancelled: Callable[[], bool]) -> bytes:
        assert self._connection
        begun = time.monotonic()
        try:
            if not self._sent:
                self._send(self._connection, request)
            answer = self._receive(begun + self._kill_seconds, cancelled)
            self._sent.popleft()
            return answer
        except (_Ended, OSError):
            by_others = self._was_stopped()
            self._discard()
            if time.monotonic() - begun >= self._kill_seconds:
                raise UnreadableFile(TOO_LONG) from Stumble("the reading process ended late")
            raise _Died("the reading process was stopped" if by_others else "the reading process ended", by_others) from None
        except TimeoutError:
            self._discard()
            raise UnreadableFile(TOO_LONG) from Stumble("the reading process was ended")

    def _send(self, connection: Connection, request: Request) -> None:
        self._sent.append(request)
        self._alarm.set(self._kill_seconds + 2 * _LOOK_EVERY)
        try:
            send(connection, request)
        finally:
            self._alarm.clear()

    def _kill(self) -> None:
        """From the alarm's thread: the child ends, and whoever waits for it sees that."""
        process = self._process
        if process:
            with contextlib.suppress(ValueError):  # it has ended meanwhile and been put away
                process.kill()

    def _receive(self, deadline: float, cancelled: Callable[[], bool]) -> bytes:
        """One message, of at most MAX_BYTES."""
        assert self._connection
        try:
            while not self._connection.poll(_LOOK_EVERY):
                if cancelled():
                    self._discard()
                    raise Cancelled(CANCELLED)
                if time.monotonic() >= deadline:
                    raise TimeoutError
            return self._connection.recv_bytes(MAX_BYTES)
        except TimeoutError:
            raise
        except (EOFError, OSError):
            raise _Ended from None

    def _was_stopped(self) -> bool:
        """The child's end of the pipe is closed: it has ended, or is about to."""
        assert self._process
        self._process.join(_ENDING_SECONDS)
        return self._process.exitcode in _STOPPED_BY_OTHERS

    def _discard(self) -> None:
        """End the child, if there is one, and forget it."""
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._connection = None
        self._ready = False
        self._sent.clear()


class _Died(Stumble):
    """The child ended over a file, and not because it took too long. ``by_others``: nor because of the file."""

    def __init__(self, what: str, by_others: bool) -> None:
        super().__init__(what)
        self.by_others = by_others


class _Ended(Exception):
    """The child is gone or talks nonsense."""
