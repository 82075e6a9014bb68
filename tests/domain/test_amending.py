"""The list as it holds in a month: each kind of amendment by value, and why one can't be carried out."""

from __future__ import annotations

import pytest

from qcapp.domain import amendments as kinds
from qcapp.domain.amending import amended, completed, cuts, faults
from qcapp.domain.amendment_words import plan_changes, summary_of, told
from qcapp.domain.amendments import Amendment, Part, What, packed_what, unpacked_what
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.succession import LinkKind, PlanLink, aligned, earlier_keys, same_entry
from tests.factory import small_plan

JULY, AUGUST, SEPTEMBER, OCTOBER = (Period(2021, month) for month in (7, 8, 9, 10))
ZS, SW, GX = "区政数局", "区税务局", "高新区税务局"


def all_of(*whats: What, since: Period = AUGUST) -> tuple[Amendment, ...]:
    return tuple(Amendment(2021, since, what, "机构改革", number) for number, what in enumerate(whats, start=1))


def after(*whats: What, period: Period = AUGUST) -> Plan:
    """The small list from August on, every amendment carried out."""
    amendments = all_of(*whats)
    assert faults(small_plan(), amendments) == ()
    return amended(small_plan(), amendments, period)


def fault(*whats: What) -> str:
    """Why the last one can't be carried out."""
    (found,) = faults(small_plan(), all_of(*whats))
    assert found.amendment.what == whats[-1]
    return found.sentence


def keys(plan: Plan) -> list[tuple[int, str]]:
    return [(each.no, each.unit) for each in plan.assignments]


def test_months_before_have_the_printed_list_itself() -> None:
    plan = small_plan()
    amendments = all_of(kinds.RetireMeasure(1), kinds.RenameUnit(ZS, "区数据局"))
    assert amended(plan, amendments, JULY) is plan
    assert amended(plan, (), OCTOBER) is plan


def test_a_task_comes_is_renamed_and_goes() -> None:
    plan = after(kinds.AddTask("三.优化融资", 3, after=1), kinds.RenameTask(2, "二.办税服务"))
    assert [(task.order, task.heading) for task in plan.tasks] == [(1, "一.优化政务服务"), (3, "三.优化融资"), (2, "二.办税服务")]
    gone = after(kinds.AddTask("三.优化融资", 3), kinds.RetireTask(3))
    assert gone.tasks == small_plan().tasks


def test_a_new_measure_stands_last_in_its_task_or_where_it_is_put() -> None:
    plan = after(kinds.AddMeasure(1, "新措施", (SW, ZS), 5, section="（二）"), kinds.AddMeasure(2, "又一条", (GX,), 6, after=3))
    assert [measure.no for measure in plan.measures] == [1, 2, 5, 3, 6, 4]
    assert plan.units_of[5] == (SW, ZS)
    assert (plan.printed_unit(5), plan.measure(5).section) == ("区税务局、区政数局", "（二）")
    assert plan.measure(5).contacts == ("责任人", "联系人")
    assert keys(plan) == [(1, ZS), (2, ZS), (5, SW), (5, ZS), (3, SW), (3, GX), (6, GX), (4, SW)]


def test_a_measure_of_a_new_task_stands_behind_the_tasks_before() -> None:
    plan = after(kinds.AddTask("三.优化融资", 3, after=1), kinds.AddMeasure(3, "新措施", (ZS,), 5))
    assert [measure.no for measure in plan.measures] == [1, 2, 5, 3, 4]


def test_an_amended_measure_changes_only_what_is_said() -> None:
    plan = after(kinds.AmendMeasure(4, text="开展辅导。"), kinds.AmendMeasure(4, printed_unit="", contacts=("责任人",)))
    before = small_plan().measure(4)
    assert plan.measure(4) == before._replace(text="开展辅导。", printed_unit=None, contacts=("责任人",))
    moved = after(kinds.AmendMeasure(4, task=1, section="（一）1"))
    assert [measure.no for measure in moved.measures] == [1, 2, 4, 3]
    assert (moved.measure(4).task, moved.measure(4).section, moved.printed_unit(4)) == (1, "（一）1", "区税务局（办税厅）")


