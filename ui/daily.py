"""The day's backup: a while after the start, and again at midnight where the window is left open."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from qcapp.domain.backups import Backup
from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from ui.known_second import remember_second

if TYPE_CHECKING:
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)

FIRST_MS: Final = 4_000
"""When the clerk has begun to look, and what warms up is warm."""
_LOOK_MS: Final = 60_000
"""A timer until midnight would sleep as long as the PC does."""
_AGAIN: Final = 60
"""Looks until what failed is tried again: an hour."""


class DailyBackups(QObject):
    """Told when it fails, or does not get to the second place; silent else: the status bar shows that there is one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._made: date | None = None
        self._wait = 0
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.look)

    def begin(self, after_ms: int = FIRST_MS) -> None:
        QTimer.singleShot(after_ms, self, self.look)
        self._look.start()

    @Slot()
    def look(self) -> None:
        """Whether it is a day for which there is none; never in the midst of work that somebody waits for."""
        if self._wait:
            self._wait -= 1
            return
        services = self._window.services
        if self._made == services.look.today() or services.read_only or self._window.tasks.busy:
            return
        day = services.look.today()

        def work(progress: Progress) -> Backup | None:
            return services.upkeep.daily_here()

        def done(made: Backup | None) -> None:
            self._made = day
            self._window.show_backup()
            remember_second(self._window)
            self._window.commands.safekeeping.carrying.start(self._window.notice)

        self._window.tasks.run(work, done, title="每日备份", failed=self._failed, parent=self._window, quiet=True)

    def _failed(self, error: ExpectedError) -> None:
        self._wait = _AGAIN
        log.warning("the day's backup: %s", error)
        trouble = self._window.trouble
        if trouble is None or not trouble.says(str(error)):  # the bar has told of the disk that is away
            self._window.notice.show_warning_in_turn(f"今天的自动备份没有做成：{error}")
