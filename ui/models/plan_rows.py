"""The tables of the page 清单: measures, tasks, units, changes, years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ui.models.plan_reading import ChangeRow, Mark, MeasureRow, TaskRow, UnitRow, YearRow
from ui.models.rows import Index, Row, RowsModel
from ui.theme import FAINT, Tone
from ui.widgets.plain_table import TableRole

_NONE = "—"


class PlanRowsModel(RowsModel[Row]):
    """What the month has not stands back. The last column is a pill where ``marked``."""

    marked = True

    def _are_shown(self, rows: Sequence[Row]) -> bool:
        """A row holds all that its details tell, of which a comparison takes longer than drawing it anew."""
        return len(rows) == len(self._rows) and all(new is old for new, old in zip(rows, self._rows, strict=True))

    def words(self, row: Row) -> tuple[str, ...]:
        """What its columns say, the pill's left out."""
        raise NotImplementedError

    def mark(self, row: Row) -> Mark:
        return row.mark  # type: ignore[attr-defined, no-any-return]

    def row_of(self, key: object) -> int:
        """The place of the row with that key, -1 where there is none."""
        return next((place for place, row in enumerate(self._rows) if row.key == key), -1)  # type: ignore[attr-defined]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, last = self._rows[index.row()], self.marked and index.column() == len(self.headings) - 1
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.mark(row).words if last else self.words(row)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return None if last else self.words(row)[index.column()]
            case Qt.ItemDataRole.ForegroundRole:
                return None if row.holds else QColor(FAINT)  # type: ignore[attr-defined]
            case TableRole.PILL if last:
                mark = self.mark(row)
                return (mark.words, mark.tone) if mark.tone else None
        return None


class PlanMeasuresModel(PlanRowsModel[MeasureRow]):
    headings = ("序号", "重点任务", "改革措施", "责任单位", "变更")

    def words(self, row: MeasureRow) -> tuple[str, ...]:
        task = row.plan.task_by_order[row.measure.task]
        return str(row.key), task.heading, row.measure.text.replace("\n", " "), row.units


class PlanTasksModel(PlanRowsModel[TaskRow]):
    headings = ("序号", "重点任务", "措施", "变更")

    def words(self, row: TaskRow) -> tuple[str, ...]:
        return str(row.key), row.task.heading, str(len(row.measures)) if row.holds else _NONE


class PlanUnitsModel(PlanRowsModel[UnitRow]):
    headings = ("责任单位", "别名", "措施", "变更")

    def words(self, row: UnitRow) -> tuple[str, ...]:
        return row.unit.name, "、".join(row.unit.aliases) or _NONE, str(len(row.measures)) if row.holds else _NONE


class PlanChangesModel(PlanRowsModel[ChangeRow]):
    headings = ("从哪个月起", "改了什么", "理由", "经手人", "何时", "状态")

    def words(self, row: ChangeRow) -> tuple[str, ...]:
        each = row.amendment
        return each.since.label, row.told, each.reason, each.who, f"{each.at:%Y-%m-%d %H:%M}" if each.at else ""

    def mark(self, row: ChangeRow) -> Mark:
        return Mark("已起用", Tone.GOOD) if row.holds else Mark("还没到", Tone.WARN)


class PlanYearsModel(PlanRowsModel[YearRow]):
    headings = ("年度", "起用月份", "清单", "重点任务", "措施", "责任单位", "变更", "状态")

    def words(self, row: YearRow) -> tuple[str, ...]:
        plan = row.plan
        counts = (len(plan.tasks), len(plan.measures), len(plan.units), row.amendments)
        return f"{plan.year} 年", row.begins.label, plan.title, *map(str, counts)

    def mark(self, row: YearRow) -> Mark:
        return Mark("正在看", Tone.INFO) if row.holds else Mark()
