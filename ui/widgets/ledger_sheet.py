"""台账's table as a sheet: what is seen of it, what is selected, and where a cell of the sheet is in the table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex

from qcapp.publish.view_cells import ViewRow
from ui.models.cell_sheet import Place, Sheet, copied
from ui.models.ledger_model import COLUMNS, LedgerModel
from ui.models.ledger_rows import GroupRow

if TYPE_CHECKING:
    from ui.widgets.ledger_table import LedgerTable


def sheet_of(table: LedgerTable) -> Sheet:
    """The rows and columns that are seen, in the order in which they stand there."""
    rows = _model(table).rows
    folded = frozenset([place for place, row in enumerate(rows) if isinstance(row, GroupRow) and not row.open])
    columns = tuple(COLUMNS[section] for section in table.header.shown_sections())
    return Sheet(tuple([row if isinstance(row, ViewRow) else None for row in rows]), columns, folded)


Area = tuple[range, tuple[int, ...]]
"""Rows, and columns of the sheet."""


def areas_of(table: LedgerTable) -> list[Area]:
    """What is selected of what is seen, or else the current cell: told quickly, be it all of thousands of rows."""
    order = {section: place for place, section in enumerate(table.header.shown_sections())}
    ranges: list[QItemSelectionRange] = cast(Any, table.selectionModel().selection())  # a list, unknown to the stubs
    found = [
        (range(each.top(), each.bottom() + 1), columns) for each in ranges
        if (columns := tuple(order[column] for column in range(each.left(), each.right() + 1) if column in order))
    ]
    at = current_place(table)
    return found or ([(range(at[0], at[0] + 1), (at[1],))] if at else [])


def places_in(areas: Iterable[Area]) -> list[Place]:
    """Every cell of them once, row by row."""
    return sorted({(row, column) for rows, columns in areas for row in rows for column in columns})


def count_in(areas: Iterable[Area]) -> int:
    """Cells, those that are in two of them twice."""
    return sum(len(rows) * len(columns) for rows, columns in areas)


def selection_of(table: LedgerTable) -> list[Place]:
    """Every selected cell that is seen, or else the current one."""
    return places_in(areas_of(table))


def current_place(table: LedgerTable) -> Place | None:
    """Where the cell at hand is in the sheet; None where none is."""
    index, shown = table.currentIndex(), table.header.shown_sections()
    return (index.row(), shown.index(index.column())) if index.isValid() and index.column() in shown else None


def index_at(table: LedgerTable, place: Place) -> QModelIndex:
    return _model(table).index(place[0], table.header.shown_sections()[place[1]])


def select_cells(table: LedgerTable, places: Iterable[Place]) -> None:
    """Exactly these; the first becomes the cell at hand."""
    indexes = [index_at(table, place) for place in places]
    if indexes:
        selection = QItemSelection()
        for index in indexes:
            selection.select(index, index)
        table.selectionModel().setCurrentIndex(indexes[0], QItemSelectionModel.SelectionFlag.NoUpdate)
        table.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def select_block(table: LedgerTable, first: Place, last: Place) -> None:
    """All from one cell to another; the first becomes the cell at hand."""
    selection = QItemSelection()
    for column in range(first[1], last[1] + 1):
        selection.select(index_at(table, (first[0], column)), index_at(table, (last[0], column)))
    table.selectionModel().setCurrentIndex(index_at(table, first), QItemSelectionModel.SelectionFlag.NoUpdate)
    table.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def copied_cells(table: LedgerTable) -> list[list[str]]:
    """What is selected, as rows of texts; a group's heading where nothing else is."""
    cells = copied(sheet_of(table), selection_of(table))
    group = _model(table).group_at(table.currentIndex().row())
    return cells or ([[group.text]] if group else [])


def _model(table: LedgerTable) -> LedgerModel:
    model = table.model()
    assert isinstance(model, LedgerModel)
    return model
