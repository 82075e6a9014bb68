"""A year's list as all that it ever was: what was retired or renamed in a month is still looked for by its own name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Measure, Plan, Section, Task, Unit
from qcapp.services.succession import months_by

if TYPE_CHECKING:
    from qcapp.ports import LedgerStore


def united(states: tuple[Plan, ...]) -> Plan:
    """The first of them, with what the list only had in the others, and units' other names as further names."""
    return states[0] if len(states) == 1 else _united(states)


def states_of(store: LedgerStore, year: int, present: Period) -> Iterator[Plan]:
    """All that the list is in its months: in the month at hand first, or else at the year's end, then from the newest back."""
    seen: list[Plan] = []
    for month in (present, *reversed(months_by(store, year, present))):
        plan = store.plan_for(month)
        if plan.year == year and not any(plan is each for each in seen):
            seen.append(plan)
            yield plan


def _united(states: tuple[Plan, ...]) -> Plan:
    tasks: dict[int, Task] = {}
    measures: dict[int, Measure] = {}
    sections: dict[str, Section] = {}
    units: dict[str, Unit] = {}
    assigned: dict[tuple[int, str], Assignment] = {}
    for plan in states:
        for task in plan.tasks:
            tasks.setdefault(task.order, task)
        for measure in plan.measures:
            measures.setdefault(measure.no, measure)
        for section in plan.sections:
            sections.setdefault(section.key, section)
        for unit in plan.units:
            known = units.setdefault(unit.identity, unit)
            others = (name for name in (*known.aliases, *unit.names) if name != known.name)
            units[unit.identity] = known._replace(aliases=tuple(dict.fromkeys(others)))
        for each in plan.assignments:
            identity = plan.identities[each.unit]
            assigned.setdefault((each.no, identity), each._replace(unit=units[identity].name))
    return replace(
        states[0], tasks=tuple(tasks[order] for order in sorted(tasks)),
        measures=tuple(measures[no] for no in sorted(measures)), units=tuple(units.values()),
        assignments=tuple(assigned[key] for key in sorted(assigned, key=lambda key: key[0])), sections=tuple(sections.values()),
    )
