"""The rows of a preview: what each cell says, what it will say, and whether it is to be written."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject, Qt

from ui.models.cell_plan import CellPlan, Skip, Write
from ui.models.rows import Index, RowsModel

PLACE, BEFORE, AFTER = range(3)


class PreviewRole(IntEnum):
    """What the delegate paints from."""

    WRITE = Qt.ItemDataRole.UserRole + 1


class WritesModel(RowsModel[Write]):
    """Every write with a mark for whether it is wanted; all are at first. ``spare`` leaves out what would only be cleared."""

    headings = ("格子", "原来的内容", "改成")

    def __init__(self, plan: CellPlan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = plan.writes
        self._unwanted: set[int] = set()
        self.show_rows(plan.writes)

    @property
    def wanted(self) -> list[Write]:
        return [write for place, write in enumerate(self.rows) if place not in self._unwanted]

    def spare(self, on: bool) -> None:
        self._unwanted.clear()
        self.show_rows([write for write in self._all if write.after or not write.before] if on else self._all)

    def mark(self, rows: list[int], on: bool) -> None:
        """Want those rows, or not."""
        if rows:
            (self._unwanted.difference_update if on else self._unwanted.update)(rows)
            self.dataChanged.emit(self.index(min(rows), PLACE), self.index(max(rows), AFTER))

    def is_wanted(self, row: int) -> bool:
        return row not in self._unwanted

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        ticked = Qt.ItemFlag.ItemIsUserCheckable if index.column() == PLACE else Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | ticked

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        write = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return (_place(write), write.before or "（空白）", write.after or "（清空）")[index.column()]
            case Qt.ItemDataRole.CheckStateRole if index.column() == PLACE:
                return Qt.CheckState.Checked if self.is_wanted(index.row()) else Qt.CheckState.Unchecked
            case PreviewRole.WRITE:
                return write
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole or index.column() != PLACE:
            return False
        self.mark([index.row()], Qt.CheckState(value) is Qt.CheckState.Checked)
        return True


class SkipsModel(RowsModel[Skip]):
    """What is not written, with why."""

    headings = ("格子", "没有写入的内容", "原因")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        skip = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (skip.place, skip.text.replace("\n", " "), skip.reason)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return skip.text if index.column() == BEFORE else skip.reason
        return None


def _place(write: Write) -> str:
    return f"{write.place}\n来自合并的格子" if write.merged else write.place
