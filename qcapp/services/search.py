"""Search: one line of words, found in the official list, in every entry of every month, in the names of files, in rulings.

Words that stand apart must all be found: in one text, or else together in the entry of one month with the list's own words
around it. What is found is grouped by measure, the nearest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.search_query import Query, parse_query
from qcapp.domain.text import comparable
from qcapp.services.search_cells import CellsSought
from qcapp.services.search_finding import How, holds, names_spelled
from qcapp.services.search_found import Found, Scope, Sighting, Suggestion
from qcapp.services.search_groups import Heaps, grouped
from qcapp.services.search_list import EARLIER, NOW, ListSought
from qcapp.services.search_texts import KnownLists
from qcapp.services.search_wish import Wish, understood
from qcapp.services.succession import months_by

if TYPE_CHECKING:
    from qcapp.ports import LedgerStore, Paper

EVERYWHERE: Final = Scope()
_FEWEST_NEAR = 3


class SearchService:
    def __init__(self, store: LedgerStore) -> None:
        self._store = store
        self._known = KnownLists()

    def prepare(self) -> None:
        """Read how names are spelled, while nobody waits for it."""
        query, store = parse_query("pinyin"), self._store
        present = store.newest_period() or max(store.starts().values())
        for year in store.starts():
            ListSought(self._known.whole(store, year, present), query).spell()
        names_spelled(query.words[0], store.contact_names())

    def search(self, text: str, present: Period, scope: Scope = EVERYWHERE) -> Found:
        """``present``: the month at hand, whose hits are marked and come before those of other months."""
        query = parse_query(text)
        if query.empty:
            return Found(text, query)
        try:
            wish = understood(self._store, self._known, query, present, scope)
        except UsageError as error:
            return Found(text, query, problem=str(error))
        heaps = Heaps(self._store.plan_for(present).year, self._store.starts())
        for sought in wish.lists.values():
            for each in sought.of_units():
                if wish.wants(each.field):
                    heaps.add(each)
        for each in self._papers(wish):
            heaps.add(each)
        found = grouped(self._store, wish, text, heaps, CellsSought(self._store, wish))
        if found.groups:
            return found
        return replace(found, suggestions=tuple(self._suggestions(query, present, scope)))

    def examples(self, present: Period) -> tuple[tuple[str, str], ...]:
        """What may be searched for in this ledger, and what for."""
        from qcapp.services.pinyin import spelled

        plan = self._store.plan_for(present)
        if not plan.units or not plan.measures:
            return ()
        unit, last = plan.units[0].name, plan.measures[-1].no
        return (
            (spelled(unit, name=True).initials, f"拼音首字母：{unit}，和它的措施"),
            (f"第{last}条", "一条措施，用它的序号"),
            (f"单位:{unit} 栏目:问题", "一家单位各月反映的存在问题"),
            ("栏目:进展 月份:本月 完成", "本月进展情况里写了“完成”的"),
        )

    def month_for(self, no: int, year: int, present: Period) -> Period:
        """Where to show a measure of that year's list: the month at hand if it has it, else the newest that does."""
        for month in (present, *reversed(months_by(self._store, year, present))):
            plan = self._store.plan_for(month)
            if plan.year == year and no in plan.measure_by_no:
                return month
        return present

    def unit_in(self, unit: str, year: int, period: Period) -> str:
        """What a unit that a hit names is called in that month."""
        for month in (period, *reversed(months_by(self._store, year, period))):
            identity = self._store.plan_for(month).identities.get(unit)
            if identity is not None:
                return self._store.plan_for(period).name_by_identity.get(identity, unit)
        return unit

    def _beside_cells(self, wish: Wish) -> Iterator[Sighting]:
        for sought in wish.lists.values():
            yield from (each for each in sought.sightings() if wish.wants(each.field))
        yield from self._papers(wish)

    def _papers(self, wish: Wish) -> Iterator[Sighting]:
        """What is named or said beside the entries; of several words some may stand in the unit's name or the measure."""
        for paper in self._store.papers(tuple(word.text for word in wish.query.words)):
            sought = wish.lists.get(paper.year)
            if sought is None or not wish.wants(paper.kind):
                continue
            paper = paper._replace(unit=sought.name_of(paper.unit)) if paper.unit else paper
            if not _allowed(sought, paper):
                continue
            if (paper.period and not wish.holds(paper.period)) or sought.unwanted(paper.text):
                continue
            own = sum(holds(term, paper.text, How.TEXT) << place for place, term in enumerate(wish.query.words))
            around = sought.of_unit(paper.unit) if paper.no is None else sought.around(EntryKey(paper.no, paper.unit))
            if own | around != sought.all or (sought.all and not own):
                continue
            present = paper.period == wish.present
            yield Sighting(
                paper.year, EntryKey(paper.no or 0, paper.unit), paper.kind, NOW if present else EARLIER, paper.period,
                present, own != sought.all, paper.text, paper.sha256,
            )

    def _suggestions(self, query: Query, present: Period, scope: Scope) -> Iterator[Suggestion]:
        """What finds something instead."""
        plain = replace(query, units=(), months=(), fields=(), tasks=())
        if (query.scoped or scope != EVERYWHERE) and plain.words and (places := self._count(plain, present, EVERYWHERE)):
            yield Suggestion(f"在全部报告期、全部栏目和单位里找（{places} 处）", plain.typed, everywhere=True)
        if len(query.words) > 1:
            for place, word in enumerate(query.words):
                fewer = query.dropping(place)
                if places := self._count(fewer, present, scope):
                    yield Suggestion(f"去掉“{word.written}”（{places} 处）", fewer.typed)
        elif query.words and not query.words[0].exact:
            for name in self._near(query.words[0].text, present):
                yield Suggestion(f"找“{name}”", name)

    def _count(self, query: Query, present: Period, scope: Scope) -> int:
        wish = understood(self._store, self._known, query, present, scope)
        return sum(1 for _ in self._beside_cells(wish)) + CellsSought(self._store, wish).count()

    def _near(self, word: str, present: Period) -> Iterator[str]:
        """Units one of whose names, or its initials, differs from the word by a single letter."""
        from rapidfuzz.distance import DamerauLevenshtein

        from qcapp.services.pinyin import spelled

        if len(word) < _FEWEST_NEAR:
            return
        for unit in self._store.plan_for(present).units:
            names = (unit.name, *unit.aliases)
            said = (spelled(name, name=True).initials if word.isascii() else comparable(name) for name in names)
            if any(DamerauLevenshtein.distance(word, each) <= 1 for each in said):
                yield unit.name


def _allowed(sought: ListSought, paper: Paper) -> bool:
    if paper.no is not None:
        return sought.allows(EntryKey(paper.no, paper.unit))
    return not sought.by_task and (not paper.unit or sought.allows_unit(paper.unit))

