"""Charts show the figures' own numbers: by month, by rank, by task; what is missing is a gap or a dash, not a zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qcapp.domain.period import Period
from qcapp.forms.chart import Chart, ChartKind
from qcapp.forms.chart_png import png_of
from qcapp.publish.charts import tasks_chart, trend_chart, units_chart
from qcapp.stats.figures import Figures
from qcapp.stats.summary import MonthFacts, figures
from tests.publish.made_figures import Maker, made_plan, months

JULY = Period(2021, 7)
FIRST = Period(2021, 11)


def trend(seed: int = 1, count: int = 4) -> list[Figures]:
    return [Maker(seed).figures(month) for month in months(FIRST, count)]


def words(chart: Chart, at: int = 0) -> list[str]:
    return [chart.words(value) for value in chart.series[at].values]


@pytest.mark.parametrize(("what", "name"), [("coverage", "覆盖率"), ("timeliness", "及时率"), ("qualification", "合格率")])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_trend_says_what_the_tables_say(seed: int, what: str, name: str) -> None:
    given = trend(seed)
    chart = trend_chart(given, what)
    assert (chart.kind, chart.title, chart.top) == (ChartKind.LINE, f"各月{name}", 100.0)
    assert chart.labels == ("11月\n2021年", "12月\n2021年", "1月\n2022年", "2月\n2022年")
    assert words(chart) == [getattr(each.total, what).words for each in given]


def test_three_rates_stand_in_one_chart() -> None:
    given = trend()
    chart = trend_chart(given, "all")
    assert [series.name for series in chart.series] == ["覆盖率", "及时率", "合格率"]
    assert words(chart, 2) == [each.total.qualification.words for each in given]


def test_a_month_between_without_figures_is_a_gap() -> None:
    given = trend()
    chart = trend_chart([given[0], given[3]])
    assert len(chart.labels) == 4
    assert words(chart)[1:3] == ["—", "—"]


def test_months_come_in_their_order() -> None:
    given = trend()
    assert trend_chart(given[::-1]) == trend_chart(given)


def test_no_month_and_one_month_are_charts_too() -> None:
    assert trend_chart([]).labels == ()
    assert trend_chart(trend(count=1)).labels == ("11月\n2021年",)
    assert png_of(trend_chart([]), 90, 50)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_units_stand_by_rank_with_their_score(seed: int) -> None:
    made = Maker(seed).figures(JULY)
    chart = units_chart(made)
    assert (chart.title, chart.unit) == ("2021年7月各单位得分", "分")
    assert chart.labels == tuple(unit.unit for unit in made.ranked)
    scores = [unit.standing.score for unit in made.ranked]
    assert words(chart) == ["—" if score is None else f"{score}分" for score in scores]


@pytest.mark.parametrize("what", ["coverage", "timeliness", "qualification"])
def test_units_can_be_shown_by_a_rate(what: str) -> None:
    made = Maker(3).figures(JULY)
    assert words(units_chart(made, what)) == [getattr(unit.tally, what).words for unit in made.ranked]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tasks_show_how_much_of_what_was_due_is_reported(seed: int) -> None:
    made = Maker(seed).figures(JULY)
    chart = tasks_chart(made)
    assert chart.labels == ("开办企业", "开发“信易+”、“信用+”应用场景", "纳税")
    for at, task in enumerate(made.tasks):
        assert [series.values[at] for series in chart.series] == [task.tally.reported, task.tally.due - task.tally.reported]


def test_a_task_of_which_nothing_is_due_has_no_bar() -> None:
    month = Maker(1).month(JULY)
    facts = tuple(replace(fact, due=fact.task != 2) for fact in month.facts)
    chart = tasks_chart(figures([MonthFacts(made_plan(), JULY, facts)], date(2021, 8, 1), {}))
    assert [series.values[1] for series in chart.series] == [None, None]


def test_a_span_is_named_in_the_title() -> None:
    assert units_chart(Maker(1).figures(*months(Period(2021, 5), 3))).title == "2021年5月至7月各单位得分"


def test_an_unknown_rate_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        trend_chart(trend(), "sales")
