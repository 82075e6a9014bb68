"""A clerk's rulings: kept with their reason, told in the history, taken back, brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from qcapp.domain.errors import LedgerChanged, UsageError
from qcapp.domain.lamps import Lamp
from qcapp.domain.operations import OperationKind
from qcapp.domain.period import Period
from qcapp.domain.rulings import Milestone, Ruling, RulingKind
from tests.merge.world import JULY
from tests.services.office import Office

HALF, WHOLE = Milestone(date(2021, 6, 30), "方案印发", 50), Milestone(date(2021, 10, 31), "全部上线", 100)
AUGUST = JULY.shifted(1)


def summary(office: Office) -> str:
    return office.store.operations(1)[0].summary


def ruled(office: Office, period: Period = JULY) -> list[tuple[str, str, int | None]]:
    return [(each.words, each.unit, each.no) for each in office.services.rulings.of(period)]


def test_an_exemption_of_one_measure_and_of_a_whole_unit(office: Office) -> None:
    rulings = office.services.rulings
    operation = rulings.exempt(JULY, "政数局", 1, "  职责已\n划转 ")
    assert (operation.kind, operation.who, operation.changed) == (OperationKind.RULING, "经办人", 0)
    assert operation.summary == "第 1 条 区政数局 2021年7月：免报（职责已 划转）"
    rulings.exempt(JULY, "区税务局", None, "机构合并")
    assert summary(office) == "区税务局 2021年7月全部措施：免报（机构合并）"
    assert ruled(office) == [("免报", "区政数局", 1), ("免报", "区税务局", None)]
    assert ruled(office, AUGUST) == []


def test_an_extension_has_its_own_last_day(office: Office) -> None:
    office.services.rulings.extend(JULY, "区税务局", 4, date(2021, 7, 30), "系统升级")
    assert summary(office) == "第 4 条 区税务局 2021年7月：准予延期到 7月30日（系统升级）"
    (found,) = office.services.rulings.of(JULY)
    assert (found.until, found.reason, found.who) == (date(2021, 7, 30), "系统升级", "经办人")


def test_a_unit_is_late_by_its_own_day_and_never_when_exempted(office: Office) -> None:
    rulings = office.services.rulings
    rulings.exempt(JULY, "高新区税务局", None, "机构合并")
    rulings.extend(JULY, "区税务局", 3, date(2021, 8, 3), "系统升级")
    rulings.extend(JULY, "区政数局", None, date(2021, 7, 28), "系统升级")

    def standing(day: date) -> dict[str, tuple[bool, date | None, bool]]:
        units = office.services.look.status(JULY, day).units
        return {each.unit: (each.late, each.extended, each.exempt) for each in units}

    assert standing(date(2021, 7, 28)) == {
        "区政数局": (False, date(2021, 7, 28), False), "区税务局": (True, None, False), "高新区税务局": (False, None, True)
    }
    rulings.extend(JULY, "区税务局", 4, date(2021, 8, 4), "系统升级")
    assert standing(date(2021, 8, 3))["区税务局"] == (False, date(2021, 8, 3), False)
    assert [each[0] for each in standing(date(2021, 8, 4)).values()] == [True, True, False]


@pytest.mark.parametrize("until", [date(2021, 7, 25), date(2021, 7, 1)])
def test_an_extension_that_extends_nothing_is_refused(office: Office, until: date) -> None:
    with pytest.raises(UsageError, match="延期的日子要在截止日 7月25日之后"):
        office.services.rulings.extend(JULY, "区税务局", 4, until, "系统升级")
    assert ruled(office) == []


def test_an_extension_starts_from_the_due_day_that_was_moved_past_a_weekend(office: Office) -> None:
    office.services.settings.change({"due.shift": "workday"})
    with pytest.raises(UsageError, match="截止日 7月26日之后"):
        office.services.rulings.extend(JULY, "区税务局", 4, date(2021, 7, 26), "系统升级")


def test_into_another_year_the_year_is_said(office: Office) -> None:
    office.services.rulings.extend(Period(2021, 12), "区税务局", 4, date(2022, 1, 5), "元旦放假")
    assert summary(office) == "第 4 条 区税务局 2021年12月：准予延期到 2022年1月5日（元旦放假）"


def test_a_lamp_by_hand(office: Office) -> None:
    office.services.rulings.set_lamp(JULY, "区政数局", 2, Lamp.RED, "现场检查未落实")
    assert summary(office) == "第 2 条 区政数局 2021年7月：人工定为红灯（现场检查未落实）"
    with pytest.raises(UsageError, match="人工只能定绿灯、黄灯或红灯"):
        office.services.rulings.set_lamp(JULY, "区政数局", 2, Lamp.GREY, "不看了")


@pytest.mark.parametrize("reason", ["", " \n ", "\u200b"])
@pytest.mark.parametrize(
    "rule",
    [
        lambda office, reason: office.services.rulings.exempt(JULY, "区政数局", 1, reason),
        lambda office, reason: office.services.rulings.extend(JULY, "区政数局", None, date(2021, 8, 1), reason),
        lambda office, reason: office.services.rulings.set_lamp(JULY, "区政数局", 1, Lamp.GREEN, reason),
    ],
)
def test_without_a_reason_nothing_is_ruled(office: Office, rule: Callable[[Office, str], object], reason: str) -> None:
    with pytest.raises(UsageError, match="要写明理由"):
        rule(office, reason)
    assert len(office.store.operations()) == 1


def test_a_reason_as_long_as_a_page_is_refused(office: Office) -> None:
    with pytest.raises(UsageError, match="理由有 201 个字，最多 200 个"):
        office.services.rulings.exempt(JULY, "区政数局", 1, "因" * 201)
    office.services.rulings.exempt(JULY, "区政数局", 1, "因" * 200)
    assert summary(office) == f"第 1 条 区政数局 2021年7月：免报（{'因' * 39}…）"


@pytest.mark.parametrize(
    ("unit", "no", "words"),
    [("区渔业局", 1, "没有责任单位“区渔业局”"), ("区政数局", 9, "没有第 9 条措施"), ("区政数局", 4, "不由区政数局负责")],
)
def test_a_ruling_on_what_there_is_not_says_so(office: Office, unit: str, no: int, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        office.services.rulings.exempt(JULY, unit, no, "理由")


def test_a_ruling_is_lifted_and_undoing_that_brings_it_back(office: Office) -> None:
    rulings = office.services.rulings
    rulings.exempt(JULY, "区政数局", None, "机构合并")
    (standing,) = rulings.of(JULY)
    lifting = rulings.lift(standing, "已恢复办公")
    assert lifting.summary == "区政数局 2021年7月全部措施：取消免报（已恢复办公）"
    assert ruled(office) == []
    office.store.undo(lifting.id, "经办人")
    assert ruled(office) == [("免报", "区政数局", None)]


def test_what_was_lifted_or_replaced_cannot_be_lifted_again(office: Office) -> None:
    rulings = office.services.rulings
    rulings.exempt(JULY, "区政数局", 1, "先")
    (first,) = rulings.of(JULY)
    rulings.exempt(JULY, "区政数局", 1, "后")
    with pytest.raises(LedgerChanged, match="已经不是现在的认定，请刷新后再看"):
        rulings.lift(first)
    (second,) = rulings.of(JULY)
    assert second.reason == "后"
    rulings.lift(second)
    with pytest.raises(LedgerChanged):
        rulings.lift(second)


def test_a_schedule_is_of_the_year_and_in_order(office: Office) -> None:
    office.services.rulings.set_schedule(2021, "区政数局", 2, [WHOLE, HALF._replace(what=" 方案\n印发 ")])
    assert summary(office) == "第 2 条 区政数局 2021年：时序进度 2 个节点"
    for period in (Period(2021, 1), Period(2022, 3)):
        (found,) = office.services.rulings.of(period)
        assert found.milestones == (HALF._replace(what="方案 印发"), WHOLE)


def test_a_milestone_is_reached_and_that_is_taken_back(office: Office) -> None:
    rulings = office.services.rulings
    rulings.set_schedule(JULY, "区政数局", 2, [HALF, WHOLE])
    rulings.reach(2021, "政数局", 2, HALF.day, date(2021, 7, 20))
    assert summary(office) == "第 2 条 区政数局 2021年：时序进度 2 个节点（已完成 1 个）"
    assert rulings.of(JULY)[0].milestones == (HALF._replace(done=date(2021, 7, 20)), WHOLE)
    rulings.reach(JULY, "政数局", 2, HALF.day, None)
    assert rulings.of(JULY)[0].milestones == (HALF, WHOLE)
    with pytest.raises(UsageError, match="没有 7月1日的节点（6月30日、10月31日）"):
        rulings.reach(JULY, "政数局", 2, date(2021, 7, 1), None)
    with pytest.raises(UsageError, match="没有 7月1日的节点（没有节点）"):
        rulings.reach(JULY, "政数局", 1, date(2021, 7, 1), None)


def test_no_milestones_take_the_schedule_back(office: Office) -> None:
    rulings = office.services.rulings
    with pytest.raises(UsageError, match="还没有设过时序进度，请至少写明一个节点"):
        rulings.set_schedule(2021, "区政数局", 2, [])
    rulings.set_schedule(2021, "区政数局", 2, [HALF])
    rulings.set_schedule(2021, "区政数局", 2, [])
    assert summary(office) == "第 2 条 区政数局 2021年：取消时序进度 1 个节点"
    assert ruled(office) == []


@pytest.mark.parametrize(
    ("milestones", "words"),
    [
        ([HALF._replace(what=" ")], "2021年6月30日的节点没有写要完成什么"),
        ([HALF._replace(percent=0)], "完成比例是 0%，应在 1% 到 100% 之间"),
        ([HALF._replace(percent=101)], "完成比例是 101%"),
        ([HALF._replace(done=date(2021, 7, 23))], "完成日期 2021-07-23 还没有到"),
        ([HALF, HALF._replace(percent=60)], "2021年6月30日有两个节点"),
        ([HALF, WHOLE._replace(percent=50)], "完成比例 50% 不比前一个节点的 50% 大"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(office: Office, milestones: list[Milestone], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        office.services.rulings.set_schedule(2021, "区政数局", 2, milestones)
    assert ruled(office) == []


def test_a_schedule_of_a_year_without_a_list_is_refused(office: Office) -> None:
    with pytest.raises(UsageError, match="没有 2019 年的责任清单，请用其中之一：2021"):
        office.services.rulings.set_schedule(2019, "区政数局", 2, [HALF])


def test_the_ruling_of_just_that_place_is_found(office: Office) -> None:
    rulings = office.services.rulings
    rulings.exempt(JULY, "区政数局", None, "机构合并")
    assert rulings.standing(RulingKind.EXEMPT, JULY, "政数局", 1) is None
    found = rulings.standing(RulingKind.EXEMPT, JULY, "政数局", None)
    assert isinstance(found, Ruling)
    assert found.covers(1, "区政数局")


def test_an_exemption_of_several_months_is_one_operation_and_one_undo(office: Office) -> None:
    before = len(office.store.operations())
    operation = office.services.rulings.exempt(JULY, "区税务局", 4, "任务移交", Period(2021, 9))
    assert operation.summary == "第 4 条 区税务局 2021年7月至9月：免报（任务移交）"
    assert len(office.store.operations()) == before + 1
    assert [bool(ruled(office, JULY.shifted(after))) for after in range(4)] == [True, True, True, False]
    office.services.history.undo(operation.id)
    assert [ruled(office, JULY.shifted(after)) for after in range(3)] == [[], [], []]


@pytest.mark.parametrize("until", [Period(2021, 6), Period(2022, 1)])
def test_an_exemption_ends_in_its_own_year_and_not_before_it_begins(office: Office, until: Period) -> None:
    with pytest.raises(UsageError, match="免报的月份要从 2021年7月到同一年的以后各月"):
        office.services.rulings.exempt(JULY, "区税务局", 4, "任务移交", until)
    assert ruled(office) == []


def test_the_months_after_can_be_taken_back_with_the_first(office: Office) -> None:
    rulings = office.services.rulings
    rulings.exempt(JULY, "区税务局", None, "机构合并", Period(2021, 10))
    rulings.exempt(Period(2021, 9), "区税务局", None, "另有原因")
    (first,) = rulings.of(JULY)
    following = rulings.following(first)
    assert [each.period for each in following] == [AUGUST]
    operation = rulings.lift(first, following=following)
    assert operation.summary == "区税务局 2021年7月至8月全部措施：取消免报"
    assert [len(ruled(office, JULY.shifted(after))) for after in range(4)] == [0, 0, 1, 1]


def test_nothing_is_taken_back_when_one_of_the_months_was_ruled_anew(office: Office) -> None:
    rulings = office.services.rulings
    rulings.exempt(JULY, "区税务局", 4, "任务移交", AUGUST)
    (first,) = rulings.of(JULY)
    following = rulings.following(first)
    rulings.exempt(AUGUST, "区税务局", 4, "另有原因")
    with pytest.raises(LedgerChanged):
        rulings.lift(first, following=following)
    assert (len(ruled(office)), len(ruled(office, AUGUST))) == (1, 1)
