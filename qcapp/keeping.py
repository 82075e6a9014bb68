"""What the services need of the ledger as a file: looked through, backed up, brought back, moved, handed on. Protocols only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from qcapp.domain.errors import LedgerError

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup, BackupCompared, BackupReason, Restoration
    from qcapp.domain.diagnosis import LedgerFindings
    from qcapp.domain.handover import LedgerFacts, LedgersCompared, Received
    from qcapp.domain.operations import Operation


class Check(NamedTuple):
    """One line of ``check``: name, whether it is well, and what was found."""

    name: str
    ok: bool
    detail: str


class InspectedLedger(Protocol):
    """A ledger as it is looked at from outside: what a diagnosis needs, be it open or not to be opened at all."""

    @property
    def path(self) -> Path: ...

    def inspect(self) -> LedgerFindings:
        """Numbers and the program's own words, nothing of what was entered. LedgerError."""

    def check(self) -> tuple[Check, ...]: ...

    def backups(self) -> tuple[Backup, ...]: ...


class LedgerKeeping(Protocol):
    """The file of a ledger that is open: its backups, where it lies, whether it is whole."""

    @property
    def path(self) -> Path: ...

    def backup(self, target: Path | None = None, reason: BackupReason = ...) -> Backup:
        """A verified copy, by SQLite's backup API, with its SHA-256 beside it; in the ledger's backup folder when no target is
        named, where those go that are not needed any more. ``reason``: by hand, unless said. WriteFailed says why not."""

    def backups(self, limit: int | None = None) -> tuple[Backup, ...]:
        """Those in the ledger's backup folder, newest first."""

    def folder_in(self, folder: Path) -> Path:
        """This ledger's own within a second place, be that there or not."""

    def backups_in(self, folder: Path) -> tuple[Backup, ...]:
        """Copies of them in a second place, newest first. Raises OSError where that can't be looked into."""

    def copy_to(self, folder: Path, backup: Backup) -> Backup:
        """Copy an own backup to a second place, compared with it, and thin there too. WriteFailed says why not."""

    def verify(self, source: Path) -> Backup:
        """Read a backup of this ledger whole. LedgerError says why it can't be relied on."""

    def compare(self, source: Path) -> BackupCompared:
        """A backup beside the ledger as it is now. LedgerError as in ``verify``."""

    def operations_since(self, source: Path) -> int | None:
        """How many operations came after a backup, at a glance; None where it can't be read or has what the ledger has not."""

    def restore(self, source: Path, who: str, undoes: str | None = None) -> Backup:
        """Replace the ledger's content by that of a backup, with an operation RESTORE in it whose id comes after all that
        there were; answers the backup made of what was replaced. LedgerError, and all is as it was, when it can't be done.
        A damaged one, of which there is no backup to be made, is put aside instead: the answer is that file, and has no reason.

        ``undoes``: id of the restoration that this one takes back.
        """

    def restorations(self) -> Mapping[str, Restoration]:
        """By the id of their operation, oldest first."""

    def kept_by(self, operation_id: str, folders: Sequence[Path] = ()) -> Path:
        """The backup of what that restoration replaced; looked for in ``folders`` too. NothingToUndo says why there is none."""

    def watch(self, heard: Callable[[LedgerError | None], None] | None) -> None:
        """``heard`` is told, in whichever thread, what stops reading or writing, and by None when that is over."""

    def look_after(self) -> None:
        """Whether it lies where it was and can be written, told to whoever watches. Writes nothing."""

    def move_to(self, target: Path, source: Path | None = None, who: str = "") -> int:
        """Copy the ledger to that new file, through the connection that is open, and go on there; the old file stays. With
        ``source`` a backup is copied instead, with an operation RESTORE by ``who``: answers how many operations are lost by that.
        WriteFailed when it can't be written there, LedgerError when it can't be read; the ledger is then as it was."""

    def recover(self, source: Path, who: str) -> Path | None:
        """Put that backup in the place of a damaged ledger and go on with it; answers where the damaged file now lies.
        LedgerError, and nothing moved, for a backup that is not whole or of another ledger."""

    def check(self) -> tuple[Check, ...]: ...

    def inspect(self) -> LedgerFindings:
        """See InspectedLedger."""


class LedgerHandover(Protocol):
    """Ledgers as whole files, for 交接. ``path``: where the ledger of this machine lies, be it there or not, open in a window
    or not.

    LedgerError with a sentence for what can't be done; what was here is then as it was.
    """

    @property
    def path(self) -> Path: ...

    def copy_out(self, target: Path) -> LedgerFacts:
        """A verified copy of the ledger, of one moment, at ``target`` (a temporary name)."""

    def bring_up(self, file: Path) -> tuple[LedgerFacts, str]:
        """Look through a copy that came, every check, and migrate it where it is older: answers from which revision, else ""."""

    def here(self) -> tuple[LedgerFacts | None, str]:
        """The ledger of this machine; None with a sentence why it can't be read, None with "" where there is none."""

    def compare(self, file: Path) -> LedgersCompared | None:
        """A copy that was brought up beside the ledger of this machine; None where that can't be read."""

    def put_in_place(self, file: Path, who: str, source: str, source_sha256: str) -> Received:
        """That copy (it is used up) in the place of the ledger, which is put aside, never deleted. One operation says so."""

    def last_received(self) -> Operation | None:
        """The operation that ``undo`` would take back; None where there is none."""

    def undo(self, who: str) -> Received:
        """What was here before the last receiving is the ledger again; what is here now is put aside."""
