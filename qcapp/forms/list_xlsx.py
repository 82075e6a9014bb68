"""A plain table as xlsx: filtered at will, printed whole as the page setup says."""

from __future__ import annotations

from pathlib import Path

from qcapp.forms.list_table import GroupLine, ListTable
from qcapp.forms.metrics import CELL_PADDING, unscaled_page
from qcapp.forms.xlsx_book import Book, Column, ListSheet
from qcapp.forms.xlsx_looks import SIZE, Kind, Part

# A little less than the text width, so that rounding never shrinks the whole page.
_SHRINK = 0.975


def write_list_xlsx(table: ListTable, target: Path) -> None:
    """WriteFailed with one sentence when it can't be written; an older file of that name is then whole."""
    page = unscaled_page(table.paper, table.setup)
    widths = table.widths(page.text_width * _SHRINK, SIZE * 1.1, CELL_PADDING + 1)
    book = Book(table.title)
    columns = [
        Column(column.key, column.heading, width, Kind.WORDS, left=not column.centred)
        for column, width in zip(table.columns, widths, strict=True)
    ]
    sheet = ListSheet(
        book, table.sheet, columns, title=table.title, caption=table.caption, footer=table.printed, paper=table.paper,
        setup=table.setup, named=False, flowing=True,
    )
    count = 0
    for row in table.rows:
        if isinstance(row, GroupLine):
            sheet.line(row.text, Part.GROUP)
            continue
        shaded = table.setup.striped and count % 2 == 1
        texts = {column.key: text for column, text in zip(table.columns, row.cells, strict=True)}
        sheet.add(texts, Part.STRIPE if shaded else Part.BODY)
        count += 1
    if count == len(table.rows):
        sheet.filter()
    book.save(target)
