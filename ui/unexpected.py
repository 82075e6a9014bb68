"""What nobody foresaw, from wherever it comes: logged, told once in one dialog, counted when it floods; the program goes on.

Slots, events and paint events of Qt raise into ``sys.excepthook``, threads and finalizers have hooks of their own, Qt itself
has its message handler. All of them may be called in any thread, and within a paint event: the dialog is made later, by the GUI
thread's loop. What tells is imported as soon as the first rows stand (``get_ready``), not when it is needed: a program whose
files were replaced could not do so any more.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from qcapp.domain.errors import ExpectedError
from ui.qt_words import hear_qt, qt_said
from ui.replaced import ReplacedWatch

if TYPE_CHECKING:
    from ui.widgets.trouble import TroubleDialog

log = logging.getLogger(__name__)

_CALM_SECONDS: Final = 5.0
"""The same error that soon after its dialog was closed, or after it came last, opens none: it would never end."""
_TELL_SECONDS: Final = 10.0
_WINDOW_WORK: Final = "操作窗口"


@runtime_checkable
class KeepsWork(Protocol):
    """A window that knows what of the clerk's work is safe."""

    def safe_words(self) -> str:
        """One sentence: until when all is saved, and where that is that is not."""


@runtime_checkable
class Diagnosed(Protocol):
    """A window from which a diagnostic zip can be made."""

    def save_diagnosis(self, parent: QWidget) -> None: ...


@runtime_checkable
class TellsProblems(Protocol):
    """A window with a place for what can go wrong in ordinary use."""

    def tell_problem(self, sentence: str) -> None: ...


@runtime_checkable
class Covered(Protocol):
    """A window that may be locked: what an error says may hold what stands in it."""

    @property
    def covered(self) -> bool: ...


class Surprise(NamedTuple):
    """An error that came. ``kind``: by what it is held to be the same as another."""

    kind: tuple[object, ...]
    error: BaseException
    doing: str
    window: QWidget | None


class _Telling(NamedTuple):
    """By what it is told."""

    dialog: type[TroubleDialog]
    details_of: Callable[[BaseException, str], str]


