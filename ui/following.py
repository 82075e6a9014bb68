"""What another program writes to the ledger (a command, the window that has it) shows here too, without a key being pressed."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from qcapp.domain.errors import ExpectedError

if TYPE_CHECKING:
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)

EVERY_MS: Final = 3_000
REFRESHED: Final = "别处写入了台账，已按最新的内容刷新。"


class Following(QObject):
    """Looks when the window is turned to, and every few seconds while it is seen. What is half typed stays where it is."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._news = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and watched is self._window:
            QTimer.singleShot(0, self, self.look)
        return False

    @Slot()
    def look(self) -> None:
        """News that comes at a bad moment waits for the next look."""
        window = self._window
        if not window.isVisible() or window.isMinimized():
            return
        with contextlib.suppress(ExpectedError):
            window.commands.safekeeping.heed_password()  # which is no operation, and no news
        if not self._news_there():
            return
        if self._busy():
            return
        self._news = False
        window.read_again()
        window.show_backup()
        window.say(REFRESHED)

    def _news_there(self) -> bool:
        try:
            self._news |= self._window.services.written_elsewhere()
        except ExpectedError as error:  # whatever reads or writes next says so
            log.info("nothing could be seen of the ledger: %s", error)
            return False
        return self._news

    def _busy(self) -> bool:
        """Whether something is under way that rows drawn anew would pull from under a person's hands."""
        return bool(
            self._window.tasks.busy or QApplication.activeModalWidget() or QApplication.activePopupWidget()
            or QApplication.mouseButtons() != Qt.MouseButton.NoButton
        )
