"""How the last run ended, told once the window stands and the ledger was looked through; how this one ends with the system."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, QSocketNotifier, QTimer, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from qcapp.carried import found_path, kept_path
from qcapp.domain.errors import ExpectedError

if TYPE_CHECKING:
    from qcapp.keeping import Check
    from qcapp.ports import Progress
    from qcapp.run_mark import BadEnd, RunMark
    from ui.ledgers import Ledgers
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)

_KEPT: Final = "unsaved/kept"
_STAYS_MS: Final = 60_000


class LastTime(QObject):
    """The last run did not end well: the ledger is looked through off the GUI thread, and both are told in one sentence."""

    def __init__(self, window: MainWindow, end: BadEnd) -> None:
        super().__init__(window)
        self._window, self._end = window, end

    @Slot()
    def check(self) -> None:
        if not isValid(self._window):  # another ledger was turned to meanwhile
            return
        log.warning("the last run did not end well (crashed: %s)", self._end.crashed)

        def work(progress: Progress) -> tuple[Check, ...]:
            return self._window.services.upkeep.check()

        self._window.tasks.run(
            work, self._checked, title="检查台账", failed=self._not_checked, parent=self._window, quiet=True,
        )

    def _checked(self, checks: tuple[Check, ...]) -> None:
        notice, began = self._window.notice, how_it_ended(self._end, datetime.now())
        wrong = next((check for check in checks if not check.ok), None)
        if wrong is None:
            notice.show_info(f"{began}台账已检查，完好，保存过的内容都在。", "看诊断", self._diagnose)
        else:
            notice.show_problem(
                f"{began}台账检查出问题（{wrong.name}：{wrong.detail}），请先不要录入，到“工具 → 诊断…”看该怎么办。",
                "看诊断", self._diagnose,
            )

    def _not_checked(self, error: ExpectedError) -> None:
        self._window.notice.show_problem(f"{how_it_ended(self._end, datetime.now())}{error}")

    @Slot()
    def _diagnose(self) -> None:
        self._window.commands.safekeeping.check()


def how_it_ended(end: BadEnd, now: datetime) -> str:
    """上次（7月24日 9:30 打开的）没有正常退出，"""
    when = end.since or end.until
    day = "今天" if when.date() == now.date() else f"{when.month}月{when.day}日"
    how = "是程序出错退出的" if end.crashed else "没有正常退出"
    return f"上次（{day} {when.hour}:{when.minute:02} 打开的）{how}；"


def keep_words(window: MainWindow) -> None:
    """What can't be written to the ledger (its disk is away) and will not be waited for: into a file, told at the next start."""
    from ui.desktop import documents_folder
    from ui.ledgers import free_name
    from ui.models.unsaved import written_out

    unsaved, settings = window.unsaved(), window.settings
    if not unsaved:
        return
    folders = [documents_folder()] + ([Path(settings.fileName()).parent] if settings is not None else [])
    for folder in folders:
        path = free_name(folder / f"营商台账没存的内容_{datetime.now():%Y%m%d_%H%M%S}.txt")
        try:
            path.write_text(written_out(unsaved), encoding="utf-8-sig", errors="replace")
        except OSError as error:
            log.warning("what is not saved can't be kept in %s: %s", folder, error)
            continue
        if settings is not None:
            settings.setValue(_KEPT, kept_path(path))
            settings.sync()
        return


def words_kept(settings: QSettings | None) -> str:
    """Where the last session's words lie that could not be saved, told once; "" where all were."""
    path = str(settings.value(_KEPT) or "") if settings is not None else ""
    if settings is None or not path:
        return ""
    from ui.desktop import shown_path

    settings.remove(_KEPT)
    return f"上次关机时有填写的内容没能存进台账，已存成 {shown_path(found_path(path))}，请打开它，把内容补录进来。"


class EndOfSession(QObject):
    """The system shuts down or the user leaves: what is half typed is saved while there is time, and that is no crash.

    ``ledgers``: whose window stands; None while there is only what is asked before, such as a password.
    """

    def __init__(self, parent: QObject, mark: RunMark, ledgers: Ledgers | None = None) -> None:
        super().__init__(parent)
        self._mark, self.ledgers = mark, ledgers
        self.told = False
        """To end, by a signal."""
        self._read = self._write = -1
        self._stayed = False
        self._stays = QTimer(self)
        self._stays.setSingleShot(True)
        self._stays.setInterval(_STAYS_MS)
        self._stays.timeout.connect(self.stay)

    @Slot(object)
    def leave(self, session: object = None) -> None:
        self._mark.leaving()
        self._stays.start()
        window = self.ledgers.window if self.ledgers is not None else None
        if window is not None and isValid(window) and not window.flush():
            keep_words(window)

    @Slot()
    def stay(self) -> None:
        """The end was called off: the system asks all programs, and somebody may say no at another one. Whatever ends this one
        now is a bad end again."""
        self._stayed = True
        self._mark.staying()

    @Slot()
    def go(self) -> None:
        """It ends, by itself or by the system, which may have left the question open for long."""
        if self._stayed:
            self._mark.leaving()

    def heed_terminate(self) -> None:
        """On Linux a session ends its programs with a signal, of which Python hears only while it runs: a pipe wakes it."""
        if sys.platform == "win32":
            return
        import signal

        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._terminated)
        self._notifier = QSocketNotifier(self._read, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    @Slot()
    def _drain(self) -> None:
        """Python's own handlers run as soon as this returns to it."""
        with contextlib.suppress(OSError):
            os.read(self._read, 64)

    def _terminated(self, number: int, frame: object) -> None:
        self.leave()
        self.told = True
        QTimer.singleShot(0, QApplication.quit)  # before the program's own loop runs, Qt would not heed it
        if self.ledgers is None:  # nor while only a dialog's does
            QApplication.closeAllWindows()
            QApplication.exit(0)
