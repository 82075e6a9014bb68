"""The day a month is due, moved past holidays where the setting says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.settings import DUE_SHIFT


def due_day(plan: Plan, period: Period, settings: Mapping[str, str]) -> date:
    """The last day to report that month, until 24:00."""
    day = period.due(plan.due_day)
    if DUE_SHIFT.text(settings) == "no":
        return day
    from qcapp.domain.workdays import next_workday  # the calendar is only needed here

    return next_workday(day)
