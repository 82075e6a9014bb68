"""Which lamp a reported entry shows: by its deadline, its problems and its schedule, with thresholds from the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROBLEMS
from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import Entry
from qcapp.domain.rulings import Milestone, full_day
from qcapp.domain.saying import no_problem
from qcapp.domain.schedule import is_complete, percent_done, percent_due, points_behind
from qcapp.domain.settings import BEHIND_RED, BEHIND_YELLOW, WARNING_DAYS

PRESSING = (Lamp.RED, Lamp.YELLOW, Lamp.GREY, Lamp.GREEN)
"""The most pressing first: of several this is the one that shows."""


class Finding(NamedTuple):
    """A lamp and why, in words that follow 已报送 in a sentence: ``words`` for the clerk, ``paper`` for all to read."""

    lamp: Lamp
    words: str
    paper: str


def findings(
    entry: Entry, milestones: Sequence[Milestone], settings: Mapping[str, str], year: int, day: date
) -> tuple[Finding, ...]:
    """All that is to be said of the entry as of that day, the most pressing first; never none. ``year``: the plan's."""
    written = parse_deadline(entry.text(DEADLINE.key), year)
    complete = is_complete(milestones, day)
    found: list[Finding] = []
    if not no_problem(entry.text(PROBLEMS.key)):
        found.append(_alike(Lamp.YELLOW, "反映了存在问题或困难"))
    if not written.done and not complete:
        found += _by_deadline(written.day, day, WARNING_DAYS.number(settings))
        found += _by_schedule(milestones, day, BEHIND_YELLOW.number(settings), BEHIND_RED.number(settings))
    if found:
        return tuple(sorted(found, key=lambda each: PRESSING.index(each.lamp)))
    if written.done:
        return (Finding(Lamp.GREEN, "完成时限一栏写明已完成", "已完成"),)
    if complete:
        return (_alike(Lamp.GREEN, "时序进度的节点已全部完成"),)
    if percent_due(milestones, day):
        return (_alike(Lamp.GREEN, f"达到时序进度（{_percents(milestones, day)}）"),)
    return (_alike(Lamp.GREEN, "按计划推进"),)


def _alike(lamp: Lamp, words: str) -> Finding:
    return Finding(lamp, words, words)


def _by_deadline(deadline: date | None, day: date, warning: float) -> Iterator[Finding]:
    if deadline is None:
        return
    left = (deadline - day).days
    if left < 0:
        yield Finding(
            Lamp.RED, f"完成时限 {deadline.isoformat()} 已过，请核实是否办结", f"完成时限{full_day(deadline)}已过"
        )
    elif left == 0:
        yield Finding(Lamp.YELLOW, f"完成时限 {deadline.isoformat()} 当天到期", f"完成时限{full_day(deadline)}当天到期")
    elif left <= warning:
        yield Finding(
            Lamp.YELLOW, f"距完成时限 {deadline.isoformat()} 还有 {left} 天", f"距完成时限{full_day(deadline)}还有{left}天"
        )


def _by_schedule(milestones: Sequence[Milestone], day: date, yellow: float, red: float) -> Iterator[Finding]:
    behind = points_behind(milestones, day)
    if behind and (behind > red or behind >= yellow):
        lamp = Lamp.RED if behind > red else Lamp.YELLOW
        yield _alike(lamp, f"落后时序进度 {behind} 个百分点（{_percents(milestones, day)}）")


def _percents(milestones: Sequence[Milestone], day: date) -> str:
    return f"应完成 {percent_due(milestones, day)}%，已完成 {percent_done(milestones, day)}%"
