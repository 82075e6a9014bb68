"""Months as they were read last, whole: given out again while nothing was written since."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final, NamedTuple

from db.entries import KnownEntries, newest_written
from db.plans import Catalogue
from db.query import Query
from db.reading import settings, snapshot
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period

_KEPT: Final = 3
_FEWEST: Final = 2
_MOST: Final = 20_000
"""Entries of all months that are kept, beyond the fewest."""


class _Read(NamedTuple):
    catalogue: Catalogue
    newest: tuple[int, str]
    snapshot: Snapshot


class KnownMonths:
    """Any thread may ask. Settings alone can change without an operation; they are read each time."""

    def __init__(self) -> None:
        self._entries = KnownEntries()
        self._months: dict[Period, _Read] = {}
        self._lock = threading.Lock()

    def of(self, query: Query, catalogue: Catalogue, period: Period) -> Snapshot:
        """The month as it is in the read transaction of ``query``."""
        newest = newest_written(query)
        with self._lock:
            known = self._months.get(period)
        if known is None or known.newest != newest or known.catalogue is not catalogue:
            month = snapshot(query, catalogue, period, known=self._entries)
        elif (now := settings(query)) != known.snapshot.settings:
            month = replace(known.snapshot, settings=now)
        else:
            month = known.snapshot
        with self._lock:
            self._months.pop(period, None)
            self._months[period] = _Read(catalogue, newest, month)
            while len(self._months) > _KEPT or (len(self._months) > _FEWEST and self._held() > _MOST):
                del self._months[next(iter(self._months))]
        return month

    def _held(self) -> int:
        return sum(len(each.snapshot.entries) for each in self._months.values())
