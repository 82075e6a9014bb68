"""The form's measures as a list: number and gist, the state's mark, and what is left to do in a line."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot

from qcapp.domain.text import shortened
from qcapp.forms.received import ReceivedRow
from qcapp.services.fill_checks import CheckedRow, Grade, RowState
from ui.fill.session import FillSession
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
CHECKED_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_GIST_CHARS: Final = 40
TONES: Final = {RowState.EMPTY: Tone.IDLE, RowState.WRONG: Tone.WARN, RowState.DONE: Tone.GOOD}


def gist(row: ReceivedRow) -> str:
    """For a line: 27　统筹推进…"""
    number = f"{row.no}　" if row.no is not None else ""
    return f"{number}{shortened(row.measure, _GIST_CHARS)}"


def left_words(row: CheckedRow) -> str:
    """要填 3 处，不合格 1 处; what else there is where nothing is left to do."""
    counts = [(grade, sum(each.grade is grade for each in row.remarks)) for grade in Grade]
    return "，".join(f"{grade.value} {count} 处" for grade, count in counts if count) or "没有要改的"


class FillRowsModel(QAbstractListModel):
    def __init__(self, session: FillSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._places = {row.key: place for place, row in enumerate(session.rows)}
        session.row_changed.connect(self._changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._session.rows[index.row()]
        checked = self._session.checked_row(row.key)
        if role == Qt.ItemDataRole.DisplayRole:
            return gist(row)
        if role == CHECKED_ROLE:
            return checked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.label}，{checked.state.value}，{left_words(checked)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join([row.printed, *(f"· {each.sentence}" for each in checked.remarks)])
        return None

    def place(self, key: str) -> QModelIndex:
        return self.index(self._places[key], 0)

    @Slot(str)
    def _changed(self, key: str) -> None:
        self.dataChanged.emit(self.place(key), self.place(key))
