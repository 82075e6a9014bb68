"""How long is waited, and by whom. The window's own thread is held up for a moment only: by colleagues who write or restore, and
by a server that is not heard of. Other threads wait for as long as the work of others may take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import psycopg

from db.server.handed import Handed
from db.server.pieces import Pieces
from qcapp.domain.errors import LedgerError, LedgerTrouble

if TYPE_CHECKING:
    from db.server.answering import Answering

RV = TypeVar("RV")

LOCK_MS = 1_000
"""For what another has: the turn to write, or tables that are being restored."""
QUIET_SECONDS = 0.5
"""Without a word from the server, after which a look is taken whether it is there: what was asked may take it long."""
_LOOK_SECONDS: Final = 10.0
"""Without a word, after which a look is given up."""
WINDOW_SECONDS = 10.0
"""Without a word, after which the window's thread gives up though the server is there: the network may have forgotten this very
connection."""
DOUBT_SECONDS = 3.0
"""Without a word, after which who is no window asks by another connection whether anything is to come; and so again."""
SURE_SECONDS = 15.0
"""Without a word, after which it is believed that nothing is to come, said more than once; from when all that was sent must have
come there (``db.server.handed``): until then the server is at nothing."""
_SURE: Final = 2
_AT_WORK_SECONDS: Final = 10.0
"""After the answer that the server is at it."""
MOST_SECONDS = 150.0
"""Without a word, after which anybody gives up: whatever is asked, the server itself has given it up long before. A network may
swallow answers without an end."""
_TICK: Final = 0.1
_REST: Final = 2.0
"""After the window has waited for a lock in vain, what it asks next would wait for the same."""


_JUST: Final = 1.0
"""After nobody answered any connection, in which a new one is not tried again."""


class Lost(Enum):
    ALL = "nobody answers"
    CONNECTION = "the server answers on others"


class Silent(psycopg.OperationalError):
    """Nothing was heard of the server: how far it is with what was asked, nobody knows. ``lost``: as far as that is known."""

    def __init__(self, lost: Lost = Lost.ALL) -> None:
        super().__init__("timeout: nothing was heard of the server")
        self.lost = lost


class Patience:
    """Of one open ledger. ``look``: a trifle that is asked of the server, which tells ``answering``. ``is_lost``: whether nothing
    is to come any more from the server's backend of that number."""

    def __init__(self, answering: Answering, look: Callable[[], object], is_lost: Callable[[int], Lost | None]) -> None:
        self._answering, self._look, self.is_lost = answering, look, is_lost
        self._nobody = float("-inf")
        self._window: int | None = None
        self._held: dict[str, tuple[LedgerError, float]] = {}

    def hurry(self, *, on: bool) -> None:
        """The thread that calls is a window's; ``on`` False: it is so no more."""
        self._window = threading.get_ident() if on else None

    @property
    def hurries(self) -> bool:
        """Whether the thread that asks is the window's."""
        return threading.get_ident() == self._window

    @property
    def is_short(self) -> bool:
        """Whether the thread that asks is to wait for no lock: a look learns from one that the server is there."""
        return self.hurries or self._answering.is_mine

    def lock_ms(self) -> int:
        """For how long the thread that asks waits for a lock; 0: as long as anybody."""
        return LOCK_MS if self.is_short else 0

    @contextmanager
    def turn(self, lock: threading.RLock, busy: Callable[[], LedgerError]) -> Iterator[None]:
        """Of those who write in this program."""
        if not lock.acquire(timeout=LOCK_MS / 1_000 if self.hurries else -1):
            raise busy()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def once(self, what: str) -> Iterator[None]:
        """The window waits once for ``what`` another has, not for each thing that it then asks."""
        held, since = self._held.get(what, (None, 0.0))
        if held is not None and self.hurries and time.monotonic() - since < _REST:
            raise LedgerError(str(held), held.trouble)
        try:
            yield
        except LedgerError as error:
            if error.trouble is LedgerTrouble.BUSY and self.hurries:
                self._held[what] = error, time.monotonic()
            raise
        self._held.pop(what, None)

    def nobody_answers(self) -> None:
        self._nobody = time.monotonic()

    def ensure_answered(self) -> None:
        """Silent where that was just found: another connection would be waited for in vain once more."""
        if time.monotonic() - self._nobody < _JUST:
            raise Silent

    def in_vain(self, since: float) -> bool:
        """Whether the thread that asks is to give up, which has heard nothing ``since`` then."""
        quiet = time.monotonic() - since
        if not self.hurries:
            return quiet > (_LOOK_SECONDS if self._answering.is_mine else MOST_SECONDS)
        if quiet < QUIET_SECONDS:
            return False
        if self._answering.is_silent(since) or quiet > WINDOW_SECONDS:
            return True
        if self._answering.may_look(since):
            threading.Thread(target=self._look, name="server look", daemon=True).start()
        return False


