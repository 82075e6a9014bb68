"""Upkeep: copies of the ledger, and whether it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.backups import Backup
from qcapp.domain.errors import LedgerError
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

    def watch(self, heard: Callable[[LedgerError | None], None] | None) -> None:
        """``heard`` is told, in whichever thread, what stops reading or writing, and by None when that is over."""
        self.store.watch(heard)

    def look_after(self) -> None:
        """Whether the ledger lies where it was and can be written, told to whoever watches."""
        self.store.look_after()

    def move_to(self, target: Path, source: Path | None = None) -> int:
        """Go on with a copy at ``target``: of the ledger, or of the backup ``source`` (see LedgerStore.move_to)."""
        return self.store.move_to(target, source)

    def recover(self, source: Path) -> Path | None:
        """A backup in the place of the damaged ledger, which is put aside; answers where."""
        return self.store.recover(source)
