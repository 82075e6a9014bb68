"""Working days as the arrangement of a year has them, without what other countries' calendars take."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from qcapp.domain.workdays import is_announced, is_workday, last_workday, next_workday, workday_after
from tests.programs import ended

PROBE = """
import sys
from datetime import date
from qcapp.domain.workdays import is_workday
assert is_workday(date(2021, 10, 9)) and not is_workday(date(2021, 10, 7))
print(sorted(name for name in sys.modules if name.startswith("holidays.countries.")))
import holidays
print(holidays.country_holidays("SG", years=2021).get(date(2021, 8, 9)), holidays.China.__name__)
"""


@pytest.mark.parametrize(("day", "worked"), [
    (date(2021, 10, 9), True), (date(2021, 10, 7), False), (date(2021, 10, 8), True), (date(2021, 10, 10), False),
    (date(2026, 2, 14), True), (date(2026, 2, 17), False),
])
def test_a_weekend_worked_for_a_holiday_is_a_working_day(day: date, worked: bool) -> None:
    assert is_workday(day) is worked


def test_a_due_day_is_moved_past_the_holiday_to_either_side() -> None:
    assert next_workday(date(2021, 10, 3)) == date(2021, 10, 8)
    assert last_workday(date(2021, 10, 3)) == date(2021, 9, 30)
    assert workday_after(date(2021, 9, 30), 2) == date(2021, 10, 9)


def test_a_year_without_an_arrangement_is_told_apart() -> None:
    assert is_announced(2021)
    assert not is_announced(2090)


def test_only_the_calendar_that_is_used_is_loaded_and_the_library_has_its_others_yet() -> None:
    done = ended([sys.executable, "-c", PROBE], check=True)
    assert done.stdout.splitlines() == ["['holidays.countries.china']", "National Day China"]
