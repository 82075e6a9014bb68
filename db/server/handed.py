"""What was handed to a connection and is not answered yet: a tunnel takes megabytes at once, and brings them over a slow line
while nothing is heard."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

FLOOR = 20_000
"""Bytes a second, of the slowest line that is worked over."""
_HELD: Final = 16_000_000
"""Bytes that are on their way at most: what was taken beyond them has come through."""
_ROW: Final = 100
"""Bytes that go with each row, besides its texts."""


class Handed:
    """Of one connection; asked and told by whoever has it."""

    def __init__(self) -> None:
        self._bytes, self._began = 0, 0.0

    @contextmanager
    def all_of(self, size: int = 0) -> Iterator[None]:
        """Answered at the end."""
        self._bytes, self._began = size, time.monotonic()
        try:
            yield
        finally:
            self._bytes = 0

    def add(self, size: int) -> None:
        self._bytes += size

    def arrived(self, since: float) -> float:
        """By when all of it has come through, of which the last was taken then: over a line of ``FLOOR``, if it has not shown by
        what it took beyond what may be on its way that it is faster."""
        if not self._bytes:
            return since
        slowly = max(since, self._began + self._bytes / FLOOR)
        beyond = self._bytes - _HELD
        return slowly if beyond <= 0 else min(slowly, since + _HELD * (since - self._began) / beyond)


def size_of(rows: Iterable[Any]) -> int:
    """Bytes of rows of parameters, at most: a Chinese character has three."""
    size = 0
    for row in rows:
        size += _ROW
        for value in row.values() if isinstance(row, Mapping) else row:
            if isinstance(value, str):
                size += 3 * len(value)
            elif isinstance(value, bytes):
                size += len(value)
    return size
