"""One file's fields beside each other: what was sent, the ledger, the return, the result. The plan owns the decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import Snapshot
from qcapp.domain.text import shortened
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import Decision, FieldPlan, FilePlan
from ui.models.collect_words import (
    choices,
    day_words,
    field_in_words,
    first_typed,
    is_hint,
    measure_tag,
    result_words,
    source_words,
    value_words,
)
from ui.theme import Tone
from ui.widgets.diff_text import Mark, MarkedText, differing

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
FIELD, BASE, OURS, THEIRS, RESULT = range(5)
_ALIKE = (Verdict.UNCHANGED, Verdict.SAME)
_HEADINGS = ("措施 / 栏目", "上次往来", "台账现有", "来表", "合并结果")
_HEADING_TIPS = (
    "", "下发时的内容；单位此前交过的，以那一次为准",
    "台账此刻的内容", "单位这次交回的内容", "按“合并入账”后台账里的内容",
)


class Shown(Enum):
    """Which fields are listed; the value is the chip's key."""

    ATTENTION = "attention"
    CHANGED = "changed"
    ALL = "all"

    @property
    def label(self) -> str:
        return {"attention": "只看冲突与提示", "changed": "只看有变化", "all": "全部字段"}[self.value]

    def takes(self, field: FieldPlan) -> bool:
        if self is Shown.ALL:
            return True
        if field.conflict or is_hint(field):
            return True
        return self is Shown.CHANGED and (field.changes or field.verdict is Verdict.THEIRS)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """The head of a measure; ``fields`` are all that the file has of it, shown or not."""

    no: int
    text: str
    fields: list[FieldPlan]

    @property
    def tag(self) -> tuple[str, Tone]:
        return measure_tag(self.fields)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something seen while reading, in a sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    field: FieldPlan


Row = MeasureRow | NoteRow | FieldRow


