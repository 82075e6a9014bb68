"""Which measures, tasks and units of next year's list go on with which of this year's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qcapp.domain.plan import Assignment, Measure, Plan, Task, Unit
from qcapp.domain.plan_json import load_plan
from qcapp.domain.succession import LinkKind, PlanLink
from qcapp.merge.plan_mapping import PlanMapping, Relation, map_plans

LIST = Path(__file__).resolve().parents[2] / "resources" / "plan_2021.json"
MEASURE, TASK, UNIT = LinkKind.MEASURE, LinkKind.TASK, LinkKind.UNIT


@pytest.fixture(scope="module")
def this_year() -> Plan:
    return load_plan(LIST.read_text(encoding="utf-8"))


def following(plan: Plan, texts: dict[int, str], gone: tuple[int, ...] = ()) -> Plan:
    """Next year's list: those gone left out, other words where told, new ones behind, and all numbered anew."""
    kept = [measure._replace(text=texts.get(measure.no, measure.text)) for measure in plan.measures if measure.no not in gone]
    known = set(plan.measure_by_no)
    kept += [Measure(no, plan.tasks[-1].order, text) for no, text in texts.items() if no not in known]
    numbers = {measure.no: place for place, measure in enumerate(kept, start=1)}
    owner = plan.units[0].name
    return replace(
        plan, year=plan.year + 1, measures=tuple(each._replace(no=numbers[each.no]) for each in kept),
        assignments=tuple(
            Assignment(numbers[each.no], unit) for each in kept for unit in plan.units_of.get(each.no, (owner,))
        ),
    )


def line(mapping: PlanMapping, new: int) -> tuple[tuple[str, ...], Relation]:
    found = next(each for each in mapping.lines(MEASURE) if each.new == str(new))
    return found.olds, found.relation


def test_the_same_words_are_the_same_measure_whatever_their_number(this_year: Plan) -> None:
    mapping = map_plans(this_year, following(this_year, {}, gone=(5, 40)))
    made = {each.new: each for each in mapping.lines(MEASURE) if each.new}
    assert {each.relation for each in made.values()} == {Relation.SAME}
    assert (made["5"].olds, made["38"].olds, made["39"].olds) == (("6",), ("39",), ("41",))
    assert [each.olds for each in mapping.lines(MEASURE) if not each.new] == [("5",), ("40",)]
    assert {each.confidence for each in made.values()} == {100}


def test_a_reworded_measure_goes_on_with_less_than_full_confidence(this_year: Plan) -> None:
    words = this_year.measure(11).text.replace("压缩", "进一步压缩") + "确保年底前全部完成。"
    mapping = map_plans(this_year, following(this_year, {11: words}, gone=(1,)))
    found = next(each for each in mapping.lines(MEASURE) if each.new == "10")
    assert (found.olds, found.relation) == (("11",), Relation.AMENDED)
    assert 60 <= found.confidence < 100
    assert "文字相似" in found.why


def test_what_is_like_nothing_is_new_and_what_nothing_is_like_is_dropped(this_year: Plan) -> None:
    mapping = map_plans(this_year, following(this_year, {99: "推行数字人民币在公共服务缴费中的应用试点。"}, gone=(20,)))
    assert line(mapping, 74) == ((), Relation.NEW)
    assert [each.olds for each in mapping.lines(MEASURE) if each.relation is Relation.DROPPED] == [("20",)]


def test_parts_of_a_measure_are_its_parts(this_year: Plan) -> None:
    whole = this_year.measure(27).text
    half = len(whole) // 2
    mapping = map_plans(this_year, following(this_year, {98: whole[:half], 99: whole[half:]}, gone=(27,)))
    assert line(mapping, 74) == (("27",), Relation.SPLIT)
    assert line(mapping, 75) == (("27",), Relation.SPLIT)


def test_measures_that_came_together_are_one(this_year: Plan) -> None:
    both = this_year.measure(68).text + this_year.measure(70).text
    mapping = map_plans(this_year, following(this_year, {99: both}, gone=(68, 70)))
    assert line(mapping, 73) == (("68", "70"), Relation.MERGED)


def small(year: int, *texts: str) -> Plan:
    measures = tuple(Measure(no, 1, text) for no, text in enumerate(texts, start=1))
    return Plan(
        year, "清单", (Task(1, "一.任务"),), measures, (Unit("甲局"),), tuple(Assignment(each.no, "甲局") for each in measures)
    )


def test_between_measures_that_are_as_like_the_number_settles() -> None:
    old = small(2021, "开展窗口服务质量提升行动第一批", "开展窗口服务质量提升行动第二批")
    new = small(2022, "开展窗口服务质量提升行动第三批", "开展窗口服务质量提升行动第四批")
    mapping = map_plans(old, new)
    assert [line(mapping, no)[0] for no in (1, 2)] == [("1",), ("2",)]
    assert "按序号定" in mapping.lines(MEASURE)[0].why


def test_of_several_with_the_same_words_each_goes_on_once() -> None:
    new = small(2022, "新的一条完全不同", "落实减税政策。", "落实减税政策。")
    mapping = map_plans(small(2021, "落实减税政策。", "落实减税政策。"), new)
    assert [line(mapping, no)[0] for no in (1, 2, 3)] == [(), ("2",), ("1",)]


def test_a_person_may_say_otherwise_line_by_line() -> None:
    mapping = map_plans(small(2021, "落实减税政策。", "优化开办流程。"), small(2022, "落实减税政策。", "别的事情。"))
    said = mapping.with_olds(MEASURE, "2", ("2", "1"))
    found = {each.new: each for each in said.lines(MEASURE)}
    assert (found["2"].olds, found["2"].relation, found["2"].confidence, found["2"].told) == (
        ("1", "2"), Relation.MERGED, 100, True
    )
    assert found["1"].relation is Relation.SPLIT
    assert PlanLink(MEASURE, 2021, 2022, "2", "2", 100) in said.links()
    emptied = said.with_olds(MEASURE, "2", ())
    assert [(each.new, each.olds, each.relation) for each in emptied.lines(MEASURE)] == [
        ("1", ("1",), Relation.SAME), ("2", (), Relation.NEW), ("", ("2",), Relation.DROPPED)
    ]
    with pytest.raises(KeyError):
        mapping.with_olds(MEASURE, "9", ())
    with pytest.raises(KeyError):
        mapping.with_olds(MEASURE, "1", ("9",))


def test_units_are_told_by_any_name_that_both_lists_know() -> None:
    old = replace(small(2021, "一"), units=(Unit("区数据局", ("区政数局",), "区政数局"), Unit("乙局"), Unit("丙局")))
    new = replace(small(2022, "一"), units=(Unit("区数据局"), Unit("乙局（改）", ("乙局",)), Unit("丁局")))
    found = [(each.new, each.olds, each.relation) for each in map_plans(old, new).lines(UNIT)]
    assert found == [
        ("区数据局", ("区政数局",), Relation.SAME), ("乙局（改）", ("乙局",), Relation.AMENDED), ("丁局", (), Relation.NEW),
        ("", ("丙局",), Relation.DROPPED),
    ]


def test_tasks_are_told_by_their_headings_without_the_number() -> None:
    old = replace(small(2021, "一"), tasks=(Task(1, "一.开办企业"), Task(2, "二.纳税服务")))
    new = replace(small(2022, "一"), tasks=(Task(1, "一、纳税服务"), Task(2, "二、开办企业"), Task(3, "三、绿色金融")))
    assert [(each.new, each.olds) for each in map_plans(old, new).lines(TASK)] == [("1", ("2",)), ("2", ("1",)), ("3", ())]
