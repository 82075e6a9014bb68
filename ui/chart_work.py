"""Charts drawn off the GUI thread: for the page, for the larger window, for the clipboard and for files.

What draws them is no part of this process: it takes more memory than all that the page shows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.forms.chart import Chart
from qcapp.forms.chart_picture import Drawing, Picture, never
from qcapp.ports import Progress
from ui.png_image import png_image
from ui.theme import scheme
from ui.widgets.chart_pane import TASKS, TREND, ChartWish
from ui.widgets.chart_view import ChartView

if TYPE_CHECKING:
    from qcapp.services import Services
    from qcapp.stats.figures import Figures, MonthRates
    from ui.tasks import TaskProgress, TaskRunner

_INCH_MM: Final = 25.4
_SCREEN_DPI: Final = 96  # logical, whatever the screen's scale
_PAPER_WIDTH_MM, _PAPER_HEIGHT_MM, _PAPER_DPI = 156.0, 92.0, 200


class ChartWork(QObject):
    """``about`` first; then ``draw`` a view, ``copy`` or ``save`` a chart. ``said`` and ``problem`` as a page's own."""

    said = Signal(str)
    problem = Signal(str)
    saved = Signal(object)
    """The path of a picture that was written."""

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._tasks, self.page = services, tasks, parent
        self._figures: Figures | None = None
        self._trend: tuple[MonthRates, ...] = ()
        self._under_way: dict[ChartView, TaskProgress] = {}
        self._folder: Path | None = None

    def about(self, figures: Figures | None, trend: tuple[MonthRates, ...]) -> None:
        """What the charts are of from now on."""
        self._figures, self._trend = figures, trend

    def chart(self, wish: ChartWish) -> Chart:
        """UsageError where there is nothing to draw."""
        from qcapp.publish.charts import tasks_chart, trend_chart, units_chart

        if wish.kind == TREND:
            return trend_chart(self._trend, wish.what)
        if self._figures is None:
            raise UsageError("这段时间还没有内容，没有可画的图，请换一段报告期。")
        return tasks_chart(self._figures) if wish.kind == TASKS else units_chart(self._figures, wish.what)

    def draw(self, view: ChartView, wish: ChartWish, told: Callable[[Chart], None] | None = None) -> None:
        """Into that view, in its own size; ``told`` gets the chart when the picture stands."""
        if view in self._under_way:
            self._under_way[view].cancel()
        room, ratio, dark = view.room, view.ratio, scheme.dark
        width = room.width() * _INCH_MM / _SCREEN_DPI
        height = room.height() * _INCH_MM / _SCREEN_DPI

        def work(progress: Progress) -> tuple[Chart, QImage]:
            chart = self.chart(wish)
            fitting = max(height, _fitting(chart, width))
            picture = Picture(chart, width, fitting, _SCREEN_DPI * ratio, titled=False, dark=dark)
            image = _image(self._services.drawing, picture, progress.cancelled)
            image.setDevicePixelRatio(ratio)
            return chart, image

        def done(made: tuple[Chart, QImage]) -> None:
            self._under_way.pop(view, None)
            view.show_picture(*made)
            if told is not None:
                told(made[0])

        def failed(error: ExpectedError) -> None:
            self._under_way.pop(view, None)
            view.show_words(str(error))

        self._under_way[view] = self._tasks.run(
            work, done, title="画图", failed=failed, parent=view, quiet=True
        )

    def copy(self, wish: ChartWish) -> None:
        """As it would stand on paper, to be pasted there."""

        def work(progress: Progress) -> QImage:
            chart = self.chart(wish)
            return _image(self._services.drawing, _on_paper(chart), progress.cancelled)

        self._tasks.run(work, self._copied, title="复制图片", failed=self._failed, parent=self.page)

    def save(self, wish: ChartWish, over: QWidget) -> None:
        """Ask where to, then write it."""
        from qcapp.services.names import file_name
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save

        try:
            chart = self.chart(wish)
        except ExpectedError as error:
            self._failed(error)
            return
        start = (self._folder or documents_folder()) / f"{file_name(chart.title)}.png"
        target = ask_save(over, "图片另存为", start, "PNG 图片 (*.png)")
        if target is None:
            return
        target = target if target.suffix.lower() == ".png" else target.with_name(f"{target.name}.png")
        if target.exists() and not _may_replace(over, target):
            return
        self._folder = target.parent

        def work(progress: Progress) -> Path:
            from qcapp.forms.safe_write import replace_file

            data = self._services.drawing.png(_on_paper(chart), progress.cancelled)
            replace_file(target, lambda path: _write(path, data))
            return target

        self._tasks.run(work, self._saved, title="另存图片", failed=self._failed, parent=self.page)

    def _copied(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.said.emit("图片已复制，可以粘贴到 Word、WPS 里。")

    def _saved(self, path: Path) -> None:
        self.saved.emit(path)

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))


def _fitting(chart: Chart, width_mm: float, *, titled: bool = False) -> float:
    from qcapp.forms.chart_png import fitting_height

    return fitting_height(chart, width_mm, titled=titled)


def _image(drawing: Drawing, picture: Picture, cancelled: Callable[[], bool] = never) -> QImage:
    return png_image(drawing.png(picture, cancelled))


def _on_paper(chart: Chart) -> Picture:
    height = max(_PAPER_HEIGHT_MM, _fitting(chart, _PAPER_WIDTH_MM, titled=True))
    return Picture(chart, _PAPER_WIDTH_MM, height, _PAPER_DPI)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _may_replace(over: QWidget, target: Path) -> bool:
    from ui.dialogs.question import Answer, QuestionDialog

    answer = QuestionDialog.ask(
        over, "图片另存为", f"“{target.name}”已经有了，替换它吗？", "原来那份会被替换，找不回来。", [Answer("replace", "替换")],
    )
    return answer == "replace"
