"""Backups of the ledger: why each was made, what it holds, and what bringing it back would take and bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qcapp.domain.ledger import CellKey
    from qcapp.domain.operations import Operation


class BackupReason(Enum):
    """The value stands in the file's name, for whoever looks into the folder."""

    BY_HAND = "手动"
    DAILY = "每日"
    MERGE = "合并前"
    MIGRATION = "升级前"
    RESTORE = "恢复前"
    HANDOVER = "交接前"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the ledger that was looked through when it was made. ``size`` in bytes.

    ``reason`` is None, and ``sha256`` too, where an older program made it and wrote nothing of it.
    """

    path: Path
    at: datetime
    size: int
    reason: BackupReason | None = None
    sha256: str | None = None


class BackupFile(NamedTuple):
    """What the name of a file says that is a backup by it: of a ledger called ``stem``, and ``ledger``, where that lies or lay,
    when the file is in that one's own folder of backups."""

    path: Path
    stem: str
    at: datetime
    reason: BackupReason | None
    ledger: Path | None


class BackupHeld(NamedTuple):
    """What a backup holds that passed every check: the newest list's ``title``, how many operations, and of the last of them
    when, by whom and what."""

    path: Path
    title: str
    operations: int
    at: datetime
    who: str
    summary: str


class FieldApart(NamedTuple):
    """A field that says something else in the backup (``before``) than now; "" where it is empty, or not there."""

    key: CellKey
    before: str
    now: str


class BackupCompared(NamedTuple):
    """A backup beside the ledger as it is now. ``newest``: the last operation that the backup has.

    ``lost``: operations of the ledger that the backup does not have, newest first: what bringing it back takes away.
    ``regained``: operations that it has and the ledger does not (after another restoration), newest first. ``apart``: the
    fields that say something else in the two.
    """

    path: Path
    newest: Operation
    lost: tuple[Operation, ...]
    regained: tuple[Operation, ...]
    apart: tuple[FieldApart, ...]

    @property
    def fields(self) -> int:
        return len(self.apart)


class Restoration(NamedTuple):
    """A backup that was brought back, as the history keeps it. ``source`` and ``kept`` are file names.

    ``kept``: the backup made of what was replaced, by which it is taken back; None where that could not be opened.
    ``undoes``: id of the restoration that this one took back, if it did.
    """

    operation: str
    source: str
    kept: str | None
    lost: int
    regained: int
    undoes: str | None = None


class SecondPlace(NamedTuple):
    """Where the newest daily and by-hand backups are copied to. ``newest``: of those there; None where none is, or none is seen.

    ``trouble``: "" or one sentence: it can't be reached, or is behind what is here.
    """

    folder: Path
    newest: Backup | None
    trouble: str
