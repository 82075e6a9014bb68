"""Any statistic as a workbook: a month's, a span's or a year's figures with live formulas down to the single entry."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from qcapp.forms.xlsx_book import Book
from qcapp.publish.stats_drawn import rates_chart, reported_chart
from qcapp.publish.stats_facts import FactsSheet, fact_lines, write_apart
from qcapp.publish.stats_sheets import write_check, write_tasks, write_total, write_units
from qcapp.publish.stats_terms import add_weights, caption_of, write_terms
from qcapp.stats.figures import Figures


def write_stats(figures: Figures, target: Path, made: datetime | None = None) -> None:
    """Write it; equal figures give equal bytes. ``made``: when, for the sheet 参数 and the file's properties.

    Each formula carries what it comes to, so that a program that doesn't calculate shows the same numbers. WriteFailed with
    one sentence when the file can't be written.
    """
    title = f"{figures.label}数据统计"
    book = Book(title, made)
    caption = caption_of(figures)
    footer = f"{figures.label}　{caption.replace('　　', '　')}"
    lines = fact_lines(figures)
    facts = FactsSheet(book, lines, footer)
    units = write_units(book, facts, figures, caption, footer)
    tasks = write_tasks(book, facts, figures, caption, footer)
    total = write_total(book, facts, figures, caption, footer)
    write_check(units, tasks, total, (units.row, tasks.row, total.row))
    reported_chart(tasks, len(figures.tasks))
    rates_chart(total, figures)
    write_apart(book, lines, f"{figures.label}免报和延期", caption, footer)
    write_terms(book, figures, made, footer, lambda sheet: add_weights(book, sheet, figures.settings))
    book.order([units.name, tasks.name, total.name])
    book.save(target)
