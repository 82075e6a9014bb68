"""LibreOffice calculates the workbooks anew, from wrong values, and each number comes out as the figures have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Measure, Plan, Task, Unit
from qcapp.publish.assessment import write_assessment
from qcapp.publish.stats_book import write_stats
from qcapp.stats.figures import EntryFact, Fault, Figures, tally
from qcapp.stats.ranking import standings
from qcapp.stats.summary import MonthFacts, figures
from tests.publish.made_figures import UNITS, Counts, Maker, halves, made_plan, months
from tests.publish.workbooks import FALSE, changed, formulas, recalculated, rows, shown

pytestmark = pytest.mark.office
JULY = Period(2021, 7)
GROUPS = json.dumps({unit: "甲" if at % 3 else "乙" for at, unit in enumerate(UNITS[1:])})
SETTINGS: tuple[dict[str, str], ...] = (
    {},
    {"score.groups": GROUPS, "score.deduction": "3.5"},
    {"score.coverage": "33.3", "score.timeliness": "33.3", "score.qualification": "33.4", "score.deduction": "20"},
    {"score.coverage": "0", "score.timeliness": "0", "score.qualification": "1", "score.groups": GROUPS},
)
Recalculate = Callable[[Sequence[Path]], list[Any]]


@pytest.fixture
def calculate(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    profile = tmp_path_factory.getbasetemp() / "calculating profile"
    return lambda paths: recalculated(paths, tmp_path, profile)


def same(path: Path, right: Any) -> None:
    """Each formula's value, as written and as calculated."""
    before = shown(path)
    places = list(formulas(path))
    assert places
    for sheet, cell, formula in places:
        carried, came = before[sheet][cell].value, right[sheet][cell].value
        where = f"{path.name} {sheet}!{cell} {formula}"
        if isinstance(carried, str):
            assert came == carried, where
        else:
            assert isinstance(came, int | float), where
            assert came == pytest.approx(carried, abs=1e-9), where
    values = [right[sheet][cell].value for sheet, cell, _ in places]
    assert values.count(float(FALSE)) == 0


def test_statistics_of_many_months_come_out_as_they_were_written(tmp_path: Path, calculate: Recalculate) -> None:
    paths = []
    for seed, settings in product(range(1, 7), SETTINGS):
        made = Maker(seed, settings=settings).figures(*months(JULY, 1 if seed % 3 else 4))
        paths.append(tmp_path / f"{seed} {SETTINGS.index(settings)}.xlsx")
        write_stats(made, paths[-1])
    for path, right in zip(paths, calculate(paths), strict=True):
        same(path, right)


def test_assessments_come_out_as_they_were_written(tmp_path: Path, calculate: Recalculate) -> None:
    paths = []
    for seed, settings in product((1, 2), SETTINGS):
        maker = Maker(seed, settings=settings)
        paths.append(tmp_path / f"{seed} {SETTINGS.index(settings)}.xlsx")
        write_assessment([maker.figures(month) for month in months(Period(2020, 11), 4)], paths[-1])
    for path, right in zip(paths, calculate(paths), strict=True):
        same(path, right)


@pytest.mark.parametrize("names", [("区*局", "区公安局", "区?局"), ("=1+1", ">5", "~局")])
def test_names_that_look_like_patterns_or_comparisons_are_counted_each_for_itself(
    names: tuple[str, ...], tmp_path: Path, calculate: Recalculate
) -> None:
    path = tmp_path / "怪.xlsx"
    write_stats(Maker(3, made_plan(units=names)).figures(JULY), path)
    same(path, calculate([path])[0])


def test_an_empty_month_comes_out_empty(tmp_path: Path, calculate: Recalculate) -> None:
    path = tmp_path / "空.xlsx"
    write_stats(figures([MonthFacts(made_plan(measures=0), JULY, ())], date(2021, 8, 1), {}), path)
    same(path, calculate([path])[0])


# What lies exactly between two tenths, where binary fractions fall to either side.

def exactly(counts: Sequence[Counts]) -> Figures:
    """A unit for each of the counts."""
    facts: list[EntryFact] = []
    assignments: list[Assignment] = []
    fault = Fault("phone.lost", "号码不全。", True, 1.0)
    for unit, (due, reported, on_time, qualified) in enumerate(counts):
        for at in range(due):
            no, said = len(facts) + 1, at < reported
            received = JULY.due(20 if at < on_time else 26) if said else None
            assignments.append(Assignment(no, f"第{unit}单位"))
            facts.append(EntryFact(
                no, f"第{unit}单位", 1, JULY, True, JULY.due(25), said, received, 0, 7,
                (fault,) if said and at >= qualified else (),
            ))
    plan = Plan(
        2021, "清单", (Task(1, "一.事"),), tuple(Measure(fact.no, 1, "做。") for fact in facts),
        tuple(Unit(f"第{unit}单位") for unit in range(len(counts))), tuple(assignments),
    )
    return figures([MonthFacts(plan, JULY, tuple(facts))], date(2021, 8, 1), {})


