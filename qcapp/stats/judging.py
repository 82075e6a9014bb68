"""Which words of an entry the rules see: what the ledger says now, what a unit first submitted, what waits to be decided.

Everyone who judges an entry asks here: the month's figures, the 退回说明, the notes on a file before it is merged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Final, Protocol

from qcapp.domain.fields import PROGRESS, field_for
from qcapp.domain.ledger import CellValue, Entry, HeldConflict, Snapshot
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.records import ReturnRecord
from qcapp.domain.saying import says_nothing
from qcapp.domain.succession import aligned
from qcapp.domain.text import blank
from qcapp.domain.trail import Trail, Written, shown
from qcapp.stats.rules import Context, Failure, Rule, Rulebook

Words = Mapping[str, str]
_NO_WORDS: Words = MappingProxyType({})
_NOTHING_WRITTEN: Trail = MappingProxyType({})
_MOST_SAID: Final = 512
"""Returns whose words are kept by measure: of a province's month there are thousands, and measures go by the districts that
have them."""


class Earlier(Protocol):
    """What is asked of the month before: a Snapshot, or what reads one when its entries are looked at."""

    @property
    def plan(self) -> Plan: ...

    @property
    def year(self) -> int:
        """Its plan's."""

    @property
    def entries(self) -> Mapping[EntryKey, Entry]: ...


class Judge:
    """A month and the one before it, as the rules look at them. Words are field key → text.

    ``trail``: the month's; who asks for a first submission has to give it. ``book``: of those rules, by which other months were
    judged: most contacts are the same in each.
    """

    def __init__(
        self, snapshot: Snapshot, earlier: Earlier, rules: Sequence[Rule], trail: Trail = _NOTHING_WRITTEN,
        book: Rulebook | None = None,
    ) -> None:
        self.snapshot, self.rules, self._trail = snapshot, tuple(rules), trail
        self._all = book or Rulebook(self.rules)
        self._hard = Rulebook(rule for rule in self.rules if rule.hard)
        # Another year's list has other measures under the same numbers, and its own trail.
        self._same_plan = earlier.year == snapshot.year
        self._before, self._last_month = earlier, snapshot.period.shifted(-1)
        self._records: dict[str, tuple[ReturnRecord, ...]] = {}
        self._said: dict[int, dict[int, dict[str, str]]] = {}
        self._waiting: dict[EntryKey, list[HeldConflict]] = {}
        for held in snapshot.held:
            self._waiting.setdefault(held.key.entry, []).append(held)

    @cached_property
    def _earlier(self) -> Mapping[EntryKey, Entry]:
        """Of the month before, by the keys of this one. Another year's lends nothing that nobody has linked, and is not read
        then: a province's list takes as much memory as a month of it."""
        if not self._same_plan and not self.snapshot.links:
            return {}
        return aligned(self._before.entries, self.snapshot.plan, self._before.plan, self.snapshot.links)

    def failures(self, key: EntryKey, words: Words, before: Words | None = None) -> tuple[Failure, ...]:
        """What is wrong with the entry if it says those words. ``before``: the month before's; as they are now when not said."""
        return self._all.failures(words, self._context(key, self.before(key) if before is None else before))

    def hard_failures(self, key: EntryKey, words: Words, fields: Collection[str]) -> tuple[Failure, ...]:
        """Those of the fields for which the entry is not 合格."""
        return self._hard.failures(words, self._context(key, self.before(key)), fields)

    def _context(self, key: EntryKey, before: Words) -> Context:
        plan = self.snapshot.plan
        return Context(plan.year, before, plan.measure(key.no).contacts)

    def before(self, key: EntryKey) -> dict[str, str]:
        """What the month before says."""
        entry = self._earlier.get(key)
        return {field: value.text for field, value in entry.values.items()} if entry else {}

    def ledger_words(self, key: EntryKey) -> dict[str, str]:
        """What the ledger says now."""
        return {field: value.text for field, value in self.snapshot.entries[key].values.items()}

    def conflicts(self, key: EntryKey) -> tuple[HeldConflict, ...]:
        """Those of the entry that wait, as the returns came."""
        waiting = self._waiting.get(key)
        return tuple(sorted(waiting, key=lambda held: (held.received, held.id))) if waiting else ()

    def waiting(self, key: EntryKey) -> dict[str, str]:
        """What returns say where the ledger and they have moved apart and nobody has decided: the newest of a field's."""
        return {held.key.field: held.theirs for held in self.conflicts(key)}

    def words_now(self, key: EntryKey) -> dict[str, str]:
        """What the ledger says, and in a field that waits what the unit says."""
        return self.ledger_words(key) | self.waiting(key)

    def looked_at(self, key: EntryKey) -> tuple[object, ...]:
        """What a judgement of the entry is made of, beside the rules: while that stays equal, so does the judgement. The ledger's
        own values, and not their words once more, which of a province's month are megabytes."""
        earlier = self._earlier.get(key)
        contacts = self.snapshot.plan.measure(key.no).contacts
        return self.snapshot.entries[key].values, self.conflicts(key), earlier.values if earlier else None, contacts

    def reported(self, key: EntryKey) -> bool:
        """Whether the progress says something: in the ledger, or in a return that waits to be decided on."""
        return not says_nothing(self.snapshot.entries[key].text(PROGRESS.key)) or any(
            held.key.field == PROGRESS.key and not says_nothing(held.theirs) for held in self.conflicts(key)
        )

    def records(self, unit: str) -> tuple[ReturnRecord, ...]:
        """The unit's standing returns of the month."""
        if unit not in self._records:
            self._records[unit] = standing(self.snapshot, unit)
        return self._records[unit]

    def first(self, key: EntryKey, on: date) -> tuple[Failure, ...] | None:
        """What was wrong when the entry was first reported; None where nothing tells when that was.

        That is the unit's first return that reports on the measure: its own words, and in a field that carries over and that
        it left empty what stood in the ledger when it was merged. What was only ever typed in is taken as it stood at the end
        of the day on which the report was begun. No later edit changes either. ``on``: the day as of which it is asked.
        """
        written, records = self._trail.get(key, ()), self.records(key.unit)
        saying = [record for record in records if reports(record, key.no)]
        if saying:
            first = min(saying, key=order)
            stood = _stood_at(first, records, written)
            words = shown(stood, self.snapshot.period) | self._said_before(first, records, key, stood)
            words = {field: text for field, text in words.items() if field_for(field).carries}
            words |= {field: text for field, text in self._said_of(first, key.no).items() if not blank(text)}
        elif begun := self.begun(key, on):
            stood = [each for each in written if each.day <= begun]
            words = shown(stood, self.snapshot.period)
        else:
            return None
        if not self._same_plan:
            return self.failures(key, words, self.before(key))
        compared = (each for each in stood if each.field in self._all.compared)
        return self.failures(key, words, shown(compared, self._last_month))

    def _said_before(
        self, first: ReturnRecord, records: Sequence[ReturnRecord], key: EntryKey, stood: Iterable[Written]
    ) -> dict[str, str]:
        """What the unit's returns before that one said of its own, the last of them; not where words typed in had the better
        of them. Merged after a still later one they were never written, and were said all the same."""
        before = sorted((record for record in records if order(record) < order(first)), key=order) if len(records) > 1 else ()
        if not before:
            return {}
        form = self.snapshot.dispatched.get(key.unit)
        sent = {field: text for (no, field), text in form.values.items() if no == key.no} if form else {}
        newest = {each.field: each for each in stood if each.period == self.snapshot.period}
        typed = {field for field, each in newest.items() if each.sha256 is None and each.text != sent.get(field, "")}
        return {
            field: text for record in before for field, text in self._said_of(record, key.no).items()
            if field not in typed and not blank(text) and text != sent.get(field, "")
        }

    def _said_of(self, record: ReturnRecord, no: int) -> Mapping[str, str]:
        """What one of ``records`` says of the measure."""
        known = self._said.get(id(record))
        if known is None:
            if len(self._said) >= _MOST_SAID:
                self._said.clear()
            known = self._said[id(record)] = {}
            for (each, field), text in record.values.items():
                known.setdefault(each, {})[field] = text
        return known.get(no, _NO_WORDS)

    def begun(self, key: EntryKey, on: date) -> date | None:
        """The first day by hand since when, up to that day, the progress has said something without a break."""
        begun: date | None = None
        for each in reversed(self._trail.get(key, ())):
            if each.field != PROGRESS.key or each.period != self.snapshot.period or each.day > on:
                continue
            if says_nothing(each.text):
                break
            if each.sha256 is None:
                begun = each.day
        return begun


