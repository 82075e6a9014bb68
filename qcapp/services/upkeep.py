"""Upkeep: copies of the ledger, the way back to one of them, and whether the ledger is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qcapp.carried import followed
from qcapp.domain.backups import BackupReason, SecondPlace
from qcapp.domain.errors import LedgerError, WriteFailed
from qcapp.domain.settings import SECOND_PLACE

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup, BackupCompared, Restoration
    from qcapp.keeping import Check
    from qcapp.ports import Clock, LedgerStore

# What a person or a day made is copied to the second place; what a merge makes in passing is not.
_COPIED = frozenset({BackupReason.DAILY, BackupReason.BY_HAND})


@dataclass(frozen=True, slots=True)
class UpkeepService:
    store: LedgerStore
    clock: Clock
    who: str

    def backup(self, target: Path | None = None) -> Backup:
        """A verified copy; in the ledger's own backup folder, and in the second place, when no target is named. WriteFailed
        says why there is none; of the second place ``second`` tells."""
        made = self.back_up_here(target)
        if target is None:
            self._carry(made)
        return made

    def back_up_here(self, target: Path | None = None) -> Backup:
        """As ``backup``, and nothing of the second place: for whoever must not wait for a disk that may not answer, and calls
        ``carry`` elsewhere."""
        return self.store.backup(target)

    def backups(self) -> tuple[Backup, ...]:
        """Those beside the ledger, newest first."""
        return self.store.backups()

    def last_backup(self) -> Backup | None:
        """Of this ledger as it goes on: not what a 交接 has replaced, which may be another's."""
        newest = self.store.backups(1)
        if newest and newest[0].reason is BackupReason.HANDOVER:
            newest = self.store.backups()
        return next((each for each in newest if each.reason is not BackupReason.HANDOVER), None)

    def daily(self) -> Backup | None:
        """Today's backup, when none of today was made for the day or by hand; None when there is one. The second place gets what
        it has not."""
        made = self.daily_here()
        own = made or self._own_of_today()
        if own is not None:
            self._carry(own)
        return made

    def daily_here(self) -> Backup | None:
        """As ``daily``, and nothing of the second place."""
        return self.store.backup(reason=BackupReason.DAILY) if self._own_of_today() is None else None

    def carry(self) -> SecondPlace | None:
        """The newest of this ledger's daily and by-hand backups to the second place, where it is not there yet; how that is found
        then. Waits as long as the disk takes."""
        own = next((each for each in self._copied() if self.store.operations_since(each.path) is not None), None)
        if own is not None:
            self._carry(own)
        return self.second()

    def second(self) -> SecondPlace | None:
        """The second place as it is found now; None where none is set."""
        folder = self._second_folder()
        if folder is None:
            return None
        try:
            copies = self.store.backups_in(folder)
        except OSError:
            trouble = f"备份的第二处“{folder}”不在，备份只存在台账旁边，请插好磁盘，或在设置里改一个位置。"
            return SecondPlace(folder, None, trouble)
        newest = next(iter(copies), None)
        mine = next(iter(self._copied()), None)
        if mine and not any(each.path.name == mine.path.name for each in copies):
            age = f"最近的一份是 {newest.at:%Y-%m-%d %H:%M} 的" if newest else "还没有备份"
            trouble = f"备份的第二处“{folder}”{age}，比这里的旧，请检查那里能不能写入、有没有空间，再备份一次。"
            return SecondPlace(folder, newest, trouble)
        return SecondPlace(folder, newest, "")

    def second_folder(self) -> Path | None:
        """Where this ledger's own backups in the second place lie, or would; None where none is set."""
        folder = self._second_folder()
        return self.store.folder_in(folder) if folder else None

    def second_backups(self) -> tuple[Backup, ...]:
        """Those in the second place, newest first; none where it is not set or not there."""
        folder = self._second_folder()
        try:
            return self.store.backups_in(folder) if folder else ()
        except OSError:
            return ()

    def verify(self, path: Path) -> Backup:
        """Read a backup of this ledger whole, and compare its sum. LedgerError says why it can't be relied on."""
        return self.store.verify(path)

    def compare(self, path: Path) -> BackupCompared:
        """What bringing it back would take away and bring. LedgerError when it is not whole, or of another ledger."""
        return self.store.compare(path)

    def operations_since(self, path: Path) -> int | None:
        """How many operations came after a backup, at a glance: for a list of many. None where that can't be said."""
        return self.store.operations_since(path)

    def restore(self, path: Path) -> Backup:
        """Bring a backup back, as an operation; answers the backup made of what was there before. LedgerError, and all is as it
        was, when it can't be done."""
        return self.store.restore(path, self.who)

    def kept_by(self, operation_id: str) -> Path:
        """The backup by which a restoration is undone, to be compared first. NothingToUndo says why there is none."""
        folder = self._second_folder()
        return self.store.kept_by(operation_id, tuple({each.path.parent for each in self.second_backups()}) if folder else ())

    def undo_restoration(self, operation_id: str) -> Backup:
        """Bring back what that restoration replaced, which is a restoration too; answers as ``restore`` does. NothingToUndo when
        what it replaced was not kept, or is gone."""
        return self.store.restore(self.kept_by(operation_id), self.who, operation_id.strip())

    def restorations(self) -> Mapping[str, Restoration]:
        """Those that the ledger knows of, by the id of their operation, oldest first."""
        return self.store.restorations()

    def check(self) -> tuple[Check, ...]:
        return self.store.check()

    def watch(self, heard: Callable[[LedgerError | None], None] | None) -> None:
        """``heard`` is told, in whichever thread, what stops reading or writing, and by None when that is over."""
        self.store.watch(heard)

    def look_after(self) -> None:
        """Whether the ledger lies where it was and can be written, told to whoever watches."""
        self.store.look_after()

    def try_to_write(self) -> None:
        """Something that nobody misses, whatever it was before. LedgerError says why it can't be written."""
        self.store.remember("upkeep.tried", "")

    def move_to(self, target: Path, source: Path | None = None) -> int:
        """Go on with a copy at ``target``: of the ledger, or of the backup ``source`` (see LedgerStore.move_to)."""
        return self.store.move_to(target, source, self.who)

    def recover(self, source: Path) -> Path | None:
        """A backup in the place of the damaged ledger, which is put aside; answers where."""
        return self.store.recover(source, self.who)

    def _copied(self) -> tuple[Backup, ...]:
        return tuple(each for each in self.store.backups() if each.reason in _COPIED)

    def _own_of_today(self) -> Backup | None:
        """What was replaced since (by a restoration, by another ledger at 交接) is not in the one of the morning."""
        today = self.clock.today()
        there = (each for each in self._copied() if each.at.date() == today)
        return next((each for each in there if self.store.operations_since(each.path) is not None), None)

    def _second_folder(self) -> Path | None:
        said = SECOND_PLACE.text(self.store.settings())
        return followed(Path(said), lambda folder: self.store.folder_in(folder).is_dir()) if said else None

    def _carry(self, backup: Backup) -> None:
        """To the second place, where there is one and it has not got it. What went wrong there ``second`` tells: the backup
        itself is made."""
        folder = self._second_folder()
        if folder is None:
            return
        try:
            if not any(each.path.name == backup.path.name for each in self.store.backups_in(folder)):
                self.store.copy_to(folder, backup)
        except (OSError, WriteFailed):
            return
