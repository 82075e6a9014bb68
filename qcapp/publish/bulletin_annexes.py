"""The annexes of a 通报, in their order, and by which number the prose speaks of each; some the clerk may leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qcapp.forms.chart import Chart, ChartKind
from qcapp.forms.layout import Paper
from qcapp.forms.paper import Annex, Grid, Level, Paragraph, Part
from qcapp.publish.bulletin_grids import (
    apart_grid,
    apart_words,
    corrections_grid,
    indicators_grid,
    is_ranked,
    lamps_grid,
    ranking_grid,
    tasks_grid,
    trend_grid,
)
from qcapp.publish.bulletin_matter import BulletinMatter
from qcapp.publish.charts import tasks_chart, trend_chart, units_chart
from qcapp.publish.official import official_table
from qcapp.publish.problem_grids import causes_grid, has_problems, problem_counts_grid, problems_grid
from qcapp.publish.wording import ABSENT

INDICATORS, RANKING, LAMPS, PROBLEMS, TABLE = "indicators", "ranking", "lamps", "problems", "table"
TREND_CHART, TASKS_CHART, UNITS_CHART = "chart.trend", "chart.tasks", "chart.units"
# Each kind of chart is drawn once at most.
_CHARTS = {ChartKind.LINE: TREND_CHART, ChartKind.STACKED: TASKS_CHART, ChartKind.BARS: UNITS_CHART}

_MOST_BARS = 150


@dataclass(frozen=True, slots=True)
class Annexes:
    """``numbers``: key → what follows 附件 where the prose names it, "" for the only one there is, ABSENT for one that there
    isn't. ``offered``: (key, name) of all annexes and charts that the month has, those left out among them."""

    annexes: tuple[Annex, ...]
    numbers: Mapping[str, str]
    offered: tuple[tuple[str, str], ...] = ()


def annexes_of(matter: BulletinMatter) -> Annexes:
    there = dict(_annexes(matter))
    found = {key: annex for key, annex in there.items() if key not in matter.without}
    numbers = dict.fromkeys((INDICATORS, RANKING, LAMPS, PROBLEMS, TABLE), ABSENT)
    numbers |= {key: str(place) if len(found) > 1 else "" for place, key in enumerate(found, start=1)}
    return Annexes(tuple(_chosen(annex, matter) for annex in found.values()), numbers, tuple(_offered(there)))


def _offered(there: Mapping[str, Annex]) -> Iterator[tuple[str, str]]:
    for key, annex in there.items():
        yield key, annex.title
        yield from ((_CHARTS[part.kind], part.title) for part in annex.parts if isinstance(part, Chart))


def _chosen(annex: Annex, matter: BulletinMatter) -> Annex:
    """Without the charts that are left out."""
    kept = (part for part in annex.parts if not (isinstance(part, Chart) and _CHARTS[part.kind] in matter.without))
    return replace(annex, parts=tuple(kept))


def _annexes(matter: BulletinMatter) -> Iterator[tuple[str, Annex]]:
    """Those that have something to say."""
    month = matter.snapshot.period.label
    if matter.figures.total.due:
        yield INDICATORS, Annex(f"{month}报送情况主要指标表", tuple(_indicators(matter)))
    elif matter.apart:
        yield INDICATORS, Annex(f"{month}{apart_words(matter)}表", tuple(_nothing_due(matter)))
    if is_ranked(matter):
        yield RANKING, Annex(f"{month}各单位报送情况及位次表", tuple(_ranking(matter)), landscape=True)
    if matter.any_lit:
        yield LAMPS, Annex(f"{month}改革措施亮灯情况表", (lamps_grid(matter),))
    if has_problems(matter):
        yield PROBLEMS, Annex(f"{month}存在问题清单", tuple(_problems(matter)))
    if any(line.reported for line in matter.lamps):
        table = official_table(matter.snapshot, paper=Paper.A4)
        yield TABLE, Annex(table.title, table=table)


def _nothing_due(matter: BulletinMatter) -> Iterator[Part]:
    yield apart_grid(matter)
    yield from _corrected(matter)


def _corrected(matter: BulletinMatter) -> Iterator[Part]:
    if matter.corrects:
        yield from _captioned("更正情况", corrections_grid(matter))


def _indicators(matter: BulletinMatter) -> Iterator[Part]:
    yield indicators_grid(matter)
    yield from _corrected(matter)
    if matter.apart:
        yield from _captioned(apart_words(matter), apart_grid(matter))
    if len(matter.trend) > 1:
        yield from _captioned("各月报送情况", trend_grid(matter))
        yield trend_chart(matter.trend, "all")
    if sum(bool(task.tally.due) for task in matter.figures.tasks) > 1:
        yield from _captioned("各重点任务报送情况", tasks_grid(matter))
        if matter.figures.total.reported < matter.figures.total.due:
            yield from _legible(tasks_chart(matter.figures))


def _ranking(matter: BulletinMatter) -> Iterator[Part]:
    """With a chart where that says more than the table: not where most units share the first place."""
    yield ranking_grid(matter)
    ranks = [each.standing.rank for each in matter.figures.units if each.standing.rank is not None]
    if len(ranks) > 1 and 2 * ranks.count(1) <= len(ranks):
        yield from _legible(units_chart(matter.figures))


def _legible(chart: Chart) -> Iterator[Chart]:
    """The chart, unless it has more bars than can be told apart on a page; its table says the same."""
    if len(chart.labels) <= _MOST_BARS:
        yield chart


def _problems(matter: BulletinMatter) -> Iterator[Part]:
    yield problem_counts_grid(matter)
    if any(report.unqualified for report in matter.reports):
        yield from _captioned("首次报送不合格的原因", causes_grid(matter))
    yield from _captioned("问题明细", problems_grid(matter))


def _captioned(words: str, grid: Grid) -> Iterator[Part]:
    yield Paragraph(words, Level.TWO)
    yield grid
