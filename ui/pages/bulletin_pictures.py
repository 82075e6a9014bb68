"""The charts of a paper as pictures: drawn in the background as they stand on paper, kept while they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.forms.chart import Chart
from qcapp.forms.chart_picture import HERE, Drawing, Picture
from qcapp.forms.paper import OfficialPaper
from qcapp.ports import Progress
from ui.png_image import png_image

if TYPE_CHECKING:
    from ui.tasks import TaskRunner

_DPI: Final = 144
Size = tuple[float, float]
"""Width and height, millimetres."""


class Pictures(QObject):
    """``drawn`` when more of what was wanted is there. A chart that can't be drawn is told by ``failed``, and tried again when it
    is wanted next; why is told once, until one can be drawn or there is another reason."""

    drawn = Signal()
    failed = Signal(str)

    def __init__(self, tasks: TaskRunner, parent: QWidget, drawing: Drawing = HERE) -> None:
        super().__init__(parent)
        self._tasks, self._parent, self._drawing = tasks, parent, drawing
        self._made: dict[Chart, QImage] = {}
        self._sizes: dict[Chart, Size] = {}
        self._under_way: set[Chart] = set()
        self._told = ""

    @property
    def made(self) -> Mapping[Chart, QImage]:
        return self._made

    def want(self, paper: OfficialPaper) -> None:
        """Those of the paper; those of no other are let go."""
        from ui.paper.pager import chart_sizes

        before, self._sizes = self._sizes, chart_sizes(paper)
        wanted = self._sizes
        self._made = {chart: image for chart, image in self._made.items() if wanted.get(chart) == before.get(chart)}
        known = self._made.keys() | self._under_way
        missing = [(chart, size) for chart, size in wanted.items() if chart not in known]
        if missing:
            charts = frozenset(chart for chart, _ in missing)
            self._under_way |= charts
            draw, failed = partial(_draw, self._drawing, missing), partial(self._failed, charts)
            self._tasks.run(draw, self._drawn, title="画图", failed=failed, parent=self._parent, quiet=True)

    def _drawn(self, pictures: list[tuple[Chart, QImage]]) -> None:
        self._made |= dict(pictures)
        self._under_way -= {chart for chart, _ in pictures}
        self._told = ""
        self.drawn.emit()

    def _failed(self, charts: frozenset[Chart], error: ExpectedError) -> None:
        """The process that draws may have been stopped, and the next one not: they are under way no longer."""
        self._under_way -= charts
        if str(error) != self._told:
            self._told = str(error)
            self.failed.emit(self._told)


def _draw(drawing: Drawing, wanted: Iterable[tuple[Chart, Size]], progress: Progress) -> list[tuple[Chart, QImage]]:
    pictures = [Picture(chart, width, height, _DPI, mono=True, titled=False) for chart, (width, height) in wanted]
    return [(each.chart, png_image(drawing.png(each, progress.cancelled))) for each in pictures]
