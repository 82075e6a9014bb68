"""Packing a workbook of ours into a file, the same bytes for the same content, and checking what was packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element

from qcapp.domain.errors import WriteFailed

Merges = Sequence[tuple[int, int, int, int]]
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can say; a real one would make every file differ
_ROW = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def save_package(book: Workbook, path: Path, merges: Merges) -> None:
    """Write ``book``; ``merges`` are the first sheet's merged ranges as (top, left, bottom, right), from 1.

    Digits that are text on purpose (phones) get no green corner in Excel.
    """
    with _SteadyZip(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _SteadyWriter(book, archive, merges).write_data()


def check_package(path: Path, rows: int) -> None:
    """Reopen a written file; raises when its first sheet does not hold ``rows`` rows."""
    with zipfile.ZipFile(path) as archive, archive.open("xl/worksheets/sheet1.xml") as sheet:
        found = sum(1 for _ in etree.iterparse(sheet, tag=_ROW))
        archive.getinfo("xl/workbook.xml")
    if found != rows:
        raise WriteFailed("写出的表格不完整，原来的文件没有动，请检查磁盘空间后重试。")


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

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, merges: Merges) -> None:
        super().__init__(book, archive)
        self._archive = archive
        self._merges = merges

    def write_worksheet(self, ws: Any) -> None:
        out = io.BytesIO()
        writer = _SheetWriter(ws, out, self._merges if ws is self.workbook.worksheets[0] else ())
        writer.write()
        ws._rels = RelationshipList()
        self._archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    def __init__(self, ws: Worksheet, out: io.BytesIO, merges: Merges) -> None:
        super().__init__(ws, out)
        self._merges = merges

    def write_merged_cells(self) -> None:
        if self._merges:
            root = Element("mergeCells", {"count": str(len(self._merges))})
            for merge in self._merges:
                root.append(Element("mergeCell", {"ref": _reference(merge)}))
            self.xf.send(root)

    def write_breaks(self) -> None:
        super().write_breaks()
        # Its place in the schema is right after the breaks; openpyxl knows no such element.
        sheet: Any = self.ws
        errors = Element("ignoredErrors")
        errors.append(Element("ignoredError", {"sqref": sheet.calculate_dimension(), "numberStoredAsText": "1"}))
        self.xf.send(errors)


def _reference(merge: tuple[int, int, int, int]) -> str:
    top, left, bottom, right = merge
    return f"{_LETTERS[left - 1]}{top}:{_LETTERS[right - 1]}{bottom}"
