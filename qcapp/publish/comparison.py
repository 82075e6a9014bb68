"""Two months side by side, field by field: what was said then, what is said now, and what became of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from qcapp.domain.differing import Span, differing
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, field_for, sort_key
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.saying import repeats
from qcapp.domain.succession import OtherYear, PlanLink, earlier_keys
from qcapp.domain.text import comparable
from qcapp.merge.diff import equal


class Movement(Enum):
    """What became of a field between two months; the value is the word on screen."""

    NEW = "新增"
    CHANGED = "修改"
    COPIED = "照抄"
    MISSING = "未填"
    SAME = "不变"
    LISTED = "新列"
    DROPPED = "不再列"

    @property
    def moved(self) -> bool:
        """Whether it is worth a look: all but what stayed the same on purpose."""
        return self is not Movement.SAME


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field of one assignment. ``key`` is by the later month's plan, by the earlier's where it is listed there alone;
    ``task``: its task's order in that plan."""

    key: EntryKey
    task: int
    field: str
    then: str
    now: str
    movement: Movement

    @property
    def moved(self) -> bool:
        """Whether it is worth a look: not where neither month says anything."""
        return self.movement.moved and bool(comparable(self.then) or comparable(self.now))

    @property
    def heading(self) -> str:
        return field_for(self.field).heading

    @property
    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """What of ``then`` is gone, and what of ``now`` has come, by word; nothing where the two are not versions of one text."""
        if self.movement is not Movement.CHANGED:
            return (), ()
        return versions(self.then, self.now)


@dataclass(frozen=True)
class Comparison:
    """``then`` is the earlier month. ``rows`` in the order of the later month's plan, then what only the earlier one lists;
    ``texts``: all that each says, folded, to be searched.

    ``apart``: the months have different plans, and nothing says which measure is which: there are no rows then.
    """

    then: Snapshot
    now: Snapshot
    rows: tuple[ComparedField, ...]
    texts: tuple[str, ...] = ()
    apart: bool = False

    @cached_property
    def counts(self) -> Counter[Movement]:
        return count(self.rows)

    @property
    def title(self) -> str:
        return f"{span_words(self.then.period, self.now.period)}对照"

    def plan_of(self, row: ComparedField) -> Plan:
        """The list that its number is of: another year's may have another measure under it."""
        return self.then.plan if row.movement is Movement.DROPPED else self.now.plan

    @property
    def trouble(self) -> str:
        """Why there is nothing to compare, in a sentence; "" where there is."""
        if self.apart:
            return (
                f"{self.then.period.label}和{self.now.period.label}用的不是同一年的责任清单，还没有两份清单的对应关系，"
                "不能逐条对照，请选同一年的两个月。"
            )
        empty = [each.period.label for each in (self.then, self.now) if not each.begun]
        return f"{'和'.join(empty)}还没有内容，请另选月份。" if empty else ""


def compare_months(then: Snapshot, now: Snapshot, links: Collection[PlanLink] = ()) -> Comparison:
    """Each entry beside that, or those, of the earlier month that it goes on with. ``links``: what a person has agreed of lists
    of two years; without any, these are not compared."""
    if then.plan.year != now.plan.year and not any((each.before, each.year) == (then.plan.year, now.plan.year) for each in links):
        return Comparison(then, now, (), apart=True)
    rows: list[ComparedField] = []
    kept: set[EntryKey] = set()
    other = OtherYear(now.plan, then.plan, links) if then.plan.year != now.plan.year else None
    for key in ordered(now):
        before = other.keys(key) if other else earlier_keys(key, now.plan, then.plan)
        kept.update(before)
        rows += _rows([then.entries[each] for each in before], now.entries[key], now)
    rows += [row for key in ordered(then) if key not in kept for row in _dropped(then.entries[key], then)]
    texts = tuple(comparable(f"{row.key.no} {row.key.unit}") + comparable(row.then) + comparable(row.now) for row in rows)
    return Comparison(then, now, tuple(rows), texts)


