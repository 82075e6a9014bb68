"""Work off the GUI thread: success and failure come back on it, progress is polled, cancelling is no error.

One piece of work runs at a time; others queue. A dialog with 取消 appears only when the work takes longer than a
moment.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import Cancelled, ExpectedError

if TYPE_CHECKING:
    from qcapp.ports import Progress
    from ui.widgets.progress import ProgressDialog

T = TypeVar("T")

PATIENCE_MS = 600
CLOSING_MS = 60_000


class TaskProgress:
    """The ``Progress`` handed to the work. Written by the worker, read by the window, neither waiting."""

    def __init__(self) -> None:
        self._state = (0, 0, "")
        self._cancel = threading.Event()

    def report(self, done: int, total: int, what: str) -> None:
        self._state = (done, total, what)

    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def cancel(self) -> None:
        self._cancel.set()

    @property
    def state(self) -> tuple[int, int, str]:
        """Steps done, steps in all (0: not known), and what is being done."""
        return self._state


@dataclass(slots=True, eq=False)
class Task:
    """One piece of work and what becomes of it. ``result`` or ``error`` is set by the worker."""

    work: Callable[[Progress], Any]
    done: Callable[[Any], None]
    title: str
    failed: Callable[[ExpectedError], None] | None
    parent: QWidget
    progress: TaskProgress
    quiet: bool = False
    result: Any = None
    error: BaseException | None = None

    def let_go(self) -> None:
        """Of the window's things and of what was made, when it is done: the worker may be the last to hold the task, and no
        widget is to be deleted from there. An error holds all that its work had at hand."""
        del self.work, self.done, self.failed, self.parent
        self.result = self.error = None


class TaskRunner(QObject):
    """Runs work on a thread of its own; every callback is called on the GUI thread."""

    busy_changed = Signal(bool)
    failed = Signal(str)
    """An expected error that the caller did not want for itself: the sentence."""
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._tasks: list[Task] = []
        self._dialog: ProgressDialog | None = None
        self._closing = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_dialog)
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def runs(self, progress: TaskProgress | None) -> bool:
        """Whether the work that was begun with it is not over."""
        return any(task.progress is progress for task in self._tasks)

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        *,
        title: str,
        failed: Callable[[ExpectedError], None] | None = None,
        parent: QWidget,
        quiet: bool = False,
    ) -> TaskProgress:
        """Start ``work`` (it touches no widget); then ``done(result)``, or ``failed(error)`` when it was expected.

        Without ``failed`` the sentence goes out by the signal ``failed``. Cancelled is neither. Anything else
        shows one dialog. When ``parent`` is gone by then, nothing is called. ``quiet``: what nobody waits for, such as
        reading anew what is on the screen; it never gets a dialog with 取消.
        """
        task = Task(work, cast(Callable[[Any], None], done), title, failed, parent, TaskProgress(), quiet)
        if self._closing:  # nobody would wait for its end, nor the program
            task.progress.cancel()
            return task.progress
        self._tasks.append(task)
        if len(self._tasks) == 1:
            self._patience.start()
            self.busy_changed.emit(True)
        self._pool.start(self._job(task))
        return task.progress

    def shut_down(self) -> bool:
        """Cancel all and wait for the step under way to end; nothing is called back any more."""
        self._closing = True
        for task in self._tasks:
            task.progress.cancel()
        return self._pool.waitForDone(CLOSING_MS)

    def _job(self, task: Task) -> Callable[[], None]:
        def job() -> None:
            try:
                if task.progress.cancelled():
                    raise Cancelled("已取消。")
                task.result = task.work(task.progress)
            except BaseException as error:
                task.error = error
            self._ended.emit(task)

        return job

    @Slot()
    def _show_dialog(self) -> None:
        task = self._tasks[0] if self._tasks and not self._closing else None
        if task is not None and not task.quiet and shiboken6.isValid(task.parent):
            from ui.widgets.progress import ProgressDialog

            self._dialog = ProgressDialog(task.title, task.progress, task.parent.window())
            self._dialog.open()

    @Slot(object)
    def _finish(self, task: Task) -> None:
        self._tasks.remove(task)
        self._patience.stop()
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.finish()
        self._dialog = None
        if self._tasks:
            self._patience.start()
        else:
            self.busy_changed.emit(False)
        try:
            if not self._closing and shiboken6.isValid(task.parent):
                self._deliver(task)
        finally:
            task.let_go()

    def _deliver(self, task: Task) -> None:
        match task.error:
            case None:
                task.done(task.result)
            case Cancelled():
                pass
            case ExpectedError() as error:
                if task.failed is not None:
                    task.failed(error)
                else:
                    self.failed.emit(str(error))
            case error:
                from ui.widgets.trouble import show_unexpected

                show_unexpected(error, task.title, task.parent.window())
