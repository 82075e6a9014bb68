"""The one way in which a page is painted: on a PDF, on a printer, on the screen. The painter's unit is a twip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.pdf.sheet import Cell, Page, Sheet, Style
from ui.pdf.typeface import Typeface

_HAIR = 10  # half a point
# Of the paper, whatever the colours of the window are.
_HEADER_FILL, _STRIPE_FILL = (238, 241, 245), (246, 248, 250)
# From a line's middle down to the baseline, in type sizes: Chinese characters stand 0.88 above it and 0.12 below.
_DROP = 0.38


def paint_page(painter: QPainter, page: Page, sheet: Sheet, typeface: Typeface) -> None:
    for cell in page.cells:
        paint_cell(painter, cell, sheet, typeface)


def paint_cell(painter: QPainter, cell: Cell, sheet: Sheet, typeface: Typeface) -> None:
    if cell.framed:
        frame = QRectF(cell.left, cell.top, cell.width, cell.height)
        if cell.style is Style.HEADER or cell.shaded:
            painter.fillRect(frame, QColor(*(_HEADER_FILL if cell.style is Style.HEADER else _STRIPE_FILL)))
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
