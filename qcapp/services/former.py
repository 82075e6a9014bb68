"""Measures that a month's list has no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qcapp.domain.period import Period
    from qcapp.domain.plan import Measure
    from qcapp.ports import LedgerStore


def former_measures(store: LedgerStore, period: Period) -> dict[int, Measure]:
    """By number, as they last were."""
    plan = store.plan_for(period)
    held = store.amendments(plan.year)
    printed = store.printed(plan.year)
    if plan is printed or not held:
        return {}
    from qcapp.domain.amending import amended, cuts  # few lists change within their year

    found: dict[int, Measure] = dict(printed.measure_by_no)
    for each in cuts(held):
        if each <= period:
            found |= amended(printed, held, each).measure_by_no
    return {no: measure for no, measure in found.items() if no not in plan.measure_by_no}
