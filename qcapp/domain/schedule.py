"""Schedule 时序进度: how far a measure should have come by a day, and how far it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from qcapp.domain.rulings import Milestone


def percent_due(milestones: Iterable[Milestone], day: date) -> int:
    """What the last milestone asks for whose day has come; 0 before the first."""
    return max((each.percent for each in milestones if each.day <= day), default=0)


def percent_done(milestones: Iterable[Milestone], day: date) -> int:
    """What the furthest milestone stands for that was reached by then; 0 before the first."""
    return max((each.percent for each in milestones if each.done and each.done <= day), default=0)


def points_behind(milestones: Sequence[Milestone], day: date) -> int:
    """Percentage points between the two; 0 on schedule or ahead of it.

    >>> points_behind([Milestone(date(2021, 6, 30), "方案印发", 40)], date(2021, 7, 1))
    40
    """
    return max(0, percent_due(milestones, day) - percent_done(milestones, day))


def is_complete(milestones: Iterable[Milestone], day: date) -> bool:
    """Whether all of it was done by then."""
    return percent_done(milestones, day) >= 100
