"""A long table as one builds it with Qt from its manual: a model, a proxy to filter it, rows as high as what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QTableView

_Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(self._rows[0])

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


class TableWindow:
    def __init__(self, rows: Sequence[Sequence[str]], width: int, height: int) -> None:
        self.model = RowsModel(rows)
        self.proxy = QSortFilterProxyModel()
        self.proxy.setSourceModel(self.model)
        self.view = QTableView()
        self.view.setModel(self.proxy)
        self.view.resize(width, height)

    def stand(self) -> None:
        """Until its rows are seen, each as high as its text."""
        self.view.show()
        self.view.resizeRowsToContents()
        self.view.viewport().repaint()

    def filter(self, column: int, text: str) -> None:
        self.proxy.setFilterKeyColumn(column)
        self.proxy.setFilterFixedString(text)
        self.view.viewport().repaint()
