"""文件 → 备份与恢复: the dialog asks, this does it off the GUI thread and has the window read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Slot

from qcapp.domain.backups import Backup, BackupCompared
from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change
from qcapp.ports import Progress
from ui.backup_restoring import Restoring
from ui.dialogs.backups import BackupsDialog
from ui.models.backups import BackupRow, Found, backup_rows, when_words
from ui.second_place import SecondInDialog
from ui.widgets.notice import NoticeBar

if TYPE_CHECKING:
    from ui.main_window import MainWindow

T = TypeVar("T")

_KINDS: Final = "台账备份 (*.sqlite3 *.db);;所有文件 (*)"


@dataclass(frozen=True, slots=True)
class Compared:
    row: BackupRow
    compared: BackupCompared
    changes: tuple[Change, ...]


class BackupWork(QObject):
    """One dialog at a time. What was found of a backup is remembered while it stands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._dialog: BackupsDialog | None = None
        self._found = Found()
        self._compared: dict[Path, Compared] = {}
        self._other: Backup | None = None
        self._listed: tuple[tuple[Backup, ...], tuple[Backup, ...]] = ((), ())
        self.second = SecondInDialog(self)
        self.restoring = Restoring(self)

    @property
    def dialog(self) -> BackupsDialog | None:
        """While it stands."""
        return self._dialog

    def open(self, other: Path | None = None) -> None:
        """What is half typed is saved first: what would be lost is counted with it. ``other``: a file to be looked through and
        offered."""
        if not self.window.flush():
            return
        dialog = self._begin()
        if other is not None:
            self.show_other(other)
        dialog.exec()
        dialog.deleteLater()
        self._dialog = None
        self._found, self._compared, self._other = Found(), {}, None
        self.window.show_backup()

    def _begin(self) -> BackupsDialog:
        self._dialog = dialog = BackupsDialog(self.window)
        self._listed = ((), ())
        dialog.chosen.connect(self._compare)
        dialog.backup_requested.connect(self.back_up)
        dialog.backup_to_requested.connect(self.back_up_to)
        dialog.verify_requested.connect(self._verify)
        dialog.restore_requested.connect(self.restoring.ask)
        dialog.undo_requested.connect(self.restoring.undo)
        dialog.other_requested.connect(self._choose_other)
        dialog.folder_requested.connect(self._show_folder)
        dialog.second_requested.connect(self.second.choose)
        self.read()
        self.restoring.offer_last()
        return dialog

    # Reading

    def read(self, choose: Path | None = None) -> None:
        """The list at once; how much came after each, and what lies in the second place, a moment later."""
        if self._dialog is None:
            return
        upkeep = self.window.services.upkeep
        self._listed = (upkeep.backups(), self._listed[1])
        self._show_rows(choose)
        self._look_up(self._listed[0])
        self.second.look()

    def show_there(self, there: tuple[Backup, ...]) -> None:
        """Those in the second place, as soon as it has answered."""
        if there == self._listed[1]:
            return
        self._listed = (self._listed[0], there)
        self._show_rows()
        here = {each.path.name for each in self._listed[0]}
        self._look_up(tuple(each for each in there if each.path.name not in here))  # the others are listed as one

    def compared(self, row: BackupRow) -> BackupCompared | None:
        """What it would take and bring; None while that is not known."""
        found = self._compared.get(row.path)
        return found.compared if found else None

    def forget(self, whole: Path | None = None) -> None:
        """The ledger holds something else now. ``whole``: a backup just made of what was there."""
        self._compared.clear()
        if whole is not None:
            self._found, self._other = Found({whole: ""}), None

    def _look_up(self, backups: tuple[Backup, ...]) -> None:
        """How much came after each."""
        upkeep = self.window.services.upkeep
        paths = [each.path for each in backups]

        def work(progress: Progress) -> dict[Path, int | None]:
            return {path: upkeep.operations_since(path) for path in paths}

        def done(since: dict[Path, int | None]) -> None:
            self._found.since.update(since)
            self._show_rows()

        self.run(work, done, None, "列出备份", quiet=True)

    def _show_rows(self, choose: Path | None = None) -> None:
        if self._dialog is not None:
            self._dialog.show_rows(backup_rows(self._listed[0], self._found, self._listed[1], self._other), choose)

    @Slot(object)
    def _compare(self, row: BackupRow) -> None:
        if row.path in self._compared:
            self._show_compared(self._compared[row.path])
            return
        services = self.window.services

        def work(progress: Progress) -> Compared:
            compared = services.upkeep.compare(row.path)
            changes = [change for each in reversed(compared.lost) for change in services.history.changes(each.id)]
            return Compared(row, compared, tuple(changes))

        def failed(error: ExpectedError) -> None:
            self._found_broken(row, str(error))

        self.run(work, self._has_compared, failed, "对照备份", quiet=True)

    def _has_compared(self, found: Compared) -> None:
        self._found.looked[found.row.path] = ""
        since = None if found.compared.regained else len(found.compared.lost)
        self._found.since[found.row.path] = since
        self._compared[found.row.path] = found
        self._show_rows()
        self._show_compared(found)

    def _show_compared(self, found: Compared) -> None:
        if self._dialog is not None and (row := self._dialog.row) is not None and row.path == found.row.path:
            self._dialog.show_compared(row, found.compared, found.changes, self._measure_text)

    def _found_broken(self, row: BackupRow, why: str) -> None:
        self._found.looked[row.path] = why
        self._show_rows()
        if self._dialog is not None and self._dialog.row is not None:
            self._dialog.show_trouble(self._dialog.row)

    def _measure_text(self, key: CellKey) -> str:
        try:
            return self.window.services.look.plan(key.period).measure(key.no).text
        except UsageError:  # gone with a change of the list
            return ""

    # Backing up

    @Slot()
    def back_up(self) -> None:
        self._back_up(None)

    @Slot()
    def back_up_to(self) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save

        over = self._dialog or self.window
        start = documents_folder() / f"营商台账备份_{self.window.services.look.today():%Y%m%d}.sqlite3"
        target = ask_save(over, "备份到", start, "台账备份 (*.sqlite3)")
        if target is not None:
            self._back_up(target)

    def _back_up(self, target: Path | None) -> None:
        if not self.window.flush():
            return
        self.clear()
        services = self.window.services

        def work(progress: Progress) -> Backup:
            return services.upkeep.back_up_here(target)

        def backed_up(backup: Backup) -> None:
            self._backed_up(backup, carry=target is None)

        self.run(work, backed_up, None, "备份台账")

    def _backed_up(self, backup: Backup, *, carry: bool) -> None:
        from ui.desktop import shown_path

        said = f"已备份并校验：{shown_path(backup.path)}"
        self._found.looked[backup.path] = ""
        self.window.show_backup()
        self.read(backup.path)
        self.tell(said)
        if carry:
            self.second.carry(said)

    @Slot(object)
    def _verify(self, rows: list[BackupRow]) -> None:
        services = self.window.services

        def work(progress: Progress) -> dict[Path, str]:
            found: dict[Path, str] = {}
            for place, row in enumerate(rows):
                progress.report(place, len(rows), f"正在校验 {when_words(row.backup.at)} 的备份")
                if progress.cancelled():
                    break  # what was found by then stands
                try:
                    services.upkeep.verify(row.path)
                    found[row.path] = ""
                except ExpectedError as error:
                    found[row.path] = str(error)
            return found

        self.run(work, self._verified, None, "校验备份")

    def _verified(self, found: dict[Path, str]) -> None:
        self._found.looked.update(found)
        self._show_rows()
        bad = [why for why in found.values() if why]
        if self._dialog is None or not found:
            return
        if bad:
            more = f"；另有 {len(bad) - 1} 份也不能用，选中它看是为什么" if len(bad) > 1 else ""
            self._dialog.notice.show_problem(f"{bad[0].rstrip('。')}{more}。")
        elif len(found) > 1:
            self.tell(f"{len(found)} 份备份从头到尾校验过，都完好。")
        else:
            self.tell("这份备份从头到尾校验过，完好。")
        if self._dialog.row is not None and self._dialog.row.trouble:
            self._dialog.show_trouble(self._dialog.row)

    # Files

    @Slot()
    def _choose_other(self) -> None:
        """A file from elsewhere: a stick, another folder. Looked through before it is offered."""
        from ui.dialogs.files import ask_open

        if self._dialog is None:
            return
        chosen = ask_open(self._dialog, "另选备份文件", Path.home(), _KINDS)
        if chosen is not None:
            self.show_other(chosen)

    def show_other(self, path: Path) -> None:
        services = self.window.services
        self.clear()

        def work(progress: Progress) -> Backup:
            return services.upkeep.verify(path)

        self.run(work, self._other_looked_through, None, "校验备份")

    def _other_looked_through(self, backup: Backup) -> None:
        listed = {each.path for each in (*self._listed[0], *self._listed[1])}
        self._other = None if backup.path in listed else backup
        self._found.looked[backup.path] = ""
        self.read(backup.path)

    @Slot(object)
    def _show_folder(self, row: BackupRow | None) -> None:
        from ui.desktop import open_folder, shown_path

        path = row.path if row is not None else self.window.services.upkeep.store.path
        if not open_folder(path) and self._dialog is not None:
            self._dialog.notice.show_problem(f"没能打开文件夹，请到“{shown_path(path.parent)}”查看。")

    # Telling

    def clear(self) -> None:
        self.window.clear_notices()
        if self._dialog is not None:
            self._dialog.notice.clear()

    @property
    def notice(self) -> NoticeBar:
        """Where it is seen."""
        return self._dialog.notice if self._dialog is not None else self.window.notice

    def tell(self, words: str) -> None:
        self.notice.show_info(words)

    def run(
        self, work: Callable[[Progress], T], done: Callable[[T], None], failed: Callable[[ExpectedError], None] | None,
        title: str, *, quiet: bool = False,
    ) -> None:
        def told(error: ExpectedError) -> None:
            if self._dialog is not None and shiboken6.isValid(self._dialog):
                self._dialog.notice.show_problem(str(error))
            else:
                self.window.notice.show_problem(str(error))

        self.window.tasks.run(
            work, done, title=title, failed=failed or told, parent=self._dialog or self.window, quiet=quiet
        )
