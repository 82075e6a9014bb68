"""Which words of a query the official list itself holds: its measures, their tasks, the plan's own sections, its units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qcapp.domain.plan import EntryKey, Measure, Plan
from qcapp.domain.search_query import Query, Term
from qcapp.domain.text import comparable
from qcapp.services.search_finding import How, holds
from qcapp.services.search_found import Sighting

NUMBER, UNIT, MEASURE, TASK, NOW, EARLIER, SECTION = range(7)
"""Levels of hits: the number itself, units, the measures' text, their tasks, what shows this month, what did before, and the
plan's sections, each of which is many measures'."""


class _Text(NamedTuple):
    """A text of the list that belongs to a measure, and the words that it holds."""

    field: str
    unit: str
    text: str
    bits: int
    level: int


KnownTexts = dict[tuple[How, tuple[str, ...]], int]


class ListSought:
    """One year's list under a query. A word is a bit at its place; what a text holds are the bits of its words.

    ``units`` and ``tasks`` (by their order) None: all of them. ``known``: what texts of other years' lists hold, most of which
    are this one's too.
    """

    def __init__(
        self, plan: Plan, query: Query, units: frozenset[str] | None = None, tasks: frozenset[int] | None = None,
        known: KnownTexts | None = None,
    ) -> None:
        self.plan, self._words, self._without = plan, query.words, query.without
        self._known = {} if known is None else known
        self.narrow = units is not None or tasks is not None
        """Whether only some units or tasks are looked at."""
        self.all = (1 << len(query.words)) - 1
        self.by_task = tasks is not None
        """Whether only some tasks are looked at."""
        # Of ten thousand measures those that hold a word are few.
        said = ((each.no, self._bits(How.BEGINNING, each.text)) for each in plan.measures)
        self._measures = {no: bits for no, bits in said if bits}
        self._numbers = self._number_bits()
        self._tasks = {each.order: self._bits(How.BEGINNING, each.heading) for each in plan.tasks}
        self._sections = {each.key: self._bits(How.TEXT, each.heading, each.text) for each in plan.sections}
        self._units = {each.name: self._bits(How.NAME, each.name, *each.aliases) for each in plan.units}
        self._aliases = {each.name: each.aliases for each in plan.units}
        self._looked_at = frozenset(
            each.name for each in plan.units
            if (units is None or each.name in units) and not self._unwanted(How.NAME, each.name, *each.aliases)
        )
        self._open = frozenset(
            each.no for each in plan.measures
            if (tasks is None or each.task in tasks)
            and not (query.without and self._unwanted(How.BEGINNING, each.text, plan.task_of(each.no).heading))
            and any(unit in self._looked_at for unit in plan.units_of[each.no])
        )

    def allows(self, entry: EntryKey) -> bool:
        """Whether that entry is to be looked at."""
        return entry.no in self._open and entry.unit in self._looked_at

    def name_of(self, identity: str) -> str:
        """What the unit is called here."""
        return self.plan.name_by_identity.get(identity, identity)

    def allows_unit(self, unit: str) -> bool:
        return unit in self._looked_at

    def unwanted(self, text: str) -> bool:
        """Whether it holds a word that must not be there."""
        return self._unwanted(How.TEXT, text)

    def around(self, entry: EntryKey) -> int:
        """The words that stand in the list for an entry: in its measure, task and section, its unit's names, its number."""
        measure = self.plan.measure(entry.no)
        section = self._sections.get(measure.section or "", 0)
        own = self._measures.get(entry.no, 0) | self._numbers.get(entry.no, 0)
        return own | self._tasks[measure.task] | section | self.of_unit(entry.unit)

    def of_unit(self, unit: str) -> int:
        """The words that stand in its names."""
        return self._units.get(unit, 0)

    def sightings(self) -> Iterator[Sighting]:
        """Texts of the list that hold every word, and those that do so together with others of the same measure; without a
        word the measures that are looked at."""
        for measure in self.plan.measures:
            if measure.no not in self._open or not self._may_hold(measure):
                continue
            texts = tuple(self._texts_of(measure))
            whole = [each for each in texts if each.bits == self.all] if self.all else texts[:1]
            if whole:
                yield from (self._seen(measure.no, each) for each in whole)
            else:
                yield from self._together(measure.no, texts)
        for unit in self.plan.units:
            if self.all and self._units[unit.name] == self.all and unit.name in self._looked_at and not self.by_task:
                text = _Text("unit", unit.name, self._name_found(unit.name), self.all, UNIT)
                yield self._seen(0, text)

    def _may_hold(self, measure: Measure) -> bool:
        """Whether there is a word in any of its texts; most measures have none."""
        no = measure.no
        return bool(
            not self.all or no in self._measures or no in self._numbers or self._tasks[measure.task]
            or self._sections.get(measure.section or "", 0) or any(self._units[unit] for unit in self.plan.units_of[no])
        )

    def _texts_of(self, measure: Measure) -> Iterator[_Text]:
        no = measure.no
        numbered = self._numbers.get(no, 0)
        own = self._measures.get(no, 0) | numbered
        yield _Text("measure", "", measure.text, own, NUMBER if numbered else MEASURE)
        for unit in self.plan.units_of[no]:
            if unit in self._looked_at and self._units[unit]:
                yield _Text("unit", unit, self._name_found(unit), self._units[unit], UNIT)
        yield _Text("task", "", self.plan.task_of(no).heading, self._tasks[measure.task], TASK)
        section = self.plan.section_by_key.get(measure.section or "")
        if section and comparable(section.text) != comparable(measure.text):
            text = f"{section.heading}：{section.text}" if section.heading else section.text
            yield _Text("section", "", text, self._sections[section.key], SECTION)

    def _together(self, no: int, texts: tuple[_Text, ...]) -> Iterator[Sighting]:
        units = {unit for unit in self.plan.units_of[no] if unit in self._looked_at}
        full = {unit for unit in units if self.around(EntryKey(no, unit)) == self.all}
        for each in texts:
            if full and each.bits and (not each.unit or each.unit in full):
                yield self._seen(no, each, together=True)

    def _seen(self, no: int, said: _Text, *, together: bool = False) -> Sighting:
        entry, level = EntryKey(no, said.unit), MEASURE if together else said.level
        return Sighting(self.plan.year, entry, said.field, level, text=said.text, together=together)

    def _name_found(self, unit: str) -> str:
        """The unit's name, and behind it the other one that holds a word where the name does not."""
        if any(holds(word, unit, How.NAME) for word in self._words):
            return unit
        others = (each for each in self._aliases[unit] if any(holds(word, each, How.NAME) for word in self._words))
        alias = next(others, "")
        return f"{unit}（{alias}）" if alias else unit

    def _bits(self, how: How, *texts: str) -> int:
        known = self._known.get((how, texts))
        if known is None:
            known = sum(any(holds(word, text, how) for text in texts) << place for place, word in enumerate(self._words))
            self._known[how, texts] = known
        return known

    def _number_bits(self) -> dict[int, int]:
        """Words that are numbers, by number."""
        found: dict[int, int] = {}
        for place, word in enumerate(self._words):
            if (no := word.number) is not None:
                found[no] = found.get(no, 0) | 1 << place
        return found

    def _unwanted(self, how: How, *texts: str) -> bool:
        return any(holds(_literal(word), text, how) for word in self._without for text in texts)


def _literal(word: Term) -> Term:
    """What must not be there is meant as it is written."""
    return Term(word.text, exact=True)
