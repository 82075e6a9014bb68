"""Operations as the page 历史 lists them, read page by page: at once, or off the GUI thread where texts are looked through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import Operation, OperationFilter
from ui.latest import Latest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qcapp.services import Services
    from ui.tasks import TaskRunner

PAGE: Final = 500
MANY: Final = 20_000
"""Operations in a ledger from which on any looking through them is done off the GUI thread."""


@dataclass(frozen=True, slots=True)
class Listed:
    """``rows`` are the newest of ``total``. ``select``: the id of the one to be shown."""

    wanted: OperationFilter
    rows: tuple[Operation, ...]
    total: int
    select: str = ""

    @property
    def more(self) -> bool:
        return len(self.rows) < self.total

    @property
    def words(self) -> str:
        """共 12 次操作, 找到 600 次操作，列出最近 500 次."""
        narrowed = self.wanted != OperationFilter()
        if not self.total:
            return "没有找到这样的操作，换个条件试试" if narrowed else "还没有操作"
        last = f"，列出最近 {len(self.rows)} 次" if self.more else ""
        return f"{'找到' if narrowed else '共'} {self.total} 次操作{last}"


class HistoryReading(QObject):
    """``read``: there is something new in ``listed``."""

    read = Signal()
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._page = PAGE
        self.listed = Listed(OperationFilter(), (), 0)
        self._latest = Latest(tasks, "查找操作", parent)
        self._latest.done.connect(self._done)
        self._latest.failed.connect(self.failed)
        self._latest.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        return self._latest.busy

    def ask(self, wanted: OperationFilter, select: str = "") -> None:
        """From the newest on."""
        self._read(wanted, self._page, select)

    def again(self, select: str) -> None:
        """As many as are listed: the ledger may hold others now."""
        self._read(self.listed.wanted, max(self._page, len(self.listed.rows)), select)

    def more(self, select: str) -> None:
        self._read(self.listed.wanted, len(self.listed.rows) + self._page, select)

    def _read(self, wanted: OperationFilter, limit: int, select: str) -> None:
        history = self._services.history

        def work(_: object = None) -> Listed:
            rows = history.operations(limit, wanted)
            return Listed(wanted, rows, len(rows) if len(rows) < limit else history.count(wanted), select)

        if wanted.text or (wanted != OperationFilter() and history.count() > MANY):
            self._latest.ask(work, pause=0)
            return
        self._latest.drop()
        try:
            self._done(work())
        except ExpectedError as error:
            self.failed.emit(error)

    def _done(self, listed: Listed) -> None:
        self.listed = listed
        self.read.emit()


def filter_around(operation: Operation) -> OperationFilter:
    """What lists it though it is of long ago: its day."""
    day = operation.at.date()
    return OperationFilter(since=day, until=day)
