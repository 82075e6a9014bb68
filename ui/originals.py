"""Kept files handed out: opened as a copy by the system's program, or saved where the user says. Off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from qcapp.services.names import whole_name

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.tasks import TaskRunner
    from ui.widgets.drag_out import DragOut


class Originals(QObject):
    """``problem``: a sentence on why not. ``said``: what was done, for the status bar. Remembers the last folder.

    ``bytes_of``: where a file's bytes are to be had by its hash, if not in the ledger alone.
    """

    problem = Signal(str)
    said = Signal(str)

    def __init__(
        self, services: Services, tasks: TaskRunner, parent: QWidget, bytes_of: Callable[[str], bytes] | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._window = services, tasks, parent
        self._bytes = bytes_of
        self._folder: Path | None = None

    def open(self, sha256: str, name: str) -> None:
        """Show it with the program that the system has for it. What is done to it there does not come back."""
        archive, bytes_of = self._services.archive, self._bytes or self._services.archive.bytes_of

        def work(progress: Progress) -> Path:
            return archive.open_copy(bytes_of(sha256), name)

        self._tasks.run(work, self._open, title=f"打开{name}", failed=self._failed, parent=self._window)

    def drag(self, sha256: str, name: str, out: DragOut) -> None:
        """A copy, made while the mouse waits for it, carried out of the window."""
        try:
            bytes_of = self._bytes or self._services.archive.bytes_of
            out.carry(self._services.archive.open_copy(bytes_of(sha256), name))
        except ExpectedError as error:
            self.problem.emit(str(error))

    def save(self, sha256: str, name: str) -> None:
        """Ask where to, then write it."""
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save

        safe = whole_name(name)
        suffix = Path(safe).suffix
        kinds = f"*{suffix} 文件 (*{suffix});;所有文件 (*)" if suffix else "所有文件 (*)"
        target = ask_save(self._window, "另存原件", (self._folder or documents_folder()) / safe, kinds)
        if target is not None and (not target.exists() or self._may_replace(target)):
            self._folder = target.parent
            self._save(sha256, target)

    def _save(self, sha256: str, target: Path) -> None:
        archive, bytes_of = self._services.archive, self._bytes or self._services.archive.bytes_of

        def work(progress: Progress) -> Path:
            archive.save_copy(bytes_of(sha256), target)
            return target

        self._tasks.run(work, self._saved, title=f"另存{target.name}", failed=self._failed, parent=self._window)

    def _may_replace(self, target: Path) -> bool:
        from ui.dialogs.question import Answer, QuestionDialog

        answer = QuestionDialog.ask(
            self._window, "另存原件", f"“{target.name}”已经有了，替换它吗？", "原来那份会被替换，找不回来。",
            [Answer("replace", "替换")],
        )
        return answer == "replace"

    def _open(self, path: Path) -> None:
        from ui.desktop import open_file

        if open_file(path):
            self.said.emit(f"已打开“{path.name}”的副本，在里面改动不会改到台账。")
        else:
            self.problem.emit(f"没有打开“{path.name}”：这台电脑上没有能打开它的程序，请用“另存”存出来再看。")

    def _saved(self, path: Path) -> None:
        self.said.emit(f"已另存为“{path.name}”，在“{path.parent}”。")

    def _failed(self, error: Exception) -> None:
        self.problem.emit(str(error))
