"""What the tables and cards of figures have in common. Pure."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum

from PySide6.QtCore import Qt

from qcapp.stats.figures import Rate, rounded


class FigureRole(IntEnum):
    """What a model of figures gives beside ``TableRole``."""

    NOTE = Qt.ItemDataRole.UserRole + 11
    """Small grey text beside the number: what it is a share of."""
    QUERY = Qt.ItemDataRole.UserRole + 12
    """The FactQuery of the rows behind the number, None where the cell is none."""


def rate_note(rate: Rate) -> str:
    return f"{rate.numerator}/{rate.denominator}" if rate.denominator else ""


def signed(change: Decimal) -> str:
    """+5.4, −0.3, ±0."""
    return f"+{change}" if change > 0 else f"−{-change}" if change < 0 else "±0"


def points(now: Rate, before: Rate) -> Decimal | None:
    """By how many percentage points a rate moved, between the rates as they are shown; None where either is none."""
    if now.value is None or before.value is None:
        return None
    return rounded(100 * now.value, 1) - rounded(100 * before.value, 1)


def share(rate: Rate) -> float:
    """For sorting: no rate is below 0."""
    return float(rate.value) if rate.value is not None else -1.0
