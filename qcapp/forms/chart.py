"""A chart as a value, before anything draws it: what stands on its axes, and the numbers, which all stand in a table too."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ChartKind(Enum):
    LINE = "line"
    """Over time: a point a label, a gap where the value is None."""
    BARS = "bars"
    """A horizontal bar a label, the first on top."""
    STACKED = "stacked"
    """Horizontal bars put together of their series."""


@dataclass(frozen=True, slots=True)
class Series:
    """``values`` one a label; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``unit`` stands behind each number (%, 条, 分). ``top``: where the axis ends, None to fit."""

    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    top: float | None = None
    decimals: int = 0
