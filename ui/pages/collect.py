"""The 收表 page: drop what came back, look at every field, decide, merge, undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from qcapp.domain.fields import PROGRESS
from qcapp.domain.ledger import CellKey
from qcapp.domain.period import Period
from qcapp.merge.plan import Decision, FilePlan
from qcapp.merge.questions import Question
from qcapp.services import Services
from ui.dialogs.files import ask_folder, ask_open_many
from ui.models.collect_source import history_html
from ui.pages.base import SEND_BACK, Page
from ui.pages.collect_compare import ComparePane
from ui.pages.collect_deeds import ListDeeds
from ui.pages.collect_files import FilesPane
from ui.pages.collect_originals import ReturnedOriginals
from ui.pages.collect_slip import Slips
from ui.pages.collect_told import MergeNotice
from ui.pages.collect_walk import Walk
from ui.pages.collect_work import CollectWork
from ui.tasks import TaskRunner

_KINDS = "回收的表 (*.xlsx *.xls *.et *.ods *.xlsm *.xlsb *.docx *.odt *.doc *.wps *.zip *.pdf *.sqlite3);;所有文件 (*)"


class CollectPage(Page):
    """收表. Writes to the ledger through ``CollectWork`` only."""

    name = "collect"
    takes_open = True
    title = "收表"

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(services, tasks, parent)
        self.work = CollectWork(services, tasks, self)
        self._toolbar: QWidget | None = None
        period = services.look.current_period()
        self.work.period = self.work.batch.month = period
        self.files = FilesPane(self.work.batch, period, services.look.today)
        self.compare = ComparePane(self._history)
        self.originals = ReturnedOriginals(services, tasks, self.work.batch, self)
        self.slips = Slips(services, tasks, self)
        self.walk = Walk(self.work, self.files, self.compare, self.slips, self)
        self.deeds = ListDeeds(self.work, self)
        self.left = MergeNotice()
        self._folder: Path | None = None
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self.walk.draw()

    def _build(self) -> None:
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.left)
        column.addWidget(self.slips.result)
        column.addWidget(split, 1)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        split.addWidget(self.files)
        split.addWidget(self.compare)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        self.files.setMinimumWidth(340)
        self.compare.setMinimumWidth(480)
        split.setSizes([424, 818])

    def _connect(self) -> None:
        keys = (
            (QKeySequence(QKeySequence.StandardKey.Open), self.choose_files), (QKeySequence("Ctrl+Shift+A"), self.walk.turn_all),
            (QKeySequence("Ctrl+Return"), self.merge_by_key), (QKeySequence("Ctrl+Enter"), self.merge_by_key),
            (QKeySequence("F6"), self.compare.turn_source), (QKeySequence("Ctrl+I"), self.compare.turn_source),
        )
        for key, slot in keys:
            QShortcut(key, self, slot, context=Qt.ShortcutContext.WindowShortcut)
        work, files, compare, foot = self.work, self.files, self.compare, self.compare.foot
        work.batch_changed.connect(self._show_batch)
        work.was_read.connect(self.walk.to_first_conflict)
        work.still_locked.connect(self._still_locked)
        self.deeds.changed.connect(self._show_batch)
        for told in (work.message, self.slips.message, self.walk.message, self.originals.said, self.deeds.message):
            told.connect(self.message)
        for wrong in (work.problem, self.slips.problem, self.originals.problem):
            wrong.connect(self.problem)
        work.ledger_changed.connect(self.ledger_changed)
        self.slips.ledger_changed.connect(self.ledger_changed)
        self.slips.nothing.connect(self.left.show_info)
        self.slips.begun.connect(self.begin)
        files.choose_requested.connect(self.choose_files)
        files.remove_requested.connect(self.deeds.remove)
        files.clear_requested.connect(self.deeds.clear)
        files.received_changed.connect(self.deeds.change_received)
        files.into_period_changed.connect(self.deeds.put_into_period)
        files.undo_requested.connect(self._undo_file)
        files.open_requested.connect(self._open_original)
        files.file_selected.connect(self._follow_original)
        files.save_requested.connect(self._save_original)
        compare.strips.answered.connect(self._answer)
        compare.strips.withdrawn.connect(self._withdraw)
        compare.strips.password_given.connect(self._unlock)
        compare.strips.by_hand_requested.connect(self._by_hand)
        compare.strips.original_requested.connect(self._open_source)
        compare.source.open_requested.connect(self._open_source)
        compare.source.save_requested.connect(self._save_source)
        foot.rest_decided.connect(self._decide_rest)
        foot.merge_requested.connect(self.merge)
        foot.undo_requested.connect(self._undo_last)
        foot.slip_requested.connect(self._send_back)
        self.left.action_requested.connect(self._go_to_left)

    def set_period(self, period: Period) -> None:
        super().set_period(period)
        if period != self.work.period:
            self.files.received.turn(self.work.period, period)
        self.work.period = self.work.batch.month = period
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
        """Paths that were dropped elsewhere in the window; SEND_BACK: a 退回说明 of the month shown."""
        if what == SEND_BACK:
            QTimer.singleShot(0, self, self._send_back)
        if isinstance(what, list | tuple):
            self.add_paths([Path(each) for each in what if isinstance(each, str | Path)])

    def clear_notices(self) -> None:
        self.left.clear()
        self.slips.result.clear()

    def flush(self) -> bool:
        """What is being typed is in the plan with every key: nothing is lost by leaving."""
        return True

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("collect/split", self._split.saveState())
        self.compare.save_state(settings)

    def restore_state(self, settings: QSettings) -> None:
        split = settings.value("collect/split")
        if isinstance(split, QByteArray):
            self._split.restoreState(split)
        self.compare.restore_state(settings)

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Read files, folders and zips as well as those listed already."""
        if paths:
            self.begin()
            self.work.add(paths, self.files.received_day)

    @Slot()
    def choose_files(self) -> None:
        if paths := ask_open_many(self, "选择回收的文件", self._folder, _KINDS):
            self._folder = paths[0].parent
            self.add_paths(paths)

    @Slot()
    def choose_folder(self) -> None:
        if folder := ask_folder(self, "选择回收文件所在的文件夹或 U 盘", self._folder):
            self._folder = folder
            self.add_paths([folder])

    @Slot()
    def merge(self) -> None:
        self.begin()
        self.compare.enter()  # the button goes grey, and the keys with it
        self.work.merge()

    @Slot()
    def _undo_last(self) -> None:
        self.begin()
        self.work.undo_last()

    @Slot(object)
    def _undo_file(self, file: FilePlan) -> None:
        self.begin()
        self.work.undo_file(file)

    @Slot()
    def merge_by_key(self) -> None:
        """Ctrl+Enter ends typing where somebody types; else it merges."""
        if not self.compare.table.finish_typing() and self.compare.foot.merge.isEnabled():
            self.merge()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit that nothing else on the page takes."""
        if event.text().isdecimal() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.walk.answer(int(event.text()))
        else:
            super().keyPressEvent(event)

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
            self.walk.show_batch()
            self._show_left(self.work.period)

    def _show_left(self, period: Period) -> None:
        """What the last merge did, and which of its conflicts wait in the month shown."""
        batch = self.work.batch
        merge = batch.last_merge
        ours = {field.key for file in merge.files for field in batch.open_in(file)} if merge else set()
        held = [each for each in self.services.look.snapshot(period).held if each.key in ours] if ours else []
        self.left.show_merge(merge, held)

    @Slot()
    def _go_to_left(self) -> None:
        self.go_requested.emit("ledger", (self.left.held[0].key.no, self.left.held[0].key.unit))

    @Slot(object, str)
    def _answer(self, question: Question, value: str) -> None:
        found = self.files.selected
        if found and not self.work.merging:
            self.work.answer(found[0], found[0].answers.given(question, value))

    @Slot(object)
    def _withdraw(self, question: Question) -> None:
        found = self.files.selected
        if found and not self.work.merging:
            self.work.answer(found[0], found[0].answers.without(question))

    @Slot()
    def _send_back(self) -> None:
        found = self.files.selected
        self.slips.start(found[0] if found else None, self.period)

    @Slot(str)
    def _unlock(self, password: str) -> None:
        found = self.files.selected
        if found:
            self.work.unlock(found[0], password)

    @Slot(str)
    def _still_locked(self, sentence: str) -> None:
        strip = self.compare.strips.password
        if strip is not None:
            strip.say(sentence)
        self.message.emit(sentence)

    @Slot()
    def _by_hand(self) -> None:
        """The original beside the ledger, at the unit's first measure that nothing is reported of."""
        found = self.files.selected
        if found and found[0].unit and found[0].period:
            self.go_requested.emit("ledger", self.originals.first_to_type(found[0]))
            self.originals.lay_beside(found[0])

    @Slot()
    def _open_source(self) -> None:
        self._open_original(self.compare.file)

    @Slot()
    def _save_source(self) -> None:
        self._save_original(self.compare.file)

    @Slot(object)
    def _open_original(self, file: FilePlan | None) -> None:
        if file is not None:
            self.originals.look(file, self.compare.room)

    @Slot()
    def _follow_original(self) -> None:
        found = self.files.selected
        self.originals.follow(found[0] if found else None, self.compare.room)

    @Slot(object)
    def _save_original(self, file: FilePlan | None) -> None:
        if file is not None:
            self.originals.save(file.file.sha256, file.file.name)

    def _history(self, key: CellKey) -> str:
        """The measure's history for the panel of the source; asked for only while that is open."""
        changes = self.services.history.measure(key.no, key.period, key.unit)
        past = self.services.look.past(key.no, key.unit, key.period) if key.field == PROGRESS.key else ()
        return history_html(changes, past, key)

    @Slot(object)
    def _decide_rest(self, decision: Decision) -> None:
        count = self.work.batch.decide_rest(decision)
        self.compare.fields.decisions_changed()
        self.walk.show_decisions()
        self.message.emit(f"其余 {count} 处冲突：{decision.label}。")


def _local_paths(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
