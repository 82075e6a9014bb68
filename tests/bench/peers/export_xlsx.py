"""Write the official table with openpyxl, cell by cell: python -m tests.bench.peers.export_xlsx.py ROWS.json OUT.xlsx"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties

from tests.bench.peers.official import CONTACT, HEADINGS, PHONE, Official, load

FIRST = 3
A3 = 8
PITCH = 14
WIDTHS = (14, 40, 14, 16, 16, 40, 20, 14)


def write(table: Official, out: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.cell(1, 1, table.title)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.cell(2, column, heading)
    line = FIRST
    for row in table.rows:
        last = line + len(row.contacts) - 1
        for column, text in row.texts.items():
            sheet.cell(line, column + 1, text)
            if last > line:
                sheet.merge_cells(start_row=line, start_column=column + 1, end_row=last, end_column=column + 1)
        lines = max(-(-2 * len(text) // WIDTHS[column]) for column, text in row.texts.items())
        for place, (name, phone) in enumerate(row.contacts):
            sheet.row_dimensions[line + place].height = max(1.5, lines / len(row.contacts)) * PITCH
            sheet.cell(line + place, CONTACT + 1, name)
            sheet.cell(line + place, PHONE + 1, phone)
        line = last + 1
    for heading, first, last in table.tasks():
        sheet.cell(FIRST + first, 1, heading)
        if last > first:
            sheet.merge_cells(start_row=FIRST + first, start_column=1, end_row=FIRST + last, end_column=1)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        for cell in cells:
            cell.font = Font(name="宋体" if number == 1 else "仿宋", size=18 if number == 1 else 10, bold=number == 1)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if number > 1:
                side = Side(style="thin")
                cell.border = Border(left=side, right=side, top=side, bottom=side)
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{FIRST}"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    book.save(out)


if __name__ == "__main__":
    write(load(Path(sys.argv[1])), Path(sys.argv[2]))