def test_scores_between_two_tenths_are_rounded_up_as_ours(tmp_path: Path, calculate: Recalculate) -> None:
    found = list(halves())
    assert len(found) > 100
    made = exactly(found[:: max(len(found) // 60, 1)])
    path = tmp_path / "半.xlsx"
    write_stats(made, path)
    right = calculate([path])[0]
    own = rows(right["单位"], 3)[:-1]
    for row, unit in zip(own, made.ranked, strict=True):
        assert (row["得分"], row["位次"]) == (pytest.approx(float(unit.standing.score or 0)), unit.standing.rank)


def test_rates_between_two_tenths_of_a_percent_are_rounded_up_as_ours(tmp_path: Path, calculate: Recalculate) -> None:
    """All shares of at most 160 that end in exactly 5 hundredths of a percent."""
    halves = [
        (part, whole) for whole in range(1, 161) for part in range(whole)
        if (Fraction(part, whole) * 2000).denominator == 1 and (Fraction(part, whole) * 2000).numerator % 2
    ]
    assert {(1, 16), (3, 80)} <= set(halves)
    made = exactly([(whole, part, 0, 0) for part, whole in halves if whole <= 80])
    path = tmp_path / "率.xlsx"
    write_stats(made, path)
    own = rows(calculate([path])[0]["单位"], 3)[:-1]
    for row, unit in zip(own, made.ranked, strict=True):
        assert f"{Decimal(str(round(row['覆盖率'] * 1000))) / 10}%" == unit.tally.coverage.words


# What a user changes in the file.

def test_other_weights_typed_into_the_file_give_the_scores_of_those_weights(tmp_path: Path, calculate: Recalculate) -> None:
    maker = Maker(3, settings={"score.groups": GROUPS})
    made = maker.figures(JULY)
    write_stats(made, tmp_path / "原.xlsx")
    places = {row["项目"]: at for at, row in enumerate(rows(shown(tmp_path / "原.xlsx")["参数"], 2), 3)}
    cells = {("参数", f"B{places[name]}"): value for name, value in
             (("覆盖率权重", 10), ("及时率权重", 70), ("合格率权重", 5), ("扣分系数", 4))}
    other = {"score.coverage": "10", "score.timeliness": "70", "score.qualification": "5", "score.deduction": "4"}
    ends = standings({unit.unit: unit.tally for unit in made.units}, other | {"score.groups": GROUPS})
    right = calculate([changed(tmp_path / "原.xlsx", tmp_path / "改.xlsx", cells)])[0]
    own = rows(right["单位"], 3)[:-1]
    assert {unit.unit: unit.standing.score for unit in made.units} != {name: end.score for name, end in ends.items()}
    for row in own:
        end = ends[row["责任单位"]]
        assert (row["得分"], row["位次"], row["组内位次"]) == (
            pytest.approx(float(end.score)) if end.score is not None else "—", end.rank or "—", end.group_rank or "—",
        )


def test_a_day_typed_into_the_file_moves_timeliness(tmp_path: Path, calculate: Recalculate) -> None:
    made = next(
        each for seed in range(1, 30)
        for each in [Maker(seed).figures(JULY)] if any(fact.due and fact.on_time for fact in each.facts)
    )
    at = next(at for at, fact in enumerate(made.facts) if fact.due and fact.on_time)
    write_stats(made, tmp_path / "原.xlsx")
    copy = changed(tmp_path / "原.xlsx", tmp_path / "改.xlsx", {("明细", f"M{at + 2}"): date(2021, 9, 1)})
    right = calculate([copy])[0]
    assert rows(right["全区"], 3)[0]["及时"] == made.total.on_time - 1
    unit = next(row for row in rows(right["单位"], 3) if row["责任单位"] == made.facts[at].unit)
    assert unit["及时"] == tally(made.of_unit(made.facts[at].unit)).on_time - 1


def test_sums_that_no_longer_agree_are_told(tmp_path: Path, calculate: Recalculate) -> None:
    """Someone renames a unit in 明细: its entries belong to nobody."""
    write_stats(Maker(3).figures(JULY), tmp_path / "原.xlsx")
    copy = changed(tmp_path / "原.xlsx", tmp_path / "改.xlsx", {("明细", "E2"): "别的局"})
    assert rows(calculate([copy])[0]["全区"], 3)[-1]["报告期"] == "核对：合计不一致，请检查明细。"


@pytest.mark.parametrize(("basis", "heading"), [("月均得分", "月均得分"), ("得分合计", "得分合计"), ("累计得分", "累计得分")])
def test_the_basis_chosen_in_the_file_decides_the_final_places(
    basis: str, heading: str, tmp_path: Path, calculate: Recalculate
) -> None:
    maker = Maker(2, settings={"score.groups": GROUPS})
    write_assessment([maker.figures(month) for month in months(JULY, 4)], tmp_path / "原.xlsx")
    place = next(at for at, row in enumerate(rows(shown(tmp_path / "原.xlsx")["参数"], 2), 3) if row["项目"] == "考核依据")
    right = calculate([changed(tmp_path / "原.xlsx", tmp_path / "改.xlsx", {("参数", f"B{place}"): basis})])[0]
    own = [row for row in rows(right["考核表"], 3) if row["责任单位"]]
    assert len(own) == len(UNITS)
    scores = [row[heading] for row in own]
    for row in own:
        assert row["最终得分"] == row[heading]
        better = [each for each in scores if isinstance(each, float | int) and each > row[heading]]
        assert row["最终位次"] == len(better) + 1
