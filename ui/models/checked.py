"""Rows of units with a check mark each, in the first column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from ui.models.rows import Index, RowsModel


class OfUnit(Protocol):
    @property
    def unit(self) -> str: ...


UnitOf = TypeVar("UnitOf", bound=OfUnit)
CHECK_COLUMN = 0


class CheckedRowsModel(RowsModel[UnitOf]):
    """``checks_changed`` when the marks do."""

    checks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checked: set[str] = set()

    def can_check(self, row: UnitOf) -> bool:
        """Whether a person may set its mark."""
        return True

    @property
    def checked_rows(self) -> tuple[UnitOf, ...]:
        """In the plan's order."""
        return tuple(row for row in self.rows if row.unit in self._checked)

    def check(self, units: Iterable[str]) -> None:
        """Exactly these, of those that may be."""
        wanted = set(units)
        self._checked = {row.unit for row in self.rows if self.can_check(row) and row.unit in wanted}
        if self.rows:
            last = self.index(len(self.rows) - 1, CHECK_COLUMN)
            self.dataChanged.emit(self.index(0, CHECK_COLUMN), last, [Qt.ItemDataRole.CheckStateRole])
        self.checks_changed.emit()

    def mark(self, row: UnitOf) -> Qt.CheckState:
        return Qt.CheckState.Checked if row.unit in self._checked else Qt.CheckState.Unchecked

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() == CHECK_COLUMN and self.can_check(self.rows[index.row()]):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        unit = self.rows[index.row()].unit
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._checked.add(unit)
        else:
            self._checked.discard(unit)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.checks_changed.emit()
        return True
