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
_AGAIN: Final = 1.0
"""Seconds between two looks, for whoever waits on account of them."""
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
        self._looked = self._missed = float("-inf")
        self._away: tuple[LedgerError, float] | None = None

    @property
    def is_mine(self) -> bool:
        """Whether the look that is under way is this thread's."""
        looks = self._looks
        return looks is not None and looks[0] == threading.get_ident()

    @property
    def is_looked_for(self) -> bool:
        """Whether a look is under way."""
        return self._looks is not None

    @contextmanager
    def looking(self) -> Iterator[None]:
        """A look is under way in this thread, which may wait."""
        self._looked = time.monotonic()
        self._looks = threading.get_ident(), self._looked
        try:
            yield
        except LedgerError as error:
            if error.trouble is LedgerTrouble.UNREACHABLE:
                self._missed = time.monotonic()
            raise
        finally:
            self._looks = None

    def may_look(self, since: float) -> bool:
        """Whether no look is under way, and the last can't tell of a silence ``since`` then, or is a while ago."""
        return not self.is_looked_for and (self._looked < since or time.monotonic() - self._looked > _AGAIN)

    def is_silent(self, since: float) -> bool:
        """Whether a look has found nobody since then, or waits for too long already."""
        looks = self._looks
        return self._missed > since or (looks is not None and time.monotonic() - looks[1] > _PATIENCE)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """LedgerError at once where it would be waited for in vain."""
        looks, away, now = self._looks, self._away, time.monotonic()
        looker = self.is_mine
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
