"""The list of files on the 收表 page: name, what each was taken for, the day it came in, and what it comes to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QDate, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qcapp.domain.period import Period
from qcapp.merge.plan import FilePlan
from ui.models.collect_batch import Batch, Identity, identity, same_bytes
from ui.models.collect_words import State, day_words, file_pill, file_sentence, mergeable, unread_sentence
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
NAME, UNIT, RECEIVED, RESULT = range(4)
_HEADINGS = ("文件", "识别为", "收到", "结果")


class FilesModel(QAbstractTableModel):
    """One row a file. Shows the batch and owns nothing of it; the received day is edited in place."""

    received_edited = Signal(int, object)
    """Row, and the day (datetime.date) that the clerk gave."""

    def __init__(self, batch: Batch, period: Period, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._batch = batch
        self._period = period
        self._untyped: Collection[str] = ()
        self._rows: list[tuple[FilePlan, State]] = list(batch.rows())

    def reload(self, period: Period, untyped: Collection[str] = ()) -> None:
        """Read the batch again. ``untyped``: units of which nothing is in the ledger but what could not be read."""
        self.beginResetModel()
        self._period, self._untyped = period, untyped
        self._rows = list(self._batch.rows())
        self.endResetModel()

    def file(self, row: int) -> tuple[FilePlan, State] | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    @property
    def waiting(self) -> list[FilePlan]:
        """Files not merged yet, in the list's order."""
        return [file for file, state in self._rows if state is State.WAITING]

    def row_of(self, wanted: Identity) -> int:
        """The file's row, else that of another part of it (it has come to be another unit's), -1 when there is none."""
        others = -1
        for row, (file, _) in enumerate(self._rows):
            each = identity(file)
            if each == wanted:
                return row
            if others < 0 and same_bytes(each, wanted):
                others = row
        return others

    def pill(self, row: int) -> tuple[str, Tone]:
        file, state = self._rows[row]
        return (file.status, Tone.WARN) if self._waits_still(file, state) else file_pill(file, state, self._period)

    def sentence(self, row: int) -> str:
        file, state = self._rows[row]
        return unread_sentence(file) if self._waits_still(file, state) else file_sentence(file, state, self._period)

    def _waits_still(self, file: FilePlan, state: State) -> bool:
        """Whether it was merged, and somebody has to type in what it says, or to ask for it again."""
        return state is State.MERGED and file.unread and file.unit in self._untyped

    def decisions_changed(self, file: FilePlan | None = None) -> None:
        """What that file (None: any) comes to may read differently now."""
        row = -1 if file is None else self.row_of(identity(file))
        if row >= 0:
            self.dataChanged.emit(self.index(row, RESULT), self.index(row, RESULT))
        elif self._rows:
            self.dataChanged.emit(self.index(0, RESULT), self.index(len(self._rows) - 1, RESULT))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return _HEADINGS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == RECEIVED and self._dated(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        file, _ = self._rows[index.row()]
        if role == _Role.DisplayRole:
            return self._words(index.row(), index.column())
        if role == _Role.EditRole and index.column() == RECEIVED:
            return QDate(file.received.year, file.received.month, file.received.day)
        if role == _Role.ToolTipRole:
            return self._hover(index.row(), index.column())
        if role == _Role.AccessibleTextRole:
            return "，".join(self._words(index.row(), column) for column in range(len(_HEADINGS)))
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole or index.column() != RECEIVED or not isinstance(value, QDate):
            return False
        day = date(value.year(), value.month(), value.day())
        if day == self._rows[index.row()][0].received:
            return False
        self.received_edited.emit(index.row(), day)
        return True

    def _dated(self, row: int) -> bool:
        file, state = self._rows[row]
        return state is State.WAITING and mergeable(file)

    def _words(self, row: int, column: int) -> str:
        file, _ = self._rows[row]
        match column:
            case 0:
                inside = (file.file.name if file.file.whole_member else "", file.file.unit)
                return " ▸ ".join(filter(None, (_last(file.file.path), *inside)))
            case 1:
                return file.unit or "——"
            case 2:
                return day_words(file.received) if mergeable(file) else ""
            case _:
                return self.pill(row)[0]

    def _hover(self, row: int, column: int) -> str:
        file, _ = self._rows[row]
        if column == NAME:
            return file.file.path + (f" ▸ {file.file.member}" if file.file.member else "")
        if column == RECEIVED and self._dated(row):
            return "单位交表的日子；双击或按 F2 修改，经办人晚录不算单位迟报。"
        return self.sentence(row)


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
