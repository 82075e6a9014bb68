"""文件 → 备份与恢复: the dialog asks, this does it off the GUI thread and has the window read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Slot

from qcapp.domain.backups import Backup, BackupCompared, SecondPlace
from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change, Operation, OperationKind
from qcapp.domain.settings import SECOND_PLACE
from qcapp.ports import Progress
from ui.aside import Aside
from ui.dialogs.backups import BackupsDialog
from ui.models.backups import BackupRow, Found, backup_rows, question_details, question_words, when_words
from ui.second_place import remember_second
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.main_window import MainWindow

T = TypeVar("T")

_KINDS: Final = "台账备份 (*.sqlite3 *.db);;所有文件 (*)"


@dataclass(frozen=True, slots=True)
class _Compared:
    row: BackupRow
    compared: BackupCompared
    changes: tuple[Change, ...]


class BackupWork(QObject):
    """One dialog at a time. What was found of a backup is remembered while it stands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: BackupsDialog | None = None
        self._found = Found()
        self._compared: dict[Path, _Compared] = {}
        self._other: Backup | None = None
        self._listed: tuple[tuple[Backup, ...], tuple[Backup, ...]] = ((), ())
        self.aside = Aside(self)
        """For the second place, which may be a disk that does not answer."""

    @property
    def dialog(self) -> BackupsDialog | None:
        """While it stands."""
        return self._dialog

    def open(self, other: Path | None = None) -> None:
        """What is half typed is saved first: what would be lost is counted with it. ``other``: a file to be looked through and
        offered."""
        if not self._window.flush():
            return
        dialog = self._begin()
        if other is not None:
            self.show_other(other)
        dialog.exec()
        dialog.deleteLater()
        self._dialog = None
        self._found, self._compared, self._other = Found(), {}, None
        self._window.show_backup()

    def _begin(self) -> BackupsDialog:
        self._dialog = dialog = BackupsDialog(self._window)
        self._listed = ((), ())
        dialog.chosen.connect(self._compare)
        dialog.backup_requested.connect(self.back_up)
        dialog.backup_to_requested.connect(self.back_up_to)
        dialog.verify_requested.connect(self._verify)
        dialog.restore_requested.connect(self._ask_restore)
        dialog.undo_requested.connect(self._undo)
        dialog.other_requested.connect(self._choose_other)
        dialog.folder_requested.connect(self._show_folder)
        dialog.second_requested.connect(self._choose_second)
        self._read()
        self._offer_last()
        return dialog

    # Reading

    def _read(self, choose: Path | None = None) -> None:
        """The list at once; how much came after each, and what lies in the second place, a moment later."""
        if self._dialog is None:
            return
        upkeep = self._window.services.upkeep
        self._listed = (upkeep.backups(), self._listed[1])
        self._show_rows(choose)
        self._look_up(self._listed[0])
        self._look_at_second()

    def _look_up(self, backups: tuple[Backup, ...]) -> None:
        """How much came after each."""
        upkeep = self._window.services.upkeep
        paths = [each.path for each in backups]

        def work(progress: Progress) -> dict[Path, int | None]:
            return {path: upkeep.operations_since(path) for path in paths}

        def done(since: dict[Path, int | None]) -> None:
            self._found.since.update(since)
            self._show_rows()

        self._run(work, done, None, "列出备份", quiet=True)

    def _look_at_second(self) -> None:
        if self._dialog is None:
            return
        upkeep = self._window.services.upkeep
        if self._second_folder is None:
            self._dialog.show_second("还没有设；设一个别的磁盘上的文件夹，这块硬盘坏了也不会丢。")
        elif not self._dialog.second.text():
            self._dialog.show_second(f"正在看“{self._second_folder}”在不在……")
        self.aside.ask(lambda: (upkeep.second(), upkeep.second_backups()), self._looked_at_second)

    def _looked_at_second(self, found: tuple[SecondPlace | None, tuple[Backup, ...]]) -> None:
        second, there = found
        if self._dialog is None:
            return
        self._show_second(second)
        if there != self._listed[1]:
            self._listed = (self._listed[0], there)
            self._show_rows()
            here = {each.path.name for each in self._listed[0]}
            self._look_up(tuple(each for each in there if each.path.name not in here))  # the others are listed as one

    @property
    def _second_folder(self) -> Path | None:
        """As it is set; nothing is looked at."""
        said = SECOND_PLACE.text(self._window.services.settings.values())
        return Path(said) if said else None

    def _show_rows(self, choose: Path | None = None) -> None:
        if self._dialog is not None:
            self._dialog.show_rows(backup_rows(self._listed[0], self._found, self._listed[1], self._other), choose)

    @Slot(object)
    def _compare(self, row: BackupRow) -> None:
        if row.path in self._compared:
            self._show_compared(self._compared[row.path])
            return
        services = self._window.services

        def work(progress: Progress) -> _Compared:
            compared = services.upkeep.compare(row.path)
            changes = [change for each in reversed(compared.lost) for change in services.history.changes(each.id)]
            return _Compared(row, compared, tuple(changes))

        def failed(error: ExpectedError) -> None:
            self._found_broken(row, str(error))

        self._run(work, self._has_compared, failed, "对照备份", quiet=True)

    def _has_compared(self, found: _Compared) -> None:
        self._found.looked[found.row.path] = ""
        self._found.since[found.row.path] = len(found.compared.lost)
        self._compared[found.row.path] = found
        self._show_rows()
        self._show_compared(found)

    def _show_compared(self, found: _Compared) -> None:
        if self._dialog is not None and (row := self._dialog.row) is not None and row.path == found.row.path:
            self._dialog.show_compared(row, found.compared, found.changes, self._measure_text)

    def _found_broken(self, row: BackupRow, why: str) -> None:
        self._found.looked[row.path] = why
        self._show_rows()
        if self._dialog is not None and self._dialog.row is not None:
            self._dialog.show_trouble(self._dialog.row)

    def _measure_text(self, key: CellKey) -> str:
        try:
            return self._window.services.look.plan(key.period).measure(key.no).text
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

        over = self._dialog or self._window
        start = documents_folder() / f"营商台账备份_{self._window.services.look.today():%Y%m%d}.sqlite3"
        target = ask_save(over, "备份到", start, "台账备份 (*.sqlite3)")
        if target is not None:
            self._back_up(target)

    def _back_up(self, target: Path | None) -> None:
        if not self._window.flush():
            return
        self._clear()
        services = self._window.services

        def work(progress: Progress) -> Backup:
            return services.upkeep.backup(target)

        self._run(work, self._backed_up, None, "备份台账")

    def _backed_up(self, backup: Backup) -> None:
        from ui.desktop import shown_path

        self._found.looked[backup.path] = ""
        self._window.show_backup()
        self._read(backup.path)
        self._tell(f"已备份并校验：{shown_path(backup.path)}")

    @Slot(object)
    def _verify(self, rows: list[BackupRow]) -> None:
        services = self._window.services

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

        self._run(work, self._verified, None, "校验备份")

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
            self._tell(f"{len(found)} 份备份从头到尾校验过，都完好。")
        else:
            self._tell("这份备份从头到尾校验过，完好。")
        if self._dialog.row is not None and self._dialog.row.trouble:
            self._dialog.show_trouble(self._dialog.row)

    # Bringing back

    @Slot(object)
    def _ask_restore(self, row: BackupRow) -> None:
        from ui.dialogs.question import Answer, QuestionDialog

        found = self._compared.get(row.path)
        if found is None or self._dialog is None:
            return
        answer = QuestionDialog.ask(
            self._dialog, "恢复备份", f"恢复成 {when_words(row.backup.at)} 的备份？", question_words(found.compared),
            [Answer("yes", "恢复这一份")], question_details(found.compared),
        )
        if answer == "yes":
            self._restore(row)

    def _restore(self, row: BackupRow) -> None:
        self._clear()
        services = self._window.services

        def work(progress: Progress) -> Backup:
            return services.upkeep.restore(row.path)

        def restored(kept: Backup) -> None:
            self._brought_back(
                f"已恢复成 {when_words(row.backup.at)} 的备份；恢复前的台账备份为“{kept.path.name}”。", kept.path
            )

        self._run(work, restored, None, "恢复备份")

    def _brought_back(self, words: str, kept: Path) -> None:
        """The ledger holds something else now."""
        self._compared.clear()
        self._found = Found({kept: ""})
        self._other = None
        self._window.read_again()
        self._window.show_backup()
        self._window.mark_saved()
        self._window.say(words)
        self._read(kept)
        if self._dialog is not None:
            self._dialog.offer_undo(words)

    @Slot()
    def _undo(self) -> None:
        """The restoration that is the newest operation: taken back, which is one too."""
        last = self._last_restoration()
        if last is None:
            self._tell("恢复之后台账里又有了新的操作；要换回去，请在列表里选恢复前的那一份备份。")
            return
        self._clear()
        services = self._window.services

        def work(progress: Progress) -> Backup:
            return services.upkeep.undo_restoration(last.id)

        def undone(kept: Backup) -> None:
            self._brought_back(f"已撤销恢复，台账回到恢复前的样子；刚才的内容备份为“{kept.path.name}”。", kept.path)

        self._run(work, undone, None, "撤销恢复")

    def _last_restoration(self) -> Operation | None:
        newest = next(iter(self._window.services.history.operations(1)), None)
        return newest if newest is not None and newest.kind is OperationKind.RESTORE and not newest.undone else None

    def _offer_last(self) -> None:
        last = self._last_restoration()
        if last is not None and self._dialog is not None and not self._window.services.read_only:
            self._dialog.offer_undo(f"最近一次操作是 {when_words(last.at)} 的“{last.summary}”。")

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
        services = self._window.services
        self._clear()

        def work(progress: Progress) -> Backup:
            return services.upkeep.verify(path)

        self._run(work, self._other_looked_through, None, "校验备份")

    def _other_looked_through(self, backup: Backup) -> None:
        listed = {each.path for each in (*self._listed[0], *self._listed[1])}
        self._other = None if backup.path in listed else backup
        self._found.looked[backup.path] = ""
        self._read(backup.path)

    @Slot(object)
    def _show_folder(self, row: BackupRow | None) -> None:
        from ui.desktop import open_folder, shown_path

        path = row.path if row is not None else self._window.services.upkeep.store.path
        if not open_folder(path) and self._dialog is not None:
            self._dialog.notice.show_problem(f"没能打开文件夹，请到“{shown_path(path.parent)}”查看。")

    def _show_second(self, second: SecondPlace | None) -> None:
        """Where else the newest go; amber where they don't get there."""
        from ui.desktop import shown_path

        if self._dialog is None:
            return
        if second is None:
            self._dialog.show_second("还没有设；设一个别的磁盘上的文件夹，这块硬盘坏了也不会丢。")
        elif second.trouble:
            self._dialog.show_second(second.trouble, Tone.WARN)
        else:
            newest = f"，最近一份是 {when_words(second.newest.at)} 的" if second.newest else ""
            self._dialog.show_second(f"{shown_path(second.folder)}{newest}")

    @Slot()
    def _choose_second(self) -> None:
        """Another folder, or none any more."""
        from ui.dialogs.files import ask_folder
        from ui.dialogs.question import Answer, QuestionDialog

        second = self._second_folder
        if self._dialog is None:
            return
        if second is not None:
            answer = QuestionDialog.ask(
                self._dialog, "再存一份", "备份再存一份到哪里？", f"现在是“{second}”。已经存过去的备份都留着，不会删。",
                [Answer("other", "换一个文件夹…"), Answer("none", "不再另存")],
            )
            if answer is None:
                return
            if answer == "none":
                self._set_second(None)
                return
        folder = ask_folder(self._dialog, "备份再存一份到", second or Path.home())
        if folder is not None:
            self._set_second(folder)

    def _set_second(self, folder: Path | None) -> None:
        services = self._window.services

        def work(progress: Progress) -> None:
            if folder is None:
                services.settings.reset([SECOND_PLACE.key])
            else:
                services.settings.change({SECOND_PLACE.key: str(folder)})
            services.upkeep.daily()  # which takes the newest there

        def done(nothing: None) -> None:
            remember_second(self._window)
            self._compared.clear()  # there is one operation more
            self._window.read_again()
            self._window.mark_saved()
            self._read()

        self._clear()
        self._run(work, done, None, "复制备份")

    # Telling

    def _clear(self) -> None:
        self._window.clear_notices()
        if self._dialog is not None:
            self._dialog.notice.clear()

    def _tell(self, words: str) -> None:
        if self._dialog is not None:
            self._dialog.notice.show_info(words)
        else:
            self._window.notice.show_info(words)

    def _run(
        self, work: Callable[[Progress], T], done: Callable[[T], None], failed: Callable[[ExpectedError], None] | None,
        title: str, *, quiet: bool = False,
    ) -> None:
        def told(error: ExpectedError) -> None:
            if self._dialog is not None and shiboken6.isValid(self._dialog):
                self._dialog.notice.show_problem(str(error))
            else:
                self._window.notice.show_problem(str(error))

        self._window.tasks.run(
            work, done, title=title, failed=failed or told, parent=self._dialog or self._window, quiet=quiet
        )
