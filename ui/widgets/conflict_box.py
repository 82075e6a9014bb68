"""A conflict that waits, beside its field: what was sent, what the ledger has, what came; four ways to settle it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import HeldConflict
from qcapp.merge.diff import keep_both
from qcapp.merge.plan import Decision
from ui.theme import set_role
from ui.widgets.field_editors import TextField
from ui.widgets.labels import WrappedLabel
from ui.writing import writes

_CHOICES = (Decision.OURS, Decision.THEIRS, Decision.BOTH, Decision.TYPED)


class ConflictBox(QFrame):
    """``resolve_requested(held, decision, typed)``; ``drafted(held, text)`` as one types; ``original_requested(sha256, name)``:
    the return that said so. It settles nothing by itself.

    ``draft``: what was typed here before and not used yet; None where nothing was.
    """

    resolve_requested = Signal(object, object, str)
    drafted = Signal(object, str)
    original_requested = Signal(str, str)

    def __init__(
        self, held: HeldConflict, ours: str, draft: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_role(self, "conflict")
        self.held = held
        self.buttons: dict[Decision, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        why = held.remark.rstrip("。") or "台账与来表都改过"
        title = QLabel(f"{field_for(held.key.field).heading}：{why}" + ("" if "请选" in why else "，请选用哪一段"))
        title.setWordWrap(True)
        set_role(title, "warning")
        column.addWidget(title)
        column.addLayout(self._texts(held, ours))
        column.addLayout(self._choices())
        self._typed = TextField("手工填写", (3, 8), self)
        self._typed.load(keep_both(held.key.field, ours, held.theirs) if draft is None else draft)
        self._typed.moveCursor(QTextCursor.MoveOperation.End)
        self._typed.edited.connect(self._drafted)
        self._save = QPushButton("用手工填写的内容")
        set_role(self._save, "primary")
        self._save.clicked.connect(self._use_typed)
        writes(*self.buttons.values(), self._typed, self._save)
        for widget in (self._typed, self._save):
            column.addWidget(widget)  # first: without a parent it would show as a window
            widget.setHidden(draft is None)

    def _texts(self, held: HeldConflict, ours: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        sent = "（没有下发记录）" if held.base is None else held.base or "（空）"
        place = f"，{held.place.label}" if held.place else ""
        origin = f"《{held.file}》{held.received.month}月{held.received.day}日收到{place}"
        for row, (words, text) in enumerate((("下发或上次来表", sent), ("台账", ours or "（空）"), ("来表", held.theirs))):
            label = QLabel(words)
            set_role(label, "muted")
            body = WrappedLabel(text)
            body.setAccessibleName(f"{words}：{text}")
            grid.addWidget(label, row, 0)
            grid.addWidget(body, row, 1)
            label.setContentsMargins(0, 1, 0, 0)
            grid.setAlignment(label, body.alignment())
        grid.addWidget(WrappedLabel(origin, "muted"), 3, 1)
        self.open_button = QPushButton("打开原件")
        set_role(self.open_button, "link")
        self.open_button.clicked.connect(self._open)
        grid.addWidget(self.open_button, 4, 1, Qt.AlignmentFlag.AlignLeft)
        return grid

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(5)
        for decision in _CHOICES:
            button = QPushButton(decision.label)
            button.setObjectName(decision.value)
            set_role(button, "small")
            button.clicked.connect(self._choose)
            self.buttons[decision] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    @Slot()
    def _choose(self) -> None:
        decision = Decision(self.sender().objectName())
        if decision is Decision.TYPED:
            self._typed.show()
            self._save.show()
            self._typed.setFocus()
        else:
            self.resolve_requested.emit(self.held, decision, "")

    @Slot()
    def _open(self) -> None:
        self.original_requested.emit(self.held.sha256, self.held.file)

    @Slot(str)
    def _drafted(self, text: str) -> None:
        self.drafted.emit(self.held, text)

    @Slot()
    def _use_typed(self) -> None:
        self.resolve_requested.emit(self.held, Decision.TYPED, self._typed.value())
