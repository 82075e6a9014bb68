"""What 总览 shows, read in one go off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import Figures
from ui.models.month_flow import MonthFlow, month_flow, unit_states
from ui.models.scope import Scope, ScopeKind
from ui.theme import Tone

if TYPE_CHECKING:
    from qcapp.services import Services


@dataclass(frozen=True, slots=True)
class Overview:
    """``figures``: of the scope, None where there is nothing to count; ``trouble`` says why. ``before``: of the month before
    the one shown, None where it has nothing, or the figures are of several months. ``issued``: the day on the newest 通报."""

    period: Period
    scope: Scope
    flow: MonthFlow
    figures: Figures | None
    trouble: str
    before: Figures | None
    states: Mapping[str, tuple[str, Tone]]
    issued: date | None
    corrections: tuple[Correction, ...]
    trend: tuple[Figures, ...]


def read_overview(services: Services, period: Period, scope: Scope) -> Overview:
    """Touches no widget. ExpectedError where the ledger can't be read."""
    stats, look = services.stats, services.look
    now = stats.month(period)
    issued = stats.issued(period)
    corrections = stats.corrections(period, now) if issued else ()
    day = issued.bulletin.issued if issued else None
    snapshot = look.snapshot(period)
    flow = month_flow(snapshot, look.status(period), now, look.today(), day, len(corrections))
    figures, trouble = _of_scope(services, period, scope, now)
    states: Mapping[str, tuple[str, Tone]] = {}
    before = None
    if figures is not None and scope.is_month:
        shown = snapshot if figures is now else look.snapshot(figures.period, scope.on)
        states = unit_states(shown, figures, figures.on)
        if any(unit.before is not None for unit in figures.units):
            before = stats.month(figures.period.shifted(-1), scope.on)
    return Overview(
        period, scope, flow, figures, trouble, before, states, day, corrections, stats.trend(period, on=scope.on)
    )


def _of_scope(services: Services, period: Period, scope: Scope, now: Figures) -> tuple[Figures | None, str]:
    """The figures, or why there are none."""
    stats = services.stats
    first, last = scope.months(period)
    try:
        if scope.kind is ScopeKind.YEAR:
            return stats.year(period.year, scope.on), ""
        if first == last == period and scope.on is None:
            return now, ""
        return stats.span(first, last, scope.on), ""
    except UsageError as error:
        return None, str(error)
