"""How the last run ended, told once the window stands and the ledger was looked through; how this one ends with the system."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Slot

from qcapp.domain.errors import ExpectedError

if TYPE_CHECKING:
    from qcapp.ports import Check, Progress
    from qcapp.run_mark import BadEnd, RunMark
    from ui.ledgers import Ledgers
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)


class LastTime(QObject):
    """The last run did not end well: the ledger is looked through off the GUI thread, and both are told in one sentence."""

    def __init__(self, window: MainWindow, end: BadEnd) -> None:
        super().__init__(window)
        self._window, self._end = window, end

    @Slot()
    def check(self) -> None:
        if not shiboken6.isValid(self._window):  # another ledger was turned to meanwhile
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


class EndOfSession(QObject):
    """The system shuts down or the user leaves: what is half typed is saved while there is time, and that is no crash."""

    def __init__(self, parent: QObject, mark: RunMark, ledgers: Ledgers) -> None:
        super().__init__(parent)
        self._mark, self._ledgers = mark, ledgers

    @Slot(object)
    def leave(self, session: object) -> None:
        self._mark.leaving()
        window = self._ledgers.window
        if window is not None:
            window.flush()
