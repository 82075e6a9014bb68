"""The sample year month by month: what happens in which, and who is late, silent or careless."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from qcapp.domain.amendments import AddMeasure, Assign
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period
from qcapp.domain.rulings import Milestone
from qcapp.domain.settings import CONTACT, OFFICE
from qcapp.domain.workdays import last_workday
from qcapp.merge.plan import Decision
from qcapp.services import sample
from qcapp.services.sample_desk import Desk, Return, picture
from qcapp.services.sample_words import answers, flawed

SILENT: Final = (3, 2, 2, 1, 1, 1, 0, 1, 0, 1, 0)
"""Units that never return, by month from January; fewer as the year goes on."""
LATE: Final = (5, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1)
CARELESS: Final = (6, 5, 5, 4, 4, 3, 3, 2, 2, 2, 1)
NOT_YET: Final = 7
"""Units that have not returned in the month at hand."""
_DUE: Final = 25
_ONE_DAY: Final = timedelta(days=1)
_MILESTONES = ((3, 31, "方案印发", 25), (6, 30, "系统上线", 50), (9, 30, "全面推开", 75), (12, 20, "验收", 100))
_SCHEDULED: Final = {8: (3, 6, 9, 12), 10: (3, 8, 11), 14: (4, 9)}
"""Measure → the months in which it reached one milestone after the other; the last is on time, late, and behind."""


def whole_month(desk: Desk, period: Period) -> None:
    """From sending out to the bulletin."""
    before, after = _BEFORE.get(period.month), _AFTER.get(period.month)
    _send_out(desk, period)
    if before:
        before(desk, period)
    turn = period.month - 1
    order = _in_turn(desk, period)
    silent, late = order[: SILENT[turn]], order[SILENT[turn] : SILENT[turn] + LATE[turn]]
    careless = order[-CARELESS[turn] :]
    prompt = [unit for unit in order if unit not in silent and unit not in late]
    due = last_workday(period.due(_DUE))
    for units, day in ((prompt[::2], period.due(20)), (prompt[1::2], due), (late, due + _ONE_DAY)):
        desk.merge(period, [_return(desk, period, unit, careless=unit in careless) for unit in units], day)
    _reach(desk, period)
    _send_back(desk, period)
    if after:
        after(desk, period)
    desk.clock.go_to(desk.clock.today() + _ONE_DAY, 10)
    desk.services.bulletin.issue(desk.services.bulletin.draft(period))
    if period.month == 5:
        _issue_again(desk, period, silent)


def this_month(desk: Desk, period: Period, now: datetime) -> None:
    """All but a few have returned; one contradicts what was noted by telephone, one entry was ruled on."""
    _send_out(desk, period)
    plan = desk.services.look.plan(period)
    order = [unit.name for unit in plan.units]
    told, ruled = order[1], order[0]
    desk.clock.go_to(period.due(20), 9)
    no = plan.measures_of[told][0]
    desk.services.edit.set_field(no, told, period, "progress", "电话报来：全年任务已完成，正式材料待盖章。")
    desk.merge(period, [_return(desk, period, unit, careless=unit == order[5]) for unit in order[:-NOT_YET]], period.due(22))
    desk.clock.go_to(now.date(), 8)
    desk.services.rulings.set_lamp(period, ruled, plan.measures_of[ruled][0], Lamp.YELLOW, "市里改了口径，本月先按黄灯掌握")
    _attach(desk, period, ruled)


def _send_out(desk: Desk, period: Period) -> None:
    desk.clock.go_to(period.due(5), 9)
    if period.month == 1:
        _begin_year(desk, period)
    if change := _LIST_CHANGES.get(period.month):
        change(desk, period)
    desk.services.dispatch.dispatch(period, desk.folder / "下发")


def _begin_year(desk: Desk, period: Period) -> None:
    desk.services.settings.change({OFFICE.key: sample.OFFICE, CONTACT.key: "联系人丙，0763-8888000"})
    plan = desk.services.look.plan(period)
    for no in _SCHEDULED:
        steps = [Milestone(date(period.year, month, day), what, percent) for month, day, what, percent in _MILESTONES]
        desk.services.rulings.set_schedule(period.year, plan.units_of[no][0], no, steps)


def _reach(desk: Desk, period: Period) -> None:
    """Milestones that were reached this month."""
    plan = desk.services.look.plan(period)
    for no, months in _SCHEDULED.items():
        if period.month in months:
            month, day, _, _ = _MILESTONES[months.index(period.month)]
            desk.services.rulings.reach(period.year, plan.units_of[no][0], no, date(period.year, month, day), desk.clock.today())


def _in_turn(desk: Desk, period: Period) -> list[str]:
    """All that were sent a form, the first ones other ones each month."""
    sent = desk.services.look.snapshot(period).dispatched
    units = [unit.name for unit in desk.services.look.plan(period).units if unit.name in sent]
    start = period.month * 7 % len(units)
    return units[start:] + units[:start]


def _return(desk: Desk, period: Period, unit: str, *, careless: bool = False) -> Return:
    numbers = desk.services.look.plan(period).measures_of[unit]
    said = answers(numbers, period.month)
    form = desk.services.look.snapshot(period).dispatched[unit]
    told = flawed(said, period.month + len(numbers)) if careless else said
    return Return(unit, form.form_id, told, f"{unit}{period.month}月报送表.xlsx")


def _send_back(desk: Desk, period: Period) -> None:
    """What does not qualify goes back, and most of it is mended a day later."""
    day = desk.clock.go_to(desk.clock.today(), 17)
    sent = desk.services.correct.write(period, desk.folder / f"退回{period.compact}", due=day + 3 * _ONE_DAY)
    mended = []
    for form in sent.forms[: len(sent.forms) - period.month % 2]:
        numbers = tuple(row.no for row in sent.rows[form.unit])
        name = f"{form.unit}{period.month}月更正.xlsx"
        mended.append(Return(form.unit, form.form_id, answers(numbers, period.month), name))
    desk.merge(period, mended, day + _ONE_DAY)


# --- what happens once --------------------------------------------------------------------------------------------


def _exempt(desk: Desk, period: Period) -> None:
    unit = desk.services.look.plan(period).units[3].name
    desk.clock.go_to(period.due(9), 10)
    desk.services.rulings.exempt(period, unit, None, "本月参加市里集中检查，经同意免报一次")


def _extend(desk: Desk, period: Period) -> None:
    unit = _in_turn(desk, period)[SILENT[period.month - 1]]
    desk.clock.go_to(period.due(17), 11)
    desk.services.rulings.extend(period, unit, None, period.due(28), "业务系统升级，准予延期三天")


def _told_by_telephone(desk: Desk, period: Period) -> None:
    unit = _in_turn(desk, period)[-CARELESS[period.month - 1] - 1]
    no = desk.services.look.plan(period).measures_of[unit][0]
    desk.clock.go_to(period.due(15), 14)
    desk.services.edit.set_field(no, unit, period, "progress", "电话报来：方案已上会，待印发。")


def _settle(desk: Desk, period: Period) -> None:
    desk.clock.go_to(desk.clock.today(), 16)
    for held in desk.services.look.snapshot(period).held:
        desk.services.edit.resolve(held, Decision.THEIRS)


def _reassign(desk: Desk, period: Period) -> None:
    plan = desk.services.look.plan(period)
    no = 44
    given = plan.units_of[no][0]
    desk.services.plan.amend(period, "年中调整分工（示例）", Assign(no, "区城综局", instead_of=given))


def _add_measure(desk: Desk, period: Period) -> None:
    plan = desk.services.look.plan(period)
    text = "（示例）设立惠企政策咨询专窗，集中受理企业咨询，按月公布办理情况。"
    desk.services.plan.amend(period, "新增一项重点工作（示例）", AddMeasure(plan.task_of(8).order, text, ("区政数局",)))


def _merge_wrongly_and_undo(desk: Desk, period: Period) -> None:
    """A form of the month before, sent again by mistake with this month's name."""
    unit = _in_turn(desk, period)[-1]
    right = _return(desk, period, unit)
    wrong = replace(right, answers=answers(tuple(right.answers), period.month - 1), name=f"{unit}（发错）.xlsx")
    done = desk.merge(period, [wrong], period.due(16), 10)
    desk.clock.go_to(desk.clock.today(), 11)
    assert done is not None, "it was to be merged"
    desk.services.history.undo(done.id)


