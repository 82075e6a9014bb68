"""State, lamp and reason of an entry, by value: what a clerk reads in the table and on hover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import CellKey, CellValue, Entry, HeldConflict, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.rulings import Milestone, Ruling, RulingKind
from qcapp.domain.status import (
    State,
    Status,
    composed,
    entry_due,
    entry_status,
    exemption_of,
    extension_of,
    public_status,
)
from tests.factory import small_plan

JULY = Period(2021, 7)
ZS, SW, GX = "区政数局", "区税务局", "高新区税务局"
BEFORE, AFTER, LATER = date(2021, 7, 20), date(2021, 7, 26), date(2021, 9, 1)
GREEN, YELLOW, RED, GREY = Lamp.GREEN, Lamp.YELLOW, Lamp.RED, Lamp.GREY


def month(
    said: Mapping[tuple[int, str], Mapping[str, str]] | None = None,
    *rulings: Ruling,
    settings: Mapping[str, str] | None = None,
    held: tuple[HeldConflict, ...] = (),
    period: Period = JULY,
) -> Snapshot:
    plan, at, hand = small_plan(), datetime(2021, 7, 20, 9), Source(None, None)
    entries = {}
    for each in plan.assignments:
        texts = (said or {}).get((each.no, each.unit), {})
        values = {field: CellValue(text, period, at, "经办人", hand) for field, text in texts.items()}
        entries[each.key] = Entry(each.key, period, values)
    numbered = tuple(ruling._replace(id=place) for place, ruling in enumerate(rulings, start=1))
    return Snapshot(plan, period, entries, held=held, rulings=numbered, settings=settings or {})


def of(snapshot: Snapshot, today: date = BEFORE, no: int = 1, unit: str = ZS) -> Status:
    return entry_status(snapshot.entry(no, unit), snapshot, today)


def seen(snapshot: Snapshot, today: date = BEFORE, no: int = 1, unit: str = ZS) -> tuple[State, Lamp, str]:
    status = of(snapshot, today, no, unit)
    return status.state, status.lamp, status.reason


def reported(problems: str = "", deadline: str = "", no: int = 1, unit: str = ZS) -> dict[tuple[int, str], dict[str, str]]:
    return {(no, unit): {"progress": "已办结 3 件", "problems": problems, "deadline": deadline}}


def ruling(kind: RulingKind, no: int | None = 1, unit: str = ZS, reason: str = "系统升级", **more: object) -> Ruling:
    period = None if kind is RulingKind.SCHEDULE else JULY
    return Ruling(kind, 2021, unit, no, period, reason)._replace(**more)  # type: ignore[arg-type]


def conflict(field: str, theirs: str = "来表的话", no: int = 1, unit: str = ZS) -> HeldConflict:
    return HeldConflict(CellKey(no, unit, JULY, field), "", "", theirs, "0" * 64, "来表.xlsx", BEFORE, 1)


# ---------------------------------------------------------------- unreported


@pytest.mark.parametrize(
    ("today", "state", "lamp", "reason"),
    [
        (date(2021, 6, 1), State.UNREPORTED, GREY, "尚未报送，截止 7月25日。"),
        (date(2021, 7, 25), State.UNREPORTED, GREY, "尚未报送，截止 7月25日。"),
        (date(2021, 7, 26), State.OVERDUE, RED, "截止 7月25日仍未报送，请催报。"),
        (date(2026, 1, 1), State.OVERDUE, RED, "截止 7月25日仍未报送，请催报。"),
    ],
)
def test_nothing_came(today: date, state: State, lamp: Lamp, reason: str) -> None:
    assert seen(month(), today) == (state, lamp, reason)


def test_a_due_day_moved_past_the_weekend_is_the_one_that_counts() -> None:
    moved = month(settings={"due.shift": "workday"})
    assert seen(moved, AFTER) == (State.UNREPORTED, GREY, "尚未报送，截止 7月26日。")
    assert of(moved, date(2021, 7, 27)).state is State.OVERDUE


def test_a_due_day_on_the_months_last_day_passes_too() -> None:
    until_the_end = replace(month(), plan=replace(small_plan(), due_day=31))
    assert of(until_the_end, date(2021, 7, 31)).state is State.UNREPORTED
    assert of(until_the_end, date(2021, 8, 1)).state is State.OVERDUE


# ---------------------------------------------------------------- reported: deadline and problems


@pytest.mark.parametrize(
    ("problems", "deadline", "state", "lamp", "reason"),
    [
        ("", "", State.REPORTED, GREEN, "已报送，按计划推进。"),
        ("无", "长期坚持", State.REPORTED, GREEN, "已报送，按计划推进。"),
        ("", "2021-08-20", State.REPORTED, GREEN, "已报送，按计划推进。"),
        ("", "2021-08-19", State.REPORTED, YELLOW, "已报送，距完成时限 2021-08-19 还有 30 天。"),
        ("", "2021-07-20", State.REPORTED, YELLOW, "已报送，完成时限 2021-07-20 当天到期。"),
        ("", "2021-07-19", State.REPORTED, RED, "已报送，完成时限 2021-07-19 已过，请核实是否办结。"),
        ("", "2021年6月底，已完成", State.REPORTED, GREEN, "已报送，完成时限一栏写明已完成。"),
        ("缺人手", "", State.PROBLEM, YELLOW, "已报送，反映了存在问题或困难。"),
        ("缺人手", "已完成", State.PROBLEM, YELLOW, "已报送，反映了存在问题或困难。"),
        ("缺人手", "2021-08-01", State.PROBLEM, YELLOW, "已报送，反映了存在问题或困难；距完成时限 2021-08-01 还有 12 天。"),
        ("缺人手", "2021-07-01", State.PROBLEM, RED, "已报送，完成时限 2021-07-01 已过，请核实是否办结；反映了存在问题或困难。"),
    ],
)
def test_a_report_is_judged_by_deadline_and_problems(
    problems: str, deadline: str, state: State, lamp: Lamp, reason: str
) -> None:
    assert seen(month(reported(problems, deadline))) == (state, lamp, reason)


@pytest.mark.parametrize(("days", "lamp"), [("0", GREEN), ("15", GREEN), ("16", YELLOW), ("many", YELLOW), ("366", YELLOW)])
def test_how_near_is_near_is_a_setting(days: str, lamp: Lamp) -> None:
    """What can't be understood, or is out of range, leaves the default of 30."""
    soon = month(reported(deadline="2021-08-05"), settings={"lamp.warning_days": days})
    assert of(soon).lamp is lamp


