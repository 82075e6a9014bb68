"""The month's figures as values: facts of each entry, what they add up to, rates with numerator and denominator.

Every number that is shown, printed or exported comes from here, and is counted from the facts; a 通报 freezes the facts and what
they were judged by, so that it can be counted again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey

NO_RATE = "—"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it is a share of; no value where the denominator is 0."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def words(self) -> str:
        """88.9%, 100%, 0%, or — where there is nothing to be a share of."""
        if not self.denominator:
            return NO_RATE
        percent = rounded(Fraction(100 * self.numerator, self.denominator), 1)
        return f"{percent.normalize():f}%" if percent == percent.to_integral_value() else f"{percent}%"


def rounded(value: Fraction, places: int) -> Decimal:
    """Half up, as on paper and in a spreadsheet's ROUND."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def exact(number: float) -> Fraction:
    """The number as it was written: 0.1 is a tenth."""
    return Fraction(str(number))


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that an entry broke: its key, what it says to the unit, whether it is hard, and its weight at the time."""

    rule: str
    sentence: str
    hard: bool
    weight: float


@dataclass(frozen=True, slots=True)
class EntryFact:
    """One assignment in one month, as of a day.

    ``due``: counts in 应报; ``apart`` says in a sentence why not (exempted, or extended and not due yet) or that an extension
    was granted, "" for most. ``due_day``: its own, with an extension. ``received``: the day on which a valid report was first
    received, None while there is none. ``filled`` of ``cells`` are the cells of its form. ``first``: rules broken on first
    submission; ``now``: by what the ledger says. A fact that is not reported has neither.
    """

    no: int
    unit: str
    task: int
    period: Period
    due: bool
    due_day: date
    reported: bool
    received: date | None
    filled: int
    cells: int
    first: tuple[Fault, ...] = ()
    now: tuple[Fault, ...] = ()
    apart: str = ""

    @property
    def key(self) -> EntryKey:
        return EntryKey(self.no, self.unit)

    @property
    def on_time(self) -> bool:
        return self.reported and self.received is not None and self.received <= self.due_day

    @property
    def qualified(self) -> bool:
        """合格 on first submission."""
        return self.reported and not any(fault.hard for fault in self.first)

    @property
    def qualified_now(self) -> bool:
        return self.reported and not any(fault.hard for fault in self.now)


@dataclass(frozen=True, slots=True)
class Tally:
    """What facts add up to. ``measures``: distinct measures of a month that are due, ``measures_reported`` those of them that
    every unit due has reported: a joint measure counts once there and once for each unit in ``due``.

    ``deducted``: weights of the rules broken on first submission, in all.
    """

    due: int = 0
    reported: int = 0
    on_time: int = 0
    qualified: int = 0
    qualified_now: int = 0
    filled: int = 0
    cells: int = 0
    measures: int = 0
    measures_reported: int = 0
    deducted: Fraction = Fraction(0)

    @property
    def coverage(self) -> Rate:
        """数据覆盖率: 实报 ÷ 应报."""
        return Rate(self.reported, self.due)

    @property
    def timeliness(self) -> Rate:
        """数据及时率: first received by the due day ÷ 应报."""
        return Rate(self.on_time, self.due)

    @property
    def qualification(self) -> Rate:
        """数据合格率: every hard rule passed on first submission ÷ 实报."""
        return Rate(self.qualified, self.reported)

    @property
    def qualification_now(self) -> Rate:
        """更正后合格率."""
        return Rate(self.qualified_now, self.reported)

    @property
    def fullness(self) -> Rate:
        """Cells filled in ÷ cells to fill in."""
        return Rate(self.filled, self.cells)


def tally(facts: Iterable[EntryFact]) -> Tally:
    """Only facts that are due count."""
    due = [fact for fact in facts if fact.due]
    said = [fact for fact in due if fact.reported]
    measures: dict[tuple[Period, int], bool] = {}
    for fact in due:
        measure = fact.period, fact.no
        measures[measure] = measures.get(measure, True) and fact.reported
    return Tally(
        due=len(due), reported=len(said),
        on_time=sum(fact.on_time for fact in said),
        qualified=sum(fact.qualified for fact in said),
        qualified_now=sum(fact.qualified_now for fact in said),
        filled=sum(fact.filled for fact in due), cells=sum(fact.cells for fact in due),
        measures=len(measures), measures_reported=sum(measures.values()),
        deducted=sum((exact(fault.weight) for fact in said for fault in fact.first), Fraction(0)),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's place: ``score`` to one decimal and ``rank`` among all, ``group_rank`` in its ``group``; None where nothing was
    due. Ties share a rank, and the next is as far down as there are units above it.

    ``place`` and ``group_place`` are what is told of them: where nobody has a point, nobody has earned the first place.
    """

    score: Decimal | None
    rank: int | None
    group: str = ""
    group_rank: int | None = None

    @property
    def place(self) -> int | None:
        return self._earned(self.rank)

    @property
    def group_place(self) -> int | None:
        return self._earned(self.group_rank)

    def _earned(self, rank: int | None) -> int | None:
        return None if rank == 1 and not self.score else rank


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """``before``: where the unit stood in the month before, None where there was none. In ``change`` up is positive; who
    reported nothing, or has no more points than before, has not risen, though others fell below it.
    ``former``: names that it had in earlier ones of the months."""

    unit: str
    tally: Tally
    standing: Standing
    before: Standing | None = None
    former: tuple[str, ...] = ()

    @property
    def rank_change(self) -> int | None:
        change = self.places_up
        return None if change is not None and change > 0 and self.unearned else change

    @property
    def places_up(self) -> int | None:
        """By the places alone, earned or not."""
        if self.before is None or self.before.place is None or self.standing.place is None:
            return None
        return self.before.place - self.standing.place

    @property
    def unearned(self) -> str:
        """Why a higher place would be no rise, in a clause; "" where it is one."""
        if not self.tally.reported:
            return "没有报送"
        gained = self.score_change
        return "得分没有提高" if gained is not None and gained <= 0 else ""

    @property
    def score_change(self) -> Decimal | None:
        if self.before is None or self.before.score is None or self.standing.score is None:
            return None
        return self.standing.score - self.before.score


