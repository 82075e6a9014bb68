"""Rulings: what the clerk decides about entries, with a reason. Each is an operation, and can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qcapp.domain.due import due_day
from qcapp.domain.errors import LedgerChanged, UsageError
from qcapp.domain.lamps import Lamp
from qcapp.domain.operations import Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.rulings import Milestone, Ruling, RulingKind, day_words
from qcapp.domain.text import clean, shortened
from qcapp.ports import Clock, LedgerStore
from qcapp.services.succession import latest

_LONGEST_REASON = 200
_TOLD = 40


@dataclass(frozen=True, slots=True)
class RulingService:
    """``no`` None is all measures of the unit. UsageError for what there is not, and for a reason that is none."""

    store: LedgerStore
    clock: Clock
    who: str

    def of(self, period: Period) -> tuple[Ruling, ...]:
        """Those that hold for the month, the schedules of its year among them, in the order made."""
        return self.store.snapshot(period).rulings

    def exempt(
        self, period: Period, unit: str, no: int | None, reason: str, until: Period | None = None
    ) -> Operation:
        """免报: the month is not due from that entry (or unit); nor are those after it up to ``until``, of the same year: a
        ruling each, in one operation."""
        last = until or period
        if not period <= last or last.year != period.year:
            raise UsageError(f"免报的月份要从 {period.label}到同一年的以后各月，{last.label}不行，请改后再试。")
        first = self._ruling(RulingKind.EXEMPT, period, unit, no, reason)
        return self._keep(*(first._replace(period=period.shifted(after)) for after in range(last.month - period.month + 1)))

    def extend(self, period: Period, unit: str, no: int | None, until: date, reason: str) -> Operation:
        """准予延期: ``until`` is the new last day, after the month's own."""
        due = due_day(self.store.plan_for(period), period, self.store.settings())
        if until <= due:
            raise UsageError(f"延期的日子要在截止日 {day_words(due, period.year)}之后，请改后再试。")
        return self._keep(self._ruling(RulingKind.EXTEND, period, unit, no, reason)._replace(until=until))

    def set_lamp(self, period: Period, unit: str, no: int, lamp: Lamp, reason: str) -> Operation:
        """人工定灯, for that month."""
        if lamp is Lamp.GREY:
            raise UsageError("人工只能定绿灯、黄灯或红灯；不再人工定灯请取消原来的认定。")
        return self._keep(self._ruling(RulingKind.LAMP, period, unit, no, reason)._replace(lamp=lamp))

    def set_schedule(self, year: int | Period, unit: str, no: int, milestones: Iterable[Milestone]) -> Operation:
        """时序进度 for the whole year of the plan (of a month: of the plan that holds for it). The milestones are put in order
        of their days; none at all takes the schedule back."""
        plan = self._plan(year)
        ordered = tuple(sorted(map(_tidy, milestones), key=lambda each: each.day))
        if not ordered:
            standing = self._standing(RulingKind.SCHEDULE, Period(plan.year, 12), plan.unit_named(unit), no)
            if standing is None:
                raise UsageError(f"第 {no} 条措施还没有设过时序进度，请至少写明一个节点。")
            return self.lift(standing)
        _check_milestones(ordered, self.clock.today())
        return self._keep(Ruling(RulingKind.SCHEDULE, plan.year, plan.owner_named(unit, no), no, None, milestones=ordered))

    def reach(self, year: int | Period, unit: str, no: int, day: date, done: date | None) -> Operation:
        """Say that the milestone of that ``day`` was reached on ``done``, or (None) that it was not."""
        plan = self._plan(year)
        schedule = self._standing(RulingKind.SCHEDULE, Period(plan.year, 12), plan.unit_named(unit), no)
        milestones = schedule.milestones if schedule else ()
        if all(each.day != day for each in milestones):
            days = "、".join(day_words(each.day, plan.year) for each in milestones) or "没有节点"
            raise UsageError(f"第 {no} 条措施没有 {day_words(day, plan.year)}的节点（{days}），请核对日期后再试。")
        return self.set_schedule(
            plan.year, unit, no, (each._replace(done=done) if each.day == day else each for each in milestones)
        )

    def lift(self, ruling: Ruling, reason: str = "", following: Sequence[Ruling] = ()) -> Operation:
        """Take a ruling back, and with it those of the months after it. LedgerChanged when one of them holds no more, or
        another one has taken its place."""
        why = _tidy_reason(reason)
        for each in (ruling, *following):
            period = each.period or Period(each.year, 12)
            standing = self._standing(each.kind, period, each.unit, each.no)
            if standing is None or standing.id != each.id:
                raise LedgerChanged(f"{each.place}的“{each.words}”已经不是现在的认定，请刷新后再看。")
        lifted = tuple(
            Ruling(each.kind, each.year, each.unit, each.no, each.period, why, lifted=True) for each in (ruling, *following)
        )
        return self._commit(lifted, f"{_span(lifted)}：取消{ruling.words}{_bracketed(why)}")

    def following(self, ruling: Ruling) -> tuple[Ruling, ...]:
        """Those that say the same of the same place in the months right after it, within its year."""
        found: list[Ruling] = []
        month = ruling.period
        while month is not None and month.month < 12:
            month = month.shifted(1)
            same = self._standing(ruling.kind, month, ruling.unit, ruling.no)
            if same is None or same.reason != ruling.reason:
                break
            found.append(same)
        return tuple(found)

    def standing(self, kind: RulingKind, period: Period, unit: str, no: int | None) -> Ruling | None:
        """The ruling of just that place, None where there is none."""
        return self._standing(kind, period, self.store.plan_for(period).unit_named(unit), no)

    def _standing(self, kind: RulingKind, period: Period, unit: str, no: int | None) -> Ruling | None:
        found = (each for each in self.of(period) if (each.kind, each.unit, each.no) == (kind, unit, no))
        return next(found, None)

    def _ruling(self, kind: RulingKind, period: Period, unit: str, no: int | None, reason: str) -> Ruling:
        plan = self.store.plan_for(period)
        made = Ruling(kind, plan.year, plan.owner_named(unit, no), no, period, _tidy_reason(reason))
        if not made.why:
            raise UsageError(f"{kind.label}要写明理由，通报和绩效考核要用，请补上后再试。")
        return made

    def _plan(self, year: int | Period) -> Plan:
        if isinstance(year, Period):
            return self.store.plan_for(year)
        plan = latest(self.store, year)
        if plan is not None:
            return plan
        years = "、".join(map(str, self.store.starts()))
        raise UsageError(f"台账里没有 {year} 年的责任清单，请用其中之一：{years}。")

    def _keep(self, *rulings: Ruling) -> Operation:
        first = rulings[0]
        return self._commit(rulings, f"{_span(rulings)}：{first.words}{_bracketed(first.reason)}")

    def _commit(self, rulings: tuple[Ruling, ...], summary: str) -> Operation:
        return self.store.commit(OperationDraft(OperationKind.RULING, summary, self.who, rulings=rulings))


