"""A look at a disk that may not answer for long: in a thread of its own, for which neither the window nor other work waits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from qcapp.domain.errors import ExpectedError

if TYPE_CHECKING:
    from queue import SimpleQueue

log = logging.getLogger(__name__)

T = TypeVar("T")

_POLL_MS: Final = 15


class Aside(QObject):
    """One question at a time; of those that come meanwhile the last is asked next.

    The thread touches nothing of Qt: whatever it waits for, the window may go, and the program end.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: tuple[SimpleQueue[tuple[Any, BaseException | None]], Callable[[Any], object]] | None = None
        self._next: tuple[Callable[[], Any], Callable[[Any], object]] | None = None
        self._failed = ""
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._look)

    @property
    def asking(self) -> bool:
        """Whether there is no answer yet."""
        return self._asked is not None

    def ask(self, look: Callable[[], T], answered: Callable[[T], object]) -> None:
        """``answered(look())``, on the GUI thread; what is expected to go wrong is left to whoever reads or writes next."""
        if self._asked is not None:
            self._next = look, answered
            return
        from queue import SimpleQueue

        box: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        self._asked = box, answered
        threading.Thread(target=_find, args=(look, box), name="aside", daemon=True).start()
        self._poll.start()

    @Slot()
    def _look(self) -> None:
        if self._asked is None or self._asked[0].empty():
            return
        box, answered = self._asked
        found, error = box.get_nowait()
        self._poll.stop()
        self._asked, coming, self._next = None, self._next, None
        if coming is not None:
            self.ask(*coming)
        before, self._failed = self._failed, type(error).__name__ if error is not None else ""
        if error is None:
            answered(found)
        elif not isinstance(error, ExpectedError):
            raise error
        elif self._failed != before:  # who looks every few seconds would fill the log with it
            log.info("nothing could be seen: %s", self._failed)


def _find(look: Callable[[], Any], box: SimpleQueue[tuple[Any, BaseException | None]]) -> None:
    try:
        box.put((look(), None))
    except BaseException as error:
        box.put((None, error))
