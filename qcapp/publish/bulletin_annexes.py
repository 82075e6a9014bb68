"""The annexes of a 通报, in their order, and by which number the prose speaks of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qcapp.forms.layout import Paper
from qcapp.forms.paper import Annex, Grid, Level, Paragraph, Part
from qcapp.publish.bulletin_grids import (
    apart_grid,
    corrections_grid,
    indicators_grid,
    lamps_grid,
    ranking_grid,
    trend_grid,
)
from qcapp.publish.bulletin_matter import BulletinMatter
from qcapp.publish.charts import trend_chart, units_chart
from qcapp.publish.official import official_table
from qcapp.publish.phrases import list_name
from qcapp.publish.problem_grids import causes_grid, has_problems, problem_counts_grid, problems_grid

INDICATORS, RANKING, LAMPS, PROBLEMS, TABLE = "indicators", "ranking", "lamps", "problems", "table"


@dataclass(frozen=True, slots=True)
class Annexes:
    """``numbers``: key → what follows 附件 where the prose names it, "" for the only one there is."""

    annexes: tuple[Annex, ...]
    numbers: Mapping[str, str]


def annexes_of(matter: BulletinMatter) -> Annexes:
    found = dict(_annexes(matter))
    numbers = {key: str(place) if len(found) > 1 else "" for place, key in enumerate(found, start=1)}
    return Annexes(tuple(found.values()), numbers)


def _annexes(matter: BulletinMatter) -> Iterator[tuple[str, Annex]]:
    month = matter.snapshot.period.label
    yield INDICATORS, Annex(f"{month}报送情况主要指标表", tuple(_indicators(matter)))
    if len(matter.figures.units) > 1:
        yield RANKING, Annex(f"{month}各单位报送情况及位次表", tuple(_ranking(matter)), landscape=True)
    if matter.lamps:
        yield LAMPS, Annex(f"{month}改革措施亮灯情况表", (lamps_grid(matter),))
    if has_problems(matter):
        yield PROBLEMS, Annex(f"{month}存在问题清单", tuple(_problems(matter)))
    yield TABLE, Annex(f"{list_name(matter.plan)}细化表（{month}）", table=official_table(matter.snapshot, paper=Paper.A4))


def _indicators(matter: BulletinMatter) -> Iterator[Part]:
    yield indicators_grid(matter)
    if matter.corrects:
        yield from _captioned("更正情况", corrections_grid(matter))
    if matter.apart:
        yield from _captioned("准予延期和免报情况", apart_grid(matter))
    if len(matter.trend) > 1:
        yield from _captioned("各月报送情况", trend_grid(matter))
        yield trend_chart(matter.trend, "all")


def _ranking(matter: BulletinMatter) -> Iterator[Part]:
    yield ranking_grid(matter)
    if any(each.standing.score is not None for each in matter.figures.units):
        yield units_chart(matter.figures)


def _problems(matter: BulletinMatter) -> Iterator[Part]:
    yield problem_counts_grid(matter)
    if any(report.unqualified for report in matter.reports):
        yield from _captioned("首次报送不合格的原因", causes_grid(matter))
    yield from _captioned("问题明细", problems_grid(matter))


def _captioned(words: str, grid: Grid) -> Iterator[Part]:
    yield Paragraph(words, Level.TWO)
    yield grid
