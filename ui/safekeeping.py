"""What the menus do for the ledger's safety: backups, check, the folder that it lies in, the opening password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.backup_work import BackupWork
    from ui.diagnosing import Diagnosing
    from ui.locking import Locking
    from ui.main_window import MainWindow
    from ui.second_place import Carrying


class Safekeeping(QObject):
    """Slots for the menus; long work is done off the GUI thread and tells its outcome in the notice."""

    def __init__(self, window: MainWindow, ledger: Path) -> None:
        super().__init__(window)
        self._window, self._ledger = window, ledger
        self.diagnosing: Diagnosing | None = None
        self._backups: BackupWork | None = None
        self._carrying: Carrying | None = None
        self._locking: Locking | None = None

    def follow(self, ledger: Path) -> None:
        """The ledger lies elsewhere now."""
        self._ledger = ledger

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "backup": self.backup, "backup_to": self.backup_to, "backups": self.show_backups, "check": self.check,
            "folder": self.show_folder, "password": self.set_password, "lock": self.lock,
        }

    @property
    def backups(self) -> BackupWork:
        """Made when first asked for."""
        if self._backups is None:
            from ui.backup_work import BackupWork

            self._backups = BackupWork(self._window)
        return self._backups

    @property
    def carrying(self) -> Carrying:
        """Made when first asked for."""
        if self._carrying is None:
            from ui.second_place import Carrying

            self._carrying = Carrying(self._window)
        return self._carrying

    @property
    def locking(self) -> Locking:
        """Made when first asked for."""
        if self._locking is None:
            from ui.locking import Locking

            self._locking = Locking(self._window)
        return self._locking

    @property
    def locked(self) -> bool:
        return self._locking is not None and self._locking.locked

    def heed_password(self, minutes: int) -> None:
        """Another window may have set one, or taken it off: the idle minutes after which it locks now, 0 for never."""
        if self._locking is not None or minutes:
            self.locking.follow(minutes)

    @Slot()
    def backup(self) -> None:
        self.backups.back_up()

    @Slot()
    def backup_to(self) -> None:
        self.backups.back_up_to()

    @Slot()
    def show_backups(self) -> None:
        self.backups.open()

    @Slot()
    def lock(self) -> None:
        self.locking.lock()

    @Slot()
    def set_password(self) -> None:
        from ui.password_work import change_password

        change_password(self._window, self._ledger)
        self.locking.follow()

    @Slot()
    def check(self) -> None:
        """诊断: whether the ledger is whole, and how the program stands on this computer."""
        dialog = self._diagnosing().open()
        dialog.restore_requested.connect(dialog.accept)
        dialog.restore_requested.connect(self.show_backups)

    def save_diagnosis(self, parent: QWidget) -> None:
        """The zip for whoever mends the program."""
        self._diagnosing().save(parent)

    def _diagnosing(self) -> Diagnosing:
        if self.diagnosing is None:
            from ui.diagnosing import Diagnosing

            window = self._window
            self.diagnosing = Diagnosing(window.services.diagnosis, window.tasks, window.notice, window)
        return self.diagnosing

    @Slot()
    def show_folder(self) -> None:
        from ui.desktop import open_folder, shown_path

        if not open_folder(self._ledger):
            self._window.notice.show_problem(f"没能打开文件夹，请到“{shown_path(self._ledger.parent)}”查看。")
