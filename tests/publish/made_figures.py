"""Months of figures made up by a seed: ties, zero denominators, groups, exemptions, extensions, corrections, odd names."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Measure, Plan, Task, Unit
from qcapp.stats.figures import EntryFact, Fault, Figures, Standing
from qcapp.stats.summary import MonthFacts, figures

UNITS = ("区政数局", "区税务局", "高新区税务局", "区住建局", "市自然资源局清城分局", "区法院", "区水利局")
TASKS = ("一.开办企业", "二．开发“信易+”、“信用+”应用场景", "三、纳税：")
HARD = Fault("phone.lost", "联系电话“0763-33”尾数已丢失，请重写完整号码。", True, 1.0)
SOFT = Fault("progress.vague", "进展情况只写了“正在推进”，请补写做了哪些事。", False, 0.5)


def made_plan(year: int = 2021, units: Sequence[str] = UNITS, tasks: Sequence[str] = TASKS, measures: int = 12) -> Plan:
    """Every fourth measure has two units."""
    numbers = range(1, measures + 1)
    assignments = []
    for no in numbers:
        own = [units[no % len(units)]] + ([units[(no + 1) % len(units)]] if no % 4 == 0 and len(units) > 1 else [])
        assignments += [Assignment(no, unit) for unit in own]
    return Plan(
        year=year, title="某某区责任清单", tasks=tuple(Task(at, heading) for at, heading in enumerate(tasks, 1)),
        measures=tuple(Measure(no, (no - 1) % len(tasks) + 1, f"第 {no} 条。") for no in numbers),
        units=tuple(map(Unit, units)), assignments=tuple(assignments),
    )


@dataclass
class Maker:
    """``fact`` by chance; how often what happens is drawn for each month anew, so that all and none come up too."""

    seed: int = 1
    plan: Plan = field(default_factory=made_plan)
    settings: Mapping[str, str] = field(default_factory=dict)

    def month(self, period: Period) -> MonthFacts:
        chance = random.Random(f"{self.seed} {period}")
        often = {what: chance.choice((0.0, 0.1, 0.5, 0.9, 1.0)) for what in ("reported", "late", "hard", "soft", "mended")}
        set_apart = chance.choice((0.0, 0.2))
        facts = tuple(
            self._fact(each.no, each.unit, period, often, set_apart, chance)
            for each in sorted(self.plan.assignments, key=lambda each: (each.no, self.plan.unit_order[each.unit]))
        )
        return MonthFacts(self.plan, period, facts)

    def _fact(
        self, no: int, unit: str, period: Period, often: Mapping[str, float], set_apart: float, chance: random.Random
    ) -> EntryFact:
        due_day, cells = period.due(25), chance.randint(6, 9)
        due, apart = True, ""
        if chance.random() < set_apart:
            due, apart = chance.choice(((False, "免报：职能划出。"), (True, "准予延期：抗汛。")))
            due_day += timedelta(days=0 if not due else 10)
        reported = chance.random() < often["reported"] if due else chance.random() < 0.5
        received = due_day + timedelta(days=chance.randint(1, 5) if chance.random() < often["late"] else -chance.randint(0, 5))
        first = tuple(
            fault for fault, what in ((HARD, "hard"), (SOFT, "soft")) if reported and chance.random() < often[what]
        )
        now = () if chance.random() < often["mended"] else first
        return EntryFact(
            no=no, unit=unit, task=self.plan.measure(no).task, period=period, due=due, due_day=due_day, reported=reported,
            received=received if reported else None, filled=chance.randint(0, cells), cells=cells, first=first, now=now,
            apart=apart,
        )

    def figures(self, *months: Period, on: date | None = None) -> Figures:
        before: dict[str, Standing] = {}
        if len(months) == 1 and self.seed % 2:
            earlier = figures([self.month(months[0].shifted(-1))], months[0].first_day, self.settings)
            before = {unit.unit: unit.standing for unit in earlier.units}
        day = on or months[-1].shifted(1).first_day
        return figures([self.month(month) for month in months], day, self.settings, before)


def months(first: Period, count: int) -> list[Period]:
    return [first.shifted(at) for at in range(count)]


Counts = tuple[int, int, int, int]  # due, reported, on time, qualified


def halves() -> Iterator[Counts]:
    """Counts whose score by 40, 30, 30 lies exactly between two tenths."""
    for due in range(1, 33):
        for reported in range(1, due + 1):
            for on_time, qualified in product(range(reported + 1), repeat=2):
                points = 20 * (Fraction(40 * reported + 30 * on_time, due) + Fraction(30 * qualified, reported))
                if points.denominator == 1 and points.numerator % 2:
                    yield due, reported, on_time, qualified
