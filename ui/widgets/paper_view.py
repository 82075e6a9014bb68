"""The preview of an official paper: its pages one below the other, scrolled and zoomed, laid out in small steps."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.gone import Gone
from ui.paper.pictures import PagePictures
from ui.paper.places import GAP, LEAST_ZOOM, MOST_ZOOM, Places
from ui.theme import BLUE, LINE_SOFT

# What lays out is imported with the first paper, by the work that composed it.
if TYPE_CHECKING:
    from qcapp.forms.chart import Chart
    from qcapp.forms.paper import OfficialPaper
    from ui.paper.finding import Spot
    from ui.paper.pager import Step
    from ui.paper.sheet import Page
    from ui.paper.wrapping import Wrapper

_SLICE_SECONDS: Final = 0.012
_STEP: Final = 1.2


class PaperView(QAbstractScrollArea):
    """``show_paper`` lays out beside what is shown and then takes its place: what was being read stays where it is.

    ``turned``: another page stands at the top, or another zoom holds. ``laid_out``: what was asked for is shown.
    ``struck(Struck)``: a click on words.
    """

    turned = Signal()
    laid_out = Signal()
    struck = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._wrapper: Wrapper | None = None
        self._paper: OfficialPaper | None = None
        self._named, self._shown_name = "", ""
        self._given: frozenset[Chart] = frozenset()
        self._left_at: dict[str, int] = {}
        self._pages: list[Page] = []
        self._places = Places()
        self._pictures = PagePictures(self.viewport())
        self._phrases: tuple[str, ...] = ()
        self._marked: list[Spot] = []
        self._looked_for: tuple[list[Page], tuple[str, ...]] = [], ()
        self._reveals = False
        self._steps: Iterator[Step] | None = None
        self._coming: list[Page] = []
        self._gone = Gone(self)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._go_on)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.verticalScrollBar().valueChanged.connect(self.turned)
        self.verticalScrollBar().setSingleStep(40)
        self._tell()

    @property
    def paper(self) -> OfficialPaper | None:
        """What was asked for last."""
        return self._paper

    @property
    def settled(self) -> bool:
        """Whether what was asked for last is shown."""
        return self._steps is None

    @property
    def pages(self) -> tuple[Page, ...]:
        return tuple(self._pages)

    @property
    def page(self) -> int:
        """The number, from 1, of the page in the middle of the view; 0 while there is none."""
        return self._places.at(self.verticalScrollBar().value() + self.viewport().height() // 2)

    @property
    def zoom(self) -> float:
        """1.0 shows a page as large as it is; of an upright one where each fits the width."""
        return self._places.shown_zoom

    @property
    def fits(self) -> bool:
        return self._places.zoom is None

    def show_paper(self, paper: OfficialPaper | None, pictures: Mapping[Chart, QImage], name: str = "") -> None:
        """None shows nothing. A chart that is not among the pictures yet has its room kept.

        ``name``: of which paper this is. Another one is shown from its top, or where it was left.
        """
        given = frozenset(pictures)
        if paper is self._paper and (name, given) == (self._named, self._given):
            return
        self._paper, self._named, self._given = paper, name, given
        self._gone.take(self._coming)
        self._coming = []
        if paper is None:
            self._steps = None
            self._slices.stop()
            self._take([])
        else:
            from ui.paper.pager import lay_out
            from ui.paper.wrapping import Wrapper

            self._wrapper = self._wrapper or Wrapper()
            self._steps = lay_out(paper, pictures, self._wrapper)
            self._slices.start()

    def mark(self, phrases: Sequence[str], *, reveal: bool) -> None:
        """Mark what these say, wherever they stand, also in papers shown later. ``reveal``: bring the first into sight.

        While a paper is on its way it is that one's words that are meant.
        """
        self._phrases, self._reveals = tuple(phrases), reveal
        if self.settled:
            self._find()
            self.viewport().update()

    def copy(self) -> None:
        """All of its words, a line a paragraph."""
        if self._paper is not None:
            from ui.paper.plain import plain_text

            QGuiApplication.clipboard().setText(plain_text(self._paper))

    def show_page(self, number: int) -> None:
        """Its top at the top."""
        if self._pages:
            self.verticalScrollBar().setValue(self._places.top(max(min(number, len(self._pages)), 1) - 1) - GAP)

    @Slot()
    def fit_width(self) -> None:
        self._rescale(None)

    @Slot()
    def zoom_in(self) -> None:
        self._rescale(min(self.zoom * _STEP, MOST_ZOOM))

    @Slot()
    def zoom_out(self) -> None:
        self._rescale(max(self.zoom / _STEP, LEAST_ZOOM))

    # Laying out

    @Slot()
    def _go_on(self) -> None:
        """For a moment; then the window has its turn."""
        until = time.perf_counter() + _SLICE_SECONDS
        while self._steps is not None and time.perf_counter() < until:
            try:
                page = next(self._steps)
            except StopIteration:
                self._steps = None
                self._slices.stop()
                self._take(self._coming)
                self.laid_out.emit()
            else:
                if page is not None:
                    self._coming.append(page)

    def _take(self, pages: list[Page]) -> None:
        bar = self.verticalScrollBar()
        if self._pages:
            self._left_at[self._shown_name] = bar.value()
        at = self._left_at.get(self._named, 0)
        self._gone.take(self._pages)
        self._pages, self._shown_name = pages, self._named
        self._place()
        bar.setValue(at)
        self._find()
        self._tell()
        self.turned.emit()

    def _tell(self) -> None:
        count = f"，共 {len(self._pages)} 页" if self._pages else ""
        self.setAccessibleName(f"{self._name}{count}")

    # Where pages stand

    def _place(self) -> None:
        # Once there is a paper, whatever its length: the width that its pages fit never changes.
        always, never = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(always if self._pages else never)
        view = self.viewport().size()
        self._places.arrange(self._pages, self._places.zoom, view.width())
        self._pictures.clear()
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setRange(0, max(self._places.height - view.height(), 0))
        self.horizontalScrollBar().setPageStep(view.width())
        self.horizontalScrollBar().setRange(0, max(self._places.width - view.width(), 0))
        self.viewport().update()

    def _rescale(self, zoom: float | None) -> None:
        """What stands at the top stays there."""
        bar = self.verticalScrollBar()
        above = max(self._places.above(bar.value()), 0.0)
        self._places.zoom = zoom
        self._place()
        if self._pages:
            bar.setValue(self._places.y(above))
        self.turned.emit()

    def _box(self, at: int) -> QRect:
        """Of a page, in the view."""
        left = self._places.left(at, self.horizontalScrollBar().value())
        return QRect(QPoint(left, self._places.top(at) - self.verticalScrollBar().value()), QSize(*self._places.size(at)))

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        return self._places.between(top, top + self.viewport().height())

    def _find(self) -> None:
        pages, phrases = self._looked_for
        if pages is not self._pages or phrases != self._phrases:
            self._looked_for = self._pages, self._phrases
            self._marked = self._spots() if self._phrases else []
            self._pictures.clear()
        if self._reveals and self._marked:
            self._reveal(self._marked[0])
        self._reveals = False

    def _spots(self) -> list[Spot]:
        from ui.paper.finding import spots  # nothing is looked for in what is to be printed

        return spots(self._pages, self._phrases)

    def _reveal(self, spot: Spot) -> None:
        """Only as far as needed."""
        bar, scale = self.verticalScrollBar(), self._places.scale(spot.page)
        top = self._places.top(spot.page) + round(spot.box.top() * scale)
        bottom = self._places.top(spot.page) + round(spot.box.bottom() * scale)
        if not bar.value() <= top <= bottom <= bar.value() + self.viewport().height():
            bar.setValue(top - self.viewport().height() // 3)

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        from ui.paper.finding import struck

        event.accept()
        point = event.position().toPoint()
        for at in self._in_sight():
            box = self._box(at)
            if event.button() is Qt.MouseButton.LeftButton and box.contains(point):
                page, scale = self._pages[at], self._places.scale(at)
                found = struck(page, QPointF((point.x() - box.x()) / scale, (point.y() - box.y()) / scale))
                if found is not None:
                    self.struck.emit(found)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(LINE_SOFT))
        shown = set()
        for at in self._in_sight():
            box = self._box(at)
            if box.intersects(self.viewport().rect()):
                shown.add(at)
                marks = [spot.box for spot in self._marked if spot.page == at]
                self._pictures.paint(painter, at, box, self._pages[at], self._places.scale(at), marks)
        self._pictures.keep(shown)
        if self.hasFocus():
            painter.setPen(QColor(BLUE))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rescale(self._places.zoom)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            if event.angleDelta().y() > 0:
                self.zoom_in()
            else:
                self.zoom_out()
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if control:
                self.zoom_in()
            case Qt.Key.Key_Minus if control:
                self.zoom_out()
            case Qt.Key.Key_0 if control:
                self.fit_width()
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_Space:
                bar.setValue(bar.value() + bar.pageStep())
            case _:
                super().keyPressEvent(event)
