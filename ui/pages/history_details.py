"""Right side of the page 历史: what one operation was, the files of a merge, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from qcapp.domain.operation_words import kind_words, state_words, time_words
from qcapp.domain.operations import Operation
from ui.models.changes import ChangeRow, ChangesModel
from ui.theme import Tone, set_role
from ui.widgets.changes_table import ChangesTable
from ui.widgets.labels import WrappedLabel
from ui.widgets.merged_files import MergedFiles
from ui.widgets.pill import Pill
from ui.writing import writes

NOTHING, OPERATION = 0, 1


class OperationDetails(QStackedWidget):
    """Shows what it is given; the page reads and does. ``entry_requested``: where the change chosen stands, see ``chosen``."""

    entry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel()
        self.state = Pill()
        self.summary = WrappedLabel()
        self.hint = WrappedLabel(role="muted")
        self.undo_button = QPushButton("撤销此操作")
        self.redo_button = QPushButton("恢复此操作")
        writes(self.undo_button, self.redo_button)
        self.files = MergedFiles()
        self.changes_model = ChangesModel(self)
        self.changes_table = ChangesTable(self.changes_model)
        self.go_button = QPushButton("到台账看这一处")
        set_role(self.go_button, "small")
        self._filler = QWidget()
        set_role(self.heading, "title")
        empty = QLabel("在左边选一次操作，看它改动了什么")
        set_role(empty, "faint")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(empty)
        self._add_body()
        self.go_button.clicked.connect(self.entry_requested)
        self.changes_table.opened.connect(self.entry_requested)
        self.changes_table.selectionModel().selectionChanged.connect(self._show_way)

    @property
    def chosen(self) -> ChangeRow | None:
        """The change that is selected, or the only one there is."""
        rows = self.changes_model.rows
        selected = self.changes_table.selected_rows()
        if len(rows) == 1:
            return rows[0]
        return rows[selected[0]] if len(selected) == 1 else None

    @Slot()
    def _show_way(self) -> None:
        self.go_button.setEnabled(self.chosen is not None)

    def show_operation(self, operation: Operation) -> None:
        self.setCurrentIndex(OPERATION)
        self.heading.setText(f"{kind_words(operation)} · {time_words(operation)} · {operation.who}")
        self.state.set_state(state_words(operation), Tone.IDLE)
        self.summary.setText(operation.summary)

    def show_nothing(self) -> None:
        self.setCurrentIndex(NOTHING)

    def show_hint(self, words: str) -> None:
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    def show_reading(self, *, another: bool) -> None:
        """Until it is read: nothing can be done with it. ``another``: what is shown is not of it, and goes."""
        self.undo_button.setEnabled(False)
        self.redo_button.setEnabled(False)
        if another:
            self.undo_button.hide()
            self.redo_button.hide()
            self.show_hint("正在读取…")
            self.files.show_files((), None, partly=False)
            self.show_changes(())

    def show_changes(self, rows: Sequence[ChangeRow]) -> None:
        self.changes_model.show_rows(rows)
        self.changes_table.setVisible(bool(rows))
        self.go_button.setVisible(bool(rows))
        self._filler.setVisible(not rows)
        self._show_way()

    def _add_body(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.heading)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        top.addWidget(self.go_button, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.undo_button)
        top.addWidget(self.redo_button)
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.setSpacing(4)
        head.addLayout(top)
        head.addWidget(self.summary)
        head.addWidget(self.hint)
        body = QWidget()
        self.addWidget(body)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.files)
        column.addWidget(self.changes_table, 1)
        column.addWidget(self._filler, 1)
