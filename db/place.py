"""Where a ledger is, in a file or on a server, and how it is opened, made and looked at from outside. Each way's modules are
imported when it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.shared_desk import address_at, keep_address, path_of

if TYPE_CHECKING:
    from db.server.store import SharedLedger
    from db.store import SqlLedger
    from qcapp.domain.backups import Backup, BackupFile, BackupHeld
    from qcapp.domain.plan import Plan
    from qcapp.domain.server_address import ServerAddress
    from qcapp.domain.shared import SharedFound
    from qcapp.ports import Clock

NO_HANDOVER: Final = (
    "共享台账不用交接文件：接手的人在自己的电脑上打开同一本共享台账就行，历史里写着谁做的；要带走一份，用“备份”另存为台账文件。"
)
_NOT_IN_PLACE: Final = "共享台账在服务器上，打不开时不能用备份顶替；请让管理员恢复服务器，这里的备份可以当作普通台账打开来看。"


class LedgerPlace:
    """``ask`` a person for the password that a server wants; "" where there is nobody to ask."""

    def __init__(self, ledger: Path | ServerAddress, ask: Callable[[ServerAddress], str] | None = None) -> None:
        self._ask = ask
        self._refused: LedgerError | None = None
        self.lead_to(ledger)

    def lead_to(self, ledger: Path | ServerAddress) -> None:
        if isinstance(ledger, Path):
            self._path, self.address = ledger.absolute(), address_at(ledger)
        else:
            self._path, self.address = path_of(ledger), ledger

    @property
    def path(self) -> Path:
        """By which the ledger goes; of a shared one, whose ``address`` is not None, a name in its folder on this computer."""
        return self._path

    @path.setter
    def path(self, path: Path) -> None:
        self.lead_to(path)

    @property
    def ledger(self) -> str:
        """As it is told where it is; never with a password."""
        return str(self.path) if self.address is None else self.address.url

    def opened(
        self, clock: Clock, upgraded: Callable[[Backup], object], *, look_later: bool, holds: str | None
    ) -> SqlLedger | SharedLedger:
        """See ``db.opening.open_ledger``. A shared one is held by nobody."""
        if self.address is not None:
            from db.server.opening import open_shared

            return self._stood(lambda at: open_shared(at, self.path.parent, clock, upgraded=upgraded))
        from db.opening import open_ledger

        return open_ledger(self.path, clock, look_later=look_later, holds=holds, upgraded=upgraded)

    def created(self, plan: Plan, clock: Clock, who: str, *, holds: str | None) -> SqlLedger | SharedLedger:
        if self.address is not None:
            from db.server.opening import create_shared

            return self._stood(lambda at: create_shared(at, self.path.parent, plan, clock, who))
        from db.opening import create_ledger

        return create_ledger(self.path, plan, clock, who, holds=holds)

    def shared_from(self, source: Path, clock: Clock, who: str) -> SharedLedger:
        """All of the ledger file ``source``, which stays as it is, on the empty database at ``address``."""
        from db.server.opening import share

        return self._stood(lambda at: share(at, self.path.parent, source, clock, who))

    def look_at(self, address: ServerAddress) -> SharedFound:
        """What is found on that server; LedgerError says why it can't be reached."""
        from db.server.trying import look_at

        return look_at(address)

    def recovered(
        self, source: Path, clock: Clock, who: str, *, holds: str | None
    ) -> tuple[SqlLedger, Path | None]:
        from db.recovering import recover_ledger

        self.ensure_file(_NOT_IN_PLACE)
        return recover_ledger(self.path, source, clock, who, holds=holds)

    def rehearse(self, source: Path) -> BackupHeld:
        from db.recovering import rehearse

        self.ensure_file(_NOT_IN_PLACE)
        return rehearse(self.path, source)

    def backups_here(self) -> tuple[Backup, ...]:
        from db.backup import backups_of

        return backups_of(self.path)

    def backups_in(self, folder: Path) -> tuple[Backup, ...]:
        from db.backup import backups_in

        return backups_in(folder, self.path.stem)

    def backup_file(self, path: Path) -> BackupFile | None:
        from db.backup_names import backup_file

        return backup_file(path)

    def picked(self, backup: Path, among: Sequence[Path]) -> BackupHeld:
        from db.recovering import picked

        return picked(backup, self.path, among)

    def held_in(self, backup: Path) -> BackupHeld:
        from db.recovering import held_in

        return held_in(backup, self.path)

    def keep_copy(self, target: Path) -> None:
        from db.recovering import keep_copy

        self.ensure_file(_NOT_IN_PLACE)
        keep_copy(self.path, target)

    def ensure_file(self, otherwise: str) -> None:
        """LedgerError for a shared ledger: why it did not open, else that sentence."""
        if self.address is not None:
            raise self._refused or LedgerError(otherwise)

    def _stood(self, stand: Callable[[ServerAddress], SharedLedger]) -> SharedLedger:
        """It is found by ``path`` from now on."""
        assert self.address is not None, "asked for a shared one alone"
        try:
            store = stand(self.address)
        except LedgerError as error:
            wanted = error.trouble is LedgerTrouble.DENIED and not self.address.password
            password = self._ask(self.address) if wanted and self._ask is not None else ""
            if not password:
                self._refused = error
                raise
            self.address = self.address.with_password(password)
            store = stand(self.address)
        try:
            keep_address(self.path, self.address)
        except BaseException:
            store.close()
            raise
        return store
