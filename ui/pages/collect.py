"""The 收表 page: drop what came back, look at every field, decide, merge, undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QSettings, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from qcapp.domain.ledger import HeldConflict
from qcapp.domain.period import Period
from qcapp.merge.plan import Decision, FilePlan
from qcapp.services import Services
from ui.models.collect_words import State
from ui.pages.base import Page
from ui.pages.collect_compare import ComparePane
from ui.pages.collect_files import FilesPane
from ui.pages.collect_work import CollectWork
from ui.tasks import TaskRunner
from ui.widgets.notice import NoticeBar

_KINDS = "回收的表 (*.xlsx *.xls *.et *.ods *.xlsm *.xlsb *.docx *.odt *.doc *.wps *.zip *.pdf);;所有文件 (*)"


class CollectPage(Page):
    """收表. Writes to the ledger through ``CollectWork`` only."""

    name = "collect"
    title = "收表"

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self.work = CollectWork(services, tasks, self)
        self._toolbar: QWidget | None = None
        period = services.look.current_period()
        self.work.period = period
        self.files = FilesPane(self.work.batch, period, services.look.today())
        self.compare = ComparePane()
        self.left = NoticeBar()
        self._left: list[HeldConflict] = []
        self._folder = ""
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._show_file()

    def _build(self) -> None:
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(self.files)
        split.addWidget(self.compare)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        self.files.setMinimumWidth(320)
        self.compare.setMinimumWidth(520)
        split.setSizes([424, 818])
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.left)
        column.addWidget(split, 1)

    def _connect(self) -> None:
        QShortcut(
            QKeySequence.StandardKey.Open, self, self.choose_files, context=Qt.ShortcutContext.WindowShortcut
        )
        work, files, compare = self.work, self.files, self.compare
        work.batch_changed.connect(self._show_batch)
        work.was_read.connect(self._to_first_conflict)
        work.busy_changed.connect(self._show_busy)
        work.message.connect(self.message)
        work.problem.connect(self.problem)
        work.ledger_changed.connect(self.ledger_changed)
        files.choose_requested.connect(self.choose_files)
        files.file_selected.connect(self._show_file)
        files.remove_requested.connect(self._remove)
        files.clear_requested.connect(self._clear)
        files.received_changed.connect(self._change_received)
        files.into_period_changed.connect(self._put_into_period)
        files.next_requested.connect(self.next_conflict)
        files.table.fields_requested.connect(compare.enter)
        compare.fields.decided.connect(self._decided)
        compare.table.next_requested.connect(self.next_conflict)
        compare.rest_decided.connect(self._decide_rest)
        compare.merge_requested.connect(self.merge)
        compare.undo_requested.connect(self.work.undo_last)
        self.left.action_requested.connect(self._go_to_left)

    def set_period(self, period: Period) -> None:
        super().set_period(period)
        self.work.period = period
        self.files.into_period.setChecked(False)

    def refresh(self) -> None:
        """Something else may have changed the ledger: compare the waiting files again."""
        self.work.notice_undone()
        self._show_batch()
        self.work.compare_again()

    def toolbar(self) -> QWidget:
        if self._toolbar is None:
            self._toolbar = QWidget()
            row = QHBoxLayout(self._toolbar)
            row.setContentsMargins(0, 0, 0, 0)
            for words, slot in (("＋ 添加文件", self.choose_files), ("＋ 添加文件夹", self.choose_folder)):
                button = QPushButton(words)
                button.clicked.connect(slot)
                row.addWidget(button)
            row.insertStretch(0, 1)
        return self._toolbar

    def show_item(self, what: object) -> None:
        """Paths that were dropped elsewhere in the window."""
        if isinstance(what, list | tuple):
            self.add_paths([Path(each) for each in what if isinstance(each, str | Path)])

    def flush(self) -> bool:
        """What is being typed is in the plan with every key: nothing is lost by leaving."""
        return True

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("collect/split", self._split.saveState())
        settings.setValue("collect/columns", list(self.compare.table.widths_by_hand))

    def restore_state(self, settings: QSettings) -> None:
        split = settings.value("collect/split")
        if isinstance(split, QByteArray):
            self._split.restoreState(split)
        widths = settings.value("collect/columns")
        if isinstance(widths, list):
            self.compare.table.restore_widths([int(width) for width in widths if str(width).isdigit()])

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Read files, folders and zips as well as those listed already."""
        if paths:
            self.problem.emit("")
            self.work.add(paths, self.files.received_day)

    @Slot()
    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "选择回收的文件", self._folder, _KINDS)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.add_paths([Path(name) for name in names])

    @Slot()
    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选择回收文件所在的文件夹或 U 盘", self._folder)
        if name:
            self._folder = name
            self.add_paths([Path(name)])

    @Slot()
    def merge(self) -> None:
        self.compare.table.setFocus()
        self.work.merge()

    @Slot()
    def next_conflict(self) -> None:
        """From the current field down this file, then the files after it, round to the start."""
        compare, files = self.compare, self.files
        row = compare.fields.next_open(compare.table.current_row)
        if row < 0:
            place = self._next_file()
            if place < 0:
                self.message.emit("没有未定的冲突了，可以合并入账。")
                return
            files.select(place)
            row = compare.fields.next_open(-1)
        compare.table.setFocus()
        compare.table.go_to(row)

    @Slot()
    def _to_first_conflict(self) -> None:
        """After reading: where N and the digits work at once."""
        compare = self.compare
        row = compare.fields.next_open(-1)
        if row >= 0:
            if compare.table.current_row < 0:
                compare.table.go_to(row)
            compare.table.setFocus()
        elif self.files.model.rowCount():
            self.files.table.setFocus()

    def _next_file(self) -> int:
        """Row of the next file with an open conflict, the current one last; -1 when there is none."""
        count, here = self.files.model.rowCount(), self.files.table.currentIndex().row()
        for step in range(1, count + 1):
            row = (here + step) % count
            found = self.files.model.file(row)
            if found and found[1] is State.WAITING and found[0].open:
                return row
        return -1

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files.drop.show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.files.drop.show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.drop.show_over(False)
        paths = _local_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.add_paths(paths)

    @Slot()
    def _show_batch(self) -> None:
        if self.work.period is not None:
            self.files.show_batch(self.work.period)
            self._show_left(self.work.period)

    def _show_left(self, period: Period) -> None:
        """What the last merge left open in the month shown, with the way to it; closed by hand it stays so."""
        merges = self.work.batch.merged[-1:]
        ours = {field.key for merge in merges for file in merge.files for field in file.open}
        held = [each for each in self.services.look.snapshot(period).held if each.key in ours] if ours else []
        if held == self._left:
            return
        self._left = held
        if held:
            words = f"已合并入账；{len(held)} 处冲突还没有选定，台账先保留原来的内容。"
            self.left.show_warning(words, f"去处理 {len(held)} 处冲突")
        else:
            self.left.clear()

    @Slot()
    def _go_to_left(self) -> None:
        first = self._left[0].key
        self.go_requested.emit("ledger", (first.no, first.unit))

    @Slot()
    def _show_file(self) -> None:
        found = self.files.selected
        period = found[0].period if found else None
        snapshot = self.work.snapshots.get(period) if period else None
        self.compare.show_file(found, snapshot, locked=self.work.merging)
        self._show_decisions()

    def _show_decisions(self) -> None:
        found = self.files.selected
        self.compare.show_decisions(self.work.batch, busy=self.work.busy, state=found[1] if found else None)

    @Slot(bool)
    def _show_busy(self, on: bool) -> None:
        found = self.files.selected
        self.compare.fields.set_locked(self.work.merging or bool(found and found[1] is State.MERGED))
        self._show_decisions()

    @Slot()
    def _decided(self) -> None:
        self.files.show_decisions()
        self._show_decisions()

    @Slot(object)
    def _decide_rest(self, decision: Decision) -> None:
        count = self.work.batch.decide_rest(decision)
        self.compare.fields.decisions_changed()
        self._decided()
        self.message.emit(f"其余 {count} 处冲突：{decision.label}。")

    @Slot(list)
    def _remove(self, files: list[FilePlan]) -> None:
        if self.work.merging:
            return
        again = self.work.batch.remove(files)
        self._show_batch()
        if again:
            self.work.compare_again()

    @Slot()
    def _clear(self) -> None:
        if not self.work.busy:
            self.work.batch.clear()
            self._show_batch()

    @Slot(list, object)
    def _change_received(self, files: list[FilePlan], day: date) -> None:
        for file in files:
            file.received = day
        self.work.compare_again()

    @Slot(bool)
    def _put_into_period(self, on: bool) -> None:
        self.work.into_period = on
        self.work.compare_again()


def _local_paths(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
