"""The draft of a form: kept a moment after each change, so that a crash loses nothing."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from qcapp.services.fill import FillService
from ui.fill.session import FillSession
from ui.tasks import TaskRunner

PAUSE_MS: Final = 800


class DraftKeeper(QObject):
    """Writes off the GUI thread. ``failed`` says why a draft could not be kept, once until one can be again."""

    kept = Signal(object)
    """The moment."""
    failed = Signal(str)

    def __init__(self, service: FillService, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._service, self._tasks, self._parent = service, tasks, parent
        self._session: FillSession | None = None
        self._told = False
        self._turn, self._writing = 0, threading.Lock()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.write)

    def watch(self, session: FillSession) -> None:
        """From now on this one's changes."""
        self._pause.stop()
        self._session = session
        session.row_changed.connect(self._changed)

    def rest(self) -> None:
        """What waits is written elsewhere, or is not wanted any more."""
        self._pause.stop()

    def write_now(self) -> bool:
        """Before the window goes; False where the draft could not be kept, which ``failed`` has said."""
        self._pause.stop()
        session = self._session
        if session is None or not session.dirty:
            return True
        try:
            with self._writing:
                self._turn += 1
                self._service.keep_draft(session.opened, session.texts())
        except ExpectedError as error:
            self.failed.emit(str(error))
            return False
        return True

    def drop(self) -> None:
        """The changes are not wanted, or are saved: the draft goes, and what still waits to be written does not come back."""
        self._pause.stop()
        session = self._session
        if session is not None:
            try:
                with self._writing:
                    self._turn += 1
                    self._service.drop_draft(session.opened)
            except ExpectedError as error:
                self.failed.emit(str(error))

    @Slot()
    def write(self) -> None:
        session = self._session
        if session is None:
            return
        opened, texts, dirty = session.opened, session.texts(), session.dirty
        self._turn += 1
        turn = self._turn

        def work(progress: Progress) -> None:
            with self._writing:
                if turn != self._turn:  # a later state is on the disk, or on its way there
                    return
                if dirty:
                    self._service.keep_draft(opened, texts)
                else:
                    self._service.drop_draft(opened)

        self._tasks.run(work, self._done, title="保存草稿", failed=self._failed, parent=self._parent, quiet=True)

    @Slot(str)
    def _changed(self, key: str) -> None:
        if self.sender() is self._session:
            self._pause.start()

    def _done(self, result: None) -> None:
        self._told = False
        self.kept.emit(datetime.now())

    def _failed(self, error: ExpectedError) -> None:
        if not self._told:
            self._told = True
            self.failed.emit(str(error))
