"""Work that follows what a person does: begun after a short pause, off the GUI thread, of several only the newest told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress

if TYPE_CHECKING:
    from ui.tasks import TaskRunner

PAUSE_MS: Final = 350

Work = Callable[[Progress], Any]


class Latest(QObject):
    """``done(result)`` or ``failed(ExpectedError)`` of what was asked for last; ``busy_changed`` from asking until then.

    What is under way when something newer is asked for runs to its end, and its result is let go.
    """

    done = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, tasks: TaskRunner, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks, self._title, self._parent = tasks, title, parent
        self._wanted: Work | None = None
        self._running = False
        self._dropped = False
        self._busy = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._start)

    @property
    def busy(self) -> bool:
        return self._busy

    def ask(self, work: Work, *, pause: int = PAUSE_MS) -> None:
        """``work`` touches no widget. ``pause`` in milliseconds, for someone who is still typing."""
        self._wanted = work
        self._pause.start(pause)
        self._tell(True)

    def drop(self) -> None:
        """Nothing is wanted any more."""
        self._wanted = None
        self._dropped = self._running
        self._pause.stop()
        self._tell(False)

    @Slot()
    def _start(self) -> None:
        if self._running or self._wanted is None:
            return
        work, self._wanted = self._wanted, None
        self._running, self._dropped = True, False

        def caught(progress: Progress) -> Any:
            try:
                return work(progress)
            except Exception as error:  # told on the GUI thread, when this is known to have ended
                return error

        self._tasks.run(caught, self._ended, title=self._title, parent=self._parent, quiet=True)

    def _ended(self, result: Any) -> None:
        self._running = False
        if self._wanted is not None:
            if not self._pause.isActive():
                self._start()
        elif not self._dropped:
            self._tell(False)
            self._deliver(result)

    def _deliver(self, result: Any) -> None:
        if isinstance(result, ExpectedError):
            self.failed.emit(result)
        elif isinstance(result, Exception):
            raise result
        else:
            self.done.emit(result)

    def _tell(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
