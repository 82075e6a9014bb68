"""The entries behind a number: which of them, in what order, and what the number says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from qcapp.domain.settings import DEDUCTION
from qcapp.stats.figures import EntryFact, Figures, Rate, Tally, UnitFigures, rounded, tally
from qcapp.stats.ranking import weights


class Subset(Enum):
    """Which entries. The value is the word shown."""

    DUE = "应报"
    REPORTED = "实报"
    MISSING = "未报"
    LATE = "迟报"
    FAILED = "不合格"
    FAILED_STILL = "更正后仍不合格"
    UNFILLED = "有空栏"
    APART = "不计入应报"

    def takes(self, fact: EntryFact) -> bool:
        return fact.due is not (self is Subset.APART) and _TAKES[self](fact)


_TAKES: Final[Mapping[Subset, Callable[[EntryFact], bool]]] = {
    Subset.DUE: lambda fact: True,
    Subset.REPORTED: lambda fact: fact.reported,
    Subset.MISSING: lambda fact: not fact.reported,
    Subset.LATE: lambda fact: fact.reported and not fact.on_time,
    Subset.FAILED: lambda fact: fact.reported and not fact.qualified,
    Subset.FAILED_STILL: lambda fact: fact.reported and not fact.qualified_now,
    Subset.UNFILLED: lambda fact: fact.filled < fact.cells,
    Subset.APART: lambda fact: True,
}


class Figure(Enum):
    """A number that is shown: what it counts, and which entries stand on top of those behind it."""

    DUE = ("应报", Subset.DUE, ())
    REPORTED = ("实报", Subset.REPORTED, ())
    MEASURES = ("措施", Subset.DUE, (Subset.MISSING,))
    FULLNESS = ("填写", Subset.DUE, (Subset.UNFILLED,))
    COVERAGE = ("覆盖率", Subset.DUE, (Subset.MISSING,))
    TIMELINESS = ("及时率", Subset.DUE, (Subset.LATE, Subset.MISSING))
    QUALIFICATION = ("合格率", Subset.REPORTED, (Subset.FAILED,))
    MENDED = ("更正后合格率", Subset.REPORTED, (Subset.FAILED_STILL,))
    SCORE = ("得分", Subset.DUE, (Subset.MISSING, Subset.LATE, Subset.FAILED))

    def __init__(self, word: str, subset: Subset, first: tuple[Subset, ...]) -> None:
        self.word, self.subset, self.first = word, subset, first

    def query(self, unit: str = "", task: TaskPart | None = None) -> FactQuery:
        return FactQuery(self.subset, unit, task, self)

    def rate(self, counted: Tally) -> Rate | None:
        """None where the number is no share."""
        match self:
            case Figure.MEASURES:
                return Rate(counted.measures_reported, counted.measures)
            case Figure.FULLNESS:
                return counted.fullness
            case Figure.COVERAGE:
                return counted.coverage
            case Figure.TIMELINESS:
                return counted.timeliness
            case Figure.QUALIFICATION:
                return counted.qualification
            case Figure.MENDED:
                return counted.qualification_now
        return None


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A task by its number and heading, in the ``years`` whose lists have it so: another year's may number its own alike."""

    order: int
    heading: str
    years: frozenset[int]

    def has(self, fact: EntryFact) -> bool:
        return fact.task == self.order and fact.period.year in self.years


@dataclass(frozen=True, slots=True)
class FactQuery:
    """Entries of one unit, of one task, or of all; ``figure``: the number that they stand behind, if one was pressed.

    ``earlier``: those of the month before, by which the present one is compared.
    """

    subset: Subset = Subset.DUE
    unit: str = ""
    task: TaskPart | None = None
    figure: Figure | None = None
    earlier: bool = False

    def about(self, facts: Iterable[EntryFact]) -> tuple[EntryFact, ...]:
        """Those of its unit and task, whatever the subset."""
        return self._of({self.unit}, facts)

    def _of(self, names: Collection[str], facts: Iterable[EntryFact]) -> tuple[EntryFact, ...]:
        return tuple(
            fact for fact in facts
            if (not self.unit or fact.unit in names) and (self.task is None or self.task.has(fact))
        )

    def rows(self, figures: Figures) -> tuple[EntryFact, ...]:
        """Those asked for: what lowers the number on top, then by month, measure and unit."""
        first = self.figure.first if self.figure else ()
        found = [fact for fact in self._of(figures.names_of(self.unit), figures.facts) if self.subset.takes(fact)]
        return tuple(sorted(found, key=lambda fact: not any(each.takes(fact) for each in first)))

    def counts(self, figures: Figures) -> dict[Subset, int]:
        """How many entries each subset of the same unit and task has."""
        facts = self._of(figures.names_of(self.unit), figures.facts)
        return {subset: sum(subset.takes(fact) for fact in facts) for subset in Subset}

    def narrowed(self, subset: Subset) -> FactQuery:
        return replace(self, subset=subset, figure=None)

    def number(self, figures: Figures) -> str:
        """覆盖率 88.9%（8/9）; "" where no number was pressed, or the number is the count of the rows."""
        if self.figure is None:
            return ""
        unit = next((each for each in figures.units if each.unit == self.unit), None)
        if self.figure is Figure.SCORE:
            return f"得分 {score_words(unit, figures.settings)}" if unit else ""
        rate = self.figure.rate(self._counted(figures, unit))
        if rate is None:
            return ""
        words = f" {rate.words}" if self.figure is not Figure.MEASURES else ""
        return f"{self.figure.word}{words}（{rate.numerator}/{rate.denominator}）"

    def _counted(self, figures: Figures, unit: UnitFigures | None) -> Tally:
        if self.task is not None:
            return tally(self._of(figures.names_of(self.unit), figures.facts))
        return unit.tally if unit else figures.total

    def order(self) -> str:
        """未报的在前; "" for the plain order."""
        first = self.figure.first if self.figure else ()
        return f"{'、'.join(each.value for each in first)}的在前" if first else ""


def score_words(unit: UnitFigures, settings: Mapping[str, str]) -> str:
    """How a score comes about: 96.7 = 覆盖率 100%×40 ＋ 及时率 …; — where nothing is due."""
    counted, score = unit.tally, unit.standing.score
    if score is None:
        return "—，没有应报的条目，不计分"
    rates = (("覆盖率", counted.coverage), ("及时率", counted.timeliness), ("合格率", counted.qualification))
    parts = [
        f"{word} {rate.words if rate.denominator else '0%'}×{float(rounded(100 * weight, 1)):g}"
        for (word, rate), weight in zip(rates, weights(settings), strict=True)
    ]
    factor = DEDUCTION.number(settings)
    deducted = f" − 扣分 {factor:g}×{rounded(counted.deducted / counted.reported, 2)}" if factor and counted.reported else ""
    return f"{score} = {' ＋ '.join(parts)}{deducted}"
