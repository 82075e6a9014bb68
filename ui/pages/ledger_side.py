"""The form beside 台账's table: made once the rows stand, at the measure that is selected; with it what edits the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot

from qcapp.domain.errors import ExpectedError
from ui.widgets.form_place import FormPlace
from ui.widgets.settling import after_painting

if TYPE_CHECKING:
    from ui.models.unsaved import Unsaved
    from ui.pages.base import Page
    from ui.pages.ledger_hands import CellHands
    from ui.pages.ledger_judging import Judging
    from ui.pages.ledger_shown import Shown
    from ui.pages.ledger_work import FormWork
    from ui.widgets.entry_form import EntryForm

_LEAST: Final = 300


class FormSide(QObject):
    """``place`` is where it stands. ``saved`` after what was typed in it is written; ``changed(number of the measure, words)``
    after the ledger was written by it otherwise; ``written(measures)`` after cells were."""

    saved = Signal()
    changed = Signal(int, str)
    written = Signal(object)
    stale = Signal()
    """Something was changed meanwhile: the month has to be read again."""
    next_requested = Signal()

    def __init__(self, page: Page, shown: Shown, judging: Judging) -> None:
        super().__init__(page)
        self._page, self._shown, self._judging = page, shown, judging
        self.place = FormPlace(_LEAST)
        self.settings: QSettings | None = None
        self.selected: tuple[int, str] | None = None
        """The measure, and the unit whose row it is, "" where it is the row of all."""
        self._form: EntryForm | None = None
        self._work: FormWork | None = None
        self._cells: CellHands | None = None
        self._held = False
        self._waits: tuple[int, str] | None = None

    @property
    def work(self) -> FormWork:
        """What the form wishes for; made with it."""
        self.make()
        assert self._work is not None
        return self._work

    @property
    def cells(self) -> CellHands:
        """What edits the table's cells; made with the form."""
        self.make()
        assert self._cells is not None
        return self._cells

    def make(self) -> None:
        """After the rows: what a form needs is imported and made while the clerk already reads."""
        if self._form is None:
            self._form = self._begun()
        if self._held:
            return
        self._held = True
        if self.selected is not None and not self.place.covered:
            self.show(*self.selected)
        self.place.hold(self._form)  # filled by now: it is laid out once, as it stays
        self._judging.start()

    def _begun(self) -> EntryForm:
        from ui.pages.ledger_work import FormWork

        page = self._page
        self._work = work = FormWork(page.services, page.tasks, self._judging.now, self.settings, page)
        form = work.form
        form.left_form.connect(self._shown.table.setFocus)
        form.next_requested.connect(self.next_requested)
        work.go_requested.connect(page.go_requested)
        work.saved.connect(self.saved)
        work.saving.connect(page.saving)
        work.changed.connect(self.changed)
        work.problem.connect(page.problem)
        work.said.connect(page.message)
        self._cells = self._make_cells()
        return form

    @Slot()
    def make_seen(self) -> None:
        """In two turns, unless it is asked for before."""
        if not self._page.window().isVisible():  # it was closed meanwhile, and so may be the ledger
            return
        if self._form is None:
            self._form = self._begun()
            QTimer.singleShot(0, self, self.make_seen)
        else:
            self.make()

    def flush(self) -> bool:
        """Save what is half typed, in a cell or in the form."""
        return (self._cells is None or self._cells.flush()) and self._flush_form()

    def unsaved(self) -> tuple[Unsaved, ...]:
        if self._cells is None or self._form is None:
            return ()
        return (*self._cells.in_place.unsaved, *self._form.unsaved)

    def save_state(self, settings: QSettings) -> None:
        if self._work is not None:
            self._work.save_state(settings)

    def show_verdict(self) -> None:
        """合格, judged now."""
        if self._form is not None:
            self._form.show_verdict()

    def show_nothing(self) -> None:
        """No measure is in sight."""
        self._waits = None
        self.place.show_form(False)

    def show_soon(self, no: int, unit: str) -> None:
        """Of a large month once its rows are painted, unless another measure is gone to before."""
        if not self._shown.large:
            self.show(no, unit)
            return
        if self._waits is None:
            after_painting(self, self.show_waiting)
        self._waits = no, unit

    @Slot()
    def show_waiting(self) -> None:
        """Now what was to be shown soon: something is to be done in the form. What it reads besides the rows may not be there to
        read by now."""
        if self._waits is None:
            return
        try:
            self.show(*self._waits)
        except ExpectedError as error:
            self._page.unread.emit(str(error))

    def show(self, no: int, unit: str = "") -> None:
        """At that unit; when none is named, another measure opens at the unit filtered by, the same stays as it is."""
        self._waits = None
        snapshot = self._shown.viewing.snapshot
        if snapshot is None:
            return
        if self._form is not None:
            units = self._shown.viewing.units
            wanted = unit or (units[0] if len(units) == 1 and no != self._form.no else "")
            self._form.show_measure(snapshot, no, self._page.services.look.today(), wanted)
        self.place.show_form(True)

    def _make_cells(self) -> CellHands:
        from ui.pages.ledger_hands import CellHands

        page, shown = self._page, self._shown
        hands = CellHands(page.services, page.tasks, shown.table, shown.model, page, self._flush_form)
        hands.desk.written.connect(self.written)
        hands.desk.stale.connect(self.stale)
        return hands

    def _flush_form(self) -> bool:
        return self._form is None or self._form.flush()
