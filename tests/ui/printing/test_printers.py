"""Pages on a printer's paper: the same pages as in the PDF, those that were chosen, made smaller where the paper is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageRanges, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from qcapp.domain.errors import Cancelled, WriteFailed
from qcapp.domain.page_setup import Margins, Orientation, PageSetup
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import plain_table
from tests.programs import ended
from tests.ui.test_pdf_pagination import whole_list
from ui.pdf.printout import Printout, lay_out
from ui.pdf.table_pdf import save_pdf
from ui.printing import printers
from ui.printing.printers import (
    called,
    other_paper,
    prepare,
    print_pages,
    print_table,
    printer_named,
    unprintable,
    wanted_pages,
)

SETUP = PageSetup(Orientation.PORTRAIT, Margins(10, 11, 20, 12), 90)


@pytest.fixture
def printout(qapp: QGuiApplication) -> Printout:
    return lay_out(replace(whole_list(Paper.A4), setup=SETUP))


def file_printer(target: Path) -> QPrinter:
    """A printer whose paper is a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    return printer


def test_a_printer_of_the_office_is_called_by_its_name(
    qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert called(file_printer(tmp_path / "大厅.pdf")) == "大厅.pdf"
    monkeypatch.setattr(QPrinter, "printerName", lambda printer: r"\\办公室\HP 1020")
    assert called(file_printer(tmp_path / "大厅.pdf")) == r"\\办公室\HP 1020"


def told(path: Path, *options: str) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    return ended(["pdftotext", *options, path, "-"], check=True).stdout


def places(path: Path) -> list[tuple[float, float, str]]:
    """Where each word stands: points from the page's left and top."""
    found = []
    for line in told(path, "-bbox").splitlines():
        if line.strip().startswith("<word"):
            parts = line.split('"')
            found.append((float(parts[1]), float(parts[3]), line.split(">")[1].split("<")[0]))
    return found


def picture(printout: Printout, at: int, dots: int = 72) -> QImage:
    """A page as the preview paints it."""
    sheet, scale = printout.sheet, dots / 1440
    image = QImage(round(sheet.width * scale), round(sheet.height * scale), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(scale, scale)
    printout.paint(painter, at)
    painter.end()
    return image


def test_the_printer_gets_the_pages_of_the_pdf(printout: Printout, tmp_path: Path) -> None:
    printed, saved = tmp_path / "打印.pdf", tmp_path / "存.pdf"
    printer = file_printer(printed)
    prepare(printer, printout)
    assert other_paper(printer, printout) == ""
    print_pages(printout, printer, range(len(printout.pages)))
    save_pdf(printout, saved)
    assert told(printed) == told(saved)
    mine, theirs = places(printed), places(saved)
    assert len(mine) == len(theirs) > 500
    for (x, y, word), (other_x, other_y, other_word) in zip(mine, theirs, strict=True):
        assert word == other_word
        assert (x, y) == pytest.approx((other_x, other_y), abs=0.6)


def test_the_pages_that_are_seen_are_those_that_are_printed(printout: Printout, tmp_path: Path) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    saved = tmp_path / "存.pdf"
    save_pdf(printout, saved)
    ended(["pdftoppm", "-r", "72", "-png", saved, tmp_path / "page"], check=True)
    files = sorted(tmp_path.glob("page*.png"))
    assert len(files) == len(printout.pages)
    for at, file in enumerate(files):
        seen, printed = picture(printout, at), QImage(str(file))
        assert (seen.width(), seen.height()) == pytest.approx((printed.width(), printed.height()), abs=1)
        dark = [_ink(seen), _ink(printed)]
        assert all(abs(one - other) <= 2 for one, other in zip(*dark, strict=True)), "every line begins where it was seen"


def _ink(image: QImage) -> tuple[int, int, int, int]:
    """The box in which anything stands: left, top, right, bottom."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows, width = bytes(grey.constBits()), grey.bytesPerLine()
    lines = [rows[y * width : y * width + grey.width()] for y in range(grey.height())]
    marked = [y for y, line in enumerate(lines) if min(line) < 128]
    across = [x for x in range(grey.width()) if min(line[x] for line in lines) < 128]
    return across[0], marked[0], across[-1], marked[-1]


def test_only_the_pages_chosen_are_printed(printout: Printout, tmp_path: Path) -> None:
    printer = file_printer(tmp_path / "x.pdf")
    assert wanted_pages(printer, 5) == (0, 1, 2, 3, 4)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("2-3,5"))
    assert wanted_pages(printer, 9) == (1, 2, 4)
    assert wanted_pages(printer, 2) == (1,)
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert wanted_pages(printer, 9, current=4) == (3,)
    prepare(printer, printout)
    print_pages(printout, printer, (1, 2))
    words = told(tmp_path / "x.pdf")
    total = len(printout.pages)
    assert [f"第 {number} 页 共 {total} 页" in words for number in (1, 2, 3, 4)] == [False, True, True, False]


def test_a_smaller_paper_is_told_and_takes_the_whole_page(printout: Printout, tmp_path: Path) -> None:
    printer = file_printer(tmp_path / "小.pdf")
    prepare(printer, printout)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    assert other_paper(printer, printout) == "A5"
    print_pages(printout, printer, (0,))
    saved = tmp_path / "存.pdf"
    save_pdf(printout, saved)
    small, whole = places(tmp_path / "小.pdf"), places(saved)[: len(places(tmp_path / "小.pdf"))]
    assert [word for *_, word in small] == [word for *_, word in whole]
    assert max(x for x, *_ in small) < 420
    assert max(y for _, y, _ in small) < 596
    assert small[0][0] == pytest.approx(whole[0][0] * 419.5 / 595.3, abs=2)


def test_margins_that_the_printer_cannot_do_are_told_in_millimetres(printout: Printout, tmp_path: Path) -> None:
    printer = file_printer(tmp_path / "x.pdf")
    prepare(printer, printout)
    assert unprintable(printer, printout) == 0
    layout = printer.pageLayout()
    layout.setUnits(QPageLayout.Unit.Point)
    layout.setMinimumMargins(QMarginsF(0, 42.6, 0, 0))  # 15 mm at the top, where 10 are set
    printer.setPageLayout(layout)
    found = printer.pageLayout().minimumMargins().top()
    if found:  # the file's engine takes no least margins on some systems
        assert unprintable(printer, printout) == pytest.approx(15, abs=0.5)


def test_stopping_calls_back_what_was_sent(printout: Printout, tmp_path: Path) -> None:
    class Stopping:
        def __init__(self) -> None:
            self.asked = 0

        def report(self, done: int, total: int, what: str) -> None:
            assert what == "正在打印第 1 页"

        def cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 1

    printer = file_printer(tmp_path / "x.pdf")
    prepare(printer, printout)
    with pytest.raises(Cancelled):
        print_pages(printout, printer, range(3), Stopping())


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told_in_one_sentence(printout: Printout, tmp_path: Path) -> None:
    blocker = tmp_path / "文件"
    blocker.write_text("x", encoding="utf-8")
    printer = file_printer(blocker / "x.pdf")
    prepare(printer, printout)
    with pytest.raises(WriteFailed, match=r"。$"):
        print_pages(printout, printer, (0,))


def test_without_printers_it_says_so_and_an_unknown_one_is_named(qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "printer_names", lambda: ())
    with pytest.raises(WriteFailed, match="没有装打印机"):
        printer_named("")
    monkeypatch.setattr(printers, "printer_names", lambda: ("大厅", "财务室"))
    with pytest.raises(WriteFailed, match="没有叫“三楼”的打印机，请用其中之一：大厅、财务室"):
        printer_named("三楼")


def test_a_command_prints_all_pages_as_often_as_asked(
    qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[QPrinter] = []

    def named(name: str) -> QPrinter:
        made.append(file_printer(tmp_path / "大厅.pdf"))
        return made[-1]

    monkeypatch.setattr(printers, "printer_named", named)
    print_table(plain_table("往期", ["月份"], [[f"第{number}号"] for number in range(1, 80)]), "大厅", copies=2)
    assert made[0].copyCount() == 2
    assert "第79号" in told(tmp_path / "大厅.pdf").replace(" ", "")