@dataclass(frozen=True, slots=True)
class TaskFigures:
    order: int
    heading: str
    tally: Tally


class MonthRates(Protocol):
    """A month and what it comes to: Figures, or no more than these two."""

    @property
    def period(self) -> Period: ...

    @property
    def total(self) -> Tally: ...


@dataclass(frozen=True)
class Figures:
    """A month's figures, or a span's. ``months`` are those that count, ascending; ``on`` the day as of which.

    ``facts`` go by month, measure and unit. ``rules_version`` and ``settings`` (those that scores and rules go by, as in the
    ledger) say how it was judged. ``units`` and ``tasks`` are in the plan's order.
    """

    months: tuple[Period, ...]
    on: date
    rules_version: str
    settings: Mapping[str, str]
    facts: tuple[EntryFact, ...]
    units: tuple[UnitFigures, ...]
    tasks: tuple[TaskFigures, ...]
    total: Tally = field(default_factory=Tally)

    @property
    def period(self) -> Period:
        """The last of its months."""
        return self.months[-1]

    @property
    def label(self) -> str:
        """2021年7月, or 2021年5月至7月."""
        first, last = self.months[0], self.months[-1]
        if first == last:
            return last.label
        return f"{first.label}至{last.month}月" if first.year == last.year else f"{first.label}至{last.label}"

    def of_unit(self, unit: str) -> tuple[EntryFact, ...]:
        names = self.names_of(unit)
        if len(names) == 1:
            return self._facts_by_name.get(unit, ())
        return tuple(fact for fact in self.facts if fact.unit in names)

    def names_of(self, unit: str) -> frozenset[str]:
        """Those by which the months' facts have the unit."""
        return frozenset((unit, *self._former.get(unit, ())))

    @cached_property
    def _facts_by_name(self) -> Mapping[str, tuple[EntryFact, ...]]:
        found: defaultdict[str, list[EntryFact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.unit].append(fact)
        return {name: tuple(facts) for name, facts in found.items()}

    @cached_property
    def _former(self) -> Mapping[str, Sequence[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for each in self.units:
            found[each.unit] += each.former
        return found

    @property
    def ranked(self) -> tuple[UnitFigures, ...]:
        """By rank, units without one last; those of one rank in the plan's order."""
        return tuple(sorted(self.units, key=lambda each: each.standing.rank or len(self.units) + 1))
