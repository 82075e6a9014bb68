"""The work behind the 收表 page: reading, comparing, merging and undoing, each off the GUI thread, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError, LedgerChanged
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.operations import Operation, UndoResult
from qcapp.domain.period import Period
from qcapp.giving_way import giving_way
from qcapp.merge.plan import FilePlan, MergePlan
from qcapp.merge.questions import Answers
from qcapp.ports import Progress
from qcapp.services import Services
from ui.gone import Gone
from ui.models.collect_batch import Batch, combined, identity, same_bytes
from ui.models.collect_contents import contents_of
from ui.models.collect_reading import Reading, Wanted
from ui.models.collect_words import wants_password
from ui.tasks import TaskRunner

# How far back a merge of this sitting is looked for.
_RECENT = 500
_MOVED = "已重新比对，请再看一眼后合并。"


class CollectWork(QObject):
    """Owns the batch; pages and models look at it and change decisions in it."""

    batch_changed = Signal()
    """Other files, or another comparison of the same: draw anew, as ``busy`` is by now as well."""
    busy_changed = Signal(bool)
    """Not told where ``batch_changed`` is: of ten thousand measures nothing is to be drawn twice."""
    was_read = Signal()
    """Files asked for have been read and stand in the batch."""
    merged = Signal()
    ledger_changed = Signal()
    message = Signal(str)
    problem = Signal(str)
    still_locked = Signal(str)
    """The password didn't open a file: a sentence on that."""

    def __init__(self, services: Services, tasks: TaskRunner, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._tasks, self._owner = services, tasks, owner
        self.batch = Batch()
        self.snapshots: dict[Period, Snapshot] = {}
        self.period: Period | None = None
        self.into_period = False
        self._busy = False
        self._merging = False
        self._queue: list[Wanted] = []
        self._passwords: list[str] = []
        self._again = ""
        self._newest = ""
        self._moved_since = ""
        self.gone = Gone(self)
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
        self._queue.append(Wanted(tuple(paths), received))
        self._next()

    def unlock(self, file: FilePlan, password: str) -> None:
        """Read a locked file again with that password; one that opens it is tried on the other files of this sitting."""
        self._queue.append(Wanted((Path(file.file.path),), file.received, password))
        self._next()

    def answer(self, file: FilePlan, answers: Answers) -> None:
        """Compare again with what a person said about that file; all units' parts of it know."""
        for part in self.batch.plan.files:
            if same_bytes(identity(part), identity(file)):
                part.answers = answers
        self.compare_again()

    def untyped(self) -> frozenset[str]:
        """Units of the month shown of which nothing is in the ledger but what could not be read. Asked for only where such a
        file was merged in this sitting."""
        merged = (file for merge in self.batch.merged for file in merge.files)
        if self.period is None or not any(file.unread and file.period == self.period for file in merged):
            return frozenset()
        return frozenset(unit.unit for unit in self._services.look.status(self.period).units if unit.unread)

    def snapshot_of(self, file: FilePlan) -> Snapshot | None:
        """The ledger that the file was last compared with."""
        return self.snapshots.get(file.period) if file.period else None

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
        if operation is not None:
            self._start_undo(operation)

    def undo_file(self, file: FilePlan) -> None:
        """Take back what this one file changed, of a merge of this sitting; the others of that merge stay."""
        operation = self.batch.operation_of(file)
        if operation is not None:
            self._start_undo(operation, file.file.sha256)

    def _start_undo(self, operation: str, sha256: str | None = None) -> None:
        if self._busy:
            return
        self._begin(merging=True)
        self._tasks.run(
            partial(self._undo, operation, sha256), partial(self._undone, sha256=sha256),
            title="正在撤销", failed=self._failed, parent=self._owner,
        )

    def notice_undone(self) -> None:
        """A merge of this sitting, or one file of it, may have been undone elsewhere (Ctrl+Z, the history page): it waits
        again. Whoever asks draws anew."""
        ours = {merge.operation_id for merge in self.batch.merged}
        if not ours:
            return
        history = self._services.history
        for operation in history.operations(_RECENT):
            if operation.id in ours and operation.undone:
                self.batch.bring_back(operation.id)
            elif operation.id in ours:
                for sha256 in {record.sha256 for record in history.files(operation.id) if record.undone}:
                    self.batch.bring_back(operation.id, sha256)

    # Each step runs on the worker's thread and touches nothing of the window.

    def _read(self, wanted: Wanted, passwords: Sequence[str], progress: Progress) -> Reading:
        fresh = self._services.collect.preview(
            wanted.paths, period=self._forced(), received=wanted.received, fallback=self.period, progress=progress,
            passwords=passwords,
        )
        count = len(fresh.files)
        said = f"读到 {count} 个文件。" if count else "这里没有找到可以读的文件，请换一个文件夹或直接选文件。"
        return self._compared(fresh.files, said)

    def _compare(self, progress: Progress) -> Reading:
        progress.report(0, 0, "正在重新比对")
        since, self._moved_since = self._moved_since, ""
        keys = {each.key for file in giving_way(self.batch.plan.mergeable) for each in file.fields}
        told = self._services.history.said_since(since, keys) if since else ""
        return replace(self._compared((), ""), since=told)

    def _compared(self, fresh: Sequence[FilePlan], said: str) -> Reading:
        newest = self._services.history.newest_id()  # before all else: what comes while it is compared comes after
        kept = tuple(self.batch.plan.files)
        # Before all else: what is decided from now on is carried after.
        carried = {id(file): file.decided for file in giving_way(kept)}
        together = combined(kept, fresh)
        plan = together  # the first files have just been compared with the ledger and with each other
        if kept:
            plan = self._services.collect.refresh(together, period=self._forced(), fallback=self.period)
        periods = {file.period for file in plan.files if file.period is not None}
        snapshots = {each: self._services.look.snapshot(each) for each in periods}
        contents = tuple(map(contents_of, giving_way(plan.files)))
        return Reading(plan, kept, tuple(fresh), snapshots, said, newest, carried, contents=contents)

    def _apply(self, plan: MergePlan, progress: Progress) -> Operation | None:
        progress.report(0, 0, "正在备份并写入台账")
        operation = self._services.collect.apply(plan)
        self._read_ahead()
        return operation

    def _undo(self, operation: str, sha256: str | None, progress: Progress) -> UndoResult:
        progress.report(0, 0, "正在撤销")
        result = self._services.history.undo(operation, sha256=sha256)
        self._read_ahead()
        return result

    def _read_ahead(self) -> None:
        """Here, where nobody waits: the pages ask for the month next, and find it read."""
        if self.period is not None:
            self._services.look.read_ahead(self.period)

    def _forced(self) -> Period | None:
        return self.period if self.into_period else None

    # Back on the GUI thread.

    def _next(self) -> None:
        if self._busy:
            return
        notice = self._again.strip()  # what is asked for while this runs has to be compared once more
        if self._queue:
            self._again = ""
            wanted = self._queue.pop(0)
            passwords = tuple(dict.fromkeys(filter(None, (wanted.password, *self._passwords))))
            self._begin()
            self._tasks.run(
                partial(self._read, wanted, passwords), partial(self._adopt, notice=notice, wanted=wanted),
                title="正在读取来表", failed=self._failed, parent=self._owner,
            )
        elif self._again:
            self._again = ""
            self._begin()
            self._tasks.run(
                self._compare, partial(self._adopt, notice=notice), title="正在比对", failed=self._failed, parent=self._owner
            )

    def _adopt(self, reading: Reading, notice: str, wanted: Wanted | None = None) -> None:
        self._newest = reading.newest
        self._take_leave(reading)
        self.batch.adopt(reading.plan, reading.started_with, reading.read, reading.carried, reading.contents)
        self.snapshots.update(reading.snapshots)
        self._end_anew()
        if wanted is not None and wanted.password:
            self._tried(wanted)
        elif reading.said:
            self.message.emit(reading.said)
        if wanted is not None:
            self.was_read.emit()
        if notice:
            self.problem.emit(f"预览之后{reading.since}，{_MOVED}" if reading.since else notice)
        self._next()

    def _take_leave(self, reading: Reading) -> None:
        """Of the comparison before: seventy thousand fields of ten thousand measures are not to go within one turn."""
        self.gone.take(self.batch.plan.files)
        for period, snapshot in reading.snapshots.items():
            before = self.snapshots.get(period)
            if before is not None and before is not snapshot:
                self.gone.take(before.entries.values())

    def _tried(self, wanted: Wanted) -> None:
        """Whether the password was the right one; then the other locked files are tried with it."""
        locked = {Path(file.file.path): file for file in self.batch.plan.files if wants_password(file)}
        if wanted.paths[0] in locked:
            self.still_locked.emit("这个密码打不开，请核对大小写和全角半角后再试，或请单位去掉密码重新发来。")
            return
        self.message.emit("密码正确，已打开。")
        if wanted.password not in self._passwords:
            self._passwords.insert(0, wanted.password)
            for path, file in locked.items():
                self._queue.append(Wanted((path,), file.received))

    def _applied(self, operation: Operation | None) -> None:
        if operation is None:
            self._end()
            self.message.emit("没有可以合并的文件，台账没有变化。")
            return
        self.batch.mark_merged(operation.id, operation.summary)
        self.problem.emit("")
        self._end_anew()
        self.merged.emit()
        self.ledger_changed.emit()
        self.message.emit(f"已{operation.summary}；可按 Ctrl+Z 撤销。")
        self._next()

    def _not_applied(self, error: ExpectedError) -> None:
        if isinstance(error, LedgerChanged):
            self._end()
            self._moved_since = self._newest
            self.compare_again(f"台账在预览之后有改动，{_MOVED}")
        else:
            self._failed(error)

    def _undone(self, result: UndoResult, sha256: str | None) -> None:
        files = self.batch.bring_back(result.undone.id, sha256)
        self._end_anew()
        self.ledger_changed.emit()
        what = f"“{files[0].file.name}”的合并，它" if sha256 and files else f"上次合并，{len(files)} 个文件"
        self.message.emit(f"已撤销{what}回到待合并。")
        left = f"已撤销；有 {len(result.left)} 处后来又改过，保留现状：{_places(result.left)}。" if result.left else ""
        self.problem.emit(left)
        self.compare_again(left)

    def _failed(self, error: ExpectedError) -> None:
        self._end()
        self.problem.emit(str(error))
        self._next()

    def _begin(self, *, merging: bool = False) -> None:
        self._busy, self._merging = True, merging
        self.busy_changed.emit(True)

    def _end(self) -> None:
        self._busy = self._merging = False
        self.busy_changed.emit(False)

    def _end_anew(self) -> None:
        """With another batch than before."""
        self._busy = self._merging = False
        self.batch_changed.emit()

    @Slot(bool)
    def _runner_busy(self, on: bool) -> None:
        """Cancelled work calls nothing back: look again when what was delivered has been dealt with."""
        if not on:
            QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        if self._busy and not self._tasks.busy:
            self._end()
            self.message.emit("这一步没有做完，台账没有变化。")
            self._next()


def _places(keys: Sequence[CellKey]) -> str:
    first = [f"第 {key.no} 条{key.unit}{field_for(key.field).heading}" for key in keys[:3]]
    return "、".join(first) + ("等" if len(keys) > len(first) else "")
