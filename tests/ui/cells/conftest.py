"""台账 in its window, with the clipboard as Excel leaves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from qcapp.forms.cell_html import as_html
from tests.ui.hands import press_keys
from ui.clipboard import as_cells
from ui.main_window import MainWindow
from ui.models.ledger_model import COLUMNS, LedgerModel
from ui.pages.ledger import LedgerPage
from ui.widgets.cell_editor import CellEditor
from ui.widgets.ledger_sheet import select_cells, sheet_of


class Hands:
    """The clerk's hands on the table: cells by measure and column, keys, the clipboard."""

    def __init__(self, page: LedgerPage) -> None:
        self.page, self.table = page, page.table
        model = page.table.model()
        assert isinstance(model, LedgerModel)
        self.model = model

    def show(self, *columns: str) -> None:
        """Exactly these columns are seen, in their usual order."""
        for section, key in enumerate(COLUMNS):
            self.table.header.setSectionHidden(section, key not in columns)

    def choose(self, *cells: tuple[int, str]) -> None:
        """Select the cells of those measures and columns."""
        sheet = sheet_of(self.table)
        select_cells(self.table, [(self.model.row_of(no), sheet.columns.index(column)) for no, column in cells])
        self.table.setFocus()

    def press(self, keys: str) -> None:
        """Where the keys go when the table is at hand: a dialog before may have had the window's place."""
        self.table.activateWindow()
        QApplication.processEvents()
        press_keys(self.table, keys)

    @property
    def at(self) -> tuple[int, str]:
        index = self.table.currentIndex()
        row = self.model.measure_at(index.row())
        assert row is not None
        return row.no, COLUMNS[index.column()]

    @property
    def editor(self) -> CellEditor:
        found = self.page.cells.in_place.editor
        assert found is not None
        return found

    def clip(self, rows: Sequence[Sequence[str]], *, table: bool = True) -> None:
        """Cells as a spreadsheet leaves them; without ``table`` text only, as from a chat."""
        data = QMimeData()
        data.setText(as_cells(rows) + "\n")
        if table:
            data.setHtml(as_html(rows))
        QApplication.clipboard().setMimeData(data)


@pytest.fixture
def page(window: MainWindow) -> LedgerPage:
    window.ledger_page.cells  # noqa: B018  made, as it is a moment after the rows stand
    return window.ledger_page


@pytest.fixture
def hands(page: LedgerPage) -> Hands:
    return Hands(page)


@pytest.fixture
def soon(qapp: QApplication) -> Callable[[Callable[[QDialog], None]], None]:
    """Do that to the dialog as soon as it stands there."""

    def later(action: Callable[[QDialog], None]) -> None:
        def act() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QDialog):
                return
            timer.stop()
            try:
                action(dialog)
            except BaseException:
                dialog.reject()  # else it stands there for ever
                raise

        timer = QTimer(qapp)
        timer.timeout.connect(act)
        timer.start(5)

    return later
