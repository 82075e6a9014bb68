"""Where an entry stands in its month: state in a word, lamp, and the reason to show on hover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from qcapp.domain.fields import PROBLEMS, PROGRESS
from qcapp.domain.lamps import Lamp as Lamp
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.lighting import PRESSING, findings
from qcapp.domain.rulings import Ruling, RulingKind, day_words, full_day, ruling_of
from qcapp.domain.saying import no_problem as no_problem
from qcapp.domain.saying import says_nothing as says_nothing


class State(Enum):
    """The value is the word on screen."""

    REPORTED = "已报"
    PROBLEM = "有问题"
    PARTIAL = "部分"
    UNREPORTED = "未报"
    OVERDUE = "逾期"
    CONFLICT = "冲突"
    EXEMPT = "免报"


@dataclass(frozen=True, slots=True)
class Status:
    """``reason`` is one Chinese sentence for the clerk; ``paper`` the same as all may read it, asking nothing of the clerk."""

    state: State
    lamp: Lamp
    reason: str
    paper: str = ""


_WORST = (State.CONFLICT, State.OVERDUE, State.UNREPORTED, State.PROBLEM, State.REPORTED, State.EXEMPT)


def is_reported(entry: Entry) -> bool:
    """Whether the entry counts as a report: its progress says something."""
    return not says_nothing(entry.text(PROGRESS.key))


def counts_as_reported(entry: Entry, snapshot: Snapshot) -> bool:
    """Whether it counts as reported, be it in words that wait for the clerk."""
    return is_reported(entry) or any(
        held.key.field == PROGRESS.key and not says_nothing(held.theirs) for held in snapshot.held_on.get(entry.key, ())
    )


def as_of(snapshot: Snapshot, today: date) -> date:
    """The day a month's work is judged by: today while it runs, its last day once it is over."""
    return min(max(today, snapshot.period.first_day), snapshot.period.last_day)


def exemption_of(entry: Entry, snapshot: Snapshot) -> Ruling | None:
    """The ruling by which the month is not due from it."""
    return ruling_of(_rulings_on(entry, snapshot), RulingKind.EXEMPT)


def extension_of(entry: Entry, snapshot: Snapshot) -> Ruling | None:
    """The ruling that moves its last day; None where that day is not after the month's own any more."""
    return _extension(snapshot, _rulings_on(entry, snapshot))


def entry_due(entry: Entry, snapshot: Snapshot) -> date:
    """Its last day to report, until 24:00: the month's, or that of its extension."""
    extension = extension_of(entry, snapshot)
    return extension.until if extension and extension.until else snapshot.due


def entry_status(entry: Entry, snapshot: Snapshot, today: date) -> Status:
    """State and lamp of one unit's entry in its period; a lamp set by hand stands before all others."""
    rulings = _rulings_on(entry, snapshot)
    return _by_hand(_with_conflict(entry, snapshot, rulings, today), rulings)


def public_status(entry: Entry, snapshot: Snapshot, today: date) -> Status:
    """The same for a paper: a conflict that waits for the clerk colours nobody, its words count as reported."""
    rulings = _rulings_on(entry, snapshot)
    return _by_hand(_by_rules(entry, snapshot, rulings, today), rulings)


def composed(every: Mapping[str, Status]) -> Status:
    """One status of those of a measure's units, without the exempted ones while any other is left."""
    due = {unit: status for unit, status in every.items() if status.state is not State.EXEMPT} or every
    states = Counter(status.state for status in due.values())
    missing = states[State.OVERDUE] + states[State.UNREPORTED]
    if 0 < missing < len(due) and State.CONFLICT not in states:
        lamp = min((status.lamp for status in due.values()), key=PRESSING.index)
        words = f"{len(due)} 家单位中有 {missing} 家未报送。"
        return Status(State.PARTIAL, Lamp.YELLOW if lamp is Lamp.GREY else lamp, words)
    state = min(states, key=_WORST.index)
    unit, worst = min(due.items(), key=lambda each: (PRESSING.index(each[1].lamp), _WORST.index(each[1].state)))
    alike = len(set(every.values())) == 1
    return Status(state, worst.lamp, worst.reason if alike else f"{unit}：{worst.reason}")


