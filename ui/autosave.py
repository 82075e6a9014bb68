"""Saving as one types: what was typed waits here by cell, is written after a pause, and is kept until it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qcapp.domain.errors import ExpectedError, LedgerChanged
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Operation
from qcapp.domain.text import clean
from qcapp.domain.typing_on import typed_on
from ui.models.saving import Saving

if TYPE_CHECKING:
    from qcapp.services.edit import EditService

PAUSE_MS: Final = 800
RETRY_MS: Final = 8_000


@dataclass(frozen=True, slots=True)
class _Sitting:
    """What was saved of a cell in one go: by the last operation, what it said at last, and at its longest."""

    key: CellKey
    operation: Operation
    text: str
    longest: str


class Autosave(QObject):
    """A cell's text is bound to its measure, unit and month when typed, so nothing goes astray when these change.

    Saves of one cell that follow each other are one operation, until ``rest`` ends the sitting, or little is left of what
    stood there at its longest: that ends the operation with it, however slowly it went.
    """

    saved = Signal()
    saving = Signal(object)
    """How it stands with what was typed: ``Saving``."""
    failed = Signal(str)
    overwrote = Signal(object, str)
    """A cell in which another program had written while one typed, and what that was: it stands in the history only."""

    def __init__(self, edit: EditService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        self._waiting: dict[CellKey, str] = {}
        self._seen: dict[CellKey, str] = {}
        self._last: _Sitting | None = None
        self._failed = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._save)

    @property
    def waiting(self) -> int:
        """Cells typed and not yet written."""
        return len(self._waiting)

    @property
    def texts(self) -> dict[CellKey, str]:
        """What was typed and is not written yet."""
        return dict(self._waiting)

    def text_of(self, key: CellKey) -> str | None:
        """What was typed for that cell and is not written yet."""
        return self._waiting.get(key)

    def typed(self, key: CellKey, text: str, seen: str | None = None) -> None:
        """``seen``: what the ledger showed there when it was typed, where that is known."""
        if seen is not None and key not in self._waiting:
            self._seen[key] = seen
        self._waiting[key] = text
        self._pause.start(PAUSE_MS)
        self.saving.emit(Saving.WAITING)

    def forget(self, key: CellKey) -> None:
        """That cell's text was settled otherwise."""
        if self._waiting.pop(key, None) is not None and not self._waiting:
            self.saving.emit(Saving.DONE)

    def rest(self) -> None:
        """The hand has left the cell: what is typed next begins an operation of its own."""
        self._last = None

    def flush(self) -> bool:
        """Write all that waits, now. False: something could not be written; ``failed`` has said why, and it is kept."""
        self._pause.stop()
        waited, wrote = bool(self._waiting), False
        failed, self._failed = self._failed, False
        lost: list[tuple[CellKey, str]] = []
        try:
            for key, text in list(self._waiting.items()):
                if self._waiting.get(key) != text:  # the first to be written told the window that it can: it has saved the others
                    continue
                theirs = self._theirs(key, text)
                try:
                    wrote |= self._write(key, text)
                except LedgerChanged:  # somebody was quicker by a moment: by what is there now
                    theirs = self._theirs(key, text)
                    wrote |= self._write(key, text)
                lost += [(key, theirs)] if theirs is not None else []
                self._seen.pop(key, None)
                if self._waiting.get(key) == text:
                    del self._waiting[key]
        except ExpectedError as error:
            self._failed = True
            self._pause.start(RETRY_MS)
            self.saving.emit(Saving.FAILED)
            self.failed.emit(str(error))
        if waited and not self._waiting:
            self.saving.emit(Saving.DONE)
        if wrote or (failed and waited and not self._waiting):  # what had failed may have been written all the same
            self.saved.emit()
        for key, theirs in lost:
            self.overwrote.emit(key, theirs)
        return not self._waiting

    def _theirs(self, key: CellKey, text: str) -> str | None:
        """What another program wrote there meanwhile, None where none did, or the same."""
        if key not in self._seen:
            return None
        now = self._edit.text(key)
        return now if now not in (self._seen[key], clean(text)) else None

    def _write(self, key: CellKey, text: str) -> bool:
        """Whether that changed the ledger. Only the last operation can be continued, so only that one is remembered."""
        last, after = self._last if self._last is not None and self._last.key == key else None, clean(text)
        if last is not None and not typed_on(last.longest, after):
            if self._edit.text(key) == last.text != last.longest:
                self._put(key, last.longest, last.operation)
            last = None
        operation = self._put(key, text, last.operation if last is not None else None)
        if operation is not None:
            longest = max(last.longest if last is not None else "", after, key=len)
            self._last = _Sitting(key, operation, after, longest)
        return operation is not None

    def _put(self, key: CellKey, text: str, continues: Operation | None) -> Operation | None:
        return self._edit.set_field(key.no, key.unit, key.period, key.field, text, continues=continues)

    @Slot()
    def _save(self) -> None:
        self.flush()
