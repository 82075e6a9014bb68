"""Units to be chased or reminded as rows of a table, each with a check mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt

from qcapp.publish.late_units import LateUnit
from qcapp.publish.phrases import measures
from ui.models.checked import CHECK_COLUMN, CheckedRowsModel
from ui.models.rows import Index
from ui.theme import Tone


class ChasedModel(CheckedRowsModel[LateUnit]):

    headings = ("责任单位", "未报", "逾期")

    @property
    def checked(self) -> tuple[str, ...]:
        """Names, in the plan's order."""
        return tuple(row.unit for row in self.checked_rows)

    def show_units(self, units: Sequence[LateUnit]) -> None:
        """Those that are new are checked, the others stay as they were."""
        known = {row.unit for row in self.rows}
        self._checked = {each.unit for each in units if each.unit not in known or each.unit in self._checked}
        self.show_rows(units)
        self.checks_changed.emit()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and section == 2 and self.rows and self.rows[0].early:
            return "还剩"
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(row)[column]
            case Qt.ItemDataRole.CheckStateRole if column == CHECK_COLUMN:
                return self.mark(row)
            case Qt.ItemDataRole.ForegroundRole if column == 2 and not row.early:
                return Tone.BAD.text
            case Qt.ItemDataRole.ToolTipRole:
                came = f"\n{row.blank.month}月{row.blank.day}日交来的是空表，一条也没有填。" if row.blank else ""
                return f"{measures(row.numbers)}{came}"
        return None


def _words(row: LateUnit) -> tuple[str, ...]:
    whole = f"{len(row.missing)} 条{'（空表）' if row.blank else ''}"
    missing = whole if row.whole else f"{len(row.missing)}/{row.due} 条"
    days = "今天" if row.early and not row.days else f"{row.days} 天"
    return row.unit, missing, days
