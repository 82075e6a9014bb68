"""The work behind the 收表 page: reading, comparing, merging and undoing, each off the GUI thread, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError, LedgerChanged
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey, Operation, Snapshot, UndoResult
from qcapp.domain.period import Period
from qcapp.merge.plan import FilePlan, MergePlan
from qcapp.ports import Progress
from qcapp.services import Services
from ui.models.collect_batch import Batch, combined
from ui.tasks import TaskRunner

# How far back a merge of this sitting is looked for.
_RECENT = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading or comparing: the plan of all files, the files it started with, the ledger seen."""

    plan: MergePlan
    started_with: tuple[FilePlan, ...]
    snapshots: dict[Period, Snapshot]
    said: str


class CollectWork(QObject):
    """Owns the batch; pages and models look at it and change decisions in it."""

    batch_changed = Signal()
    """Other files, or another comparison of the same: draw anew."""
    busy_changed = Signal(bool)
    was_read = Signal()
    """Files asked for have been read and stand in the batch."""
    merged = Signal()
    ledger_changed = Signal()
    message = Signal(str)
    problem = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._tasks, self._owner = services, tasks, owner
        self.batch = Batch()
        self.snapshots: dict[Period, Snapshot] = {}
        self.period: Period | None = None
        self.into_period = False
        self._busy = False
        self._merging = False
        self._queue: list[tuple[tuple[Path, ...], date]] = []
        self._again = ""
        tasks.busy_changed.connect(self._runner_busy)

    @property
    def busy(self) -> bool:
        return self._busy

    @property
    def merging(self) -> bool:
        """A merge or an undo is under way: decisions rest."""
        return self._merging

    def add(self, paths: Sequence[Path], received: date) -> None:
        """Read these as well; those that are already listed are not read twice."""
        self._queue.append((tuple(paths), received))
        self._next()

    def compare_again(self, said: str = "") -> None:
        """Compare all waiting files with the ledger of now; ``said`` is shown as a notice when that is done."""
        if self.batch.plan.files:
            self._again = said or self._again or " "
            self._next()

    def merge(self) -> None:
        """Write the plan; when the ledger has moved since, compare again and say so."""
        plan = self.batch.plan
        if self._busy or not plan.mergeable:
            return
        self._begin(merging=True)
        self._tasks.run(
            partial(self._apply, plan), self._applied, title="正在合并入账", failed=self._not_applied, parent=self._owner
        )

    def undo_last(self) -> None:
        operation = self.batch.last_operation
        if self._busy or operation is None:
            return
        self._begin(merging=True)
        self._tasks.run(
            partial(self._undo, operation), self._undone, title="正在撤销", failed=self._failed, parent=self._owner
        )

    def notice_undone(self) -> None:
        """A merge of this sitting may have been undone elsewhere (Ctrl+Z, the history page): its files wait again."""
        ours = {merge.operation_id for merge in self.batch.merged}
        if not ours:
            return
        for operation in self._services.history.operations(_RECENT):
            if operation.id in ours and operation.undone:
                self.batch.bring_back(operation.id)
        self.batch_changed.emit()

    # Each step runs on the worker's thread and touches nothing of the window.

    def _read(self, paths: Sequence[Path], received: date, progress: Progress) -> Reading:
        fresh = self._services.collect.preview(
            paths, period=self._forced(), received=received, fallback=self.period, progress=progress
        )
        count = len(fresh.files)
        said = f"读到 {count} 个文件。" if count else "这里没有找到可以读的文件，请换一个文件夹或直接选文件。"
        return self._compared(fresh.files, said)

    def _compare(self, progress: Progress) -> Reading:
        progress.report(0, 0, "正在重新比对")
        return self._compared((), "")

    def _compared(self, fresh: Sequence[FilePlan], said: str) -> Reading:
        kept = tuple(self.batch.plan.files)
        together = combined(kept, fresh)
        plan = together  # the first files have just been compared with the ledger and with each other
        if kept:
            plan = self._services.collect.refresh(together, period=self._forced(), fallback=self.period)
        periods = {file.period for file in plan.files if file.period is not None}
        return Reading(plan, kept, {each: self._services.look.snapshot(each) for each in periods}, said)

    def _apply(self, plan: MergePlan, progress: Progress) -> Operation | None:
        progress.report(0, 0, "正在备份并写入台账")
        return self._services.collect.apply(plan)

    def _undo(self, operation: str, progress: Progress) -> UndoResult:
        progress.report(0, 0, "正在撤销")
        return self._services.history.undo(operation)

    def _forced(self) -> Period | None:
        return self.period if self.into_period else None

    # Back on the GUI thread.

    def _next(self) -> None:
        if self._busy:
            return
        if self._queue:
            paths, received = self._queue.pop(0)
            self._begin()
            self._tasks.run(
                partial(self._read, paths, received), self._adopt,
                title="正在读取来表", failed=self._failed, parent=self._owner,
            )
        elif self._again:
            self._begin()
            self._tasks.run(self._compare, self._adopt, title="正在比对", failed=self._failed, parent=self._owner)

    def _adopt(self, reading: Reading) -> None:
        self.batch.adopt(reading.plan, reading.started_with)
        self.snapshots.update(reading.snapshots)
        notice, self._again = self._again.strip(), ""
        self._end()
        self.batch_changed.emit()
        if reading.said:
            self.message.emit(reading.said)
            self.was_read.emit()
        if notice:
            self.problem.emit(notice)
        self._next()

    def _applied(self, operation: Operation | None) -> None:
        held = self.batch.plan.open
        if operation is None:
            self._end()
            self.message.emit("没有可以合并的文件，台账没有变化。")
            return
        merge = self.batch.mark_merged(operation.id)
        waiting = f"，{held} 处冲突留待处理" if held else ""
        self._end()
        self.problem.emit("")
        self.batch_changed.emit()
        self.merged.emit()
        self.ledger_changed.emit()
        self.message.emit(
            f"已合并 {len(merge.files)} 个文件，更新 {operation.changed} 处{waiting}；可按 Ctrl+Z 撤销。"
        )
        self._next()

    def _not_applied(self, error: ExpectedError) -> None:
        if isinstance(error, LedgerChanged):
            self._end()
            self.compare_again("台账在预览之后有改动，已重新比对，请再看一眼后合并。")
        else:
            self._failed(error)

    def _undone(self, result: UndoResult) -> None:
        files = self.batch.bring_back(result.undone.id)
        self._end()
        self.batch_changed.emit()
        self.ledger_changed.emit()
        self.message.emit(f"已撤销上次合并，{len(files)} 个文件回到待合并。")
        left = f"已撤销；有 {len(result.left)} 处后来又改过，保留现状：{_places(result.left)}。" if result.left else ""
        self.problem.emit(left)
        self.compare_again(left)

    def _failed(self, error: ExpectedError) -> None:
        self._again = ""
        self._end()
        self.problem.emit(str(error))
        self._next()

    def _begin(self, *, merging: bool = False) -> None:
        self._busy, self._merging = True, merging
        self.busy_changed.emit(True)

    def _end(self) -> None:
        self._busy = self._merging = False
        self.busy_changed.emit(False)

    @Slot(bool)
    def _runner_busy(self, on: bool) -> None:
        """Cancelled work calls nothing back: look again when what was delivered has been dealt with."""
        if not on:
            QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        if self._busy and not self._tasks.busy:
            self._again = ""
            self._end()
            self.message.emit("这一步没有做完，台账没有变化。")
            self._next()


def _places(keys: Sequence[CellKey]) -> str:
    first = [f"第 {key.no} 条{key.unit}{field_for(key.field).heading}" for key in keys[:3]]
    return "、".join(first) + ("等" if len(keys) > len(first) else "")
