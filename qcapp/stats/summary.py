"""From months of facts to figures: what units, tasks and the whole district add up to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.settings import (
    COVERAGE_WEIGHT,
    DEDUCTION,
    DUE_SHIFT,
    GROUPS,
    QUALIFICATION_WEIGHT,
    RULES_OFF,
    RULES_WEIGHTS,
    TIMELINESS_WEIGHT,
)
from qcapp.stats.figures import EntryFact, Figures, Standing, TaskFigures, UnitFigures, tally
from qcapp.stats.ranking import standings
from qcapp.stats.rules import RULES_VERSION

JUDGED_BY = tuple(
    each.key for each in (
        COVERAGE_WEIGHT, TIMELINESS_WEIGHT, QUALIFICATION_WEIGHT, DEDUCTION, GROUPS, DUE_SHIFT, RULES_OFF, RULES_WEIGHTS,
    )
)
"""Keys of the settings that figures depend on."""

_NO_STANDINGS: Mapping[str, Standing] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """One month: its list, and a fact for each assignment."""

    plan: Plan
    period: Period
    facts: tuple[EntryFact, ...]


def figures(
    months: Sequence[MonthFacts], on: date, settings: Mapping[str, str], before: Mapping[str, Standing] = _NO_STANDINGS
) -> Figures:
    """The figures of one month or several, ascending, at least one. ``before``: where units stood in the month before.

    Units and tasks are those of all the months' lists, in the order in which they first stand there.
    """
    facts = tuple(fact for month in months for fact in month.facts)
    by_unit: dict[str, list[EntryFact]] = {unit.name: [] for month in months for unit in month.plan.units}
    by_task: dict[tuple[int, str], list[EntryFact]] = {
        (task.order, task.heading): [] for month in months for task in month.plan.tasks
    }
    for month in months:
        for fact in month.facts:
            by_unit[fact.unit].append(fact)
            by_task[fact.task, month.plan.task_by_order[fact.task].heading].append(fact)
    tallies = {unit: tally(own) for unit, own in by_unit.items()}
    places = standings(tallies, settings)
    return Figures(
        months=tuple(month.period for month in months),
        on=on,
        rules_version=RULES_VERSION,
        settings=judged_by(settings),
        facts=facts,
        units=tuple(UnitFigures(unit, tallies[unit], places[unit], before.get(unit)) for unit in by_unit),
        tasks=tuple(TaskFigures(order, heading, tally(own)) for (order, heading), own in by_task.items()),
        total=tally(facts),
    )


def judged_by(settings: Mapping[str, str]) -> dict[str, str]:
    """Of all settings those that figures depend on."""
    return {key: settings[key] for key in JUDGED_BY if key in settings}
