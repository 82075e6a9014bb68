"""历史: what was done to the ledger, by whom and from which file; undone here and brought back here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.ledger import CellKey, Change, Operation, OperationKind, UndoResult
from ui.dialogs.question import Answer, QuestionDialog
from ui.models.changes import ChangesModel, change_rows
from ui.models.operations import (
    OperationsModel,
    can_redo,
    can_undo,
    changed_since,
    kind_words,
    matching,
    state_words,
    time_words,
    undo_of,
    why_neither,
)
from ui.models.undo_words import UNCHANGED_WORDS, ShownNow, key_words, left_words, undo_words
from ui.pages.base import Page
from ui.theme import Tone, set_role
from ui.widgets.changes_table import ChangesTable
from ui.widgets.labels import WrappedLabel
from ui.widgets.notice import NoticeBar
from ui.widgets.operations_table import OperationsTable
from ui.widgets.pill import Pill
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.tasks import TaskRunner

_SPLIT = [590, 660]
_AT_FIRST = 500


class HistoryPage(Page):
    """Operations on the left; on the right the changes of the one selected."""

    name = "history"
    title = "历史"
    searchable = True

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self._operations: tuple[Operation, ...] = ()
        self._changes: tuple[Change, ...] = ()
        self._restorable = 0
        self._since: frozenset[CellKey] = frozenset()
        self._only: int | None = None
        self._limit: int | None = _AT_FIRST
        self.notice = NoticeBar()
        self.search = SearchBox("按摘要、操作、经手人、日期查找")
        self.count = QLabel()
        self.more = QPushButton("显示更早的操作")
        self.everything = QPushButton("看全部操作")
        self.model = OperationsModel(self)
        self.table = OperationsTable(self.model)
        self.changes_model = ChangesModel(self)
        self.changes_table = ChangesTable(self.changes_model)
        self.heading = QLabel()
        self.state = Pill()
        self.summary = WrappedLabel()
        self.hint = WrappedLabel(role="muted")
        self.undo_button = QPushButton("撤销此操作")
        self.redo_button = QPushButton("恢复此操作")
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        chosen = self._selected()
        self._load()
        self._show_operations(chosen.id if chosen else "")

    def status_words(self) -> str | None:
        return self.count.text()

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def show_item(self, what: object) -> None:
        """A measure's number: only what touched it; an operation's id: that one."""
        self._only = what if isinstance(what, int) else None
        self.notice.clear()
        self.search.clear()
        self._load()
        self._show_operations(what if isinstance(what, str) else "")

    # Reading

    def _load(self) -> None:
        if self._only is not None:
            touched = self.services.history.measure(self._only, self.period)
            self._operations = tuple({change.operation.id: change.operation for change in touched}.values())
        else:
            self._operations = self.services.history.operations(self._limit)

    def _selected(self) -> Operation | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def _read_changes(self, operation: Operation) -> None:
        changes = self.services.history.changes(operation.id)
        self._since = frozenset()
        if can_undo(operation):
            shown = ShownNow(self.services)
            self._since = changed_since(changes, shown.text)
        self._restorable = len({change.key for change in changes}) - len(self._since)
        if self._only is not None:
            changes = tuple(change for change in changes if change.key.no == self._only)
        self._changes = changes

    # Showing

    def _show_operations(self, select: str) -> None:
        found = matching(self._operations, self.search.text())
        self.model.show_rows(found)
        self.more.setVisible(self._only is None and self._limit is not None and len(self._operations) >= self._limit)
        self.everything.setVisible(self._only is not None)
        self.count.setText(self._count_words(len(found)))
        row = max(self.model.row_of(select), 0)
        if found:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)
            self.table.scrollTo(self.model.index(row, 0))
        self._show_selected()

    def _count_words(self, found: int) -> str:
        text = self.search.text().strip()
        if text and not found:
            return f"没有找到含“{text}”的操作，换个词试试"
        where = f"第 {self._only} 条措施 · " if self._only is not None else ""
        if text:
            return f"{where}找到 {found} 次操作"
        if not found:
            return f"{where}还没有操作"
        return f"{where}{'共' if self.more.isHidden() else '最近'} {found} 次操作"

    @Slot()
    def _show_selected(self) -> None:
        operation = self._selected()
        self._right.setCurrentIndex(0 if operation is None else 1)
        if operation is None:
            return
        self._read_changes(operation)
        self.heading.setText(f"{kind_words(operation)} · {time_words(operation)} · {operation.who}")
        self.state.set_state(state_words(operation), Tone.IDLE)
        self.summary.setText(operation.summary)
        self.undo_button.setVisible(can_undo(operation))
        self.redo_button.setVisible(can_redo(operation))
        self.undo_button.setEnabled(not self._nothing_to_restore(operation))
        self.hint.setText(self._hint_words(operation))
        self.hint.setVisible(bool(self.hint.text()))
        plan = self.services.look.plan
        rows = change_rows(self._changes, lambda key: plan(key.period).measure(key.no).printed, self._since)
        self.changes_model.show_rows(rows)
        self.changes_table.setVisible(bool(rows))
        self._filler.setVisible(not rows)

    def _hint_words(self, operation: Operation) -> str:
        if not can_undo(operation) and not can_redo(operation):
            return why_neither(operation)
        if not self._changes:
            return UNCHANGED_WORDS.get(operation.kind, "这次操作没有改动填报内容。")
        if self._nothing_to_restore(operation):
            return f"{len(self._changes)} 处改动后来都又改过，没有可恢复的原值，不能撤销；要改请直接到台账里改。"
        if self._since:
            return f"{len(self._changes)} 处改动，其中 {len(self._since)} 处后来又改过；撤销时这些地方保留现在的内容。"
        if operation.undone:
            return f"{len(self._changes)} 处改动，已被撤销；点“恢复此操作”让它们重新生效。"
        return f"{len(self._changes)} 处改动。"

    def _nothing_to_restore(self, operation: Operation) -> bool:
        """Whether an undo would leave everything as it is: a merge's would at least take the files back."""
        told = can_undo(operation) and operation.kind is not OperationKind.MERGE
        return told and bool(self._since) and not self._restorable

    # Doing

    @Slot()
    def undo(self) -> None:
        """Ask in words what will happen, then undo the selected operation."""
        operation = self._selected()
        if operation is None or not can_undo(operation) or self._nothing_to_restore(operation):
            return
        words = undo_words(operation, len(self._changes), len(self._since))
        answer = QuestionDialog.ask(
            self, "撤销操作", f"撤销这次{kind_words(operation)}？", words, [Answer("undo", "撤销此操作")],
            [f"保留　{key_words(key)}" for key in sorted(self._since)],
        )
        if answer:
            self._invert(operation.id, "正在撤销")

    @Slot()
    def redo(self) -> None:
        """Bring back what was undone."""
        operation = self._selected()
        if operation is None or not can_redo(operation):
            return
        found: Operation | None = operation
        if operation.kind is not OperationKind.UNDO:
            history = self.services.history
            found = undo_of(operation, history.operations(), history.changes)
        if found is None:
            self.problem.emit("没有找到撤销它的那次操作，请在列表里选中那次“撤销”再点恢复。")
        else:
            self._invert(found.id, "正在恢复")

    def _invert(self, operation_id: str, title: str) -> None:
        self.problem.emit("")
        self.notice.clear()
        self.tasks.run(
            lambda _: self.services.history.undo(operation_id), self._inverted, title=title, failed=self._failed,
            parent=self,
        )

    def _inverted(self, result: UndoResult) -> None:
        word = kind_words(result.operation)
        done = f"已{word}，{result.operation.changed} 处" + ("恢复为原值" if word == "撤销" else "重新生效")
        if not result.operation.changed:
            done = f"已{word}，没有改动填报内容"
        if result.left:
            self.notice.show_warning(f"{done}；{left_words(result.left)}后来又改过，保留了现在的内容。")
        else:
            self.notice.show_info(f"{done}。")
        self.message.emit(f"{done}。")
        self.refresh()
        self.ledger_changed.emit()

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))
        self.refresh()

    @Slot()
    def _load_more(self) -> None:
        self._limit = None
        self.refresh()

    @Slot()
    def _show_everything(self) -> None:
        self._only = None
        self.refresh()

    @Slot(str)
    def _searched(self, text: str) -> None:
        chosen = self._selected()
        if text and self._limit is not None and len(self._operations) >= self._limit:
            self._limit = None
            self._load()
        self._show_operations(chosen.id if chosen else "")

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_selected()

    # How it looks

    def _connect(self) -> None:
        self.search.searched.connect(self._searched)
        self.search.left_down.connect(self.table.setFocus)
        self.more.clicked.connect(self._load_more)
        self.everything.clicked.connect(self._show_everything)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)

    def _lay_out(self) -> None:
        for link in (self.more, self.everything):
            set_role(link, "link")
        set_role(self.count, "muted")
        set_role(self.heading, "title")
        self._right = QStackedWidget()
        empty = QLabel("在左边选一次操作，看它改动了什么")
        set_role(empty, "faint")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._right.addWidget(empty)
        self._right.addWidget(self._details())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(8)
        split.addWidget(_card(self._list()))
        split.addWidget(_card(self._right))
        split.setSizes(_SPLIT)
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 10, 12, 10)
        page.setSpacing(8)
        page.addWidget(self.notice)
        page.addWidget(split, 1)
        self.setFocusProxy(self.table)

    def _list(self) -> QWidget:
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 10, 0)
        top.setSpacing(12)
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        top.addWidget(self.everything)
        top.addWidget(self.more)
        return _column(top, self.table)

    def _details(self) -> QWidget:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.heading)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        top.addWidget(self.undo_button)
        top.addWidget(self.redo_button)
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.setSpacing(4)
        head.addLayout(top)
        head.addWidget(self.summary)
        head.addWidget(self.hint)
        body = _column(head, self.changes_table)
        self._filler = QWidget()
        layout = body.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self._filler, 1)
        return body


def _card(inside: QWidget) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 10, 1, 1)
    column.addWidget(inside)
    return card


def _column(top: QHBoxLayout | QVBoxLayout, table: QWidget) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addLayout(top)
    column.addWidget(table, 1)
    return body


