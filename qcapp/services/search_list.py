"""Which words of a query the official list itself holds: its measures, their tasks, the plan's own sections, its units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from qcapp.domain.plan import EntryKey, Measure, Section
from qcapp.domain.search_query import Query, Term
from qcapp.domain.text import comparable
from qcapp.services.search_finding import How, holds
from qcapp.services.search_found import Sighting
from qcapp.services.search_texts import K, ListTexts, Texts

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


class ListSought:
    """One year's list under a query. A word is a bit at its place; what a text holds are the bits of its words.

    ``units`` and ``tasks`` (by their order) None: all of them.
    """

    def __init__(
        self, texts: ListTexts, query: Query, units: frozenset[str] | None = None, tasks: frozenset[int] | None = None
    ) -> None:
        self.plan, self._texts = texts.plan, texts
        self._words, self._without = query.words, query.without
        self.narrow = units is not None or tasks is not None
        """Whether only some units or tasks are looked at."""
        self.all = (1 << len(query.words)) - 1
        self.by_task = tasks is not None
        """Whether only some tasks are looked at."""
        # Of ten thousand texts those that hold a word are few.
        self._numbers = self._number_bits()
        self._tasks = self._bits(texts.tasks)
        self._sections = self._bits(texts.sections)
        self._units = self._bits(texts.units)
        self._looked_at: Collection[str] = self.plan.measures_of
        self._open: Collection[int] = texts.given
        if self.narrow or query.without:
            self._narrow_to(units, tasks)

    def _narrow_to(self, units: frozenset[str] | None, tasks: frozenset[int] | None) -> None:
        plan, texts = self.plan, self._texts
        unwanted = self._unwanted_in(texts.units)
        looked_at = self._looked_at = frozenset(
            each.name for each in plan.units if (units is None or each.name in units) and each.name not in unwanted
        )
        measures, headings = self._unwanted_in(texts.measures), self._unwanted_in(texts.tasks)
        self._open = frozenset(
            each.no for each in plan.measures
            if (tasks is None or each.task in tasks) and each.no not in measures and each.task not in headings
            and any(unit in looked_at for unit in plan.units_of[each.no])
        )

    @cached_property
    def _measures(self) -> dict[int, int]:
        return self._bits(self._texts.measures)

    @cached_property
    def _texts_held(self) -> set[int]:
        """Which of the measures' texts hold a word: all that is asked of a list whose measures are only counted."""
        return set[int]().union(*map(self._texts.measures.places, self._words))

    def spell(self) -> None:
        """Look at the measures' texts now: how they are spelled is kept from then on."""
        _ = self._texts_held

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
        return any(holds(_literal(word), text, How.TEXT) for word in self._without)

    def around(self, entry: EntryKey) -> int:
        """The words that stand in the list for an entry: in its measure, task and section, its unit's names, its number."""
        measure = self.plan.measure(entry.no)
        section = self._sections.get(measure.section or "", 0)
        own = self._measures.get(entry.no, 0) | self._numbers.get(entry.no, 0)
        return own | self._tasks.get(measure.task, 0) | section | self.of_unit(entry.unit)

    def of_unit(self, unit: str) -> int:
        """The words that stand in its names."""
        return self._units.get(unit, 0)

    def sightings(self) -> Iterator[Sighting]:
        """Texts of the list that hold every word, and those that do so together with others of the same measure; without a
        word the measures that are looked at."""
        yield from self.of_measures()
        yield from self.of_units()

    def of_measures(self) -> Iterator[Sighting]:
        """Those that stand at a measure."""
        for no in self._may_hold():
            if no not in self._open:
                continue
            texts = tuple(self._texts_of(self.plan.measure(no)))
            whole = [each for each in texts if each.bits == self.all] if self.all else texts[:1]
            if whole:
                yield from (self._seen(no, each) for each in whole)
            else:
                yield from self._together(no, texts)

    def count_of_measures(self) -> int:
        """How many those are: of one word, in a list that is looked at whole."""
        texts, given = self._texts, self._texts.given
        count = sum(texts.given_by_text[place] for place in self._texts_held)
        count += sum(no in given and no in texts.place and no not in self._measures for no in self._numbers)
        count += sum(no in given for unit in self._units for no in self.plan.measures_of[unit])
        count += sum(texts.given_by_task.get(task, 0) for task in self._tasks)
        return count + sum(
            no in given and _says_more(section, self.plan.measure(no))
            for key in self._sections for section in (self.plan.section_by_key[key],) for no in texts.by_section.get(key, ())
        )

    @property
    def soonest(self) -> int:
        """None of those has a lower level: of one word."""
        levels = (self._numbers, NUMBER), (self._units, UNIT), (self._texts_held, MEASURE), (self._tasks, TASK)
        return next((level for held, level in levels if held), SECTION)

    def of_units(self) -> Iterator[Sighting]:
        """Units as a whole, by their names."""
        for unit, bits in self._units.items() if self.all and not self.by_task else ():
            if bits == self.all and unit in self._looked_at:
                yield self._seen(0, _Text("unit", unit, self._name_found(unit), self.all, UNIT))

    def _may_hold(self) -> Iterable[int]:
        """Measures with a word in any of their texts, in the list's order; without words all of them."""
        texts, place = self._texts, self._texts.place
        if not self.all:
            return place
        found = {*self._measures, *(no for no in self._numbers if no in place)}
        found.update(no for task in self._tasks for no in texts.by_task.get(task, ()))
        found.update(no for section in self._sections for no in texts.by_section.get(section, ()))
        found.update(no for unit in self._units for no in self.plan.measures_of[unit])
        return sorted(found, key=place.__getitem__)

    def _texts_of(self, measure: Measure) -> Iterator[_Text]:
        no = measure.no
        numbered = self._numbers.get(no, 0)
        own = self._measures.get(no, 0) | numbered
        yield _Text("measure", "", measure.text, own, NUMBER if numbered else MEASURE)
        for unit in self.plan.units_of[no]:
            if unit in self._looked_at and (bits := self.of_unit(unit)):
                yield _Text("unit", unit, self._name_found(unit), bits, UNIT)
        yield _Text("task", "", self.plan.task_of(no).heading, self._tasks.get(measure.task, 0), TASK)
        section = self.plan.section_by_key.get(measure.section or "")
        if section and _says_more(section, measure):
            text = f"{section.heading}：{section.text}" if section.heading else section.text
            yield _Text("section", "", text, self._sections.get(section.key, 0), SECTION)

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
        aliases = next(each.aliases for each in self.plan.units if each.name == unit)
        others = (each for each in aliases if any(holds(word, each, How.NAME) for word in self._words))
        alias = next(others, "")
        return f"{unit}（{alias}）" if alias else unit

    def _bits(self, texts: Texts[K]) -> dict[K, int]:
        """By the keys of the texts that hold a word."""
        found: dict[K, int] = {}
        for place, word in enumerate(self._words):
            if not found:
                found = dict.fromkeys(texts.holding(word), 1 << place)
                continue
            for key in texts.holding(word):
                found[key] = found.get(key, 0) | 1 << place
        return found

    def _number_bits(self) -> dict[int, int]:
        """Words that are numbers, by number."""
        found: dict[int, int] = {}
        for place, word in enumerate(self._words):
            if (no := word.number) is not None:
                found[no] = found.get(no, 0) | 1 << place
        return found

    def _unwanted_in(self, texts: Texts[K]) -> set[K]:
        """The keys of the texts that hold a word that must not be there."""
        return {key for word in self._without for key in texts.holding(_literal(word))}


def _says_more(section: Section, measure: Measure) -> bool:
    return comparable(section.text) != comparable(measure.text)


def _literal(word: Term) -> Term:
    """What must not be there is meant as it is written."""
    return Term(word.text, exact=True)
