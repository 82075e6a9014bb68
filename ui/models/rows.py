"""What tables of plain rows have in common: their rows, their headings, their order, and drawing anew only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

_COMPARED: Final = 500
"""Rows of which it is worth while to tell whether they are those shown."""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A model on a tuple of values, one a row. What a cell shows is the subclass's ``data``."""

    headings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> bool:
        """Show these; True when they are others than before."""
        if self._are_shown(rows):
            return False
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()
        return True

    def _are_shown(self, rows: Sequence[Row]) -> bool:
        return len(rows) <= _COMPARED and tuple(rows) == self._rows

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self.headings[section] if role == Qt.ItemDataRole.DisplayRole else None


class SortableRowsModel(RowsModel[Row]):
    """Sorts its rows itself, in one go: a proxy would ask Python twice for every pair of a thousand. Column -1: as given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given: tuple[Row, ...] = ()
        self._by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    def sort_key(self, row: Row, column: int) -> Any:
        """What a column's order goes by."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[Row]) -> bool:
        if tuple(rows) == self._given:
            return False
        self._given = tuple(rows)
        super().show_rows(self._ordered())
        self._rows = self._ordered()  # equal rows are others all the same
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._by = (column, order)
        self.layoutAboutToBeChanged.emit()
        before, at = self._rows, self.persistentIndexList()
        self._rows = self._ordered()
        places = {id(row): place for place, row in enumerate(self._rows)}
        self.changePersistentIndexList(at, [self.index(places[id(before[each.row()])], each.column()) for each in at])
        self.layoutChanged.emit()

    def _ordered(self) -> tuple[Row, ...]:
        column, order = self._by
        if column < 0:
            return self._given
        return tuple(sorted(
            self._given, key=lambda row: self.sort_key(row, column), reverse=order is Qt.SortOrder.DescendingOrder
        ))
