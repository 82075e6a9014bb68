"""Period 报告期: one month, with its due day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qcapp.domain.errors import UsageError

# What may be written: the months and days around it that are reckoned with must be ones that the calendar has.
FIRST_YEAR, LAST_YEAR = 1901, 9998
_WRITTEN = re.compile(r"^\s*(\d{4})\s*[-—–/.年]?\s*(\d{1,2})\s*月?\s*$")


def last_day_of(year: int, month: int) -> int:
    """Its number: 28 to 31. (The calendar module would bring in the locale, on the way to the first rows.)"""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def within_years(year: int, what: str) -> int:
    """That year; UsageError where it is too far off to be reckoned with. ``what``: what was written, as 日期“9999-12-31”."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(f"{what}太早或太晚，请写在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间。")
    return year


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month. Sorts by time; ``str`` gives ``2021-07``."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise UsageError(f"“{self.year}-{self.month}”不是一个月份，请写成 2021-07 这样的报告期。")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2021-07``, ``202107``, ``2021年7月``; else, and for one beyond FIRST_YEAR or LAST_YEAR, UsageError."""
        found = _WRITTEN.match(text)
        if not found:
            raise UsageError(f"报告期“{text}”看不懂，请写成 2021-07 这样的年和月。")
        return cls(within_years(int(found[1]), f"报告期“{text}”"), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        """As printed: 2021年7月."""
        return f"{self.year}年{self.month}月"

    @property
    def compact(self) -> str:
        """As it stands in a 表号: 202107."""
        return f"{self.year:04d}{self.month:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, last_day_of(self.year, self.month))

    def due(self, day: int) -> date:
        """The due day in this month; a day past the month's end is its last day."""
        return date(self.year, self.month, min(day, self.last_day.day))

    def shifted(self, months: int) -> Period:
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)
