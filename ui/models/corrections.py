"""What has moved since a 通报 went out, as rows: the number as issued beside that of now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt

from qcapp.stats.corrections import SETTINGS, Correction
from ui.models.rows import Index, RowsModel

MEASURES: Final = 4


def counted(corrections: Sequence[Correction]) -> str:
    """What has moved, counted the one way that every page counts it: 1 项设置、2 条措施、17 个数字. "" for nothing."""
    settings = sum(each.unit == SETTINGS for each in corrections)
    measures = {no for each in corrections for no in each.numbers}
    counts = ((settings, "项设置"), (len(measures), "条措施"), (len(corrections) - settings, "个数字"))
    return "、".join(f"{count} {of}" for count, of in counts if count)


class CorrectionsModel(RowsModel[Correction]):
    headings = ("单位", "项目", "通报时", "现在", "因哪些措施")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(row)[column]
            case Qt.ItemDataRole.ToolTipRole:
                return row.words
        return None


def _words(row: Correction) -> tuple[str, ...]:
    numbers = f"第 {'、'.join(map(str, row.numbers))} 条" if row.numbers else ""
    return (row.unit, row.what, row.before, row.after, numbers)
