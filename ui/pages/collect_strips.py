"""What a file asks before its fields can be merged: strips above the table, one a question, answered by mouse or by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from qcapp.merge.plan import FilePlan
from qcapp.merge.questions import Question
from ui.models.collect_answers import questions_of
from ui.models.collect_batch import Identity, identity, same_bytes
from ui.models.collect_words import State, is_known, wants_password
from ui.pages.collect_kept import KeptStrip
from ui.pages.collect_password import PasswordStrip
from ui.pages.collect_questions import QuestionStrip
from ui.theme import set_role

Strip = QuestionStrip | PasswordStrip | KeptStrip
# Pixels of the smallest screen's height: where there are fields, most of it is theirs.
_MOST_HEIGHT, _MOST_ALONE = 210, 430


class StripBox(QScrollArea):
    """Shows the strips of one file; what a person does goes out as a signal."""

    answered = Signal(object, str)
    """A Question, and the value of the option chosen."""
    withdrawn = Signal(object)
    """A Question whose answer is taken back."""
    password_given = Signal(str)
    by_hand_requested = Signal()
    """Type in what a picture or an old document says."""
    original_requested = Signal()
    """Look at the file that is asked about."""
    next_requested = Signal()
    answered_all = Signal()
    """Nothing more to answer of this file, and the keys were here."""
    left = Signal()
    """The keys were here, and nothing is asked any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.after: QWidget | None = None
        self._strips: list[Strip] = []
        self._shown: object = None
        self._file: Identity | None = None
        self._most = _MOST_HEIGHT
        self._body = QWidget()
        set_role(self._body, "paper")
        self._body.installEventFilter(self)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(10, 0, 10, 2)
        self._column.setSpacing(5)
        self.setWidget(self._body)
        self.hide()

    @property
    def questions(self) -> list[QuestionStrip]:
        return [strip for strip in self._strips if isinstance(strip, QuestionStrip)]

    @property
    def password(self) -> PasswordStrip | None:
        return next((strip for strip in self._strips if isinstance(strip, PasswordStrip)), None)

    @property
    def kept(self) -> KeptStrip | None:
        return next((strip for strip in self._strips if isinstance(strip, KeptStrip)), None)

    @property
    def _waiting(self) -> list[QuestionStrip | PasswordStrip]:
        """Those that somebody has to do something about."""
        return [
            strip for strip in self._strips
            if isinstance(strip, PasswordStrip) or (isinstance(strip, QuestionStrip) and strip.waits)
        ]

    def show_file(self, file: FilePlan | None, state: State | None) -> None:
        """Make the strips anew where the file asks something else now; the keys stay where they were."""
        merged = state is State.MERGED
        wanted = (identity(file), questions_of(file), file.file.locked, file.outcome, file.kept, merged) if file else None
        if wanted == self._shown:
            return
        had_focus, before, asked = self._has_focus(), self._file, bool(self._waiting)
        self._shown, self._file = wanted, identity(file) if file else None
        self._most = _MOST_HEIGHT if file and file.fields else _MOST_ALONE
        for strip in self._strips:
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self._strips = [make() for make in self._makers(file, merged)] if file else []
        for strip in self._strips:
            self._column.addWidget(strip)
            strip.show()  # at once: its keys are wanted now
        self._order_tabs()
        self._column.invalidate()
        self._fit()
        self.setVisible(bool(self._strips))
        if had_focus and not self.focus_first():
            same = before is not None and self._file is not None and same_bytes(before, self._file)
            (self.answered_all if same and asked else self.left).emit()

    def focus_first(self) -> bool:
        """Move the keys to the first strip that waits; False when none does."""
        first = next(iter(self._waiting), None)
        if first is None:
            return False
        first.take_focus()
        self.ensureWidgetVisible(first)
        return True

    def choose(self, number: int) -> bool:
        """Give the answer of that number; False where no question shows it."""
        return any(strip.choose(number) for strip in self.questions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A strip that says something else now may be of another height."""
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _order_tabs(self) -> None:
        """Tab comes here where the strips stand, between ``after`` and what follows it."""
        last = self.after
        for widget in (stop for strip in self._strips for stop in strip.stops):
            if last is not None:
                QWidget.setTabOrder(last, widget)
            last = widget

    def _fit(self) -> None:
        """As high as the strips, up to the most."""
        width = self.viewport().width()
        bends = self._column.hasHeightForWidth()
        height = self._column.totalHeightForWidth(width) if bends else self._column.totalSizeHint().height()
        self.setFixedHeight(max(min(height, self._most), 1))

    def _has_focus(self) -> bool:
        focused: QWidget | None = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _makers(self, file: FilePlan, merged: bool) -> list[Callable[[], Strip]]:
        makers: list[Callable[[], Strip]] = []
        if is_known(file):
            return makers
        if wants_password(file) and not merged:
            makers.append(self._password_strip)
        first = not makers  # one Alt+1 at a time
        unseen = file.file.form is None and not wants_password(file)
        for question in () if merged else questions_of(file):
            asks = question.waits
            makers.append(partial(self._question_strip, question, numbered=first and asks, seen=unseen and asks))
            first, unseen = first and not asks, unseen and not asks
        if file.unread:  # 佐证材料 comes with a form: nothing has to be typed in
            makers.append(partial(self._kept_strip, file, merged, unseen))
        return makers

    def _question_strip(self, question: Question, *, numbered: bool, seen: bool) -> Strip:
        strip = QuestionStrip(question, numbered=numbered, seen=seen)
        strip.answered.connect(self.answered)
        strip.withdrawn.connect(self.withdrawn)
        strip.next_requested.connect(self.next_requested)
        strip.original_requested.connect(self.original_requested)
        return strip

    def _password_strip(self) -> Strip:
        strip = PasswordStrip()
        strip.given.connect(self.password_given)
        return strip

    def _kept_strip(self, file: FilePlan, merged: bool, seen: bool) -> Strip:
        strip = KeptStrip(file, merged=merged, seen=seen)
        strip.by_hand_requested.connect(self.by_hand_requested)
        strip.original_requested.connect(self.original_requested)
        return strip
