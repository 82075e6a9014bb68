"""A restoration taken back: compared with what was kept of the ledger before it, asked about, and done as an operation too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.backups import Backup, BackupCompared
from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import Operation
from qcapp.ports import Progress
from ui.dialogs.question import Answer, QuestionDialog
from ui.models.backups import question_details, question_words

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.tasks import TaskRunner


class TakingBack(QObject):
    """``done(words)``: the ledger holds something else now; ``failed(sentence)``: it is as it was."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._parent = services, tasks, parent

    def start(self, restoration: Operation) -> None:
        services = self._services

        def work(progress: Progress) -> BackupCompared:
            return services.upkeep.compare(services.upkeep.kept_by(restoration.id))

        def compared(found: BackupCompared) -> None:
            self._ask(restoration, found)

        self._tasks.run(work, compared, title="对照备份", failed=self._not_done, parent=self._parent)

    def _ask(self, restoration: Operation, compared: BackupCompared) -> None:
        answer = QuestionDialog.ask(
            self._parent, "撤销恢复", "撤销这次恢复，换回恢复前的台账？", question_words(compared), [Answer("undo", "撤销恢复")],
            question_details(compared),
        )
        if answer:
            self._take_back(restoration)

    def _take_back(self, restoration: Operation) -> None:
        services = self._services

        def work(progress: Progress) -> Backup:
            return services.upkeep.undo_restoration(restoration.id)

        def taken(kept: Backup) -> None:
            self.done.emit(f"已撤销恢复，台账回到恢复前的样子；刚才的内容备份为“{kept.path.name}”。")

        self._tasks.run(work, taken, title="撤销恢复", failed=self._not_done, parent=self._parent)

    def _not_done(self, error: ExpectedError) -> None:
        self.failed.emit(str(error))
