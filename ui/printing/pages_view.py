"""The pages of a printout one below the other, as they come out of the printer: scrolled, zoomed, turned by keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paper.places import GAP, LEAST_ZOOM
from ui.pdf.printout import Printout
from ui.widgets.paper_view import PaperView

_PIXELS_A_TWIP: Final = 96 / 1440


class Fit(Enum):
    """How large pages are shown where no zoom was chosen."""

    WIDTH = "适合宽度"
    PAGE = "整页"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page of the printout as the view paints it."""

    printout: Printout
    at: int

    @property
    def width(self) -> int:
        return self.printout.sheet.width

    @property
    def height(self) -> int:
        return self.printout.sheet.height

    def paint(self, painter: QPainter) -> None:
        self.printout.paint(painter, self.at)


class PagesView(PaperView):
    """What stands at the top stays there when the same table is laid out anew."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.printout: Printout | None = None
        self._fit: Fit | None = Fit.WIDTH

    @property
    def fit(self) -> Fit | None:
        """None where a zoom was chosen."""
        return self._fit if self._fit is Fit.PAGE else Fit.WIDTH if self.fits else None

    @property
    def page(self) -> int:
        """The number, from 1, of the page at the top of the view; 0 while there is none."""
        return self._places.at(self.verticalScrollBar().value() + GAP)

    def show_printout(self, printout: Printout) -> None:
        self.printout = printout
        leaves: list[Any] = [_Leaf(printout, at) for at in range(len(printout.pages))]
        self._take(leaves)
        if self._fit is Fit.PAGE:
            self.fit_page()

    @Slot()
    def fit_width(self) -> None:
        self._fit = Fit.WIDTH
        super().fit_width()

    @Slot()
    def fit_page(self) -> None:
        """A whole page at a time."""
        self._fit = Fit.PAGE
        if self.printout is not None:
            sheet, room = self.printout.sheet, self.viewport().size()
            across = (room.width() - 2 * GAP) / (sheet.width * _PIXELS_A_TWIP)
            down = (room.height() - 2 * GAP) / (sheet.height * _PIXELS_A_TWIP)
            self._rescale(max(min(across, down), LEAST_ZOOM))

    def show_zoom(self, zoom: float) -> None:
        """1.0 shows a page as large as it is."""
        self._fit = None
        self._rescale(zoom)

    @Slot()
    def zoom_in(self) -> None:
        self._fit = None
        super().zoom_in()

    @Slot()
    def zoom_out(self) -> None:
        self._fit = None
        super().zoom_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit is Fit.PAGE:
            self.fit_page()

    def _place(self) -> None:
        """The last page too can stand at the top, so that turning comes to each of them."""
        super()._place()
        if self._pages:
            bar = self.verticalScrollBar()
            bar.setRange(0, max(bar.maximum(), self._places.top(len(self._pages) - 1) - GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_PageDown:
                self.show_page(self.page + 1)
            case Qt.Key.Key_PageUp:
                self.show_page(self.page - 1)
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # no words to be struck here
