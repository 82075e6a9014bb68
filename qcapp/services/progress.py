"""Progress that nobody listens to, and the check between steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qcapp.domain.errors import Cancelled

if TYPE_CHECKING:
    from qcapp.ports import Progress


class _Silent:
    """Hears nothing and never cancels."""

    def report(self, done: int, total: int, what: str) -> None:
        """Nobody listens."""

    def cancelled(self) -> bool:
        return False


SILENT: Progress = _Silent()


def step(progress: Progress, done: int, total: int, what: str) -> None:
    """Report, and stop here when the user has cancelled."""
    if progress.cancelled():
        raise Cancelled("操作已取消，台账没有变化。")
    progress.report(done, total, what)
