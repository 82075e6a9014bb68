"""From months of facts to figures: what units, tasks and the whole district add up to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from qcapp.giving_way import giving_way
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
_NO_NAMES: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """One month: its list, and a fact for each assignment."""

    plan: Plan
    period: Period
    facts: tuple[EntryFact, ...]


def figures(
    months: Sequence[MonthFacts], on: date, settings: Mapping[str, str], before: Mapping[str, Standing] = _NO_STANDINGS,
    names: Mapping[str, Sequence[str]] = _NO_NAMES,
) -> Figures:
    """The figures of one month or several, ascending, at least one. ``before``: where units stood in the month before.
    ``names``: others that units go by at some time, under which a setting may name them.

    Units and tasks are those of all the months' lists, in the order in which they first stand there; one that was renamed
    within a year is one, under its last name.
    """
    facts = tuple(fact for month in months for fact in month.facts)
    shown = _Shown(months)
    by_unit: dict[str, list[EntryFact]] = {}
    by_task: dict[tuple[int, str], list[EntryFact]] = {}
    for month in months:
        for unit in month.plan.responsible or month.plan.units:
            by_unit.setdefault(shown.unit(month.plan, unit.name), [])
        for task in month.plan.tasks:
            by_task.setdefault((task.order, shown.heading(month.plan, task.order)), [])
        for fact in giving_way(month.facts):
            by_unit[shown.unit(month.plan, fact.unit)].append(fact)
            by_task[fact.task, shown.heading(month.plan, fact.task)].append(fact)
    tallies = {unit: tally(own) for unit, own in giving_way(by_unit.items())}
    places = standings(tallies, settings, names)
    return Figures(
        months=tuple(month.period for month in months),
        on=on,
        rules_version=RULES_VERSION,
        settings=judged_by(settings),
        facts=facts,
        units=tuple(
            UnitFigures(unit, tallies[unit], places[unit], before.get(unit), _former(unit, own)) for unit, own in by_unit.items()
        ),
        tasks=tuple(TaskFigures(order, heading, tally(own)) for (order, heading), own in by_task.items()),
        total=tally(facts),
    )


def places(
    month: MonthFacts, settings: Mapping[str, str], names: Mapping[str, Sequence[str]] = _NO_NAMES
) -> dict[str, Standing]:
    """Unit → its standing, as ``figures`` of that month alone have it."""
    own: dict[str, list[EntryFact]] = {unit.name: [] for unit in month.plan.responsible or month.plan.units}
    for fact in month.facts:
        own[fact.unit].append(fact)
    return standings({unit: tally(facts) for unit, facts in own.items()}, settings, names)


def renamed(figures: Figures, names: Mapping[str, str]) -> Figures:
    """The same with units under other names: for what goes by a year, where a unit has been renamed."""
    if not names:
        return figures
    return replace(
        figures,
        facts=tuple(replace(fact, unit=names.get(fact.unit, fact.unit)) for fact in figures.facts),
        units=tuple(replace(unit, unit=names.get(unit.unit, unit.unit)) for unit in figures.units),
    )


class _Shown:
    """What units and tasks are called in the end, by the year and what stays the same of them."""

    def __init__(self, months: Sequence[MonthFacts]) -> None:
        self._units = {(month.plan.year, unit.identity): unit.name for month in months for unit in month.plan.units}
        self._headings = {(month.plan.year, task.order): task.heading for month in months for task in month.plan.tasks}

    def unit(self, plan: Plan, name: str) -> str:
        return self._units[plan.year, plan.identities[name]]

    def heading(self, plan: Plan, order: int) -> str:
        return self._headings[plan.year, order]


def _former(unit: str, facts: Sequence[EntryFact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.unit for fact in facts if fact.unit != unit))


def judged_by(settings: Mapping[str, str]) -> dict[str, str]:
    """Of all settings those that figures depend on."""
    return {key: settings[key] for key in JUDGED_BY if key in settings}
