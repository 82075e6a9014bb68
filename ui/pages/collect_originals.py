"""The returned file itself: opened as a copy, saved out again, or laid beside the ledger to be typed in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.status import is_reported
from qcapp.merge.plan import FilePlan
from qcapp.services import Services
from ui.desktop import documents_folder, open_file
from ui.dialogs.files import ask_save


class Originals(QObject):
    message = Signal(str)
    problem = Signal(str)

    def __init__(self, services: Services, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._owner = services, owner
        self._folder = documents_folder()

    def open(self, file: FilePlan) -> bool:
        """A read-only copy in the program that the system has for it; False (and why is told) when it can't be opened."""
        name = file.file.name
        try:
            copy = self._services.archive.open_copy(file.file.data, name)
        except ExpectedError as error:
            self.problem.emit(str(error))
            return False
        if not open_file(copy):
            self.problem.emit(f"没有打开“{name}”，请点“另存原件”存到电脑上，再用能打开它的程序打开。")
            return False
        self.message.emit(f"已打开“{name}”的只读副本，改动不会进台账。")
        return True

    def save(self, file: FilePlan) -> None:
        """Where the clerk says, under its own name to begin with."""
        name = file.file.name
        target = ask_save(self._owner, "另存原件", self._folder / name, f"原件 (*{Path(name).suffix or '.*'})")
        if target is None:
            return
        self._folder = target.parent
        try:
            self._services.archive.save_copy(file.file.data, target)
        except ExpectedError as error:
            self.problem.emit(str(error))
        else:
            self.message.emit(f"已另存为“{target.name}”。")

    def first_to_type(self, file: FilePlan) -> tuple[int, str] | str:
        """The unit's first measure of that month that nothing is reported of, for the page of the ledger; the unit when all
        are reported."""
        assert file.unit is not None
        assert file.period is not None
        snapshot = self._services.look.snapshot(file.period)
        numbers = [file.belongs] if file.belongs else snapshot.plan.measures_of[file.unit]
        missing = (no for no in numbers if not is_reported(snapshot.entry(no, file.unit)))
        first = next(missing, None)
        return file.unit if first is None else (first, file.unit)
