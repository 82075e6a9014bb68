"""What the menus do for the ledger's safety: backup, restore, check, the folder that it lies in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from qcapp.domain.backups import Backup
from qcapp.ports import Progress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.diagnosing import Diagnosing
    from ui.main_window import MainWindow


class Safekeeping(QObject):
    """Slots for the menus; long work is done off the GUI thread and tells its outcome in the notice."""

    def __init__(self, window: MainWindow, ledger: Path) -> None:
        super().__init__(window)
        self._window, self._ledger = window, ledger
        self.diagnosing: Diagnosing | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "backup": self.backup, "backup_to": self.backup_to, "restore": self.restore, "check": self.check,
            "folder": self.show_folder,
        }

    @Slot()
    def backup(self) -> None:
        self._back_up(None)

    @Slot()
    def backup_to(self) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save

        start = documents_folder() / f"营商台账备份_{self._window.services.look.today():%Y%m%d}.sqlite3"
        target = ask_save(self._window, "备份到", start, "台账备份 (*.sqlite3)")
        if target is not None:
            self._back_up(target)

    @Slot()
    def restore(self) -> None:
        """Asked twice over: which file, and whether really."""
        from ui.dialogs.files import ask_open
        from ui.dialogs.question import Answer, QuestionDialog

        last = self._window.services.upkeep.last_backup()
        start = last.path if last else self._ledger.parent
        source = ask_open(self._window, "从哪一份备份恢复", start, "台账备份 (*.sqlite3 *.db);;所有文件 (*)")
        if source is None or not self._window.flush():
            return
        answer = QuestionDialog.ask(
            self._window, "从备份恢复", f"用“{source.name}”替换现在的台账吗？",
            "现在的内容会先自动备份，恢复之后还能再换回来。", [Answer("yes", "恢复这份备份")],
        )
        if answer == "yes":
            self._run_restore(source)

    @Slot()
    def check(self) -> None:
        """诊断: whether the ledger is whole, and how the program stands on this computer."""
        dialog = self._diagnosing().open()
        dialog.restore_requested.connect(dialog.accept)
        dialog.restore_requested.connect(self.restore)

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

    def _back_up(self, target: Path | None) -> None:
        self._window.clear_notices()

        def work(progress: Progress) -> Backup:
            return self._window.services.upkeep.backup(target)

        self._window.tasks.run(work, self._backed_up, title="备份台账", parent=self._window)

    def _backed_up(self, backup: Backup) -> None:
        from ui.desktop import shown_path

        self._window.show_backup()
        self._window.notice.show_info(f"已备份并校验：{shown_path(backup.path)}")

    def _run_restore(self, source: Path) -> None:
        self._window.clear_notices()

        def work(progress: Progress) -> Backup:
            return self._window.services.upkeep.restore(source)

        self._window.tasks.run(work, self._restored, title="恢复台账", parent=self._window)

    def _restored(self, earlier: Backup) -> None:
        from ui.desktop import shown_path

        self._window.read_again()
        self._window.show_backup()
        self._window.notice.show_info(f"已恢复；恢复前的内容备份在 {shown_path(earlier.path)}")
