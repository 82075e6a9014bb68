"""Upkeep: copies of the ledger, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.backups import Backup
from qcapp.ports import Check, LedgerStore


@dataclass(frozen=True, slots=True)
class UpkeepService:
    store: LedgerStore

    def backup(self, target: Path | None = None) -> Backup:
        """A verified copy; in the ledger's own backup folder when no target is named."""
        return self.store.backup(target)

    def backups(self) -> tuple[Backup, ...]:
        """Newest first."""
        return self.store.backups()

    def last_backup(self) -> Backup | None:
        return next(iter(self.store.backups()), None)

    def restore(self, source: Path) -> Backup:
        """Bring a backup back; answers the backup made of what was there before."""
        return self.store.restore(source)

    def check(self) -> tuple[Check, ...]:
        return self.store.check()
