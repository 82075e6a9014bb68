"""Saving as one types: what was typed waits here by cell, is written after a pause, and is kept until it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qcapp.domain.errors import ExpectedError
from qcapp.domain.ledger import CellKey

if TYPE_CHECKING:
    from qcapp.services.edit import EditService

PAUSE_MS: Final = 800
RETRY_MS: Final = 8_000


class Autosave(QObject):
    """A cell's text is bound to its measure, unit and month when typed, so nothing goes astray when these change."""

    saved = Signal()
    failed = Signal(str)

    def __init__(self, edit: EditService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        self._waiting: dict[CellKey, str] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._save)

    @property
    def waiting(self) -> int:
        """Cells typed and not yet written."""
        return len(self._waiting)

    def text_of(self, key: CellKey) -> str | None:
        """What was typed for that cell and is not written yet."""
        return self._waiting.get(key)

    def typed(self, key: CellKey, text: str) -> None:
        self._waiting[key] = text
        self._pause.start(PAUSE_MS)

    def forget(self, key: CellKey) -> None:
        """That cell's text was settled otherwise."""
        self._waiting.pop(key, None)

    def flush(self) -> bool:
        """Write all that waits, now. False: something could not be written; ``failed`` has said why, and it is kept."""
        self._pause.stop()
        wrote = False
        try:
            for key, text in list(self._waiting.items()):
                wrote |= self._edit.set_field(key.no, key.unit, key.period, key.field, text) is not None
                if self._waiting.get(key) == text:
                    del self._waiting[key]
        except ExpectedError as error:
            self._pause.start(RETRY_MS)
            self.failed.emit(str(error))
        if wrote:
            self.saved.emit()
        return not self._waiting

    @Slot()
    def _save(self) -> None:
        self.flush()
