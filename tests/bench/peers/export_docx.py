"""Write the official table with python-docx, by row.cells (asked once a row) or by table.cell.

python -m tests.bench.peers.export_docx.py rows|cell ROWS.json OUT.docx
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.table import Table, _Cell

from tests.bench.peers.official import CONTACT, HEADINGS, PHONE, Official, load

At = Callable[[int, int], _Cell]


def by_rows(table: Table) -> At:
    cells = [row.cells for row in table.rows]
    return lambda row, column: cells[row][column]


def by_cell(table: Table) -> At:
    return table.cell


def write(how: Callable[[Table], At], official: Official, out: Path) -> None:
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(official.title, 0)
    table = document.add_table(rows=1 + official.lines, cols=len(HEADINGS))
    table.style = "Table Grid"
    at = how(table)
    for column, heading in enumerate(HEADINGS):
        at(0, column).text = heading
    line = 1
    for row in official.rows:
        last = line + len(row.contacts) - 1
        for column, text in row.texts.items():
            at(line, column).text = text
            if last > line:
                at(line, column).merge(at(last, column))
        for place, (name, phone) in enumerate(row.contacts):
            at(line + place, CONTACT).text = name
            at(line + place, PHONE).text = phone
        line = last + 1
    for heading, first, last in official.tasks():
        at(1 + first, 0).text = heading
        if last > first:
            at(1 + first, 0).merge(at(1 + last, 0))
    document.save(str(out))


if __name__ == "__main__":
    write({"rows": by_rows, "cell": by_cell}[sys.argv[1]], load(Path(sys.argv[2])), Path(sys.argv[3]))
