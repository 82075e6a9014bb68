"""What the search of a page looks in as one types: each measure's names, each entry's words. Kept from month to month.

A name's pinyin is spelled when the first letters are typed: of ten thousand measures that takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.text import comparable

_FEWEST_INITIALS: Final = 3
"""Fewer letters are the initials of almost any sentence."""
_NAME_LENGTH: Final = 60
"""A measure's name is how its text begins."""


class Haystacks:
    """Any thread may ask. What is known is kept while the same list is asked about."""

    def __init__(self) -> None:
        self._known: _Haystack | None = None

    def measures(self, words: list[str], snapshot: Snapshot) -> frozenset[int]:
        """Those that every word is found in, in whatever entry of theirs."""
        hay = self._of(snapshot.plan)
        return frozenset(each.no for each in snapshot.plan.measures if hay.has(words, each.no, snapshot.entries_of(each.no)))

    def entries(self, words: list[str], snapshot: Snapshot) -> frozenset[EntryKey]:
        """Those that every word is found in: in what they say, in their unit's names or in those of the measure."""
        hay = self._of(snapshot.plan)
        return frozenset(key for key, entry in snapshot.entries.items() if hay.has(words, key.no, (entry,)))

    def get_ready(self, snapshot: Snapshot) -> None:
        """All that the first search would have to do, with letters too."""
        hay = self._of(snapshot.plan)
        for key, entry in snapshot.entries.items():
            hay.said(entry)
            hay.spelled(key.no)

    def _of(self, plan: Plan) -> _Haystack:
        known = self._known
        if known is None or (plan is not known.plan and plan != known.plan):
            self._known = known = _Haystack(plan)
        return known


class _Haystack:
    """Of one list. What entries say is remembered as long as they are the same ones."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        tasks = {task.order: comparable(task.heading) for task in plan.tasks}
        self._names = {each.no: f"{comparable(each.text)}\n{tasks[each.task]}" for each in plan.measures}
        self._units = {unit.name: "\n".join(_spoken(unit.name, *unit.aliases)) for unit in plan.units}
        self._initials: dict[int, str] = {}
        self._said: dict[EntryKey, tuple[Entry, str]] = {}

    def has(self, words: list[str], no: int, entries: tuple[Entry, ...]) -> bool:
        return all(
            word in self._names[no] or any(word in self.said(entry) for entry in entries) or word == str(no)
            or (_are_letters(word) and word in self.spelled(no))
            for word in words
        )

    def said(self, entry: Entry) -> str:
        known = self._said.get(entry.key)
        if known is None or known[0] is not entry:
            text = "\n".join((self._units[entry.key.unit], *(comparable(value.text) for value in entry.values.values())))
            known = self._said[entry.key] = entry, text
        return known[1]

    def spelled(self, no: int) -> str:
        found = self._initials.get(no)
        if found is None:
            from qcapp.services.pinyin import spelled

            parts = self.plan.task_of(no).heading, self.plan.measure(no).text[:_NAME_LENGTH]
            found = self._initials[no] = "\n".join(spelled(each).initials for each in parts)
        return found


def _are_letters(word: str) -> bool:
    return len(word) >= _FEWEST_INITIALS and word.isascii() and word.isalpha()


def _spoken(*names: str) -> Iterator[str]:
    """Each name, and the initials of its pinyin: 区政数局 → qzsj."""
    from qcapp.services.pinyin import spelled

    for name in names:
        yield comparable(name)
        yield spelled(name).initials
