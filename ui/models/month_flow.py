"""How far a month has come, step by step, and what is to be done next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.records import kept_whole
from qcapp.domain.status import exemption_of
from qcapp.domain.views import ViewFilter
from qcapp.services.returning import PeriodStatus
from qcapp.stats.figures import Figures
from ui.pages.base import REMIND
from ui.theme import Tone

CORRECTIONS: Final = "corrections"
"""The "page" of what has changed since the 通报: a list over this one."""


STEPS: Final = ("dispatch", "collect", "conflicts", "merge", "bulletin")
"""Keys of a month's steps, in their order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the month: its words, how it stands, where a click leads."""

    key: str
    words: str
    tone: Tone
    page: str
    what: object = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """``page`` "": nothing to press, the words alone are the news."""

    words: str
    page: str = ""
    what: object = None


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """A month as it stands today. Units are those with measures that are not exempted; ``missing`` those of them that
    have not reported all that is due. ``issued``: the day on its newest 通报; ``corrected``: whether anything changed since."""

    period: Period
    today: date
    due: date
    units: int
    sent: int
    returned: int
    missing: tuple[str, ...]
    unsent: tuple[str, ...]
    held: int
    entries_due: int
    entries: int
    issued: date | None = None
    corrected: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        return (
            Step("dispatch", f"① 下发 {self.sent} / {self.units}", self._sent_tone, "dispatch",
                 hint="每家单位的下发表，点开看下发情况"),
            Step("collect", f"② 回收 {self.returned} / {self.units}", self._returned_tone, "collect",
                 hint="交回了表的单位，点开去收表"),
            Step("conflicts", f"③ 处理冲突 {self.held}", self._held_tone, "ledger",
                 ViewFilter(states=("conflict",)) if self.held else None, "台账和来表不一致、等人定的地方"),
            Step("merge", "④ 汇总", Tone.GOOD if self._merged else Tone.IDLE, "ledger", hint=self._merge_hint),
            Step("bulletin", f"⑤ 通报{_day(self.issued, ' ')}", self._issued_tone, "bulletin",
                 hint="点开生成、查看通报"),
        )

    @property
    def next(self) -> NextStep:
        if self.issued is not None:
            return self._after_bulletin
        if self.unsent and len(self.unsent) == self.units:
            return NextStep("补发本月的表" if self.today > self.period.last_day else "下发本月的表", "dispatch")
        if self.held:
            return NextStep(f"处理 {self.held} 处冲突", "ledger", ViewFilter(states=("conflict",)))
        if self.unsent:
            return NextStep(f"给其余 {len(self.unsent)} 家下发", "dispatch")
        if not self.missing:
            return NextStep("生成本期通报", "bulletin") if self.entries_due else NextStep("本月没有要报送的措施")
        if self.today <= self.due:
            return NextStep(f"等 {len(self.missing)} 家交表，截止{_day(self.due)}", "collect")
        if self.today <= self.period.last_day:
            return NextStep(f"催报 {len(self.missing)} 家", "bulletin", REMIND)
        return NextStep(f"生成本期通报，{len(self.missing)} 家未报齐", "bulletin")

    @property
    def _after_bulletin(self) -> NextStep:
        if self.held:
            return NextStep(f"处理 {self.held} 处冲突", "ledger", ViewFilter(states=("conflict",)))
        if self.corrected:
            return NextStep("看通报之后的更正", CORRECTIONS)
        if self.missing:
            return NextStep(f"{_day(self.issued)}已通报，催报其余 {len(self.missing)} 家", "bulletin", REMIND)
        return NextStep(f"本月已办完，{_day(self.issued)}已通报")

    @property
    def _came(self) -> bool:
        """Whether anything is in, by a form or typed."""
        return bool(self.returned or self.entries)

    @property
    def _all_in(self) -> bool:
        return bool(self.entries) and not self.missing

    @property
    def _merged(self) -> bool:
        """Every form that came is in the ledger, and nothing waits to be decided."""
        return self._came and not self.held

    @property
    def _merge_hint(self) -> str:
        if not self._came:
            return "还没有来表；交来的表合并进台账、没有冲突等人定，就汇总好了"
        if self.held:
            return f"还有 {self.held} 处冲突等人定，定完就汇总好了"
        forms = f"交来的 {self.returned} 家的表都已合并进台账" if self.returned else "填报内容都已在台账里"
        counts = f"应报 {self.entries_due} 条，实报 {self.entries} 条"
        return f"{forms}，没有等人定的；{counts}；点开看台账，可导出、打印细化表"

    def _progress(self, count: int) -> Tone:
        if not count:
            return Tone.IDLE
        return Tone.GOOD if count >= self.units else Tone.INFO

    @property
    def _sent_tone(self) -> Tone:
        """Who has reported without a form needs none any more."""
        return Tone.GOOD if self._all_in else self._progress(self.sent)

    @property
    def _returned_tone(self) -> Tone:
        if self._all_in:
            return Tone.GOOD
        tone = self._progress(self.returned)
        return Tone.BAD if tone is not Tone.GOOD and self.missing and self.sent and self.today > self.due else tone

    @property
    def _held_tone(self) -> Tone:
        if self.held:
            return Tone.WARN
        return Tone.GOOD if self._came else Tone.IDLE

    @property
    def _issued_tone(self) -> Tone:
        if self.issued is None:
            return Tone.IDLE
        return Tone.WARN if self.corrected else Tone.GOOD