def _span(rulings: Sequence[Ruling]) -> str:
    """What they are about: 第 11 条 区税务局 2021年7月至9月."""
    first, last = rulings[0], rulings[-1]
    if first.period is None or last.period is None or first.period == last.period:
        return first.place
    label = first.period.label
    return first.place.replace(label, f"{label}至{last.period.month}月")


def _tidy_reason(reason: str) -> str:
    """One line."""
    why = clean(reason).replace("\n", " ")
    if len(why) > _LONGEST_REASON:
        raise UsageError(f"理由有 {len(why)} 个字，最多 {_LONGEST_REASON} 个，请写得简短些。")
    return why


def _bracketed(reason: str) -> str:
    return f"（{shortened(reason, _TOLD)}）" if reason else ""


def _tidy(milestone: Milestone) -> Milestone:
    return milestone._replace(what=clean(milestone.what).replace("\n", " "))


def _check_milestones(milestones: tuple[Milestone, ...], today: date) -> None:
    """UsageError for the first thing that is off, in order of the days."""
    before: Milestone | None = None
    for each in milestones:
        day = f"{each.day.year}年{each.day.month}月{each.day.day}日"
        if not each.what:
            raise UsageError(f"{day}的节点没有写要完成什么，请补上后再试。")
        if not 1 <= each.percent <= 100:
            raise UsageError(f"{day}的节点完成比例是 {each.percent}%，应在 1% 到 100% 之间，请改后再试。")
        if each.done and each.done > today:
            raise UsageError(f"{day}的节点写的完成日期 {each.done.isoformat()} 还没有到，请改后再试。")
        if before and each.day == before.day:
            raise UsageError(f"{day}有两个节点，请合成一个或改一个日期。")
        if before and each.percent <= before.percent:
            raise UsageError(f"{day}的节点完成比例 {each.percent}% 不比前一个节点的 {before.percent}% 大，请改后再试。")
        before = each
