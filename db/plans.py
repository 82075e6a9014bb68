"""Plans out of the ledger, and the keys that its rows use for their units and assignments."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, EntryKey, Measure, Plan, Section, Task, Unit


class ListedPlan(NamedTuple):
    """A plan with its row's id, and the ids of its units and assignments by name."""

    id: int
    plan: Plan
    units: dict[str, int]
    assignments: dict[EntryKey, int]

    def unit_id(self, name: str) -> int:
        """UsageError for a name that the plan does not have."""
        return self.units[self.plan.unit_named(name)]

    def assignment_id(self, key: EntryKey) -> int:
        try:
            return self.assignments[key]
        except KeyError:
            raise UsageError(
                f"{self.plan.year} 年清单里第 {key.no} 条措施没有责任单位“{key.unit}”，请核对序号和单位后再试。"
            ) from None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All plans of a ledger, by year, with names for the keys that rows use."""

    listed: tuple[ListedPlan, ...]
    unit_names: dict[int, str] = field(default_factory=dict)
    entry_keys: dict[int, EntryKey] = field(default_factory=dict)

    def of(self, period: Period) -> ListedPlan:
        """The newest plan that is not of a later year than the period, else the oldest."""
        if not self.listed:
            raise LedgerError("台账里没有责任清单，请从备份恢复，或重新建账。")
        earlier = [each for each in self.listed if each.plan.year <= period.year]
        return earlier[-1] if earlier else self.listed[0]

    def of_year(self, year: int) -> ListedPlan:
        for each in self.listed:
            if each.plan.year == year:
                return each
        years = "、".join(str(each.plan.year) for each in self.listed)
        raise UsageError(f"台账里没有 {year} 年的责任清单，请用其中之一：{years}。")


def read_catalogue(query: sqlite3.Connection) -> Catalogue:
    rows = query.execute(
        "SELECT id, year, title, district, office, due_day, source FROM plan ORDER BY year"
    ).fetchall()
    listed = tuple(_listed(query, row) for row in rows)
    return Catalogue(
        listed,
        {key: name for each in listed for name, key in each.units.items()},
        {key: entry for each in listed for entry, key in each.assignments.items()},
    )


def _listed(query: sqlite3.Connection, row: tuple[int, int, str, str, str, int, str]) -> ListedPlan:
    plan_id, year, title, district, office, due_day, source = row
    units, unit_ids = _units(query, plan_id)
    names = {key: name for name, key in unit_ids.items()}
    assigned = query.execute(
        "SELECT id, no, unit, inferred FROM assignment WHERE plan = ? ORDER BY place", (plan_id,)
    ).fetchall()
    plan = Plan(
        year, title, _tasks(query, plan_id), _measures(query, plan_id), units,
        tuple(Assignment(no, names[unit], inferred) for _, no, unit, inferred in assigned),
        district, office, due_day, source, _sections(query, plan_id),
    )
    return ListedPlan(plan_id, plan, unit_ids, {EntryKey(no, names[unit]): key for key, no, unit, _ in assigned})


def _tasks(query: sqlite3.Connection, plan_id: int) -> tuple[Task, ...]:
    rows = query.execute("SELECT place, heading FROM task WHERE plan = ? ORDER BY place", (plan_id,))
    return tuple(Task(place, heading) for place, heading in rows)


def _measures(query: sqlite3.Connection, plan_id: int) -> tuple[Measure, ...]:
    rows = query.execute(
        "SELECT no, task, text, printed_unit, contacts, section FROM measure WHERE plan = ? ORDER BY place",
        (plan_id,),
    )
    return tuple(
        Measure(no, task, text, printed_unit, tuple(json.loads(contacts)), section)
        for no, task, text, printed_unit, contacts, section in rows
    )


def _sections(query: sqlite3.Connection, plan_id: int) -> tuple[Section, ...]:
    rows = query.execute("SELECT key, heading, text, units FROM section WHERE plan = ? ORDER BY place", (plan_id,))
    return tuple(Section(*row) for row in rows)


def _units(query: sqlite3.Connection, plan_id: int) -> tuple[tuple[Unit, ...], dict[str, int]]:
    rows: Iterable[tuple[int, str, str | None]] = query.execute(
        "SELECT u.id, u.name, a.alias FROM unit u LEFT JOIN unit_alias a ON a.unit = u.id"
        " WHERE u.plan = ? ORDER BY u.place, a.place",
        (plan_id,),
    )
    ids: dict[str, int] = {}
    aliases: dict[str, list[str]] = {}
    for key, name, alias in rows:
        ids[name] = key
        aliases.setdefault(name, []).extend([alias] if alias else [])
    for name, alias in _learned(query, plan_id):
        aliases[name].append(alias)
    return tuple(Unit(name, tuple(others)) for name, others in aliases.items()), ids


def _learned(query: sqlite3.Connection, plan_id: int) -> Iterable[tuple[str, str]]:
    """Units and the names learned for them. A name that two operations in force gave away is the later one's: the earlier
    had been undone when the later was written, and was brought back since."""
    rows = query.execute(
        "SELECT u.name, l.alias FROM learned_alias l JOIN operation o ON o.seq = l.operation JOIN unit u ON u.id = l.unit"
        " WHERE u.plan = ? AND o.undone_by IS NULL ORDER BY l.operation, l.rowid",
        (plan_id,),
    )
    return tuple((name, alias) for alias, name in {alias: name for name, alias in rows}.items())