def test_a_month_that_is_over_is_judged_by_its_last_day() -> None:
    assert of(month(reported(deadline="2021-08-05")), date(2026, 1, 1)).lamp is YELLOW


# ---------------------------------------------------------------- schedule


def schedule(*done: date | None, no: int | None = 1) -> Ruling:
    """30 by the end of May, 60 by the end of June, 100 by the end of the year."""
    days = (date(2021, 5, 31), date(2021, 6, 30), date(2021, 12, 31))
    return ruling(
        RulingKind.SCHEDULE, no=no, reason="",
        milestones=tuple(
            Milestone(day, "做", percent, done[place] if place < len(done) else None)
            for place, (day, percent) in enumerate(zip(days, (30, 60, 100), strict=True))
        ),
    )


@pytest.mark.parametrize(
    ("done", "lamp", "reason"),
    [
        ((date(2021, 5, 1), date(2021, 6, 1)), GREEN, "已报送，达到时序进度（应完成 60%，已完成 60%）。"),
        ((date(2021, 5, 1),), YELLOW, "已报送，落后时序进度 30 个百分点（应完成 60%，已完成 30%）。"),
        ((), RED, "已报送，落后时序进度 60 个百分点（应完成 60%，已完成 0%）。"),
        ((None, None, date(2021, 7, 2)), GREEN, "已报送，时序进度的节点已全部完成。"),
    ],
)
def test_a_report_is_judged_by_its_schedule(done: tuple[date | None, ...], lamp: Lamp, reason: str) -> None:
    assert seen(month(reported(), schedule(*done))) == (State.REPORTED, lamp, reason)


@pytest.mark.parametrize(
    ("yellow", "red", "lamp"),
    [("10", "30", YELLOW), ("30", "40", YELLOW), ("31", "40", GREEN), ("10", "29", RED), ("31", "20", RED), ("0", "30", YELLOW)],
)
def test_how_far_behind_is_far_is_a_setting(yellow: str, red: str, lamp: Lamp) -> None:
    """Thirty points behind: yellow from its threshold on, red above its own."""
    settings = {"lamp.behind_yellow": yellow, "lamp.behind_red": red}
    assert of(month(reported(), schedule(date(2021, 5, 1)), settings=settings)).lamp is lamp


