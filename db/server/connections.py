"""The connections of an open ledger: those to read with are used again by whoever reads next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import psycopg

from db.server.former import end
from db.server.patience import Driver, Patience, soon

_IDLE: Final = 4


class Connections:
    """``connect(lock_ms)`` makes one, which waits so long for a lock. Any thread may ask."""

    def __init__(self, patience: Patience, connect: Callable[[int], Driver]) -> None:
        self._patience, self._connect = patience, connect
        self._idle: list[Driver] = []
        self._written_over: list[tuple[int, str]] = []
        self._guard = threading.Lock()
        self._closed = False

    def take(self) -> Driver | None:
        """An idle one that waits for locks as the thread is to that asks; it may have broken meanwhile."""
        lock_ms = self._patience.lock_ms()
        with self._guard:
            fits = next((each for each in reversed(self._idle) if each.lock_ms == lock_ms), None)
            if fits is not None:
                self._idle.remove(fits)
        return fits

    def give_back(self, connection: Driver) -> None:
        """Those that were wanted longest ago go, where there are too many."""
        with self._guard:
            self._idle.append(connection)
            most = 0 if self._closed else _IDLE
            kept = self._idle[max(len(self._idle) - most, 0):]
            gone = [each for each in self._idle if each not in kept]
            self._idle = kept
        for each in gone:
            each.close()

    def for_reading(self) -> Driver:
        lock_ms = self._patience.lock_ms()

        def connect() -> Driver:
            connection = self._connect(lock_ms)
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            return connection

        return soon(connect, self._patience, self.give_back) if self._patience.hurries else connect()

    def for_writing(self) -> Driver:
        """Any thread may use it later: for how long it waits for a lock is said each time."""
        if self._patience.hurries:
            made = soon(lambda: self._connect(0), self._patience, Driver.close)
        else:
            self._patience.ensure_answered()
            made = self._connect(0)
        self._written_over.append((made.number, made.name))
        return made

    def for_writing_alone(self) -> Driver:
        """There is one at a time: those before it are of no more use, and hold up nobody."""
        made = self.for_writing()
        self.end_former(made)
        return made

    def end_former(self, connection: Driver) -> None:
        """All that were made to write over, but that one."""
        mine = connection.number, connection.name
        former = [each for each in self._written_over if each != mine]
        if former:
            end(former, connection)
            self._written_over = [mine]

    def drop(self) -> None:
        """The idle ones, once nothing is heard on one of them: the network may have forgotten all that were made before."""
        with self._guard:
            idle, self._idle = self._idle, []
        for each in idle:
            each.close()

    def close(self) -> None:
        with self._guard:
            self._closed = True
        self.drop()
