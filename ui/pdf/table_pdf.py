"""Write the official table as PDF: vector text, fonts embedded, the same with a window and without."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QPageSize, QPainter, QPdfWriter, QPen

from qcapp.domain.errors import WriteFailed
from qcapp.forms.layout import TableDocument
from qcapp.forms.safe_write import replace_file
from ui.pdf.pagination import paginate
from ui.pdf.searchable import searchable
from ui.pdf.sheet import POINT, Cell, Page, Sheet, Style, sheet_for
from ui.pdf.typeface import Typeface

_DOTS_PER_INCH = 72 * POINT
_HAIR = 10  # half a point
_HEADER_FILL = "#EEF1F5"
# From a line's middle down to the baseline, in type sizes: Chinese characters stand 0.88 above it and 0.12 below.
_DROP = 0.38


def write_pdf(document: TableDocument, target: Path) -> None:
    """Write the table to ``target``. WriteFailed when it can't be written; an older file of that name is then whole."""
    _application()
    sheet = sheet_for(document.paper)
    typeface = Typeface(sheet)
    pages = paginate(document, sheet, typeface)

    pdf = _painted(pages, document.title, sheet, typeface)
    printed = "".join(cell.text for page in pages for cell in page.cells)
    pdf = searchable(pdf, typeface.fonts(), printed)

    def write(path: Path) -> None:
        path.write_bytes(pdf)

    replace_file(target, write, _verify)


@cache
def _application() -> QCoreApplication:
    """Fonts need an application. A command has none yet: its own, that asks for no screen, is kept for good."""
    running = QCoreApplication.instance()
    if running is not None:
        return running
    # On Windows the ordinary platform runs without a session, and it alone sees the installed fonts.
    arguments = ["营商台账"] if sys.platform in ("win32", "darwin") else ["营商台账", "-platform", "offscreen"]
    return QGuiApplication(arguments)


def _painted(pages: tuple[Page, ...], title: str, sheet: Sheet, typeface: Typeface) -> bytes:
    """The file's bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("营商台账")
    size = QSizeF(sheet.width / POINT, sheet.height / POINT)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    try:
        for index, page in enumerate(pages):
            if index:
                writer.newPage()
            for cell in page.cells:
                paint_cell(painter, cell, sheet, typeface)
    finally:
        painter.end()
    return bytes(buffer.data().data())


def paint_cell(painter: QPainter, cell: Cell, sheet: Sheet, typeface: Typeface) -> None:
    """With the painter's unit a twip."""
    if cell.framed:
        frame = QRectF(cell.left, cell.top, cell.width, cell.height)
        if cell.style is Style.HEADER:
            painter.fillRect(frame, QColor(_HEADER_FILL))
        painter.setPen(QPen(QColor("black"), _HAIR))
        painter.drawRect(frame)
    painter.setPen(QColor("black"))
    font = typeface.font(cell.style)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    pitch = sheet.pitch(cell.style)
    inset = sheet.padding if cell.framed else 0
    spare = cell.height - len(cell.lines) * pitch
    y = cell.top + (spare / 2 if cell.middle else inset) + pitch / 2 + _DROP * sheet.sizes[cell.style]
    for line in cell.lines:
        x = float(cell.left + inset)
        if cell.centred:
            x = cell.left + (cell.width - metrics.horizontalAdvance(line.rstrip())) / 2
        painter.drawText(QPointF(x, y), line)
        y += pitch


def _verify(path: Path) -> None:
    """Raise WriteFailed unless the file begins and ends as a PDF does."""
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 64))
        end = file.read()
    if start != b"%PDF-" or b"%%EOF" not in end:
        raise WriteFailed("PDF 没有写完整，可能是磁盘已满，请腾出空间或换一个文件夹再导出。")
