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
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS
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
from ui.widgets.contact_rows import ContactRows
from ui.widgets.entry_memory import ChangesFold, PastBox
from ui.widgets.field_editors import Editor, LineField, TextField
from ui.widgets.file_drop import FileDropCard
from ui.widgets.labels import ElidedLabel, labelled
from ui.widgets.measure_head import MeasureHead
from ui.widgets.source_box import SourceBox, source_line, source_words
from ui.widgets.standing_box import StandingBox
from ui.widgets.unit_tabs import UnitTabs

if TYPE_CHECKING:
    from qcapp.services import Services

_LEAST_WIDTH = 300


class EntryForm(FileDropCard):
    """``resolve_requested(held, decision, typed)``; ``files_given(paths)`` when files are dropped on it or pasted into its list;
    ``left_form`` when Escape goes back to the table. ``attachments``, ``source`` and ``standing`` have wishes of their own.

    ``verdict`` judges an entry as the ledger has it, None while there was no time for that."""

    resolve_requested = Signal(object, object, str)
    original_requested = Signal(str, str)
    """Hash and name of a returned file to be opened."""
    left_form = Signal()

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
    def conflicts(self) -> list[ConflictBox]:
        return self._waiting.boxes

    def editor(self, field: str) -> Editor:
        """The editor of a field key."""
        return self._editors()[field]

    def show_measure(self, snapshot: Snapshot, no: int, today: date, unit: str = "") -> None:
        """Show a measure, at ``unit`` where it is one of its units, else at the unit shown before or the first."""
        units = snapshot.plan.units_of[no]
        same_month = self._snapshot is not None and self._snapshot.period == snapshot.period
        same = same_month and no == self._no and self._unit in units and unit in ("", self._unit)
        self._snapshot, self._no, self._today = snapshot, no, today
        if not same:
            self._unit = next((name for name in (unit, self._unit) if name in units), units[0])
        self._head.show_measure(snapshot.plan, no)
        states = {name: entry_status(snapshot.entry(no, name), snapshot, today).state for name in units}
        self._tabs.show_units(states, self._unit)
        self._show_entry(load=not same)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)
        self._inner.setEnabled(True)

    def focus_progress(self) -> None:
        """Where the work is: the caret at the end of 进展情况."""
        self._progress.setFocus()

    def flush(self) -> bool:
        """Take over what the input method still holds, and write all; False when something could not be written."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            QApplication.inputMethod().commit()
        return self._autosave.flush()

    def takes_files(self) -> bool:
        return self._no is not None

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
        self._contacts = ContactRows()
        self._progress = TextField(PROGRESS.heading, (4, 12))
        self._progress_note = ElidedLabel(role="faint")
        self._progress_note.cut = Qt.TextElideMode.ElideMiddle  # of a long file name, never of the day after it
        self._progress_note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._problems = TextField(PROBLEMS.heading, (2, 8))
        self._deadline = LineField(DEADLINE.heading, "如 2021-12-31、长期坚持")
        self._parsed = QLabel()
        set_role(self._parsed, "muted")
        self.source = SourceBox()
        self._past = PastBox()
        self.attachments = AttachmentsBox()
        self._changes = ChangesFold()

    def _lay_out(self) -> None:
        self._inner = QWidget()
        set_role(self._inner, "paper")
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(5)
        column.addWidget(self._head)
        column.addSpacing(2)
        column.addWidget(self._tabs)
        column.addWidget(self.standing)
        column.addWidget(self._waiting)
        column.addWidget(self._contacts)
        column.addLayout(labelled(PROGRESS.heading, self._progress, self._progress_note))
        column.addWidget(self._progress)
        column.addLayout(labelled(PROBLEMS.heading, self._problems))
        column.addWidget(self._problems)
        column.addLayout(labelled(DEADLINE.heading, self._deadline))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._deadline, 3)
        row.addWidget(self._parsed, 2)
        column.addLayout(row)
        column.addWidget(self.attachments)
        column.addWidget(self.source)
        column.addLayout(labelled("往期", self._past))
        column.addWidget(self._past)
        column.addWidget(self._changes)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inner)
        self._inner.setEnabled(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._scroll)

    def _connect(self) -> None:
        for editor in (self._progress, self._problems, self._deadline):
            self._listen(editor)
        self._progress.edited.connect(self._note_progress)
        self._deadline.edited.connect(self._note_deadline)
        self._waiting.resolve_requested.connect(self.resolve_requested)
        self._waiting.original_requested.connect(self.original_requested)
        self._waiting.leaving.connect(self._keys_to)
        self._contacts.rows_changed.connect(self._rows_made)
        self._tabs.unit_chosen.connect(self._unit_chosen)
        self.attachments.files_given.connect(self.files_given)
        self.source.open_requested.connect(self.original_requested)

    def _listen(self, editor: Editor) -> None:
        editor.edited.connect(self._typed)
        editor.entered.connect(self._entered)
        editor.left.connect(self._left)

    def _editors(self) -> dict[str, Editor]:
        fixed: dict[str, Editor] = {
            PROGRESS.key: self._progress, PROBLEMS.key: self._problems, DEADLINE.key: self._deadline,
        }
        return {**self._contacts.editors, **fixed}

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
        self._show_contacts(entry, load=load)
        for field, editor in self._editors().items():
            self._fill(field, editor, entry, load=load)
        self._show_conflicts(entry)
        self._note_progress()
        self._note_deadline()
        if load:
            self._field = PROGRESS.key
        self._show_source()
        if self._snapshot is not None:
            self._past.show_past(self._services.look.past(entry.key.no, self._unit, entry.period))
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

    def _fill(self, field: str, editor: Editor, entry: Entry, *, load: bool) -> None:
        waiting = self._autosave.text_of(self._key(field))
        if load:
            editor.load(entry.text(field) if waiting is None else waiting)
        elif waiting is None:
            editor.refresh(entry.text(field))
        editor.setToolTip(source_line(entry.values.get(field), entry.period))

    def _show_contacts(self, entry: Entry, *, load: bool) -> None:
        """Rows of the plan, of the entry, and (on the same entry) those just added by hand."""
        printed = self._snapshot.plan.measure(entry.key.no).contacts if self._snapshot else ()
        places = [(contact.role, contact.index) for contact in entry.contacts(printed)]
        if not load:
            places += [place for place in self._contacts.places if place not in places]
            focus = QApplication.focusWidget()
            if places != list(self._contacts.places) and focus is not None and self._contacts.isAncestorOf(focus):
                return
        self._contacts.set_places(places)

    def _show_conflicts(self, entry: Entry) -> None:
        held = [one for one in self._snapshot.held if one.key.entry == entry.key] if self._snapshot else []
        self._waiting.show_conflicts(held, entry)

    @Slot(str)
    def _keys_to(self, field: str) -> None:
        """The box of that field's conflict is going: the keys stay at the field."""
        self._editors().get(field, self._progress).setFocus()

    def _read_changes(self) -> tuple[Change, ...]:
        entry = self._entry()
        return self._services.history.measure(entry.key.no, entry.period, self._unit)

    @Slot(str)
    def _typed(self, text: str) -> None:
        for field, editor in self._editors().items():
            if editor is self.sender():
                self._autosave.typed(self._key(field), text)

    @Slot()
    def _left(self) -> None:
        editor = self.sender()
        self._autosave.flush()
        # A context menu, or a look into another program, is not the end of the sitting: the editor keeps its place.
        if self.window().focusWidget() is not editor:
            self._autosave.rest()

    @Slot()
    def _rows_made(self) -> None:
        """Fresh contact rows: fill and listen."""
        entry = self._entry()
        for field, editor in self._contacts.editors.items():
            self._fill(field, editor, entry, load=True)
            self._listen(editor)
        chain = [
            self._tabs, *self.standing.tab_chain, *self._contacts.editors.values(),
            self._contacts.last, self._progress, self._problems, self._deadline, *self.attachments.tab_chain,
            *self.source.tab_chain, self._changes.fold.button,
        ]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)

    @Slot()
    def _entered(self) -> None:
        for field, editor in self._editors().items():
            if editor is self.sender():
                self._field = field
        self._show_source()

    @Slot(str)
    def _unit_chosen(self, unit: str) -> None:
        if unit != self._unit:
            self._unit = unit  # first: saving below has the page draw the form again
            self.flush()
            self._show_entry(load=True)

    @Slot()
    def _note_progress(self) -> None:
        length = len(self._progress.value().strip())
        value = self._entry().values.get(PROGRESS.key)
        same = value is not None and value.text.strip() == self._progress.value().strip()
        words = source_words(value, self._entry().period) if same else ""
        self._progress_note.setText(" · ".join(part for part in (f"{length} 字", words) if part))

    @Slot()
    def _note_deadline(self) -> None:
        text = self._deadline.value()
        year = self._snapshot.plan.year if self._snapshot else None
        label = parse_deadline(text, year).label
        self._parsed.setText(f"→ {label}" if label else "看不出日期" if text.strip() else "")