class FieldsModel(QAbstractTableModel):
    """Rows of three kinds, in the file's order. ``decide`` writes into the plan and tells it."""

    decided = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file: FilePlan | None = None
        self._snapshot: Snapshot | None = None
        self._locked = False
        self._shown = Shown.CHANGED
        self._rows: list[Row] = []

    @property
    def shown(self) -> Shown:
        return self._shown

    @property
    def locked(self) -> bool:
        """Merged already: to look at only."""
        return self._locked

    def set_locked(self, on: bool) -> None:
        """No decisions while a merge is under way."""
        self._locked = on
        self.decisions_changed()

    def show_file(self, file: FilePlan | None, snapshot: Snapshot | None, *, locked: bool = False) -> None:
        """``snapshot``: the ledger of the file's period, for the measures' words and the sources of values."""
        self.beginResetModel()
        self._file, self._snapshot, self._locked = file, snapshot, locked
        self._rows = list(self._made())
        self.endResetModel()

    def show_only(self, shown: Shown) -> None:
        self.beginResetModel()
        self._shown = shown
        self._rows = list(self._made())
        self.endResetModel()

    def at(self, row: int) -> Row:
        return self._rows[row]

    def field_at(self, row: int) -> FieldPlan | None:
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found.field if isinstance(found, FieldRow) else None

    def row_of(self, field: FieldPlan) -> int:
        """The row of that very field (by key), -1 when it is not listed."""
        for row, each in enumerate(self._rows):
            if isinstance(each, FieldRow) and each.field.key == field.key:
                return row
        return -1

    def choices(self, row: int) -> tuple[Decision, ...]:
        field = self.field_at(row)
        return choices(field) if field and not self._locked else ()

    def decide(self, row: int, decision: Decision, typed: str | None = None) -> bool:
        """Take a decision where the field offers it. Choosing to type starts from what stands there already."""
        field = self.field_at(row)
        if field is None or decision not in self.choices(row):
            return False
        if decision is Decision.TYPED:
            field.typed = first_typed(field) if typed is None else typed
        field.decision = decision
        self._tell(row)
        return True

    def decisions_changed(self) -> None:
        """Somebody else decided (all the rest at once)."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, RESULT))

    def next_open(self, after: int) -> int:
        """The next row below ``after`` that waits for a decision, -1 when there is none."""
        for row in range(after + 1, len(self._rows)):
            field = self.field_at(row)
            if field and field.open:
                return row
        return -1

    def marked(self, row: int, column: int) -> MarkedText:
        """The text of a value column with its differences: green is new or stays, red will go."""
        field = self.field_at(row)
        if field is None:
            return MarkedText("")
        if column == BASE:
            return MarkedText(value_words(field.base), muted=True, absent=not field.base)
        text = field.ours if column == OURS else field.theirs
        if not text:
            return MarkedText(value_words(text), absent=True)
        mark, muted = _mark(field, column)
        spans = () if mark is Mark.NONE else differing(field.ours, field.theirs)[0 if column == OURS else 1]
        return MarkedText(text, spans, mark, muted)

    def remark(self, row: int, column: int) -> str:
        """The small line under a value: where it came from, or why the result is what it is.

        The day of the return stands in the list of files; it is repeated only where two texts are to be weighed.
        """
        field = self.field_at(row)
        if field is None:
            return ""
        if column == OURS and self._snapshot is not None:
            entry = self._snapshot.entries.get(field.key.entry)
            value = entry.values.get(field.key.field) if entry else None
            if value is None or value.text != field.ours:  # merged since: the source is no longer that of this text
                return ""
            return source_words(value, field.key.period)
        if column == THEIRS and self._file is not None and field.conflict:
            return f"{day_words(self._file.received)} 来表"
        return field.remark if column == RESULT else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.ToolTipRole:
            return _HEADING_TIPS[section]
        return _HEADINGS[section] if role == _Role.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads and notes are passed over by the arrow keys; the result can be typed where typing is a choice."""
        if not index.isValid() or self.field_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == RESULT and Decision.TYPED in self.choices(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, FieldRow):
            return self._field_data(row.field, index.column(), role)
        if role == _Role.DisplayRole and index.column() in (FIELD, BASE):
            if isinstance(row, NoteRow):
                return "提示" if index.column() == FIELD else row.text
            return row.tag[0] if index.column() == FIELD else row.text
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole or index.column() != RESULT:
            return False
        return self.decide(index.row(), Decision.TYPED, str(value))

    def _field_data(self, field: FieldPlan, column: int, role: int) -> Any:
        if role == _Role.DisplayRole:
            heading = field_for(field.key.field).heading
            return (heading, value_words(field.base), field.ours, field.theirs, result_words(field))[column]
        if role == _Role.EditRole and column == RESULT:
            return field.typed if field.decision is Decision.TYPED else first_typed(field)
        if role == _Role.AccessibleTextRole:
            return field_in_words(field)
        if role == _Role.ToolTipRole and column == THEIRS:
            return field.place.label
        return None

    def _made(self) -> Iterator[Row]:
        if self._file is None:
            return
        for note in self._file.notes:
            if note.no is None:
                yield NoteRow(note.message)
        told: set[int] = set()
        for no, fields in self._file.by_measure():
            told.add(no)
            notes = [NoteRow(note.message) for note in self._file.notes if note.no == no]
            listed = [FieldRow(each) for each in fields if self._shown.takes(each)]
            if listed or notes:
                yield MeasureRow(no, self._measure_words(no), fields)
                yield from notes
                yield from listed
        for note in self._file.notes:
            if note.no is not None and note.no not in told:
                yield NoteRow(note.message)

    def _measure_words(self, no: int) -> str:
        measure = self._snapshot.plan.measure_by_no.get(no) if self._snapshot else None
        return f"{no}.{shortened(measure.text, 60)}" if measure else f"第 {no} 条"

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, RESULT))
        for head in range(row, -1, -1):
            if isinstance(self._rows[head], MeasureRow):
                self.dataChanged.emit(self.index(head, 0), self.index(head, RESULT))
                break
        self.decided.emit()


def _mark(field: FieldPlan, column: int) -> tuple[Mark, bool]:
    """How one side's own words are shown under the decision so far, and whether the whole text stands back."""
    if field.verdict in _ALIKE:
        return Mark.NONE, column == THEIRS
    if field.decision is Decision.THEIRS:
        return (Mark.REMOVED if column == OURS else Mark.ADDED), False
    if field.decision is Decision.OURS:
        if column == OURS:
            return (Mark.ADDED if field.conflict else Mark.NONE), False
        return (Mark.REMOVED if field.conflict or field.verdict is Verdict.THEIRS else Mark.NONE), True
    goes = column == OURS and not field.conflict and field.decision is Decision.TYPED
    return (Mark.REMOVED if goes else Mark.ADDED), False
