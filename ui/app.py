"""Where the window program begins; Qt is not imported before ``run``."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qcapp.domain.plan import Plan
    from qcapp.services import Services


class Workplace(Protocol):
    """What main hands in: one ledger, not opened yet."""

    path: Path
    named: bool
    """Whether the user named this ledger: then no other is opened in its stead."""

    def open(self) -> Services: ...

    def create(self, plan: Plan) -> Services: ...

    def built_in_plan(self) -> Plan: ...

    def warm_up(self) -> None:
        """Get ready, in a thread that has time, what the first save and the first returned file need."""


def run(workplace: Workplace, window_settings: Path | None, argv: list[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status. ``window_settings``: where its size is kept."""
    gc.disable()  # until the first page stands: nothing made before then is garbage
    from ui.start import start

    return start(workplace, window_settings, argv or sys.argv[:1])