def test_a_threshold_of_nothing_does_not_make_the_punctual_late() -> None:
    settings = {"lamp.behind_yellow": "0", "lamp.behind_red": "0"}
    punctual = schedule(date(2021, 5, 1), date(2021, 6, 1))
    assert of(month(reported(), punctual, settings=settings)).lamp is GREEN


def test_before_its_first_milestone_a_schedule_says_nothing() -> None:
    later = ruling(RulingKind.SCHEDULE, reason="", milestones=(Milestone(date(2021, 9, 30), "做", 50),))
    assert seen(month(reported(), later)) == (State.REPORTED, GREEN, "已报送，按计划推进。")


def test_what_is_done_is_neither_late_nor_behind() -> None:
    all_done = schedule(None, None, date(2021, 7, 2))
    assert of(month(reported(deadline="2021-07-01"), all_done)).lamp is GREEN
    assert of(month(reported(deadline="已完成"), schedule())).lamp is GREEN


def test_all_that_presses_is_told_the_worst_first() -> None:
    assert of(month(reported("缺人手", "2021-08-01"), schedule())).reason == (
        "已报送，落后时序进度 60 个百分点（应完成 60%，已完成 0%）；反映了存在问题或困难；距完成时限 2021-08-01 还有 12 天。"
    )


def test_a_schedule_says_nothing_of_who_has_not_reported() -> None:
    assert of(month(None, schedule())).lamp is GREY


# ---------------------------------------------------------------- exemptions and extensions


def test_an_exempted_entry_is_not_overdue() -> None:
    exempt = month(None, ruling(RulingKind.EXEMPT, reason="职责已划转。"))
    assert seen(exempt, LATER) == (State.EXEMPT, GREY, "免报：职责已划转。")
    assert of(exempt, LATER, 2).state is State.OVERDUE


def test_an_exempted_unit_that_reported_all_the_same() -> None:
    exempt = month(reported(), ruling(RulingKind.EXEMPT, no=None, reason="机构合并"))
    assert seen(exempt) == (State.EXEMPT, GREEN, "免报（机构合并），本月也报送了。")
    assert seen(exempt, LATER, 2) == (State.EXEMPT, GREY, "免报：机构合并。")


@pytest.mark.parametrize(
    ("today", "state", "lamp", "reason"),
    [
        (AFTER, State.UNREPORTED, GREY, "尚未报送，准予延期到 8月3日（系统升级）。"),
        (date(2021, 8, 3), State.UNREPORTED, GREY, "尚未报送，准予延期到 8月3日（系统升级）。"),
        (date(2021, 8, 4), State.OVERDUE, RED, "准予延期到 8月3日（系统升级），到期仍未报送，请催报。"),
    ],
)
def test_an_extended_entry_has_its_own_due_day(today: date, state: State, lamp: Lamp, reason: str) -> None:
    granted = month(None, ruling(RulingKind.EXTEND, until=date(2021, 8, 3)))
    assert seen(granted, today) == (state, lamp, reason)
    assert entry_due(granted.entry(1, ZS), granted) == date(2021, 8, 3)
    assert entry_due(granted.entry(2, ZS), granted) == date(2021, 7, 25)


def test_its_own_extension_stands_before_that_of_its_unit() -> None:
    granted = month(
        None, ruling(RulingKind.EXTEND, until=date(2021, 8, 3)), ruling(RulingKind.EXTEND, no=None, until=date(2021, 7, 28))
    )
    assert [entry_due(granted.entry(no, ZS), granted).day for no in (1, 2)] == [3, 28]


def test_an_extension_that_the_moved_due_day_has_overtaken_says_no_more() -> None:
    """Granted until the 26th, and then the setting moved the month's own day to the 26th."""
    granted = month(None, ruling(RulingKind.EXTEND, until=AFTER), settings={"due.shift": "workday"})
    assert seen(granted, AFTER)[2] == "尚未报送，截止 7月26日。"
    assert extension_of(granted.entry(1, ZS), granted) is None


