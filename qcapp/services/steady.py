"""Settings that are still known when the ledger can't be read: a door has to stay shut, and to open, while its disk is away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qcapp.domain.errors import LedgerError

if TYPE_CHECKING:
    from qcapp.ports import LedgerStore


class SteadySettings:
    """As the ledger has them, else as it had them when they were read last. LedgerError where they never were."""

    def __init__(self, store: LedgerStore) -> None:
        self._store = store
        self._last: Mapping[str, str] | None = None

    def settings(self) -> Mapping[str, str]:
        try:
            self._last = self._store.settings()
        except LedgerError:
            if self._last is None:
                raise
        return self._last

    def remember(self, key: str, value: str) -> None:
        self._store.remember(key, value)
