"""What 总览 shows, read in one go off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import Figures, MonthRates
from ui.models.facts import FactRow, fact_row
from ui.models.month_flow import MonthFlow, month_flow, unit_states
from ui.models.scope import Scope, ScopeKind
from ui.models.task_figures import TaskLine, task_lines
from ui.theme import Tone

if TYPE_CHECKING:
    from qcapp.services import Services


@dataclass(frozen=True, slots=True)
class Overview:
    """``figures``: of the scope, None where there is nothing to count; ``trouble`` says why. ``before``: of the month before
    the one shown, None where it has nothing, or the figures are of several months. ``issued``: the day on the newest 通报.
    ``tasks``: lines of their table. ``rows``: of all facts of both, by month, measure and unit."""

    period: Period
    scope: Scope
    flow: MonthFlow
    figures: Figures | None
    trouble: str
    before: Figures | None
    states: Mapping[str, tuple[str, Tone]]
    issued: date | None
    corrections: tuple[Correction, ...]
    trend: tuple[MonthRates, ...]
    tasks: tuple[TaskLine, ...]
    rows: Mapping[tuple[Period, EntryKey], FactRow]


def read_overview(services: Services, period: Period, scope: Scope) -> Overview:
    """Touches no widget. ExpectedError where the ledger can't be read."""
    stats, look = services.stats, services.look
    trend = stats.trend(period, on=scope.on)
    counted = {each.period: each.figures for each in trend if each.figures is not None}
    now = counted.get(period) if scope.on is None else None
    now = now or stats.month(period)
    day = stats.issued_day(period)
    corrections = stats.corrections(period, now) if day else ()
    snapshot = look.snapshot(period)
    flow = month_flow(snapshot, look.status(period), now, look.today(), day, corrected=bool(corrections))
    figures, trouble = _of_scope(services, period, scope, {**counted, period: now} if scope.on is None else counted)
    states: Mapping[str, tuple[str, Tone]] = {}
    before = None
    if figures is not None and scope.is_month:
        shown = snapshot if figures is now else look.snapshot(figures.period, scope.on)
        states = unit_states(shown, figures, figures.on)
        earlier = figures.period.shifted(-1)
        if any(unit.before is not None for unit in figures.units):
            before = counted.get(earlier) or stats.month(earlier, scope.on)
    tasks = task_lines(figures, partial(_heading, services)) if figures else ()
    rows = _rows(services, *(each for each in (figures, before) if each is not None))
    return Overview(period, scope, flow, figures, trouble, before, states, day, corrections, trend, tasks, rows)


def _heading(services: Services, period: Period, order: int) -> str:
    task = services.look.plan(period).task_by_order.get(order)
    return task.heading if task else ""


def _rows(services: Services, *figures: Figures) -> dict[tuple[Period, EntryKey], FactRow]:
    """Made here, where nobody waits: a year has a thousand."""
    plan = services.look.plan
    return {
        (fact.period, fact.key): fact_row(fact, plan(fact.period).measure(fact.no).text)
        for each in figures for fact in each.facts
    }


def _of_scope(
    services: Services, period: Period, scope: Scope, counted: Mapping[Period, Figures]
) -> tuple[Figures | None, str]:
    """The figures, or why there are none. ``counted``: months as of the scope's day that need no counting any more."""
    stats = services.stats
    first, last = scope.months(period)
    try:
        if scope.kind is ScopeKind.YEAR:
            return stats.year(period.year, scope.on), ""
        if first == last and first in counted:
            return counted[first], ""
        return stats.span(first, last, scope.on), ""
    except UsageError as error:
        return None, str(error)
