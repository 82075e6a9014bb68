"""Statistics 统计: a month's figures, a span's, a year's, as of any day; what was issued, and what has moved since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.operations import Bulletin
from qcapp.domain.period import Period
from qcapp.ports import Clock, LedgerStore
from qcapp.services.counted import Counted
from qcapp.services.moment import at_one_moment
from qcapp.stats.corrections import Correction, corrections
from qcapp.stats.figures import Figures, Tally
from qcapp.stats.frozen import load
from qcapp.stats.rules import Rule, rules_from
from qcapp.stats.summary import renamed

_Read = TypeVar("_Read")
_WHOLE: Final = 2
"""Months of a trend that are told in full: who asks for it shows the last one beside the one before."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The newest 通报 of a month, and the figures that it froze."""

    bulletin: Bulletin
    figures: Figures


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """What a month comes to in all. ``figures``: all of it, of the last two of a trend; None of those before, as a province's
    year of them takes more memory than all else."""

    period: Period
    total: Tally
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What 绩效考核 goes by: ``months`` ascending, those of a month in ``issued`` as its 通报 has them, others as they are now.
    ``corrections``: what has moved since in those that were issued. ``unread``: months whose 通报 can't be read, and that are
    told as they are now."""

    months: tuple[Figures, ...]
    issued: Mapping[Period, Bulletin] = field(default_factory=dict)
    corrections: tuple[tuple[Period, Correction], ...] = ()
    unread: tuple[Period, ...] = ()


class StatsService:
    """``on``: the day, to its end, as of which figures are told; today when not said. UsageError for one yet to come.

    A past day is told by what had come by then; rulings (exemptions, extensions) and settings (weights, rules, due days) are
    those of now. What was told then is what its 通报 froze.

    Of several months only those count in which anything was sent, received or entered, and whose due day is over by then.
    What one call answers is of one moment of the ledger.
    """

    def __init__(self, store: LedgerStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def month(self, period: Period, on: date | None = None) -> Figures:
        """Of that one month, though nothing were in it; with where each unit stood in the month before, as it was issued where
        it was."""
        return self._counted(on, lambda ledger: ledger.figures((period,)))

    def span(self, first: Period, last: Period, on: date | None = None) -> Figures:
        """Of all months from the first to the last that count; of a single one always. UsageError where there is none."""
        if first == last:
            return self.month(first, on)
        if first > last:
            raise UsageError(f"统计的起止月份颠倒了：{first.label}在{last.label}之后，请把早的月份写在前面。")
        return self._counted(on, lambda ledger: _span(ledger, first, last), many=True)

    def year(self, year: int, on: date | None = None) -> Figures:
        return self.span(Period(year, 1), Period(year, 12), on)

    def trend(self, period: Period, months: int = 12, on: date | None = None, *, issued: bool = False) -> tuple[MonthTotal, ...]:
        """One a month, ascending, of the months that count among so many up to and with that one. ``issued``: as its newest
        通报 has them, where a month's was issued."""
        return self._counted(on, lambda ledger: _trend(ledger, period.shifted(1 - months), period, issued), many=True)

    def begun(self, period: Period, on: date | None = None) -> bool:
        """Whether anything of the month was sent, received or entered by the day."""
        return self._counted(on, lambda ledger: ledger.begun(period))

    def export(self, figures: Figures, target: Path) -> Path:
        """The figures as a workbook whose formulas come to them; answers its path. WriteFailed when it can't be written."""
        from qcapp.publish.stats_book import write_stats

        write_stats(figures, workbook(target), self._clock.now())
        return target

    def assess(self, first: Period, last: Period, target: Path, on: date | None = None) -> Assessment:
        """绩效考核 over those months, as a workbook; answers what it goes by. UsageError where none of them counts."""
        from qcapp.publish.assessment import write_assessment

        workbook(target)
        made = self._counted(on, lambda ledger: _assessment(ledger, first, last), many=True)
        issued = {month: bulletin.issued for month, bulletin in made.issued.items()}
        write_assessment(made.months, target, self._clock.now(), issued, made.corrections)
        return made

    def issued_day(self, period: Period) -> date | None:
        """The day on the month's newest 通报, be its figures readable or not; None where none was issued."""
        newest = self._store.bulletins(period)[-1:]
        return newest[0].issued if newest else None

    def issued(self, period: Period) -> Issued | None:
        """None where no 通报 of the month was issued, or each was withdrawn. LedgerError where what it froze can't be read."""
        newest = self._store.bulletins(period)[-1:]
        return Issued(newest[0], load(newest[0].figures)) if newest else None

    def corrections(self, period: Period, now: Figures | None = None) -> tuple[Correction, ...]:
        """What has moved since the newest 通报 of the month was issued, up to today or as ``now`` has it; nothing where none
        was, where it can't be read (``issued`` tells why), or ``now`` is of a day before the one that it goes by."""
        try:
            issued = self.issued(period)
        except LedgerError:
            return ()
        now = (now or self.month(period)) if issued else None
        return corrections(issued.figures, now) if issued and now and now.on >= issued.figures.on else ()

    def rules(self) -> tuple[Rule, ...]:
        """Those of 合格 that are in force."""
        return rules_from(self._store.settings())

    def _counted(self, on: date | None, count: Callable[[Counted], _Read], *, many: bool = False) -> _Read:
        today = self._clock.today()
        if on is not None and on > today:
            raise UsageError(f"统计的日子 {on.isoformat()} 在今天（{today.isoformat()}）之后，请写今天或以前的日子。")
        past = on is not None and on < today
        return at_one_moment(self._store, lambda: count(Counted(self._store, on or today, past, many)))


def workbook(target: Path) -> Path:
    """That path; UsageError where its name is none of a workbook."""
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"统计表不能写成“{target.suffix or target.name}”格式，请把文件名写成 .xlsx 结尾。")
    return target


def _span(ledger: Counted, first: Period, last: Period) -> Figures:
    months = ledger.used(first, last)
    if not months:
        until = f"截至 {ledger.on.isoformat()}，" if ledger.past else ""
        raise UsageError(
            f"{until}{first.label}至{last.label}的台账里还没有内容，或者还没有过截止日，没有可以统计的，请换一段报告期，或只统计一个月。"
        )
    return ledger.figures(months)


def _trend(ledger: Counted, first: Period, last: Period, issued: bool) -> tuple[MonthTotal, ...]:
    used, months = ledger.used(first, last), list[MonthTotal]()
    for month in used:
        whole = month in used[-_WHOLE:]
        ledger.let_go(before=month.shifted(-1) if whole else month)
        figures = ledger.issued(month) if issued else None
        if figures is None and whole:
            figures = ledger.figures((month,))
        total = ledger.total(month) if figures is None else figures.total
        months.append(MonthTotal(month, total, figures if whole else None))
    return tuple(months)


def _assessment(ledger: Counted, first: Period, last: Period) -> Assessment:
    months: list[Figures] = []
    issued: dict[Period, Bulletin] = {}
    moved: list[tuple[Period, Correction]] = []
    for month in ledger.used(first, last):
        now, frozen = ledger.figures((month,)), ledger.issued(month)
        months.append(renamed(frozen or now, ledger.last_names(month, last)))
        if frozen and (bulletin := ledger.bulletin(month)):
            issued[month] = bulletin
            moved += ((month, each) for each in corrections(frozen, now))
    return Assessment(tuple(months), issued, tuple(moved), ledger.unread)
