"""The backups of an open ledger, wherever its own tables are: listed, copied to a second place, looked through, compared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from db import backup as backups
from db.connection import spoken
from db.query import Query
from qcapp.domain.errors import LedgerError, LedgerTrouble

if TYPE_CHECKING:
    from db.restoring import Source
    from qcapp.domain.backups import Backup, BackupCompared, Restoration
    from qcapp.ports import Clock


class KeptBackups(ABC):
    """They are ledger files in a folder of their own beside ``_path``. What is beside this in a class has the connections."""

    _path: Path
    _ledger_id: str
    _clock: Clock

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Query]:
        """See ``db.store``."""

    def backups(self, limit: int | None = None) -> tuple[Backup, ...]:
        return backups.backups_of(self._path, limit)

    def folder_in(self, folder: Path) -> Path:
        """This ledger's own within a second place, be that there or not."""
        from db import second_place

        return second_place.folder_there(folder, self._path, self._ledger_id)

    def backups_in(self, folder: Path) -> tuple[Backup, ...]:
        from db import second_place

        return second_place.backups_there(folder, self._path, self._ledger_id)

    def copy_to(self, folder: Path, backup: Backup) -> Backup:
        from db import second_place

        return second_place.copy_to(folder, backup, self._path, self._ledger_id, self._clock.now())

    def verify(self, source: Path) -> Backup:
        from db.verified import verified

        return verified(self._looked_through(source), self._path)

    def compare(self, source: Path) -> BackupCompared:
        from db.comparing import content_in, content_of, difference
        from qcapp.domain.backups import BackupCompared

        # Apart from what is read of the ledger: what ails a stick says nothing of that.
        with spoken(source):
            self._looked_through(source)
            other = content_in(source, self._path)
        with self._reading() as query:
            mine = content_of(query)
        return BackupCompared(source, other.newest, *difference(mine, other))

    def operations_since(self, source: Path) -> int | None:
        from db.comparing import operations_since

        with self._reading() as query:
            return operations_since(source, query)

    def restorations(self) -> Mapping[str, Restoration]:
        from db.restoring import restorations

        with self._reading() as query:
            return restorations(query)

    def kept_by(self, operation_id: str, folders: Sequence[Path] = ()) -> Path:
        from db.restoring import kept_by

        with self._reading() as query:
            return kept_by(query, operation_id, (backups.folder_of(self._path), *folders))

    def _looked_through(self, source: Path) -> Source:
        """LedgerError unless it is a whole backup of this ledger."""
        from db.restoring import ensure_backup_of

        with spoken(source):
            if source.exists() and self._path.exists() and source.samefile(self._path):
                # Besides, to open and close its file would let go of the locks by which SQLite holds it.
                raise LedgerError(f"“{source}”就是正在用的台账，不是备份，请另选一份备份。", LedgerTrouble.FOREIGN)
            return ensure_backup_of(source, self._ledger_id)
