"""A year's list as it is searched: its texts joined, so that one look says where a word stands, or that it stands nowhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Generic, TypeVar

from qcapp.domain.plan import Plan
from qcapp.domain.search_query import Term
from qcapp.domain.text import comparable
from qcapp.services.search_finding import How, spells
from qcapp.services.search_years import states_of, united

if TYPE_CHECKING:
    from qcapp.domain.period import Period
    from qcapp.ports import LedgerStore

K = TypeVar("K", bound=Hashable)


class Texts(Generic[K]):
    """What stands under keys, one text or several under each; the same texts of many keys once. ``how`` they may be found."""

    def __init__(self, how: How, items: Iterable[tuple[K, tuple[str, ...]]]) -> None:
        by_texts: dict[tuple[str, ...], list[K]] = {}
        for key, texts in items:
            by_texts.setdefault(texts, []).append(key)
        self._how, self._texts, self._keys = how, list(by_texts), list(by_texts.values())
        # What is compared has no white space in it, nor has a word.
        each = ["\n".join(map(comparable, texts)) + "\n" for texts in self._texts]
        self._all = "".join(each)
        self._starts = list(accumulate(map(len, each), initial=0))

    def holding(self, word: Term) -> Iterator[K]:
        """The keys of the texts that say the word, however."""
        return chain.from_iterable(map(self._keys.__getitem__, self.places(word)))

    def places(self, word: Term) -> set[int]:
        """Which of the texts, each counted once, say it."""
        found = set(self._places(word.text))
        if word.spelling and self._how is not How.TEXT:
            found.update(
                place for place, texts in enumerate(self._texts)
                if place not in found and any(spells(word, text, self._how) for text in texts)
            )
        return found

    def counts(self, keys: Collection[K]) -> list[int]:
        """Of each of the texts how many of those keys it stands under."""
        return [sum(key in keys for key in own) for own in self._keys]

    def _places(self, letters: str) -> Iterator[int]:
        at = self._all.find(letters)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            yield place
            at = self._all.find(letters, self._starts[place + 1])


class ListTexts:
    """One year's list, all that it ever was or as it is in a month. ``like``: another, which lends what is the same: most of a
    list goes on from year to year."""

    def __init__(self, plan: Plan, like: ListTexts | None = None) -> None:
        self.plan = plan
        self.measures: Texts[int] = like.measures if like and like.plan.measures == plan.measures else Texts(
            How.BEGINNING, ((each.no, (each.text,)) for each in plan.measures)
        )
        self.tasks: Texts[int] = like.tasks if like and like.plan.tasks == plan.tasks else Texts(
            How.BEGINNING, ((each.order, (each.heading,)) for each in plan.tasks)
        )
        self.sections: Texts[str] = like.sections if like and like.plan.sections == plan.sections else Texts(
            How.TEXT, ((each.key, (each.heading, each.text)) for each in plan.sections)
        )
        self.units: Texts[str] = like.units if like and like.plan.units == plan.units else Texts(
            How.NAME, ((each.name, (each.name, *each.aliases)) for each in plan.units)
        )

    @cached_property
    def place(self) -> dict[int, int]:
        """Of each measure's number its place in the list."""
        return {each.no: place for place, each in enumerate(self.plan.measures)}

    @cached_property
    def given(self) -> frozenset[int]:
        """Measures that a unit has."""
        return frozenset(no for no, units in self.plan.units_of.items() if units)

    @cached_property
    def given_by_text(self) -> list[int]:
        """How many of them there are of each of the measures' texts."""
        return self.measures.counts(self.given)

    @cached_property
    def given_by_task(self) -> dict[int, int]:
        """How many of them there are."""
        return {task: sum(no in self.given for no in nos) for task, nos in self.by_task.items()}

    @cached_property
    def by_task(self) -> dict[int, list[int]]:
        """Measures' numbers."""
        found: dict[int, list[int]] = {}
        for each in self.plan.measures:
            found.setdefault(each.task, []).append(each.no)
        return found

    @cached_property
    def by_section(self) -> dict[str, list[int]]:
        """Measures' numbers."""
        found: dict[str, list[int]] = {}
        for each in self.plan.measures:
            if each.section:
                found.setdefault(each.section, []).append(each.no)
        return found


class KnownLists:
    """Lists as they are searched, kept as long as they are the same. Any thread may ask."""

    def __init__(self) -> None:
        self._years: dict[int, tuple[tuple[Plan, ...], ListTexts]] = {}
        self._month: ListTexts | None = None

    def whole(self, store: LedgerStore, year: int, present: Period) -> ListTexts:
        """All that the year's list ever was (see ``whole_list``)."""
        states = tuple(states_of(store, year, present))
        known = self._years.get(year)
        if known is None or len(known[0]) != len(states) or any(a is not b for a, b in zip(known[0], states, strict=True)):
            last = [*self._years.values()][-1:]  # copied at once: another thread may add a year meanwhile
            known = self._years[year] = states, ListTexts(united(states), *(texts for _, texts in last))
        return known[1]

    def of_month(self, plan: Plan) -> ListTexts:
        """A list as it is in one month."""
        known = self._month
        if known is None or known.plan is not plan:
            known = self._month = ListTexts(plan)
        return known
