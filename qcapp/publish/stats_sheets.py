"""单位, 任务, 全区: what the facts add up to, each number a formula over 明细."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from qcapp.forms.xlsx_book import Book, Column, ListSheet, Value, fitting
from qcapp.forms.xlsx_looks import Kind, Part
from qcapp.forms.xlsx_package import Formula
from qcapp.publish import stats_formulas as formulas
from qcapp.publish.phrases import task_name
from qcapp.publish.stats_facts import FactsSheet, task_numbers, unit_column
from qcapp.publish.stats_terms import WEIGHT_NAMES
from qcapp.stats.figures import Figures, Rate, Standing, Tally, UnitFigures, tally

UNITS, TASKS, TOTAL = "单位", "任务", "全区"
Where = tuple[str, str]

COUNTS = (
    Column("due", "应报", 31), Column("reported", "实报", 31), Column("missing", "未报", 31), Column("on_time", "及时", 31),
    Column("qualified", "合格", 31), Column("qualified_now", "更正后\n合格", 38),
)
SHARES = (
    Column("coverage", "覆盖率", 45, Kind.SHARE), Column("timeliness", "及时率", 45, Kind.SHARE),
    Column("qualification", "合格率", 45, Kind.SHARE), Column("qualification_now", "更正后\n合格率", 46, Kind.SHARE),
)
POINTS = Column("deducted", "扣分", 40, Kind.POINTS)
SCORE = Column("score", "得分", 38, Kind.SCORE)
CELLS = (Column("filled", "填报\n格数", 34), Column("cells", "应填\n格数", 34), Column("fullness", "填报率", 45, Kind.SHARE))
MEASURES = (Column("measures", "应报\n措施", 34), Column("measures_reported", "报齐\n措施", 34))

_RATES: tuple[tuple[str, str, str, Callable[[Tally], Rate]], ...] = (
    ("coverage", "reported", "due", lambda each: each.coverage),
    ("timeliness", "on_time", "due", lambda each: each.timeliness),
    ("qualification", "qualified", "reported", lambda each: each.qualification),
    ("qualification_now", "qualified_now", "reported", lambda each: each.qualification_now),
    ("fullness", "filled", "cells", lambda each: each.fullness),
)
_SUMMED = {
    "due": "due", "reported": "reported", "on_time": "on_time", "qualified": "qualified", "qualified_now": "qualified_now",
    "filled": "filled", "cells": "cells", "deducted": "deducted", "measures": "measure", "measures_reported": "whole",
}


def group_columns(standings: Iterable[Standing]) -> tuple[Column, Column]:
    width = fitting((each.group for each in standings), 36, 80)
    return Column("group", "组别", width, Kind.WORDS), Column("group_rank", "组内\n位次", 31)


def tally_values(sheet: ListSheet, facts: FactsSheet, own: Tally, *where: Where) -> dict[str, Value]:
    """The counts and rates of the row that comes next, of those columns that the sheet has."""
    values: dict[str, Value] = {
        key: Formula(f"={facts.sum_of(column, *where)}", _number(getattr(own, key))) for key, column in _SUMMED.items()
    }
    return values | _derived(sheet, own)


def sums(sheet: ListSheet, own: Tally, first: int, last: int) -> dict[str, Value]:
    """The same, added up over rows of the sheet itself."""
    values: dict[str, Value] = {
        column.key: Formula(f"=SUM({sheet.span(column.key, first, last)})", _number(getattr(own, column.key)))
        for column in sheet.columns if column.key in _SUMMED
    }
    return values | _derived(sheet, own)


def _derived(sheet: ListSheet, own: Tally) -> dict[str, Value]:
    keys = {column.key for column in sheet.columns}
    values: dict[str, Value] = {
        key: formulas.share(sheet.at(part), sheet.at(whole), rate(own)) for key, part, whole, rate in _RATES if key in keys
    }
    if "missing" in keys:
        values["missing"] = Formula(f"={sheet.at('due')}-{sheet.at('reported')}", own.due - own.reported)
    return values


def _number(value: int | Fraction) -> int | Decimal:
    return value if isinstance(value, int) else Decimal(value.numerator) / Decimal(value.denominator)


def write_units(book: Book, facts: FactsSheet, figures: Figures, caption: str, footer: str) -> ListSheet:
    """By rank; groups and what was the month before only where there are any."""
    grouped, before = any(unit.standing.group for unit in figures.units), any(unit.before for unit in figures.units)
    columns = (
        Column("rank", "位次", 31), unit_column(each.unit for each in figures.units),
        *(group_columns(unit.standing for unit in figures.units) if grouped else ()),
        *COUNTS, *SHARES, *CELLS, POINTS, SCORE,
        *(_BEFORE if before else ()),
    )
    title = f"{figures.label}各单位数据统计"
    sheet = ListSheet(book, UNITS, columns, title=title, caption=caption, frozen=2, footer=footer)
    first, last = sheet.first, sheet.first + len(figures.units) - 1
    for unit in figures.ranked:
        sheet.add(_unit_values(sheet, facts, unit, first, last))
    if figures.units:
        sheet.add({"unit": "合计"} | sums(sheet, figures.total, first, last), Part.TOTAL)
    return sheet


_BEFORE = (
    Column("score_before", "上月\n得分", 38, Kind.SCORE), Column("score_change", "得分\n增减", 42, Kind.SCORE_CHANGE),
    Column("rank_before", "上月\n位次", 31), Column("rank_change", "位次\n升降", 31, Kind.RANK_CHANGE),
)


def _unit_values(sheet: ListSheet, facts: FactsSheet, unit: UnitFigures, first: int, last: int) -> dict[str, Value]:
    at, standing = sheet.at, unit.standing
    keys = {column.key for column in sheet.columns}
    scores = sheet.span("score", first, last)
    values: dict[str, Value] = {
        "rank": formulas.rank(at("score"), scores, standing.place), "unit": unit.unit,
        **tally_values(sheet, facts, unit.tally, ("unit", formulas.criterion(unit.unit, at("unit")))),
        "score": formulas.score(at, WEIGHT_NAMES, standing.score),
    }
    if "group" in keys:
        own, all_own = at("group"), sheet.span("group", first, last)
        values["group"] = standing.group
        values["group_rank"] = formulas.rank_among(at("score"), scores, own, all_own, standing.group_place)
    if "score_before" in keys:
        values["score_before"] = _or_none(unit.before.score if unit.before else None)
        values["rank_before"] = _or_none(unit.before.place if unit.before else None)
        values["score_change"] = formulas.difference(at("score"), at("score_before"), unit.score_change)
        values["rank_change"] = formulas.places_risen(at, unit.rank_change)
    return values


def _or_none(value: Decimal | int | None) -> Value:
    return formulas.NONE if value is None else value


def write_tasks(book: Book, facts: FactsSheet, figures: Figures, caption: str, footer: str) -> ListSheet:
    """In the list's order."""
    columns = (
        Column("task", "序号", 31), Column("heading", "重点任务", 190, Kind.WORDS, left=True), *MEASURES, *COUNTS, *SHARES, *CELLS
    )
    title = f"{figures.label}各重点任务数据统计"
    sheet = ListSheet(book, TASKS, columns, title=title, caption=caption, frozen=2, footer=footer)
    for number, task in zip(task_numbers(figures), figures.tasks, strict=True):
        where = "task", sheet.at("task")
        named: dict[str, Value] = {"task": number, "heading": task_name(task.heading)}
        sheet.add(named | tally_values(sheet, facts, task.tally, where))
    if figures.tasks:
        sheet.add({"heading": "合计"} | sums(sheet, figures.total, sheet.first, sheet.row), Part.TOTAL)
    return sheet


