"""Windows of 总览 beside it: the entries behind a number, what has changed since the 通报, one chart large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from qcapp.stats.corrections import Correction
from qcapp.stats.figures import EntryFact, Figures
from ui.models.fact_query import FactQuery
from ui.models.facts import FactRow
from ui.pages.overview_read import Overview

if TYPE_CHECKING:
    from ui.chart_work import ChartWork
    from ui.dialogs.chart_window import ChartWindow
    from ui.dialogs.corrections import CorrectionsDialog
    from ui.dialogs.facts import FactsDialog
    from ui.pages.base import Page
    from ui.widgets.chart_pane import ChartWish


class OverviewWindows(QObject):
    """Each is made when first asked for, and one of a kind. ``measure_requested(number, unit, Period)``: show it in 台账."""

    measure_requested = Signal(int, str, object)
    facts_export_requested = Signal()

    def __init__(self, page: Page, charts: ChartWork) -> None:
        super().__init__(page)
        self._page, self._charts = page, charts
        self._read: Overview | None = None
        self._settings: QSettings | None = None
        self.facts: FactsDialog | None = None
        self.corrections: CorrectionsDialog | None = None
        self.chart: ChartWindow | None = None

    @property
    def open(self) -> bool:
        """Whether any that shows the ledger stands."""
        return any(each is not None and each.isVisible() for each in (self.facts, self.corrections, self.chart))

    def follow(self, read: Overview) -> None:
        """What stands shows what was read now; of another question there is nothing to show, so that one closes."""
        self._read = read
        if self.facts is not None and self.facts.isVisible():
            figures = self._figures(self.facts.query)
            if figures is None:
                self.facts.close()
            else:
                self.facts.show_figures(figures)
        if self.corrections is not None and self.corrections.isVisible():
            self._fill_corrections(read)
        if self.chart is not None and self.chart.isVisible():
            self.chart.draw_again()

    def show_facts(self, query: FactQuery) -> None:
        figures = self._figures(query)
        if figures is None:
            return
        if self.facts is None:
            from ui.dialogs.facts import FactsDialog

            self.facts = FactsDialog(self._row, self._page)
            self.facts.measure_requested.connect(self._fact_opened)
            self.facts.export_requested.connect(self.facts_export_requested)
            if self._settings is not None:
                self.facts.restore_state(self._settings)
        self.facts.show_rows(query, figures)

    def show_corrections(self) -> None:
        if self._read is None:
            return
        if self.corrections is None:
            from ui.dialogs.corrections import CorrectionsDialog

            self.corrections = CorrectionsDialog(self._page)
            self.corrections.correction_requested.connect(self._correction_opened)
        self._fill_corrections(self._read)
        self.corrections.stand()

    def show_chart(self, wish: ChartWish) -> None:
        if self.chart is None:
            from ui.dialogs.chart_window import ChartWindow

            self.chart = ChartWindow(self._charts, self._page)
        self.chart.show_chart(wish)

    def save_state(self, settings: QSettings) -> None:
        if self.facts is not None:
            self.facts.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        self._settings = settings

    def _figures(self, query: FactQuery) -> Figures | None:
        if self._read is None:
            return None
        return self._read.before if query.earlier else self._read.figures

    def _row(self, fact: EntryFact) -> FactRow:
        if self._read is None:
            raise RuntimeError("a fact comes of what was read")
        return self._read.rows[fact.period, fact.key]

    def _fill_corrections(self, read: Overview) -> None:
        dialog = self.corrections
        if dialog is None:
            return
        day = f"{read.issued.month}月{read.issued.day}日" if read.issued else ""
        count = len(read.corrections)
        words = f"{read.period.label} · 已于 {day} 通报 · 之后更正 {count} 处" if day else f"{read.period.label} · 还没有通报"
        dialog.show_corrections(words, read.corrections)

    @Slot(object)
    def _fact_opened(self, fact: EntryFact) -> None:
        self.measure_requested.emit(fact.no, fact.unit, fact.period)

    @Slot(object)
    def _correction_opened(self, correction: Correction) -> None:
        if correction.numbers and self._read is not None:
            no = correction.numbers[0]
            units = self._page.services.look.plan(self._read.period).units_of.get(no, ())
            unit = correction.unit if correction.unit in units else ""
            self.measure_requested.emit(no, unit, self._read.period)