class Unexpected(QObject):
    """One for the application, its child. ``window``: over which the dialog opens, None while none stands."""

    _came = Signal(object)
    _first: ClassVar[Unexpected | None] = None
    """Not looked for among the application's children: Python would make what it meets there, all of QStyle (8 ms)."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        first = Unexpected._first
        if first is None or not shiboken6.isValid(first):
            Unexpected._first = self
        self.window: QWidget | None = None
        self.tell: Callable[[str], object] | None = None
        """Of an error that comes again and again: a sentence for where it does not stand in the way."""
        self.replaced = ReplacedWatch(app)
        self._lock = threading.Lock()
        self._pending: set[tuple[object, ...]] = set()
        self._counts: dict[tuple[object, ...], int] = {}
        self._quiet_since: dict[tuple[object, ...], float] = {}
        self._told = 0.0
        self._dialog: TroubleDialog | None = None
        self._telling: _Telling | None = None
        self._shown: set[tuple[object, ...]] = set()
        self._came.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @staticmethod
    def of_application() -> Unexpected:
        """The application's own; made where there is none yet."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        first = Unexpected._first
        return first if first is not None and shiboken6.isValid(first) else Unexpected(app)

    def install(self) -> None:
        """From now on errors that nobody caught, and what Qt says, come here."""
        sys.excepthook = self.uncaught
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable
        hear_qt(qt_said)
        logging.captureWarnings(True)

    def get_ready(self) -> _Telling:
        """To tell whatever comes, without an import."""
        if self._telling is None:
            from ui.widgets.trouble import TroubleDialog, details_of

            self._telling = _Telling(TroubleDialog, details_of)
        return self._telling

    def uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """``sys.excepthook``: what slots and events raise."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.report(error.with_traceback(trace), _WINDOW_WORK)

    def report(self, error: BaseException, doing: str, window: QWidget | None = None) -> None:
        """Log it and have it told; from any thread, at any moment."""
        expected = isinstance(error, ExpectedError)
        log.log(logging.WARNING if expected else logging.ERROR, "unexpected while %s", doing, exc_info=error)
        kind = kind_of(error)
        with self._lock:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            if kind in self._pending:
                return
            self._pending.add(kind)
        self._came.emit(Surprise(kind, error, doing, window))

    def stop_with(self, error: BaseException, doing: str) -> None:
        """Before any window stands: told in a dialog, and waited for; the program ends after it."""
        log.critical("unexpected while %s", doing, exc_info=error)
        if self.replaced.tells() and (box := self.replaced.box) is not None:
            box.exec()
            return
        telling = self.get_ready()
        dialog = telling.dialog(telling.details_of(error, doing), doing, error=error, ends=True)
        dialog.exec()
        dialog.deleteLater()

    def count(self, error: BaseException) -> int:
        """How often that error has come."""
        with self._lock:
            return self._counts.get(kind_of(error), 0)

    def _in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None or issubclass(args.exc_type, SystemExit):
            return
        self.report(args.exc_value.with_traceback(args.exc_traceback), "后台准备")

    def _unraisable(self, args: sys.UnraisableHookArgs) -> None:
        error = args.exc_value or args.exc_type()
        self.report(error.with_traceback(args.exc_traceback), "清理内存")

    @Slot(object)
    def _show(self, surprise: Surprise) -> None:
        """On the GUI thread."""
        with self._lock:
            self._pending.discard(surprise.kind)
            times = self._counts.get(surprise.kind, 1)
        if self.replaced.tells():
            return
        window: object = _valid(surprise.window) or _valid(self.window)
        if isinstance(surprise.error, ExpectedError) and isinstance(window, TellsProblems):
            window.tell_problem(str(surprise.error))  # met on the way to something else, as by a disk that is gone
        elif self._dialog is not None and shiboken6.isValid(self._dialog) and self._dialog.isVisible():
            self._add_to(self._dialog, surprise, times)
        elif self._is_flood(surprise.kind):
            self._tell_again(surprise, times)
        else:
            self._open(surprise, times)

    def _is_flood(self, kind: tuple[object, ...]) -> bool:
        now = time.monotonic()
        quiet = self._quiet_since.get(kind)
        if quiet is None or now - quiet > _CALM_SECONDS:
            return False
        self._quiet_since[kind] = now
        return True

    def _open(self, surprise: Surprise, times: int) -> None:
        over = _valid(surprise.window) or _valid(self.window)
        safe = _safe_words_of(over) or self._safe_words()
        parent = _valid(QApplication.activeModalWidget()) if surprise.window is None else None
        telling = self.get_ready()
        dialog = telling.dialog(
            telling.details_of(surprise.error, surprise.doing), surprise.doing, parent or over, error=surprise.error, safe=safe,
        )
        saver: object = _valid(self.window)
        if isinstance(saver, Diagnosed):
            dialog.offer_diagnosis(saver.save_diagnosis)
        if times > 1:
            dialog.show_times(times)
        if isinstance(saver, Covered) and saver.covered:
            dialog.cover()
        self._dialog, self._shown = dialog, {surprise.kind}
        dialog.finished.connect(self._closed)
        dialog.open()

    def _add_to(self, dialog: TroubleDialog, surprise: Surprise, times: int) -> None:
        if surprise.kind in self._shown:
            dialog.show_times(times)
            return
        self._shown.add(surprise.kind)
        dialog.add_details(self.get_ready().details_of(surprise.error, surprise.doing))

    @Slot()
    def _closed(self) -> None:
        now = time.monotonic()
        self._quiet_since.update(dict.fromkeys(self._shown, now))
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def _tell_again(self, surprise: Surprise, times: int) -> None:
        now = time.monotonic()
        if self.tell is None or _valid(self.window) is None or now - self._told < _TELL_SECONDS:
            return
        self._told = now
        self.tell(
            f"“{surprise.doing}”时的意外还在出现（已 {times} 次），{self._safe_words()}请先按 Ctrl+S，再关掉程序重新打开。"
        )

    def _safe_words(self) -> str:
        return _safe_words_of(_valid(self.window)) or "已保存的内容不受影响。"


def kind_of(error: BaseException) -> tuple[object, ...]:
    """Its type and the line that raised it."""
    place: tuple[object, ...] = ()
    for frame, line in traceback.walk_tb(error.__traceback__):
        place = (frame.f_code.co_filename, line)
    return (type(error).__qualname__, *place)


def _safe_words_of(window: object) -> str:
    """What that window says of it; "" for one that knows nothing."""
    return window.safe_words() if isinstance(window, KeepsWork) else ""


def _valid(widget: Any) -> QWidget | None:
    return widget if isinstance(widget, QWidget) and shiboken6.isValid(widget) else None
