"""Issued 通报 as rows of a table, the newest first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from qcapp.domain.operations import Bulletin
from ui.models.rows import Index, RowsModel

TITLE_COLUMN = 2


class IssuedModel(RowsModel[Bulletin]):
    headings = ("报告期", "印发日期", "标题", "经手人")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        bulletin = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(bulletin)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                kept = f"原件：{bulletin.name}" if bulletin.name else "没有留原件"
                return f"{one_line(bulletin.title)}\n{kept}\n{bulletin.at:%Y-%m-%d %H:%M} 由{bulletin.who}登记"
        return None


def one_line(title: str) -> str:
    """A title without its line breaks."""
    return title.replace("\n", "")


def _words(bulletin: Bulletin) -> tuple[str, ...]:
    day = bulletin.issued
    return bulletin.period.label, f"{day.year}-{day.month}-{day.day}", one_line(bulletin.title), bulletin.who
