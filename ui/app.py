"""Where the window program begins. Qt is imported while the ledger is being opened, each in its own thread."""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qcapp.domain.plan import Plan
    from qcapp.services import Services


class Workplace(Protocol):
    """What main hands in: one ledger, not opened yet."""

    path: Path

    def open(self) -> Services: ...

    def create(self, plan: Plan) -> Services: ...

    def built_in_plan(self) -> Plan: ...

    def warm_up(self) -> None:
        """Get ready, in a thread that has time, what the first save and the first returned file need."""


class Opening:
    """The ledger being opened in a thread of its own; ``services`` waits for it and raises what it raised."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._services: Services | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._open, name="open-ledger")
        self._thread.start()

    def services(self) -> Services:
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._services is not None
        return self._services

    def _open(self) -> None:
        try:
            self._services = self._workplace.open()
        except BaseException as error:  # raised again where it is waited for
            self._error = error


def run(workplace: Workplace, window_settings: Path | None, argv: list[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status. ``window_settings``: where its size is kept."""
    gc.disable()  # until the first page stands: nothing made before then is garbage
    opening = Opening(workplace) if workplace.path.exists() else None
    from ui.start import start

    return start(workplace, opening, window_settings, argv or sys.argv[:1])
