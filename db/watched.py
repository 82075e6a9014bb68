"""Whoever watches an open ledger, in a file or on a server, is told what stops it and when it is well again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from qcapp.domain.errors import LedgerError, LedgerTrouble

# What stops writing until something is done about it; a busy ledger is free again in a moment.
_STOPPING: Final = frozenset({
    LedgerTrouble.DAMAGED, LedgerTrouble.NOT_WRITABLE, LedgerTrouble.NO_SPACE, LedgerTrouble.MOVED, LedgerTrouble.UNREACHABLE,
    LedgerTrouble.MISSING, LedgerTrouble.DENIED,
})


class Watched:
    """``_fixed``: why nothing can be written, known since it was opened; "" where it can. ``_broken``: the damage found."""

    def __init__(self) -> None:
        super().__init__()
        self._closed, self._fixed = False, ""
        self._broken: LedgerError | None = None
        self._ailing: LedgerTrouble | None = None
        self._heard: Callable[[LedgerError | None], None] | None = None

    def watch(self, heard: Callable[[LedgerError | None], None] | None) -> None:
        """``heard`` is told, in whichever thread it happens, of each read or write that the ledger's state stopped, and by None
        when it is well again."""
        self._heard = heard
        if heard is not None and self._broken is not None:
            heard(self._broken)  # it was found before anybody watched

    def _tell(self, error: LedgerError | None) -> None:
        """An error that no ledger's state explains is nobody's to hear; damage stays until another ledger is at hand."""
        if self._closed or (error is not None and error.trouble not in _STOPPING) or (error is None and self._ailing is None):
            return
        if self._fixed and error is not None and error.trouble is LedgerTrouble.NOT_WRITABLE:
            return  # known since it was opened
        if error is not None and error.trouble is LedgerTrouble.DAMAGED:
            if self._broken is not None:
                return
            self._broken = error
        self._ailing = error.trouble if error is not None else None
        if self._heard is not None:
            self._heard(error)