def write_total(book: Book, facts: FactsSheet, figures: Figures, caption: str, footer: str) -> ListSheet:
    """A row a month where there are several, and the whole."""
    columns = (Column("month", "报告期", 74, Kind.MONTH), *MEASURES, *COUNTS, *SHARES, *CELLS)
    title = f"{figures.label}全区数据统计"
    sheet = ListSheet(book, TOTAL, columns, title=title, caption=caption, frozen=1, footer=footer)
    for month in figures.months:
        own = tally(fact for fact in figures.facts if fact.period == month)
        named: dict[str, Value] = {"month": month}
        sheet.add(named | tally_values(sheet, facts, own, ("month", sheet.at("month"))))
    sheet.add({"month": "合计"} | tally_values(sheet, facts, figures.total), Part.TOTAL)
    return sheet


def write_check(units: ListSheet, tasks: ListSheet, total: ListSheet, rows: Sequence[int]) -> None:
    """Below 全区: whether units, tasks and the whole add up to the same. ``rows``: those of the three sums."""
    keys = ("due", "reported", "on_time", "qualified", "qualified_now", "filled", "cells")
    same = ",".join(
        f"{total.at(key, rows[2])}={sheet.there(key, row)}"
        for key in keys for sheet, row in zip((units, tasks), rows[:2], strict=True)
    )
    total.line(Formula(f'=IF(AND({same}),"核对：各单位合计、各任务合计与全区一致。","核对：合计不一致，请检查明细。")',
                       "核对：各单位合计、各任务合计与全区一致。"))
