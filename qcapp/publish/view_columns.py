"""The one catalogue of the ledger's columns: what window, printer and command line can show of a month's rows."""

from __future__ import annotations

from typing import NamedTuple

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import (
    COLUMN_BY_KEY,
    DEADLINE,
    LIAISON_NAME,
    LIAISON_PHONE,
    PROBLEMS,
    PROGRESS,
    RESPONSIBLE_NAME,
    RESPONSIBLE_PHONE,
    Field,
)
from qcapp.domain.views import LedgerView


class ViewColumn(NamedTuple):
    """``width`` in pixels at a zoom of 100 %; an ``elastic`` one grows with the window, down to ``least``.

    ``field``: key of the field that a cell of it edits, None where it is read only. ``lines``: the most that it asks of a
    compact row's height. ``dated``: its text is a day, or parses to one. ``shown``: by default.
    """

    key: str
    heading: str
    width: int
    lines: int = 1
    shown: bool = False
    elastic: bool = False
    least: int = 40
    field: str | None = None
    dated: bool = False


def _of(field: Field, width: int, lines: int, *, shown: bool = False, elastic: bool = False, least: int = 40) -> ViewColumn:
    heading = "责任人电话" if field is RESPONSIBLE_PHONE else "联系人电话" if field is LIAISON_PHONE else field.heading
    return ViewColumn(field.key, heading, width, lines, shown, elastic, least, field.key, field is DEADLINE)


VIEW_COLUMNS: tuple[ViewColumn, ...] = (
    ViewColumn("no", "序号", 46, shown=True),
    ViewColumn("task", COLUMN_BY_KEY["task"].heading, 150, 2),
    ViewColumn("measure", COLUMN_BY_KEY["measure"].heading, 280, 2, shown=True, elastic=True, least=130),
    ViewColumn("unit", COLUMN_BY_KEY["unit"].heading, 108, 5, shown=True),
    _of(RESPONSIBLE_NAME, 66, 4, shown=True),
    _of(RESPONSIBLE_PHONE, 108, 4),
    _of(LIAISON_NAME, 66, 4),
    _of(LIAISON_PHONE, 108, 4),
    _of(PROGRESS, 200, 4, shown=True, elastic=True, least=110),
    _of(PROBLEMS, 150, 4),
    _of(DEADLINE, 114, 4, shown=True),
    ViewColumn("lamp", "亮灯", 220, 3),
    ViewColumn("status", "状态", 82, shown=True),
    ViewColumn("received", "收到日期", 92, 4, dated=True),
    ViewColumn("source", "来源文件", 170, 4),
    ViewColumn("attached", "佐证", 52),
    ViewColumn("faults", "不合格", 62),
)

VIEW_COLUMN_BY_KEY = {column.key: column for column in VIEW_COLUMNS}
SHOWN_BY_DEFAULT = tuple(column.key for column in VIEW_COLUMNS if column.shown)


def view_column(key: str) -> ViewColumn:
    """The column of that key; UsageError names the keys there are."""
    try:
        return VIEW_COLUMN_BY_KEY[key]
    except KeyError:
        known = "、".join(VIEW_COLUMN_BY_KEY)
        raise UsageError(f"台账没有“{key}”这一列，请用其中之一：{known}。") from None


def columns_of(view: LedgerView) -> tuple[ViewColumn, ...]:
    """What the view shows, in its order; UsageError for a column that there is not."""
    return tuple(view_column(key) for key in view.columns or SHOWN_BY_DEFAULT)
