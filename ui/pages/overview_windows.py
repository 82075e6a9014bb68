"""Windows of 总览 beside it: the entries behind a number, what has changed since the 通报, one chart large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from qcapp.domain.period import Period
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import EntryFact, Figures
from ui.models.corrections import counted
from ui.models.fact_query import FactQuery
from ui.models.facts import FactRow
from ui.models.scope import Scope
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
        self._listed: Overview | None = None
        self._settings: QSettings | None = None
        self.facts: FactsDialog | None = None
        self.corrections: CorrectionsDialog | None = None
        self.chart: ChartWindow | None = None

    @property
    def open(self) -> bool:
        """Whether any that shows the ledger stands."""
        return any(each is not None and each.isVisible() for each in (self.facts, self.corrections, self.chart))

    @property
    def listed(self) -> tuple[Period, Scope] | None:
        """What the list of entries is of, while it stands and the page shows something else: a row of it may have led the
        window to another month, and the other rows are wanted all the same."""
        read = self._listed
        if read is None or self.facts is None or not self.facts.isVisible():
            return None
        return read.period, read.scope

    def follow(self, read: Overview, listed: Overview) -> None:
        """What stands shows what was read now. ``listed``: what the list of entries is of."""
        self._read = read
        if self.facts is not None and self.facts.isVisible():
            self._listed = listed
            figures = self._figures(self.facts.query, listed)
            if figures is None:  # nothing is left of what was asked
                self.facts.close()
            else:
                self.facts.show_figures(figures)
        if self.corrections is not None and self.corrections.isVisible():
            self._fill_corrections(read)
        if self.chart is not None and self.chart.isVisible():
            self.chart.draw_again()

    def show_facts(self, query: FactQuery) -> None:
        figures = self._figures(query, self._read)
        if figures is None:
            return
        self._listed = self._read
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

    def _figures(self, query: FactQuery, read: Overview | None) -> Figures | None:
        if read is None:
            return None
        return read.before if query.earlier else read.figures

    def _row(self, fact: EntryFact) -> FactRow:
        if self._listed is None:
            raise RuntimeError("a fact comes of what was read")
        return self._listed.rows[fact.period, fact.key]

    def _fill_corrections(self, read: Overview) -> None:
        if self.corrections is not None:
            self.corrections.show_corrections(_corrections_title(read), read.corrections)

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


def _corrections_title(read: Overview) -> str:
    if read.issued is None:
        return f"{read.period.label} · 还没有通报"
    moved = f"之后更正 {counted(read.corrections)}" if read.corrections else "之后数字没有变化"
    return f"{read.period.label} · 已于 {read.issued.month}月{read.issued.day}日 通报 · {moved}"