def test_the_parts_of_a_split_measure_take_its_place() -> None:
    plan = after(kinds.SplitMeasure(2, (Part("上半", no=5), Part("下半", (SW,), 6, ("责任人",)))))
    assert [(measure.no, measure.split_from) for measure in plan.measures] == [(1, None), (5, 2), (6, 2), (3, None), (4, None)]
    assert (plan.units_of[5], plan.measure(5).contacts) == ((ZS,), ("责任人", "联系人", "联系人"))
    assert (plan.units_of[6], plan.measure(6).contacts) == ((SW,), ("责任人",))


def test_a_retired_measure_is_gone_with_its_assignments_and_its_number_stays_used() -> None:
    plan = after(kinds.RetireMeasure(3))
    assert keys(plan) == [(1, ZS), (2, ZS), (4, SW)]
    assert GX in plan.measures_of
    assert "第 3 条已经有了" in fault(kinds.RetireMeasure(3), kinds.AddMeasure(2, "新", (SW,), 3))


def test_a_renamed_unit_keeps_its_measures_and_its_old_name_as_an_alias() -> None:
    plan = after(kinds.RenameUnit(SW, "区税局"), kinds.AmendMeasure(4, text="改"))
    assert plan.units[1].name == "区税局"
    assert (plan.units[1].identity, plan.unit_named(SW), plan.units_of[3]) == (SW, "区税局", ("区税局", GX))
    again = after(kinds.RenameUnit(SW, "区税局"), kinds.RenameUnit(SW, "税务所"), kinds.RenameUnit(SW, SW))
    assert (again.units[1].name, again.units[1].root, again.units[1].aliases) == (SW, "", ("税务所", "区税局"))


def test_a_new_name_stands_in_what_is_printed_for_the_unit() -> None:
    assert after(kinds.RenameUnit(SW, "区税局")).printed_unit(4) == "区税局（办税厅）"


def test_a_merged_unit_gives_its_measures_and_names_away() -> None:
    plan = after(kinds.MergeUnit(GX, SW))
    assert [unit.name for unit in plan.units] == [ZS, SW]
    assert keys(plan) == [(1, ZS), (2, ZS), (3, SW), (4, SW)]
    assert plan.unit_named("高新税务局") == SW
    other = after(kinds.MergeUnit(ZS, GX))
    assert [(each.no, each.unit, each.instead_of) for each in other.assignments[:2]] == [(1, GX, ZS), (2, GX, ZS)]


def test_a_measure_goes_over_to_another_unit_or_gets_one_more() -> None:
    plan = after(kinds.Assign(4, GX, SW), kinds.Assign(1, SW, printed_unit="政数、税务"))
    assert (plan.units_of[4], plan.printed_unit(4)) == ((GX,), GX)
    assert (plan.units_of[1], plan.printed_unit(1)) == ((ZS, SW), "政数、税务")
    assert after(kinds.Unassign(3, SW)).units_of[3] == (GX,)


def test_an_alias_is_known_from_its_first_month_to_its_last() -> None:
    amendments = all_of(kinds.AddAlias(SW, "税务所", SEPTEMBER))
    months = (JULY, AUGUST, SEPTEMBER, OCTOBER)
    known = ["税务所" in amended(small_plan(), amendments, month).units[1].aliases for month in months]
    assert known == [False, True, True, False]
    assert cuts(amendments) == (AUGUST, OCTOBER)
    ended = after(kinds.EndAlias(ZS, "政数局"))
    assert ended.units[0].aliases == ("区政务服务数据管理局",)


def test_a_name_that_one_unit_lost_another_may_take() -> None:
    amendments = (
        Amendment(2021, AUGUST, kinds.AddAlias(SW, "税务所", SEPTEMBER), "", 1),
        Amendment(2021, OCTOBER, kinds.AddAlias(GX, "税务所"), "", 2),
    )
    assert faults(small_plan(), amendments) == ()
    assert amended(small_plan(), amendments, OCTOBER).unit_named("税务所") == GX


