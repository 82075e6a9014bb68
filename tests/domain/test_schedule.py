"""How far a measure should have come, and how far it has."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.rulings import Milestone
from qcapp.domain.schedule import is_complete, percent_done, percent_due, points_behind


def stones(*done: date | None) -> tuple[Milestone, ...]:
    """40 by March 31st, 70 by June 30th, 100 by December 31st."""
    days = (date(2021, 3, 31), date(2021, 6, 30), date(2021, 12, 31))
    return tuple(
        Milestone(day, f"节点{place}", percent, done[place] if place < len(done) else None)
        for place, (day, percent) in enumerate(zip(days, (40, 70, 100), strict=True))
    )


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2021, 3, 30), 0), (date(2021, 3, 31), 40), (date(2021, 6, 29), 40), (date(2021, 6, 30), 70),
        (date(2021, 12, 31), 100), (date(2022, 5, 1), 100),
    ],
)
def test_a_milestone_asks_from_its_day_on(day: date, percent: int) -> None:
    assert percent_due(stones(), day) == percent


@pytest.mark.parametrize(
    ("done", "day", "percent"),
    [
        ((), date(2021, 7, 1), 0),
        ((date(2021, 4, 2),), date(2021, 4, 1), 0),
        ((date(2021, 4, 2),), date(2021, 4, 2), 40),
        ((None, date(2021, 6, 1)), date(2021, 7, 1), 70),
        ((date(2021, 4, 2), None, date(2021, 7, 9)), date(2021, 7, 9), 100),
    ],
)
def test_what_was_reached_by_then_is_the_furthest(done: tuple[date | None, ...], day: date, percent: int) -> None:
    assert percent_done(stones(*done), day) == percent


@pytest.mark.parametrize(
    ("done", "day", "points"),
    [
        ((), date(2021, 1, 1), 0),
        ((), date(2021, 7, 1), 70),
        ((date(2021, 3, 1),), date(2021, 7, 1), 30),
        ((date(2021, 3, 1), date(2021, 5, 1)), date(2021, 7, 1), 0),
        ((date(2021, 3, 1), date(2021, 5, 1)), date(2021, 3, 1), 0),
    ],
)
def test_points_behind(done: tuple[date | None, ...], day: date, points: int) -> None:
    assert points_behind(stones(*done), day) == points


def test_no_schedule_is_never_behind_and_never_complete() -> None:
    assert points_behind((), date(2021, 7, 1)) == 0
    assert not is_complete((), date(2021, 7, 1))


def test_complete_from_the_day_that_the_last_was_reached() -> None:
    all_done = stones(None, None, date(2021, 11, 2))
    assert not is_complete(all_done, date(2021, 11, 1))
    assert is_complete(all_done, date(2021, 11, 2))


DAYS = st.dates(date(2021, 1, 1), date(2021, 12, 31))
SCHEDULES = st.lists(st.builds(Milestone, DAYS, st.just("做"), st.integers(1, 100), st.none() | DAYS), max_size=5)


@given(SCHEDULES, DAYS)
def test_points_stay_within_a_hundred_and_reaching_one_more_never_adds_any(schedule: list[Milestone], day: date) -> None:
    behind = points_behind(schedule, day)
    assert 0 <= behind <= 100
    reached = [Milestone(each.day, each.what, each.percent, each.done or day) for each in schedule]
    assert points_behind(reached, day) <= behind
