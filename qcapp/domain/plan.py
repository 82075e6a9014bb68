"""Plan 责任清单: tasks, measures, units and assignments of one year, read-only for units."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from qcapp.domain.errors import UsageError
from qcapp.domain.text import comparable


class Section(NamedTuple):
    """The plan's own paragraph that a measure comes from: ``key`` as （五）4, ``units`` as printed there."""

    key: str
    heading: str
    text: str
    units: str = ""


class Task(NamedTuple):
    """重点任务: ``order`` from 1, ``heading`` exactly as printed."""

    order: int
    heading: str


class Measure(NamedTuple):
    """改革措施. ``text`` has no leading number; paragraphs are split by a newline.

    ``printed_unit`` is the label in the 责任单位 cell where it is not simply the units' names joined by 、.
    ``contacts`` are the labels of the printed contact rows, in order (at least one row). ``split_from``: the number of the
    retired measure that this one is a part of.
    """

    no: int
    task: int
    text: str
    printed_unit: str | None = None
    contacts: tuple[str, ...] = ("责任人", "联系人")
    section: str | None = None
    split_from: int | None = None

    @property
    def printed(self) -> str:
        """As it stands in the table's cell: 27.统筹推进…"""
        return f"{self.no}.{self.text}"


class Unit(NamedTuple):
    """责任单位: canonical short name and every other name it goes by.

    ``root``: the name that it had at first in this year's list, where it was renamed since; "" where it was not.
    """

    name: str
    aliases: tuple[str, ...] = ()
    root: str = ""

    @property
    def identity(self) -> str:
        """What stays the same of it all year."""
        return self.root or self.name

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


class EntryKey(NamedTuple):
    """An assignment's name within a plan: measure number × unit."""

    no: int
    unit: str


class Assignment(NamedTuple):
    """责任分工: a measure × a unit. ``inferred`` says why, where the source did not say so outright. ``instead_of``: identity of
    the unit that it was taken over from."""

    no: int
    unit: str
    inferred: str | None = None
    instead_of: str | None = None

    @property
    def key(self) -> EntryKey:
        return EntryKey(self.no, self.unit)


@dataclass(frozen=True)
class Plan:
    """A year's official list. ``units`` keep the plan's order; ``due_day`` is the day of the month forms are due."""

    year: int
    title: str
    tasks: tuple[Task, ...]
    measures: tuple[Measure, ...]
    units: tuple[Unit, ...]
    assignments: tuple[Assignment, ...]
    district: str = ""
    office: str = ""
    due_day: int = 25
    source: str = ""
    sections: tuple[Section, ...] = field(default=())

    @cached_property
    def measure_by_no(self) -> dict[int, Measure]:
        return {measure.no: measure for measure in self.measures}

    @cached_property
    def task_by_order(self) -> dict[int, Task]:
        return {task.order: task for task in self.tasks}

    @cached_property
    def section_by_key(self) -> dict[str, Section]:
        return {section.key: section for section in self.sections}

    @cached_property
    def units_of(self) -> dict[int, tuple[str, ...]]:
        """Measure number → names of its units, in the plan's order."""
        units: dict[int, list[str]] = {measure.no: [] for measure in self.measures}
        for assignment in self.assignments:
            units[assignment.no].append(assignment.unit)
        return {no: tuple(names) for no, names in units.items()}

    @cached_property
    def measures_of(self) -> dict[str, tuple[int, ...]]:
        """Unit name → numbers of its measures, in the plan's order."""
        numbers: dict[str, list[int]] = {unit.name: [] for unit in self.units}
        for assignment in self.assignments:
            numbers[assignment.unit].append(assignment.no)
        return {name: tuple(nos) for name, nos in numbers.items()}

    @cached_property
    def responsible(self) -> tuple[Unit, ...]:
        """Units that have a measure: one that was just added, or has given all of its away, reports nothing."""
        return tuple(unit for unit in self.units if self.measures_of[unit.name])

    @cached_property
    def unit_order(self) -> dict[str, int]:
        """Unit name → its place in the list, from 1."""
        return {unit.name: place for place, unit in enumerate(self.units, start=1)}

    @cached_property
    def identities(self) -> dict[str, str]:
        """Unit name → what stays the same of that unit all year."""
        return {unit.name: unit.identity for unit in self.units}

    @cached_property
    def name_by_identity(self) -> dict[str, str]:
        return {unit.identity: unit.name for unit in self.units}

    @cached_property
    def comparable_texts(self) -> dict[int, str]:
        """Measure number → what its text is compared by."""
        return {measure.no: comparable(measure.text) for measure in self.measures}

    @cached_property
    def numbers_by_text(self) -> dict[str, list[int]]:
        """The same, the other way round."""
        found: dict[str, list[int]] = {}
        for no, text in self.comparable_texts.items():
            found.setdefault(text, []).append(no)
        return found

    @cached_property
    def unit_by_name(self) -> dict[str, str]:
        """Every name and alias, as it is compared → canonical unit."""
        names = {comparable(alias): unit.name for unit in self.units for alias in unit.aliases}
        return names | {comparable(unit.name): unit.name for unit in self.units}

    @cached_property
    def unit_by_written_name(self) -> dict[str, str]:
        """Every name and alias, as it is written → canonical unit, the first of those that have it."""
        return {name: unit.name for unit in reversed(self.units) for name in unit.names}

    def measure(self, no: int) -> Measure:
        try:
            return self.measure_by_no[no]
        except KeyError:
            last = max(self.measure_by_no, default=0)
            raise UsageError(f"清单里没有第 {no} 条措施，序号是 1 到 {last}，请核对后再试。") from None

    def task_of(self, no: int) -> Task:
        return self.task_by_order[self.measure(no).task]

    def printed_unit(self, no: int) -> str:
        """What stands in the 责任单位 cell of measure ``no``."""
        return self.measure(no).printed_unit or "、".join(self.units_of[no])

    def unit_named(self, name: str) -> str:
        """Canonical name for a name or alias; UsageError lists what there is."""
        named = self.unit_by_written_name.get(name.strip())
        if named is not None:
            return named
        known = "、".join(unit.name for unit in self.units)
        raise UsageError(f"清单里没有责任单位“{name}”，请用其中之一：{known}。")

    def owner_named(self, name: str, no: int | None) -> str:
        """As ``unit_named``, of one of the measure's units, where a measure is named; UsageError says whose it is."""
        unit = self.unit_named(name)
        if no is not None and unit not in self.units_of[self.measure(no).no]:
            owners = "、".join(self.units_of[no])
            raise UsageError(f"第 {no} 条措施不由{unit}负责，责任单位是{owners}，请核对单位。")
        return unit
