"""总览: how far the month has come, its figures with the rows behind each of them, units by rank, tasks, charts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import Period
from qcapp.domain.views import ViewFilter
from qcapp.forms.chart import Chart
from qcapp.ports import Progress
from qcapp.stats.figures import Figures
from ui.chart_work import ChartWork
from ui.dialogs.exported import ResultBar
from ui.figures_export import FiguresExport
from ui.models.fact_query import FactQuery, Figure
from ui.models.month_flow import CORRECTIONS
from ui.models.scope import Scope
from ui.models.task_figures import TaskLine
from ui.models.unit_figures import UnitLine
from ui.pages.base import Page
from ui.pages.overview_read import Overview, read_overview
from ui.pages.overview_view import OverviewView
from ui.pages.overview_windows import OverviewWindows
from ui.widgets.overview_bar import OverviewBar

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.tasks import TaskProgress, TaskRunner


class OverviewPage(Page):
    """Reads in the background; what stood there stays until the answer is there. ``shown`` after each drawing."""

    shown = Signal()

    name = "overview"
    title = "总览"

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self._scope = Scope()
        self._read: Overview | None = None
        self._reading: TaskProgress | None = None
        self._asked = 0
        self.view = OverviewView(self)  # whose parts are many: put here when it is made, not gone through again
        self.bar = OverviewBar()
        self.result = ResultBar()
        self.result.setObjectName("shell_result")
        self.chart_work = ChartWork(services, tasks, self)
        self.windows = OverviewWindows(self, self.chart_work)
        self.exports = FiguresExport(services, tasks, self)
        above = QVBoxLayout()
        above.setContentsMargins(12, 0, 12, 0)
        above.addWidget(self.result)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.view, 1)
        self._connect()

    @property
    def figures(self) -> Figures | None:
        """Those shown; None before the first are there, and where there is nothing to count."""
        return self._read.figures if self._read else None

    @property
    def trouble(self) -> str:
        """Why there are no figures, "" where there are."""
        return self._read.trouble if self._read else ""

    @property
    def seen_elsewhere(self) -> bool:
        return self.windows.open

    def set_period(self, period: Period) -> None:
        """Of another month one sees the month itself first, as of now; the year so far and the whole year stay chosen."""
        if self._period is not None and period != self._period:
            self._scope = self._scope.for_other_month
        super().set_period(period)

    def refresh(self) -> None:
        self.view.scope.show_scope(self._scope, self.period, self.services.look.periods())
        if self._reading is not None:
            self._reading.cancel()
        self._asked += 1
        asked, shown = self._asked, (self.period, self._scope)
        listed = self.windows.listed or shown
        charted = not self.view.charts.isHidden()

        def work(progress: Progress) -> tuple[int, Overview, Overview]:
            if charted:
                self.services.drawing.start()  # while the figures are counted
            read = read_overview(self.services, *shown)
            return asked, read, read if listed == shown else read_overview(self.services, *listed)

        self._reading = self.tasks.run(work, self._show, title="统计", failed=self._failed, parent=self, quiet=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._take_keys)

    def clear_notices(self) -> None:
        self.result.clear()

    def toolbar(self) -> QWidget:
        return self.bar

    def save_state(self, settings: QSettings) -> None:
        self.view.save_state(settings)
        self.windows.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        self.view.restore_state(settings)
        self.windows.restore_state(settings)

    @Slot()
    def _take_keys(self) -> None:
        """Where the keys came over from another page they go on in the table, not in whatever stands first."""
        at = QApplication.focusWidget()
        if at is not None and self.isAncestorOf(at):
            self.view.table.setFocus()

    def _show(self, answer: tuple[int, Overview, Overview]) -> None:
        asked, read, listed = answer
        if asked != self._asked:  # a later question is under way
            return
        self._read = read
        self.view.show_overview(read)
        self.chart_work.about(read.figures, read.trend)
        self.view.charts.view.want()
        self.windows.follow(read, listed)
        self.shown.emit()

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))

    def _connect(self) -> None:
        view = self.view
        view.steps.go_requested.connect(self._go)
        view.scope.scope_chosen.connect(self._choose_scope)
        view.scope.corrections_requested.connect(self._issued_pressed)
        for card in view.cards:
            card.pressed.connect(self._show_figure)
        for table in (view.units, view.tasks):
            table.rows_requested.connect(self.show_rows)
        view.units.opened.connect(self._open_unit)
        view.tasks.opened.connect(self._open_task)
        charts = view.charts
        charts.view.wanted.connect(self._draw_chart)
        charts.wish_changed.connect(charts.view.want)
        charts.view.enlarge_requested.connect(self._enlarge_chart)
        charts.view.copy_requested.connect(self._copy_chart)
        charts.view.save_requested.connect(self._save_chart)
        self.chart_work.said.connect(self.message)
        self.chart_work.problem.connect(self.problem)
        self.chart_work.saved.connect(self.result.show_file)
        self.result.failed.connect(self.problem)
        self.windows.measure_requested.connect(self._open_measure)
        self.windows.facts_export_requested.connect(self._export_facts)
        self.exports.written.connect(self._facts_written)
        self.exports.problem.connect(self.problem)
        self.bar.export_requested.connect(self.export_requested)
        self.bar.go_requested.connect(self.go_requested)

    # What is pressed

    @Slot(object)
    def show_rows(self, query: FactQuery) -> None:
        """The entries behind a number."""
        self.windows.show_facts(query)

    @Slot(object)
    def _show_figure(self, figure: Figure) -> None:
        self.windows.show_facts(figure.query())

    @Slot(str, object)
    def _go(self, page: str, what: object) -> None:
        if page == CORRECTIONS:
            self.windows.show_corrections()
        else:
            self.go_requested.emit(page, what)

    @Slot()
    def _issued_pressed(self) -> None:
        if self._read is not None and self._read.corrections:
            self.windows.show_corrections()
        else:
            self.go_requested.emit("bulletin", None)

    @Slot(object)
    def _choose_scope(self, scope: Scope) -> None:
        self._scope = scope
        self.refresh()

    @Slot(object)
    def _open_unit(self, line: UnitLine) -> None:
        self.go_requested.emit("ledger", ViewFilter(units=(line.figures.unit,)))

    @Slot(object)
    def _open_task(self, line: TaskLine) -> None:
        self.go_requested.emit("ledger", ViewFilter(tasks=(line.part.order,)))

    @Slot(int, str, object)
    def _open_measure(self, no: int, unit: str, period: Period) -> None:
        if period != self.period:
            self.period_requested.emit(period)
        self.go_requested.emit("ledger", (no, unit))

    @Slot()
    def _export_facts(self) -> None:
        dialog = self.windows.facts
        if dialog is not None:
            self.exports.facts(dialog.title.text(), dialog.caption, dialog.model.rows, dialog)

    @Slot(object)
    def _facts_written(self, path: Path) -> None:
        if self.windows.facts is not None:
            self.windows.facts.exported.show_file(path)
        self.message.emit(f"已导出“{path.name}”。")

    # Charts

    @Slot()
    def _draw_chart(self) -> None:
        if self._read is not None:
            charts = self.view.charts
            self.chart_work.draw(charts.view, charts.wish, self._chart_drawn)

    def _chart_drawn(self, chart: Chart) -> None:
        self.view.charts.heading.setText(chart.title)

    @Slot()
    def _enlarge_chart(self) -> None:
        self.windows.show_chart(self.view.charts.wish)

    @Slot()
    def _copy_chart(self) -> None:
        self.chart_work.copy(self.view.charts.wish)

    @Slot()
    def _save_chart(self) -> None:
        self.chart_work.save(self.view.charts.wish, self)
