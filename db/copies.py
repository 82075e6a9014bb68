"""Copies of an open ledger, and one of them in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db import backup as backups
from db.connection import spoken
from db.kept import KeptBackups
from db.sessions import LedgerFile
from qcapp.domain.errors import LedgerError, LedgerTrouble, WriteFailed

if TYPE_CHECKING:
    from db.restoring import Source
    from qcapp.domain.backups import Backup, BackupReason


class LedgerCopies(LedgerFile, KeptBackups):
    """What ``LedgerStore`` says of backups and of the ledger's own file."""

    def backup(self, target: Path | None = None, reason: BackupReason | None = None) -> Backup:
        """``reason`` None: by hand."""
        from qcapp.domain.backups import BackupReason  # not on the way to the first rows

        reason = BackupReason.BY_HAND if reason is None else reason
        if target is None:  # else its folder would be made anew where the ledger no longer lies
            with self._telling():
                self._ensure_usable()
            if reason is BackupReason.MERGE:  # one before a merge that is then refused would be for nothing
                with self._writer, self._telling():
                    self._ensure_writing()
        # A connection without a transaction: SQLite's copy takes its own.
        with self._connected() as query:
            return backups.back_up(query, self._path, self._clock.now(), target, reason)

    def restore(self, source: Path, who: str, undoes: str | None = None) -> Backup:
        from db import restoring

        with self._writer, spoken(self._path):
            self._ensure_writing()
            looked = self._looked_through(source)._replace(undoes=undoes)
            try:
                kept = restoring.restore(looked, self._path, who, self._clock.now())
            except WriteFailed:
                # Of a damaged ledger there is no backup to be made: it is put aside instead.
                if not backups.trouble_of(self._path):
                    raise
                kept = self._replaced_by(looked, who)
            self._repoint(self._path)
            return kept

    def _replaced_by(self, source: Source, who: str) -> Backup:
        from db.recovering import replace_by
        from qcapp.domain.backups import Backup

        now = self._clock.now()
        with self._kept_open_by_none():
            aside = replace_by(self._path, source, who, now, self._newest.id)
        assert aside is not None, "it was there to be looked through"
        return Backup(aside, now, aside.stat().st_size)

    def replaced(self) -> None:
        """All of the content was replaced by another's (交接): nothing that was read of the former is used again."""
        self._repoint(self._path)

    def look_through(self, up_to: int | None = None) -> None:
        """Every check, unless the file is larger than so many bytes. LedgerError when it is damaged, and nothing is written
        to it from then on."""
        from db.opening import ensure_whole

        path = self._path
        with self._telling():
            size = path.stat().st_size
            try:
                ensure_whole(path, up_to=size if up_to is None else up_to, fixed=bool(self._fixed))
            except LedgerError as error:
                if error.trouble is not LedgerTrouble.DAMAGED or path != self._path:
                    raise
                sentence = f"台账“{path}”里检查出损坏，已停止写入，看到的内容可能不全，请用备份恢复。"
                raise LedgerError(sentence, LedgerTrouble.DAMAGED) from error

    def move_to(self, target: Path, source: Path | None = None, who: str = "") -> int:
        from db.moving import put_backup, put_copy
        from db.restoring import Told

        with self._moved_alone():
            newest = self._newest
            if source is None:
                # By a new one nothing is read where the file's name is gone.
                with self._connected(opened_before=self._is_away()) as query:
                    put_copy(query, target)
                self._repoint(target)
                return 0
            looked = self._looked_through(source)
            put_backup(looked, target, self._path, Told(who, self._clock.now(), beyond=newest.id))
            self._repoint(target)
            return max(newest.seq - (self._newest.seq - 1), 0)  # that it was brought back is one more

    def recover(self, source: Path, who: str) -> Path | None:
        from db.recovering import replace_by
        from db.restoring import ensure_backup_of

        with self._writer, spoken(self._path):
            if self._lock is not None and (why := self._lock.take()):  # it is another's to see to
                raise LedgerError(why, LedgerTrouble.BUSY)
            looked = ensure_backup_of(source, self._ledger_id)
            with self._kept_open_by_none():
                aside = replace_by(self._path, looked, who, self._clock.now(), self._newest.id)
            self._repoint(self._path)
            return aside
