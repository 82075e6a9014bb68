"""One form being filled in: what its fields say now, what is wrong with them, and one chain of steps to take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from qcapp.forms.received import ReceivedRow
from qcapp.services.fill import FillService, OpenedForm
from qcapp.services.fill_checks import CheckedForm, CheckedRow, check_row

_REST: Final = 2.0
"""Seconds."""
_TYPED_AT_ONCE: Final = 12
_ENDS: Final = ("。", "；", "\n")
_NOTHING: Mapping[str, str] = {}


class Change(NamedTuple):
    """A field of a row, and what it is to say."""

    row: str
    field: str
    text: str


class FillSession(QObject):
    """Typing in one field is one step, until the keys leave it or rest, a sentence ends, or more comes at once than a hand
    types; whatever else is done is a step of its own."""

    row_changed = Signal(str)
    """Key of a row whose texts are others now, whoever changed them."""
    stepped = Signal(str)
    """A step was taken back or brought back in that row."""

    def __init__(self, service: FillService, opened: OpenedForm, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened = opened
        self.stack = QUndoStack(self)
        self._texts = opened.texts
        self._sitting, self._typed_at = 0, 0.0
        self._checked = {row.row.key: row for row in service.check(opened, self._texts).rows}

    @property
    def rows(self) -> tuple[ReceivedRow, ...]:
        return self.opened.form.rows

    @property
    def checked(self) -> CheckedForm:
        return CheckedForm(tuple(self._checked[row.key] for row in self.rows))

    @property
    def dirty(self) -> bool:
        """Whether there is anything that no saved file has."""
        return not self.stack.isClean()

    def texts(self) -> dict[str, dict[str, str]]:
        """A copy of all: for work elsewhere."""
        return {row: dict(fields) for row, fields in self._texts.items()}

    def text(self, row: str, field: str) -> str:
        return self._texts[row].get(field, "")

    def row_texts(self, row: str) -> Mapping[str, str]:
        return self._texts[row]

    def checked_row(self, row: str) -> CheckedRow:
        return self._checked[row]

    def before(self, row: str) -> Mapping[str, str]:
        """What the unit said of it the month before, as far as this computer knows."""
        return self.opened.before.get(row, _NOTHING)

    def typed(self, row: str, field: str, text: str) -> None:
        """By a person, a letter at a time."""
        before, now = self.text(row, field), monotonic()
        if text == before:
            return
        at_once = abs(len(text) - len(before)) > _TYPED_AT_ONCE
        if at_once or now - self._typed_at > _REST:
            self.pause()
        self._typed_at = now
        self.stack.push(_Step(self, "填写", [Change(row, field, text)], self._sitting))
        if at_once or text.endswith(_ENDS):
            self.pause()

    def put(self, words: str, changes: Sequence[Change]) -> int:
        """Several fields at once, one step to be taken back; answers how many there were that said something else."""
        real = [each for each in changes if each.text != self.text(each.row, each.field)]
        if real:
            self.pause()
            self.stack.push(_Step(self, words, real, -1))
            self.pause()
        return len(real)

    @Slot()
    def pause(self) -> None:
        """What is typed from here on is another step."""
        self._sitting += 1

    def undo(self) -> str:
        """What was taken back, "" where there is nothing."""
        return self._turn(self.stack.index() - 1, self.stack.undoText(), self.stack.undo)

    def redo(self) -> str:
        return self._turn(self.stack.index(), self.stack.redoText(), self.stack.redo)

    def _turn(self, place: int, words: str, turn: Callable[[], None]) -> str:
        self.pause()
        step = self.stack.command(place) if 0 <= place < self.stack.count() else None
        if not isinstance(step, _Step):
            return ""
        row = step.changes[0].row
        turn()
        self.stepped.emit(row)
        return words

    def apply(self, changes: Sequence[Change]) -> None:
        """For steps only: the fields say this now."""
        rows = dict.fromkeys(each.row for each in changes)
        for each in changes:
            self._texts[each.row][each.field] = each.text
        for key in rows:
            row = self.opened.form.row(key)
            known = self.opened.known.get(key, _NOTHING)
            self._checked[key] = check_row(self.opened.form, row, self._texts[key], self.before(key), known)
            self.row_changed.emit(key)


class _Step(QUndoCommand):
    """``sitting``: typing of one sitting at one field is one step; -1 stands alone."""

    def __init__(self, session: FillSession, words: str, changes: Sequence[Change], sitting: int) -> None:
        super().__init__(words)
        self._session, self.changes, self._sitting = session, list(changes), sitting
        self._before = [Change(row, field, session.text(row, field)) for row, field, _ in changes]

    def redo(self) -> None:
        self._session.apply(self.changes)

    def undo(self) -> None:
        self._session.apply(self._before)

    def id(self) -> int:
        return 1 if self._sitting >= 0 else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Step) or self._sitting != other._sitting:
            return False
        if self.changes[0][:2] != other.changes[0][:2]:
            return False
        self.changes = other.changes
        return True
