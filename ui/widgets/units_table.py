"""The table of units on the page 下发: check marks by Space, sorting by any column."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.models.units import STATE_COLUMN, UnitRow, UnitsModel
from ui.widgets.plain_table import PillDelegate, PlainTable, TableRole

_WIDTHS = [180, 60, 164, 128, 128, 190, 100]
_FILES = 5


class UnitsTable(PlainTable):
    """Space checks or unchecks all selected units; Enter or a double click opens one."""

    opened = Signal(str)

    def __init__(self, model: UnitsModel, parent: QWidget | None = None) -> None:
        super().__init__("各单位下发与回收情况", parent)
        self._units = model
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(TableRole.SORT)
        self.setModel(self._sorted)
        self.setItemDelegateForColumn(STATE_COLUMN, PillDelegate(self))
        self.set_widths(_WIDTHS, elastic=_FILES)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.doubleClicked.connect(self._open)

    def selected_units(self) -> list[UnitRow]:
        source = [self._sorted.mapToSource(self._sorted.index(row, 0)).row() for row in self.selected_rows()]
        return [self._units.rows[row] for row in source]

    def select_unit(self, unit: str) -> None:
        """Select it and bring it into sight; nothing when it is not there."""
        for place, row in enumerate(self._units.rows):
            if row.unit == unit:
                index = self._sorted.mapFromSource(self._units.index(place, 0))
                self.selectRow(index.row())
                self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space:
                self._toggle()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open(self.currentIndex())
            case _:
                super().keyPressEvent(event)

    def _toggle(self) -> None:
        chosen = {row.unit for row in self.selected_units() if row.can_send}
        checked = {row.unit for row in self._units.checked_rows}
        self._units.check(checked - chosen if chosen <= checked else checked | chosen)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._units.rows[self._sorted.mapToSource(index).row()].unit)
