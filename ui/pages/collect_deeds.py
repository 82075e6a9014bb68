"""What is done with the files that 收表 lists: taken off, given another day or month. None of it while a merge is under way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ui.models.collect_words import day_words

if TYPE_CHECKING:
    from qcapp.merge.plan import FilePlan
    from ui.pages.collect_work import CollectWork


class ListDeeds(QObject):
    """``changed``: other files are listed, to be drawn anew."""

    changed = Signal()
    message = Signal(str)

    def __init__(self, work: CollectWork, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work

    @Slot(list)
    def remove(self, files: list[FilePlan]) -> None:
        work = self._work
        if work.merging:
            return
        work.gone.take(files)
        again = work.batch.remove(files)
        self.changed.emit()
        if again:
            work.compare_again()

    @Slot()
    def clear(self) -> None:
        work = self._work
        if not work.busy:
            for files in (work.batch.plan.files, *(merge.files for merge in work.batch.merged)):
                work.gone.take(files)
            work.batch.clear()
            self.changed.emit()

    @Slot(list, object)
    def change_received(self, files: list[FilePlan], day: date) -> None:
        if self._work.merging:
            return
        for file in files:
            file.received = day
        self.message.emit(f"{len(files)} 份的收到日期改成 {day_words(day)}。")
        self._work.compare_again()

    @Slot(bool)
    def put_into_period(self, on: bool) -> None:
        self._work.into_period = on
        self._work.compare_again()
