"""Units to be chased or reminded as rows of a table, each with a check mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from qcapp.publish.late_units import LateUnit
from qcapp.publish.phrases import measures
from ui.models.rows import Index, RowsModel
from ui.theme import Tone

UNIT_COLUMN = 0


class ChasedModel(RowsModel[LateUnit]):
    """``checks_changed`` when the marks do."""

    headings = ("责任单位", "未报", "逾期")
    checks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checked: set[str] = set()

    @property
    def checked(self) -> tuple[str, ...]:
        """Names, in the plan's order."""
        return tuple(row.unit for row in self.rows if row.unit in self._checked)

    def show_units(self, units: Sequence[LateUnit]) -> None:
        """Those that are new are checked, the others stay as they were."""
        known = {row.unit for row in self.rows}
        self._checked = {each.unit for each in units if each.unit not in known or each.unit in self._checked}
        self.show_rows(units)
        self.checks_changed.emit()

    def check(self, units: Iterable[str]) -> None:
        """Exactly these."""
        wanted = set(units)
        self._checked = {row.unit for row in self.rows if row.unit in wanted}
        if self.rows:
            last = self.index(len(self.rows) - 1, UNIT_COLUMN)
            self.dataChanged.emit(self.index(0, UNIT_COLUMN), last, [Qt.ItemDataRole.CheckStateRole])
        self.checks_changed.emit()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and section == 2 and self.rows and self.rows[0].early:
            return "还剩"
        return super().headerData(section, orientation, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == UNIT_COLUMN else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(row)[column]
            case Qt.ItemDataRole.CheckStateRole if column == UNIT_COLUMN:
                return Qt.CheckState.Checked if row.unit in self._checked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ForegroundRole if column == 2 and not row.early:
                return QColor(Tone.BAD.value.text)
            case Qt.ItemDataRole.ToolTipRole:
                return measures(row.numbers)
        return None

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


def _words(row: LateUnit) -> tuple[str, ...]:
    missing = f"{len(row.missing)} 条" if row.whole else f"{len(row.missing)}/{row.due} 条"
    days = "今天" if row.early and not row.days else f"{row.days} 天"
    return row.unit, missing, days