def test_an_exemption_is_found_by_its_entry() -> None:
    both = month(None, ruling(RulingKind.EXEMPT, no=None, unit=SW, reason="合并"))
    found = exemption_of(both.entry(4, SW), both)
    assert found is not None
    assert found.reason == "合并"
    assert exemption_of(both.entry(3, GX), both) is None


# ---------------------------------------------------------------- a lamp set by hand


@pytest.mark.parametrize(
    ("lamp", "reason"),
    [
        (GREEN, "人工定为绿灯：已现场核实；按规则应为红灯（已报送，完成时限 2021-07-01 已过，请核实是否办结）。"),
        (RED, "人工定为红灯：已现场核实；按规则也是红灯（已报送，完成时限 2021-07-01 已过，请核实是否办结）。"),
    ],
)
def test_a_lamp_by_hand_tells_both_reasons(lamp: Lamp, reason: str) -> None:
    by_hand = month(reported(deadline="2021-07-01"), ruling(RulingKind.LAMP, reason="已现场核实。", lamp=lamp))
    assert seen(by_hand) == (State.REPORTED, lamp, reason)


def test_a_lamp_by_hand_leaves_the_state() -> None:
    by_hand = month(None, ruling(RulingKind.LAMP, reason="领导批示", lamp=YELLOW))
    assert seen(by_hand, AFTER) == (
        State.OVERDUE, YELLOW, "人工定为黄灯：领导批示；按规则应为红灯（截止 7月25日仍未报送，请催报）。"
    )


# ---------------------------------------------------------------- conflicts


@pytest.mark.parametrize("field", ["progress", "liaison.phone"])
def test_a_conflict_comes_before_all_else(field: str) -> None:
    waiting = month(reported(), held=(conflict(field),))
    assert seen(waiting) == (State.CONFLICT, YELLOW, "来表与台账不一致，等待人工处理。")


def test_a_conflict_does_not_hide_that_the_deadline_is_past() -> None:
    waiting = month(reported(deadline="2021-07-01"), held=(conflict("problems"),))
    assert seen(waiting) == (
        State.CONFLICT, RED, "来表与台账不一致，等待人工处理；已报送，完成时限 2021-07-01 已过，请核实是否办结。"
    )


@pytest.mark.parametrize(
    ("held", "lamp"),
    [(conflict("progress"), YELLOW), (conflict("progress", "无"), RED), (conflict("liaison.phone"), RED)],
)
def test_returned_progress_that_waits_is_a_report(held: HeldConflict, lamp: Lamp) -> None:
    status = of(month(held=(held,)), AFTER)
    assert (status.state, status.lamp) == (State.CONFLICT, lamp)


# ---------------------------------------------------------------- joint measures


def joint(snapshot: Snapshot, today: date = BEFORE) -> tuple[State, Lamp, str]:
    status = composed({entry.key.unit: entry_status(entry, snapshot, today) for entry in snapshot.entries_of(3)})
    return status.state, status.lamp, status.reason


def test_a_joint_measure_is_as_its_units() -> None:
    both = reported(no=3, unit=SW) | reported(no=3, unit=GX)
    assert joint(month(both)) == (State.REPORTED, GREEN, "已报送，按计划推进。")
    assert joint(month()) == (State.UNREPORTED, GREY, "尚未报送，截止 7月25日。")
    assert joint(month(reported(no=3, unit=SW))) == (State.PARTIAL, YELLOW, "2 家单位中有 1 家未报送。")
    assert joint(month(reported(no=3, unit=SW)), AFTER) == (State.PARTIAL, RED, "2 家单位中有 1 家未报送。")


def test_a_joint_measure_shows_its_worst_lamp_and_whose_it_is() -> None:
    mixed = reported("缺人手", no=3, unit=SW) | reported(deadline="2021-07-01", no=3, unit=GX)
    reason = "高新区税务局：已报送，完成时限 2021-07-01 已过，请核实是否办结。"
    assert joint(month(mixed)) == (State.PROBLEM, RED, reason)


