"""How far the month has come, and what is to be done next, from its first day to after its 通报."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qcapp.domain.views import ViewFilter
from tests.merge.world import JULY
from tests.services.office import Office
from tests.ui.overview.conftest import Month
from ui.models.month_flow import CORRECTIONS, MonthFlow, NextStep, month_flow, unit_states
from ui.pages.base import REMIND
from ui.theme import Tone


def flow_of(office: Office, at: datetime, issued: date | None = None, *, corrected: bool = False) -> MonthFlow:
    office.clock.time = at
    look = office.services.look
    return month_flow(
        look.snapshot(JULY), look.status(JULY), office.services.stats.month(JULY), at.date(), issued, corrected=corrected
    )


def told(flow: MonthFlow) -> list[str]:
    return [step.words for step in flow.steps]


def test_a_month_that_nothing_was_sent_for_begins_with_sending(office: Office) -> None:
    flow = flow_of(office, datetime(2021, 7, 2, 9, 0))
    assert told(flow) == ["① 下发 0 / 3", "② 回收 0 / 3", "③ 处理冲突 0", "④ 汇总", "⑤ 通报"]
    assert {step.tone for step in flow.steps} == {Tone.IDLE}
    assert flow.next == NextStep("下发本月的表", "dispatch")
    assert flow_of(office, datetime(2021, 9, 2, 9, 0)).next == NextStep("补发本月的表", "dispatch")


def test_before_the_due_day_one_waits_and_after_it_one_reminds(office: Office) -> None:
    office.dispatch()
    before = flow_of(office, datetime(2021, 7, 25, 23, 0))
    assert before.next == NextStep("等 3 家交表，截止7月25日", "collect")
    assert before.steps[0].tone is Tone.GOOD
    after = flow_of(office, datetime(2021, 7, 26, 9, 0))
    assert after.next == NextStep("催报 3 家", "bulletin", REMIND)
    assert after.steps[1].tone is Tone.BAD
    assert flow_of(office, datetime(2021, 8, 2, 9, 0)).next == NextStep("生成本期通报，3 家未报齐", "bulletin")


def test_a_conflict_comes_before_all_else(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "电话报来。")
    office.comes_back({1: {"progress": "来表写的。"}, 2: {"progress": "七月压减 3 天。"}})
    office.merge()
    flow = flow_of(office, datetime(2021, 7, 22, 9, 0))
    assert flow.next == NextStep("处理 1 处冲突", "ledger", ViewFilter(states=("conflict",)))
    assert told(flow)[1:3] == ["② 回收 1 / 3", "③ 处理冲突 1"]
    assert flow.steps[2].tone is Tone.WARN
    states = unit_states(office.services.look.snapshot(JULY), office.services.stats.month(JULY), date(2021, 7, 22))
    assert states["区政数局"] == ("冲突 1", Tone.WARN)
    assert states["区税务局"] == ("未报", Tone.IDLE)


def test_who_was_not_sent_a_form_is_told_unless_it_has_reported(office: Office, month: Month) -> None:
    office.services.dispatch.dispatch(JULY, office.folder / "下发", units=["区政数局"])
    month.says(3, "高新区税务局", "电话报来，办理 2 件。", datetime(2021, 7, 10, 9, 0))
    flow = flow_of(office, datetime(2021, 7, 10, 9, 0))
    assert flow.unsent == ("区税务局",)
    assert flow.next == NextStep("给其余 1 家下发", "dispatch")


def test_when_all_is_in_the_bulletin_follows_and_then_its_corrections(office: Office, month: Month) -> None:
    office.dispatch()
    for no, unit in ((1, "区政数局"), (2, "区政数局"), (3, "区税务局"), (3, "高新区税务局"), (4, "区税务局")):
        month.says(no, unit, f"七月第 {no} 条办了 {no + 3} 件。", datetime(2021, 7, 20, 9, 0))
    at = datetime(2021, 7, 26, 9, 0)
    assert flow_of(office, at).next == NextStep("生成本期通报", "bulletin")
    assert flow_of(office, at).steps[3].tone is Tone.GOOD
    issued = flow_of(office, at, date(2021, 8, 2))
    assert told(issued)[4] == "⑤ 通报 8月2日"
    assert issued.next == NextStep("本月已办完，8月2日已通报")
    assert {step.tone for step in issued.steps} == {Tone.GOOD}
    assert flow_of(office, at, date(2021, 8, 2), corrected=True).next == NextStep("看通报之后的更正", CORRECTIONS)


def test_a_month_is_not_called_done_while_units_have_not_reported(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "七月办了 3 件。"}, 2: {"progress": "七月压减 3 天。"}})
    office.merge()
    flow = flow_of(office, datetime(2021, 8, 3, 9, 0), date(2021, 8, 2))
    assert flow.steps[1].tone is Tone.BAD
    assert flow.next == NextStep("8月2日已通报，催报其余 2 家", "bulletin", REMIND)


def test_what_makes_the_months_table_ready_is_told_where_it_is_asked(office: Office) -> None:
    at = datetime(2021, 7, 22, 9, 0)
    office.dispatch()
    empty = flow_of(office, at).steps[3]
    assert (empty.tone, empty.hint) == (Tone.IDLE, "还没有来表；交来的表合并进台账、没有冲突等人定，就汇总好了")
    office.comes_back({1: {"progress": "七月办了 3 件。"}, 2: {"progress": "七月压减 3 天。"}})
    office.merge()
    ready = flow_of(office, at).steps[3]
    assert ready.tone is Tone.GOOD
    assert ready.hint == "交来的 1 家的表都已合并进台账，没有等人定的；应报 5 条，实报 2 条；点开看台账，可导出、打印细化表"


def test_exempted_units_are_not_waited_for(office: Office) -> None:
    office.dispatch()
    office.services.rulings.exempt(JULY, "高新区税务局", None, "机构改革，本月免报")
    flow = flow_of(office, datetime(2021, 7, 26, 9, 0))
    assert (flow.units, flow.missing) == (2, ("区政数局", "区税务局"))
    states = unit_states(office.services.look.snapshot(JULY), office.services.stats.month(JULY), date(2021, 7, 26))
    assert states["高新区税务局"] == ("免报", Tone.IDLE)


def test_an_extended_unit_is_not_late_before_its_own_day(office: Office) -> None:
    office.dispatch()
    office.services.rulings.extend(JULY, "区政数局", None, date(2021, 7, 29), "系统升级")
    flow = flow_of(office, datetime(2021, 7, 27, 9, 0))
    states = unit_states(office.services.look.snapshot(JULY), office.services.stats.month(JULY), date(2021, 7, 27))
    assert states["区政数局"] == ("延期", Tone.IDLE)
    assert "区政数局" not in flow.missing
    office.clock.time = datetime(2021, 7, 30, 9, 0)
    states = unit_states(office.services.look.snapshot(JULY), office.services.stats.month(JULY), date(2021, 7, 30))
    assert states["区政数局"] == ("逾期", Tone.BAD)


@pytest.mark.parametrize(("day", "state"), [(24, ("部分", Tone.WARN)), (27, ("部分", Tone.BAD))])
def test_who_reported_in_part_is_told_so(office: Office, month: Month, day: int, state: tuple[str, Tone]) -> None:
    month.says(1, "区政数局", "七月办理 8 件。", datetime(2021, 7, 20, 9, 0))
    at = datetime(2021, 7, day, 9, 0)
    office.clock.time = at
    states = unit_states(office.services.look.snapshot(JULY), office.services.stats.month(JULY), at.date())
    assert states["区政数局"] == state
    assert states["区税务局"][0] == ("未下发" if day == 24 else "逾期")
