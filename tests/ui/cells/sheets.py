"""A sheet of the small list for tests of cells: two headings, four measures, the third of two units."""

from __future__ import annotations

from collections.abc import Iterable

from qcapp.forms.cell_html import Grid, Piece
from qcapp.publish.view_rows import month_rows
from tests.publish.month_of import TODAY, Texts, month_of
from ui.models.cell_plan import CellPlan
from ui.models.cell_sheet import Place, Sheet

ZSJ, SW, GX = "区政数局", "区税务局", "高新区税务局"
COLUMNS = ("no", "measure", "liaison.name", "liaison.phone", "progress", "problems", "deadline", "status")
NO, MEASURE, NAME, PHONE, PROGRESS, PROBLEMS, DEADLINE, STATUS = range(8)
MONTH: Texts = {
    (1, ZSJ, "liaison.name"): "张三", (1, ZSJ, "liaison.phone"): "13800138000", (1, ZSJ, "progress"): "开通专窗 4 个。",
    (2, ZSJ, "liaison.name"): "张三", (2, ZSJ, "liaison2.name"): "李四", (2, ZSJ, "liaison.phone"): "13800138000",
    (3, SW, "progress"): "已实现。", (3, SW, "deadline"): "2021-12-31", (3, GX, "deadline"): "长期坚持",
}


def sheet(texts: Texts = MONTH, *, by_entry: bool = False, columns: tuple[str, ...] = COLUMNS) -> Sheet:
    """Rows: heading, 1, 2, heading, 3, 4 (with ``by_entry`` heading, 1, 2, heading, 3, 3, 4)."""
    rows = month_rows(month_of(texts), None, TODAY, by_entry=by_entry)
    return Sheet((None, *rows[:2], None, *rows[2:]), columns)


def grid(*rows: Iterable[str]) -> Grid:
    return tuple(tuple(Piece(text) for text in row) for row in rows)


def block(top: int, left: int, bottom: int, right: int) -> list[Place]:
    """All cells from that row and column to that, headings' cells too, as a selection with the mouse has them."""
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def written(plan: CellPlan) -> dict[tuple[int, str, str], str]:
    return {(write.key.no, write.key.unit, write.key.field): write.after for write in plan.writes}


def skipped(plan: CellPlan) -> list[tuple[str, str, str]]:
    return [(skip.place, skip.text, skip.reason) for skip in plan.skips]
