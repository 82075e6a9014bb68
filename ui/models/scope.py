"""Which months figures are for, and as of which day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from qcapp.domain.period import Period


class ScopeKind(Enum):
    """The value is the word on its chip."""

    MONTH = "本月"
    TO_DATE = "今年以来"
    YEAR = "全年"
    SPAN = "起止月份"


@dataclass(frozen=True, slots=True)
class Scope:
    """``first`` and ``last`` count for a SPAN only: the other kinds follow the month of the window. ``on`` None: today."""

    kind: ScopeKind = ScopeKind.MONTH
    first: Period | None = None
    last: Period | None = None
    on: date | None = None

    def months(self, period: Period) -> tuple[Period, Period]:
        """First and last, both counted."""
        match self.kind:
            case ScopeKind.MONTH:
                return period, period
            case ScopeKind.TO_DATE:
                return Period(period.year, 1), period
            case ScopeKind.YEAR:
                return Period(period.year, 1), Period(period.year, 12)
            case ScopeKind.SPAN:
                return self.first or period, self.last or period

    @property
    def for_other_month(self) -> Scope:
        """What stays of it when the window shows another month."""
        kind = self.kind if self.kind in (ScopeKind.TO_DATE, ScopeKind.YEAR) else ScopeKind.MONTH
        return Scope(kind)

    @property
    def is_month(self) -> bool:
        return self.kind is ScopeKind.MONTH or (self.kind is ScopeKind.SPAN and self.first == self.last)


def span_label(first: Period, last: Period) -> str:
    """2021年7月, 2021年5月至7月, 2021年11月至2022年1月."""
    if first == last:
        return last.label
    return f"{first.label}至{last.month}月" if first.year == last.year else f"{first.label}至{last.label}"
