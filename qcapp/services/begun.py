"""Months of which there is nothing to tell yet: nothing was sent, received, entered or decided."""

from __future__ import annotations

from qcapp.domain.errors import UsageError
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period


def nothing_yet(period: Period) -> str:
    """How that is said, as the first part of a sentence."""
    return f"{period.label}还没有下发，也没有收到填报"


def require_begun(month: Snapshot, what: str) -> None:
    """UsageError where there is nothing yet that ``what`` (通报, 催报) could be about."""
    if not month.begun:
        until = f"截至 {month.on.isoformat()}，" if month.on else ""
        raise UsageError(f"{until}{nothing_yet(month.period)}，没有可{what}的内容，请先下发，或换一个报告期。")