def _stood_at(first: ReturnRecord, records: Sequence[ReturnRecord], written: Iterable[Written]) -> list[Written]:
    """What had been written when that return was merged; of the same merge, what earlier months brought.

    Of the unit's other returns of the month those that came before it count, and those that came after it don't, whichever was
    merged first.
    """
    if len(records) == 1:
        return [
            each for each in written
            if each.operation < first.operation or (each.operation == first.operation and each.period < first.period)
        ]
    earlier = {record.sha256 for record in records if order(record) < order(first)}
    later = {record.sha256 for record in records if order(record) > order(first)} - earlier - {first.sha256}
    return [
        each for each in written
        if each.sha256 in earlier
        or (each.operation < first.operation and each.sha256 not in later)
        or (each.operation == first.operation and each.period < first.period)
    ]


def standing(snapshot: Snapshot, unit: str) -> tuple[ReturnRecord, ...]:
    """The unit's returns of the month that are not undone."""
    return tuple(record for record in snapshot.returned.get(unit, ()) if not record.undone)


def reports(record: ReturnRecord, no: int) -> bool:
    """Whether a standing return's 进展情况 of the measure says something."""
    return not record.undone and not says_nothing(record.values.get((no, PROGRESS.key), ""))


def day_of(value: CellValue) -> date:
    """The day the words came: that of the file that brought them, else that on which they were typed."""
    return value.source.received or value.at.date()


def order(record: ReturnRecord) -> tuple[date, int]:
    """Which of a unit's returns came first."""
    return record.received, record.serial
