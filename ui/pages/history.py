"""历史: what was done to the ledger, by whom and from which file; found, proved, undone here and brought back here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.domain.operations import Operation, OperationFilter
from ui.dialogs.exported import ResultBar
from ui.models.operation_view import OperationView
from ui.models.operations import OperationsModel
from ui.models.spot import Spot
from ui.pages.base import Page
from ui.pages.history_deeds import HistoryDeeds
from ui.pages.history_details import OperationDetails
from ui.pages.history_export import HistoryExport
from ui.pages.history_reading import HistoryReading, filter_around
from ui.pages.history_shown import Shown, ShownReading, rows_of
from ui.theme import set_role
from ui.widgets.history_bar import HistoryBar
from ui.widgets.notice import NoticeBar
from ui.widgets.operations_table import OperationsTable
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.tasks import TaskRunner

_SPLIT = [600, 650]


class HistoryPage(Page):
    """Above what narrows the list; operations on the left; on the right the changes of the one selected, and a merge's files."""

    name = "history"
    title = "历史"
    searchable = True

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self.view: OperationView | None = None
        """The operation that is shown; None while it is read."""
        self._shown: Shown | None = None
        self._settling = False
        self.notice, self.result = NoticeBar(), ResultBar()
        self.bar = HistoryBar()
        self.more = QPushButton("显示更早的操作")
        self.model = OperationsModel(self)
        self.table = OperationsTable(self.model)
        self.details = OperationDetails()
        self.files = self.details.files
        self.reading = HistoryReading(services, tasks, self)
        self.shown_reading = ShownReading(services, tasks, self)
        self.deeds, self.exports = HistoryDeeds(self), HistoryExport(self)
        self._lay_out()
        self._connect()

    @property
    def search(self) -> SearchBox:
        return self.bar.search

    @property
    def count(self) -> QLabel:
        return self.bar.count

    @property
    def undo_button(self) -> QPushButton:
        return self.details.undo_button

    @property
    def redo_button(self) -> QPushButton:
        return self.details.redo_button

    def refresh(self) -> None:
        self._show_choices()
        self.reading.again(self._chosen_id())

    def status_words(self) -> str | None:
        return self.count.text()

    def clear_notices(self) -> None:
        self.notice.clear()
        self.result.clear()

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def show_item(self, what: object) -> None:
        """A measure's number: what concerned it, by the list at hand; an operation's id: that one; a filter: what it lists."""
        self.clear_notices()
        if isinstance(what, str):
            self._show_operation(what)
            return
        wanted = OperationFilter(no=what, year=self.services.look.plan(self.period).year) if isinstance(what, int) else what
        self._ask(wanted if isinstance(wanted, OperationFilter) else OperationFilter())

    # Reading

    def _show_operation(self, operation_id: str) -> None:
        """Among all; one of long ago among those of its day."""
        self._ask(OperationFilter(), operation_id)
        if self.model.row_of(operation_id) < 0:
            try:
                found = self.services.history.operation(operation_id)
            except UsageError as error:
                self.problem.emit(str(error))
            else:
                self._ask(filter_around(found), operation_id)

    def _ask(self, wanted: OperationFilter, select: str = "") -> None:
        self.bar.show_wanted(wanted)
        self.reading.ask(wanted, select)

    def _show_choices(self) -> None:
        history, look = self.services.history, self.services.look
        self.bar.show_choices(history.units(), history.people(), look.today())

    def _selected(self) -> Operation | None:
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def _chosen_id(self) -> str:
        chosen = self._selected()
        return chosen.id if chosen else ""

    # Showing

    @Slot()
    def _show_operations(self) -> None:
        listed = self.reading.listed
        self.model.show_rows(listed.rows)
        self.more.setVisible(listed.more)
        self.count.setText(listed.words)
        self.bar.export_button.setEnabled(bool(listed.total))
        if listed.rows:
            at = self.model.index(max(self.model.row_of(listed.select), 0), 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self._settling = True  # it is shown below, once
            self.table.selectionModel().setCurrentIndex(at, flags)
            self._settling = False
            self.table.scrollTo(at)
        self._show_selected()
        self.status_changed.emit()

    @Slot(bool)
    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.count.setText("正在查找…")

    @Slot()
    def _show_selected(self) -> None:
        operation, before = self._selected(), self._shown
        self.view = None
        if operation is None:
            self._shown = None
            self.shown_reading.drop()
            self.details.show_nothing()
            return
        self.details.show_operation(operation)
        if not self.shown_reading.ask(operation, self.reading.listed.wanted):
            another = before is None or before.view.operation.id != operation.id
            self.details.show_reading(another=another)
            self._shown = None if another else before

    @Slot(object)
    def _show_operation_read(self, shown: Shown) -> None:
        self._shown, self.view = shown, shown.view
        view = shown.view
        self.undo_button.setVisible(view.can_undo)
        self.redo_button.setVisible(view.can_redo)
        self.undo_button.setEnabled(not view.nothing_to_restore)
        self.redo_button.setEnabled(True)
        self.details.show_hint(view.hint)
        self.files.show_files(shown.files, self.files.record, partly=view.by_file)
        self._show_changes()

    @Slot()
    def _show_changes(self) -> None:
        """Of the file chosen, or of all."""
        if self.view is None or self._shown is None:
            return
        record = self.files.record
        self.details.show_changes(self._shown.rows if record is None else rows_of(self.services, self.view, record))

    # Doing

    @Slot(str, bool)
    def _done(self, words: str, warning: bool) -> None:
        (self.notice.show_warning if warning else self.notice.show_info)(words)
        self.message.emit(words)
        self.refresh()
        self.ledger_changed.emit()

    @Slot(str)
    def _replaced(self, words: str) -> None:
        """The window reads all of it again, this page too."""
        self.ledger_replaced.emit()
        self.notice.show_info(words)
        self.message.emit(words)

    @Slot(str)
    def _not_done(self, sentence: str) -> None:
        self.problem.emit(sentence)
        self.refresh()

    @Slot(object)
    def _not_read(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))
        self.count.setText(self.reading.listed.words)

    @Slot(object)
    def _not_shown(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))
        self.details.show_hint("没有读出来，请再选一次。")

    @Slot()
    def _load_more(self) -> None:
        self.reading.more(self._chosen_id())

    @Slot(object)
    def _wanted_changed(self, wanted: OperationFilter) -> None:
        self.reading.ask(wanted, self._chosen_id())

    @Slot()
    def export(self) -> None:
        """All that is listed, those on later pages too."""
        self.exports.start(self.reading.listed.wanted)

    @Slot()
    def go_to_entry(self) -> None:
        """台账, at the field of the change chosen, in its month."""
        row = self.details.chosen
        if row is None:
            return
        key = row.key
        if key.period != self.period:
            self.period_requested.emit(key.period)
        if key.period == self.period:  # else something half typed keeps the window where it is
            self.go_requested.emit("ledger", Spot(key.no, key.unit, key.field))

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._settling:
            self._show_selected()

    # How it looks

    def _connect(self) -> None:
        deeds, files = self.deeds, self.files
        self.bar.changed.connect(self._wanted_changed)
        self.bar.export_requested.connect(self.export)
        self.search.left_down.connect(self.table.setFocus)
        self.reading.read.connect(self._show_operations)
        self.reading.failed.connect(self._not_read)
        self.shown_reading.read.connect(self._show_operation_read)
        self.shown_reading.failed.connect(self._not_shown)
        self.reading.busy_changed.connect(self._show_busy)
        self.more.clicked.connect(self._load_more)
        self.undo_button.clicked.connect(deeds.undo)
        self.redo_button.clicked.connect(deeds.redo)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        files.chosen.connect(self._show_changes)
        files.open_requested.connect(deeds.open_original)
        files.save_requested.connect(deeds.save_original)
        files.out.wanted.connect(deeds.drag_original)
        files.undo_requested.connect(deeds.undo_file)
        files.redo_requested.connect(deeds.redo_file)
        deeds.done.connect(self._done)
        deeds.replaced.connect(self._replaced)
        deeds.failed.connect(self._not_done)
        self.details.entry_requested.connect(self.go_to_entry)
        self.exports.written.connect(self.result.show_file)
        self.exports.problem.connect(self.problem)
        self.result.failed.connect(self.problem)

    def _lay_out(self) -> None:
        set_role(self.more, "link")
        split = QSplitter(Qt.Orientation.Horizontal)
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 10, 12, 10)
        page.setSpacing(8)
        page.addWidget(self.notice)
        page.addWidget(self.result)
        page.addWidget(self.bar)
        page.addWidget(split, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(8)
        _add_card(split, 1, self.table, self.more)
        _add_card(split, 10, self.details)
        split.setSizes(_SPLIT)


def _add_card(split: QSplitter, above: int, *inside: QWidget) -> None:
    """From the outside in: whatever has others in it when it is put somewhere, Qt goes through all of them anew. ``above``: the
    room at the top, which a table's heading needs none of."""
    card = QFrame()
    set_role(card, "card")
    split.addWidget(card)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, above, 1, 1)
    for place, widget in enumerate(inside):
        column.addWidget(widget, 0 if place else 1)
