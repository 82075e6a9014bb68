"""The conflicts that wait on the entry shown, below each other; words typed for one are there again when it is shown again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcapp.domain.ledger import Entry, HeldConflict
from ui.widgets.conflict_box import ConflictBox


class ConflictColumn(QWidget):
    """``resolve_requested(held, decision, typed)``, ``original_requested(sha256, name)`` as of each box. ``leaving(field)``:
    the box that the keys are in goes; they need another place."""

    resolve_requested = Signal(object, object, str)
    original_requested = Signal(str, str)
    leaving = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: list[ConflictBox] = []
        self._drafts: dict[HeldConflict, str] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def show_conflicts(self, held: list[HeldConflict], entry: Entry) -> None:
        if [box.held for box in self.boxes] == held:
            return
        focus: QWidget | None = self.window().focusWidget()
        at_hand = next((box.held for box in self.boxes if focus is not None and box.isAncestorOf(focus)), None)
        if at_hand is not None:  # before its button goes: the keys would land anywhere in the window
            self.leaving.emit(at_hand.key.field)
        for box in self.boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = [ConflictBox(one, entry.text(one.key.field), self._drafts.get(one)) for one in held]
        for box in self.boxes:
            box.resolve_requested.connect(self.resolve_requested)
            box.drafted.connect(self._drafted)
            box.original_requested.connect(self.original_requested)
            self._column.addWidget(box)
            box.show()  # not only with the next event
        self.setVisible(bool(held))

    @Slot(object, str)
    def _drafted(self, held: HeldConflict, text: str) -> None:
        self._drafts[held] = text
