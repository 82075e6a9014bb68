"""What each unit did in the month, sorted as a 通报 names it: on time, late, in part, not at all, or nothing to report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from qcapp.giving_way import giving_way
from qcapp.stats.figures import EntryFact, Figures


class Reporting(Enum):
    """The value is the word on paper."""

    ON_TIME = "按时报送"
    LATE = "迟报"
    PARTIAL = "部分报送"
    UNREPORTED = "未报"
    APART = "不作要求"
    """Nothing was due: exempted, extended, or no measures at all."""


@dataclass(frozen=True, slots=True)
class UnitReport:
    """``due`` are the facts that count; the lists are numbers of measures, in the plan's order."""

    unit: str
    due: tuple[EntryFact, ...]

    @property
    def reporting(self) -> Reporting:
        if not self.due:
            return Reporting.APART
        if not self.reported:
            return Reporting.UNREPORTED
        if self.missing:
            return Reporting.PARTIAL
        return Reporting.LATE if self.late else Reporting.ON_TIME

    @property
    def reported(self) -> tuple[int, ...]:
        return tuple(fact.no for fact in self.due if fact.reported)

    @property
    def missing(self) -> tuple[int, ...]:
        return tuple(fact.no for fact in self.due if not fact.reported)

    def overdue(self, on: date) -> tuple[int, ...]:
        """Those of ``missing`` whose due day is over."""
        return tuple(fact.no for fact in self.due if not fact.reported and on > fact.due_day)

    @property
    def late(self) -> tuple[int, ...]:
        """Reported, but received after the due day."""
        return tuple(fact.no for fact in self.due if fact.reported and not fact.on_time)

    @property
    def last_received(self) -> date | None:
        """When the last of its reports came in."""
        return max((fact.received for fact in self.due if fact.received), default=None)

    @property
    def unqualified(self) -> tuple[EntryFact, ...]:
        """Reported, and not 合格 on first submission."""
        return tuple(fact for fact in self.due if fact.reported and not fact.qualified)

    @property
    def unmended(self) -> tuple[EntryFact, ...]:
        """Not 合格 by what the ledger says now, be it so from the first or since."""
        return tuple(fact for fact in self.due if fact.reported and not fact.qualified_now)

    @property
    def worsened(self) -> tuple[EntryFact, ...]:
        """合格 on first submission, and not any more."""
        return tuple(fact for fact in self.unmended if fact.qualified)


def unit_reports(figures: Figures) -> tuple[UnitReport, ...]:
    """One a unit, in the plan's order."""
    return tuple(
        UnitReport(each.unit, tuple(fact for fact in figures.of_unit(each.unit) if fact.due))
        for each in giving_way(figures.units)
    )


def those(reports: Iterable[UnitReport], reporting: Reporting) -> tuple[UnitReport, ...]:
    return tuple(each for each in reports if each.reporting is reporting)


def by_cause(facts: Iterable[EntryFact], now: bool = False) -> dict[str, list[EntryFact]]:
    """Hard rules broken on first submission, or ``now``, by key, with the facts that broke each, most frequent
    first; one that broke two is under both."""
    found: dict[str, list[EntryFact]] = {}
    for fact in facts:
        for rule in dict.fromkeys(fault.rule for fault in (fact.now if now else fact.first) if fault.hard):
            found.setdefault(rule, []).append(fact)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def causes(facts: Iterable[EntryFact]) -> Iterator[tuple[str, int]]:
    """Hard rules broken on first submission, with the number of entries that broke each; most frequent first."""
    return ((rule, len(found)) for rule, found in by_cause(facts).items())
