"""The ledger's table model: measures under their tasks' headings. Shows rows that it is given; reads nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qcapp.domain.fields import COLUMN_BY_KEY
from qcapp.domain.lamps import Lamp
from ui.models.ledger_rows import CellText, GroupRow, MeasureRow, Row

COLUMNS: Final = ("no", "measure", "unit", "contact", "progress", "deadline", "status")
_HEADINGS: Final = {"no": "序号", "status": "状态"}

Index = QModelIndex | QPersistentModelIndex


class LedgerRole(IntEnum):
    """What delegates ask beyond Qt's own roles."""

    CELL = Qt.ItemDataRole.UserRole + 1  # CellText
    GROUP = Qt.ItemDataRole.UserRole + 2  # GroupRow
    STATUS = Qt.ItemDataRole.UserRole + 3  # Status
    NO = Qt.ItemDataRole.UserRole + 4  # measure's number
    ATTACHED = Qt.ItemDataRole.UserRole + 5  # how many 佐证材料 it has
    FAULTS = Qt.ItemDataRole.UserRole + 6  # how many hard rules of 合格 it breaks


def heading(column: str) -> str:
    return _HEADINGS.get(column) or COLUMN_BY_KEY[column].heading


class LedgerModel(QAbstractTableModel):
    """Rows: headings of tasks and measures, as ``ledger_rows.arrange`` gives them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._places: dict[int, int] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> bool:
        """Show these; True when the model was reset, False when only some cells changed in place."""
        rows = tuple(rows)
        if [_name(row) for row in rows] == [_name(row) for row in self._rows]:
            self._change_in_place(rows)
            return False
        self.beginResetModel()
        self._set(rows)
        self.endResetModel()
        return True

    def row_of(self, no: int) -> int:
        """Row of that measure, -1 when it is not shown."""
        return self._places.get(no, -1)

    def measure_at(self, row: int) -> MeasureRow | None:
        """The measure in that row; None on a heading or outside."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, MeasureRow) else None

    def group_at(self, row: int) -> GroupRow | None:
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, GroupRow) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return heading(COLUMNS[section])
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if isinstance(row, GroupRow):
            return _group_data(row, index.column(), role)
        return _measure_data(row, COLUMNS[index.column()], role)

    def _set(self, rows: tuple[Row, ...]) -> None:
        self._rows = rows
        self._places = {row.no: place for place, row in enumerate(rows) if isinstance(row, MeasureRow)}

    def _change_in_place(self, rows: tuple[Row, ...]) -> None:
        changed = [place for place, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old != new]
        self._set(rows)
        for place in changed:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(COLUMNS) - 1))


def _name(row: Row) -> tuple[str, int, bool]:
    """What makes a row the same one, whatever it says."""
    return ("task", row.task, row.open) if isinstance(row, GroupRow) else ("measure", row.no, True)


def _group_data(row: GroupRow, column: int, role: int) -> Any:
    match role:
        case LedgerRole.GROUP:
            return row
        case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole if column == 0:
            return row.text
        case Qt.ItemDataRole.ToolTipRole:
            return "点一下或按空格键收起这项重点任务。" if row.open else "点一下或按空格键展开这项重点任务。"
        case _:
            return None


def _measure_data(row: MeasureRow, column: str, role: int) -> Any:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return row.status.state.value if column == "status" else row.cells[column].text
        case LedgerRole.CELL:
            return row.cells.get(column, CellText(row.status.state.value))
        case LedgerRole.STATUS:
            return row.status
        case LedgerRole.NO:
            return row.no
        case LedgerRole.ATTACHED:
            return row.attached
        case LedgerRole.FAULTS:
            return row.faults
        case Qt.ItemDataRole.ToolTipRole if column == "status":
            return "\n".join(part for part in (_lamp(row), _faults(row), _attached(row)) if part)
        case Qt.ItemDataRole.AccessibleTextRole if column == "status":
            return "，".join(part for part in (row.status.state.value, _lamp(row), _faults(row), _attached(row)) if part)
        case _:
            return None


def _lamp(row: MeasureRow) -> str:
    """黄灯：已报送，反映了存在问题或困难。"""
    return f"{row.status.lamp.word}：{row.status.reason}" if row.status.lamp is not Lamp.GREY else row.status.reason


def _faults(row: MeasureRow) -> str:
    return f"不合格 {row.faults} 处" if row.faults else ""


def _attached(row: MeasureRow) -> str:
    return f"佐证材料 {row.attached} 份" if row.attached else ""
