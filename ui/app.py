"""Where the window program begins; Qt is not imported before ``run``."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup, BackupFile, BackupHeld
    from qcapp.domain.plan import Plan
    from qcapp.domain.server_address import ServerAddress
    from qcapp.domain.shared import SharedFound
    from qcapp.ports import Progress
    from qcapp.run_mark import RunMark
    from qcapp.services import Services
    from qcapp.services.diagnosis import DiagnosisService
    from qcapp.services.fill import FillService
    from qcapp.services.handover import HandoverService


class Workplace(Protocol):
    """What main hands in: one ledger, not opened yet."""

    path: Path
    upgraded: str
    """What is to be said of a ledger that an older program had made, once it is open; "" of another."""
    named: bool
    """Whether the user named this ledger: then no other is opened in its stead."""

    address: ServerAddress | None
    """Of a shared ledger, whose ``path`` is a name in its folder on this computer; None for one in a file."""

    def open(self) -> Services: ...

    def create(self, plan: Plan, who: str = "") -> Services:
        """``who``: the clerk, who signs the first operation; "" for the machine's user."""

    def lead_to(self, ledger: Path | ServerAddress) -> None:
        """Of that ledger from now on; none is open yet."""

    def look_at(self, address: ServerAddress) -> SharedFound:
        """What is found there, off the GUI thread; LedgerError says why it can't be reached."""

    def share(self, source: Path, who: str = "") -> Services:
        """All of that ledger file on the empty database at ``address``, and that opened."""

    def close(self) -> None:
        """Let go of the ledger; nothing of it works after that."""

    def beside(self, path: Path) -> Workplace:
        """Of another ledger, not opened yet."""

    @property
    def usual_path(self) -> Path:
        """Where a ledger lies of which nobody said where."""

    @property
    def sample_path(self) -> Path:
        """Where the sample ledger lies, or would."""

    def create_sample(self, progress: Progress) -> Services:
        """Copy the sample to ``path``, or make it there, and open it; off the GUI thread, for that may take seconds."""

    def backups_here(self) -> Sequence[Backup]:
        """The ledger's own, newest first, be the ledger there or not; none of them looked into."""

    def backups_in(self, folder: Path) -> Sequence[Backup]:
        """The ledger's own in that folder, newest first; none where it can't be looked into."""

    def backup_file(self, path: Path) -> BackupFile | None:
        """What a file's name says of it, where it is the name of a backup."""

    def held_in(self, backup: Path) -> BackupHeld:
        """LedgerError says why that file is no backup to be brought back. Takes some 5 ms a megabyte."""

    def picked(self, backup: Path, among: Sequence[Path]) -> BackupHeld:
        """As ``held_in``, of a file that a person chose; LedgerError too when it is of another ledger than the one at ``path``,
        or than the backups ``among`` which it was chosen, as far as those tell."""

    def recover_and_open(self, source: Path) -> tuple[Services, Path | None]:
        """A copy of that backup in the place of a ledger that can't be opened, and where that lies now, if it was there."""

    def keep_copy(self, target: Path) -> None:
        """The ledger's file as it is, whole or damaged; WriteFailed says why not."""

    def built_in_plan(self) -> Plan: ...

    def diagnosis(self, why: str) -> DiagnosisService:
        """Of the ledger at ``path``, which could not be opened: ``why`` says so."""

    def fill(self) -> FillService:
        """For forms that a unit fills in: needs no ledger."""

    def handover(self) -> HandoverService:
        """For 交接: of the ledger at ``path``, or into its place."""

    def read_anew(self) -> Services:
        """After all of the open ledger's content was replaced by another's."""

    def warm_up(self) -> None:
        """Get ready, in a thread that has time, what the first save and the first returned file need."""


def run(
    workplace: Workplace, window_settings: Path | None, argv: list[str] | None = None, forms: Sequence[Path] | None = None,
    mark: RunMark | None = None,
) -> int:
    """Open the window and stay until it is closed; the exit status. ``window_settings``: where its size is kept.

    ``forms``: open these to be filled in, and no ledger. ``mark``: how the last run ended, and that this one has not yet.
    """
    if forms:
        from ui.fill.start import start_filling

        return start_filling(workplace, forms, window_settings, argv or sys.argv[:1])
    gc.disable()  # nothing made before the first page stands is garbage; later it is looked for by ui.collecting
    from ui.opening import open_window

    return open_window(workplace, window_settings, argv or sys.argv[:1], mark)
