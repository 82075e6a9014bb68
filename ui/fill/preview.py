"""The form as it will be printed, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.forms.layout import TableDocument
from qcapp.ports import Progress
from ui.help.key import help_by_f1
from ui.pdf.pagination import paginate
from ui.pdf.sheet import sheet_for
from ui.pdf.table_pdf import paint_cell
from ui.pdf.typeface import Typeface
from ui.tasks import TaskRunner
from ui.theme import PAPER
from ui.widgets.scrolled import scrolled

_WIDTH = 980


def pages_of(table: TableDocument, width: int) -> list[QImage]:
    """Pictures of the pages, so many pixels wide."""
    sheet = sheet_for(table.paper)
    typeface = Typeface(sheet)
    scale = width / sheet.width
    pictures = []
    for page in paginate(table, sheet, typeface):
        picture = QImage(width, round(sheet.height * scale), QImage.Format.Format_RGB32)
        picture.fill(QColor(PAPER))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        for cell in page.cells:
            paint_cell(painter, cell, sheet, typeface)
        painter.end()
        pictures.append(picture)
    return pictures


class PreviewDialog(QDialog):
    """Shown, looked at, closed."""

    def __init__(self, pages: Sequence[QImage], ratio: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "fill", "怎样报")
        self.setWindowTitle(f"预览 — 共 {len(pages)} 页")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        for number, picture in enumerate(pages, start=1):
            sheet = QLabel()
            pixmap = QPixmap.fromImage(picture)
            pixmap.setDevicePixelRatio(ratio)
            sheet.setPixmap(pixmap)
            sheet.setAccessibleName(f"第 {number} 页")
            column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 12)
        foot.addStretch(1)
        foot.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner), 1)
        outer.addLayout(foot)
        self.resize(_WIDTH + 70, 720)


def show_preview(table: TableDocument, tasks: TaskRunner, parent: QWidget) -> None:
    """Draw the pages off the GUI thread, and show them."""
    ratio = parent.devicePixelRatioF()

    def work(progress: Progress) -> list[QImage]:
        return pages_of(table, round(_WIDTH * ratio))

    def done(pages: list[QImage]) -> None:
        dialog = PreviewDialog(pages, ratio, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    tasks.run(work, done, title="预览", parent=parent)
