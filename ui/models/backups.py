"""Backups in words, newest first: why each was made, whether it is whole, what has been done since. The table's model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.domain.backups import Backup, BackupCompared
from qcapp.domain.ledger import Source
from qcapp.domain.operations import Change, Operation, OperationKind
from qcapp.domain.sizes import size_words
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT, Tone
from ui.widgets.plain_table import TableRole

STATE_COLUMN: Final = 3
WHEN_COLUMN: Final = 0
_OTHER: Final = "这份备份里有现在的台账没有的操作，选中它，右边列着恢复会撤去、找回哪些。"


class Wholeness(Enum):
    """Whether a backup is whole, as far as is known: the word, and its colour."""

    LOOKED_THROUGH = ("完好", Tone.GOOD)
    """From its first byte to its last, since this list was opened."""
    AS_MADE = ("写成时已校验", Tone.IDLE)
    UNKNOWN = ("未校验", Tone.WARN)
    """An older program made it, and wrote down nothing of it."""
    BROKEN = ("不能用", Tone.BAD)

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> Tone:
        return self.value[1]


class Whereabouts(Enum):
    """Where a backup lies; the value is the word, if it needs one."""

    HERE = ""
    SECOND = "第二处"
    CHOSEN = "另选的文件"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """``since``: operations done since, None where that is not known, or, with ``other``, where it has what the ledger has not.
    ``trouble``: why it can't be used, "" where nothing is
    known against it."""

    backup: Backup
    since: int | None
    wholeness: Wholeness
    trouble: str = ""
    where: Whereabouts = Whereabouts.HERE
    other: bool = False

    @property
    def path(self) -> Path:
        return self.backup.path


@dataclass(slots=True)
class Found:
    """What is known of backups by now. ``looked``: of those looked through, why they can't be used, "" where they are whole.
    ``since``: how many operations came after each, None where that can't be said."""

    looked: dict[Path, str] = field(default_factory=dict)
    since: dict[Path, int | None] = field(default_factory=dict)


def backup_rows(
    backups: Sequence[Backup], found: Found, second: Sequence[Backup] = (), chosen: Backup | None = None
) -> tuple[BackupRow, ...]:
    """Newest first. ``second``: those in the second place, of which only those are listed that are not here. ``chosen``: a file
    from elsewhere, which comes first."""
    here = {each.path.name for each in backups}
    there = [each for each in second if each.path.name not in here]
    listed = sorted([*backups, *there], key=lambda each: each.at, reverse=True)
    rows = [_row(each, found, Whereabouts.SECOND if each in there else Whereabouts.HERE) for each in listed]
    if chosen is None:
        return tuple(rows)
    return (_row(chosen, found, Whereabouts.CHOSEN), *(each for each in rows if each.path != chosen.path))


def _row(backup: Backup, found: Found, where: Whereabouts) -> BackupRow:
    since, trouble = found.since.get(backup.path), found.looked.get(backup.path, "")
    other = since is None and backup.path in found.since
    if trouble:
        return BackupRow(backup, since, Wholeness.BROKEN, trouble, where)
    if backup.path in found.looked:
        return BackupRow(backup, since, Wholeness.LOOKED_THROUGH, where=where, other=other)
    return BackupRow(backup, since, Wholeness.AS_MADE if backup.sha256 else Wholeness.UNKNOWN, where=where, other=other)


def reason_words(row: BackupRow) -> str:
    reason = row.backup.reason.value if row.backup.reason is not None else ""
    return " · ".join(part for part in (reason, row.where.value) if part) or "—"


def when_words(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def since_words(row: BackupRow) -> str:
    if row.since is None:
        return "—" if row.trouble else "另有内容" if row.other else "…"
    return f"{row.since} 次" if row.since else "没有"


def lost_heading(compared: BackupCompared) -> str:
    """What bringing it back does, in a sentence."""
    if not compared.lost and not compared.regained:
        return "和现在的台账一样，恢复它什么都不会变。" if not compared.fields else _fields_only(compared.fields)
    takes = f"会撤去之后的 {len(compared.lost)} 次操作" if compared.lost else ""
    gives = f"会找回 {len(compared.regained)} 次现在没有的操作" if compared.regained else ""
    fields = f"{compared.fields} 个栏目的内容会和现在不同" if compared.fields else "填报内容不变"
    return f"恢复这一份，{'，'.join(each for each in (takes, gives) if each)}；{fields}。"


def _fields_only(fields: int) -> str:
    return f"操作一样，但有 {fields} 个栏目的内容和现在不同。"


def question_words(compared: BackupCompared) -> str:
    """What is asked before it is brought back."""
    return f"{lost_heading(compared)}现在的台账会先备份一份，恢复之后随时可以撤销，换回现在的样子。"


def question_details(compared: BackupCompared) -> list[str]:
    """Each operation that goes or comes, one a line."""
    gone = [f"撤去　{operation_line(each)}" for each in compared.lost]
    return gone + [f"找回　{operation_line(each)}" for each in compared.regained]


def operation_line(operation: Operation) -> str:
    changed = f"（{operation.changed} 处）" if operation.changed else ""
    return f"{operation.at:%Y-%m-%d %H:%M}　{operation.who}　{operation.summary}{changed}"


def field_changes(compared: BackupCompared, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Each field that says something else, from what it says in the backup to what it says now. ``changes``: of all operations
    that go, in the order written; where none of them says it so, it came with a restoration, or with a list that was altered."""
    last = {change.key: change for change in changes}
    wholesale = [each for each in compared.lost if not any(change.operation.id == each.id for change in changes)]
    restored = next((each for each in wholesale if each.kind is OperationKind.RESTORE), None)
    by = restored or next(iter(wholesale), compared.newest)
    found = []
    for each in compared.apart:
        known = last.get(each.key)
        if known is not None and known.after == each.now:
            found.append(Change(known.operation, each.key, each.before, each.now, known.source))
        else:
            found.append(Change(by, each.key, each.before, each.now, Source(None, None)))
    return tuple(found)


class BackupsModel(RowsModel[BackupRow]):
    headings: ClassVar[tuple[str, ...]] = ("时间", "为什么备份", "大小", "校验", "之后的操作")

    def row_of(self, path: Path) -> int:
        """-1 when it is not listed."""
        return next((place for place, each in enumerate(self._rows) if each.path == path), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(row)[column]
            case Qt.ItemDataRole.ToolTipRole:
                if column == len(self.headings) - 1 and row.other:
                    return _OTHER
                return row.trouble if column == STATE_COLUMN and row.trouble else row.path.name
            case Qt.ItemDataRole.ForegroundRole if column == len(self.headings) - 1 and not row.since and not row.other:
                return QColor(FAINT)
            case TableRole.PILL if column == STATE_COLUMN:
                return (row.wholeness.word, row.wholeness.tone)
        return None

    def _words(self, row: BackupRow) -> tuple[str, ...]:
        backup = row.backup
        return (
            when_words(backup.at), reason_words(row), size_words(backup.size), row.wholeness.word,
            since_words(row),
        )
