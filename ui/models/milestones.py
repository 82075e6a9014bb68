"""时序进度 as rows to be filled in: by which day what shall be done, how much of the measure that is, when it was reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from qcapp.domain.datewords import half_width
from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.rulings import Milestone
from ui.models.rows import ROOT, Index, RowsModel
from ui.theme import FAINT, Tone

DAY, WHAT, PERCENT, DONE = range(4)
_FIELDS = ("day", "what", "percent", "done")
_PROMPTS = ("如 9月30日", "做到什么", "如 50", "完成后填")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as typed."""

    day: str = ""
    what: str = ""
    percent: str = ""
    done: str = ""

    @property
    def blank(self) -> bool:
        return not (self.day or self.what or self.percent or self.done)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell, in a sentence that names its row."""

    row: int
    column: int
    words: str


class MilestonesModel(RowsModel[Line]):
    """Its last row is always empty, to go on in. ``year``: the plan's, for days without one; ``today``: nothing is done later.

    ``changed`` when a person changed something.
    """

    headings: ClassVar[tuple[str, ...]] = ("到哪天", "做到什么", "完成比例", "实际完成日")
    changed = Signal()

    def __init__(self, year: int, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._year, self._today = year, today
        self._wrong: tuple[Wrong, ...] = ()
        self.show_rows([Line()])

    def show_milestones(self, milestones: Sequence[Milestone]) -> None:
        self.show_rows([
            *(Line(each.day.isoformat(), each.what, str(each.percent), each.done.isoformat() if each.done else "")
              for each in milestones),
            Line(),
        ])
        self._judge()

    @property
    def wrong(self) -> tuple[Wrong, ...]:
        """By row and column; then what the rows say together."""
        return self._wrong

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """By day; only to be asked for while nothing is wrong."""
        found = [
            Milestone(day, line.what, percent, self._day(line.done))
            for line in self.rows
            if (day := self._day(line.day)) is not None and (percent := read_percent(line.percent)) is not None
        ]
        return tuple(sorted(found, key=lambda each: each.day))

    def remove(self, rows: Sequence[int]) -> None:
        """Take those rows out."""
        gone = set(rows)
        self._set([line for place, line in enumerate(self.rows) if place not in gone])

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable if index.isValid() else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.rows[index.row()], index.column()
        text = str(getattr(line, _FIELDS[column]))
        wrong = next((each for each in self._wrong if (each.row, each.column) == (index.row(), column)), None)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (f"{text}%" if column == PERCENT and text.isdecimal() else text) or self._prompt(index)
            case Qt.ItemDataRole.EditRole:
                return text
            case Qt.ItemDataRole.ForegroundRole:
                return Tone.BAD.text if wrong else None if text else QColor(FAINT)
            case Qt.ItemDataRole.ToolTipRole:
                return wrong.words if wrong else None
            case Qt.ItemDataRole.AccessibleTextRole:
                told = f"第 {index.row() + 1} 行{self.headings[column]}：{text or '空'}"
                return f"{told}，{wrong.words}" if wrong else told
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        lines = list(self.rows)
        changes = {_FIELDS[index.column()]: self._tidy(index.column(), str(value).strip())}
        lines[index.row()] = replace(lines[index.row()], **changes)
        self._set(lines)
        return True

    def _prompt(self, index: Index) -> str:
        """What an empty cell is for, in the row to go on in."""
        return _PROMPTS[index.column()] if self.rows[index.row()].blank else ""

    def _tidy(self, column: int, text: str) -> str:
        """A day or a share as it is kept, where it is understood."""
        if column in (DAY, DONE):
            day = self._day(text)
            return day.isoformat() if day else text
        if column == PERCENT:
            percent = read_percent(text)
            return str(percent) if percent is not None else text
        return text

    def _day(self, text: str) -> date | None:
        return parse_deadline(text, self._year).day if text else None

    def _set(self, lines: list[Line]) -> None:
        """Show these, with one empty row at their end."""
        while lines and lines[-1].blank:
            lines.pop()
        lines.append(Line())
        before = len(self._rows)
        if len(lines) < before:
            self.beginResetModel()
            self._rows = tuple(lines)
            self._judge()
            self.endResetModel()
        else:
            self._rows = tuple(lines[:before])
            if len(lines) > before:
                self.beginInsertRows(ROOT, before, len(lines) - 1)
                self._rows = tuple(lines)
                self.endInsertRows()
            self._judge()
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(_FIELDS) - 1))
        self.changed.emit()

    def _judge(self) -> None:
        single = [wrong for row, line in enumerate(self.rows) if not line.blank for wrong in self._wrong_in(row, line)]
        self._wrong = tuple(single) or tuple(self._wrong_together())

    def _wrong_in(self, row: int, line: Line) -> list[Wrong]:
        name, like, found = f"第 {row + 1} 行", f"“{self._year}-09-30”这样的日期", []
        if self._day(line.day) is None:
            found.append(Wrong(row, DAY, f"{name}的日期{'看不懂' if line.day else '没有写'}，请写{like}。"))
        if not line.what:
            found.append(Wrong(row, WHAT, f"{name}没有写做到什么，请补上。"))
        if read_percent(line.percent) is None:
            found.append(Wrong(row, PERCENT, f"{name}的完成比例要写 1 到 100 的整数。"))
        if line.done:
            done = self._day(line.done)
            if done is None:
                found.append(Wrong(row, DONE, f"{name}的实际完成日看不懂，请写{like}。"))
            elif done > self._today:
                found.append(Wrong(row, DONE, f"{name}的实际完成日还没有到，完成之后再填。"))
        return found

    def _wrong_together(self) -> list[Wrong]:
        """Later days need larger shares; one day has one step."""
        lines = [(self._day(line.day), read_percent(line.percent), row) for row, line in enumerate(self.rows) if not line.blank]
        ordered = sorted((day, row, percent) for day, percent, row in lines if day and percent is not None)
        for (day, _, percent), (next_day, row, next_percent) in pairwise(ordered):
            if next_day == day:
                return [Wrong(row, DAY, f"第 {row + 1} 行的日期与另一行相同，同一天请只写一行。")]
            if next_percent <= percent:
                return [Wrong(row, PERCENT, f"第 {row + 1} 行的完成比例要大于前一步的 {percent}%。")]
        return []


def read_percent(text: str) -> int | None:
    """50, 50%, ５０％; None for what is no whole number from 1 to 100."""
    plain = half_width(text).removesuffix("%").strip()
    return int(plain) if plain.isdecimal() and 1 <= int(plain) <= 100 else None