def test_an_exempted_unit_makes_no_joint_measure_partial() -> None:
    exempt = ruling(RulingKind.EXEMPT, no=3, unit=GX, reason="合并")
    assert joint(month(reported(no=3, unit=SW), exempt), AFTER) == (
        State.REPORTED, GREEN, "区税务局：已报送，按计划推进。"
    )
    assert joint(month(None, exempt), AFTER)[0] is State.OVERDUE
    own = ruling(RulingKind.EXEMPT, no=3, unit=SW, reason="合并")
    assert joint(month(None, exempt, own), AFTER) == (State.EXEMPT, GREY, "免报：合并。")


def test_a_lamp_by_hand_on_the_late_unit_counts_for_the_measure() -> None:
    by_hand = ruling(RulingKind.LAMP, no=3, unit=GX, reason="已电话报告", lamp=GREEN)
    assert joint(month(reported(no=3, unit=SW), by_hand), AFTER) == (State.PARTIAL, GREEN, "2 家单位中有 1 家未报送。")


@pytest.mark.parametrize("words", ["已协调解决", "问题不大", "无困难，进展顺利"])
def test_words_that_there_is_no_problem_light_no_lamp(words: str) -> None:
    assert seen(month(reported(words))) == (State.REPORTED, GREEN, "已报送，按计划推进。")


# ---------------------------------------------------------------- as a paper says it


def on_paper(snapshot: Snapshot, today: date = BEFORE) -> tuple[Lamp, str]:
    status = public_status(snapshot.entry(1, ZS), snapshot, today)
    return status.lamp, status.paper


@pytest.mark.parametrize(
    ("snapshot", "today", "lamp", "words"),
    [
        (month(), BEFORE, GREY, "尚未报送，截止日为2021年7月25日。"),
        (month(), AFTER, RED, "截至2021年7月25日仍未报送。"),
        (month(reported("缺人手", "2021-07-01")), BEFORE, RED, "已报送，完成时限2021年7月1日已过，反映了存在问题或困难。"),
        (month(reported(deadline="2021-08-01")), BEFORE, YELLOW, "已报送，距完成时限2021年8月1日还有12天。"),
        (month(reported(deadline="2021-07-20")), BEFORE, YELLOW, "已报送，完成时限2021年7月20日当天到期。"),
        (month(None, ruling(RulingKind.EXEMPT)), AFTER, GREY, "准予免报（系统升级）。"),
        (month(reported(), ruling(RulingKind.EXEMPT)), AFTER, GREEN, "准予免报（系统升级），本月仍报送。"),
        (
            month(None, ruling(RulingKind.EXTEND, until=date(2021, 8, 5))), AFTER, GREY,
            "准予延期至2021年8月5日（系统升级），尚未报送。",
        ),
        (
            month(None, ruling(RulingKind.EXTEND, until=date(2021, 8, 5))), LATER, RED,
            "准予延期至2021年8月5日（系统升级），到期仍未报送。",
        ),
        (month(reported(), ruling(RulingKind.LAMP, lamp=RED)), BEFORE, RED, "核定为红灯：系统升级。"),
        (month(reported(), ruling(RulingKind.LAMP, lamp=GREY)), BEFORE, GREY, "核定为不亮灯：系统升级。"),
    ],
)
def test_a_paper_asks_nothing_of_the_clerk(snapshot: Snapshot, today: date, lamp: Lamp, words: str) -> None:
    assert on_paper(snapshot, today) == (lamp, words)


def test_a_conflict_that_waits_for_the_clerk_colours_nobody_on_paper() -> None:
    waiting = month(reported(), held=(conflict("progress"),))
    assert of(waiting).lamp is YELLOW
    assert on_paper(waiting) == (GREEN, "已报送，按计划推进。")
    heard = month(held=(conflict("progress", "已办结 3 件"),))
    assert on_paper(heard, AFTER) == (GREEN, "已报送，按计划推进。"), "it has come, the clerk only has not looked"


# ---------------------------------------------------------------- the reason in words


@pytest.mark.parametrize("reason", ["机构改革", "机构改革。", "机构改革。。！", " 机构改革；\n", "机构改革……"])
def test_a_reason_is_told_without_the_marks_at_its_end(reason: str) -> None:
    exempt = ruling(RulingKind.EXEMPT, reason=reason)
    assert exempt.told == "免报：机构改革。"
    assert of(month(None, exempt)).reason == "免报：机构改革。"
    assert of(month(reported(), exempt)).reason == "免报（机构改革），本月也报送了。"