def _by_hand(found: Status, rulings: Sequence[Ruling]) -> Status:
    """With the lamp that the clerk has set."""
    ruling = ruling_of(rulings, RulingKind.LAMP)
    if ruling is None or ruling.lamp is None:
        return found
    rule = "按规则也是" if found.lamp is ruling.lamp else "按规则应为"
    words = f"{ruling.words}：{ruling.why}；{rule}{found.lamp.word}（{found.reason.rstrip('。')}）。"
    lamp = "不亮灯" if ruling.lamp is Lamp.GREY else ruling.lamp.word
    return replace(found, lamp=ruling.lamp, reason=words, paper=f"核定为{lamp}：{ruling.why}。")


def _with_conflict(entry: Entry, snapshot: Snapshot, rulings: Sequence[Ruling], today: date) -> Status:
    """By the rules; that a conflict waits is told before all else."""
    found = _by_rules(entry, snapshot, rulings, today)
    if entry.key not in snapshot.held_on:
        return found
    if found.lamp is Lamp.RED:
        return replace(found, state=State.CONFLICT, reason=f"来表与台账不一致，等待人工处理；{found.reason}")
    return replace(found, state=State.CONFLICT, lamp=Lamp.YELLOW, reason="来表与台账不一致，等待人工处理。")


def _by_rules(entry: Entry, snapshot: Snapshot, rulings: Sequence[Ruling], today: date) -> Status:
    reported = counts_as_reported(entry, snapshot)
    exempt = ruling_of(rulings, RulingKind.EXEMPT)
    if exempt is not None and reported:
        return Status(
            State.EXEMPT, Lamp.GREEN, f"免报（{exempt.why}），本月也报送了。", f"准予免报（{exempt.why}），本月仍报送。"
        )
    if exempt is not None:
        return Status(State.EXEMPT, Lamp.GREY, f"免报：{exempt.why}。", f"准予免报（{exempt.why}）。")
    return _reported(entry, snapshot, rulings, today) if reported else _unreported(snapshot, rulings, today)


def _unreported(snapshot: Snapshot, rulings: Sequence[Ruling], today: date) -> Status:
    extension = _extension(snapshot, rulings)
    if extension is not None and extension.until is not None:
        granted = f"{extension.words}（{extension.why}）"
        told = f"准予延期至{full_day(extension.until)}（{extension.why}）"
        if today > extension.until:
            return Status(State.OVERDUE, Lamp.RED, f"{granted}，到期仍未报送，请催报。", f"{told}，到期仍未报送。")
        return Status(State.UNREPORTED, Lamp.GREY, f"尚未报送，{granted}。", f"{told}，尚未报送。")
    last = day_words(snapshot.due, snapshot.period.year)
    if today > snapshot.due:
        return Status(
            State.OVERDUE, Lamp.RED, f"截止 {last}仍未报送，请催报。", f"截至{full_day(snapshot.due)}仍未报送。"
        )
    return Status(State.UNREPORTED, Lamp.GREY, f"尚未报送，截止 {last}。", f"尚未报送，截止日为{full_day(snapshot.due)}。")


def _reported(entry: Entry, snapshot: Snapshot, rulings: Sequence[Ruling], today: date) -> Status:
    """The lamp of the most pressing finding; all of them are told."""
    schedule = ruling_of(rulings, RulingKind.SCHEDULE)
    found = findings(
        entry, schedule.milestones if schedule else (), snapshot.settings, snapshot.plan.year, as_of(snapshot, today)
    )
    state = State.REPORTED if no_problem(entry.text(PROBLEMS.key)) else State.PROBLEM
    return Status(
        state, found[0].lamp, f"已报送，{'；'.join(each.words for each in found)}。",
        f"已报送，{'，'.join(each.paper for each in found)}。",
    )


def _rulings_on(entry: Entry, snapshot: Snapshot) -> list[Ruling]:
    found = snapshot.rulings_on.get(entry.key.unit, ()) if snapshot.rulings else ()
    return [ruling for ruling in found if ruling.covers(entry.key.no, entry.key.unit)]


def _extension(snapshot: Snapshot, rulings: Sequence[Ruling]) -> Ruling | None:
    found = ruling_of(rulings, RulingKind.EXTEND)
    return found if found and found.until and found.until > snapshot.due else None
