"""台账: the month's table, filtered and searched, beside the form of the measure selected."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.views import LedgerView, ViewFilter
from qcapp.publish.view_rows import ViewRow
from ui.models.ledger_model import LedgerModel
from ui.models.ledger_rows import ALL, chip_counts, count
from ui.models.ledger_viewing import Viewing
from ui.pages.base import Page
from ui.pages.ledger_judging import Judging
from ui.pages.ledger_layouts import Layouts
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
        self._viewing = Viewing()
        self._complete = False
        self._selected: tuple[int, str] | None = None
        self._settings: QSettings | None = None
        self._work: FormWork | None = None
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
            self._viewing.keep = frozenset()
        super().set_period(period)

    def refresh(self) -> None:
        """Read the month again; the measure selected, the scroll position and what is being typed stay."""
        look = self.services.look
        snapshot, earlier = look.snapshot(self.period), look.snapshot(self.period.shifted(-1))
        self._judging.show_month(snapshot, earlier)
        same_list = earlier.plan.year == snapshot.plan.year
        self._viewing.show_month(snapshot, earlier if same_list else None, look.today(), self._judging.faults)
        self._tell_counts()
        self._show_choices()
        self._look_for(self._viewing.view.filter.words)
        self._show_rows()

    def toolbar(self) -> QWidget:
        return self._bar

    def flush(self) -> bool:
        return self._form is None or self._form.flush()

    def show_item(self, what: object) -> None:
        """A unit's name, or a ViewFilter: those measures. A measure's number, (number, unit) or a Spot: select it, filters off
        where they hide it."""
        if isinstance(what, str | ViewFilter):
            self._show_some(what if isinstance(what, ViewFilter) else ViewFilter(units=(what,)))
            return
        from ui.models.spot import Spot

        if isinstance(what, Spot):
            from ui.pages.ledger_spot import point_at

            self.show_item((what.no, what.unit))
            point_at(what, self.form, self._table)
            return
        no, unit = what if isinstance(what, tuple) else (what, "")
        if not isinstance(no, int) or self._snapshot is None or no not in self._snapshot.plan.measure_by_no:
            return
        if not self.flush():
            return
        self._selected = no, str(unit)
        if not self._table.select_measure(no, str(unit)):
            self._viewing.show_all()
            self._viewing.open_around(no)
            self.clear_filters()
            self._table.select_measure(no, str(unit))
        self._show_form(no, str(unit))

    def _show_some(self, wanted: ViewFilter) -> None:
        if self._snapshot is None or not set(wanted.units) <= set(self._snapshot.plan.unit_order):
            return
        self.complete()
        self.clear_filters()
        self._narrow(**{each.name: getattr(wanted, each.name) for each in fields(wanted)})

    def focus_search(self) -> None:
        self._bar.focus_search()

    def save_state(self, settings: QSettings) -> None:
        if self._work is not None:
            self._work.save_state(settings)
        self._split.save_state(settings)
        self._layouts.save(settings, self.view)

    def restore_state(self, settings: QSettings) -> None:
        self._settings = settings
        self._split.restore_state(settings)
        self._viewing.view = self._layouts.restore(settings)

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
        self._viewing.closed.clear()
        self._show_rows()

    @Slot()
    def close_all(self) -> None:
        self._viewing.close([group.key for group in self._viewing.groups()])
        self._show_rows()

    @Slot()
    def clear_filters(self) -> None:
        """All measures again."""
        self._bar.clear_search()
        self._viewing.show_all()
        self._filters.choose(self.view.filter)
        self._show_rows()

    def _make_parts(self) -> None:
        self._bar = LedgerBar()
        self._filters = FilterRow()
        self._model = LedgerModel(self)
        self._table = LedgerTable(self._model)
        self._layouts = Layouts(self._table)
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
        self._filters.everywhere_requested.connect(self._search_everywhere)
        self._table.entry_selected.connect(self._select)
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
        self._work.saved.connect(self._saved)
        self._work.changed.connect(self._work_done)
        self._work.problem.connect(self.problem)
        self._work.said.connect(self.message)
        self._form_place.hold(self._form)
        if self._selected is not None:
            self._show_form(*self._selected)
        self._judging.start()

    def _tell_counts(self) -> None:
        if self._snapshot is not None:
            judged = self._judging.complete
            self._filters.show_counts(chip_counts(self._viewing.rows, judged=judged))
            self.counted.emit(count(self._viewing.measures, self._snapshot, judged=judged))

    @Slot()
    def _judged(self) -> None:
        """All entries are judged as the ledger has them: counts and marks follow, the form where it has not yet."""
        changed = self._viewing.judge()
        self._tell_counts()
        if self._form is not None:
            self._form.show_verdict()
        if changed:
            self._show_rows()

    def _show_choices(self) -> None:
        if self._snapshot is not None and self._complete:
            self._filters.show_choices(self._snapshot.plan)

    def _show_rows(self) -> None:
        """Arrange and show; what is selected stays so while it may be seen, else the first row is."""
        if self._snapshot is None:
            return
        groups = self._viewing.groups()
        rows = self._viewing.shown(groups)
        self._table.set_hits(self._bar.words.split())
        self._filters.show_words(self._bar.words)
        self._table.show_rows(rows)
        no, unit = self._selected or (0, "")
        there = {row.no for group in groups for row in group.rows}  # folded away or not
        if no not in there:
            first = next((row for row in rows if isinstance(row, ViewRow)), None)
            if first is None:
                self._form_place.show_form(False)
                return
            no, unit = first.name
        self._selected = no, unit
        self._table.select_quietly(no, unit)
        self._show_form(no, unit)

    def _show_form(self, no: int, unit: str = "") -> None:
        """At that unit; when none is named, another measure opens at the unit filtered by, the same stays as it is."""
        if self._snapshot is not None and self._form is not None:
            units = self.view.filter.units
            wanted = unit or (units[0] if len(units) == 1 and no != self._form.no else "")
            self._form.show_measure(self._snapshot, no, self.services.look.today(), wanted)
            self._form_place.show_form(True)

    def _narrow(self, **parts: object) -> None:
        """Another filter: what it hides is saved first."""
        self.flush()
        self._viewing.narrow(**parts)
        self._filters.choose(self.view.filter)
        self._show_rows()
        self._table.show_from_top()
        units = self.view.filter.units
        if "units" in parts and len(units) == 1 and self._selected is not None:
            self._show_form(self._selected[0], units[0])

    def _look_for(self, words: str) -> None:
        look, snapshot = self.services.look, self._snapshot
        self._viewing.found = look.matching_measures(words, snapshot) if words and snapshot else None

    @Slot(str)
    def _search(self, text: str) -> None:
        if self._snapshot is not None:
            self._look_for(text)
            self._narrow(words=text)

    @Slot()
    def _search_everywhere(self) -> None:
        self.go_requested.emit("search", self._bar.words)

    @Slot(str)
    def _filter_state(self, key: str) -> None:
        self._narrow(states=() if key == ALL else (key,))

    @Slot(str)
    def _filter_unit(self, unit: str) -> None:
        self._narrow(units=(unit,) if unit else ())

    @Slot(str)
    def _filter_task(self, order: str) -> None:
        self._narrow(tasks=(int(order),) if order else ())

    @Slot(str)
    def _fold(self, key: str) -> None:
        self._viewing.closed ^= {key}
        self._show_rows()

    @Slot(int, str)
    def _select(self, no: int, unit: str) -> None:
        self._selected = no, unit
        self.flush()
        self._show_form(no, unit)

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
        self._viewing.keep |= {no} if no else set()
        self.refresh()
        self.ledger_changed.emit()
