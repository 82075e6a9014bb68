"""Files that one merge took in, as rows: which unit's, when received, how much each changed, whether it still counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.domain.forms import ReturnRecord
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change
from ui.models.operations import changed_fields
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT, Tone
from ui.widgets.plain_table import TableRole

COLUMNS: Final = ("来表", "单位", "收到", "改动", "状态")
STATE_COLUMN: Final = 4


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file's part in a merge, or (``record`` None) all of them. ``changed`` and ``later`` count fields: those that it
    changed, and those of them that were changed again since."""

    record: ReturnRecord | None
    changed: int
    later: int = 0
    files: int = 1

    @property
    def name(self) -> str:
        return self.record.name if self.record else f"全部 {self.files} 份"

    @property
    def undone(self) -> bool:
        return self.record is not None and self.record.undone


def file_rows(
    records: Sequence[ReturnRecord], changes: Sequence[Change], since: Collection[CellKey]
) -> tuple[FileRow, ...]:
    """In the merge's order; above several of them a row for all."""
    later = frozenset(since)
    brought: dict[tuple[str | None, str], list[Change]] = {}
    for change in changes:
        brought.setdefault((change.source.sha256, change.key.unit), []).append(change)
    rows = []
    for record in records:
        keys = changed_fields(brought.get((record.sha256, record.unit), ()))
        rows.append(FileRow(record, len(keys), len(keys & later)))
    if len(rows) > 1:
        everything = FileRow(None, len(changed_fields(changes)), len(later), len(records))
        return (everything, *rows)
    return tuple(rows)


def changes_of(record: ReturnRecord, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Those that a file brought for that unit. A file with rows of two units has a record for each."""
    return tuple(
        change for change in changes if change.source.sha256 == record.sha256 and change.key.unit == record.unit
    )


def changes_of_file(record: ReturnRecord, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Those that the file brought for any unit: what undoing it is about."""
    return tuple(change for change in changes if change.source.sha256 == record.sha256)


class ReturnedFilesModel(RowsModel[FileRow]):
    headings = COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(row)[column]
            case Qt.ItemDataRole.ToolTipRole:
                return _told(row)
            case Qt.ItemDataRole.ForegroundRole if row.undone:
                return QColor(FAINT)
            case TableRole.PILL if column == STATE_COLUMN and row.undone:
                return ("已撤销", Tone.IDLE)
        return None


def _words(row: FileRow) -> tuple[str, ...]:
    changed = f"{row.changed} 处" if row.changed else "—"
    if row.record is None:
        return (row.name, "", "", changed, "")
    day = row.record.received
    return (row.name, row.record.unit, f"{day.month}月{day.day}日", changed, "已撤销" if row.undone else "")


def _told(row: FileRow) -> str:
    later = f"，其中 {row.later} 处后来又改过" if row.later else ""
    return f"{row.name}\n改动 {row.changed} 处{later}" if row.changed else f"{row.name}\n没有改动填报内容，只登记了收到"
