"""The form beside the table: one measure, unit by unit, saved as one types.

It shows a snapshot and hands what is typed to ``Autosave``. It never writes itself: conflicts are settled by the page, files
are attached and taken away by it too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import CellKey, Entry, Snapshot
from qcapp.domain.operations import Change
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.status import entry_status
from ui.autosave import Autosave
from ui.models.attachments import attachments_of
from ui.models.ruling_words import holding
from ui.models.verdicts import Verdict
from ui.theme import set_role
from ui.widgets.attachments_box import AttachmentsBox
from ui.widgets.conflict_box import ConflictBox
from ui.widgets.conflict_column import ConflictColumn
from ui.widgets.entry_fields import EntryFields
from ui.widgets.entry_memory import ChangesFold, PastBox
from ui.widgets.field_editors import Editor
from ui.widgets.file_drop import FileDropCard
from ui.widgets.keeping_scroll import KeepingScroll
from ui.widgets.measure_head import MeasureHead
from ui.widgets.settling import settle
from ui.widgets.source_box import SourceBox
from ui.widgets.standing_box import StandingBox
from ui.widgets.unit_tabs import UnitTabs
from ui.writing import why_not

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.models.unsaved import Unsaved

_LEAST_WIDTH = 300


class EntryForm(FileDropCard):
    """``resolve_requested(held, decision, typed)``; ``files_given(paths)`` when files are dropped on it or pasted into its list;
    ``left_form`` when Escape goes back to the table; ``next_requested`` when the last unit of a measure is done.
    ``attachments``, ``source``, ``standing`` and ``past`` have wishes of their own.

    ``verdict`` judges an entry as the ledger has it, None while there was no time for that."""

    resolve_requested = Signal(object, object, str)
    original_requested = Signal(str, str)
    """Hash and name of a returned file to be opened."""
    left_form = Signal()
    next_requested = Signal()

    def __init__(
        self, services: Services, autosave: Autosave, verdict: Callable[[EntryKey], Verdict | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._autosave, self._verdict = services, autosave, verdict
        self._snapshot: Snapshot | None = None
        self._no: int | None = None
        self._unit = ""
        self._field = PROGRESS.key
        self._from_first = False
        self._today = date.min
        self._make_parts()
        self._lay_out()
        self._connect()
        self.setMinimumWidth(_LEAST_WIDTH)

    @property
    def no(self) -> int | None:
        return self._no

    @property
    def unit(self) -> str:
        return self._unit

    @property
    def period(self) -> Period | None:
        return self._snapshot.period if self._snapshot else None

    @property
    def unsaved(self) -> tuple[Unsaved, ...]:
        """What was typed and is not written yet, of whichever entry."""
        from ui.models.unsaved import Unsaved

        return tuple(Unsaved(key, text) for key, text in self._autosave.texts.items())

    @property
    def conflicts(self) -> list[ConflictBox]:
        return self._waiting.boxes

    def editor(self, field: str) -> Editor:
        """The editor of a field key."""
        return self.fields.editors[field]

    def show_measure(self, snapshot: Snapshot, no: int, today: date, unit: str = "") -> None:
        """Show a measure, at ``unit`` where it is one of its units, else at the unit shown before or the first."""
        units = snapshot.plan.units_of[no]
        same_month = self._snapshot is not None and self._snapshot.period == snapshot.period
        same = same_month and no == self._no and self._unit in units and unit in ("", self._unit)
        at = self.fields.focused
        first = self._from_first and no != self._no
        self._snapshot, self._no, self._today, self._from_first = snapshot, no, today, False
        if not same:
            known = (unit,) if first else (unit, self._unit)
            self._unit = next((name for name in known if name in units), units[0])
        self._head.show_measure(snapshot.plan, no)
        states = {name: entry_status(snapshot.entry(no, name), snapshot, today).state for name in units}
        self._tabs.show_units(states, self._unit)
        self._show_entry(load=not same)
        self._inner.setEnabled(True)
        settle(self)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)
            self._stay_at(at)

    def focus_progress(self) -> None:
        """Where the work is: the caret at the end of 进展情况."""
        self.fields.focus(PROGRESS.key)

    def flush(self) -> bool:
        """Take over what the input method still holds, and write all; False when something could not be written."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            QApplication.inputMethod().commit()
        return self._autosave.flush()

    @Slot()
    def next_unit(self) -> None:
        """The caret stays in the same field."""
        self._step_unit(1)

    @Slot()
    def previous_unit(self) -> None:
        self._step_unit(-1)

    @Slot()
    def go_on(self) -> None:
        """To the next unit of the measure, then to the next measure: for someone who fills in one after the other."""
        if self._tabs.currentIndex() + 1 < self._tabs.count():
            self._step_unit(1)
        elif self.flush():
            self._from_first = True
            self.next_requested.emit()
            self._from_first = False

    @Slot()
    def toggle_comparing(self) -> None:
        """Last month beside this one, or not."""
        self.past.set_comparing(not self.past.comparing)

    def takes_files(self) -> bool:
        return self._no is not None and not why_not(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left_form.emit()
        else:
            super().keyPressEvent(event)

    def _make_parts(self) -> None:
        self._head = MeasureHead()
        self._tabs = UnitTabs()
        self.standing = StandingBox()
        self._waiting = ConflictColumn()
        self.fields = EntryFields(self._waiting_text)
        self.source = SourceBox()
        self.past = PastBox()
        self.attachments = AttachmentsBox()
        self._changes = ChangesFold()

    def _lay_out(self) -> None:
        self._inner = QWidget()
        set_role(self._inner, "paper")
        self._scroll = KeepingScroll()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._scroll)
        self._scroll.setWidget(self._inner)  # before there is anything in it, to be gone through by Qt
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(5)
        column.addWidget(self._head)
        column.addSpacing(2)
        column.addWidget(self._tabs)
        column.addWidget(self.standing)
        column.addWidget(self._waiting)
        column.addWidget(self.fields)
        column.addWidget(self.attachments)
        column.addWidget(self.source)
        column.addWidget(self.past)
        column.addWidget(self._changes)
        column.addStretch(1)
        self._inner.setEnabled(False)

    def _connect(self) -> None:
        self.fields.typed.connect(self._typed)
        self.fields.entered.connect(self._entered)
        self.fields.left.connect(self._left)
        self.fields.rows_made.connect(self._set_tab_order)
        self.fields.ended.connect(self._ended)
        self._waiting.resolve_requested.connect(self.resolve_requested)
        self._waiting.original_requested.connect(self.original_requested)
        self._waiting.leaving.connect(self._keys_to)
        self._tabs.unit_chosen.connect(self._unit_chosen)
        self.attachments.files_given.connect(self.files_given)
        self.source.open_requested.connect(self.original_requested)
        self.past.file_chosen.connect(self.original_requested)
        self.past.comparing_changed.connect(self._compare)
        for keys, slot in (
            ("Ctrl+Tab", self.next_unit), ("Ctrl+Shift+Tab", self.previous_unit), ("Ctrl+Return", self.go_on),
            ("Ctrl+Enter", self.go_on),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _entry(self) -> Entry:
        if self._snapshot is None or self._no is None:
            raise RuntimeError("show_measure comes first")
        return self._snapshot.entry(self._no, self._unit)

    def _key(self, field: str) -> CellKey:
        entry = self._entry()
        return CellKey(entry.key.no, entry.key.unit, entry.period, field)

    def _show_entry(self, *, load: bool) -> None:
        entry = self._entry()
        if load:
            self._autosave.rest()
        self._show_standing(entry)
        if self._snapshot is not None:
            plan = self._snapshot.plan
            self.fields.show_entry(entry, plan.measure(entry.key.no).contacts, plan.year, load=load)
        self._compare()
        self._show_conflicts(entry)
        if load:
            self._field = PROGRESS.key
        self._show_source()
        if self._snapshot is not None:
            self.past.show_past(self._services.look.past(entry.key.no, self._unit, entry.period))
            self.attachments.show_attachments(attachments_of(self._snapshot, entry.key.no, self._unit))
        self._changes.show_changes(self._read_changes)

    def show_verdict(self) -> None:
        """合格, judged now."""
        if self._snapshot is not None:
            self.standing.show_verdict(self._verdict(self._entry().key))

    def _show_standing(self, entry: Entry) -> None:
        if self._snapshot is not None:
            status = entry_status(entry, self._snapshot, self._today)
            self.standing.show_status(status, holding(self._snapshot.rulings, entry.key))
            self.show_verdict()

    def _show_source(self) -> None:
        """Of the field that the caret is in, or was last."""
        entry = self._entry()
        self.source.show_source(self._field, entry.values.get(self._field), entry.period)

    def _waiting_text(self, field: str) -> str | None:
        return self._autosave.text_of(self._key(field))

    @Slot()
    def _compare(self) -> None:
        if self._snapshot is None:
            return
        entry = self._entry()
        no, unit, period = entry.key.no, entry.key.unit, entry.period
        self.fields.show_last(
            lambda field: self._services.look.last_month(no, unit, period, field), comparing=self.past.comparing
        )

    def _stay_at(self, field: str) -> None:
        """Another entry is shown: the caret goes on in the field where it was, if it was in any."""
        if field:
            self.fields.focus(field)
            self._entered(field)
            self._scroll.ensureWidgetVisible(self.fields.editors.get(field, self.fields.progress))

    @Slot()
    def _ended(self) -> None:
        """Enter in the last field: on to the next entry, where its work begins."""
        self.go_on()
        self._stay_at(PROGRESS.key)

    def _step_unit(self, by: int) -> None:
        count = self._tabs.count()
        if count > 1:
            at = self.fields.focused
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + by) % count)
            self._stay_at(at)

    def _show_conflicts(self, entry: Entry) -> None:
        held = [one for one in self._snapshot.held if one.key.entry == entry.key] if self._snapshot else []
        self._waiting.show_conflicts(held, entry)

    @Slot(str)
    def _keys_to(self, field: str) -> None:
        """The box of that field's conflict is going: the keys stay at the field."""
        self.fields.editors.get(field, self.fields.progress).setFocus()

    def _read_changes(self) -> tuple[Change, ...]:
        entry = self._entry()
        return self._services.history.measure(entry.key.no, entry.period, self._unit)

    @Slot(str, str)
    def _typed(self, field: str, text: str) -> None:
        self._autosave.typed(self._key(field), text, self._entry().text(field))

    @Slot(object)
    def _left(self, editor: QWidget) -> None:
        self._autosave.flush()
        # A context menu, or a look into another program, is not the end of the sitting: the editor keeps its place.
        if self.window().focusWidget() is not editor:
            self._autosave.rest()

    @Slot()
    def _set_tab_order(self) -> None:
        chain = [
            self._tabs, *self.standing.tab_chain, *self.fields.tab_chain, *self.attachments.tab_chain,
            *self.source.tab_chain, *self.past.tab_chain, self._changes.fold.button,
        ]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)

    @Slot(str)
    def _entered(self, field: str) -> None:
        self._field = field or self._field
        self._show_source()

    @Slot(str)
    def _unit_chosen(self, unit: str) -> None:
        if unit != self._unit:
            self._unit = unit  # first: saving below has the page draw the form again
            self.flush()
            self._show_entry(load=True)
