"""The units of a month: what was sent to each, what came back, and one word for how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.domain.ledger import Snapshot
from qcapp.services.returning import PeriodStatus, UnitStatus
from ui.models.checked import CHECK_COLUMN, CheckedRowsModel
from ui.models.rows import Index
from ui.theme import FAINT, Tone
from ui.widgets.plain_table import TableRole

NONE: Final = "—"


class UnitState(Enum):
    """The value is the word shown."""

    NOT_SENT = "未下发"
    SENT = "已下发"
    RETURNED = "已回收"
    LATE = "迟报"
    BLANK = "空表"
    UNREAD = "待录入"
    OVERDUE = "逾期"
    CONFLICT = "冲突"
    EXEMPT = "免报"
    IDLE = "无措施"


_TONES: Final = {
    UnitState.NOT_SENT: Tone.IDLE, UnitState.SENT: Tone.INFO, UnitState.RETURNED: Tone.GOOD,
    UnitState.LATE: Tone.WARN, UnitState.OVERDUE: Tone.BAD, UnitState.CONFLICT: Tone.WARN, UnitState.EXEMPT: Tone.IDLE,
    UnitState.IDLE: Tone.IDLE, UnitState.BLANK: Tone.WARN, UnitState.UNREAD: Tone.WARN,
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in one month. ``files`` are the names of what it returned, newest last; ``note`` explains the state."""

    order: int
    unit: str
    numbers: tuple[int, ...]
    form_id: str
    sent: date | None
    returned: date | None
    files: tuple[str, ...]
    state: UnitState
    word: str
    note: str
    year: int
    """Of the month: days in another are told with theirs."""

    @property
    def can_send(self) -> bool:
        return bool(self.numbers)

    @property
    def waits(self) -> bool:
        """Whether it has measures and got no form for this month yet."""
        return self.can_send and not self.form_id


def unit_rows(snapshot: Snapshot, status: PeriodStatus) -> tuple[UnitRow, ...]:
    """One row a unit, in the plan's order."""
    return tuple(_row(order, each, snapshot, status.due) for order, each in enumerate(status.units))


def _row(order: int, status: UnitStatus, snapshot: Snapshot, due: date) -> UnitRow:
    numbers = snapshot.plan.measures_of[status.unit]
    form = snapshot.dispatched.get(status.unit)
    state, note = _state(status, numbers, due)
    return UnitRow(
        order, status.unit, numbers, form.form_id if form else "", form.sent.date() if form else None,
        status.returned, tuple(record.name for record in snapshot.returned.get(status.unit, ())),
        state, f"{state.value} {status.held}" if state is UnitState.CONFLICT else state.value, note,
        snapshot.period.year,
    )


def _state(status: UnitStatus, numbers: Sequence[int], due: date) -> tuple[UnitState, str]:
    last_day = day_words(status.extended or due) + ("（已延期）" if status.extended else "")
    if not numbers:
        return UnitState.IDLE, "清单里没有分给这家单位的措施，不用下发。"
    if status.held:
        return UnitState.CONFLICT, f"有 {status.held} 处台账和来表各有改动，请到“收表”处理。"
    if status.returned and status.blank and not status.exempt:
        past = f"，已过截止日 {last_day}" if status.late else ""
        return UnitState.BLANK, f"{day_words(status.returned)}交来的是空表，一条也没有填{past}；请让单位填好再报。"
    if status.returned and status.unread and not status.exempt:
        return UnitState.UNREAD, (
            f"{day_words(status.returned)}来了原件，读不出内容，待录入：请到“收表”或台账里对照录入，打不开的请单位重发；录入前仍算未报。"
        )
    if status.returned:
        if status.late:
            return UnitState.LATE, f"已回收，但晚于截止日 {last_day}。"
        return UnitState.RETURNED, "已按时回收并合并入账。"
    if status.exempt:
        return UnitState.EXEMPT, "这家单位本月的措施全部免报。"
    if not status.dispatched:
        return UnitState.NOT_SENT, "本月还没有给这家单位生成下发表。"
    if status.late:
        return UnitState.OVERDUE, f"已过截止日 {last_day}，还没有收到表。"
    return UnitState.SENT, f"已下发，等单位在 {last_day}前交回。"


def day_words(day: date | None, year: int | None = None) -> str:
    """7月22日; 2022年1月5日 where that is not in the ``year`` of the month."""
    if day is None:
        return NONE
    return f"{'' if year in (None, day.year) else f'{day.year}年'}{day.month}月{day.day}日"


_COLUMNS: Final = ("责任单位", "措施", "表号", "下发日期", "回收日期", "回收文件", "状态")
STATE_COLUMN: Final = 6
FILES_COLUMN: Final = 5


class UnitsModel(CheckedRowsModel[UnitRow]):
    """Those that can be sent a form may be checked."""

    headings = _COLUMNS

    def can_check(self, row: UnitRow) -> bool:
        return row.can_send

    def show_units(self, rows: Sequence[UnitRow], checked: Iterable[str]) -> None:
        """Show these units, with these of them checked."""
        wanted = set(checked)
        if [row.unit for row in rows] == [row.unit for row in self._rows]:
            self._rows, self._checked = tuple(rows), wanted
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(_COLUMNS) - 1))
        else:
            self.beginResetModel()
            self._rows, self._checked = tuple(rows), wanted
            self.endResetModel()
        self.checks_changed.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(row)[column]
            case Qt.ItemDataRole.CheckStateRole if column == CHECK_COLUMN and row.can_send:
                return self.mark(row)
            case Qt.ItemDataRole.ToolTipRole:
                return _hint(row, column)
            case Qt.ItemDataRole.ForegroundRole if column and _words(row)[column] == NONE:
                return QColor(FAINT)
            case TableRole.PILL if column == STATE_COLUMN:
                return (row.word, _TONES[row.state])
            case TableRole.SORT:
                return _sort_keys(row)[column]
        return None


def _words(row: UnitRow) -> tuple[str, ...]:
    files = row.files[-1] if row.files else NONE
    if len(row.files) > 1:
        files += f"（共 {len(row.files)} 份）"
    return (
        row.unit, f"{len(row.numbers)} 条", row.form_id or NONE, day_words(row.sent, row.year),
        day_words(row.returned, row.year), files, row.word,
    )


def _hint(row: UnitRow, column: int) -> str | None:
    if column == 1 and row.numbers:
        return f"第 {'、'.join(map(str, row.numbers))} 条"
    if column == FILES_COLUMN and row.files:
        return "\n".join(row.files)
    return row.note


def _sort_keys(row: UnitRow) -> tuple[Any, ...]:
    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    states = list(UnitState).index(row.state)
    return row.order, len(row.numbers), row.form_id, day(row.sent), day(row.returned), "".join(row.files[-1:]), states