class Limit(Protocol):
    def in_vain(self, since: float) -> bool:
        """Whether the thread that asks is to give up, which has heard nothing ``since`` then."""


class Driver(psycopg.Connection[Any]):
    """``patience``: by which it waits for the server; None: by ``limit``, or for as long as it takes. ``lock_ms``: for how long
    it was made to wait for a lock; 0: as any. ``endless``: what is asked in this transaction has no limit on the server
    either. ``handed``: what it has to send, by whoever sends much; ``pieces``: files that it has sent, for a statement to put in
    their place. ``name`` and ``number``: by which the server knows it."""

    patience: Patience | None = None
    limit: Limit | None = None
    lock_ms = 0
    endless = False
    name, number = "", 0

    def __init__(self, *made: Any) -> None:
        super().__init__(*made)
        self.handed, self.pieces = Handed(), Pieces()

    def wait(self, gen: Generator[Any, Any, RV], *args: Any, **more: Any) -> RV:
        limit = self._how_long()
        if limit is None:
            return super().wait(gen, *args, **more)
        try:
            return super().wait(_limited(gen, limit), *args, **more)
        except Silent as silent:
            self.pgconn.finish()  # what it may still say is for nobody
            if isinstance(limit, Doubt):
                silent.lost = limit.found
            raise

    def _how_long(self) -> Limit | None:
        patience = self.patience
        if patience is None:
            return self.limit
        if patience.is_short:
            return patience
        return Doubt(patience, self.number, self.handed, endless=self.endless)


class Doubt:
    """Of one wait of a thread that has the time: whether it is in vain."""

    def __init__(self, patience: Patience, number: int, handed: Handed, *, endless: bool) -> None:
        self._patience, self._number, self._handed, self._endless = patience, number, handed, endless
        self._since = 0.0
        self._lost, self._ask_after = 0, DOUBT_SECONDS
        self.found = Lost.ALL

    def in_vain(self, since: float) -> bool:
        if since != self._since:  # something came meanwhile
            self._since, self._lost, self._ask_after = since, 0, DOUBT_SECONDS
        if not self._endless and self._patience.in_vain(since):
            return True
        sent = min(self._handed.arrived(since), since + MOST_SECONDS - SURE_SECONDS)
        quiet = time.monotonic() - sent
        if self._lost >= _SURE and quiet > SURE_SECONDS:
            if self.found is Lost.ALL:
                self._patience.nobody_answers()
            return True
        if quiet > self._ask_after:
            lost = self._patience.is_lost(self._number)
            self._lost, self.found = (self._lost + 1, lost) if lost else (0, Lost.ALL)
            self._ask_after = time.monotonic() - sent + (DOUBT_SECONDS if lost else _AT_WORK_SECONDS)
        return False  # until it has been listened once more


def _limited(gen: Generator[Any, Any, RV], limit: Limit) -> Generator[Any, Any, RV]:
    """Silent where nothing is heard for too long."""
    heard, ready = time.monotonic(), None
    while True:
        try:
            wanted = gen.send(ready)
        except StopIteration as done:
            answer: RV = done.value
            return answer
        ready = yield wanted
        if ready:
            heard = time.monotonic()
        elif limit.in_vain(heard):
            raise Silent


def soon(connect: Callable[[], Driver], patience: Patience, late: Callable[[Driver], object]) -> Driver:
    """Connect beside the window's thread: a name that can't be looked up takes as long as the system likes. Silent, and one that
    comes later is for ``late``, where nothing is heard."""
    made: Future[Driver] = Future()

    def work() -> None:
        try:
            found = connect()
        except BaseException as error:
            if made.set_running_or_notify_cancel():
                made.set_exception(error)
            return
        if made.set_running_or_notify_cancel():
            made.set_result(found)
        else:
            late(found)

    began = time.monotonic()
    threading.Thread(target=work, name="server connection", daemon=True).start()
    while True:
        try:
            return made.result(_TICK)
        except TimeoutError:
            if patience.in_vain(began) and made.cancel():
                raise Silent from None
