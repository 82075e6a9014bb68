"""Whether anything is still to come on a connection on which nothing was heard for long: asked over another one.

A network may forget one connection or all of them, and tell nobody; a server may be long at what was asked. From the silence
alone nobody can tell which it is.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Final

import psycopg

from db.server.errors import says_nobody_answers
from db.server.patience import Driver, Lost

ASIDE_SECONDS = 6
"""For a new connection to be made, and for its answer: a server that has much to do needs a while for that too."""
_AT_WORK: Final = "SELECT state, wait_event_type FROM pg_stat_activity WHERE pid = %s"


class _Shortly:
    """How long that answer is waited for."""

    def in_vain(self, since: float) -> bool:
        return time.monotonic() - since > ASIDE_SECONDS


def is_lost(connect: Callable[[int], Driver], number: int) -> Lost | None:
    """Nobody answers a new connection either (``connect`` gives up after so many seconds), or the server is not at what was
    asked by its backend of that ``number``. Where that can't be told, it is not lost."""
    try:
        with contextlib.closing(connect(ASIDE_SECONDS)) as other:
            other.limit = _Shortly()
            other.autocommit = True
            other.execute("SET ROLE NONE")  # a group's role sees nothing of what its members do
            own, found = other.info.backend_pid, other.execute(_AT_WORK, (number,)).fetchone()
            known = other.execute(_AT_WORK, (own,)).fetchone()
    except psycopg.Error as error:  # or there is somebody who says no
        return Lost.ALL if says_nobody_answers(error) else None
    if known is None or known[0] != "active":  # numbers are another's, as of one who lends connections, or nothing is told
        return None
    if found is None:
        return Lost.CONNECTION
    state, waits_for = found
    at_nothing = str(state).startswith("idle") or (state == "active" and waits_for == "Client")
    return Lost.CONNECTION if at_nothing else None
