"""明细.xlsx: the entries behind one number, a row each, as the window lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qcapp.forms.xlsx_book import Book, Column, ListSheet
from qcapp.forms.xlsx_looks import Kind
from qcapp.stats.figures import EntryFact

_COLUMNS = (
    Column("month", "月份", 60, Kind.MONTH),
    Column("no", "序号", 32),
    Column("measure", "改革措施", 190, Kind.WORDS, left=True),
    Column("unit", "责任单位", 96, Kind.WORDS),
    Column("due_day", "截止", 62, Kind.DAY),
    Column("received", "收到", 62, Kind.DAY),
    Column("filled", "填报格数", 36),
    Column("cells", "应填格数", 36),
    Column("timely", "及时", 52, Kind.WORDS),
    Column("qualified", "合格", 46, Kind.WORDS),
    Column("reasons", "原因", 190, Kind.WORDS, left=True),
)


@dataclass(frozen=True, slots=True)
class ListedFact:
    """A fact in words: its ``measure``, whether it came in time and is 合格, and the ``reasons`` why not, a sentence each."""

    fact: EntryFact
    measure: str
    timely: str
    qualified: str
    reasons: tuple[str, ...]


def write_facts(title: str, caption: str, listed: Sequence[ListedFact], target: Path, made: datetime | None = None) -> None:
    """Write it, in the order given; WriteFailed with a sentence when it can't be. ``caption``: the number, and as of when."""
    book = Book(title, made)
    sheet = ListSheet(book, "明细", _COLUMNS, title=title, caption=caption, frozen=2, footer=title)
    for each in listed:
        fact = each.fact
        sheet.add({
            "month": fact.period, "no": fact.no, "measure": each.measure, "unit": fact.unit, "due_day": fact.due_day,
            "received": fact.received, "filled": fact.filled, "cells": fact.cells, "timely": each.timely,
            "qualified": each.qualified, "reasons": "\n".join(each.reasons),
        })
    if listed:
        sheet.filter()
    else:
        sheet.line("没有这样的条目。")
    book.save(target)
