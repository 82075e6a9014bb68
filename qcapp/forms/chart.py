"""A chart as a value, before anything draws it: what stands on its axes, and the numbers, which all stand in a table too."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

NO_VALUE = "—"


class ChartKind(Enum):
    LINE = "line"
    """Over time: a point a label, a gap where the value is None."""
    BARS = "bars"
    """A horizontal bar a label, the first on top."""
    STACKED = "stacked"
    """Horizontal bars put together of their series. Behind each stands its first series of the whole (8/11条) where there are
    two, else the whole."""


@dataclass(frozen=True, slots=True)
class Series:
    """``values`` one a label; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``unit`` stands behind each number (%, 条, 分). ``top``: where the axis ends, None to fit.

    Over time a label's second line (7月⏎2021年) is printed where it differs from the one before.
    """

    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    top: float | None = None
    decimals: int = 0

    @property
    def values(self) -> tuple[float, ...]:
        """All that there are."""
        return tuple(value for each in self.series for value in each.values if value is not None)

    def words(self, value: float | None) -> str:
        """A number as it stands beside its bar or point, as in the tables: 88.9%, 100%, 96.0分, — where there is none."""
        return NO_VALUE if value is None else self.number(value) + self.unit

    def number(self, value: float) -> str:
        """Half up; a whole percentage without decimals."""
        exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        if not exact:
            exact = abs(exact)  # no minus before a zero
        whole = self.unit == "%" and exact == exact.to_integral_value()
        return f"{exact:.0f}" if whole else f"{exact:f}"
