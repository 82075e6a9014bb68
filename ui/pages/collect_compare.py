"""Right side of the 收表 page: the selected file's fields, which of them to see, and the buttons that merge and undo."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from qcapp.domain.ledger import Snapshot
from qcapp.merge.plan import Decision, FilePlan
from ui.models.collect_batch import Batch, identity
from ui.models.collect_fields import FieldsModel
from ui.models.collect_rows import Listed, Shown
from ui.models.collect_words import BLANK, State, file_heading, is_blank, mergeable
from ui.pages.collect_view import FieldsTable
from ui.theme import LINE, set_role
from ui.widgets.chips import ChipRow
from ui.widgets.labels import ElidedLabel

STEPS = (
    "收表三步\n\n"
    "1　加入文件：把各单位交回的文件、文件夹或压缩包拖进来，或按 Ctrl+O 选择；先核对“收到日期”。\n\n"
    "2　逐处核对：上次往来、台账现有、来表、合并结果并排列出，冲突由您选定，暂不处理的留待以后。\n\n"
    "3　合并入账：一次记入台账，原文件存档；不满意可以整批撤销。"
)
_KEYS = "N 下一处 · 1 用台账 · 2 用来表 · 3 都保留 · 4 手填 · 0 暂不处理"
_REST = {
    Decision.OURS: "全部用台账", Decision.THEIRS: "全部用来表", Decision.BOTH: "全部两段都保留", Decision.HOLD: "全部暂不处理",
}


class _MenuButton(QPushButton):
    """Room for the words only: a menu button's own hint leaves space for an arrow that is not drawn."""

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 28, super().sizeHint().height())


class ComparePane(QFrame):
    """Draws one file of the batch; the plan in the batch holds what is decided."""

    merge_requested = Signal()
    undo_requested = Signal()
    rest_decided = Signal(object)
    """A Decision for every conflict that still waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.fields = FieldsModel(self)
        self.table = FieldsTable(self.fields)
        self.heading = ElidedLabel(role="heading")
        self.evidence = ElidedLabel(role="muted")
        self.chips = ChipRow()
        self.nothing = QLabel(STEPS)
        self.keys = ElidedLabel(role="faint")
        self.summary = QLabel()
        self.rest = _MenuButton("其余未定 ▾")
        self.undo = QPushButton("撤销上次合并")
        self.merge = QPushButton("合并入账（可撤销）")
        self._stack = QStackedWidget()
        self._file: FilePlan | None = None
        self._build()
        self.chips.set_chips([(each.value, each.label, None) for each in Shown])
        self.chips.choose(self.fields.shown.value)
        self._connect()

    def _build(self) -> None:
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.nothing.setContentsMargins(28, 28, 28, 0)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 10, 0)
        head.setSpacing(10)
        head.addWidget(self.heading, 1)
        head.addWidget(self.chips)
        evidence = QHBoxLayout()
        evidence.setContentsMargins(12, 0, 12, 0)
        evidence.setSpacing(12)
        evidence.addWidget(self.evidence, 1)
        evidence.addWidget(self.keys, 1)
        self.keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 9, 1, 9)
        column.setSpacing(5)
        column.addLayout(head)
        column.addLayout(evidence)
        column.addSpacing(2)
        column.addWidget(self._stack, 1)
        column.addWidget(_rule())
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self.rest.setMenu(self._rest_menu())
        self.rest.setToolTip("给所有还没选定的冲突同一个决定")
        set_role(self.merge, "primary")
        set_role(self.summary, "muted")
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 3, 10, 0)
        foot.setSpacing(8)
        foot.addWidget(self.rest)
        foot.addStretch(1)
        foot.addWidget(self.summary)
        foot.addWidget(self.undo)
        foot.addWidget(self.merge)
        return foot

    def _rest_menu(self) -> QMenu:
        menu = QMenu(self)
        for decision, words in _REST.items():
            menu.addAction(words).setData(decision.value)
        menu.triggered.connect(self._rest_chosen)
        return menu

    def _connect(self) -> None:
        self.chips.chosen.connect(self._show_only)
        self.merge.clicked.connect(self.merge_requested)
        self.undo.clicked.connect(self.undo_requested)

    @Slot()
    def enter(self) -> None:
        """Move the keyboard to the fields."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_file(self, found: tuple[FilePlan, State] | None, snapshot: Snapshot | None, *, locked: bool) -> None:
        """Draw a file, keeping the current field where it is still listed; None: the three steps."""
        before = self.fields.field_at(self.table.current_row)
        same = bool(found and self._file and identity(found[0]) == identity(self._file))
        scrolled = self.table.verticalScrollBar().value() if same else 0
        self._file = found[0] if found else None
        if found is None:
            self.fields.show_file(None, None)
            self.heading.setText("")
            self.evidence.setText("")
        else:
            file, state = found
            self.fields.show_file(file, snapshot, locked=locked or state is State.MERGED)
            self._show_words(state)
        self._show_rows()
        row = self.fields.row_of(before) if before and same else -1
        if row >= 0:
            self.table.go_to(row)
        self.table.verticalScrollBar().setValue(scrolled)

    def show_decisions(self, batch: Batch, *, busy: bool, state: State | None) -> None:
        """Heading, counts and buttons after a decision or a change of the batch."""
        if state is not None:
            self._show_words(state)
        plan = batch.plan
        count, waiting = len(plan.mergeable), plan.open
        undecided = f"{waiting} 处冲突未定" if waiting else "冲突都已选定"
        self.summary.setText(f"{count} 个文件 · {batch.measures} 条措施 · {undecided}" if count else "")
        self.rest.setVisible(waiting > 0)
        self.keys.setText(_KEYS if waiting else "")
        self.merge.setEnabled(count > 0 and not busy)
        self.undo.setVisible(batch.last_operation is not None)
        self.undo.setEnabled(not busy)

    def _show_words(self, state: State) -> None:
        if self._file is not None:
            done = "（已合并）" if state is State.MERGED else ""
            self.heading.setText(file_heading(self._file) + done)
            self.evidence.setText(self._file.evidence)

    def _show_rows(self) -> None:
        """The table, or in words why it is empty."""
        self.chips.setVisible(self._file is not None and mergeable(self._file))
        if self.fields.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        if self._file is None:
            self.nothing.setText(STEPS)
        elif not mergeable(self._file):
            self.nothing.setText(self._file.reason or "")
        elif is_blank(self._file) and self.fields.shown is not Shown.ALL:
            self.nothing.setText(BLANK)
        elif self.fields.shown is Shown.ALL:
            self.nothing.setText("这份表里没有读到可以填写的栏目。")
        else:
            self.nothing.setText("没有要看的变化，可以直接合并；想逐栏核对请点“全部字段”。")
        self._stack.setCurrentWidget(self.nothing)

    @Slot(str)
    def _show_only(self, key: str) -> None:
        before = self.fields.field_at(self.table.current_row)
        self.fields.show_only(Shown(key))
        self._show_rows()
        row = self.fields.row_of(before) if before else -1
        if row >= 0:
            self.table.go_to(row)

    @Slot(QAction)
    def _rest_chosen(self, action: QAction) -> None:
        self.rest_decided.emit(Decision(str(action.data())))


def _rule() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {LINE}; border: none;")
    return line
