"""Two months beside each other as rows: texts with what went and what came, and what became of each field in a word."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QObject, Qt

from qcapp.publish.comparison import ComparedField, Comparison, Movement
from ui.models.changes import MARKED_ROLE
from ui.models.rows import Index, RowsModel
from ui.theme import Tone
from ui.widgets.diff_text import Mark, MarkedText
from ui.widgets.plain_table import TableRole


class Col(IntEnum):
    NO = 0
    MEASURE = 1
    UNIT = 2
    FIELD = 3
    THEN = 4
    NOW = 5
    MOVEMENT = 6


MOVEMENT_TONES: Final = {
    Movement.NEW: Tone.GOOD, Movement.CHANGED: Tone.INFO, Movement.COPIED: Tone.WARN, Movement.MISSING: Tone.BAD,
    Movement.SAME: Tone.IDLE, Movement.LISTED: Tone.IDLE, Movement.DROPPED: Tone.IDLE,
}
_NOT_FILLED: Final = MarkedText("（未填）", absent=True)
_NOT_LISTED: Final = MarkedText("（不在清单）", absent=True)


class ComparedModel(RowsModel[ComparedField]):
    """What is said of a row beyond itself is looked up when it is painted: a chip lists tens of thousands at once."""

    headings = ("序号", "改革措施", "责任单位", "栏目", "", "", "变化")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._months = ("", "")
        self._comparison: Comparison | None = None

    def show_fields(self, comparison: Comparison, rows: Sequence[ComparedField]) -> None:
        """``rows``: those of it that are wanted."""
        months = (comparison.then.period.label, comparison.now.period.label)
        if months != self._months:
            self._months = months
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, Col.THEN, Col.NOW)
        before, self._comparison = self._comparison, comparison
        if before and (before.now.plan is not comparison.now.plan or before.then.plan is not comparison.then.plan):
            self.show_rows(())  # equal rows may be of measures in other words
        self.show_rows(rows)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal and section in (Col.THEN, Col.NOW):
            return self._months[section - Col.THEN]
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == TableRole.PILL and column == Col.MOVEMENT:
            return row.movement.value, MOVEMENT_TONES[row.movement]
        if role == MARKED_ROLE:
            return self.marked(index.row(), column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole and column == Col.MEASURE:
            return self._measure(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"第 {row.key.no} 条 {row.key.unit} {row.heading} {self.text(index.row(), column)}"
        return None

    def text(self, at: int, column: int) -> str:
        """As copied: every row names its measure and unit."""
        row = self._rows[at]
        match column:
            case Col.NO:
                return str(row.key.no)
            case Col.MEASURE:
                return self._measure(row)
            case Col.UNIT:
                return row.key.unit
            case Col.FIELD:
                return row.heading
            case Col.THEN:
                return row.then
            case Col.NOW:
                return row.now
        return row.movement.value

    def marked(self, at: int, column: int) -> MarkedText:
        """As painted: measure and unit once for all rows of an assignment."""
        row = self._rows[at]
        match column:
            case Col.THEN:
                if row.movement is Movement.LISTED:
                    return _NOT_LISTED
                return MarkedText(row.then, row.spans[0], Mark.EARLIER) if row.then else _NOT_FILLED
            case Col.NOW:
                if row.movement is Movement.DROPPED:
                    return _NOT_LISTED
                return MarkedText(row.now, row.spans[1], Mark.ADDED) if row.now else _NOT_FILLED
            case Col.FIELD:
                return MarkedText(row.heading)
            case Col.NO | Col.MEASURE | Col.UNIT if at == 0 or self._rows[at - 1].key != row.key:
                return MarkedText(self.text(at, column))
        return MarkedText("")

    def _measure(self, row: ComparedField) -> str:
        """The official text."""
        return self._comparison.plan_of(row).measure(row.key.no).text if self._comparison else ""
