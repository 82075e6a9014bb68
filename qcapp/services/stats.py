"""Statistics 统计: a month's figures, a span's, a year's, as of any day; what was issued, and what has moved since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import Snapshot
from qcapp.domain.operations import Bulletin, Change, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.saying import says_nothing
from qcapp.ports import Clock, LedgerStore
from qcapp.stats.corrections import Correction, corrections
from qcapp.stats.facts import month_facts
from qcapp.stats.figures import EntryFact, Figures, Standing
from qcapp.stats.frozen import load
from qcapp.stats.rules import Rule, rules_from
from qcapp.stats.summary import MonthFacts, figures


@dataclass(frozen=True, slots=True)
class Issued:
    """The newest 通报 of a month, and the figures that it froze."""

    bulletin: Bulletin
    figures: Figures


class StatsService:
    """``on``: the day, to its end, as of which figures are told; today when not said. UsageError for one yet to come."""

    def __init__(self, store: LedgerStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def month(self, period: Period, on: date | None = None) -> Figures:
        """Of that one month, though nothing were in it; with where each unit stood in the month before."""
        return self._ledger(on).figures((period,))

    def span(self, first: Period, last: Period, on: date | None = None) -> Figures:
        """Of all months from the first to the last in which anything was sent, received or entered. UsageError where there is
        none such."""
        if first == last:
            return self.month(first, on)
        if first > last:
            raise UsageError(f"统计的起止月份颠倒了：{first.label}在{last.label}之后，请把早的月份写在前面。")
        ledger = self._ledger(on)
        months = ledger.used(first, last)
        if not months:
            until = f"截至 {ledger.on.isoformat()}，" if ledger.past else ""
            raise UsageError(f"{until}{first.label}至{last.label}的台账里还没有内容，没有可以统计的，请换一段报告期。")
        return ledger.figures(months)

    def year(self, year: int, on: date | None = None) -> Figures:
        return self.span(Period(year, 1), Period(year, 12), on)

    def trend(self, period: Period, months: int = 12, on: date | None = None) -> tuple[Figures, ...]:
        """One a month, ascending, of the months with data among so many up to and with that one."""
        ledger = self._ledger(on)
        return tuple(ledger.figures((month,)) for month in ledger.used(period.shifted(1 - months), period))

    def export(self, figures: Figures, target: Path) -> Path:
        """The figures as a workbook whose formulas come to them; answers its path. WriteFailed when it can't be written."""
        from qcapp.publish.stats_book import write_stats

        write_stats(figures, workbook(target), self._clock.now())
        return target

    def assess(self, first: Period, last: Period, target: Path, on: date | None = None) -> Path:
        """绩效考核 over those months, as a workbook. UsageError where there is none with data."""
        from qcapp.publish.assessment import write_assessment

        months = self.trend(last, 12 * (last.year - first.year) + last.month - first.month + 1, on)
        write_assessment(months, workbook(target), self._clock.now())
        return target

    def issued(self, period: Period) -> Issued | None:
        """None where no 通报 of the month was issued, or each was withdrawn. LedgerError where what it froze can't be read."""
        newest = self._store.bulletins(period)[-1:]
        return Issued(newest[0], load(newest[0].figures)) if newest else None

    def corrections(self, period: Period, now: Figures | None = None) -> tuple[Correction, ...]:
        """What has moved since the newest 通报 of the month was issued, up to today or as ``now`` has it; nothing where none
        was."""
        issued = self.issued(period)
        return corrections(issued.figures, now or self.month(period)) if issued else ()

    def rules(self) -> tuple[Rule, ...]:
        """Those of 合格 that are in force."""
        return rules_from(self._store.settings())

    def _ledger(self, on: date | None) -> _Ledger:
        today = self._clock.today()
        if on is not None and on > today:
            raise UsageError(f"统计的日子 {on.isoformat()} 在今天（{today.isoformat()}）之后，请写今天或以前的日子。")
        return _Ledger(self._store, on or today, on is not None and on < today)


def workbook(target: Path) -> Path:
    """That path; UsageError where its name is none of a workbook."""
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"统计表不能写成“{target.suffix or target.name}”格式，请把文件名写成 .xlsx 结尾。")
    return target


class _Ledger:
    """The ledger as of a day, each month of it read once."""

    def __init__(self, store: LedgerStore, on: date, past: bool) -> None:
        self._store, self.on, self.past = store, on, past
        self._settings: Mapping[str, str] = store.settings()
        self._rules = rules_from(self._settings)
        self._periods = frozenset(store.periods())
        self._snapshots: dict[Period, Snapshot] = {}
        self._facts: dict[Period, MonthFacts] = {}

    def figures(self, months: Sequence[Period]) -> Figures:
        """A single month's have the places of the month before beside them."""
        before = self._standings(months[0].shifted(-1)) if len(months) == 1 else {}
        return figures([self._month(month) for month in months], self.on, self._settings, before)

    def used(self, first: Period, last: Period) -> tuple[Period, ...]:
        """Months in which anything was sent, received or entered by the day."""
        return tuple(month for month in sorted(self._periods) if first <= month <= last and self._begun(month))

    def _begun(self, month: Period) -> bool:
        if month not in self._periods or not self.past:
            return month in self._periods
        shown = self._snapshot(month)
        return bool(shown.dispatched or shown.returned or shown.attachments) or any(
            value.period == month for entry in shown.entries.values() for value in entry.values.values()
        )

    def _standings(self, month: Period) -> dict[str, Standing]:
        if not self._begun(month):
            return {}
        return {unit.unit: unit.standing for unit in figures([self._month(month)], self.on, self._settings).units}

    def _snapshot(self, month: Period) -> Snapshot:
        if month not in self._snapshots:
            self._snapshots[month] = self._store.snapshot(month, self.on if self.past else None)
        return self._snapshots[month]

    def _month(self, month: Period) -> MonthFacts:
        if month not in self._facts:
            snapshot, earlier = self._snapshot(month), self._snapshot(month.shifted(-1))
            facts = month_facts(snapshot, earlier, self.on, self._rules)
            if heard := self._heard(snapshot, facts):
                facts = month_facts(snapshot, earlier, self.on, self._rules, heard)
            self._facts[month] = MonthFacts(snapshot.plan, month, facts)
        return self._facts[month]

    def _heard(self, snapshot: Snapshot, facts: Sequence[EntryFact]) -> dict[EntryKey, date]:
        """Of reports that would be late, the day on which words that have been changed since were first typed in."""
        found = {
            fact.key: self._typed(snapshot, fact.key)
            for fact in facts if fact.due and fact.reported and not fact.on_time
        }
        return {key: day for key, day in found.items() if day}

    def _typed(self, snapshot: Snapshot, key: EntryKey) -> date | None:
        """The first day by hand since when the entry has said something without a break."""
        first: date | None = None
        for change in self._store.history(key.no, snapshot.plan.year, key.unit):
            if not self._counts(change, snapshot.period):
                continue
            if says_nothing(change.after):
                break
            if change.source.sha256 is None:
                first = change.operation.at.date()
        return first

    def _counts(self, change: Change, period: Period) -> bool:
        stands = not change.undone and change.operation.kind is not OperationKind.UNDO
        return stands and (change.key.period, change.key.field) == (period, PROGRESS.key) and _day(change) <= self.on


def _day(change: Change) -> date:
    return change.source.received or change.operation.at.date()
