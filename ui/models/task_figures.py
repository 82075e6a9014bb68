"""Tasks as a table of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.domain.period import Period
from qcapp.publish.phrases import task_name
from qcapp.stats.figures import NO_RATE, Figures, Rate, Tally, TaskFigures
from ui.models.fact_query import Figure, TaskPart
from ui.models.figures import FigureRole, rate_note, share
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT
from ui.widgets.plain_table import TableRole


class TaskColumn(IntEnum):
    TASK, DUE, REPORTED, COVERAGE, TIMELINESS, QUALIFICATION, FULLNESS = range(7)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """``rates``: those of the columns from 覆盖率 on. ``words``: what its cells show."""

    part: TaskPart
    tally: Tally
    rates: tuple[Rate, ...]
    words: tuple[str, ...]


def task_lines(figures: Figures, heading: Callable[[Period, int], str]) -> tuple[TaskLine, ...]:
    """In the plan's order. ``heading``: of a task by month and number, "" where that month's list has none such."""
    return tuple(_line(task, figures, heading) for task in figures.tasks)


def _line(task: TaskFigures, figures: Figures, heading: Callable[[Period, int], str]) -> TaskLine:
    years = frozenset(month.year for month in figures.months if heading(month, task.order) == task.heading)
    tally = task.tally
    rates = (tally.coverage, tally.timeliness, tally.qualification, tally.fullness)
    words = (task_name(task.heading), str(tally.due), str(tally.reported), *(rate.words for rate in rates))
    return TaskLine(TaskPart(task.order, task.heading, years), tally, rates, words)


_FIGURES: Final = {
    TaskColumn.DUE: Figure.DUE, TaskColumn.REPORTED: Figure.REPORTED, TaskColumn.COVERAGE: Figure.COVERAGE,
    TaskColumn.TIMELINESS: Figure.TIMELINESS, TaskColumn.QUALIFICATION: Figure.QUALIFICATION,
    TaskColumn.FULLNESS: Figure.FULLNESS,
}


class TaskFiguresModel(RowsModel[TaskLine]):
    headings = ("重点任务", "应报", "实报", "覆盖率", "及时率", "合格率", "填写")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.words[column]
            case Qt.ItemDataRole.ToolTipRole if column == TaskColumn.TASK:
                return line.words[column]
            case Qt.ItemDataRole.ForegroundRole if line.words[column] == NO_RATE:
                return QColor(FAINT)
            case TableRole.SORT:
                return _sort_keys(line)[column]
            case FigureRole.NOTE if column >= TaskColumn.COVERAGE:
                return rate_note(line.rates[column - TaskColumn.COVERAGE])
            case FigureRole.QUERY:
                figure = _FIGURES.get(TaskColumn(column))
                return figure.query(task=line.part) if figure else None
        return None


def _sort_keys(line: TaskLine) -> tuple[Any, ...]:
    return (line.part.order, line.tally.due, line.tally.reported, *map(share, line.rates))
