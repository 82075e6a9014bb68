"""A table composed and laid out beside the window: of several asked for only the newest is told, and the others end early."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.forms.list_table import AnyTable
from qcapp.ports import Progress
from ui.pdf.printout import Printout, lay_out

if TYPE_CHECKING:
    from ui.tasks import TaskProgress, TaskRunner

_POLL_MS: Final = 120
PAUSE_MS: Final = 200

Compose = Callable[[], AnyTable]
"""Makes the table; touches no widget."""


class Layouts(QObject):
    """``done(Printout)``, ``failed(str)``; ``moved(words)`` while it goes on, "" when it has ended."""

    done = Signal(object)
    failed = Signal(str)
    moved = Signal(str)

    def __init__(self, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks, self._widget = tasks, parent
        self._wanted: Compose | None = None
        self._progress: TaskProgress | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._start)
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._tell)

    @property
    def busy(self) -> bool:
        return self._progress is not None or self._pause.isActive()

    def ask(self, compose: Compose, *, pause: int = PAUSE_MS) -> None:
        """``pause`` in milliseconds, for someone who is still choosing."""
        self.drop()
        self._wanted = compose
        self._pause.start(pause)
        self._poll.start()

    @Slot()
    def drop(self) -> None:
        """Nothing is wanted any more."""
        self._wanted = None
        self._pause.stop()
        if self._progress is not None:
            self._progress.cancel()
        self._end()

    @Slot()
    def _start(self) -> None:
        compose = self._wanted
        if compose is None:
            return

        def work(progress: Progress) -> Printout:
            return lay_out(compose(), progress)

        mine = self._tasks.run(
            work, lambda printout: self._ended(mine, printout), title="排版",
            failed=lambda error: self._ended(mine, error), parent=self._widget, quiet=True,
        )
        self._progress = mine

    def _ended(self, progress: TaskProgress, result: Printout | ExpectedError) -> None:
        if progress is not self._progress or progress.cancelled():
            return
        self._end()
        if isinstance(result, ExpectedError):
            self.failed.emit(str(result))
        else:
            self.done.emit(result)

    def _end(self) -> None:
        self._progress = None
        self._poll.stop()
        self.moved.emit("")

    @Slot()
    def _tell(self) -> None:
        done, total, what = self._progress.state if self._progress else (0, 0, "")
        self.moved.emit(f"{what}：{done} / {total}" if what and total else "正在排版…")
