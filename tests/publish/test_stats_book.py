"""The statistics' workbook says the figures' own numbers, without calculating too, and can be printed and read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qcapp.domain.period import Period
from qcapp.publish.phrases import task_name
from qcapp.publish.stats_terms import weights_in_force
from qcapp.stats.figures import Figures, Rate, Tally, rounded, tally
from qcapp.stats.summary import MonthFacts, figures
from tests.publish.made_figures import TASKS, Maker, made_plan, months
from tests.publish.stats_books import JULY, SETTINGS, many, written
from tests.publish.workbooks import rows

COUNTS = {"应报": "due", "实报": "reported", "及时": "on_time", "合格": "qualified", "更正后合格": "qualified_now",
          "填报格数": "filled", "应填格数": "cells"}
RATES = {"覆盖率": "coverage", "及时率": "timeliness", "合格率": "qualification", "更正后合格率": "qualification_now",
         "填报率": "fullness"}


@pytest.fixture(params=[1, 2, 3, 4, 5])
def month(request: pytest.FixtureRequest) -> Figures:
    return Maker(request.param, settings=SETTINGS).figures(JULY)


@pytest.fixture(params=[1, 2])
def year(request: pytest.FixtureRequest) -> Figures:
    return Maker(request.param).figures(*months(Period(2021, 1), 12))


def check(row: dict[str, Any], own: Tally) -> None:
    """A row's counts and rates against the tally's."""
    assert {heading: row[heading] for heading in COUNTS} == {heading: getattr(own, key) for heading, key in COUNTS.items()}
    assert row["未报"] == own.due - own.reported
    for heading, key in RATES.items():
        assert row[heading] == as_shown(getattr(own, key)), heading


def as_shown(rate: Rate) -> Any:
    return "—" if rate.value is None else float(rounded(rate.value, 3))


def test_each_unit_has_its_counts_rates_score_and_place(month: Figures, tmp_path: Path) -> None:
    *own, total = rows(written(month, tmp_path)["单位"], 3)
    assert [row["责任单位"] for row in own] == [unit.unit for unit in month.ranked]
    for row, unit in zip(own, month.ranked, strict=True):
        check(row, unit.tally)
        standing = unit.standing
        assert row["得分"] == ("—" if standing.score is None else float(standing.score))
        assert row["位次"] == (standing.place or "—")
        assert (row["组别"] or "", row["组内位次"]) == (standing.group, standing.group_place or "—")
        assert row["扣分"] == float(unit.tally.deducted)
    assert total["责任单位"] == "合计"
    check(total, month.total)


def test_what_moved_since_the_month_before_stands_beside_it(month: Figures, tmp_path: Path) -> None:
    own = rows(written(month, tmp_path)["单位"], 3)[:-1]
    if not any(unit.before for unit in month.units):
        assert "上月位次" not in own[0]
        return
    for row, unit in zip(own, month.ranked, strict=True):
        score, places = unit.score_change, unit.rank_change
        assert row["得分增减"] == ("—" if score is None else float(score))
        assert row["位次升降"] == ("—" if places is None else places)


def test_each_task_and_the_whole_district_have_theirs(month: Figures, tmp_path: Path) -> None:
    book = written(month, tmp_path)
    *own, total = rows(book["任务"], 3)
    for row, task in zip(own, month.tasks, strict=True):
        check(row, task.tally)
        assert (row["序号"], row["重点任务"]) == (task.order, task_name(task.heading))
        assert (row["应报措施"], row["报齐措施"]) == (task.tally.measures, task.tally.measures_reported)
    check(total, month.total)
    district = rows(book["全区"], 3)
    assert [row["报告期"] for row in district[:2]] == [datetime(2021, 7, 1), "合计"]
    for row in district[:2]:
        check(row, month.total)
        assert (row["应报措施"], row["报齐措施"]) == (month.total.measures, month.total.measures_reported)
    assert district[2]["报告期"] == "核对：各单位合计、各任务合计与全区一致。"


def test_a_year_has_a_row_a_month(year: Figures, tmp_path: Path) -> None:
    *own, total, _ = rows(written(year, tmp_path)["全区"], 3)
    assert [row["报告期"] for row in own] == [datetime(2021, at, 1) for at in range(1, 13)]
    for row, period in zip(own, year.months, strict=True):
        check(row, tally(fact for fact in year.facts if fact.period == period))
    check(total, year.total)


def test_each_fact_is_a_row(month: Figures, tmp_path: Path) -> None:
    own = rows(written(month, tmp_path)["明细"], 1)
    assert len(own) == len(month.facts)
    for row, fact in zip(own, month.facts, strict=True):
        assert (row["月份"], row["措施序号"], row["责任单位"]) == (datetime(2021, 7, 1), fact.no, fact.unit)
        assert (row["任务序号"], row["重点任务"]) == (fact.task, task_name(TASKS[fact.task - 1]))
        marks = [row[heading] for heading in ("应报", "实报", "及时", "合格", "更正后合格")]
        assert marks == [int(each) for each in (fact.due, fact.reported, fact.on_time, fact.qualified, fact.qualified_now)]
        assert (row["填报格数"], row["应填格数"]) == (fact.filled, fact.cells)
        assert row["截止日"].date() == fact.due_day
        assert (row["收到日期"] and row["收到日期"].date()) == fact.received
        assert row["扣分"] == sum(fault.weight for fault in fact.first)
        assert (row["说明"] or "") == fact.apart
    assert sum(row["计入措施"] for row in own) == month.total.measures
    assert sum(row["措施报齐"] for row in own) == month.total.measures_reported


def test_why_an_entry_is_not_qualified_is_said_and_hints_are_told_apart(tmp_path: Path) -> None:
    made = Maker(3).figures(JULY)
    for row, fact in zip(rows(written(made, tmp_path)["明细"], 1), made.facts, strict=True):
        said = (row["不合格原因和提示"] or "").split("\n")
        for fault in fact.first:
            assert (fault.sentence if fault.hard else f"（提示）{fault.sentence}") in said
        if not fact.first:
            assert said == [""]


def test_what_is_exempt_or_extended_is_listed_with_its_reason(tmp_path: Path) -> None:
    made = next(each for each in many(JULY) if any(fact.apart for fact in each.facts))
    own = rows(written(made, tmp_path)["免报与延期"], 3)
    apart = [fact for fact in made.facts if fact.apart]
    said = [(row["措施序号"], row["责任单位"], row["说明"]) for row in own]
    assert said == [(fact.no, fact.unit, fact.apart) for fact in apart]
    assert [row["是否计入应报"] for row in own] == ["计入" if fact.due else "不计入" for fact in apart]


def test_where_nothing_is_exempt_it_says_so(tmp_path: Path) -> None:
    made = next(each for each in many(JULY) if not any(fact.apart for fact in each.facts))
    assert rows(written(made, tmp_path)["免报与延期"], 3)[0]["月份"] == "没有免报和延期。"


def test_the_terms_say_by_what_and_as_of_when(month: Figures, tmp_path: Path) -> None:
    said = {row["项目"]: row["内容"] for row in rows(written(month, tmp_path)["参数"], 2)}
    assert said["统计范围"] == "2021年7月"
    assert (said["统计截至"], said["制表时间"]) == ("2021年8月1日", "2021年8月2日 09:30")
    assert said["规则版本"] == month.rules_version
    assert [said[name] for name in ("覆盖率权重", "及时率权重", "合格率权重", "权重合计", "扣分系数")] == [40, 30, 30, 100, 2.5]
    assert said["联系电话尾数丢失"] == 1
    meanings = {row["项目"]: row["说明"] for row in rows(written(month, tmp_path)["参数"], 2)}
    assert meanings["覆盖率"] == "实报 ÷ 应报。"


def test_a_rule_that_is_off_or_weighted_otherwise_is_listed_so(tmp_path: Path) -> None:
    settings = {"rules.off": "phone.area", "rules.weights": json.dumps({"phone.lost": 2.5})}
    said = {row["项目"]: row["内容"] for row in rows(written(Maker(1, settings=settings).figures(JULY), tmp_path)["参数"], 2)}
    assert (said["座机没有写区号"], said["联系电话尾数丢失"]) == ("停用", 2.5)


def test_figures_of_other_rules_do_not_show_todays(tmp_path: Path) -> None:
    made = replace(Maker(1).figures(JULY), rules_version="2019-1")
    said = [row["项目"] for row in rows(written(made, tmp_path)["参数"], 2)]
    assert said[-1] == "规则版本 2019-1"
    assert "联系电话尾数丢失" not in said


def test_weights_that_are_all_0_are_the_defaults() -> None:
    nothing = {"score.coverage": "0", "score.timeliness": "0", "score.qualification": "0", "score.deduction": "1"}
    assert weights_in_force(nothing) == {
        "coverage": 40, "timeliness": 30, "qualification": 30, "all": 100, "deduction": Fraction(1),
    }


def test_columns_for_groups_and_last_month_stand_only_where_there_are_any(tmp_path: Path) -> None:
    row = rows(written(Maker(2).figures(JULY), tmp_path)["单位"], 3)[0]
    assert not {"组别", "组内位次", "上月得分", "上月位次"} & set(row)


def empty(units: tuple[str, ...] = (), tasks: tuple[str, ...] = ()) -> Figures:
    plan = made_plan(units=units or ("区法院",), tasks=tasks or ("一",), measures=0)
    return figures([MonthFacts(plan, JULY, ())], date(2021, 8, 1), {})


def test_a_month_with_nothing_in_it_is_a_workbook_too(tmp_path: Path) -> None:
    book = written(empty(), tmp_path)
    *own, total = rows(book["单位"], 3)
    assert [(row["责任单位"], row["位次"], row["得分"], row["覆盖率"]) for row in own] == [("区法院", "—", "—", "—")]
    assert (total["应报"], total["覆盖率"]) == (0, "—")
    assert rows(book["明细"], 1) == []


@pytest.mark.parametrize(
    "name", ["=1+1", "+区局", "@局", "-局", "区*局", "局?", ">5", "~局", "1234", "局\u200b", "A" * 60]
)
def test_an_odd_name_is_text_and_counts_for_itself_alone(name: str, tmp_path: Path) -> None:
    units = (name, "区公安局", "区x局")
    made = Maker(3, made_plan(units=units, tasks=(name, "二"))).figures(JULY)
    book = written(made, tmp_path)
    own = {row["责任单位"]: row for row in rows(book["单位"], 3)[:-1]}
    for unit in made.units:
        check(own[unit.unit], unit.tally)
    cells = [cell for sheet in load_workbook(tmp_path / "统计.xlsx") for line in sheet for cell in line if cell.value == name]
    assert len(cells) >= 2
    assert {cell.data_type for cell in cells} == {"s"}


def test_lists_of_two_years_that_number_their_tasks_alike_are_kept_apart(tmp_path: Path) -> None:
    old, new = Maker(3, made_plan(2021)), Maker(4, made_plan(2022, tasks=("一.别的事", *TASKS[1:])))
    made = figures(
        [old.month(Period(2021, 12)), new.month(Period(2022, 1)), new.month(Period(2022, 2))], date(2022, 3, 1), {},
    )
    book = written(made, tmp_path)
    own = rows(book["任务"], 3)[:-1]
    assert [(row["序号"], row["重点任务"]) for row in own] == list(enumerate([*map(task_name, TASKS), "别的事"], 1))
    for row, task in zip(own, made.tasks, strict=True):
        check(row, task.tally)
    by_year = {(row["月份"].year, row["重点任务"]) for row in rows(book["明细"], 1) if row["任务序号"] in (1, 4)}
    assert by_year == {(2021, "开办企业"), (2022, "别的事")}


def test_weights_with_decimals_stand_as_they_were_set(tmp_path: Path) -> None:
    settings = {"score.coverage": "33.3", "score.timeliness": "33.3", "score.qualification": "33.4"}
    made = Maker(3, settings=settings).figures(JULY)
    book = written(made, tmp_path)
    said = {row["项目"]: row["内容"] for row in rows(book["参数"], 2)}
    assert (said["覆盖率权重"], said["权重合计"]) == (33.3, 100)
    scores = [row["得分"] for row in rows(book["单位"], 3)[:-1]]
    assert scores == ["—" if unit.standing.score is None else float(unit.standing.score) for unit in made.ranked]
    assert all(isinstance(unit.standing.score, Decimal | None) for unit in made.units)
