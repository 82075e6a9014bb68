"""A server that does not answer holds nobody up twice: while it is known to be away, what is asked of it fails at once, and the
look that is taken every few seconds finds out when it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from qcapp.domain.errors import LedgerError, LedgerTrouble

_PATIENCE: Final = 2.0
"""Seconds that a look may take before others are not made to wait for the same."""
_REST: Final = 10.0
"""Seconds after which somebody may try by themselves, should nobody look."""
_SILENT: Final = "服务器“{host}”没有回应，请检查网络，或请管理员看看服务器后再试。"


class NotKnown(LedgerError):
    """Whether one save was written. It says nothing to anybody else, nor whether the server is there by now."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, LedgerTrouble.UNREACHABLE)


class Answering:
    """Of one open ledger; any thread may ask."""

    def __init__(self, host: str) -> None:
        self._silent = _SILENT.format(host=host)
        self._looks: tuple[int, float] | None = None
        self._away: tuple[LedgerError, float] | None = None

    @contextmanager
    def looking(self) -> Iterator[None]:
        """A look is under way in this thread, which may wait."""
        self._looks = threading.get_ident(), time.monotonic()
        try:
            yield
        finally:
            self._looks = None

    @contextmanager
    def asking(self) -> Iterator[None]:
        """LedgerError at once where it would be waited for in vain."""
        looks, away, now = self._looks, self._away, time.monotonic()
        looker = looks is not None and looks[0] == threading.get_ident()
        if not looker and looks is not None and now - looks[1] > _PATIENCE:
            raise LedgerError(self._silent, LedgerTrouble.UNREACHABLE)
        if not looker and away is not None and now - away[1] < _REST:
            raise LedgerError(str(away[0]), LedgerTrouble.UNREACHABLE)
        try:
            yield
        except NotKnown:
            raise
        except LedgerError as error:
            waited = time.monotonic() - now > _PATIENCE  # one that refuses at once may be asked again at once
            if error.trouble is LedgerTrouble.UNREACHABLE and waited:
                self._away = error, time.monotonic()
            raise
        self._away = None