@pytest.mark.parametrize(
    ("whats", "words"),
    [
        ((kinds.RetireTask(1),), "下还有第 1、2 条措施"),
        ((kinds.RetireTask(9),), "没有第 9 项重点任务"),
        ((kinds.AddTask("二、纳税服务：", 3),), "已经有名叫"),
        ((kinds.AddTask(" ", 3),), "重点任务的名称是空的"),
        ((kinds.AddTask("新", 1),), "第 1 项重点任务已经有了"),
        ((kinds.AddMeasure(1, "新", (SW,), 4),), "第 4 条已经有了"),
        ((kinds.AddMeasure(1, "新", (), 5),), "第 5 条没有责任单位"),
        ((kinds.AddMeasure(1, "新", ("区渔业局",), 5),), "没有责任单位“区渔业局”"),
        ((kinds.AddMeasure(1, "新", (SW,), 5, after=4),), "第 4 条不在这项重点任务里"),
        ((kinds.AddMeasure(1, "新", (SW,), -1),), "措施序号不能是 -1"),
        ((kinds.AddMeasure(1, "新", (SW,), 5, contacts=("打杂",)),), "只能是责任人或联系人"),
        ((kinds.AddMeasure(1, "新", (SW,), 5, section="（九）"),), "没有“（九）”这一节"),
        ((kinds.AmendMeasure(1),), "没有要改的"),
        ((kinds.AmendMeasure(9, text="新"),), "第 9 条措施清单里没有"),
        ((kinds.RetireMeasure(1), kinds.AmendMeasure(1, text="新")), "第 1 条措施已经停用或拆分"),
        ((kinds.SplitMeasure(1, (Part("一", no=5),)),), "至少要写出两条"),
        ((kinds.RetireUnit(SW),), "还负责第 3、4 条措施"),
        ((kinds.RenameUnit(SW, "政数局"),), "“政数局”已经是区政数局的名称"),
        ((kinds.RenameUnit(SW, SW),), "本来就叫这个名称"),
        ((kinds.RenameUnit(SW, "税局"), kinds.EndAlias(SW, SW), kinds.AddUnit(SW)), "已更名单位原来的名称"),
        ((kinds.AddUnit("高新税务局"),), "已经是高新区税务局的名称"),
        ((kinds.AddAlias(ZS, "政数局"),), "不用再加"),
        ((kinds.EndAlias(ZS, "税务"),), "没有“税务”这个别名"),
        ((kinds.Assign(3, GX),), "本来就由高新区税务局负责"),
        ((kinds.Assign(3, ZS, ZS),), "不由区政数局负责"),
        ((kinds.Unassign(4, SW),), "只有区税务局一家负责"),
        ((kinds.MergeUnit(SW, SW),), "不能并入自己"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(whats: tuple[What, ...], words: str) -> None:
    assert words in fault(*whats)
    *before, _ = whats
    assert amended(small_plan(), all_of(*whats), AUGUST) == amended(small_plan(), all_of(*before), AUGUST)


def test_numbers_go_on_and_never_come_again() -> None:
    plan = small_plan()
    assert completed(plan, (), kinds.AddMeasure(1, "新", (SW,))) == kinds.AddMeasure(1, "新", (SW,), 5)
    split = kinds.SplitMeasure(1, (Part("一"), Part("二", no=9), Part("三")))
    whole = completed(plan, all_of(kinds.AddMeasure(1, "新", (SW,), 5)), split, taken=(6,))
    assert isinstance(whole, kinds.SplitMeasure)
    assert [part.no for part in whole.parts] == [10, 9, 11]
    assert completed(plan, all_of(kinds.AddTask("新", 3), kinds.RetireTask(3)), kinds.AddTask("又")) == kinds.AddTask("又", 4)


@pytest.mark.parametrize(
    "what",
    [
        kinds.AddTask("三", 3, 1), kinds.RenameTask(1, "新"), kinds.RetireTask(1),
        kinds.AddMeasure(1, "新", (SW, GX), 5, 2, "栏", ("责任人",), "（二）"),
        kinds.AmendMeasure(1, contacts=("责任人",), section=""),
        kinds.SplitMeasure(1, (Part("一", (SW,), 5, ("联系人",)), Part("二", no=6))), kinds.RetireMeasure(1),
        kinds.AddUnit("新", ("别名",)), kinds.RenameUnit(SW, "新"), kinds.MergeUnit(GX, SW), kinds.RetireUnit(SW),
        kinds.AddAlias(SW, "新", OCTOBER), kinds.EndAlias(SW, "新"), kinds.Assign(1, SW, ZS, "栏"), kinds.Unassign(3, SW),
    ],
)
def test_an_amendment_comes_back_out_of_its_document_and_has_words(what: What) -> None:
    assert unpacked_what(what.kind, packed_what(what)) == what
    assert told(what, small_plan())
    assert what.kind.label


def test_an_amendment_is_told_with_month_and_reason() -> None:
    amendments = all_of(kinds.Assign(4, GX, SW), kinds.RenameUnit(SW, "区税局"))
    assert summary_of(amendments, small_plan()) == "第 4 条由区税务局改由高新区税务局负责等 2 项，2021年8月起（机构改革）"


def test_what_two_lists_differ_in_is_told_item_by_item() -> None:
    plan = after(
        kinds.RenameUnit(SW, "区税局"), kinds.AmendMeasure(1, text="改了"), kinds.Assign(4, GX, SW),
        kinds.SplitMeasure(2, (Part("一", no=5), Part("二", no=6))), kinds.AddTask("三", 3), kinds.AddUnit("区新局"),
    )
    assert [tuple(each) for each in plan_changes(small_plan(), plan)] == [
        ("重点任务 3", "重点任务", "", "三"),
        ("第 1 条", "措施文字", "推行一件事一次办。\n公布事项目录。", "改了"),
        ("第 2 条", "停用措施", "压减办理时间。", ""),
        ("第 4 条", "责任单位", "区税局", GX),
        ("第 4 条", "责任单位栏", "区税务局（办税厅）", "（单位名称）"),
        ("第 5 条", "新增措施（由第 2 条拆分）", "", "一"), ("第 5 条", "责任单位", "", ZS),
        ("第 6 条", "新增措施（由第 2 条拆分）", "", "二"), ("第 6 条", "责任单位", "", ZS),
        (SW, "单位名称", SW, "区税局"),
        ("区新局", "新增单位", "", "区新局"),
    ]


def test_an_entry_goes_on_with_itself_under_another_name() -> None:
    plan, before = after(kinds.RenameUnit(SW, "区税局")), small_plan()
    assert same_entry(EntryKey(4, "区税局"), plan, before) == EntryKey(4, SW)
    assert aligned({EntryKey(4, SW): 1, EntryKey(1, ZS): 2}, plan, before) == {EntryKey(4, "区税局"): 1, EntryKey(1, ZS): 2}
    assert same_entry(EntryKey(4, SW), small_plan(2022), before) is None


def test_an_entry_goes_on_with_the_whole_it_was_split_from_or_the_unit_it_was_taken_over_from() -> None:
    plan = after(
        kinds.SplitMeasure(3, (Part("一", no=5), Part("二", (ZS,), 6))), kinds.Assign(4, GX, SW), kinds.Assign(1, SW),
    )
    def found(no: int, unit: str) -> list[tuple[int, str]]:
        return [(key.no, key.unit) for key in earlier_keys(EntryKey(no, unit), plan, small_plan())]

    assert found(5, SW) == [(3, SW)]
    assert found(6, ZS) == [(3, SW), (3, GX)]
    assert found(4, GX) == [(4, SW)]
    assert found(1, SW) == []


def test_an_entry_of_another_year_goes_on_as_was_agreed() -> None:
    new, old = small_plan(2022), small_plan()
    links = (
        PlanLink(LinkKind.MEASURE, 2021, 2022, "3", "1"), PlanLink(LinkKind.MEASURE, 2021, 2022, "4", "1"),
        PlanLink(LinkKind.UNIT, 2021, 2022, SW, ZS), PlanLink(LinkKind.MEASURE, 2020, 2022, "1", "1"),
    )
    assert earlier_keys(EntryKey(1, ZS), new, old, links) == (EntryKey(3, SW), EntryKey(4, SW))
    assert earlier_keys(EntryKey(2, ZS), new, old, links) == ()
