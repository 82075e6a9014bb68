"""The machine's printers: which there are, and how pages get onto their paper. The pages are those of the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from qcapp.domain.errors import WriteFailed
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import AnyTable
from qcapp.ports import Progress
from qcapp.services.progress import SILENT, step
from ui.pdf.printout import Printout, ensure_application, lay_out
from ui.pdf.sheet import POINT
from ui.pdf.table_pdf import make_searchable

NO_PRINTER: Final = "这台电脑没有装打印机，请先在系统里装好打印机，或存为 PDF 拿到别处打印。"
_DOTS_PER_TWIP: Final = 1 / (72 * POINT)
_SAME_MM: Final = 3.0
"""Papers that differ by less are the same: printers round."""
_PAGE_IDS: Final = {Paper.A3: QPageSize.PageSizeId.A3, Paper.A4: QPageSize.PageSizeId.A4}


def printer_names() -> tuple[str, ...]:
    """The system's own printer first."""
    ensure_application()
    own = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != own, name)))


def printer_named(name: str) -> QPrinter:
    """A printer that is there, "" for the system's own; WriteFailed says what there is instead."""
    names = printer_names()
    if not names:
        raise WriteFailed(NO_PRINTER)
    if name and name not in names:
        raise WriteFailed(f"没有叫“{name}”的打印机，请用其中之一：{'、'.join(names)}。")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name or names[0])
    return printer


def print_table(table: AnyTable, name: str, *, copies: int) -> str:
    """All pages on that printer; answers its name. What the printer's paper is too small for is made smaller."""
    printer = printer_named(name)
    printout = lay_out(table)
    prepare(printer, printout)
    printer.setCopyCount(copies)
    print_pages(printout, printer, range(len(printout.pages)))
    return printer.printerName()


def prepare(printer: QPrinter, printout: Printout) -> None:
    """Ask the printer for the paper and direction that the pages were made for."""
    table = printout.table
    turned = QPageLayout.Orientation.Portrait if table.setup.portrait else QPageLayout.Orientation.Landscape
    layout = QPageLayout(QPageSize(_PAGE_IDS[table.paper]), turned, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    printer.setDocName(table.title)
    printer.setCreator("营商台账")


def other_paper(printer: QPrinter, printout: Printout) -> str:
    """The name of the printer's paper where it is not the one that the pages were made for, else ""."""
    wanted, found = _wanted_mm(printout), _found_mm(printer)
    if abs(wanted.width() - found.width()) < _SAME_MM and abs(wanted.height() - found.height()) < _SAME_MM:
        return ""
    size = printer.pageLayout().pageSize()
    return size.name() or f"{found.width():.0f} × {found.height():.0f} 毫米"


def unprintable(printer: QPrinter, printout: Printout) -> float:
    """Millimetres that the printer leaves white at an edge where the pages' margins are narrower; 0 where it is all right."""
    least = printer.pageLayout().minimumMargins()
    sheet, unit = printout.sheet, printer.pageLayout().units()
    if unit is not QPageLayout.Unit.Millimeter:
        layout = QPageLayout(printer.pageLayout())
        layout.setUnits(QPageLayout.Unit.Millimeter)
        least = layout.minimumMargins()
    pairs = (
        (sheet.left, least.left()), (sheet.right, least.right()), (sheet.top, least.top()), (sheet.bottom, least.bottom()),
    )
    return max((white for ours, white in pairs if ours * 25.4 * _DOTS_PER_TWIP < white - 0.5), default=0.0)


def print_pages(printout: Printout, printer: QPrinter, pages: Sequence[int], progress: Progress = SILENT) -> None:
    """Those pages, from 0, in that order. WriteFailed when the printer takes none; what was sent is called back on Cancelled.

    On another paper than theirs they are made smaller until they fit, and stand in its middle.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise WriteFailed(f"打印机“{printer.printerName()}”没有接下这次打印，请看看它是否开着、连着，再打印一次。")
    try:
        for done, at in enumerate(pages):
            step(progress, done, len(pages), f"正在打印第 {at + 1} 页")
            if done and not printer.newPage():
                raise WriteFailed(f"打印到第 {at + 1} 页时打印机停了，请看看它的纸张和连接，再从这一页打印。")
            painter.save()
            _fit(painter, printout, printer)
            printout.paint(painter, at)
            painter.restore()
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    if printer.outputFormat() is QPrinter.OutputFormat.PdfFormat:
        _make_searchable(Path(printer.outputFileName()), printout)


def _make_searchable(file: Path, printout: Printout) -> None:
    """A file that was chosen in the place of a printer is as good as our own."""
    try:
        pdf = bytearray(file.read_bytes())
        make_searchable(pdf, printout)
        file.write_bytes(pdf)
    except OSError as error:
        raise WriteFailed(f"“{file.name}”没有写完整，请看看磁盘是否已满，或改用“存为 PDF”。") from error


def called(printer: QPrinter) -> str:
    """As a person knows it: by its name, which to Windows may look like a path, or by the file chosen in its place."""
    return printer.printerName() or Path(printer.outputFileName()).name


def wanted_pages(printer: QPrinter, total: int, current: int = 1) -> tuple[int, ...]:
    """What a person chose in the dialog, from 0; ``current``: the number of the page that is looked at."""
    if printer.printRange() is QPrinter.PrintRange.AllPages:
        return tuple(range(total))
    if printer.printRange() is QPrinter.PrintRange.CurrentPage:
        return (max(current, 1) - 1,)
    ranges = printer.pageRanges()
    if not ranges.isEmpty():
        return tuple(at for at in range(total) if ranges.contains(at + 1))
    first, last = printer.fromPage() or 1, printer.toPage() or total
    return tuple(range(first - 1, min(last, total)))


def _fit(painter: QPainter, printout: Printout, printer: QPrinter) -> None:
    dots = printer.resolution() * _DOTS_PER_TWIP
    sheet, paper = printout.sheet, printer.pageLayout().fullRectPixels(printer.resolution())
    if other_paper(printer, printout):
        scale = min(paper.width() / sheet.width, paper.height() / sheet.height, dots)
        painter.translate((paper.width() - sheet.width * scale) / 2, (paper.height() - sheet.height * scale) / 2)
    else:
        scale = dots
    painter.scale(scale, scale)


def _wanted_mm(printout: Printout) -> QSizeF:
    return QSizeF(*printout.table.paper.size(printout.table.setup))


def _found_mm(printer: QPrinter) -> QSizeF:
    return printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter).size()
