"""The second place of the backups: the newest goes there in a thread of its own, for which neither work nor closing waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot
from shiboken6 import isValid

from qcapp.domain.backups import Backup, SecondPlace
from qcapp.domain.settings import SECOND_PLACE
from ui.aside import Aside
from ui.known_second import remember_second
from ui.theme import Tone
from ui.widgets.notice import NoticeBar

if TYPE_CHECKING:
    from qcapp.ports import Progress
    from ui.backup_work import BackupWork
    from ui.main_window import MainWindow

PATIENCE_MS: Final = 15_000
"""What a disk that sleeps, or a share, takes to answer, and a large ledger to be copied there."""


class Carrying(QObject):
    """One at a time. Whoever asks is told why the newest is not there, once; and when it has been long in coming."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.aside = Aside(self)
        self._notice, self._said, self._waiting = window.notice, "", ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._waited)

    def start(self, notice: NoticeBar, said: str = "", done: Callable[[], object] = lambda: None) -> None:
        """``notice`` tells why it did not get there, after what was ``said`` of the backup; ``done()``: there is an answer."""
        if not SECOND_PLACE.text(self._window.services.settings.values()):
            return
        self._notice, self._said = notice, said

        def answered(second: SecondPlace | None) -> None:
            self._patience.stop()
            if second is not None and second.trouble:
                self._warn(second.trouble)
            elif self._waiting and isValid(self._notice) and self._notice.text == self._waiting:
                self._notice.clear()
            self._waiting = ""
            done()

        self._patience.start()
        self.aside.ask(self._window.services.upkeep.carry, answered)

    @Slot()
    def _waited(self) -> None:
        folder = SECOND_PLACE.text(self._window.services.settings.values())
        if folder and self.aside.asking:
            self._waiting = self._warn(f"备份的第二处“{folder}”还没有回应，备份暂时只存在台账旁边，请看看那个磁盘连上了没有。")

    def _warn(self, trouble: str) -> str:
        """In the dialog, which may be closed by now, or in the window."""
        words = f"{self._said}；{trouble}" if self._said else trouble
        if not isValid(self._notice):
            self._notice = self._window.notice
        if self._said:
            self._notice.show_warning(words)
        else:  # nobody has just asked: after what stands there
            self._notice.show_warning_in_turn(words)
        return words


class SecondInDialog(QObject):
    """The line of 备份与恢复 that names the second place, looked at in a thread of its own."""

    def __init__(self, work: BackupWork) -> None:
        super().__init__(work)
        self._work = work
        self.aside = Aside(self)

    def carry(self, said: str = "") -> None:
        """The newest there. ``said``: of the backup just made, which is said once more with what went wrong there."""
        self._carrying.start(self._work.notice, said, self.look)

    @property
    def _carrying(self) -> Carrying:
        return self._work.window.commands.safekeeping.carrying

    def look(self) -> None:
        if self._work.dialog is None:
            return
        upkeep = self._work.window.services.upkeep
        if self._folder is None:
            self._work.dialog.show_second("还没有设；设一个别的磁盘上的文件夹，这块硬盘坏了也不会丢。")
        elif not self._work.dialog.second.text():
            self._work.dialog.show_second(f"正在看“{self._folder}”在不在……")
        self.aside.ask(lambda: (upkeep.second(), upkeep.second_backups()), self._looked)

    def _looked(self, found: tuple[SecondPlace | None, tuple[Backup, ...]]) -> None:
        second, there = found
        if self._work.dialog is None:
            return
        if second is not None and self._carrying.aside.asking:  # looked at once more when that is over
            self._work.dialog.show_second(f"正在存到“{second.folder}”……")
        else:
            self._show(second)
        self._work.show_there(there)

    @property
    def _folder(self) -> Path | None:
        """As it is set; nothing is looked at."""
        said = SECOND_PLACE.text(self._work.window.services.settings.values())
        return Path(said) if said else None

    def _show(self, second: SecondPlace | None) -> None:
        """Where else the newest go; amber where they don't get there."""
        from ui.desktop import shown_path
        from ui.models.backups import when_words

        if self._work.dialog is None:
            return
        if second is None:
            self._work.dialog.show_second("还没有设；设一个别的磁盘上的文件夹，这块硬盘坏了也不会丢。")
        elif second.trouble:
            self._work.dialog.show_second(second.trouble.removeprefix("备份的第二处"), Tone.WARN)  # as the line is called
        else:
            newest = f"，最近一份是 {when_words(second.newest.at)} 的" if second.newest else ""
            self._work.dialog.show_second(f"{shown_path(second.folder)}{newest}")

    @Slot()
    def choose(self) -> None:
        """Another folder, or none any more."""
        from ui.dialogs.files import ask_folder
        from ui.dialogs.question import Answer, QuestionDialog

        second = self._folder
        if self._work.dialog is None:
            return
        if second is not None:
            answer = QuestionDialog.ask(
                self._work.dialog, "备份的第二处", "更改备份的第二处？", f"现在是“{second}”。已经存过去的备份都留着，不会删。",
                [Answer("other", "换一个文件夹…"), Answer("none", "不设第二处")],
            )
            if answer is None:
                return
            if answer == "none":
                self._set(None)
                return
        folder = ask_folder(self._work.dialog, "选备份的第二处", second or Path.home())
        if folder is not None:
            self._set(folder)

    def _set(self, folder: Path | None) -> None:
        services = self._work.window.services

        def work(progress: Progress) -> None:
            if folder is None:
                services.settings.reset([SECOND_PLACE.key])
            else:
                services.settings.change({SECOND_PLACE.key: str(folder)})
            services.upkeep.daily_here()  # there is something to take there

        def done(nothing: None) -> None:
            remember_second(self._work.window)
            self._work.forget()  # there is one operation more
            self._work.window.read_again()
            self._work.window.mark_saved()
            self._work.read()
            self.carry()

        self._work.clear()
        self._work.run(work, done, None, "更改备份的第二处")
