"""台账: the month's table, filtered and searched, beside the form of the measure selected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from ui.models.ledger_model import LedgerModel
from ui.models.ledger_rows import Filter, MeasureRow, arrange, build_rows, count, with_verdicts
from ui.pages.base import Page
from ui.pages.ledger_judging import Judging
from ui.widgets.filter_row import FilterRow
from ui.widgets.form_place import FormPlace
from ui.widgets.ledger_bar import LedgerBar
from ui.widgets.ledger_split import LedgerSplit
from ui.widgets.ledger_table import LedgerTable

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.pages.ledger_work import FormWork
    from ui.tasks import TaskRunner
    from ui.widgets.chips import ChipRow
    from ui.widgets.entry_form import EntryForm

_FORM_LEAST = 300


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
        self._snapshot: Snapshot | None = None
        self._rows: tuple[MeasureRow, ...] = ()
        self._filter = Filter()
        self._closed: set[int] = set()
        self._complete = False
        self._selected: int | None = None
        self._settings: QSettings | None = None
        self._work: FormWork | None = None
        self._make_parts()
        self._lay_out()
        self._connect()

    @property
    def table(self) -> LedgerTable:
        return self._table

    @property
    def form(self) -> EntryForm:
        """Made once the rows stand on the screen, or when first asked for."""
        return self.work.form

    @property
    def work(self) -> FormWork:
        """What the form wishes for; made with it."""
        self._make_form()
        assert self._work is not None
        return self._work

    @property
    def filters(self) -> ChipRow:
        return self._filters.chips

    def set_period(self, period: Period) -> None:
        if self._period is not None and period != self._period:
            self._filter = replace(self._filter, keep=frozenset())
        super().set_period(period)

    def refresh(self) -> None:
        """Read the month again; the measure selected, the scroll position and what is being typed stay."""
        look = self.services.look
        snapshot, earlier = look.snapshot(self.period), look.snapshot(self.period.shifted(-1))
        self._snapshot = snapshot
        self._judging.show_month(snapshot, earlier)
        same_list = earlier.plan.year == snapshot.plan.year
        rows = build_rows(snapshot, earlier if same_list else None, look.today())
        self._rows = with_verdicts(rows, self._judging.known)
        self._tell_counts()
        self._show_choices()
        if self._filter.found is not None:
            self._filter = replace(self._filter, found=self.services.look.matching_measures(self._bar.words, snapshot))
        self._show_rows()

    def toolbar(self) -> QWidget:
        return self._bar

    def flush(self) -> bool:
        return self._form is None or self._form.flush()

    def show_item(self, what: object) -> None:
        """A unit's name, or a Filter: those measures. A measure's number, or (number, unit): select it, filters off where
        they hide it."""
        if isinstance(what, str | Filter):
            self._show_some(what if isinstance(what, Filter) else Filter(unit=what))
            return
        no, unit = what if isinstance(what, tuple) else (what, "")
        if not isinstance(no, int) or self._snapshot is None or no not in self._snapshot.plan.measure_by_no:
            return
        if not self.flush():
            return
        self._selected = no
        if not self._table.select_measure(no):
            self._closed.discard(self._snapshot.plan.measure(no).task)
            self.clear_filters()
            self._table.select_measure(no)
        self._show_form(no, str(unit))

    def _show_some(self, wanted: Filter) -> None:
        if self._snapshot is None or (wanted.unit and wanted.unit not in self._snapshot.plan.unit_order):
            return
        self.complete()
        self.clear_filters()
        self._filters.choose(wanted)
        self._filter = replace(wanted, unit="")
        self._filter_unit(wanted.unit)

    def focus_search(self) -> None:
        self._bar.focus_search()

    def save_state(self, settings: QSettings) -> None:
        if self._work is not None:
            self._work.save_state(settings)
        self._split.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        self._settings = settings
        self._split.restore_state(settings)

    @Slot()
    def next_measure(self) -> None:
        self._table.step(1)

    @Slot()
    def previous_measure(self) -> None:
        self._table.step(-1)

    @Slot()
    def edit_measure(self) -> None:
        if self.form.isVisibleTo(self):
            self.form.focus_progress()

    @Slot()
    def rule(self) -> None:
        """认定… on the entry that the form shows."""
        if self.form.isVisibleTo(self):
            self.work.rule()
        else:
            self.message.emit("左边没有措施，没有可以认定的。")

    @Slot()
    def open_all(self) -> None:
        self._closed.clear()
        self._show_rows()

    @Slot()
    def close_all(self) -> None:
        self._closed = {row.task for row in self._rows}
        self._show_rows()

    @Slot()
    def clear_filters(self) -> None:
        """All measures again."""
        self._bar.clear_search()
        self._filter = Filter()
        self._filters.choose(self._filter)
        self._show_rows()

    def _make_parts(self) -> None:
        self._bar = LedgerBar()
        self._filters = FilterRow()
        self._model = LedgerModel(self)
        self._table = LedgerTable(self._model)
        self._judging = Judging(self.services, self)
        self._judging.judged.connect(self._judged)
        self._form: EntryForm | None = None
        self._form_place = FormPlace(_FORM_LEAST)

    def _lay_out(self) -> None:
        self._split = LedgerSplit(self._table, self._form_place)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._filters)
        column.addWidget(self._split, 1)

    def _connect(self) -> None:
        self._bar.searched.connect(self._search)
        self._bar.left_search.connect(self._table.setFocus)
        self._bar.go_requested.connect(self.go_requested)
        self._bar.export_requested.connect(self.export_requested)
        self._filters.state_chosen.connect(self._filter_state)
        self._filters.unit_chosen.connect(self._filter_unit)
        self._filters.task_chosen.connect(self._filter_task)
        self._table.measure_selected.connect(self._select)
        self._table.form_requested.connect(self.edit_measure)
        self._table.fold_requested.connect(self._fold)
        self._table.all_requested.connect(self.clear_filters)
        self._table.first_painted.connect(self._rows_stand)

    @Slot()
    def _rows_stand(self) -> None:
        self.rows_stand.emit()
        self.complete()
        QTimer.singleShot(0, self._make_form)

    def complete(self) -> None:
        """What the bars need beyond their looks."""
        if not self._complete:
            self._complete = True
            self._bar.complete()
            self._show_choices()

    @Slot()
    def _make_form(self) -> None:
        """After the rows: what a form needs is imported and made while the clerk already reads."""
        if self._form is not None:
            return
        from ui.pages.ledger_work import FormWork

        self._work = FormWork(self.services, self.tasks, self._judging.now, self._settings, self)
        self._form = self._work.form
        self._form.left_form.connect(self._table.setFocus)
        self._form.next_requested.connect(self.next_measure)
        self._work.go_requested.connect(self.go_requested)
        self._work.saved.connect(self._saved)
        self._work.changed.connect(self._work_done)
        self._work.problem.connect(self.problem)
        self._work.said.connect(self.message)
        self._form_place.hold(self._form)
        if self._selected is not None:
            self._show_form(self._selected)
        self._judging.start()

    def _tell_counts(self) -> None:
        if self._snapshot is not None:
            counts = count(self._rows, self._snapshot, judged=self._judging.complete)
            self._filters.show_counts(counts.by_filter)
            self.counted.emit(counts)

    @Slot()
    def _judged(self) -> None:
        """All entries are judged as the ledger has them: counts and marks follow, the form where it has not yet."""
        rows = with_verdicts(self._rows, self._judging.known)
        changed, self._rows = rows != self._rows, rows
        self._tell_counts()
        if self._form is not None:
            self._form.show_verdict()
        if changed:
            self._show_rows()

    def _show_choices(self) -> None:
        if self._snapshot is not None and self._complete:
            self._filters.show_choices(self._snapshot.plan)

    def _show_rows(self) -> None:
        """Arrange and show; the measure selected stays so while it may be seen, else the first one is."""
        if self._snapshot is None:
            return
        closed = self._closed if self._filter.found is None else set()
        rows = arrange(self._rows, self._snapshot.plan.tasks, self._filter, closed)
        self._table.set_hits(self._bar.words.split())
        self._table.show_rows(rows)
        shown = [row.no for row in rows if isinstance(row, MeasureRow)]
        wanted = self._selected if self._selected in self._snapshot.plan.measure_by_no else None
        if wanted is None or (wanted not in shown and not self._hidden_by_fold(wanted)):
            wanted = next(iter(shown), None)
        if wanted is None:
            self._form_place.show_form(False)
            return
        self._selected = wanted
        self._table.select_quietly(wanted)
        self._show_form(wanted)

    def _hidden_by_fold(self, no: int) -> bool:
        row = next((row for row in self._rows if row.no == no), None)
        return row is not None and row.task in self._closed and self._filter.passes(row)

    def _show_form(self, no: int, unit: str = "") -> None:
        """At that unit; when none is named, another measure opens at the unit filtered by, the same stays as it is."""
        if self._snapshot is not None and self._form is not None:
            wanted = unit or (self._filter.unit if no != self._form.no else "")
            self._form.show_measure(self._snapshot, no, self.services.look.today(), wanted)
            self._form_place.show_form(True)

    def _set_filter(self, wanted: Filter) -> None:
        self.flush()
        self._filter = replace(wanted, keep=frozenset())
        self._show_rows()
        self._table.show_from_top()

    @Slot(str)
    def _search(self, text: str) -> None:
        if self._snapshot is not None:
            found = self.services.look.matching_measures(text, self._snapshot) if text else None
            self._set_filter(replace(self._filter, found=found))

    @Slot(str)
    def _filter_state(self, key: str) -> None:
        self._set_filter(replace(self._filter, state=key))

    @Slot(str)
    def _filter_unit(self, unit: str) -> None:
        self._set_filter(replace(self._filter, unit=unit))
        if unit and self._selected is not None:
            self._show_form(self._selected, unit)

    @Slot(str)
    def _filter_task(self, order: str) -> None:
        self._set_filter(replace(self._filter, task=int(order) if order else None))

    @Slot(int)
    def _fold(self, task: int) -> None:
        self._closed ^= {task}
        self._show_rows()

    @Slot(int)
    def _select(self, no: int) -> None:
        self._selected = no
        self.flush()
        self._show_form(no)

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
        self._filter = replace(self._filter, keep=self._filter.keep | ({no} if no else set()))
        self.refresh()
        self.ledger_changed.emit()
