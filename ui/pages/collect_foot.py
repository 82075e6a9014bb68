"""Under the comparison: one decision for all the rest, the counts, and the buttons that send back, undo and merge."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from qcapp.merge.plan import Decision
from ui.models.collect_batch import Batch
from ui.models.collect_words import merge_counts, undecided
from ui.theme import set_role
from ui.widgets.labels import ElidedLabel
from ui.writing import writes

_REST = {
    Decision.OURS: "全部用台账", Decision.THEIRS: "全部用来表", Decision.BOTH: "全部两段都保留", Decision.HOLD: "全部暂不处理",
}


class _MenuButton(QPushButton):
    """Room for the words only: a menu button's own hint leaves space for an arrow that is not drawn."""

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 28, super().sizeHint().height())


class CompareFoot(QWidget):
    merge_requested = Signal()
    undo_requested = Signal()
    slip_requested = Signal()
    rest_decided = Signal(object)
    """A Decision for every conflict that still waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rest = _MenuButton("其余未定 ▾")
        self.summary = ElidedLabel(role="muted")
        self.slip = QPushButton("退回说明…")
        self.undo = QPushButton("撤销上次合并")
        self.merge = QPushButton("合并入账（可撤销）")
        writes(self.slip, self.undo, self.merge)
        self.rest.setMenu(self._rest_menu())
        self.rest.setToolTip("给所有还没选定的冲突同一个决定（Alt+Q）")
        self.rest.setShortcut("Alt+Q")
        self.slip.setShortcut("Alt+B")
        self.undo.setToolTip("撤销这次打开以来的最后一次合并（Alt+Z）")
        self.undo.setShortcut("Alt+Z")
        self.merge.setToolTip("一次记入台账（Ctrl+Enter）")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self.merge, "primary")
        self._lay_out()
        self.merge.clicked.connect(self.merge_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.slip.clicked.connect(self.slip_requested)

    def show_batch(self, batch: Batch, waiting: int, *, busy: bool) -> None:
        """``waiting``: conflicts of the batch that nobody has decided."""
        files = batch.plan.mergeable
        told = f"{merge_counts(files)} · {batch.measures} 条措施 · {undecided(files, waiting)}"
        self.summary.setText(told if files else "")
        self.rest.setVisible(waiting > 0)
        self.merge.setEnabled(bool(files) and not busy)
        self.undo.setVisible(batch.last_operation is not None)
        self.undo.setEnabled(not busy)

    def show_slip(self, words: str, enabled: bool, tip: str) -> None:
        """The way back to the unit of the selected file."""
        if self.slip.text() != words:
            self.slip.setText(words)
            self.slip.setShortcut("Alt+B")  # which other words take away
        self.slip.setEnabled(enabled)
        self.slip.setToolTip(tip)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(10, 3, 10, 0)
        row.setSpacing(8)
        row.addWidget(self.rest)
        row.addWidget(self.summary, 1)
        for button in (self.slip, self.undo, self.merge):
            row.addWidget(button)
        line = QFrame()
        line.setFixedHeight(1)
        set_role(line, "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(line)
        column.addLayout(row)

    def _rest_menu(self) -> QMenu:
        menu = QMenu(self)
        for decision, words in _REST.items():
            menu.addAction(words).setData(decision.value)
        menu.triggered.connect(self._rest_chosen)
        return menu

    @Slot(QAction)
    def _rest_chosen(self, action: QAction) -> None:
        self.rest_decided.emit(Decision(str(action.data())))
