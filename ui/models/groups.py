"""Units, how many measures each has, and the group it is compared in: rows to be filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor

from qcapp.domain.plan import Plan
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT

GROUP_COLUMN = 2
_NO_GROUP = "（不分组）"


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """``group`` "" for none."""

    unit: str
    measures: int
    group: str = ""


class GroupsModel(RowsModel[UnitGroup]):
    """``changed`` when a group did."""

    headings: ClassVar[tuple[str, ...]] = ("责任单位", "措施", "分组")
    changed = Signal()

    def show_plan(self, plan: Plan, groups: Mapping[str, str]) -> None:
        """Units that have measures, in the plan's order."""
        self.show_rows([
            UnitGroup(unit.name, len(plan.measures_of[unit.name]), groups.get(unit.name, ""))
            for unit in plan.units if plan.measures_of[unit.name]
        ])

    @property
    def groups(self) -> dict[str, str]:
        """Unit → group, of units that have one."""
        return {row.unit: row.group for row in self.rows if row.group}

    @property
    def names(self) -> tuple[str, ...]:
        """Of the groups, each once, the larger units' first."""
        ordered = sorted(self.rows, key=lambda row: -row.measures)
        return tuple(dict.fromkeys(row.group for row in ordered if row.group))

    @property
    def summary(self) -> str:
        """任务多的组 6 家 · 任务少的组 14 家."""
        sizes = Counter(row.group for row in self.rows)
        parts = [f"{name} {sizes[name]} 家" for name in self.names]
        if not parts:
            return "没有分组，只排全区位次。"
        return " · ".join([*parts, *([f"不分组 {sizes['']} 家"] if sizes[""] else [])])

    def divide(self, least: float, larger: str, smaller: str) -> None:
        """Units with at least so many measures into the one group, all others into the other."""
        self._set([replace(row, group=larger if row.measures >= least else smaller) for row in self.rows])

    def clear(self) -> None:
        self._set([replace(row, group="") for row in self.rows])

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() == GROUP_COLUMN else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (row.unit, f"{row.measures} 条", row.group or _NO_GROUP)[column]
            case Qt.ItemDataRole.EditRole:
                return (row.unit, row.measures, row.group)[column]
            case Qt.ItemDataRole.ForegroundRole if column == GROUP_COLUMN and not row.group:
                return QColor(FAINT)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.unit}，{row.measures} 条，分组：{row.group or '不分组'}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not self.flags(index) & Qt.ItemFlag.ItemIsEditable or role != Qt.ItemDataRole.EditRole:
            return False
        name = "" if str(value).strip() == _NO_GROUP else str(value).strip()
        rows = list(self.rows)
        rows[index.row()] = replace(rows[index.row()], group=name)
        self._set(rows)
        return True

    def _set(self, rows: list[UnitGroup]) -> None:
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.headings) - 1))
        self.changed.emit()
