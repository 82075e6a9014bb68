"""The operation that the page 历史 shows, read with its rows: at once, or off the GUI thread where it changed much."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from qcapp.domain.forms import ReturnRecord
from qcapp.domain.operation_words import can_undo
from qcapp.domain.operations import Operation, OperationFilter
from ui.latest import Latest
from ui.models.changes import ChangeRow, change_rows
from ui.models.operation_view import OperationView, read_operation
from ui.models.returned_files import FileRow, changes_of, file_rows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qcapp.ports import Progress
    from qcapp.services import Services
    from ui.tasks import TaskRunner

MUCH: Final = 300
"""Fields changed by an operation from which on it is read off the GUI thread."""


@dataclass(frozen=True, slots=True)
class Shown:
    """``rows``: of all that is to be shown of it, not of one file."""

    view: OperationView
    files: tuple[FileRow, ...]
    rows: tuple[ChangeRow, ...]


class ShownReading(QObject):
    """``read(Shown)`` of the operation asked for last, ``failed(ExpectedError)``."""

    read = Signal(object)
    failed = Signal(object)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, "看一次操作", parent)
        self._latest.done.connect(self.read)
        self._latest.failed.connect(self.failed)

    def ask(self, operation: Operation, wanted: OperationFilter) -> bool:
        """Whether it is read already when this returns."""
        if operation.changed > MUCH:
            self._latest.ask(partial(read_shown, self._services, operation, wanted), pause=0)
            return False
        self._latest.drop()
        self.read.emit(read_shown(self._services, operation, wanted))
        return True

    def drop(self) -> None:
        self._latest.drop()


def read_shown(services: Services, operation: Operation, wanted: OperationFilter, progress: Progress | None = None) -> Shown:
    view = read_operation(services, operation, wanted)
    return Shown(view, file_rows(view.listed_records, view.shown, view.since), rows_of(services, view))


def rows_of(services: Services, view: OperationView, record: ReturnRecord | None = None) -> tuple[ChangeRow, ...]:
    """Of that file alone, or of all that is to be shown."""
    words = services.look.measure_words
    changes = view.shown if record is None else changes_of(record, view.shown)
    since = view.since_of(changes) if record is not None and can_undo(view.operation) else view.since
    return change_rows(changes, lambda key: words(key.no, key.period), since, one_file=record is not None)
