"""A shared ledger opened at the start: beside the window's thread, for its server may be long in answering, or a colleague may be
restoring a backup. An empty window stands meanwhile, says what is waited for, and can be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout

from qcapp.domain.errors import LedgerError, LedgerTrouble
from ui.aside import Aside
from ui.opening import EmptyWindow
from ui.shell import SIDE_WIDTH, TOP_HEIGHT
from ui.widgets.labels import WrappedLabel

if TYPE_CHECKING:
    from qcapp.domain.server_address import ServerAddress
    from qcapp.services import Services
    from ui.app import Workplace
    from ui.main_window import MainWindow

_STAND_MS: Final = 400
"""Until then nothing is shown: mostly the ledger is open by then, or a password is to be asked for."""
_SAY_MS: Final = 1_200
_LOOK_MS: Final = 100
_AGAIN_MS: Final = 1_000
_CONNECTING: Final = "正在打开共享台账“{shown}”，服务器还没有回应"
_WAITING: Final = "{why}，等到了就显示，不想等可以关掉窗口。"
_LATER: Final = "，请稍候再试。"
_MARGIN: Final = 28


class SharedOpening(QObject):
    """One ledger's, once. As long as a colleague has it, it is tried again."""

    def __init__(self, place: Workplace, address: ServerAddress, empty: EmptyWindow) -> None:
        super().__init__()
        self._place, self._address, self._empty = place, address, empty
        self._window: MainWindow | None = None
        self._words: WrappedLabel | None = None
        self._loop = QEventLoop(self)
        self._work, self._asking = Aside(self), Aside(self)
        self._opened = _Opened(place)
        self._found: Services | Exception | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._watch.timeout.connect(self._heed_closing)

    def open(self) -> Services | None:
        """Raises what opening it raises; None where the window was closed."""
        for after, then in ((_STAND_MS, self._stand), (_SAY_MS, self._say)):
            QTimer.singleShot(after, self, then)
        self._try()
        self._loop.exec()
        self._watch.stop()
        if isinstance(self._found, Exception):
            raise self._found
        if self._found is not None:
            self._found.upkeep.watch(lambda error: None)  # from now on this thread, the window's, waits for a moment only
        return self._found

    def _try(self) -> None:
        self._work.ask(self._opened, self._answered)

    def _answered(self, found: Services | Exception) -> None:
        if self._is_closed:
            self._loop.quit()
            return
        if isinstance(found, Exception) and _is_busy(found):
            self._tell(found)
            QTimer.singleShot(_AGAIN_MS, self, self._try)
            return
        self._found = found
        self._loop.quit()

    @Slot()
    def _stand(self) -> None:
        if self._loop.isRunning():
            self._window = self._empty.show()
            self._watch.start()

    @Slot()
    def _say(self) -> None:
        """That there is no answer yet; and why, where a look by the side finds that."""
        if not self._loop.isRunning():
            return
        if self._words is None:
            self._put(_CONNECTING.format(shown=self._address.shown))
        look, address = self._place.look_at, self._address

        def looked() -> LedgerError | None:
            try:
                look(address)
            except LedgerError as error:
                return error
            return None

        self._asking.ask(looked, lambda error: self._tell(error) if error is not None and _is_busy(error) else None)

    def _tell(self, error: Exception) -> None:
        if not self._loop.isRunning():  # the look by the side is late: it is open by now, and the window another's
            return
        self._stand()
        self._put(str(error).removesuffix(_LATER).removesuffix("。"))

    def _put(self, why: str) -> None:
        shell = self._window.centralWidget() if self._window is not None else None
        if shell is None:
            return
        if self._words is None:
            self._words = WrappedLabel()
            page = QVBoxLayout(shell)
            page.setContentsMargins(SIDE_WIDTH + _MARGIN, TOP_HEIGHT + 2 * _MARGIN, _MARGIN, _MARGIN)
            page.addWidget(self._words)
            page.addStretch(1)
        self._words.setText(_WAITING.format(why=why))

    @Slot()
    def _heed_closing(self) -> None:
        if self._is_closed:
            self._loop.quit()

    @property
    def _is_closed(self) -> bool:
        """Whoever does not want to wait wants neither the ledger nor why it can't be had, should that come just then."""
        return self._window is not None and not self._window.isVisible()


class _Opened:
    """In a thread, which holds nothing of the window's: it may end long after that. What the window shows first is read here too:
    it may be held up as well."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._services: Services | None = None

    def __call__(self) -> Services | Exception:
        try:
            self._services = self._services or self._place.open()
            _read_first(self._services)
        except Exception as error:
            if self._services is not None and not _is_busy(error):
                return self._services  # as it can be read: the window tells why it can't
            return error
        return self._services


def _read_first(services: Services) -> None:
    look = services.look
    _ = services.locked, look.periods()
    period = look.current_period()
    for month in (period.shifted(-1), period):
        look.snapshot(month)


def _is_busy(error: Exception) -> bool:
    return isinstance(error, LedgerError) and error.trouble is LedgerTrouble.BUSY
