"""The 绩效考核 workbook has a unit a row, each month's score and place, and the end that all months add up to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qcapp.domain.errors import UsageError, WriteFailed
from qcapp.domain.period import Period
from qcapp.publish.assessment import write_assessment
from qcapp.stats.figures import Figures, rounded, tally
from qcapp.stats.ranking import standings
from tests.publish.made_figures import UNITS, Maker, made_plan, months
from tests.publish.workbooks import formulas, rows, shown, too_narrow

GROUPS = json.dumps({unit: ("任务多" if at % 2 else "任务少") for at, unit in enumerate(UNITS[:-1])})
SETTINGS = {"score.groups": GROUPS, "score.deduction": "2.5"}
HEADER = 3
MAY = Period(2021, 5)


def made(seed: int, count: int = 4, first: Period = MAY, settings: Mapping[str, str] = SETTINGS) -> list[Figures]:
    maker = Maker(seed, settings=settings)
    return [maker.figures(month) for month in months(first, count)]


def written(figures: list[Figures], folder: Path) -> Any:
    write_assessment(figures, folder / "考核.xlsx", datetime(2021, 9, 2, 9, 30))
    return shown(folder / "考核.xlsx")


def board(book: Any) -> list[dict[str, Any]]:
    return [row for row in rows(book["考核表"], HEADER) if row["责任单位"]]


def number(value: Decimal | int | None) -> Any:
    return "—" if value is None else float(value)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_month_has_its_score_and_place(seed: int, tmp_path: Path) -> None:
    figures = made(seed)
    own = board(written(figures, tmp_path))
    assert sorted(row["责任单位"] for row in own) == sorted(UNITS)
    for row in own:
        for month in figures:
            standing = next(unit.standing for unit in month.units if unit.unit == row["责任单位"])
            assert row[f"{month.period.month}月得分"] == number(standing.score)
            assert row[f"{month.period.month}月位次"] == number(standing.place)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_end_adds_the_months_up(seed: int, tmp_path: Path) -> None:
    figures = made(seed)
    tallies = {unit: tally(fact for month in figures for fact in month.of_unit(unit)) for unit in UNITS}
    ends = standings(tallies, SETTINGS)
    own = board(written(figures, tmp_path))
    for row in own:
        unit = row["责任单位"]
        assert (row["最终得分"], row["累计得分"]) == (number(ends[unit].score), number(ends[unit].score))
        assert (row["最终位次"], row["组内位次"]) == (number(ends[unit].rank), number(ends[unit].group_rank))
        assert (row["组别"] or "") == ends[unit].group
        for heading, rate in (("覆盖率", tallies[unit].coverage), ("及时率", tallies[unit].timeliness),
                              ("合格率", tallies[unit].qualification)):
            assert row[f"累计{heading}"] == ("—" if rate.value is None else float(rounded(rate.value, 3)))
    places = [row["最终位次"] for row in own if row["最终位次"] != "—"]
    assert places == sorted(places)


def test_sum_and_mean_are_of_the_months_with_a_score(tmp_path: Path) -> None:
    figures = made(2)
    lacking = replace(figures[0], units=tuple(
        replace(unit, standing=replace(unit.standing, score=None, rank=None)) for unit in figures[0].units
    ))
    for row in board(written([lacking, *figures[1:]], tmp_path)):
        scores = [unit.standing.score for month in figures[1:] for unit in month.units if unit.unit == row["责任单位"]]
        known = [Fraction(score) for score in scores if score is not None]
        assert row["得分合计"] == pytest.approx(float(sum(known)))
        assert row["月均得分"] == float(rounded(sum(known, Fraction(0)) / len(known), 1))
        assert row["5月得分"] == "—"


def test_the_rows_below_are_those_of_each_month(tmp_path: Path) -> None:
    figures = made(3)
    book = written(figures, tmp_path)
    by_month = rows(book["各月"], 2)
    expected = [(datetime(2021, month.period.month, 1), unit.unit, unit.tally.due, unit.tally.reported, unit.tally.on_time,
                 unit.tally.qualified, number(unit.standing.score)) for month in figures for unit in month.units]
    headings = ("月份", "责任单位", "应报", "实报", "及时", "合格", "得分")
    assert [tuple(row[heading] for heading in headings) for row in by_month] == expected
    assert len(rows(book["明细"], 1)) == sum(len(month.facts) for month in figures)


def test_months_are_scored_by_their_own_weights_and_the_whole_by_the_last_ones(tmp_path: Path) -> None:
    other = {"score.coverage": "100", "score.timeliness": "0", "score.qualification": "0"}
    figures = [*made(2, 1, Period(2021, 5), other), *made(2, 1, Period(2021, 6), {})]
    book = written(figures, tmp_path)
    weights = rows(book["权重"], 2)
    assert [row["覆盖率权重"] for row in weights[:3]] == [100, 40, 40]
    assert weights[2]["计算范围"] == "累计"
    ends = standings({unit: tally(fact for month in figures for fact in month.of_unit(unit)) for unit in UNITS}, {})
    for row in board(book):
        assert row["5月得分"] == number(next(unit.standing.score for unit in figures[0].units if unit.unit == row["责任单位"]))
        assert row["累计得分"] == number(ends[row["责任单位"]].score)


def test_months_come_in_their_order_however_they_are_given(tmp_path: Path) -> None:
    figures = made(1, 3)
    headings = list(board(written(figures[::-1], tmp_path))[0])
    assert [each for each in headings if each.endswith("月得分")] == ["5月得分", "6月得分", "7月得分"]


def test_months_of_two_years_are_named_with_their_year(tmp_path: Path) -> None:
    book = written(made(1, 3, Period(2021, 11)), tmp_path)
    assert "2022年1月得分" in board(book)[0]
    assert book["考核表"]["A1"].value == "2021年11月至2022年1月责任单位绩效考核表"


def test_a_unit_that_came_later_has_no_score_before(tmp_path: Path) -> None:
    old, new = Maker(1, made_plan(units=UNITS[:3])), Maker(1, made_plan(units=UNITS[:4]))
    own = board(written([old.figures(Period(2021, 5)), new.figures(Period(2021, 6))], tmp_path))
    late = next(row for row in own if row["责任单位"] == UNITS[3])
    assert (late["5月得分"], late["5月位次"]) == ("—", "—")
    assert late["6月得分"] != "—"


def test_one_month_is_an_assessment_too(tmp_path: Path) -> None:
    own = board(written(made(1, 1), tmp_path))
    assert all(row["月均得分"] == row["5月得分"] == row["最终得分"] for row in own)


def test_no_month_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有可以考核的月份"):
        write_assessment([], tmp_path / "考核.xlsx")


def test_without_groups_there_are_no_columns_for_them(tmp_path: Path) -> None:
    assert not {"组别", "组内位次"} & set(board(written(made(1, settings={}), tmp_path))[0])


def test_it_can_be_signed_and_says_by_what_it_goes(tmp_path: Path) -> None:
    book = written(made(1), tmp_path)
    said = [str(row[0].value) for row in book["考核表"].iter_rows() if row[0].value]
    assert any("负责人（签字）：" in each and "年　　月　　日" in each for each in said)
    assert said[1] == "截至 2021年9月1日　　规则版本 2021-1"
    terms = {row["项目"]: row["内容"] for row in rows(book["参数"], 2)}
    assert (terms["考核依据"], terms["制表时间"]) == ("累计得分", "2021年9月2日 09:30")


@pytest.mark.parametrize(("count", "paper"), [(3, "9"), (6, "9"), (12, "8")])
def test_it_is_printed_one_page_wide_on_a_paper_that_holds_it(count: int, paper: str, tmp_path: Path) -> None:
    written(made(1, count, Period(2021, 1)), tmp_path)
    book: Any = load_workbook(tmp_path / "考核.xlsx")
    assert book.sheetnames == ["考核表", "累计", "各月", "明细", "权重", "免报与延期", "参数"]
    assert str(book["考核表"].page_setup.paperSize) == paper
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 0)
        assert sheet.print_title_rows


def test_no_number_is_too_wide_for_its_column(tmp_path: Path) -> None:
    assert too_narrow(written(made(1, 12, Period(2021, 6)), tmp_path)) == []


def test_the_basis_is_chosen_from_a_list(tmp_path: Path) -> None:
    written(made(1), tmp_path)
    rules = load_workbook(tmp_path / "考核.xlsx")["参数"].data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ['"累计得分,月均得分,得分合计"']


def test_every_score_and_place_is_a_formula(tmp_path: Path) -> None:
    book = written(made(1), tmp_path)
    found = {cell for sheet, cell, _ in formulas(tmp_path / "考核.xlsx") if sheet == "考核表"}
    for line in book["考核表"].iter_rows(min_row=HEADER + 1, max_row=HEADER + len(UNITS)):
        for cell, heading in zip(line, book["考核表"][HEADER], strict=True):
            assert (cell.coordinate in found) == (heading.value not in ("责任单位", "组别"))


def test_equal_months_give_equal_files(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_assessment(made(1), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_where_it_can_not_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="不存在"):
        write_assessment(made(1), tmp_path / "没有" / "考核.xlsx")
