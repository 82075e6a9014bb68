"""What runs inside the reading process: bytes in, a form, a document or a refusal as JSON out, one file after another.

Nothing of the window is ever imported here. How a district's ledger is read it is told.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from qcapp.children.alarm import Alarm
from qcapp.children.last_resort import LastResort
from qcapp.domain.errors import ExpectedError, UnreadableFile
from qcapp.domain.sheet import Document
from qcapp.intake.codec import MAX_BYTES, encode_document, encode_refusal
from qcapp.intake.memory_limit import limit_memory
from qcapp.intake.passwords import Locked
from qcapp.intake.request import Request, receive
from qcapp.intake.stumble import Stumble, stumble_of
from qcapp.intake.words import DAMAGED, LEDGER_DAMAGED, TOO_LONG, TOO_MUCH

if TYPE_CHECKING:
    from qcapp.domain.returned_ledger import ReturnedLedger
    from qcapp.intake.ledgers import LedgerReading

READY = b"ready"
SOFT_SECONDS = 30.0
KILL_SECONDS = 60.0
_FEW_CIRCLES = 50_000  # after how many new values Python looks for circles among them: trees and tables have none
MAX_MEMORY = 2 * 1024**3


class TookTooLong(BaseException):
    """The soft limit has passed. No Exception, so that no parser swallows it."""


def serve(connection: Any) -> None:
    """Entry of the process."""
    serve_with(connection, _parse, prepare=_prepare)


def serve_ledgers(read_ledger: LedgerReading, connection: Any) -> None:
    """Entry of a process that reads ledgers too."""
    serve_with(connection, partial(_parse_or_look, read_ledger), prepare=_prepare)


def serve_with(
    connection: Connection, read: Callable[[Request], Document | ReturnedLedger], soft: float = SOFT_SECONDS,
    hard: float = KILL_SECONDS, prepare: Callable[[], None] = lambda: None,
) -> None:
    """Answer until the pipe ends, which it does when the parent closes it or dies. ``prepare``: done while no file has come."""
    limits = _Limits(soft, hard)
    gc.set_threshold(_FEW_CIRCLES)
    requests: SimpleQueue[Request | None] = SimpleQueue()
    try:
        connection.send_bytes(READY)
        threading.Thread(target=_take_in, args=(connection, requests), name="requests", daemon=True).start()
        prepare()
        while request := _next(requests, limits):
            answer = _answer(request, read, limits)
            with limits.answering():
                connection.send_bytes(answer)
    except OSError:
        return


def _take_in(connection: Connection, requests: SimpleQueue[Request | None]) -> None:
    """Requests as they come, also while a file is read: to send the next one ahead is never to wait for this one's answer."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            requests.put(receive(connection))
    requests.put(None)


def _next(requests: SimpleQueue[Request | None], limits: _Limits) -> Request | None:
    try:
        return requests.get(timeout=limits.patience)
    except Empty:
        limits.rest()
        return requests.get()


def _prepare() -> None:
    """What most returns will need. What is missing is said of the file that needs it."""
    with contextlib.suppress(ImportError):
        import qcapp.forms.locate
        import qcapp.forms.xlsx_reader
        import qcapp.intake.form_codec
        import qcapp.intake.parsing  # noqa: F401


def _answer(request: Request, read: Callable[[Request], Document | ReturnedLedger], limits: _Limits) -> bytes:
    try:
        with limits:
            message = _encoded(read(request), request)
    except ExpectedError as error:
        return encode_refusal(str(error), stumble_of(error), locked=isinstance(error, Locked))
    except ImportError as error:
        stumble = Stumble.over(error)
        return encode_refusal(stumble.sentence, str(stumble))
    except TookTooLong:
        return encode_refusal(TOO_LONG)
    except MemoryError:
        return encode_refusal(_damaged(request))
    except Exception as error:  # what nobody foresaw costs its file only, and is never taken for an end that others made
        return encode_refusal(_damaged(request), str(Stumble.over(error)))
    return message if len(message) <= MAX_BYTES else encode_refusal(TOO_MUCH)


def _damaged(request: Request) -> str:
    return LEDGER_DAMAGED if request.ledger else DAMAGED


def _encoded(found: Document | ReturnedLedger, request: Request) -> bytes:
    if isinstance(found, Document):
        return _form_of(found) if request.form else encode_document(found)
    from qcapp.intake.ledger_codec import encode_ledger

    return encode_ledger(found)


def _form_of(document: Document) -> bytes:
    from qcapp.forms.locate import locate
    from qcapp.intake.form_codec import encode_form

    try:
        return encode_form(locate(document))
    except UnreadableFile:
        if len(encode_document(document)) > MAX_BYTES:  # that it is made to do harm says more than what it lacks
            raise UnreadableFile(TOO_MUCH) from None
        raise


def _parse_or_look(read_ledger: LedgerReading, request: Request) -> Document | ReturnedLedger:
    return read_ledger(Path(request.ledger), request.passwords) if request.ledger else _parse(request)


def _parse(request: Request) -> Document:
    from qcapp.intake.parsing import parse

    return parse(request.data, request.passwords, gently=request.gently)


class _Limits:
    """Memory for the process; time for each file.

    At the soft limit Python code is interrupted and the process lives on. Code that does not come back to Python dies
    a little after the hard limit by a timer of its own, should the parent no longer be there to kill it.
    """

    def __init__(self, soft: float, hard: float) -> None:
        self._soft = soft
        self._expired = False
        self._alarm = Alarm(self._expire, soft)
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as the process
        self._last_resort = LastResort(hard, nowhere)
        self.patience = self._last_resort.patience
        self._untaken = Alarm(self.rest, self.patience)
        # Ctrl+C on the console goes to every process of its group; only the parent acts on it.
        signal.signal(signal.SIGINT, self._interrupted)
        _hush(nowhere.fileno())
        limit_memory(MAX_MEMORY)

    def __enter__(self) -> None:
        self._expired = False
        self._last_resort.begin()
        self._alarm.set(self._soft)

    def __exit__(self, *_: object) -> None:
        self._alarm.clear()
        self._expired = False
        self._last_resort.end()

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Whoever asked ahead may be long in taking the answer, as while a shared ledger is restored: that ends nothing."""
        self._untaken.set(self.patience)
        try:
            yield
        finally:
            self._untaken.clear()

    def rest(self) -> None:
        """No file has come for ``patience`` seconds, or no answer was taken."""
        self._last_resort.rest()

    def _expire(self) -> None:
        self._expired = True
        _thread.interrupt_main()

    def _interrupted(self, *_: object) -> None:
        if self._expired:
            self._expired = False
            raise TookTooLong


def _hush(nowhere: int) -> None:
    """What a parser prints as it dies belongs on nobody's screen, least of all into JSON on standard output."""
    for stream in (1, 2):
        with contextlib.suppress(OSError):
            os.dup2(nowhere, stream)
