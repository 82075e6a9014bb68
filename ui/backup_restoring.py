"""文件 → 备份与恢复, a backup brought back: asked about with what would be lost, done, and the way back offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from qcapp.domain.operations import Operation, OperationKind
from qcapp.shared_desk import address_at
from ui.models.backups import BackupRow, question_details, question_words, when_words

if TYPE_CHECKING:
    from pathlib import Path

    from qcapp.domain.backups import Backup
    from qcapp.ports import Progress
    from ui.backup_work import BackupWork


_FOR_ALL = "这是共享台账，恢复以后所有人看到的都跟着变，请先和他们说一声。"


class Restoring(QObject):
    """Of the dialog that ``work`` has open."""

    def __init__(self, work: BackupWork) -> None:
        super().__init__(work)
        self._work = work

    @Slot(object)
    def ask(self, row: BackupRow) -> None:
        from ui.dialogs.question import Answer, QuestionDialog

        found, dialog = self._work.compared(row), self._work.dialog
        if found is None or dialog is None:
            return
        shared = address_at(self._work.window.ledger) is not None
        words = question_words(found) + (_FOR_ALL if shared else "")
        answer = QuestionDialog.ask(
            dialog, "恢复备份", f"恢复成 {when_words(row.backup.at)} 的备份？", words,
            [Answer("yes", "恢复这一份")], question_details(found),
        )
        if answer == "yes":
            self._restore(row)

    def _restore(self, row: BackupRow) -> None:
        self._work.clear()
        services = self._work.window.services

        def work(progress: Progress) -> Backup:
            return services.upkeep.restore(row.path)

        def restored(kept: Backup) -> None:
            self._brought_back(
                f"已恢复成 {when_words(row.backup.at)} 的备份；恢复前的台账备份为“{kept.path.name}”。", kept.path
            )

        self._work.run(work, restored, None, "恢复备份")

    def _brought_back(self, words: str, kept: Path) -> None:
        """The ledger holds something else now."""
        self._work.forget(kept)
        self._work.window.read_again()
        self._work.window.show_backup()
        self._work.window.mark_saved()
        self._work.window.say(words)
        self._work.read(kept)
        if self._work.dialog is not None:
            self._work.dialog.offer_undo(words)

    @Slot()
    def undo(self) -> None:
        """The restoration that is the newest operation: taken back, which is one too."""
        last = self._last()
        if last is None:
            self._work.tell("恢复之后台账里又有了新的操作；要换回去，请在列表里选恢复前的那一份备份。")
            return
        self._work.clear()
        services = self._work.window.services

        def work(progress: Progress) -> Backup:
            return services.upkeep.undo_restoration(last.id)

        def undone(kept: Backup) -> None:
            self._brought_back(f"已撤销恢复，台账回到恢复前的样子；刚才的内容备份为“{kept.path.name}”。", kept.path)

        self._work.run(work, undone, None, "撤销恢复")

    def _last(self) -> Operation | None:
        newest = next(iter(self._work.window.services.history.operations(1)), None)
        return newest if newest is not None and newest.kind is OperationKind.RESTORE and not newest.undone else None

    def offer_last(self) -> None:
        last = self._last()
        dialog = self._work.dialog
        if last is not None and dialog is not None and not self._work.window.services.read_only:
            dialog.offer_undo(f"最近一次操作是 {when_words(last.at)} 的“{last.summary}”。")
