"""Fields beside each other, of one file or of all: what was sent, the ledger, the return, the result. The plan owns the
decisions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qcapp.domain.differing import differing
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import Snapshot
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import Decision, FieldPlan, FilePlan
from ui.models.collect_batch import identity, same_bytes
from ui.models.collect_rows import FieldRow, FileRow, Listed, MeasureRow, NoteRow, Row, Shown, rows_of
from ui.models.collect_words import (
    SENT_WORDS,
    aside_words,
    choices,
    day_words,
    field_in_words,
    first_typed,
    result_words,
    sent_source,
    sent_text,
    source_words,
    value_words,
)
from ui.widgets.diff_text import Mark, MarkedText

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
FIELD, BASE, OURS, THEIRS, RESULT = range(5)
_ALIKE = (Verdict.UNCHANGED, Verdict.SAME)
_HEADINGS = ("措施 / 栏目", SENT_WORDS, "台账现有", "来表", "合并结果")
_HEADING_TIPS = (
    "", "下发时表里的内容，附的上月进展也算；单位此前交过的，以那一次为准",
    "台账此刻的内容", "单位这次交回的内容", "按“合并入账”后台账里的内容",
)


class FieldsModel(QAbstractTableModel):
    """Rows of four kinds, in the files' order. ``decide`` writes into the plan and tells it."""

    decided = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: list[Listed] = []
        self._together = False
        self._locked = False
        self._shown = Shown.CHANGED
        self._rows: list[Row] = []
        self._conflicts: list[int] = []
        self._asides = False

    @property
    def shown(self) -> Shown:
        return self._shown

    @property
    def together(self) -> bool:
        """Whether these are the fields of all files."""
        return self._together

    @property
    def has_asides(self) -> bool:
        """Whether words stand beside any cell listed."""
        return self._asides

    @property
    def locked(self) -> bool:
        """Merged already: to look at only."""
        return self._locked

    def set_locked(self, on: bool) -> None:
        """No decisions while a merge is under way."""
        if on != self._locked:
            self._locked = on
            self.decisions_changed()

    def show_file(self, file: FilePlan | None, snapshot: Snapshot | None, *, locked: bool = False) -> None:
        """``snapshot``: the ledger of the file's period, for the measures' words and the sources of values."""
        self._show([Listed(file, snapshot)] if file else [], locked=locked)

    def show_all(self, files: Sequence[Listed], *, locked: bool = False) -> None:
        """Many files in one table, each with a head of its own."""
        self._show(list(files), together=True, locked=locked)

    def _show(self, files: list[Listed], *, together: bool = False, locked: bool = False) -> None:
        self.beginResetModel()
        self._files, self._together, self._locked = files, together, locked
        self._make()
        self.endResetModel()

    def start_with(self, shown: Shown) -> None:
        """What is shown next is to be shown so."""
        self._shown = shown

    def show_only(self, shown: Shown) -> None:
        self.beginResetModel()
        self._shown = shown
        self._make()
        self.endResetModel()

    def at(self, row: int) -> Row:
        return self._rows[row]

    def field_at(self, row: int) -> FieldPlan | None:
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found.field if isinstance(found, FieldRow) else None

    def file_at(self, row: int) -> FilePlan | None:
        """The file that a field's row or a file's head belongs to."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found.listed.file if isinstance(found, FieldRow | FileRow) else None

    def row_of(self, field: FieldPlan, file: FilePlan | None = None) -> int:
        """The row of that very field (by key, and by file where it is named), -1 when it is not listed."""
        for row, each in enumerate(self._rows):
            if isinstance(each, FieldRow) and each.field.key == field.key and _same_file(each.listed.file, file):
                return row
        return -1

    def row_for(self, file: FilePlan, field: FieldPlan | None) -> int:
        """The row of a field of that file, or of the file's head where no field is meant; -1 when it is not listed."""
        return self.row_of_file(file) if field is None else self.row_of(field, file)

    def row_of_file(self, file: FilePlan) -> int:
        """The row of that file's head, -1 when it has none."""
        heads = (row for row, each in enumerate(self._rows) if isinstance(each, FileRow))
        return next((row for row in heads if _same_file(self.file_at(row), file)), -1)

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
        for row in self._conflicts[bisect_right(self._conflicts, after):]:
            field = self.field_at(row)
            if field and field.open:
                return row
        return -1

    def text(self, row: int, column: int) -> str:
        """The words of a value column as shown, without their differences: what its height is measured by."""
        field = self.field_at(row)
        if field is None:
            return ""
        return value_words((sent_text(field), field.ours, field.theirs)[column - BASE])

    def marked(self, row: int, column: int) -> MarkedText:
        """The text of a value column with its differences: green is new or stays, red will go."""
        field = self.field_at(row)
        if field is None:
            return MarkedText("")
        if column == BASE:
            return MarkedText(value_words(sent_text(field)), muted=True, absent=not sent_text(field))
        text = field.ours if column == OURS else field.theirs
        if not text:
            return MarkedText(value_words(text), absent=True)
        mark, muted = _mark(field, column)
        spans = () if mark is Mark.NONE else differing(field.ours, field.theirs)[0 if column == OURS else 1]
        return MarkedText(text, spans, mark, muted)

    def remark(self, row: int, column: int) -> str:
        """The small words under a value: where it came from, what stands beside it, or why the result is what it is.

        The day of the return stands in the list of files; it is repeated only where two texts are to be weighed.
        """
        found = self._rows[row]
        if not isinstance(found, FieldRow):
            return ""
        field = found.field
        if column == BASE:
            return sent_source(field)
        if column == OURS:
            return _ours_source(found)
        if column == THEIRS:
            day = f"{day_words(found.listed.file.received)} 来表" if field.conflict else ""
            return "\n".join(filter(None, (aside_words(field.aside), day)))
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
        """Heads of measures and notes are passed over by the arrow keys; the result can be typed where typing is a choice."""
        if not index.isValid() or self.file_at(index.row()) is None:
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
            tag = row.tag if isinstance(row, NoteRow) else row.tag[0]
            return tag if index.column() == FIELD else row.text
        if role == _Role.AccessibleTextRole and isinstance(row, FileRow):
            return f"{row.text}，{row.tag[0]}；按 Enter 打开这一份"
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole or index.column() != RESULT:
            return False
        return self.decide(index.row(), Decision.TYPED, str(value))

    def _field_data(self, field: FieldPlan, column: int, role: int) -> Any:
        if role == _Role.DisplayRole:
            heading = field_for(field.key.field).heading
            return (heading, value_words(sent_text(field)), field.ours, field.theirs, result_words(field))[column]
        if role == _Role.EditRole and column == RESULT:
            return field.typed if field.decision is Decision.TYPED else first_typed(field)
        if role == _Role.AccessibleTextRole:
            return field_in_words(field)
        if role == _Role.ToolTipRole and column == THEIRS:
            return field.place.label
        return None

    def _make(self) -> None:
        self._rows = list(rows_of(self._files, self._shown, together=self._together))
        self._conflicts, self._asides = [], False
        for row, each in enumerate(self._rows):
            if isinstance(each, FieldRow):
                if each.field.verdict is Verdict.CONFLICT:
                    self._conflicts.append(row)
                self._asides = self._asides or bool(each.field.aside)

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, RESULT))
        for kind in (MeasureRow, FileRow):
            head = next((each for each in range(row, -1, -1) if isinstance(self._rows[each], kind)), -1)
            if head >= 0 and (kind is MeasureRow or self._together):
                self.dataChanged.emit(self.index(head, 0), self.index(head, RESULT))
        self.decided.emit()


def _same_file(one: FilePlan | None, other: FilePlan | None) -> bool:
    """Whether they are readings of one file; none named matches any."""
    return other is None or one is other or (one is not None and same_bytes(identity(one), identity(other)))


def _ours_source(row: FieldRow) -> str:
    """Where the ledger's words came from; not told where they have changed since (a merge): that was of other words."""
    field, snapshot = row.field, row.listed.snapshot
    entry = snapshot.entries.get(field.key.entry) if snapshot else None
    value = entry.values.get(field.key.field) if entry else None
    return source_words(value, field.key.period) if value and value.text == field.ours else ""


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
