"""What is done on the page 历史: an operation, or one file of a merge, undone and brought back; originals opened and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operation_words import can_undo, kind_words
from qcapp.domain.operations import UndoResult
from ui.dialogs.question import Answer, QuestionDialog
from ui.models.operations import changed_fields
from ui.models.returned_files import changes_of_file
from ui.models.undo_words import file_undo_words, key_words, left_words, undo_words
from ui.originals import Originals
from ui.taking_back import TakingBack

if TYPE_CHECKING:
    from qcapp.domain.forms import ReturnRecord
    from qcapp.ports import Progress
    from ui.pages.history import HistoryPage


class HistoryDeeds(QObject):
    """``done(words, warning)``: the ledger holds something else now; ``replaced(words)``: all of it may; ``failed``: why not."""

    done = Signal(str, bool)
    replaced = Signal(str)
    failed = Signal(str)

    def __init__(self, page: HistoryPage) -> None:
        super().__init__(page)
        self._page = page
        self._originals = Originals(page.services, page.tasks, page)
        self._originals.problem.connect(page.problem)
        self._originals.said.connect(page.message)
        self._taking_back = TakingBack(page.services, page.tasks, page)
        self._taking_back.done.connect(self.replaced)
        self._taking_back.failed.connect(self.failed)

    @Slot()
    def undo(self) -> None:
        """Ask in words what will happen, then undo the selected operation."""
        view = self._page.view
        if view is None or not view.can_undo or view.nothing_to_restore or not self._may_write():
            return
        operation = view.operation
        if view.restoration is not None:
            self._page.begin()
            self._taking_back.start(operation)
            return
        words = undo_words(operation, view.restorable + len(view.since), len(view.since), view.repeated)
        kept = [f"保留　{key_words(key)}" for key in sorted(view.since)]
        kept += [f"保留　{left_words((), (each.key,))}" for each in view.settings if each.since]
        answer = QuestionDialog.ask(
            self._page, "撤销操作", f"撤销这次{kind_words(operation)}？", words, [Answer("undo", "撤销此操作")], kept,
        )
        if answer:
            self._invert(operation.id, "正在撤销")

    @Slot()
    def redo(self) -> None:
        """Bring back what was undone."""
        view = self._page.view
        if view is not None and view.can_redo and self._may_write():
            self._invert((view.undone_by or view.operation).id, "正在恢复")

    @Slot()
    def undo_file(self) -> None:
        """The chosen file's part of the merge alone."""
        record, view = self._record, self._page.view
        if view is None or record is None or record.undone or not can_undo(view.operation) or not self._may_write():
            return
        changes = changes_of_file(record, view.changes)
        since = view.since_of(changes)
        units = "、".join(dict.fromkeys(each.unit for each in view.records if each.sha256 == record.sha256))
        moved = changed_fields(changes)
        repeated = len({change.key for change in changes} - moved)
        words = file_undo_words(record.name, units, len(moved), len(since), repeated)
        answer = QuestionDialog.ask(
            self._page, "撤销一份来表", "撤销这一份来表？", words, [Answer("undo", "撤销这一份")],
            [f"保留　{key_words(key)}" for key in sorted(since)],
        )
        if answer:
            self._invert(view.operation.id, "正在撤销", record.sha256)

    @Slot()
    def redo_file(self) -> None:
        record, view = self._record, self._page.view
        if view is None or record is None or not record.undone or not self._may_write():
            return
        found = self._page.services.history.undone_by(view.operation.id, sha256=record.sha256)
        if found is None:
            self._page.problem.emit(f"《{record.name}》是随整次合并撤销的，请点“恢复此操作”把那次合并恢复。")
        else:
            self._invert(found.id, "正在恢复")

    @Slot()
    def open_original(self) -> None:
        if self._record is not None:
            self._originals.open(self._record.sha256, self._record.name)

    @Slot()
    def save_original(self) -> None:
        if self._record is not None:
            self._originals.save(self._record.sha256, self._record.name)

    @Slot()
    def drag_original(self) -> None:
        if self._record is not None:
            self._originals.drag(self._record.sha256, self._record.name, self._page.files.out)

    @property
    def _record(self) -> ReturnRecord | None:
        return self._page.files.record

    def _may_write(self) -> bool:
        """Says why where nothing can be written."""
        why = self._page.services.read_only
        if why:
            self._page.problem.emit(why)
        return not why

    def _invert(self, operation_id: str, title: str, sha256: str | None = None) -> None:
        self._page.begin()
        services, period = self._page.services, self._page.period

        def work(progress: Progress) -> UndoResult:
            result = services.history.undo(operation_id, sha256=sha256)
            services.look.read_ahead(period)
            return result

        self._page.tasks.run(
            work, self._inverted, title=title,
            failed=self._not_inverted, parent=self._page,
        )

    def _inverted(self, result: UndoResult) -> None:
        done = _done_words(result, len(self._page.services.history.settings(result.operation.id)))
        if result.left or result.settings:
            self.done.emit(f"{done}；{left_words(result.left, result.settings)}后来又改过，保留了现在的内容。", True)
        else:
            self.done.emit(f"{done}。", False)

    def _not_inverted(self, error: ExpectedError) -> None:
        self.failed.emit(str(error))


def _done_words(result: UndoResult, settings: int) -> str:
    word = kind_words(result.operation)
    what = f"《{result.file}》" if result.file else ""
    if result.operation.changed:
        return f"已{word}{what}，{result.operation.changed} 处" + ("恢复为原值" if word == "撤销" else "重新生效")
    if settings:
        return f"已{word}，{settings} 项设置" + ("改回原来的值" if word == "撤销" else "重新生效")
    return f"已{word}{what}，没有改动填报内容"
