"""One measure of the form: its official words above, its fields with what is wrong with them below."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, contact_field
from qcapp.domain.text import clean
from qcapp.forms.received import Place, ReceivedRow
from qcapp.publish.return_table import places_of
from ui.fill.checked import RemarkLines, mark_editor
from ui.fill.session import Change, FillSession
from ui.theme import set_role
from ui.widgets.contact_rows import ContactRows
from ui.widgets.field_editors import Editor, LineField, TextField
from ui.widgets.labels import ElidedLabel, WrappedLabel, labelled
from ui.widgets.scrolled import scrolled

NO_NEWS = "本月无新进展"
NO_PROBLEM = "无"
_WIDEST = 900


class FillForm(QFrame):
    """``show_session`` once for a form that was opened, ``show_row`` for each measure; it types into the session."""

    copy_contacts_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._session: FillSession | None = None
        self._row: ReceivedRow | None = None
        self._make_parts()
        self._lay_out()
        for editor in (self.progress, self.problems, self.deadline):
            self._listen(editor)
        self.contacts.rows_changed.connect(self._rows_made)
        self.no_news.clicked.connect(self._say_no_news)
        self.no_problem.clicked.connect(self._say_no_problem)
        self.copy_contacts.clicked.connect(self.copy_contacts_requested)

    @property
    def row(self) -> ReceivedRow:
        if self._row is None:
            raise RuntimeError("show_row comes first")
        return self._row

    @property
    def session(self) -> FillSession:
        if self._session is None:
            raise RuntimeError("show_session comes first")
        return self._session

    @property
    def reasons(self) -> str:
        """Why the measure came back, as it is shown; "" where it did not."""
        return "" if self._reasons_box.isHidden() else self._reasons.text()

    @property
    def editors(self) -> dict[str, Editor]:
        """By field key."""
        fixed: dict[str, Editor] = {PROGRESS.key: self.progress, PROBLEMS.key: self.problems, DEADLINE.key: self.deadline}
        return {**self.contacts.editors, **fixed}

    def show_session(self, session: FillSession) -> None:
        self._session, self._row = session, None
        self.copy_contacts.setVisible(len(session.rows) > 1)
        session.row_changed.connect(self._changed)

    def show_row(self, row: ReceivedRow) -> None:
        if self._row is not None:
            self.take_over()
            self.session.pause()
        self._row = row
        self._title.setText("　".join(part for part in (row.label, row.task) if part))
        self._measure.setText(row.measure)
        self._reasons.setText(f"退回原因：\n{row.reasons}" if "\n" in row.reasons else f"退回原因：{row.reasons}")
        self._reasons_box.setVisible(bool(row.reasons))
        self._seen.setText("\n".join(row.remarks))
        self._seen_box.setVisible(bool(row.remarks))
        self._set_places()
        for field, editor in self.editors.items():
            editor.load(self.session.text(row.key, field))
        self._show_checks()
        self.area.verticalScrollBar().setValue(0)

    def take_over(self) -> None:
        """What the input method still holds belongs to the field."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            QApplication.inputMethod().commit()

    def focus_first(self) -> None:
        """Where something is to be done, else in 进展情况."""
        remarks = self.session.checked_row(self.row.key).remarks
        field = next((each.field for each in remarks if each.field in self.editors), PROGRESS.key)
        field = PROGRESS.key if any(each.field == PROGRESS.key for each in remarks) else field
        self.editors[field].setFocus()
        self.progress.moveCursor(QTextCursor.MoveOperation.End)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo is the form's and not the field's: the keys go on to the menu."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in keys):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    # How it looks

    def _make_parts(self) -> None:
        self._title = WrappedLabel(role="title")
        self._measure = WrappedLabel(role="quote")
        self._reasons = WrappedLabel()
        self._reasons_box = _boxed(self._reasons, "notice")
        self._seen = WrappedLabel()
        self._seen_box = _boxed(self._seen, "notice-warn")
        self.contacts = ContactRows()
        self.copy_contacts = _link("用于全部措施", "把这一条的责任人、联系人和电话抄到本表的每一条；可以撤销")
        self.progress = TextField(PROGRESS.heading, (4, 14))
        self.count = ElidedLabel(role="faint")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.no_news = _link(NO_NEWS, "把进展情况写成“本月无新进展”，请接着写一句原因")
        self.problems = TextField(PROBLEMS.heading, (2, 8))
        self.no_problem = _link("没有问题", "把存在问题写成“无”")
        self.deadline = LineField(DEADLINE.heading, "如 2021年12月底、长期坚持")
        self.parsed = QLabel()
        set_role(self.parsed, "muted")
        self.remarks = {key: RemarkLines() for key in ("contacts", PROGRESS.key, PROBLEMS.key, DEADLINE.key)}

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(5)
        for widget in (self._title, self._measure, self._reasons_box, self._seen_box):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(_headed("责任人、联系人", self.contacts, None, self.copy_contacts))
        self._add(column, self.contacts, "contacts")
        column.addLayout(_headed(PROGRESS.heading, self.progress, self.count, self.no_news))
        self._add(column, self.progress, PROGRESS.key)
        column.addLayout(_headed(PROBLEMS.heading, self.problems, None, self.no_problem))
        self._add(column, self.problems, PROBLEMS.key)
        column.addLayout(labelled(DEADLINE.heading, self.deadline))
        day = QHBoxLayout()
        day.setSpacing(8)
        day.addWidget(self.deadline, 3)
        day.addWidget(self.parsed, 2)
        column.addLayout(day)
        column.addWidget(self.remarks[DEADLINE.key])
        column.addStretch(1)
        paper = QWidget()
        set_role(paper, "paper")
        row = QHBoxLayout(paper)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1)
        self.area = scrolled(paper)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self.area)

    def _add(self, column: QVBoxLayout, editor: QWidget, key: str) -> None:
        column.addWidget(editor)
        column.addWidget(self.remarks[key])

    # What it does

    def _listen(self, editor: Editor) -> None:
        editor.edited.connect(self._typed)
        editor.left.connect(self._left)
        editor.installEventFilter(self)

    def _set_places(self, also: tuple[Place, ...] = ()) -> None:
        texts = self.session.row_texts(self.row.key)
        places = places_of(self.row, texts)
        self.contacts.set_places((*places, *(each for each in also if each not in places)))

    @Slot()
    def _rows_made(self) -> None:
        for field, editor in self.contacts.editors.items():
            editor.load(self.session.text(self.row.key, field))
            self._listen(editor)
        chain = [
            self.copy_contacts, *self.contacts.editors.values(), self.contacts.last, self.no_news, self.progress,
            self.no_problem, self.problems, self.deadline,
        ]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)
        self._show_checks()

    @Slot(str)
    def _typed(self, text: str) -> None:
        for field, editor in self.editors.items():
            if editor is self.sender():
                self.session.typed(self.row.key, field, text)

    @Slot()
    def _left(self) -> None:
        self.session.pause()

    @Slot(str)
    def _changed(self, key: str) -> None:
        """The session's texts are others: by typing here, which moves nothing, or by a step elsewhere."""
        if self._row is None or key != self._row.key or self.sender() is not self._session:
            return
        if any(field not in self.editors for field, text in self.session.row_texts(key).items() if text):
            self._set_places(self.contacts.places)
        for field, editor in self.editors.items():
            if editor.value() != self.session.text(key, field):
                _write(editor, self.session.text(key, field))
        self._show_checks()

    def _show_checks(self) -> None:
        checked = self.session.checked_row(self.row.key)
        for field, editor in self.editors.items():
            mark_editor(editor, checked.of(field))
        people = tuple(each for each in checked.remarks if each.field not in (PROGRESS.key, PROBLEMS.key, DEADLINE.key))
        self.remarks["contacts"].show_remarks(people)
        for key in (PROGRESS.key, PROBLEMS.key, DEADLINE.key):
            self.remarks[key].show_remarks(checked.of(key))
        self.count.setText(f"{len(clean(self.progress.value()))} 字")
        label = parse_deadline(self.deadline.value(), self.session.opened.form.period.year).label
        self.parsed.setText(f"→ {label}" if label else "看不出日期" if self.deadline.value().strip() else "")

    @Slot()
    def _say_no_news(self) -> None:
        self._say(PROGRESS.key, NO_NEWS, self.progress)

    @Slot()
    def _say_no_problem(self) -> None:
        self._say(PROBLEMS.key, NO_PROBLEM, self.problems)

    def _say(self, field: str, words: str, editor: TextField) -> None:
        self.session.put(f"填写“{words}”", [Change(self.row.key, field, words)])
        editor.setFocus()
        editor.moveCursor(QTextCursor.MoveOperation.End)

    def contacts_everywhere(self) -> list[Change]:
        """This measure's contacts for all the others; further rows that these have beyond are left empty."""
        texts = self.session.row_texts(self.row.key)
        own = {key: text for key, text in texts.items() if key in self.contacts.editors}
        changes = []
        for row in self.session.rows:
            there = self.session.row_texts(row.key)
            places = {*places_of(row, there), *self.contacts.places}
            keys = {contact_field(role, part, index).key for role, index in places for part in ("name", "phone")}
            changes += [Change(row.key, key, own.get(key, "")) for key in sorted(keys)]
        return changes


def _write(editor: Editor, text: str) -> None:
    """Text of a step: the caret stays as near as it can."""
    if isinstance(editor, LineField):
        at = editor.cursorPosition()
        editor.setText(text)
        editor.setCursorPosition(min(at, len(text)))
        return
    at = editor.textCursor().position()
    editor.load(text)
    cursor = editor.textCursor()
    cursor.setPosition(min(at, len(text)))
    editor.setTextCursor(cursor)


def _boxed(label: WrappedLabel, role: str) -> QFrame:
    box = QFrame()
    set_role(box, role)
    column = QVBoxLayout(box)
    column.setContentsMargins(10, 6, 10, 7)
    column.addWidget(label)
    return box


def _headed(words: str, buddy: QWidget, note: QWidget | None, link: QPushButton) -> QHBoxLayout:
    row = labelled(words, buddy, note)
    row.insertWidget(1, link)
    if note is None:
        row.setStretch(2, 1)
    return row


def _link(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    set_role(button, "link")
    return button
