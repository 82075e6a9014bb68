"""Which file is shown, or all of them, and where the keys go next: N, Ctrl+Shift+A, Enter."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.merge.plan import FilePlan
from ui.models.collect_batch import identity
from ui.models.collect_rows import Listed
from ui.models.collect_words import State, needs_person
from ui.pages.collect_compare import ComparePane
from ui.pages.collect_files import FilesPane
from ui.pages.collect_slip import Slips
from ui.pages.collect_work import CollectWork


class Walk(QObject):
    """Keeps list and comparison together: what is selected in one is shown in the other."""

    message = Signal(str)

    def __init__(
        self, work: CollectWork, files: FilesPane, compare: ComparePane, slips: Slips, owner: QWidget
    ) -> None:
        super().__init__(owner)
        self.work, self.files, self.compare, self.slips = work, files, compare, slips
        self._all = False
        self._drawing = False
        work.busy_changed.connect(self._show_busy)
        slips.counted.connect(self._show_counted)
        files.file_selected.connect(self._file_chosen)
        files.next_requested.connect(self.next_conflict)
        files.all_toggled.connect(self._all_clicked)
        files.number_pressed.connect(self.answer)
        files.table.fields_requested.connect(self.into_file)
        compare.fields.decided.connect(self._decided)
        compare.table.next_requested.connect(self.next_conflict)
        compare.table.file_requested.connect(self._open_file_at)
        compare.table.row_changed.connect(self._follow)
        compare.strips.next_requested.connect(self.next_conflict)
        compare.strips.answered_all.connect(self._go_on)
        compare.left.connect(self._to_list)

    @property
    def all(self) -> bool:
        """Whether the fields of all files are shown."""
        return self._all

    def show_batch(self) -> None:
        """Other files, or another comparison of the same."""
        if self.work.period is None:
            return
        self._drawing = True
        self.files.show_batch(self.work.period, self.work.untyped())
        self._drawing = False
        if self._all and not self.work.batch.plan.files:
            self._all = False
        self.files.all.setChecked(self._all)
        self.slips.forget()
        self.draw()
        self.compare.source.refresh()

    @Slot()
    def next_conflict(self) -> None:
        """From the current field down, then the files after it, round to the start; then what waits for an answer."""
        if not self._to_next():
            self.message.emit("没有未定的冲突了，可以合并入账。")

    def _to_next(self) -> bool:
        compare = self.compare
        row = compare.fields.next_open(compare.table.current_row)
        if row < 0 and self._all:
            row = compare.fields.next_open(-1)
        if row < 0:
            place = self._next_file()
            if place < 0:
                return False
            self.select(place)
            row = compare.fields.next_open(-1)
        if row >= 0:
            compare.table.setFocus()
            compare.table.go_to(row)
        else:
            compare.strips.focus_first()
        return True

    @Slot()
    def _go_on(self) -> None:
        """A file has been answered for: to what waits next, as N does; where nothing does, to its fields."""
        if not self._to_next():
            self.compare.enter()

    @Slot(int)
    def answer(self, number: int) -> None:
        """A digit without Alt answers too where it can mean nothing else: no fields are shown."""
        if not self.compare.fields.rowCount():
            self.compare.strips.choose(number)

    @Slot()
    def _to_list(self) -> None:
        self.files.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def turn_all(self) -> None:
        """All files and the one at hand, to and fro, the current field staying so."""
        waiting = len(self.work.batch.plan.files)
        if self._all or waiting:
            self.set_all(not self._all)
            self.compare.enter()
        else:
            self.message.emit("还没有待合并的文件。")

    @Slot(bool)
    def _all_clicked(self, on: bool) -> None:
        """By the line above the list: the keys are in the fields then, at the first conflict that waits."""
        self.set_all(on)
        compare = self.compare
        if on and not (compare.field and compare.field.open) and (row := compare.fields.next_open(-1)) >= 0:
            compare.table.go_to(row)
        compare.enter()

    @Slot(bool)
    def set_all(self, on: bool) -> None:
        file, field = self.compare.file, self.compare.field
        self._all = on
        self.files.all.setChecked(on)
        self.draw()
        if file is not None:
            self.compare.go_to(file, field)

    @Slot()
    def to_first_conflict(self) -> None:
        """After reading: where N and the digits work at once."""
        compare = self.compare
        self.files.leave_merged()
        row = compare.fields.next_open(-1)
        if row >= 0:
            if compare.table.current_row < 0:
                compare.table.go_to(row)
            compare.table.setFocus()
        elif not compare.strips.focus_first() and self.files.model.rowCount():
            self.files.table.setFocus()

    def _next_file(self) -> int:
        """Row of the next file with an open conflict or a question, the current one last; -1 when there is none."""
        count, here = self.files.model.rowCount(), self.files.table.currentIndex().row()
        for step in range(1, count + 1):
            row = (here + step) % count
            found = self.files.model.file(row)
            if found and found[1] is State.WAITING and (self.work.batch.open_in(found[0]) or needs_person(found[0])):
                return row
        return -1

    def select(self, row: int) -> None:
        """Open a file of the list, also where all were shown and it is the selected one already."""
        self._all = False
        self.files.all.setChecked(False)
        self.files.select(row)
        self.draw()

    @Slot()
    def _file_chosen(self) -> None:
        """Somebody went to a file in the list: that one is shown."""
        if not self._drawing:
            self._all = False
            self.files.all.setChecked(False)
            self.draw()

    def draw(self) -> None:
        if self._all:
            files = [Listed(file, self.work.snapshot_of(file)) for file in self.work.batch.plan.files]
            self.compare.show_all(files, locked=self.work.merging)
        else:
            found = self.files.selected
            snapshot = self.work.snapshot_of(found[0]) if found else None
            self.compare.show_file(found, snapshot, locked=self.work.merging)
        self.show_decisions()

    def show_decisions(self, file: FilePlan | None = None) -> None:
        """Counts and words after decisions on that file, None: on any."""
        found = self.files.selected
        batch = self.work.batch
        waiting = batch.open
        chosen, state = found or (None, None)
        self.files.show_decisions(waiting, file)
        self.compare.show_decisions(batch, waiting, busy=self.work.busy, state=state)
        if self.work.period is not None:
            self.compare.foot.show_slip(*self.slips.words_for(chosen, state, self.work.period))

    @Slot(bool)
    def _show_busy(self, on: bool) -> None:
        found = self.files.selected
        merged = not self._all and bool(found and found[1] is State.MERGED)
        self.compare.fields.set_locked(self.work.merging or merged)
        self.show_decisions()

    @Slot()
    def _show_counted(self) -> None:
        self.show_decisions()

    @Slot()
    def _decided(self) -> None:
        self.show_decisions(self.compare.file)

    @Slot()
    def _follow(self) -> None:
        """Where all files are shown, the list shows which one the current field is of."""
        file = self.compare.fields.file_at(self.compare.table.current_row) if self._all else None
        if file is not None:
            self.files.follow(file)

    @Slot()
    def into_file(self) -> None:
        """Enter in the list: to what the file asks, else to its fields; where all are shown, that file alone is, first."""
        row = self.files.table.currentIndex().row()
        if self._all and row >= 0:
            self.select(row)
        if not self.compare.strips.focus_first():
            self.compare.enter()

    @Slot(int)
    def _open_file_at(self, row: int) -> None:
        file = self.compare.fields.file_at(row)
        place = self.files.model.row_of(identity(file)) if file else -1
        if place >= 0:
            self.select(place)
            self.into_file()
