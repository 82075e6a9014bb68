"""Operations, newest first, and what can be done with each: pure words and rules, and the table's model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.domain.ledger import CellKey, CellValue
from qcapp.domain.operation_words import is_redo, kind_words, state_words, time_words
from qcapp.domain.operations import UNDOABLE, Change, Operation, OperationKind
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT, Tone
from ui.widgets.plain_table import TableRole

_COLUMNS: Final = ("时间", "操作", "摘要", "改动", "经手人", "状态")
SUMMARY_COLUMN: Final = 2
STATE_COLUMN: Final = 5
_UNCHANGING: Final = {
    OperationKind.INIT: "建账写入的是责任清单本身，没有改动填报内容，不能撤销。",
    OperationKind.DISPATCH: "下发只记下每家单位拿到的表号和表里的内容，没有改动台账，不用撤销；发错了可以重新下发。",
    OperationKind.HANDOVER: "接收交接换的是整本台账；要换回原来的，请点“文件 → 接收交接…”里的“撤销上次接收…”。",
    OperationKind.REMIND: "催报只记下催了哪些单位，没有改动台账，不用撤销。",
}


def can_redo(operation: Operation) -> bool:
    """An undone operation, or the undo that undid it."""
    if operation.kind is OperationKind.UNDO:
        return not operation.undone and not is_redo(operation)
    return operation.undone and operation.kind in UNDOABLE


def why_neither(operation: Operation) -> str:
    """One sentence for an operation that can be neither undone nor brought back."""
    if operation.kind in _UNCHANGING:
        return _UNCHANGING[operation.kind]
    if is_redo(operation):
        return "这次恢复已经生效，要再撤销请选原来那次操作。"
    return "这次撤销已经被恢复，要再撤销请选原来那次操作。"


def changed_fields(changes: Iterable[Change]) -> frozenset[CellKey]:
    """Fields to which these changes gave other words."""
    return frozenset(change.key for change in changes if not change.repeats)


def changed_since(changes: Iterable[Change], value_now: Callable[[CellKey], CellValue | None]) -> frozenset[CellKey]:
    """Of the fields to which these changes gave other words those that no longer show what they left, or have it out of another
    return too: an undo leaves them alone."""
    held = tuple(changes)
    last: dict[CellKey, Change] = {change.key: change for change in held}
    moved = changed_fields(held)
    return frozenset(key for key, change in last.items() if key in moved and _since(change, value_now(key)))


def _since(change: Change, now: CellValue | None) -> bool:
    if now is None or now.text != change.after:
        return (now.text if now else "") != change.after
    return now.period == change.key.period and now.source.sha256 != change.source.sha256


class OperationsModel(RowsModel[Operation]):
    headings = _COLUMNS

    def row_of(self, operation_id: str) -> int:
        """-1 when it is not shown."""
        return next((place for place, each in enumerate(self._rows) if each.id == operation_id), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        operation, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(operation)[column]
            case Qt.ItemDataRole.ToolTipRole if column == SUMMARY_COLUMN:
                return operation.summary
            case Qt.ItemDataRole.ForegroundRole if operation.undone or (column == 3 and not operation.changed):
                return QColor(FAINT)
            case TableRole.PILL if column == STATE_COLUMN and operation.undone:
                return (state_words(operation), Tone.IDLE)
        return None


def _words(operation: Operation) -> tuple[str, ...]:
    return (
        time_words(operation), kind_words(operation), operation.summary,
        f"{operation.changed} 处" if operation.changed else "—", operation.who, state_words(operation),
    )
