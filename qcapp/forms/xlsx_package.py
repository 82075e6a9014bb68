"""Packing a workbook of ours into a file, the same bytes for the same content, and checking what was packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell._writer import write_cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element

from qcapp.domain.errors import WriteFailed
from qcapp.forms.xlsx_rows import Merge, Merges, SheetRows


class Formula(str):
    """A cell's formula, and what it came to when it was written: previews, phones and scripts show that and don't calculate."""

    shown: int | float | Decimal | str

    def __new__(cls, formula: str, shown: int | float | Decimal | str) -> Formula:
        made = super().__new__(cls, formula)
        made.shown = shown
        return made


_Merges = Merges | Sequence[Merge]
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can say; a real one would make every file differ
_WRITTEN = 0o600 << 16  # as zipfile has it for whatever is written by name
_SHEET_DATA = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheetData"
_ROW = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"
_MERGE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"
_NO_ROWS = b"<sheetData></sheetData>"
_NO_MERGES = b"<mergeCells></mergeCells>"
_ROWS_AT_ONCE = 100
_MERGES_AT_ONCE = 1000
_READ_WHOLE = 2_000_000
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def save_package(book: Workbook, path: Path, merges: _Merges, rows: SheetRows | None = None) -> None:
    """Write ``book``; ``merges`` are the first sheet's merged ranges as (top, left, bottom, right), from 1; ``rows``: its cells,
    where they are not on the sheet itself.

    Digits that are text on purpose (phones) get no green corner in Excel.
    """
    with _SteadyZip(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _SteadyWriter(book, archive, merges, rows).write_data()


def check_package(path: Path, *rows: int) -> None:
    """Reopen a written file; raises when its first sheet, its second … does not hold so many rows."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for number in range(1, len(rows) + 1):
            member = archive.getinfo(f"xl/worksheets/sheet{number}.xml")
            with archive.open(member) as sheet:
                found.append(_rows_in(sheet, member.file_size))
        archive.getinfo("xl/workbook.xml")
    if found != list(rows):
        raise WriteFailed("写出的表格不完整，原来的文件没有动，请检查磁盘空间后重试。")


def _rows_in(sheet: IO[bytes], size: int) -> int:
    """Read to its end; of a large sheet a row, or merged range, in memory at a time, which takes half as long again."""
    if size <= _READ_WHOLE:
        data = etree.fromstring(sheet.read()).find(_SHEET_DATA)
        return 0 if data is None else len(data)
    count = 0
    for _, element in etree.iterparse(sheet, events=("end",), tag=(_ROW, _MERGE)):
        around = element.getparent()
        if around is None or (element.tag == _ROW and around.tag != _SHEET_DATA):
            continue
        count += element.tag == _ROW
        element.clear()
        while (told := element.getprevious()) is not None:  # those after it are read already, and not told yet
            around.remove(told)
    return count


class _SteadyZip(zipfile.ZipFile):
    """Every member has the same date, whenever it is written."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **more: Any) -> None:
        if isinstance(zinfo_or_arcname, str):
            info = zipfile.ZipInfo(zinfo_or_arcname, _FIRST_DATE)
            info.compress_type = self.compression
            zinfo_or_arcname = info
        super().writestr(zinfo_or_arcname, data, *args, **more)


class _SteadyWriter(ExcelWriter):
    """openpyxl's writer with sheets made in memory and the merged ranges given from outside.

    ``Worksheet.merge_cells`` looks through all ranges for each new one, which is quadratic, and it keeps them unordered.
    """

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, merges: _Merges, rows: SheetRows | None) -> None:
        super().__init__(book, archive)
        self._archive = archive
        self._merges, self._rows = merges, rows

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        first = ws is self.workbook.worksheets[0]
        rows = self._rows if first else None
        out = io.BytesIO()
        writer = _SheetWriter(ws, out, self._merges if first else (), rows)
        writer.write()
        relations: Any = writer
        ws._rels = relations._rels
        self._write_sheet(ws.path[1:], _pieces(out.getvalue(), writer.drawn, writer.merges))
        self.manifest.append(ws)

    def _write_sheet(self, name: str, pieces: Iterator[bytes]) -> None:
        """A large sheet is never all in memory once more."""
        info = zipfile.ZipInfo(name, _FIRST_DATE)
        info.compress_type, info.external_attr = self._archive.compression, _WRITTEN
        with self._archive.open(info, "w") as member:
            for piece in pieces:
                member.write(piece)


def _pieces(sheet: bytes, rows: SheetRows | None, merges: _Merges) -> Iterator[bytes]:
    """What openpyxl wrote of a sheet, with its rows, where they are not on it, and its merged ranges in their places: as elements
    either takes several times longer."""
    if rows is not None:
        before, place, sheet = sheet.partition(_NO_ROWS)
        assert place, "the sheet has a place for its rows"
        yield before + b"<sheetData>"
        written = rows.xml()
        while some := "".join(islice(written, _ROWS_AT_ONCE)):
            yield some.encode()
        yield b"</sheetData>"
    if merges:
        before, place, sheet = sheet.partition(_NO_MERGES)
        assert place, "the sheet has a place for its merged ranges"
        yield before + b'<mergeCells count="%d">' % len(merges)
        ranges = map(_merge, merges)
        while some := "".join(islice(ranges, _MERGES_AT_ONCE)):
            yield some.encode()
        yield b"</mergeCells>"
    yield sheet


class _SheetWriter(WorksheetWriter):
    def __init__(self, ws: Any, out: io.BytesIO, merges: _Merges, rows: SheetRows | None) -> None:
        super().__init__(ws, out)
        self.merges, self.drawn = merges, rows
        if rows is not None:  # what openpyxl takes for the sheet's extent
            ws._cells = {corner: Cell(ws, *corner) for corner in ((1, 1), (len(rows), rows.columns))}

    def rows(self) -> Any:
        return () if self.drawn is not None else super().rows()

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        """As openpyxl does, with what formulas came to beside them."""
        sheet: Any = self.ws
        with xf.element("row", {"r": f"{row_idx}", **dict(sheet.row_dimensions.get(row_idx, {}))}):
            for cell in row:
                if isinstance(cell._value, Formula):
                    _write_formula(xf, cell)
                elif cell._value is not None or cell.has_style:
                    write_cell(xf, self.ws, cell, cell.has_style)

    def write_merged_cells(self) -> None:
        """Their place: see ``_pieces``."""
        if self.merges:
            xf: Any = self.xf.send(True)
            with xf.element("mergeCells"):
                pass
            self.xf.send(None)

    def write_breaks(self) -> None:
        super().write_breaks()
        # Its place in the schema is right after the breaks; openpyxl knows no such element.
        sheet: Any = self.ws
        errors = Element("ignoredErrors")
        errors.append(Element("ignoredError", {"sqref": sheet.calculate_dimension(), "numberStoredAsText": "1"}))
        self.xf.send(errors)


def _write_formula(xf: Any, cell: Any) -> None:
    formula: Formula = cell._value
    words = isinstance(formula.shown, str)
    attributes = {"r": cell.coordinate, "s": f"{cell.style_id}"} | ({"t": "str"} if words else {})
    with xf.element("c", attributes):
        with xf.element("f"):
            xf.write(formula.removeprefix("="))
        with xf.element("v"):
            xf.write(str(formula.shown))


def _merge(merge: Merge) -> str:
    top, left, bottom, right = merge
    return f'<mergeCell ref="{_LETTERS[left - 1]}{top}:{_LETTERS[right - 1]}{bottom}"/>'
