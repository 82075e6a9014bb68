"""All that edits 台账's cells, put together: in place, by selection, by searching. Made when the first rows stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.models.ledger_model import LedgerModel
from ui.pages.ledger_cells import CellWork
from ui.pages.ledger_desk import CellDesk
from ui.pages.ledger_editing import InPlace
from ui.pages.ledger_finding import Finding
from ui.widgets.fill_handle import FillHandle
from ui.widgets.ledger_table import LedgerTable

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.pages.base import Page
    from ui.tasks import TaskRunner


class CellHands(QObject):
    """``desk`` tells what was written. ``flush_form``: save what is half typed in the form."""

    def __init__(
        self, services: Services, tasks: TaskRunner, table: LedgerTable, model: LedgerModel, page: Page,
        flush_form: Callable[[], bool],
    ) -> None:
        super().__init__(page)
        self.desk = CellDesk(services, tasks, table, page)
        self.desk.said.connect(page.message)
        self.desk.problem.connect(page.problem)
        self.work = CellWork(self.desk, page.flush)
        self.in_place = InPlace(self.desk, model, flush_form, self.work.clear)
        self.finding = Finding(self.desk, page.flush)
        self.handle = FillHandle(table)
        self.handle.pulled.connect(self.work.fill_down)

    def flush(self) -> bool:
        """Save what is half typed in a cell."""
        return self.in_place.flush()

    def do(self, what: str) -> None:
        """What an entry of the menu 编辑 is called there."""
        {
            "cut": self.work.cut, "paste": self.work.paste, "clear": self.work.clear,
            "fill_down": self.work.fill_down, "fill_right": self.work.fill_right, "replace": self.finding.open,
            "find_next": self.finding.find_next, "find_previous": self.finding.find_previous, "edit_cell": self.in_place.edit,
        }[what]()
