"""While a ledger is open: whether it can still be written, and what is done when it can't.

The store tells each failure as it happens, in whichever thread; besides, the file is looked at every few seconds, so that a
folder that was renamed is told before anything is typed. What is half typed stays in the window throughout.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from qcapp.domain.errors import ExpectedError, LedgerError, LedgerTrouble
from qcapp.shared_desk import address_at
from ui.aside import Aside
from ui.models.unsaved import counted, written_out
from ui.rescue.bar import TroubleBar

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.rescue.elsewhere import Elsewhere

LOOK_MS: Final = 4_000
SILENT_SECONDS: Final = 12.0
_SILENT: Final = "台账所在的磁盘或共享文件夹一直没有回应，改动可能存不进去，请检查连接。"
_SILENT_SERVER: Final = "共享台账的服务器一直没有回应，改动可能存不进去，请检查网络。"


class TroubleWatch(QObject):
    """Puts ``bar`` into the window while something is wrong."""

    _heard = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shared = address_at(window.ledger) is not None
        self._silent: Final = _SILENT_SERVER if self._shared else _SILENT
        self.bar = TroubleBar()
        self.error: LedgerError | None = None
        self._waited = False
        """Whether anything that was typed was not saved, since it is there."""
        self._elsewhere: Elsewhere | None = None
        self._since = 0.0
        """When the look that is under way began."""
        self._aside = Aside(self)
        self._heard.connect(self._hear)
        self.bar.retry_requested.connect(self.retry)
        self.bar.elsewhere_requested.connect(self.save_elsewhere)
        self.bar.restore_requested.connect(self.restore)
        self.bar.copy_requested.connect(self.copy_unsaved)
        window.services.upkeep.watch(self._tell)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """The window is closed."""
        self._timer.stop()
        self._window.services.upkeep.watch(None)

    def says(self, sentence: str) -> bool:
        """Whether the bar tells that already."""
        return self.error is not None and bool(sentence) and sentence.startswith(str(self.error).rstrip("。"))

    @Slot()
    def look(self) -> None:
        """At the file, off the GUI thread: a share that is out of reach may not answer for long."""
        if not self._window.isVisible():
            return
        if self._aside.asking:
            if time.monotonic() - self._since > SILENT_SECONDS and self.error is None:
                self._hear(LedgerError(self._silent, LedgerTrouble.UNREACHABLE))
            return
        self._since = time.monotonic()
        self._aside.ask(self._window.services.upkeep.look_after, self._answered)

    @Slot()
    def retry(self) -> None:
        """Write what waits; where nothing does, something that nobody misses."""
        window = self._window
        if self._shared:  # the look, which may wait, is not taken here: what waits is written when it has found the server
            self.look()
            window.say("正在连接服务器，连上以后没存的会自动存好。")
            return
        if window.flush() and self.error is not None:
            with contextlib.suppress(ExpectedError):  # which the store has told
                window.services.upkeep.try_to_write()
        if self.error is not None:
            window.say(f"{time.strftime('%H:%M:%S')} 又试了一次，还是写不进去，请检查磁盘后再试，或把台账另存到别处接着用。")

    @Slot()
    def save_elsewhere(self) -> None:
        self._ways().ask()

    @Slot()
    def restore(self) -> None:
        self._ways().restore()

    @Slot()
    def copy_unsaved(self) -> None:
        unsaved = self._window.unsaved()
        QGuiApplication.clipboard().setText(written_out(unsaved))
        self._window.say(f"没存进去的 {len(unsaved)} 处已复制，可以粘贴到 WPS、Word 或记事本里存好。")

    def _ways(self) -> Elsewhere:
        if self._elsewhere is None:
            from ui.rescue.elsewhere import Elsewhere

            self._elsewhere = Elsewhere(self._window)
        return self._elsewhere

    def _tell(self, error: LedgerError | None) -> None:
        """In any thread, and after the window is gone."""
        _emit(self, lambda: self._heard.emit(error))

    def _answered(self, _: None) -> None:
        if self.error is not None and str(self.error) == self._silent:
            self._hear(None)

    @Slot(object)
    def _hear(self, error: LedgerError | None) -> None:
        well_again = self.error is not None and error is None
        if self.error is None:
            self._waited = False
        self.error = error
        if error is not None:
            self.show()
            if self.says(self._window.notice.text):
                self._window.notice.clear()
        elif well_again:
            self.bar.hide()
            self._waited = self._waited or bool(self._window.unsaved())
            if self._shared:  # reading finds that out too, and what has read may be on its way to save the same words
                QTimer.singleShot(0, self, self._save_waiting)
            else:
                self._save_waiting()

    @Slot()
    def _save_waiting(self) -> None:
        if self.error is None and self._window.flush():
            self._window.say(f"台账又能写入了，{'没存的都已存好' if self._waited else '刚才没有做成的请再做一次'}。")

    @Slot()
    def show(self) -> None:
        """As it stands now, with what waits."""
        if self.error is not None:
            unsaved = counted(self._window.unsaved())
            self._waited = self._waited or bool(unsaved)
            self.bar.show_trouble(self.error.trouble, str(self.error), unsaved, shared=self._shared)
            if self._window.services.read_only:  # whoever writes goes on elsewhere, not who looks
                self.bar.elsewhere.hide()


def _emit(owner: QObject, emit: Callable[[], None]) -> None:
    if shiboken6.isValid(owner):
        try:
            emit()
        except RuntimeError:  # it went in between
            return
