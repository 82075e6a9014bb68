"""Rulings from the command line: made, seen in show and status, listed, lifted, undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cli.desk import MONTH, Desk

COURT, HOUSING = "区法院", "区住建局"


def rule(desk: Desk, word: str, no: object, *more: object, unit: str = HOUSING) -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("ruling", word, no, "--unit", unit, "--period", MONTH, *more)
    return answer


def listed(desk: Desk, *more: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.ask("rulings", "--period", MONTH, *more)["rulings"]
    return found


def test_an_exempted_unit_is_listed_and_not_late(desk: Desk) -> None:
    done = rule(desk, "exempt", "all", "--reason", "机构改革", unit=COURT)
    assert done["summary"] == "区法院 2021年7月全部措施：免报（机构改革）"
    (found,) = listed(desk)
    assert (found["kind"], found["unit"], found["no"], found["period"], found["reason"]) == (
        "exempt", COURT, None, MONTH, "机构改革"
    )
    late = {each["unit"]: each["late"] for each in desk.ask("status", "--period", MONTH, "--on", "2021-07-26")["units"]}
    assert not late.pop(COURT)
    assert all(late.values())
    assert desk.entry(60, COURT)["status"] == "免报"
    assert "免报" in desk.say("status", "--period", MONTH)
    desk.say("undo", done["operation"])
    assert listed(desk) == []
    assert desk.say("rulings", "--period", MONTH) == "2021年7月没有免报、延期、人工定灯或时序进度。\n"


def test_several_months_are_exempted_in_one_operation_and_lifted_in_one(desk: Desk) -> None:
    months = ["2021-07", "2021-08", "2021-09"]
    done = rule(desk, "exempt", "all", "--reason", "机构改革", "--until-period", months[-1], unit=COURT)
    assert done["summary"] == "区法院 2021年7月至9月全部措施：免报（机构改革）"
    assert [len(desk.ask("rulings", "--period", month)["rulings"]) for month in (*months, "2021-10")] == [1, 1, 1, 0]
    rule(desk, "lift", "exempt", "all", unit=COURT)
    assert [len(desk.ask("rulings", "--period", month)["rulings"]) for month in months] == [0, 1, 1]
    lifted = desk.ask("ruling", "lift", "exempt", "all", "--unit", COURT, "--period", "2021-08", "--following")
    assert lifted["summary"] == "区法院 2021年8月至9月全部措施：取消免报"
    assert [len(desk.ask("rulings", "--period", month)["rulings"]) for month in months] == [0, 0, 0]


def test_an_extension_is_listed_with_its_day(desk: Desk) -> None:
    rule(desk, "extend", 6, "--until", "2021-08-03", "--reason", "-5% 的指标待核")
    (found,) = listed(desk)
    assert (found["no"], found["until"], found["reason"]) == (6, "2021-08-03", "-5% 的指标待核")
    assert "准予延期到 8月3日" in desk.say("rulings", "--period", MONTH)
    assert listed(desk, "--unit", COURT) == []
    assert len(listed(desk, "--unit", HOUSING)) == 1


@pytest.mark.parametrize("word", ["yellow", "YELLOW", "黄", "黄灯"])
def test_a_lamp_is_named_by_any_of_its_names(desk: Desk, word: str) -> None:
    done = rule(desk, "lamp", 6, "--lamp", word, "--reason", "已核实")
    assert done["summary"] == "第 6 条 区住建局 2021年7月：人工定为黄灯（已核实）"
    assert [each["lamp"] for each in listed(desk)] == ["yellow"]


def test_a_schedule_is_set_reached_changed_and_lifted(desk: Desk) -> None:
    stones = ("--milestone", "2021-06-30", "40%", "印发方案", "--milestone", "2021-12-31", "100", "全部上线")
    rule(desk, "schedule", 6, *stones)
    rule(desk, "reach", 6, "--milestone", "2021-06-30", "--done", "2021-06-28")
    (found,) = listed(desk)
    assert found["period"] is None
    assert found["milestones"] == [
        {"day": "2021-06-30", "percent": 40, "what": "印发方案", "done": "2021-06-28"},
        {"day": "2021-12-31", "percent": 100, "what": "全部上线", "done": None},
    ]
    assert "    2021-06-30   40%  印发方案（2021-06-28 完成）" in desk.say("rulings", "--period", "2021-09").splitlines()
    rule(desk, "schedule", 6, *stones, "--milestone", "2021-09-30", "70", "试点")
    assert [each["done"] for each in listed(desk)[0]["milestones"]] == ["2021-06-28", None, None]
    rule(desk, "reach", 6, "--milestone", "2021-06-30", "--undone")
    assert [each["done"] for each in listed(desk)[0]["milestones"]] == [None, None, None]
    rule(desk, "reach", 6, "--milestone", "2021-06-30")
    assert listed(desk)[0]["milestones"][0]["done"] == date.today().isoformat()
    rule(desk, "lift", "schedule", 6)
    assert listed(desk) == []


def test_a_ruling_is_lifted_by_its_kind_and_place(desk: Desk) -> None:
    rule(desk, "exempt", 6, "--reason", "一")
    rule(desk, "exempt", "all", "--reason", "二")
    assert desk.say("ruling", "lift", "exempt", "all", "--unit", HOUSING, "--period", MONTH, "--reason", "已恢复").startswith(
        "区住建局 2021年7月全部措施：取消免报（已恢复）。"
    )
    assert [each["no"] for each in listed(desk)] == [6]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "缺少 哪一项"),
        (("pardon",), "哪一项 不能是“pardon”"),
        (("exempt", "all", "--unit", HOUSING, "--period", MONTH), "缺少 --reason"),
        (("exempt", "all", "--unit", HOUSING, "--period", MONTH, "--reason", " "), "免报要写明理由"),
        (("exempt", "all", "--unit", HOUSING, "--period", MONTH, "--reason", "。！"), "免报要写明理由"),
        (
            ("exempt", "6", "--unit", HOUSING, "--period", MONTH, "--reason", "一", "--until-period", "2022-01"),
            "免报的月份要从 2021年7月到同一年的以后各月",
        ),
        (("exempt", "some", "--unit", HOUSING, "--period", MONTH, "--reason", "x"), "序号|all 不能是“some”"),
        (("exempt", "60", "--unit", HOUSING, "--period", MONTH, "--reason", "x"), "第 60 条措施不由区住建局负责"),
        (("extend", "6", "--unit", HOUSING, "--period", MONTH, "--until", "2021-07-25", "--reason", "x"), "截止日 7月25日之后"),
        (("lamp", "6", "--unit", HOUSING, "--period", MONTH, "--lamp", "blue", "--reason", "x"), "没有“blue”这种灯"),
        (("schedule", "6", "--unit", HOUSING, "--period", MONTH, "--milestone", "2021-06-30", "40"), "完成比例和要完成什么"),
        (("schedule", "6", "--unit", HOUSING, "--period", MONTH, "--milestone", "六月", "40", "x"), "节点“六月 40”看不懂"),
        (("reach", "6", "--unit", HOUSING, "--period", MONTH, "--milestone", "2021-06-30"), "没有 6月30日的节点"),
        (
            ("reach", "6", "--unit", HOUSING, "--period", MONTH, "--milestone", "2021-06-30", "--undone", "--done", "2021-06-30"),
            "--done 和 --undone 只能写一个",
        ),
        (("lift", "lamp", "6", "--unit", HOUSING, "--period", MONTH), "没有“人工定灯”的认定，请用 rulings --period 2021-07"),
    ],
)
def test_a_ruling_that_cannot_be_made_is_answered_in_one_sentence(
    desk: Desk, words: tuple[str, ...], sentence: str
) -> None:
    desk.say("ruling", *words, expect=2)
    assert sentence in desk.complaint
    assert len(desk.ask("operations")["operations"]) == 1
