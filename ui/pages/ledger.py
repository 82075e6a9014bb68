"""台账: the month's table, filtered and searched, beside the form of the measure selected."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.domain.errors import LedgerError
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.views import LedgerView, ViewFilter
from qcapp.publish.view_rows import ViewRow
from ui.models.ledger_rows import count
from ui.pages.base import Page
from ui.pages.ledger_judging import Judging
from ui.pages.ledger_reading import MonthReading
from ui.pages.ledger_shown import Shown
from ui.pages.ledger_side import FormSide
from ui.widgets.ledger_split import LedgerSplit
from ui.widgets.ledger_table import LedgerTable

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.models.unsaved import Unsaved
    from ui.pages.ledger_hands import CellHands
    from ui.pages.ledger_reading import ReadMonth
    from ui.pages.ledger_work import FormWork
    from ui.tasks import TaskRunner
    from ui.widgets.chips import ChipRow
    from ui.widgets.entry_form import EntryForm


class LedgerPage(Page):
    """``counted(Counts)`` after each reading."""

    counted = Signal(object)
    rows_stand = Signal()
    """The first rows are on the screen: what waited for them may begin."""

    name = "ledger"
    title = "台账"
    searchable = True

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self._complete = False
        self._told: str | None = None
        self._wanted: list[object] = []
        self._make_parts()
        self._lay_out()
        self._connect()

    @property
    def view(self) -> LedgerView:
        """How the month is shown."""
        return self._viewing.view

    @property
    def _snapshot(self) -> Snapshot | None:
        return self._viewing.snapshot

    @property
    def shown(self) -> Shown:
        """The table, and what narrows, groups and arranges it."""
        return self._shown

    @property
    def table(self) -> LedgerTable:
        return self._table

    @property
    def form(self) -> EntryForm:
        """Made once the rows stand on the screen, or when first asked for."""
        return self._side.work.form

    @property
    def work(self) -> FormWork:
        """What the form wishes for; made with it."""
        return self._side.work

    @property
    def cells(self) -> CellHands:
        """What edits the table's cells; made with the form."""
        return self._side.cells

    @property
    def filters(self) -> ChipRow:
        return self._filters.chips

    def set_period(self, period: Period) -> None:
        if self._period is not None and period != self._period:
            self._viewing.keep = frozenset()
        super().set_period(period)

    @property
    def reads_on(self) -> bool:
        return self._reading.under_way

    @Slot()
    def refresh(self) -> None:
        """Read the month again; the measure selected, the scroll position and what is being typed stay."""
        self._shown.large = self._reading.is_large(self.period)
        self._reading.ask(self.period, self._viewing)

    @Slot(object)
    def _month_read(self, month: ReadMonth) -> None:
        if month.snapshot.period != self.period:
            return
        if month.snapshot is not self._snapshot or month.earlier is not self._viewing.earlier:
            self._judging.show_month(month.snapshot, month.earlier)
        self._shown.show_month(month, self._judging.faults)
        self._show_rows()
        self.was_read.emit()
        self._tell_counts_soon()
        wanted, self._wanted = self._wanted, []
        for what in wanted:
            self.show_item(what)

    @Slot(object)
    def _not_read(self, error: LedgerError) -> None:
        """Its disk is gone: what is shown stays, arranged as is wished, and is read when it can be."""
        self._wanted = []
        if not self.view.filter.words:  # what they are in was to be found out with it
            with suppress(LedgerError):
                self._show_rows()
        self.unread.emit(str(error))

    def toolbar(self) -> QWidget:
        return self._bar

    def flush(self) -> bool:
        return self._side.flush()

    def unsaved(self) -> tuple[Unsaved, ...]:
        return self._side.unsaved()

    def show_item(self, what: object) -> None:
        """A unit's name, or a ViewFilter: those measures. A measure's number, (number, unit) or a Spot: select it, filters off
        where they hide it. While the month is being read, once it stands."""
        if self._reading.under_way:
            self._wanted.append(what)
            return
        if isinstance(what, str | ViewFilter):
            self._show_some(what if isinstance(what, ViewFilter) else ViewFilter(units=(what,)))
            return
        from ui.models.spot import Spot

        if isinstance(what, Spot):
            from ui.pages.ledger_spot import point_at

            if not self._comes_later(what, what.no, what.unit):
                self._shown.point_at(what.words)
                point_at(what, self.form, self._table)
            return
        no, unit = what if isinstance(what, tuple) else (what, "")
        self._comes_later(what, no, str(unit))

    def _comes_later(self, what: object, no: object, unit: str) -> bool:
        """Select that measure; whether ``what`` waits for rows that take a while."""
        if not isinstance(no, int) or self._snapshot is None or no not in self._snapshot.plan.measure_by_no:
            return False
        if not self.flush():
            return False
        self._side.selected = no, unit
        units = self._viewing.units
        hidden = bool(unit and units) and unit not in units  # of a joint measure, others' words are shown
        if hidden or not self._table.select_measure(no, unit):
            self.clear_filters()
            if self._reading.under_way:
                self._wanted.append(what)
                return True
            self._shown.open_around(no)
            self._table.select_measure(no, unit)
        self._side.show(no, unit)
        return False

    def _show_some(self, wanted: ViewFilter) -> None:
        if self._snapshot is None or not set(wanted.units) <= set(self._snapshot.plan.unit_order):
            return
        self.complete()
        self._shown.show_view(replace(self.view, filter=wanted))

    def status_words(self) -> str | None:
        return self._shown.words()

    def shown_view(self) -> LedgerView:
        """Changed since it was named, it bears that name no more: paper would say of it what is not so."""
        return replace(self.view, name="") if self._shown.altered else self.view

    def focus_search(self) -> None:
        self._bar.focus_search()

    def save_state(self, settings: QSettings) -> None:
        self._side.save_state(settings)
        self._split.save_state(settings)
        self._shown.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        self._side.settings = settings
        self._split.restore_state(settings)
        self._shown.restore_state(settings)

    @Slot()
    def next_measure(self) -> None:
        self._table.step(1)

    @Slot()
    def previous_measure(self) -> None:
        self._table.step(-1)

    @Slot()
    def edit_measure(self) -> None:
        self._side.show_waiting()
        if self.form.isVisibleTo(self):
            self.form.focus_progress()

    @Slot()
    def rule(self) -> None:
        """认定… on the entry that the form shows."""
        self._side.show_waiting()
        if self.form.isVisibleTo(self):
            self.work.rule()
        else:
            self.message.emit("左边没有措施，没有可以认定的。")

    @Slot()
    def clear_filters(self) -> None:
        """All measures again."""
        self._shown.clear_filters()

    def _make_parts(self) -> None:
        self._shown = Shown(self.services, lambda: self.period, self)
        self._bar, self._filters, self._table = self._shown.bar, self._shown.filters, self._shown.table
        self._viewing = self._shown.viewing
        self._reading = MonthReading(self.services, self)
        self._reading.read.connect(self._month_read)
        self._reading.failed.connect(self._not_read)
        self._judging = Judging(self.services, self)
        self._judging.judged.connect(self._judged)
        self._side = FormSide(self, self._shown, self._judging)

    def _lay_out(self) -> None:
        self._split = LedgerSplit(self._table, self._side.place)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._filters)
        column.addWidget(self._split, 1)

    def _connect(self) -> None:
        self._bar.go_requested.connect(self.go_requested)
        self._bar.export_requested.connect(self.export_requested)
        self._shown.leaving.connect(self.flush)
        self._shown.arranged.connect(self._arranged)
        self._shown.regrouped.connect(self._tell_counts_soon)
        self._shown.wanting.connect(self.refresh)
        self._shown.problem.connect(self.problem)
        self._shown.said.connect(self.message)
        self._filters.everywhere_requested.connect(self._search_everywhere)
        self._table.entry_selected.connect(self._select)
        self._table.form_requested.connect(self.edit_measure)
        self._table.first_painted.connect(self._rows_stand)
        self._side.next_requested.connect(self.next_measure)
        self._side.saved.connect(self._saved)
        self._side.changed.connect(self._work_done)
        self._side.written.connect(self._cells_written)
        self._side.stale.connect(self.refresh)

    @Slot()
    def _rows_stand(self) -> None:
        self.rows_stand.emit()
        self.complete()
        QTimer.singleShot(0, self._side, self._side.make_seen)

    def complete(self) -> None:
        """What the bars need beyond their looks."""
        if not self._complete:
            self._complete = True
            self._shown.complete()

    @Slot()
    def _tell_counts_soon(self) -> None:
        self._shown.once_painted(self._tell_counts)

    @Slot()
    def _tell_counts(self) -> None:
        if self._snapshot is not None:
            judged = self._judging.complete
            self._shown.show_counts(judged=judged)
            self.counted.emit(count(self._viewing.measures, self._snapshot, judged=judged))

    @Slot()
    def _judged(self) -> None:
        """All entries are judged as the ledger has them: counts and marks follow, the form where it has not yet."""
        changed = self._viewing.judge()
        self._tell_counts_soon()
        self._side.show_verdict()
        if changed and not self._reading.under_way:  # else they are shown with the rows that come
            try:
                self._show_rows()
            except LedgerError as error:  # its disk has gone meanwhile: what is shown stays
                self.problem.emit(str(error))

    def _show_rows(self) -> None:
        """Arrange and show; what is selected stays so while it may be seen, else the first row is."""
        if self._snapshot is None:
            return
        there = self._shown.arrange()
        if self._told != self.status_words():
            self._told = self.status_words()
            self.status_changed.emit()
        no, unit = self._side.selected or (0, "")
        if no not in there:
            first = next((row for row in self._shown.model.rows if isinstance(row, ViewRow)), None)
            if first is None:
                self._side.show_nothing()
                return
            no, unit = first.name
        self._side.selected = no, unit
        self._table.select_quietly(no, unit)
        self._side.show_soon(no, unit)

    @Slot(object)
    def _arranged(self, before: LedgerView) -> None:
        """The view is another one than ``before``: the rows, and the form at the unit that is looked at now."""
        if not (self._shown.awaits and self._reading.under_way):
            self._show_rows()
        units, others = self._viewing.units, self.view.filter.units != before.filter.units
        if others and len(units) == 1 and self._side.selected is not None and not self.view.by_entry:
            self._side.show_soon(self._side.selected[0], units[0])

    @Slot()
    def _search_everywhere(self) -> None:
        self.go_requested.emit("search", self.view.filter.words)

    @Slot(int, str)
    def _select(self, no: int, unit: str) -> None:
        self._side.selected = no, unit
        self.flush()
        self._side.show(no, unit)

    @Slot()
    def _saved(self) -> None:
        """What was typed is in the ledger: its row stays in sight though the filter would hide it now."""
        self.problem.emit("")
        self._written(self.form.no)

    @Slot(int, str)
    def _work_done(self, no: int, words: str) -> None:
        self.begun.emit()
        self._written(no)
        self.message.emit(words)

    def _written(self, no: int | None) -> None:
        self._cells_written({no} if no else set())

    @Slot(object)
    def _cells_written(self, measures: Set[int]) -> None:
        self._viewing.keep |= measures
        self.refresh()
        self.ledger_changed.emit()
