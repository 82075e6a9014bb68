"""What all that edits 台账's cells shares: the table as a sheet, what is selected, and writing to the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from qcapp.domain.errors import ExpectedError, LedgerChanged
from qcapp.domain.operations import Operation
from qcapp.ports import Progress
from qcapp.services.edit_cells import Deed, Wish
from ui.models.cell_sheet import Place, Sheet
from ui.widgets.ledger_sheet import Area, areas_of, selection_of, sheet_of
from ui.widgets.ledger_table import LedgerTable

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.pages.base import Page
    from ui.tasks import TaskRunner

T = TypeVar("T")

_AT_ONCE: Final = 300
"""More cells than that are written off the GUI thread; on a server all are, where a colleague may have to be waited for."""
_LOOKED_AT_ONCE: Final = 5_000


class CellDesk(QObject):
    """``written(measures)`` after the ledger was; ``said`` and ``problem`` as a page's own."""

    written = Signal(object)
    stale = Signal()
    """Something was changed meanwhile: the page has to read the month again."""
    said = Signal(str)
    problem = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner, table: LedgerTable, page: Page) -> None:
        super().__init__(page)
        self.services, self.tasks, self.table, self.page = services, tasks, table, page

    @property
    def sheet(self) -> Sheet:
        return sheet_of(self.table)

    @property
    def areas(self) -> list[Area]:
        """What is selected, without going through its cells."""
        return areas_of(self.table)

    def work_out(
        self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[ExpectedError], object], *, cells: int,
        title: str,
    ) -> None:
        """``done(work())``, which touches no widget; what goes through many cells does so off the GUI thread."""
        if cells > _LOOKED_AT_ONCE:
            self.tasks.run(lambda _: work(), done, title=title, failed=failed, parent=self.page)  # type: ignore[arg-type]
            return
        try:
            found = work()
        except ExpectedError as error:
            failed(error)
            return
        done(found)

    @property
    def selection(self) -> list[Place]:
        return selection_of(self.table)

    def store(self, wishes: Sequence[Wish], deed: Deed) -> Operation | None:
        """One operation, nothing told; ExpectedError as the service raises it."""
        return self.services.cells.set_cells(wishes, deed)

    def write(self, wishes: Sequence[Wish], deed: Deed) -> None:
        """One operation, and what became of it told."""
        if not wishes:
            self.said.emit("这些格子里本来就是这样，没有要改的。")
            return
        if len(wishes) <= _AT_ONCE and not self.services.shared:
            try:
                self._done(wishes, self.store(wishes, deed))
            except ExpectedError as error:
                self.failed(error)
            return

        period = self.page.period

        def work(progress: Progress) -> Operation | None:
            operation = self.store(wishes, deed)
            self.services.look.read_ahead(period)
            return operation

        def done(operation: Operation | None) -> None:
            self._done(wishes, operation)

        self.tasks.run(work, done, title=deed.words, failed=self.failed, parent=self.page)

    def failed(self, error: ExpectedError) -> None:
        """The reason, and what the ledger says now."""
        if isinstance(error, LedgerChanged):
            self.stale.emit()
        self.problem.emit(str(error))

    def _done(self, wishes: Sequence[Wish], operation: Operation | None) -> None:
        self.problem.emit("")
        if operation is None:
            self.said.emit("这些格子里本来就是这样，没有要改的。")
            return
        self.written.emit({wish.key.no for wish in wishes})
        self.said.emit(f"已保存：{operation.summary.partition('：')[2]}。按 Ctrl+Z 撤销。")
