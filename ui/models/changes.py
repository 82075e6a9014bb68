"""Changes of one operation as rows: where, from what to what, out of which file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt

from qcapp.domain.differing import differing
from qcapp.domain.fields import field_for, sort_key
from qcapp.domain.ledger import CellKey
from qcapp.domain.operation_words import change_state, kind_words
from qcapp.domain.operations import Change, OperationKind
from qcapp.merge.origin import decision_words, is_typed, origin_parts
from ui.models.rows import Index, RowsModel
from ui.widgets.diff_text import Mark, MarkedText

COLUMNS: Final = ("措施", "单位", "栏目", "原值", "新值", "来源")
MARKED_ROLE: Final = Qt.ItemDataRole.UserRole + 1
EMPTY: Final = MarkedText("（空）", muted=True)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as shown, a marked text for each column; ``origin``: all that is known of where it came from."""

    key: CellKey
    measure: str
    cells: tuple[MarkedText, ...]
    origin: str = ""


def change_rows(
    changes: Sequence[Change], measure_text: Callable[[CellKey], str], since: Collection[CellKey], *, one_file: bool = False
) -> tuple[ChangeRow, ...]:
    """By measure, unit and as merged; ``since``: fields that something later changed again, which is told of what holds: what
    is undone is said to be. ``one_file``: all are from the
    same, so that it needs no name and the place is told."""
    ordered = sorted(changes, key=lambda change: (change.key.no, change.key.unit, sort_key(change.key.field)))
    tell = _place if one_file else source_words
    return tuple(
        _row(change, measure_text(change.key), "\n".join(filter(None, (tell(change), _since(change, since)))))
        for change in ordered
    )


def _since(change: Change, since: Collection[CellKey]) -> str:
    """What became of it."""
    if change.repeats and not change.undone:
        return "内容不变"
    return change_state(change) or ("后来又改过" if change.key in since else "")


def _row(change: Change, measure: str, source: str) -> ChangeRow:
    key = change.key
    if change.before and change.after:
        gone, come = differing(change.before, change.after)
    else:
        gone, come = ((0, len(change.before)),), ((0, len(change.after)),)
    before = MarkedText(change.before, gone, Mark.REMOVED) if change.before else EMPTY
    after = MarkedText(change.after, come, Mark.ADDED) if change.after else EMPTY
    return ChangeRow(key, measure, (
        MarkedText(str(key.no)), MarkedText(key.unit),
        MarkedText(f"{field_for(key.field).heading}\n{key.period.label}"), before, after,
        MarkedText(source, muted=True),
    ), "\n".join(origin_parts(change.source)))


def source_words(change: Change) -> str:
    """File, and what was decided or the day; all of it is in the tool tip."""
    source = change.source
    if is_typed(source):
        return f"{decision_words(source)}\n合并时" if source.file else decision_words(source)
    if not source.file:
        return "手工录入" if change.operation.kind is OperationKind.EDIT else kind_words(change.operation)
    day = f"{source.received.month}月{source.received.day}日收" if source.received else ""
    return "\n".join(part for part in (source.file, decision_words(source) or day) if part)


def _place(change: Change) -> str:
    place = change.source.place
    if place is None or is_typed(change.source):
        return source_words(change)
    where = f"第 {place.row + 1} 行第 {place.column + 1} 列" if place.row >= 0 else place.label
    return "\n".join(part for part in (where, decision_words(change.source)) if part)


class ChangesModel(RowsModel[ChangeRow]):
    headings = COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, cell = self._rows[index.row()], self._rows[index.row()].cells[index.column()]
        if role == MARKED_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if cell is EMPTY else cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            column = COLUMNS[index.column()]
            return row.measure if column == "措施" else row.origin or cell.text if column == "来源" else cell.text
        return None
