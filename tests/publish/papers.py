"""Papers of made-up months, of the small plan or of one with as many units as a test wants; how tests read a paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from qcapp.domain.operations import Bulletin
from qcapp.domain.plan import Assignment, Measure, Plan, Unit
from qcapp.forms.paper import Grid, Level, OfficialPaper, Paragraph
from qcapp.publish.bulletin import BulletinMatter, compose_bulletin
from qcapp.publish.wording import Wording, checked
from qcapp.stats.figures import Figures
from qcapp.stats.summary import MonthFacts, figures
from tests.factory import small_plan
from tests.stats.months import FINE, JULY, Month, july

ON = july(29)
IN_TIME, TOO_LATE = july(22), july(27)
BAD = FINE | {"progress": "同上"}


def plan_of(units: int, each: int = 1) -> Plan:
    """So many units 某一局, 某二局 … with so many measures each."""
    names = [f"某{'一二三四五六七八九'[place]}局" for place in range(units)]
    numbers = [(place * each + index + 1, name) for place, name in enumerate(names) for index in range(each)]
    return replace(
        small_plan(),
        measures=tuple(Measure(no, 1 + no % 2, f"做好第{'甲乙丙丁'[no % 4]}类事。") for no, _ in numbers),
        units=tuple(map(Unit, names)),
        assignments=tuple(Assignment(no, name) for no, name in numbers),
        sections=(),
    )


def reported(month: Month, day: date = IN_TIME, units: Sequence[str] = (), words: Mapping[str, str] = FINE) -> Month:
    """Those units (all when none is named) return all their measures; fine words have the measure's number with them."""
    for unit in units or [each.name for each in month.plan.units]:
        rows = {no: dict(words) for no in month.plan.measures_of[unit]}
        for no, row in rows.items() if words is FINE else ():
            row["progress"] += f"编号{no}。"
        month.returns(unit, day, rows)
    return month


def figures_of(month: Month, on: date = ON, before: Figures | None = None) -> Figures:
    places = {each.unit: each.standing for each in before.units} if before else {}
    return figures([MonthFacts(month.plan, month.period, month.facts(on))], on, month.settings, places)


def matter_of(month: Month, on: date = ON, wording: Mapping[str, str] | None = None, **more: object) -> BulletinMatter:
    """``month.earlier`` is the month before, if it is set."""
    before = figures_of(month.earlier, on) if month.earlier else None
    now = figures_of(month, on, before)
    known: dict[str, object] = {
        "snapshot": month.snapshot, "figures": now, "wording": Wording(checked(wording or {})), "day": july(30),
        "next_due": date(2021, 8, 25), "answer_by": date(2021, 8, 4),
        "earlier": month.earlier.snapshot if month.earlier else None, "before": before,
        "trend": (before, now) if before else (now,),
    }
    return BulletinMatter(**(known | more))  # type: ignore[arg-type]


def bulletin_of(month: Month, on: date = ON, wording: Mapping[str, str] | None = None, **more: object) -> OfficialPaper:
    return compose_bulletin(matter_of(month, on, wording, **more))


def text_of(paper: OfficialPaper) -> str:
    return "\n".join(paper.texts)


def section(paper: OfficialPaper, heading: str) -> list[str]:
    """Paragraphs below that first-level heading, "" for the opening."""
    found: dict[str, list[str]] = {"": []}
    name = ""
    for part in paper.parts:
        assert isinstance(part, Paragraph)
        if part.level is Level.ONE:
            name = part.text.partition("、")[2]
            found[name] = []
        else:
            found[name].append(part.lead + part.text)
    return found[heading]


def grids(paper: OfficialPaper) -> dict[str, list[Grid]]:
    """Annex title (without the month) → its tables."""
    return {
        re.sub(r"2021年\d+月", "", annex.title): [part for part in annex.parts if isinstance(part, Grid)]
        for annex in paper.annexes
    }


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Days, months, annexes, 24:00 and the numbering of paragraphs are no figures.
_NO_FIGURE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}|\d{4}年|24时|附件\d|^\d+\.(?!\d)",
    re.MULTILINE,
)


def numbers(text: str) -> set[Decimal]:
    return {Decimal(found) for found in _NUMBER.findall(_NO_FIGURE.sub(" ", text))}


def grid_numbers(paper: OfficialPaper) -> set[Decimal]:
    """Every number in a cell of an annex's tables."""
    return set().union(*(
        numbers(cell)
        for tables in grids(paper).values() for grid in tables for row in grid.rows for cell in row
    ))


def official_numbers(paper: OfficialPaper) -> set[Decimal]:
    """Every number that a unit wrote into the official table."""
    blocks = [block for annex in paper.annexes if annex.table for block in annex.table.blocks]
    return set().union(*(numbers(cell) for block in blocks for cell in (block.progress, block.problems)))


def month_of(plan: Plan | None = None, earlier: Month | None = None) -> Month:
    return Month(JULY, plan or small_plan(), earlier=earlier)


def a_mixed_month() -> Month:
    """Of seven units with two measures each: on time, late, in part, silent, extended, exempted, not 合格."""
    month = month_of(plan_of(7, 2))
    reported(month, units=["某一局"])
    reported(month, TOO_LATE, ["某二局"])
    month.returns("某三局", IN_TIME, {5: FINE})
    month.extend("某五局", date(2021, 8, 9), 10, "系统升级。").exempt("某六局")
    month.returns("某五局", IN_TIME, {9: FINE})
    month.returns("某七局", IN_TIME, {13: BAD, 14: BAD | {"liaison.phone": "1380013800"}})
    month.types(13, "某七局", july(28), progress="已召开推进会2次。")
    return month


def issued(month: Month) -> Bulletin:
    return Bulletin(1, month.period, july(28), "通报", "{}", None, None, datetime(2021, 7, 28), "某甲", "20210728-0001")
