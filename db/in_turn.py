"""Months of the ledger one after the other, for figures that go through a year: what one lends the next is not read again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from db.entries import EntriesInTurn
from db.plans import Catalogue
from db.query import Query
from db.reading import snapshot
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period


class MonthsInTurn:
    """``reading``: a read transaction each time; ``lists``: the lists as they are within it."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Query]], lists: Callable[[], Catalogue]) -> None:
        self._reading, self._lists, self._entries = reading, lists, EntriesInTurn()

    def snapshot(self, period: Period) -> Snapshot:
        with self._reading() as query:
            return snapshot(query, self._lists(), period, known=self._entries)
