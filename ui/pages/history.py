"""历史: what was done to the ledger, by whom and from which file; undone here and brought back here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import Operation, UndoResult
from ui.dialogs.question import Answer, QuestionDialog
from ui.models.operation_view import OperationView, read_operation
from ui.models.operations import OperationsModel, can_undo, changed_fields, kind_words, matching
from ui.models.returned_files import changes_of, changes_of_file, file_rows
from ui.models.undo_words import file_undo_words, key_words, left_words, undo_words
from ui.originals import Originals
from ui.pages.base import Page
from ui.pages.history_details import OperationDetails
from ui.theme import set_role
from ui.widgets.notice import NoticeBar
from ui.widgets.operations_table import OperationsTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.tasks import TaskRunner

_SPLIT = [600, 650]
_AT_FIRST = 500


class HistoryPage(Page):
    """Operations on the left; on the right the changes of the one selected, and the files of a merge."""

    name = "history"
    title = "历史"
    searchable = True

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self._operations: tuple[Operation, ...] = ()
        self._view: OperationView | None = None
        self._only: int | None = None
        self._limit: int | None = _AT_FIRST
        self.notice = NoticeBar()
        self.search = SearchBox("按摘要、操作、经手人、日期查找")
        self.count = QLabel()
        self.more = QPushButton("显示更早的操作")
        self.everything = QPushButton("看全部操作")
        self.model = OperationsModel(self)
        self.table = OperationsTable(self.model)
        self.details = OperationDetails()
        self.files = self.details.files
        self.originals = Originals(services, tasks, self)
        self._lay_out()
        self._connect()

    @property
    def undo_button(self) -> QPushButton:
        return self.details.undo_button

    @property
    def redo_button(self) -> QPushButton:
        return self.details.redo_button

    def refresh(self) -> None:
        chosen = self._selected()
        self._load()
        self._show_operations(chosen.id if chosen else "")

    def status_words(self) -> str | None:
        return self.count.text()

    def clear_notices(self) -> None:
        self.notice.clear()

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
        if operation is None:
            self.details.show_nothing()
            return
        self._view = view = read_operation(self.services, operation, self._only)
        self.details.show_operation(operation)
        self.undo_button.setVisible(can_undo(operation))
        self.redo_button.setVisible(view.can_redo)
        self.undo_button.setEnabled(not view.nothing_to_restore)
        self.details.show_hint(view.hint)
        rows = file_rows(view.records, view.shown, view.since)
        self.files.show_files(rows, self.files.record, partly=view.by_file)
        self._show_changes()

    @Slot()
    def _show_changes(self) -> None:
        """Of the file chosen, or of all."""
        if self._view is None:
            return
        words, record, view = self.services.look.measure_words, self.files.record, self._view
        changes = view.shown if record is None else changes_of(record, view.shown)
        since = view.since_of(changes) if record is not None and can_undo(view.operation) else view.since
        self.details.show_changes(
            changes, lambda key: words(key.no, key.period), since, one_file=record is not None
        )

    # Doing

    @Slot()
    def undo(self) -> None:
        """Ask in words what will happen, then undo the selected operation."""
        operation = self._selected()
        view = self._view
        if operation is None or view is None or not can_undo(operation) or view.nothing_to_restore:
            return
        words = undo_words(operation, view.restorable + len(view.since), len(view.since), view.repeated)
        answer = QuestionDialog.ask(
            self, "撤销操作", f"撤销这次{kind_words(operation)}？", words, [Answer("undo", "撤销此操作")],
            [f"保留　{key_words(key)}" for key in sorted(view.since)],
        )
        if answer:
            self._invert(operation.id, "正在撤销")

    @Slot()
    def redo(self) -> None:
        """Bring back what was undone."""
        operation, view = self._selected(), self._view
        if operation is None or view is None or not view.can_redo:
            return
        found = view.undone_by or operation
        self._invert(found.id, "正在恢复")

    @Slot()
    def undo_file(self) -> None:
        """The chosen file's part of the merge alone."""
        operation, record = self._selected(), self.files.record
        view = self._view
        if operation is None or view is None or record is None or record.undone or not can_undo(operation):
            return
        changes = changes_of_file(record, view.changes)
        since = view.since_of(changes)
        units = "、".join(dict.fromkeys(each.unit for each in view.records if each.sha256 == record.sha256))
        moved = changed_fields(changes)
        repeated = len({change.key for change in changes} - moved)
        words = file_undo_words(record.name, units, len(moved), len(since), repeated)
        answer = QuestionDialog.ask(
            self, "撤销一份来表", "撤销这一份来表？", words, [Answer("undo", "撤销这一份")],
            [f"保留　{key_words(key)}" for key in sorted(since)],
        )
        if answer:
            self._invert(operation.id, "正在撤销", record.sha256)

    @Slot()
    def redo_file(self) -> None:
        operation, record = self._selected(), self.files.record
        if operation is None or record is None or not record.undone:
            return
        found = self.services.history.undone_by(operation.id, sha256=record.sha256)
        if found is None:
            self.problem.emit(f"《{record.name}》是随整次合并撤销的，请点“恢复此操作”把那次合并恢复。")
        else:
            self._invert(found.id, "正在恢复")

    @Slot()
    def _open_original(self) -> None:
        if self.files.record is not None:
            self.originals.open(self.files.record.sha256, self.files.record.name)

    @Slot()
    def _save_original(self) -> None:
        if self.files.record is not None:
            self.originals.save(self.files.record.sha256, self.files.record.name)

    @Slot()
    def _drag_original(self) -> None:
        if self.files.record is not None:
            self.originals.drag(self.files.record.sha256, self.files.record.name, self.files.out)

    def _invert(self, operation_id: str, title: str, sha256: str | None = None) -> None:
        self.begin()
        self.tasks.run(
            lambda _: self.services.history.undo(operation_id, sha256=sha256), self._inverted, title=title,
            failed=self._failed, parent=self,
        )

    def _inverted(self, result: UndoResult) -> None:
        word = kind_words(result.operation)
        what = f"《{result.file}》" if result.file else ""
        done = f"已{word}{what}，{result.operation.changed} 处" + ("恢复为原值" if word == "撤销" else "重新生效")
        if not result.operation.changed:
            done = f"已{word}{what}，没有改动填报内容"
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
        self.files.chosen.connect(self._show_changes)
        self.files.open_requested.connect(self._open_original)
        self.files.save_requested.connect(self._save_original)
        self.files.out.wanted.connect(self._drag_original)
        self.files.undo_requested.connect(self.undo_file)
        self.files.redo_requested.connect(self.redo_file)
        self.originals.problem.connect(self.problem)
        self.originals.said.connect(self.message)

    def _lay_out(self) -> None:
        for link in (self.more, self.everything):
            set_role(link, "link")
        set_role(self.count, "muted")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(8)
        split.addWidget(_card(self._list()))
        split.addWidget(_card(self.details))
        split.setSizes(_SPLIT)
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 10, 12, 10)
        page.setSpacing(8)
        page.addWidget(self.notice)
        page.addWidget(split, 1)

    def _list(self) -> QWidget:
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 10, 0)
        top.setSpacing(12)
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        top.addWidget(self.everything)
        top.addWidget(self.more)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        return body


def _card(inside: QWidget) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 10, 1, 1)
    column.addWidget(inside)
    return card
