"""Rulings 认定: what the clerk decides about an entry or a unit, with a reason, beside what the unit reports.

Of one kind and one place (unit, measure, month) the newest ruling holds; one that is ``lifted`` takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period

_STOPS = "。．.；;，,、：:…！!？? \t\n"


class RulingKind(Enum):
    """The value is the stable name in the ledger; ``label`` is for the screen."""

    EXEMPT = "exempt"
    EXTEND = "extend"
    LAMP = "lamp"
    SCHEDULE = "schedule"

    @property
    def label(self) -> str:
        return {"exempt": "免报", "extend": "准予延期", "lamp": "人工定灯", "schedule": "时序进度"}[self.value]


class Milestone(NamedTuple):
    """One step of a measure's schedule: by ``day`` so many ``percent`` (1 to 100) of it shall be done. ``done``: the day it was
    reached, None while it was not."""

    day: date
    what: str
    percent: int
    done: date | None = None


class Ruling(NamedTuple):
    """``no`` None: all measures of the unit. ``period`` None for a schedule, which is for the whole ``year`` of the plan.

    ``until`` is an extension's last day, ``lamp`` that of a lamp set by hand, ``milestones`` a schedule's, by day. ``id``, ``at``
    and ``who`` are given by the ledger.
    """

    kind: RulingKind
    year: int
    unit: str
    no: int | None
    period: Period | None
    reason: str = ""
    until: date | None = None
    lamp: Lamp | None = None
    milestones: tuple[Milestone, ...] = ()
    lifted: bool = False
    id: int = 0
    at: datetime | None = None
    who: str = ""

    def covers(self, no: int, unit: str) -> bool:
        return self.unit == unit and self.no in (None, no)

    @property
    def place(self) -> str:
        """What it is about: 第 11 条 区税务局 2021年7月."""
        when = self.period.label if self.period else f"{self.year}年"
        return f"{self.unit} {when}全部措施" if self.no is None else f"第 {self.no} 条 {self.unit} {when}"

    @property
    def words(self) -> str:
        """What was decided, without the reason: 准予延期到 7月30日."""
        match self.kind:
            case RulingKind.EXTEND if self.until:
                return f"{self.kind.label}到 {day_words(self.until, self.year)}"
            case RulingKind.LAMP if self.lamp:
                return f"人工定为{self.lamp.word}"
            case RulingKind.SCHEDULE:
                done = sum(each.done is not None for each in self.milestones)
                return f"{self.kind.label} {len(self.milestones)} 个节点" + (f"（已完成 {done} 个）" if done else "")
        return self.kind.label

    @property
    def why(self) -> str:
        """The clerk's reason as a part of a sentence: 机构改革, for 机构改革。。！"""
        return self.reason.strip(_STOPS)

    @property
    def told(self) -> str:
        """A sentence: 免报：机构改革。"""
        return f"{self.words}：{self.why}。" if self.why else f"{self.words}。"


def full_day(day: date) -> str:
    """2021年7月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(day: date, year: int) -> str:
    """7月30日; with its year where that is another one."""
    return f"{day.month}月{day.day}日" if day.year == year else full_day(day)


def ruling_of(rulings: Iterable[Ruling], kind: RulingKind) -> Ruling | None:
    """Of rulings that are all on one entry the one of that kind that holds: its own before one on all measures of its unit."""
    found = (each for each in rulings if each.kind is kind and not each.lifted)
    return max(found, key=lambda each: (each.no is not None, each.id), default=None)