def month_flow(
    snapshot: Snapshot, status: PeriodStatus, figures: Figures, today: date, issued: date | None = None,
    *, corrected: bool = False,
) -> MonthFlow:
    """``figures``: of that month as of today."""
    asked = {entry.key.unit for entry in snapshot.entries.values() if exemption_of(entry, snapshot) is None}
    able = [unit for unit in status.units if unit.unit in asked]
    lacking = tuple(each.unit for each in figures.units if each.tally.reported < each.tally.due)
    return MonthFlow(
        snapshot.period, today, status.due, len(able),
        sum(unit.dispatched for unit in able), sum(unit.returned is not None for unit in able), lacking,
        # Who has reported without a form (by telephone, by hand) needs none any more.
        tuple(unit.unit for unit in able if not unit.dispatched and unit.unit in lacking),
        len(snapshot.held), figures.total.due, figures.total.reported, issued, corrected,
    )


def unit_states(snapshot: Snapshot, figures: Figures, today: date) -> Mapping[str, tuple[str, Tone]]:
    """A word and its colour for every unit of a month."""
    held: dict[str, int] = {}
    for conflict in snapshot.held:
        held[conflict.key.unit] = held.get(conflict.key.unit, 0) + 1
    overdue = {
        fact.unit for fact in figures.facts if fact.due and not fact.reported and today > fact.due_day
    }
    states = {}
    for each in figures.units:
        unit, tally = each.unit, each.tally
        late = unit in overdue
        if held.get(unit):
            states[unit] = (f"冲突 {held[unit]}", Tone.WARN)
        elif not tally.due:
            states[unit] = (_why_nothing(snapshot, unit), Tone.IDLE)
        elif tally.reported == tally.due:
            states[unit] = ("已报", Tone.GOOD)
        elif not tally.reported and kept_whole(snapshot.returned.get(unit, ())):
            states[unit] = ("待录入", Tone.WARN)
        elif tally.reported:
            states[unit] = ("部分", Tone.BAD if late else Tone.WARN)
        elif late:
            states[unit] = ("逾期", Tone.BAD)
        else:
            states[unit] = ("未报" if unit in snapshot.dispatched else "未下发", Tone.IDLE)
    return states


def _why_nothing(snapshot: Snapshot, unit: str) -> str:
    """In a word, why nothing is due from it."""
    entries = [snapshot.entry(no, unit) for no in snapshot.plan.measures_of.get(unit, ())]
    if not entries:
        return "无措施"
    return "免报" if all(exemption_of(entry, snapshot) is not None for entry in entries) else "延期"


def _day(day: date | None, before: str = "") -> str:
    return f"{before}{day.month}月{day.day}日" if day else ""
