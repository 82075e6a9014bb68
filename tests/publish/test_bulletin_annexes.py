"""Annexes of the 通报 by value: its tables add up, a chart stands where it says more, one left out is not pointed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.forms.chart import Chart
from qcapp.forms.paper import OfficialPaper
from qcapp.publish.bulletin_annexes import annexes_of
from tests.publish.papers import (
    a_mixed_month,
    bulletin_of,
    grids,
    matter_of,
    month_of,
    plan_of,
    reported,
    section,
)
from tests.stats.months import FINE, JUNE, Month

OVERALL, PROGRESS, PROBLEMS, NEXT = "总体情况", "主要进展", "存在问题", "下一步要求"
BEFORE = FINE | {"progress": "已完成摸底。"}


def test_what_is_exempted_or_extended_stands_in_a_table_with_its_reason() -> None:
    table = grids(bulletin_of(a_mixed_month()))["报送情况主要指标表"][1]
    assert table.rows == (
        ("某五局", "第10条", "准予延期", "2021年8月9日", "系统升级"), ("某六局", "第11、12条", "免报", "—", "职能划出"),
    )


def test_the_ranking_adds_up_and_tells_numerators() -> None:
    table = grids(bulletin_of(a_mixed_month()))["各单位报送情况及位次表"][0]
    by_unit = {row[1]: row for row in table.rows}
    assert by_unit["某三局"] == ("5", "某三局", "2", "1", "50%", "1", "50%", "1", "100%", "1", "100%", "65.0")
    assert by_unit["某六局"] == ("—", "某六局", "0", "0", "—", "0", "—", "0", "—", "0", "—", "—")
    assert table.rows[-1] == ("—", "合计", "11", "8", "72.7%", "6", "54.5%", "6", "75%", "7", "87.5%", "—")
    for column in (2, 3, 5, 7, 9):
        assert sum(int(row[column]) for row in table.rows[:-1]) == int(table.rows[-1][column])


def charts(paper: OfficialPaper) -> list[str]:
    return [part.title for annex in paper.annexes for part in annex.parts if isinstance(part, Chart)]


def test_a_chart_is_drawn_where_it_says_more_than_the_table() -> None:
    plan = plan_of(4)
    first = reported(month_of(plan), units=["某一局"])
    assert charts(bulletin_of(first)) == ["2021年7月各重点任务报送情况", "2021年7月各单位得分"]
    assert charts(bulletin_of(reported(month_of(plan)))) == [], "all alike"
    later = reported(month_of(plan, reported(Month(JUNE, plan), date(2021, 6, 20), words=BEFORE)))
    assert charts(bulletin_of(later)) == ["各月覆盖率、及时率、合格率"]


def test_an_annex_that_is_left_out_is_not_pointed_to_and_the_next_takes_its_number() -> None:
    paper = bulletin_of(reported(month_of(plan_of(2))), without=frozenset({"indicators", "lamps"}))
    assert [annex.title for annex in paper.annexes] == ["2021年7月各单位报送情况及位次表", "某某区2021年责任清单细化表"]
    assert section(paper, OVERALL)[-1] == "从亮灯情况看，绿灯2条。"
    month = reported(month_of())
    month.settings["paper.progress_tasks"] = "1"
    assert section(bulletin_of(month, without=frozenset({"table"})), PROGRESS) == [
        "优化政务服务。区政数局：已公布事项目录312项。编号1。",
    ]


def test_what_may_be_left_out_is_offered_with_its_name() -> None:
    plan = plan_of(4)
    june = reported(Month(JUNE, plan), date(2021, 6, 20), words=BEFORE)
    matter = matter_of(reported(month_of(plan, june), units=["某一局"]))
    offered = annexes_of(matter).offered
    assert [key for key, _ in offered] == [
        "indicators", "chart.trend", "chart.tasks", "ranking", "chart.units", "lamps", "problems", "table",
    ]
    assert dict(offered)["chart.tasks"] == "2021年7月各重点任务报送情况"
    assert annexes_of(replace(matter, without=frozenset({"chart.trend"}))).offered == offered


def test_tasks_add_up_to_the_district() -> None:
    table = grids(bulletin_of(reported(month_of(), units=["区政数局"])))["报送情况主要指标表"][1]
    assert table.rows == (
        ("优化政务服务", "2", "2", "100%", "100%", "100%"), ("纳税服务", "3", "0", "0%", "0%", "—"),
        ("合计", "5", "2", "40%", "40%", "100%"),
    )


def test_groups_are_ranked_apart_in_the_table() -> None:
    month = reported(month_of(plan_of(3)), units=["某二局"])
    month.settings["score.groups"] = '{"某一局": "甲组", "某二局": "乙组"}'
    table = grids(bulletin_of(month))["各单位报送情况及位次表"][0]
    assert table.headings[-2:] == ("分组", "组内位次")
    assert [row[-2:] for row in table.rows] == [("乙组", "1"), ("甲组", "—"), ("—", "—"), ("—", "—")]


def test_lamps_of_a_unit_for_one_reason_share_a_row_red_ones_first() -> None:
    (table,) = grids(bulletin_of(a_mixed_month()))["改革措施亮灯情况表"]
    assert table.rows[0] == ("红灯", "某三局", "第6条", "1", "截至2021年7月25日仍未报送。")
    assert table.rows[1] == ("红灯", "某四局", "第7、8条", "2", "截至2021年7月25日仍未报送。")
    assert table.rows[-1] == ("合计", "", "", "14", "红灯3条、未亮灯3条、绿灯8条。")
    assert sum(int(row[3]) for row in table.rows[:-1]) == 14


def test_a_lamp_set_by_hand_is_told_with_its_reason() -> None:
    from qcapp.domain.lamps import Lamp

    month = reported(month_of(plan_of(2)))
    month.rulings.append(Ruling(RulingKind.LAMP, 2021, "某一局", 1, month.period, "工程停工", lamp=Lamp.RED, id=9))
    paper = bulletin_of(month)
    assert section(paper, PROBLEMS)[-1] == "（三）时限和进度方面。已报送但亮红灯的有某一局（第1条）；原因见附件3。"
    assert "工程停工" in grids(paper)["改革措施亮灯情况表"][0].rows[0][4]
    assert section(paper, NEXT)[0].startswith("（一）加快推进。对亮红灯的措施，")
