"""Write a table as PDF: vector text, fonts embedded, the same with a window and without."""

from __future__ import annotations

import os
from mmap import mmap
from pathlib import Path
from typing import IO

from PySide6.QtCore import QFile, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from qcapp.domain.errors import WriteFailed
from qcapp.forms.list_table import AnyTable, ListTable
from qcapp.forms.safe_write import patient_open, replace_file
from qcapp.ports import Progress
from qcapp.services.progress import SILENT, step
from ui.pdf.outline import bookmarks, outline
from ui.pdf.painting import paint_cell as paint_cell
from ui.pdf.printout import Printout, lay_out
from ui.pdf.searchable import searchable
from ui.pdf.sheet import POINT, Sheet

_DOTS_PER_INCH = 72 * POINT
_PIECE = 1 << 20
"""Bytes read at once."""


def write_pdf(table: AnyTable, target: Path) -> None:
    """Write the table to ``target``. WriteFailed when it can't be written; an older file of that name is then whole."""
    save_pdf(lay_out(table), target)


def save_pdf(printout: Printout, target: Path, progress: Progress = SILENT) -> None:
    """The same of what is laid out already."""
    heading = "group" if isinstance(printout.table, ListTable) else "task"

    def write(path: Path) -> None:
        _paint(printout, path, progress)
        with patient_open(path, "rb+") as file:
            pdf = _read(file)
            make_searchable(pdf, printout)
            file.seek(0)
            file.write(pdf)
            file.write(outline(pdf, tuple(bookmarks(printout.pages, heading)), printout.sheet))

    replace_file(target, write, _verify)


def make_searchable(pdf: bytearray | mmap, printout: Printout) -> None:
    """The painted file's glyphs named by what was printed."""
    printed = (character for page in printout.pages for cell in page.cells for character in cell.text)
    searchable(pdf, printout.typeface.fonts(), printed)


def page_size(sheet: Sheet) -> QPageSize:
    """The sheet as Qt knows it, to the point."""
    size = QSizeF(sheet.width / POINT, sheet.height / POINT)
    return QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)


def _paint(printout: Printout, path: Path, progress: Progress) -> None:
    """Into the file at once: in memory it would be there twice while it grows. What Qt could not write is missing at the end,
    for after a write that failed it writes nothing more."""
    device = QFile(str(path))
    if not device.open(QIODevice.OpenModeFlag.WriteOnly):
        path.open("wb").close()  # says why
        raise OSError(device.errorString())
    try:
        writer = QPdfWriter(device)
        writer.setResolution(_DOTS_PER_INCH)
        writer.setTitle(printout.table.title)
        writer.setCreator("营商台账")
        writer.setPageSize(page_size(printout.sheet))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        _paint_pages(printout, writer, progress)
    finally:
        device.close()


def _paint_pages(printout: Printout, writer: QPdfWriter, progress: Progress) -> None:
    painter = QPainter(writer)
    try:
        total = len(printout.pages)
        for at in range(total):
            step(progress, at, total, f"正在写第 {at + 1} 页，共 {total} 页")
            if at:
                writer.newPage()
            printout.paint(painter, at)
    finally:
        painter.end()


def _read(file: IO[bytes]) -> mmap:
    """All of it, in memory apart: what is let go there is the system's again at once."""
    pdf = mmap(-1, max(file.seek(0, os.SEEK_END), 1))
    file.seek(0)
    while piece := file.read(_PIECE):
        pdf.write(piece)
    return pdf


def _verify(path: Path) -> None:
    """Raise WriteFailed unless the file begins and ends as a PDF does."""
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 64))
        end = file.read()
    if start != b"%PDF-" or b"%%EOF" not in end:
        raise WriteFailed("PDF 没有写完整，可能是磁盘已满，请腾出空间或换一个文件夹再导出。")
