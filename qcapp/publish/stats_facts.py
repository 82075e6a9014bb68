"""明细: the facts that all figures are counted from, a row a measure, unit and month; and 免报与延期, those set apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from qcapp.forms.xlsx_book import Book, Column, ListSheet, fitting
from qcapp.forms.xlsx_looks import Kind
from qcapp.forms.xlsx_package import Formula
from qcapp.publish.phrases import task_name
from qcapp.stats.figures import EntryFact, Fault, Figures, exact, tally

FACTS, APART = "明细", "免报与延期"


def unit_column(units: Iterable[str]) -> Column:
    return Column("unit", "责任单位", fitting(units, 70, 150), Kind.WORDS)


_BEFORE_UNIT = (
    Column("month", "月份", 66, Kind.MONTH),
    Column("task", "任务序号", 27),
    Column("heading", "重点任务", 100, Kind.WORDS, left=True),
    Column("no", "措施序号", 27),
)
_AFTER_UNIT = (
    Column("due", "应报", 26),
    Column("reported", "实报", 26),
    Column("on_time", "及时", 26),
    Column("qualified", "合格", 26),
    Column("qualified_now", "更正后合格", 36),
    Column("filled", "填报格数", 27),
    Column("cells", "应填格数", 27),
    Column("received", "收到日期", 67, Kind.DAY),
    Column("due_day", "截止日", 67, Kind.DAY),
    Column("deducted", "扣分", 33, Kind.POINTS),
    Column("reasons", "不合格原因和提示", 156, Kind.WORDS, left=True),
    Column("apart", "说明", 88, Kind.WORDS, left=True),
    Column("measure", "计入措施", 27),
    Column("whole", "措施报齐", 27),
)
_APART_COLUMNS = (
    Column("month", "月份", 66, Kind.MONTH),
    Column("no", "措施\n序号", 40),
    Column("unit", "责任单位", 120, Kind.WORDS),
    Column("heading", "重点任务", 150, Kind.WORDS, left=True),
    Column("counted", "是否计入\n应报", 56, Kind.WORDS),
    Column("due_day", "截止日", 70, Kind.DAY),
    Column("received", "收到日期", 70, Kind.DAY),
    Column("apart", "说明", 205, Kind.WORDS, left=True),
)


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact, and the number and heading of its task as 任务 lists them."""

    fact: EntryFact
    task: int
    heading: str


def fact_lines(figures: Figures) -> list[FactLine]:
    numbers, places = task_numbers(figures), _task_places(figures)
    lines = []
    for fact in figures.facts:
        at = places[fact.task, fact.period.year]
        lines.append(FactLine(fact, numbers[at], task_name(figures.tasks[at].heading)))
    return lines


def task_numbers(figures: Figures) -> list[int]:
    """A number for each task: its own, or where lists of two years number different tasks alike, its place."""
    orders = [task.order for task in figures.tasks]
    return orders if len(set(orders)) == len(orders) else list(range(1, len(orders) + 1))


def _task_places(figures: Figures) -> dict[tuple[int, int], int]:
    """Task's number and year → its place among the tasks. Where two years name a number's task differently, their sums tell
    which is which."""
    places: dict[tuple[int, int], int] = {}
    for order in {task.order for task in figures.tasks}:
        at = [place for place, task in enumerate(figures.tasks) if task.order == order]
        own = [fact for fact in figures.facts if fact.task == order]
        years = sorted({fact.period.year for fact in own})
        for choice in product(at, repeat=len(years)):
            chosen = dict(zip(years, choice, strict=True))
            if len(at) == 1 or all(
                tally(fact for fact in own if chosen[fact.period.year] == place) == figures.tasks[place].tally for place in at
            ):
                places |= {(order, year): place for year, place in chosen.items()}
                break
    return places


