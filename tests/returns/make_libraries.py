"""Save the filled form with Python libraries, and write its cells anew: python make_libraries.py, from this folder

Needs openpyxl, XlsxWriter, pandas, xlwt, odfpy, odfdo, pyexcel-ods3, python-docx and msoffcrypto-tool, in a
Python of their own: the project has no need of them. The cells are also left in ``cells.json`` of the folder given as argument,
for the programs of other languages.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent / "saved"
FILLED_XLSX = HERE / "xlsx" / "openpyxl.xlsx"
FILLED_DOCX = HERE / "docx" / "python-docx.docx"
PASSWORD = "营商2021"

Grid = list[list[Any]]
Boxes = list[tuple[int, int, int, int]]


def cells() -> tuple[Grid, Boxes]:
    """The visible sheet's values and its merged rectangles (zero-based, inclusive)."""
    sheet = import_module("openpyxl").load_workbook(FILLED_XLSX).worksheets[0]
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    boxes = [(b.min_row - 1, b.min_col - 1, b.max_row - 1, b.max_col - 1) for b in sheet.merged_cells.ranges]
    return grid, sorted(boxes)


def plain(value: Any) -> Any:
    return value.strftime("%Y-%m-%d") if isinstance(value, datetime) else value


def xlsxwriter(grid: Grid, boxes: Boxes, target: Path) -> None:
    book = import_module("xlsxwriter").Workbook(str(target))
    sheet, wrap = book.add_worksheet("下发表"), book.add_format({"text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for top, left, bottom, right in boxes:
        sheet.merge_range(top, left, bottom, right, "", wrap)
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(r, c, value, day)
            elif isinstance(value, str):
                sheet.write_string(r, c, value, wrap)
            elif value is not None:
                sheet.write_number(r, c, value)
    book.close()


def xlwt(grid: Grid, boxes: Boxes, target: Path) -> None:
    xlwt_ = import_module("xlwt")
    book = xlwt_.Workbook(encoding="utf-8")
    sheet, day = book.add_sheet("下发表"), xlwt_.easyxf(num_format_str="yyyy-mm-dd")
    tops = {(top, left): box for box in boxes for top, left in [box[:2]]}
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            style = day if isinstance(value, datetime) else xlwt_.Style.default_style
            if box := tops.get((r, c)):
                sheet.write_merge(box[0], box[2], box[1], box[3], value, style)
            elif value is not None:
                sheet.write(r, c, value, style)
    book.save(str(target))


def pandas(target: Path, **how: Any) -> None:
    pandas_ = import_module("pandas")
    frame = pandas_.read_excel(FILLED_XLSX, header=None)
    frame.to_excel(target, **how)


def pyexcel_ods(grid: Grid, target: Path) -> None:
    rows = [["" if value is None else plain(value) for value in row] for row in grid]
    import_module("pyexcel_ods3").save_data(str(target), {"下发表": rows})


def openpyxl(source: Path, target: Path) -> None:
    import_module("openpyxl").load_workbook(source).save(target)


def odfdo(source: Path, target: Path) -> None:
    import_module("odfdo").Document(str(source)).save(str(target))


def python_docx(source: Path, target: Path) -> None:
    import_module("docx").Document(str(source)).save(str(target))


def typed_docx(grid: Grid, boxes: Boxes, target: Path) -> None:
    """The table typed anew into an empty document, title and caption as paragraphs above it."""
    document = import_module("docx").Document()
    body = [row for row in grid[2:] if any(row[1:])]
    document.add_paragraph(grid[0][0])
    document.add_paragraph(grid[1][0])
    table = document.add_table(rows=len(body), cols=8)
    for top, left, bottom, right in boxes:
        if top >= 3 and bottom - 2 < len(body):
            table.cell(top - 2, left).merge(table.cell(bottom - 2, right))
    for r, row in enumerate(body):
        for c, value in enumerate(row):
            if value is not None:
                table.cell(r, c).text = str(plain(value))
    document.save(str(target))


def encrypted(source: Path, target: Path) -> None:
    office = import_module("msoffcrypto.format.ooxml")
    with source.open("rb") as plain_file, target.open("wb") as locked:
        office.OOXMLFile(plain_file).encrypt(PASSWORD, locked)


def main(folder: Path) -> None:
    grid, boxes = cells()
    told = {"rows": [[plain(value) for value in row] for row in grid], "merges": boxes}
    (folder / "cells.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    xlsxwriter(grid, boxes, HERE / "xlsx" / "xlsxwriter.xlsx")
    xlwt(grid, boxes, HERE / "xls" / "xlwt.xls")
    pandas(HERE / "xlsx" / "pandas.xlsx")
    pandas(HERE / "xlsx" / "pandas-bare.xlsx", header=False, index=False)
    pandas(HERE / "ods" / "pandas.ods", header=False, index=False, engine="odf")
    pyexcel_ods(grid, HERE / "ods" / "pyexcel.ods")
    odfdo(HERE / "ods" / "libreoffice.ods", HERE / "ods" / "odfdo.ods")
    openpyxl(HERE / "xlsx" / "libreoffice.xlsx", HERE / "xlsx" / "openpyxl-from-libreoffice.xlsx")
    python_docx(HERE / "docx" / "libreoffice.docx", HERE / "docx" / "python-docx-from-libreoffice.docx")
    typed_docx(grid, boxes, HERE / "docx" / "python-docx-typed.docx")
    encrypted(FILLED_XLSX, HERE / "locked" / "msoffcrypto.xlsx")
    encrypted(FILLED_DOCX, HERE / "locked" / "msoffcrypto.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
