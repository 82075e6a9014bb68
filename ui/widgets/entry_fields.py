"""The fields of an entry to be typed in, each with what is told beside it: length, source, last month, the day it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS
from qcapp.domain.ledger import Entry
from ui.theme import set_role
from ui.widgets.contact_rows import ContactRows
from ui.widgets.field_editors import Editor, LineField, TextField
from ui.widgets.labels import ElidedLabel, labelled
from ui.widgets.last_month import LastMonth
from ui.widgets.source_box import source_line, source_words
from ui.widgets.text_undo import of_ledger
from ui.writing import writes

_SIDE_BY_SIDE = 640
"""Pixels of width from which last month stands beside this one, not below it."""
_PAUSE_MS = 200
_TEXTS = (PROGRESS, PROBLEMS)


class EntryFields(QWidget):
    """``typed(field, text)`` by a person; ``entered(field)`` and ``left(editor)`` as the focus comes and goes; ``rows_made``
    when contacts have got other editors; ``ended`` by Enter in the last field.

    ``waiting``: what was typed in a field and is not in the ledger yet, None where nothing was.
    """

    typed = Signal(str, str)
    entered = Signal(str)
    left = Signal(object)
    rows_made = Signal()
    ended = Signal()

    def __init__(self, waiting: Callable[[str], str | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = waiting
        self._entry: Entry | None = None
        self._year: int | None = None
        self._comparing = False
        self._last: Callable[[str], str] = str  # until one is known
        self.contacts = ContactRows()
        self.progress = TextField(PROGRESS.heading, (4, 12))
        self.problems = TextField(PROBLEMS.heading, (2, 8))
        self.deadline = LineField(DEADLINE.heading, "如 2021-12-31、长期坚持", last=True)
        self.parsed = QLabel()
        self.notes = {field.key: ElidedLabel(role="faint") for field in _TEXTS}
        self.last = {
            field.key: LastMonth(field.heading, fillable=field in _TEXTS) for field in (PROGRESS, PROBLEMS, DEADLINE)
        }
        self._pairs: list[QBoxLayout] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._compare)
        self._lay_out()
        self._connect()

    @property
    def editors(self) -> dict[str, Editor]:
        """By field key."""
        fixed: dict[str, Editor] = {
            PROGRESS.key: self.progress, PROBLEMS.key: self.problems, DEADLINE.key: self.deadline,
        }
        return {**self.contacts.editors, **fixed}

    @property
    def tab_chain(self) -> Iterator[QWidget]:
        yield from (*self.contacts.editors.values(), self.contacts.last)
        for key, editor in ((PROGRESS.key, self.progress), (PROBLEMS.key, self.problems), (DEADLINE.key, self.deadline)):
            yield editor
            yield from self.last[key].tab_chain

    @property
    def focused(self) -> str:
        """Key of the field that the caret is in; "" for none."""
        return next((key for key, editor in self.editors.items() if editor.hasFocus()), "")

    def focus(self, field: str) -> None:
        """The caret at the end of that field, of 进展情况 where there is no such field."""
        editor = self.editors.get(field, self.progress)
        editor.setFocus()
        editor.to_end()

    def show_entry(self, entry: Entry, printed: tuple[str, ...], year: int, *, load: bool) -> None:
        """``printed``: labels of the plan's contact rows. ``load``: another entry than before, not the same one read again."""
        self._entry, self._year = entry, year
        self._show_contacts(entry, printed, load=load)
        for field, editor in self.editors.items():
            self._fill(field, editor, entry, load=load)
        self._tell()

    def show_last(self, ask: Callable[[str], str], *, comparing: bool) -> None:
        """``ask``: what a field said last month. ``comparing``: shown whole, with what is gone, and what is new marked."""
        self._last, self._comparing = ask, comparing
        for key, box in self.last.items():
            wanted = comparing or (key != DEADLINE.key and not self.editors[key].value().strip())
            box.show_last(ask(key) if wanted else "", comparing=comparing)
        self._turn_pairs()
        self._compare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_pairs()

    def _show_contacts(self, entry: Entry, printed: tuple[str, ...], *, load: bool) -> None:
        """Rows of the plan, of the entry, and (on the same entry) those just added by hand."""
        places = [(contact.role, contact.index) for contact in entry.contacts(printed)]
        if not load:
            places += [place for place in self.contacts.places if place not in places]
            focus = QApplication.focusWidget()
            if places != list(self.contacts.places) and focus is not None and self.contacts.isAncestorOf(focus):
                return
        self.contacts.set_places(places)

    def _fill(self, field: str, editor: Editor, entry: Entry, *, load: bool) -> None:
        waiting = self._waiting(field)
        if load:
            editor.load(entry.text(field) if waiting is None else waiting)
        elif waiting is None:
            editor.refresh(entry.text(field))
        editor.setToolTip(source_line(entry.values.get(field), entry.period))

    def _tell(self) -> None:
        """Lengths, sources and the deadline's day, of what stands there now."""
        for field in _TEXTS:
            self.notes[field.key].setText(self._note(field.key))
        text = self.deadline.value()
        label = parse_deadline(text, self._year).label
        self.parsed.setText(f"→ {label}" if label else "看不出日期" if text.strip() else "")

    def _note(self, key: str) -> str:
        """22 字 · 来自《…》7月22日; the source only of words that are still those."""
        text = self.editors[key].value().strip()
        value = self._entry.values.get(key) if self._entry else None
        known = value is not None and self._entry is not None and value.text.strip() == text
        words = source_words(value, self._entry.period) if known and self._entry else ""
        length = f"{len(text)} 字" if text or key == PROGRESS.key else ""
        return " · ".join(part for part in (length, words) if part)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.contacts)
        for field, editor in ((PROGRESS, self.progress), (PROBLEMS, self.problems)):
            note = self.notes[field.key]
            note.cut = Qt.TextElideMode.ElideMiddle  # of a long file name, never of the day after it
            note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(labelled(field.heading, editor, note))
            column.addLayout(self._pair(editor, self.last[field.key]))
        set_role(self.parsed, "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.deadline, 3)
        row.addWidget(self.parsed, 2)
        column.addLayout(labelled(DEADLINE.heading, self.deadline))
        column.addLayout(row)
        column.addWidget(self.last[DEADLINE.key])

    def _pair(self, editor: QWidget, last: QWidget) -> QBoxLayout:
        pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(4)
        pair.addWidget(editor, 1)
        pair.addWidget(last, 1, Qt.AlignmentFlag.AlignTop)
        self._pairs.append(pair)
        return pair

    def _turn_pairs(self) -> None:
        wide = self._comparing and self.width() >= _SIDE_BY_SIDE
        for pair in self._pairs:
            pair.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
            pair.setSpacing(12 if wide else 4)

    def _connect(self) -> None:
        for editor in (self.progress, self.problems, self.deadline):
            self._listen(editor)
        for key, box in self.last.items():
            box.fill_wanted.connect(self.editors[key].put)
        self.deadline.ended.connect(self.ended)
        self.contacts.rows_changed.connect(self._rows_changed)

    def _listen(self, editor: Editor) -> None:
        writes(editor)
        of_ledger(editor)
        editor.edited.connect(self._edited)
        editor.entered.connect(self._entered)
        editor.left.connect(self._left)

    def _key_of(self, sender: object) -> str:
        return next((key for key, editor in self.editors.items() if editor is sender), "")

    @Slot(str)
    def _edited(self, text: str) -> None:
        if key := self._key_of(self.sender()):
            self._tell()
            self._follow(key)
            self.typed.emit(key, text)

    def _follow(self, key: str) -> None:
        """Last month's words come where all was deleted, and go where something is typed again; what differs after a blink."""
        box = self.last.get(key)
        if box is None:
            return
        now = self.editors[key].value()
        if self._comparing:
            self._pause.start()
        elif key != DEADLINE.key:
            box.show_last("" if now.strip() else self._last(key), comparing=False)
            box.show_now(now)

    @Slot()
    def _compare(self) -> None:
        for key, box in self.last.items():
            editor = self.editors[key]
            new = box.show_now(editor.value())
            if isinstance(editor, TextField):
                editor.mark(new)

    @Slot()
    def _entered(self) -> None:
        self.entered.emit(self._key_of(self.sender()))

    @Slot()
    def _left(self) -> None:
        self.left.emit(self.sender())

    @Slot()
    def _rows_changed(self) -> None:
        """Fresh contact rows: fill and listen."""
        if self._entry is not None:
            for field, editor in self.contacts.editors.items():
                self._fill(field, editor, self._entry, load=True)
                self._listen(editor)
            self.rows_made.emit()
