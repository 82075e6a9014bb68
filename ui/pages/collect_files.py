"""Left side of the 收表 page: where files are dropped, the day they came in, the list, and a sentence on the selected one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.period import Period
from qcapp.merge.plan import FilePlan
from ui.models.collect_batch import Batch, identity
from ui.models.collect_files import NAME, RECEIVED, FilesModel
from ui.models.collect_words import State, all_button, mergeable, needs_person
from ui.pages.collect_list import DropZone, FilesTable, ReceivedEdit
from ui.theme import set_role
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.writing import may_write


class FilesPane(QFrame):
    """Shows the batch; every wish goes out as a signal."""

    choose_requested = Signal()
    file_selected = Signal()
    remove_requested = Signal(list)
    clear_requested = Signal()
    received_changed = Signal(list, object)
    """Files and the day that they came in."""
    into_period_changed = Signal(bool)
    next_requested = Signal()
    all_toggled = Signal(bool)
    """Show the fields of all files, or of the selected one."""
    number_pressed = Signal(int)
    """A digit, in the list."""
    undo_requested = Signal(object)
    """Undo what this merged file changed, alone."""
    open_requested = Signal(object)
    """Open the original of this file."""
    save_requested = Signal(object)

    def __init__(self, batch: Batch, period: Period, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._batch, self._period = batch, period
        self._following = False
        self.model = FilesModel(batch, period, self)
        self.drop = DropZone()
        self.all = QPushButton()
        self.received = ReceivedEdit(today)
        self.also_listed = QPushButton()
        self.table = FilesTable(today)
        self.table.setModel(self.model)
        self.table.arrange()
        self.into_period = QCheckBox()
        self.sentence = WrappedLabel(role="muted")
        self._remove = QPushButton("移除所选")
        self._clear = QPushButton("清空列表")
        self._build()
        self._connect()
        self.show_batch(period)

    def _build(self) -> None:
        label = QLabel("收到日期(&D)")
        label.setBuddy(self.received)
        hint = ElidedLabel("用于新加入的文件", "muted")
        self.received.setToolTip("单位交表的日子，经办人晚录不算单位迟报；已在列表里的文件，选中后按 F2 修改。")
        day = QHBoxLayout()
        day.setSpacing(6)
        day.addWidget(label)
        day.addWidget(self.received)
        day.addWidget(hint, 1)
        self.also_listed.setToolTip("列表里还没有合并的文件，收到日期都改成上面这一天")
        self.also_listed.hide()
        for button in (self._remove, self._clear, self.also_listed):
            set_role(button, "link")
        set_role(self.all, "row")
        self.all.setCheckable(True)
        self.all.setToolTip("全部文件的冲突、提示排在一张表里逐处选定（Ctrl+Shift+A）")
        self._remove.setToolTip("从列表里移除，不动原文件（Del）")
        foot = QHBoxLayout()
        foot.addWidget(self.into_period)
        foot.addStretch(1)
        foot.addWidget(self._remove)
        foot.addWidget(self._clear)
        self.sentence.setMinimumHeight(34)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 8)
        column.setSpacing(8)
        column.addLayout(_inset(self.drop))
        column.addLayout(_inset(day))
        also = QHBoxLayout()
        also.addWidget(self.also_listed)
        also.addStretch(1)
        column.addLayout(_inset(also))
        table = QVBoxLayout()
        table.setSpacing(0)
        table.addWidget(self.all)
        table.addWidget(self.table)
        column.addLayout(table, 1)
        column.addLayout(_inset(self.sentence))
        column.addLayout(_inset(foot))
        order = (self.received, self.also_listed, self.all, self.table, self.into_period, self._remove, self._clear)
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    def _connect(self) -> None:
        self.drop.clicked.connect(self.choose_requested)
        self.received.dateChanged.connect(self._show_also)
        self.also_listed.clicked.connect(self._date_all)
        self.table.remove_requested.connect(self._remove_selected)
        self.table.next_requested.connect(self.next_requested)
        self.table.number_pressed.connect(self.number_pressed)
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self.table.clicked.connect(self._clicked)
        self.table.undo_requested.connect(self._undo_selected)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.all.toggled.connect(self.table.show_all_shown)
        self.all.clicked.connect(self.all_toggled)
        self._remove.clicked.connect(self._remove_selected)
        self._clear.clicked.connect(self.clear_requested)
        self.into_period.toggled.connect(self.into_period_changed)
        self.model.received_edited.connect(self._received_edited)

    @property
    def received_day(self) -> date:
        return self.received.day

    @property
    def selected(self) -> tuple[FilePlan, State] | None:
        return self.model.file(self.table.currentIndex().row())

    def show_batch(self, period: Period, untyped: Collection[str] = ()) -> None:
        """Draw anew, keeping the selection; a fresh list opens at the first file that asks for something. ``untyped``: as the
        model has it."""
        kept = self.selected
        self._period = period
        self.model.reload(period, untyped)
        row = self.model.row_of(identity(kept[0])) if kept else -1
        if row < 0:
            row = self._first_to_look_at()
        if row >= 0:
            self.select(row)
            self.received.lineEdit().deselect()  # selected since it got the window's first focus, it draws the eye
        self._show_foot()
        self._show_also()
        self._show_sentence()
        self.file_selected.emit()

    def show_decisions(self, waiting: int, file: FilePlan | None = None) -> None:
        """That file (None: any) comes to something else now; ``waiting``: conflicts of all that nobody has decided."""
        self.model.decisions_changed(file)
        self._show_sentence()
        self._show_all_button(waiting)

    def follow(self, file: FilePlan) -> None:
        """Select a file without opening it: a field of it is the current one where all are shown."""
        row = self.model.row_of(identity(file))
        if row >= 0 and row != self.table.currentIndex().row():
            self._following = True
            self.select(row)
            self._following = False

    def menu_for(self, row: int) -> QMenu | None:
        """What can be done with that file."""
        found = self.model.file(row)
        if found is None:
            return None
        menu = QMenu(self)
        menu.addAction("打开原件(&O)", partial(self.open_requested.emit, found[0]))
        menu.addAction("另存原件…(&A)", partial(self.save_requested.emit, found[0]))
        if self.model.index(row, RECEIVED).flags() & Qt.ItemFlag.ItemIsEditable:
            menu.addAction("改收到日期…(&R)\tF2", partial(self.table.edit_day, row))
        if found[1] is State.MERGED:
            may_write(menu.addAction("撤销这一份(&U)\tU", partial(self.undo_requested.emit, found[0])), self)
        else:
            menu.addAction("移除(&D)\tDel", self._remove_selected)
        return menu

    def select(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(row, NAME), flags)

    def leave_merged(self) -> None:
        """On from a file that is merged already to the first of those that came after it."""
        found = self.selected
        if found and found[1] is State.MERGED and self.model.waiting:
            self.select(self._first_to_look_at())

    def _first_to_look_at(self) -> int:
        count = self.model.rowCount()
        listed = [(row, found[0]) for row in range(count) if (found := self.model.file(row)) and found[1] is State.WAITING]
        for wanted in (self._batch.open_in, needs_person, mergeable):
            for row, file in listed:
                if wanted(file):
                    return row
        return 0 if count else -1

    def _show_foot(self) -> None:
        found = [each for row in range(self.model.rowCount()) if (each := self.model.file(row))]
        waiting = [file for file, state in found if state is State.WAITING]
        odd = any(file.period not in (None, self._period) for file in waiting if mergeable(file))
        if not waiting:  # said of those files, not of all that will ever come
            self.into_period.setChecked(False)
        self.into_period.setText(f"都记入 {self._period.label}")
        self.into_period.setToolTip("不按表上的月份，把列表里的文件全部记入窗口里的报告期；仍按各自下发时的内容比对。")
        self.into_period.setVisible(bool(waiting) and (odd or self.into_period.isChecked()))
        self._remove.setEnabled(bool(waiting))
        self._clear.setEnabled(bool(found))

    def _show_sentence(self) -> None:
        row = self.table.currentIndex().row()
        found = self.model.file(row)
        self.sentence.setText(f"{found[0].file.name}：{self.model.sentence(row)}" if found else "")

    def _show_all_button(self, waiting: int) -> None:
        files = self.model.waiting
        self.all.setText(all_button(files, waiting, merged=len(files) < self.model.rowCount()))
        self.all.setAccessibleName(self.all.text())
        self.all.setVisible(len(files) > 1 or self.all.isChecked())

    def _other_day(self) -> list[FilePlan]:
        """Files to be merged that are listed with another day than the one above."""
        day = self.received_day
        return [file for file in self.model.waiting if file.received != day and (mergeable(file) or needs_person(file))]

    @Slot()
    def _show_also(self) -> None:
        files = self._other_day()
        self.also_listed.setText(f"也用于列表里未合并的 {len(files)} 份")
        self.also_listed.setVisible(bool(files))

    @Slot()
    def _date_all(self) -> None:
        files = self._other_day()
        if files:
            self.received_changed.emit(files, self.received_day)

    @Slot(QPoint)
    def _show_menu(self, at: QPoint) -> None:
        index = self.table.indexAt(at)
        row = index.row() if index.isValid() else self.table.currentIndex().row()
        menu = self.menu_for(row)
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.table.viewport().mapToGlobal(at))

    @Slot()
    def _undo_selected(self) -> None:
        found = self.selected
        if found and found[1] is State.MERGED:
            self.undo_requested.emit(found[0])

    @Slot()
    def _row_changed(self) -> None:
        self._show_sentence()
        if not self._following:
            self.file_selected.emit()

    @Slot()
    def _clicked(self) -> None:
        """Where all are shown, the current file too is opened by a click: it is the current one already, and nothing changes."""
        if self.all.isChecked():
            self.file_selected.emit()

    @Slot()
    def _remove_selected(self) -> None:
        files = self._selected_files()
        if files:
            self.remove_requested.emit(files)

    def _selected_files(self) -> list[FilePlan]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        found = [self.model.file(row) for row in rows]
        return [each[0] for each in found if each and each[1] is State.WAITING]

    @Slot(int, object)
    def _received_edited(self, row: int, day: date) -> None:
        """The day goes to all selected files when the edited one is among them."""
        found = self.model.file(row)
        files = self._selected_files()
        if found:
            among = any(file is found[0] for file in files)
            self.received_changed.emit(files if among else [found[0]], day)


def _inset(content: QWidget | QHBoxLayout) -> QHBoxLayout:
    """Air at both sides, so that only the table touches the card's border."""
    row = QHBoxLayout()
    row.setContentsMargins(10, 0, 10, 0)
    if isinstance(content, QWidget):
        row.addWidget(content)
    else:
        row.addLayout(content)
    return row
