"""Tasks as a table of figures."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.stats.figures import NO_RATE, Rate, TaskFigures
from ui.models.fact_query import FactQuery, Figure
from ui.models.figures import FigureRole, rate_note, share
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT
from ui.widgets.plain_table import TableRole


class TaskColumn(IntEnum):
    TASK, DUE, REPORTED, COVERAGE, TIMELINESS, QUALIFICATION, FULLNESS = range(7)


class TaskFiguresModel(RowsModel[TaskFigures]):
    headings = ("重点任务", "应报", "实报", "覆盖率", "及时率", "合格率", "填写")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        task, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _task_words(task)[column]
            case Qt.ItemDataRole.ToolTipRole if column == TaskColumn.TASK:
                return task.heading
            case Qt.ItemDataRole.ForegroundRole if _task_words(task)[column] == NO_RATE:
                return QColor(FAINT)
            case TableRole.SORT:
                return _task_sort(task)[column]
            case FigureRole.NOTE if column >= TaskColumn.COVERAGE:
                return rate_note(_task_rate(task, column))
            case FigureRole.QUERY:
                return _task_query(task, column)
        return None


def _task_rate(task: TaskFigures, column: int) -> Rate:
    tally = task.tally
    return (tally.coverage, tally.timeliness, tally.qualification, tally.fullness)[column - TaskColumn.COVERAGE]


def _task_words(task: TaskFigures) -> tuple[str, ...]:
    tally = task.tally
    rates = (_task_rate(task, column).words for column in range(TaskColumn.COVERAGE, TaskColumn.FULLNESS + 1))
    return (task.heading, str(tally.due), str(tally.reported), *rates)


_FIGURES: Final = {
    TaskColumn.DUE: Figure.DUE, TaskColumn.REPORTED: Figure.REPORTED, TaskColumn.COVERAGE: Figure.COVERAGE,
    TaskColumn.TIMELINESS: Figure.TIMELINESS, TaskColumn.QUALIFICATION: Figure.QUALIFICATION,
    TaskColumn.FULLNESS: Figure.FULLNESS,
}


def _task_query(task: TaskFigures, column: int) -> FactQuery | None:
    figure = _FIGURES.get(TaskColumn(column))
    return figure.query(task=task.order) if figure else None


def _task_sort(task: TaskFigures) -> tuple[Any, ...]:
    rates = (share(_task_rate(task, column)) for column in range(TaskColumn.COVERAGE, TaskColumn.FULLNESS + 1))
    return (task.order, task.tally.due, task.tally.reported, *rates)
