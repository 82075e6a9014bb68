"""Working days in China: public holidays and the weekends worked in their stead, as the ``holidays`` library has them."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holidays.countries.china import China


def _china() -> type[China]:
    """Its calendar alone. The library's package of countries imports each of them, 7 MB, as soon as one is asked for; so it is
    put in its place without being run."""
    countries = "holidays.countries"
    spec = find_spec(countries) if countries not in sys.modules else None
    if spec is not None:
        sys.modules.setdefault(countries, module_from_spec(spec))
    from holidays.countries.china import China

    return China


_CHINA: Final = _china()


@cache
def _calendar(year: int) -> China:
    return _CHINA(years=year)


def is_workday(day: date) -> bool:
    """Of a year whose arrangement is not announced: no weekend, no statutory holiday."""
    return bool(_calendar(day.year).is_working_day(day))


def next_workday(day: date) -> date:
    """That day itself where it is one."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def last_workday(day: date) -> date:
    """That day itself, else the last one before it."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def workday_after(day: date, count: int) -> date:
    """The ``count``-th working day after that day."""
    for _ in range(count):
        day = next_workday(day + timedelta(days=1))
    return day


def is_announced(year: int) -> bool:
    """Whether the library knows which weekends are worked that year; before, only weekends and statutory days are told."""
    return any(day.year == year for day in _calendar(year).weekend_workdays)
