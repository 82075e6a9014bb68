"""All that edits 台账's cells, put together: in place, by selection, by searching. Made when the first rows stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QContextMenuEvent

from ui.models.ledger_model import LedgerModel
from ui.pages.ledger_cells import CellWork
from ui.pages.ledger_desk import CellDesk
from ui.pages.ledger_editing import InPlace
from ui.pages.ledger_finding import Finding
from ui.widgets.ledger_table import LedgerTable

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.pages.base import Page
    from ui.tasks import TaskRunner


class CellHands(QObject):
    """``desk`` tells what was written. ``others`` are actions of the page for the menu at the mouse: form, rule."""

    def __init__(
        self, services: Services, tasks: TaskRunner, table: LedgerTable, model: LedgerModel, page: Page,
        flush_form: Callable[[], bool], others: Mapping[str, Callable[[], object]],
    ) -> None:
        super().__init__(page)
        self.desk = CellDesk(services, tasks, table, page)
        self.desk.said.connect(page.message)
        self.desk.problem.connect(page.problem)
        self.work = CellWork(self.desk, page.flush)
        self.in_place = InPlace(self.desk, model, flush_form, self.work.clear)
        self.finding = Finding(self.desk, page.flush)
        self._others = others
        table.viewport().installEventFilter(self)
        self._model, self._table = model, table

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click with the right button outside of what is selected selects that cell first, as everywhere."""
        if not isinstance(event, QContextMenuEvent):
            return False
        index = self._table.indexAt(event.pos())
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if by_key:
            index = self._table.currentIndex()
        if self._model.measure_at(index.row()) is None:
            return False
        if not self._table.selectionModel().isSelected(index):
            self._table.setCurrentIndex(index)
        at = self._table.visualRect(index).center() if by_key else event.pos()
        others = {"edit": self.in_place.edit, "replace": self.finding.open, **self._others}
        self.work.menu(self._table.viewport().mapToGlobal(at), others)
        return True
