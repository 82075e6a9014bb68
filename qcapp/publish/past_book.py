"""A table of 往期 as a workbook, a row each, as the window lists them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from qcapp.forms.xlsx_book import Book, Column, ListSheet
from qcapp.forms.xlsx_looks import Kind
from qcapp.publish.past_tables import PlainTable


def write_past(table: PlainTable, target: Path, made: datetime | None = None) -> None:
    """Write it; WriteFailed with a sentence when it can't be. Numbers that stand in a column of 序号 are numbers."""
    book = Book(table.title, made)
    numbers = {at for at, column in enumerate(table.columns) if column.heading == "序号"}
    columns = [
        Column(str(at), column.heading, column.width, Kind.COUNT if at in numbers else Kind.WORDS, column.left)
        for at, column in enumerate(table.columns)
    ]
    sheet = ListSheet(book, table.name, columns, title=table.title, caption=table.caption, frozen=1, footer=table.title)
    for row in table.rows:
        sheet.add({str(at): int(text) if at in numbers and text.isdecimal() else text for at, text in enumerate(row)})
    if table.rows:
        sheet.filter()
    else:
        sheet.line(table.nothing)
    book.save(target)
