"""What another program writes to the ledger (a command, the window that has it) shows here too, without a key being pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from ui.aside import Aside

if TYPE_CHECKING:
    from qcapp.domain.backups import Backup
    from qcapp.domain.period import Period
    from qcapp.services import Services
    from ui.main_window import MainWindow

EVERY_MS: Final = 3_000
REFRESHED: Final = "别处写入了台账，已按最新的内容刷新。"
TURNED_UP: Final = "刚才没等到回音的改动，查到已经写进台账了，不用再做一次。"


class _News:
    """Told once by the ledger; kept here where a look then fails, for the next."""

    elsewhere = own = False


class _Found(NamedTuple):
    """Whether others have written, whether what was one's own turned up, after how many idle minutes the window is to lock itself
    as any window has set it, the newest operation, who did what, and the last backup, be it made by a command."""

    elsewhere: bool
    own: bool
    minutes: int
    newest: str
    said: str
    backup: Backup | None


class Following(QObject):
    """Looks when the window is turned to, and every few seconds while it is seen. What is half typed stays where it is."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._heard = _News()
        self._news = self._own = self._unsaid = False
        self._newest = self._said = ""
        self._aside = Aside(self)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and watched is self._window:
            QTimer.singleShot(0, self, self.look)
        return False

    @property
    def asking(self) -> bool:
        """Whether a look is under way."""
        return self._aside.asking

    @Slot()
    def look(self) -> None:
        """Off the GUI thread: a share that is out of reach may not answer for long."""
        window = self._window
        if window.isVisible() and not window.isMinimized() and not self._aside.asking:
            services, newest, period, heard = window.services, self._newest, window.period, self._heard
            self._aside.ask(lambda: _found(services, newest, period, heard), self._looked)

    def _looked(self, found: _Found) -> None:
        """News that comes at a bad moment waits for the next look."""
        window, (elsewhere, own, minutes, newest, said, backup) = self._window, found
        self._heard = _News()
        self._news |= elsewhere
        self._own |= own
        self._unsaid |= elsewhere and newest != self._newest  # else it was told already: done while the look before was under way
        self._newest, self._said = newest or self._newest, said or self._said
        if not window.isVisible():
            return
        window.commands.safekeeping.heed_password(minutes)  # which is no operation, and no news
        window.frame.show_last(backup)  # nor is this
        behind = bool(window.services.shared) and window.pages.behind
        if not (self._news or self._own or behind) or self._busy():
            return
        window.read_again()
        if window.services.shared and window.pages.behind:  # at the next look
            return
        words = [f"{self._said}，已按最新的内容刷新。" if self._said else REFRESHED] if self._unsaid else []
        words += [TURNED_UP] if self._own else []
        self._news = self._own = self._unsaid = False
        self._said = ""
        if words:
            window.say("".join(words))

    def _busy(self) -> bool:
        """Whether something is under way that rows drawn anew would pull from under a person's hands."""
        return bool(
            self._window.tasks.busy or QApplication.activeModalWidget() or QApplication.activePopupWidget()
            or QApplication.mouseButtons() != Qt.MouseButton.NoButton
        )


def _found(services: Services, newest: str, period: Period, heard: _News) -> _Found:
    """``newest``: the operation up to which all was seen before, "" where none was asked for yet. ``period``: the month shown.
    ``heard``: what was told already, of which nothing was made yet.

    Where anything is news, it is read here with the one before, so that nobody waits when the window draws it.
    """
    heard.elsewhere |= services.written_elsewhere()
    heard.own |= services.turned_up()
    minutes = services.password.idle_minutes if services.locked else 0
    backup = services.upkeep.last_backup()
    if not (heard.elsewhere or heard.own):
        return _Found(False, False, minutes, newest or services.history.newest_id(), "", backup)
    for month in (period.shifted(-1), period):
        services.look.read_ahead(month)
    last = services.history.operations(2)  # where nothing was seen yet, the newest alone is known to be news
    since = newest or (last[-1].id if last else "")
    return _Found(heard.elsewhere, heard.own, minutes, last[0].id if last else "", services.history.said_since(since), backup)