def _attach_some(desk: Desk, period: Period) -> None:
    _attach(desk, period, _in_turn(desk, period)[-2])


def _attach(desk: Desk, period: Period, unit: str) -> None:
    no = desk.services.look.plan(period).measures_of[unit][0]
    desk.attach(no, unit, period, {
        "示例照片.png": picture(period.month),
        "示例说明.txt": f"这是示例台账里的佐证材料：{unit} {period.label}。\n".encode(),
    })


def _issue_again(desk: Desk, period: Period, silent: Sequence[str]) -> None:
    """One returns after all, and the bulletin is corrected."""
    desk.merge(period, [_return(desk, period, unit) for unit in silent[:1]], desk.clock.today() + 2 * _ONE_DAY)
    desk.clock.go_to(desk.clock.today(), 17)
    desk.services.bulletin.issue(desk.services.bulletin.draft(period))


_Event = Callable[[Desk, Period], None]
_BEFORE: Mapping[int, _Event] = {
    2: _exempt, 3: _extend, 4: _merge_wrongly_and_undo, 6: _told_by_telephone, 9: _extend,
}
_AFTER: Mapping[int, _Event] = {3: _attach_some, 6: _settle, 7: _attach_some, 10: _attach_some}
_LIST_CHANGES: Mapping[int, _Event] = {8: _reassign, 10: _add_measure}
