"""The source of the current field: its cell in the returned file, whole, and beside it what the field said before."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QTextEdit, QVBoxLayout, QWidget

from qcapp.domain.ledger import CellKey
from qcapp.merge.plan import FieldPlan, FilePlan
from ui.models.collect_source import source_of
from ui.theme import MUTED, scheme, set_role
from ui.widgets.labels import ElidedLabel

HEIGHT, LEAST_HEIGHT = 196, 120
# The arrow keys run over many fields: the ledger is asked about the one where they stay.
_PATIENCE_MS = 120
_NOTHING = "把光标移到某一栏，这里显示它在来表里的原文和台账里的来历。"


class SourcePanel(QFrame):
    """``show_field`` for the current one. The ledger is asked only while this is open. Escape goes back to the table."""

    open_requested = Signal()
    save_requested = Signal()
    left = Signal()

    def __init__(self, ask_history: Callable[[CellKey], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask_history
        self._field: FieldPlan | None = None
        self._file: FilePlan | None = None
        self._told: CellKey | None = None
        self.place = ElidedLabel(role="heading")
        self.cell = _Text(self)
        self.cell.setAccessibleName("来表单元格原文")
        self.history = _Text(self)
        self.history.setAccessibleName("这一栏的来历")
        self.open = QPushButton("打开原件(&O)")
        self.save = QPushButton("另存原件…(&A)")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PATIENCE_MS)
        self._later.timeout.connect(self._tell)
        self._lay_out()
        self.open.clicked.connect(self.open_requested)
        self.save.clicked.connect(self.save_requested)
        for text in (self.cell, self.history):
            text.left.connect(self.left)

    def _lay_out(self) -> None:
        self.setMinimumHeight(96)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.place, 1)
        for button in (self.open, self.save):
            set_role(button, "link")
            head.addWidget(button)
        before = QLabel("这一栏的来历")
        set_role(before, "heading")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(_column(head, self.cell))
        split.addWidget(_column(before, self.history))
        split.setSizes([460, 340])
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 10, 2)
        column.addWidget(split)
        scheme.changed.connect(self.refresh)

    @property
    def field(self) -> FieldPlan | None:
        return self._field

    @property
    def file(self) -> FilePlan | None:
        return self._file

    def show_field(self, file: FilePlan | None, field: FieldPlan | None) -> None:
        """None: no field is the current one."""
        changed = field is not self._field
        self._file, self._field = file, field
        if changed and self.isVisible():
            self.draw()

    @Slot()
    def refresh(self) -> None:
        """The ledger may say something else by now."""
        self._told = None
        if self.isVisible():
            self.draw()

    def take_focus(self) -> None:
        self.cell.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def draw(self) -> None:
        """All of it, now that it is seen."""
        file, field = self._file, self._field
        for button in (self.open, self.save):
            button.setEnabled(file is not None)
        if file is None or field is None:
            self.place.setText("来表原文")
            self.cell.setPlainText(_NOTHING)
            self.history.clear()
            self._told = None
            return
        found = source_of(file, field)
        self.place.setText(found.place)
        rest = "<br>".join(f"<span style='color:{MUTED}'>{escape(name)}：</span>{_lines(words)}" for name, words in found.row)
        self.cell.setHtml(f"<p style='margin:0 0 6px 0'>{_lines(found.text)}</p><p style='margin:0'>{rest}</p>")
        if field.key != self._told:
            self.history.clear()
            self._later.start()

    @Slot()
    def _tell(self) -> None:
        if self._field is not None and self.isVisible():
            self._told = self._field.key
            self.history.setHtml(self._ask(self._field.key))


class _Text(QTextEdit):
    """To read, select and copy; Tab goes on."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


def _column(head: QHBoxLayout | QWidget, body: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    if isinstance(head, QWidget):
        column.addWidget(head)
    else:
        column.addLayout(head)
    column.addWidget(body, 1)
    return made


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