def chosen(
    comparison: Comparison, *, units: Collection[str] = (), tasks: Collection[int] = (), fields: Collection[str] = (),
    words: str = "",
) -> tuple[ComparedField, ...]:
    """Rows of these units, tasks and field keys (all, where none are named) that every word is found in."""
    wanted = [comparable(word) for word in words.split()]
    return tuple(
        row for row, text in zip(comparison.rows, comparison.texts, strict=True)
        if (not units or row.key.unit in units) and (not tasks or row.task in tasks) and (not fields or row.field in fields)
        and all(word in text for word in wanted)
    )


def count(rows: Collection[ComparedField]) -> Counter[Movement]:
    return Counter(row.movement for row in rows)


def ordered(snapshot: Snapshot) -> Iterator[EntryKey]:
    """The month's assignments, by measure and in the plan's order of its units."""
    for measure in snapshot.plan.measures:
        for unit in snapshot.plan.units_of[measure.no]:
            yield EntryKey(measure.no, unit)


def movement_of(field: str, then: str, now: str) -> Movement | None:
    """What became of one field's text; None where nothing was said of it in either month (progress is then missing)."""
    if not comparable(now):
        return Movement.MISSING if comparable(then) or field == PROGRESS.key else None
    if not comparable(then):
        return Movement.NEW
    if field == PROGRESS.key and repeats(now, then):
        return Movement.COPIED
    return Movement.SAME if equal(field, then, now) else Movement.CHANGED


def said_by(entries: Iterable[Entry], field: str) -> str:
    """What they say in that field, each text once."""
    return "\n".join(dict.fromkeys(filter(None, (each.text(field) for each in entries))))


def versions(then: str, now: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The differences of two texts that have anything in common; of two quite different ones none is told: all is."""
    gone, come = differing(then, now)
    if gone == ((0, len(then)),) or come == ((0, len(now)),):
        return (), ()
    return gone, come


def span_words(then: Period, now: Period) -> str:
    """2021年6月与7月; with the year of the later one where it is another."""
    later = f"{now.month}月" if now.year == then.year else now.label
    return f"{then.label}与{later}"


def _rows(then: Sequence[Entry], now: Entry, snapshot: Snapshot) -> Iterator[ComparedField]:
    task = snapshot.plan.measure(now.key.no).task
    if not then:
        for field in _fields(now):
            yield ComparedField(now.key, task, field, "", now.text(field), Movement.LISTED)
        return
    for field in _fields(*then, now):
        before = said_by(then, field)
        movement = movement_of(field, before, now.text(field))
        if movement is not None:
            yield ComparedField(now.key, task, field, before, now.text(field), movement)


def _dropped(then: Entry, snapshot: Snapshot) -> Iterator[ComparedField]:
    task = snapshot.plan.measure(then.key.no).task
    for field in _fields(then):
        yield ComparedField(then.key, task, field, then.text(field), "", Movement.DROPPED)


def _fields(*entries: Entry) -> list[str]:
    """Field keys that any of them has words for, and progress: it is what a month is about. Contacts come last here."""
    keys = {key for entry in entries for key, value in entry.values.items() if value.text} | {PROGRESS.key}
    first = (PROGRESS.key, PROBLEMS.key, DEADLINE.key)
    return [*(key for key in first if key in keys), *sorted(keys - set(first), key=sort_key)]


FIELD_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (PROGRESS.heading, (PROGRESS.key,)), (PROBLEMS.heading, (PROBLEMS.key,)), (DEADLINE.heading, (DEADLINE.key,)),
)
"""What one may look at alone: word, field keys. The contacts are what is left."""

CONTACTS = "责任人、联系人"


def group_of(field: str) -> str:
    """The word of the group that a field belongs to."""
    return next((word for word, keys in FIELD_GROUPS if field in keys), CONTACTS)