class FactsSheet:
    """The sheet itself, and sums over it."""

    def __init__(self, book: Book, lines: Sequence[FactLine], footer: str) -> None:
        columns = (*_BEFORE_UNIT, unit_column(line.fact.unit for line in lines), *_AFTER_UNIT)
        self.sheet = ListSheet(book, FACTS, columns, frozen=5, footer=footer)
        self._last = max(self.sheet.first + len(lines) - 1, self.sheet.first)
        counted: set[tuple[object, int]] = set()
        missing = {(line.fact.period, line.fact.no) for line in lines if line.fact.due and not line.fact.reported}
        for line in lines:
            fact, measure = line.fact, (line.fact.period, line.fact.no)
            first = fact.due and measure not in counted
            counted |= {measure} if first else set()
            self._add(line, first, first and measure not in missing)
        if not lines:
            self.sheet.add({})
        self.sheet.filter()

    def sum_of(self, key: str, *where: tuple[str, str]) -> str:
        """A column added up over the rows that are due and meet what is given as (column, criterion)."""
        criteria = "".join(f",{self._range(column)},{wanted}" for column, wanted in where)
        return f"SUMIFS({self._range(key)},{self._range('due')},1{criteria})"

    def _range(self, key: str) -> str:
        letter = self.sheet.letter(key)
        return f"'{FACTS}'!${letter}${self.sheet.first}:${letter}${self._last}"

    def _add(self, line: FactLine, first: bool, whole: bool) -> None:
        fact, sheet = line.fact, self.sheet
        at = sheet.at
        came, day, due = at("received"), at("due_day"), at("due")
        so_far = [f"{sheet.letter(key)}${sheet.first}:{at(key)}" for key in ("month", "no", "due")]
        all_of = [sheet.span(key, sheet.first, self._last) for key in ("month", "no", "due", "reported")]
        before = f"COUNTIFS({so_far[0]},{at('month')},{so_far[1]},{at('no')},{so_far[2]},1)"
        open_ones = f"COUNTIFS({all_of[0]},{at('month')},{all_of[1]},{at('no')},{all_of[2]},1,{all_of[3]},0)"
        sheet.add({
            "month": fact.period, "task": line.task, "heading": line.heading, "no": fact.no, "unit": fact.unit,
            "due": int(fact.due), "reported": int(fact.reported),
            "on_time": Formula(f'=IF(AND({at("reported")}=1,{came}<>"",{came}<={day}),1,0)', int(fact.on_time)),
            "qualified": int(fact.qualified), "qualified_now": int(fact.qualified_now),
            "filled": fact.filled, "cells": fact.cells, "received": fact.received, "due_day": fact.due_day,
            "deducted": deducted(fact), "reasons": reasons(fact), "apart": fact.apart,
            "measure": Formula(f"=IF(AND({due}=1,{before}=1),1,0)", int(first)),
            "whole": Formula(f"=IF(AND({at('measure')}=1,{open_ones}=0),1,0)", int(whole)),
        })


def write_apart(book: Book, lines: Iterable[FactLine], title: str, caption: str, footer: str) -> None:
    """免报与延期: what is not due, or due later, and why."""
    sheet = ListSheet(book, APART, _APART_COLUMNS, title=title, caption=caption, footer=footer)
    for line in lines:
        fact = line.fact
        if fact.apart:
            sheet.add({
                "month": fact.period, "no": fact.no, "unit": fact.unit, "heading": line.heading,
                "counted": "计入" if fact.due else "不计入", "due_day": fact.due_day, "received": fact.received,
                "apart": fact.apart,
            })
    if sheet.row == sheet.header:
        sheet.line("没有免报和延期。")


def deducted(fact: EntryFact) -> Fraction:
    """Weights of the rules broken on first submission."""
    return sum((exact(fault.weight) for fault in fact.first), Fraction(0)) if fact.reported else Fraction(0)


def reasons(fact: EntryFact) -> str:
    """What was wrong on first submission, hints marked as such; then what is still wrong, or that nothing is."""
    lines = _sentences(fact.first)
    hard_first, hard_now = (tuple(each for each in faults if each.hard) for faults in (fact.first, fact.now))
    if hard_now and hard_now != hard_first:
        lines += [f"现仍有：{line}" for line in _sentences(hard_now)]
    return "\n".join(lines)


def _sentences(faults: Iterable[Fault]) -> list[str]:
    ordered = sorted(faults, key=lambda fault: not fault.hard)
    return [fault.sentence if fault.hard else f"（提示）{fault.sentence}" for fault in ordered]
