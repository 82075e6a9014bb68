"""Where an entry stands in its month: state in a word, lamp, and the reason to show on hover."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import Enum

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS
from qcapp.domain.lamps import Lamp as Lamp
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.saying import says_nothing as says_nothing

WARNING_DAYS = 30


class State(Enum):
    """The value is the word on screen."""

    REPORTED = "已报"
    PROBLEM = "有问题"
    PARTIAL = "部分"
    UNREPORTED = "未报"
    OVERDUE = "逾期"
    CONFLICT = "冲突"


@dataclass(frozen=True, slots=True)
class Status:
    """``reason`` is one Chinese sentence."""

    state: State
    lamp: Lamp
    reason: str


def is_reported(entry: Entry) -> bool:
    """Whether the entry counts as a report: its progress says something."""
    return not says_nothing(entry.text(PROGRESS.key))


def as_of(snapshot: Snapshot, today: date) -> date:
    """The day a month is judged by: today while it runs, its last day once it is over."""
    return min(max(today, snapshot.period.first_day), snapshot.period.last_day)


def entry_status(entry: Entry, snapshot: Snapshot, today: date) -> Status:
    """State of one unit's entry in its period."""
    if any(held.key.entry == entry.key for held in snapshot.held):
        return Status(State.CONFLICT, Lamp.YELLOW, "来表与台账不一致，等待人工处理。")
    due = snapshot.due
    day = as_of(snapshot, today)
    if not is_reported(entry):
        if day > due:
            return Status(State.OVERDUE, Lamp.RED, f"截止 {due.month}月{due.day}日仍未报送，请催报。")
        return Status(State.UNREPORTED, Lamp.GREY, f"尚未报送，截止 {due.month}月{due.day}日。")
    return _reported_status(entry, snapshot, day)


def _reported_status(entry: Entry, snapshot: Snapshot, day: date) -> Status:
    written = parse_deadline(entry.text(DEADLINE.key), snapshot.plan.year)
    deadline, problems = written.day, entry.text(PROBLEMS.key)
    if not says_nothing(problems):
        return Status(State.PROBLEM, Lamp.YELLOW, "已报送，报告了存在问题。")
    if written.done:
        return Status(State.REPORTED, Lamp.GREEN, "已报送，完成时限一栏写明已完成。")
    if deadline and deadline < day:
        return Status(State.REPORTED, Lamp.RED, f"已报送；完成时限 {deadline.isoformat()} 已过，请核实是否办结。")
    if deadline and (deadline - day).days <= WARNING_DAYS:
        return Status(State.REPORTED, Lamp.YELLOW, f"已报送；距完成时限 {deadline.isoformat()} 还有 {(deadline - day).days} 天。")
    return Status(State.REPORTED, Lamp.GREEN, "已报送，按计划推进。")


_WORST = (State.CONFLICT, State.OVERDUE, State.UNREPORTED, State.PROBLEM, State.REPORTED)


def measure_status(no: int, snapshot: Snapshot, today: date) -> Status:
    """State of a measure: of its one unit, or composed of its units'."""
    each = [entry_status(entry, snapshot, today) for entry in snapshot.entries_of(no)]
    states = Counter(status.state for status in each)
    missing = states[State.OVERDUE] + states[State.UNREPORTED]
    if len(each) > 1 and 0 < missing < len(each) and State.CONFLICT not in states:
        late = any(status.lamp is Lamp.RED for status in each)
        return Status(State.PARTIAL, Lamp.RED if late else Lamp.YELLOW, f"{len(each)} 家单位中有 {missing} 家未报送。")
    return min(each, key=lambda status: _WORST.index(status.state))
