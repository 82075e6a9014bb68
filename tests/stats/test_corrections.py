"""What has moved since a 通报 was issued: whose number, from what to what, by which measures."""

from __future__ import annotations

import json
from datetime import date

import pytest

from qcapp.stats.corrections import corrections
from qcapp.stats.figures import Figures
from qcapp.stats.frozen import dump, load
from qcapp.stats.summary import MonthFacts, figures
from tests.stats.months import FINE, JULY, UNIT, Month, july


def of(month: Month, on: date = date(2021, 7, 27)) -> Figures:
    return figures([MonthFacts(month.plan, month.period, month.facts(on))], on, month.settings)


def issued() -> tuple[Month, Figures]:
    month = Month()
    month.returns(UNIT, july(20), {1: FINE})
    month.returns("区税务局", july(24), {3: FINE | {"responsible.phone": ""}})
    return month, load(dump(of(month)))


def words(month: Month, frozen: Figures, on: date = date(2021, 7, 30)) -> list[str]:
    return [each.words for each in corrections(frozen, of(month, on))]


def test_nothing_has_moved() -> None:
    month, frozen = issued()
    assert words(month, frozen) == []


def test_a_late_report_is_told_with_its_measure_and_what_it_does_to_score_and_place() -> None:
    month, frozen = issued()
    month.returns("区税务局", july(28), {4: FINE | {"progress": "已辅导 40 户。"}})
    assert words(month, frozen) == [
        "全区：实报 2 → 3（第 4 条）",
        "全区：合格 1 → 2（第 4 条）",
        "全区：更正后合格 1 → 2（第 4 条）",
        "全区：已填格数 13 → 20（第 4 条）",
        "区政数局：位次 1 → 2",
        "区税务局：实报 1 → 2（第 4 条）",
        "区税务局：合格 0 → 1（第 4 条）",
        "区税务局：更正后合格 0 → 1（第 4 条）",
        "区税务局：已填格数 6 → 13（第 4 条）",
        "区税务局：得分 35.0 → 70.0（第 4 条）",
        "区税务局：位次 2 → 1",
    ]


def test_a_correction_after_issue_moves_what_is_so_now_and_no_first_submission() -> None:
    month, frozen = issued()
    month.returns("区税务局", july(29), {3: FINE}, corrects=month.records[1].sha256)
    assert words(month, frozen) == [
        "全区：更正后合格 1 → 2（第 3 条）", "全区：已填格数 13 → 14（第 3 条）",
        "区税务局：更正后合格 0 → 1（第 3 条）", "区税务局：已填格数 6 → 7（第 3 条）",
    ]


def test_a_place_moves_by_what_others_have_done() -> None:
    month, frozen = issued()
    month.returns("高新区税务局", july(20), {3: FINE | {"progress": "已推广 20 户。"}})
    found = words(month, frozen)
    assert "高新区税务局：位次 3 → 1" in found
    assert "区政数局：位次 1 → 2" in found
    assert "区税务局：位次 2 → 3" in found
    assert "高新区税务局：得分 0.0 → 100.0（第 3 条）" in found


def test_an_exemption_granted_later_is_a_correction_of_what_was_due() -> None:
    month, frozen = issued()
    month.exempt("高新区税务局")
    found = corrections(frozen, of(month))
    assert [each.words for each in found if each.unit == "高新区税务局"] == [
        "高新区税务局：应报 1 → 0（第 3 条）", "高新区税务局：应填格数 7 → 0（第 3 条）",
        "高新区税务局：得分 0.0 → —（第 3 条）", "高新区税务局：位次 3 → —",
    ]


def test_a_swap_between_measures_is_told_though_no_number_moved() -> None:
    month = Month()
    month.types(1, UNIT, july(20), progress="已办 3 件。")
    frozen = load(dump(of(month)))
    month.types(1, UNIT, july(26), progress="").types(2, UNIT, july(24), progress="已办 3 件。")
    found = corrections(frozen, of(month, july(30)))
    assert [each.words for each in found] == [
        "区政数局：实报 第 1 条 → 第 2 条", "区政数局：及时 第 1 条 → 第 2 条",
        "区政数局：已填格数 第 1 条 1 格、第 2 条 0 格 → 第 1 条 0 格、第 2 条 1 格",
    ]
    assert {each.numbers for each in found} == {(1, 2)}


def test_several_measures_are_named_in_their_order() -> None:
    month, frozen = issued()
    month.returns("区税务局", july(28), {4: FINE})
    month.returns(UNIT, july(28), {2: FINE})
    assert corrections(frozen, of(month))[0].numbers == (2, 4)
    assert corrections(frozen, of(month))[0].words == "全区：实报 2 → 4（第 2、4 条）"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"score.coverage": "50"}, "设置：覆盖率权重 40 → 50"),
        ({"score.coverage": "40.0"}, None),
        ({"rules.off": "phone.missing"}, "设置：停用的规则 无 → 联系电话没有填写"),
        ({"rules.off": "no.such"}, None),
        ({"rules.weights": '{"phone.missing": 2.5}'}, "设置：规则权重“联系电话没有填写” 1 → 2.5"),
        ({"score.groups": json.dumps({"区税务局": "大"}, ensure_ascii=False)}, "设置：可比单位分组“区税务局” — → 大"),
        ({"due.shift": "workday"}, "设置：截止日遇节假日 不顺延 → 顺延到下一个工作日"),
        ({"paper.number": "清营商办〔2021〕5号"}, None),
    ],
)
def test_what_it_is_judged_by_is_told_where_it_was_changed(settings: dict[str, str], told: str | None) -> None:
    month, frozen = issued()
    month.settings |= settings
    found = [each.words for each in corrections(frozen, of(month)) if each.unit == "设置"]
    assert found == ([told] if told else [])


def test_a_unit_that_the_list_no_longer_has_is_left_aside() -> None:
    _, frozen = issued()
    other = Month(JULY)
    other.plan = type(other.plan)(
        2021, "清单", other.plan.tasks, other.plan.measures[:2], other.plan.units[:1], other.plan.assignments[:2],
    )
    other.returns(UNIT, july(20), {1: FINE})
    found = corrections(frozen, of(other))
    assert found[0].words == "全区：应报 5 → 2（第 3、4 条）"
    assert {each.unit for each in found} == {"全区"}
