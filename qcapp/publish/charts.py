"""Charts of the month's figures: how the rates went, how the units stand, what of each task is reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from qcapp.domain.period import Period
from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.publish.phrases import task_name
from qcapp.stats.figures import Figures, MonthRates, Rate, Tally, rounded

RATES: dict[str, tuple[str, Callable[[Tally], Rate]]] = {
    "coverage": ("覆盖率", lambda tally: tally.coverage),
    "timeliness": ("及时率", lambda tally: tally.timeliness),
    "qualification": ("合格率", lambda tally: tally.qualification),
}
_ALL, _SCORE = "all", "score"


def trend_chart(trend: Sequence[MonthRates], what: str = "coverage") -> Chart:
    """The district's rates month by month. ``what``: coverage, timeliness, qualification, or all three.

    A month between them that has no figures is a gap.
    """
    by_month = {each.period: each.total for each in trend}
    months = _months(min(by_month), max(by_month)) if by_month else []
    chosen = RATES.values() if what == _ALL else (RATES[what],)
    series = tuple(
        Series(name, tuple(_percent(rate(by_month[month])) if month in by_month else None for month in months))
        for name, rate in chosen
    )
    title = "各月覆盖率、及时率、合格率" if what == _ALL else f"各月{RATES[what][0]}"
    labels = tuple(f"{month.month}月\n{month.year}年" for month in months)
    return Chart(ChartKind.LINE, title, labels, series, unit="%", top=100.0, decimals=1)


def units_chart(figures: Figures, what: str = _SCORE) -> Chart:
    """A bar a unit, by rank. ``what``: score, coverage, timeliness or qualification."""
    ranked = figures.ranked
    labels = tuple(each.unit for each in ranked)
    if what == _SCORE:
        scores = tuple(None if each.standing.score is None else float(each.standing.score) for each in ranked)
        return Chart(ChartKind.BARS, _title(figures, "各单位得分"), labels, (Series("得分", scores),), "分", 100.0, 1)
    name, rate = RATES[what]
    values = tuple(_percent(rate(each.tally)) for each in ranked)
    return Chart(ChartKind.BARS, _title(figures, f"各单位{name}"), labels, (Series(name, values),), "%", 100.0, 1)


def tasks_chart(figures: Figures) -> Chart:
    """Of each task's entries that were due, how many were reported. A task of which nothing was due has no bar."""
    tallies = [task.tally for task in figures.tasks]
    reported = Series("已报", tuple(float(each.reported) if each.due else None for each in tallies))
    missing = Series("未报", tuple(float(each.due - each.reported) if each.due else None for each in tallies))
    labels = tuple(task_name(task.heading) for task in figures.tasks)
    return Chart(ChartKind.STACKED, _title(figures, "各重点任务报送情况"), labels, (reported, missing), unit="条")


def _title(figures: Figures, what: str) -> str:
    return f"{figures.label if figures.months else ''}{what}"


def _months(first: Period, last: Period) -> list[Period]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].shifted(1))
    return months


def _percent(rate: Rate) -> float | None:
    """To one decimal, as its words have it."""
    return None if rate.value is None else float(rounded(Fraction(100) * rate.value, 1))
