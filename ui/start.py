"""Qt made ready, the ledger at hand or made, the main window run to its end."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QTimer, Signal, Slot
from shiboken6 import isValid

from qcapp.carried import kept_path
from qcapp.domain.errors import ExpectedError, LedgerError, LedgerTrouble
from ui.after_start import begin_later
from ui.ahead import import_ahead
from ui.app import Workplace
from ui.application import dress
from ui.clerk import clerk_name, keep_clerk_name
from ui.entry import may_enter
from ui.last_time import EndOfSession, LastTime, words_kept
from ui.ledgers import Ledgers
from ui.main_window import MainWindow
from ui.opening import LEDGER_KEY, EmptyWindow, known_ledger, put_away
from ui.pressed_blind import drop_pressed_blind
from ui.unexpected import Unexpected

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from qcapp.domain.period import Period
    from qcapp.run_mark import RunMark
    from qcapp.services import Services
    from qcapp.services.look import LookService

log = logging.getLogger(__name__)

_WARM_UP_MS = 300
_ONLY_FILLS_KEY = "start/only_fills"


def start(
    app: QApplication, workplace: Workplace, settings: QSettings | None, mark: RunMark | None, window: MainWindow | None
) -> int:
    """The window program after its imports; the exit status. ``window``: the one that stands empty until now."""
    dress(app, settings)
    unexpected = Unexpected(app)
    unexpected.install()
    try:
        return _run(app, workplace, settings, mark, window)
    except Exception as error:
        unexpected.stop_with(error, "启动程序")
        return 3


def _run(
    app: QApplication, workplace: Workplace, settings: QSettings | None, mark: RunMark | None, window: MainWindow | None = None
) -> int:
    empty = EmptyWindow(settings, window)
    ends = EndOfSession(app, mark) if mark is not None else None
    if ends is not None:
        app.commitDataRequest.connect(ends.leave)
        app.aboutToQuit.connect(ends.go)
        ends.heed_terminate()
    try:
        told: list[str] = []
        services = _services(workplace, settings, told.append, empty)
    except ExpectedError as error:
        _say_why(str(error))
        return 3
    if services is None or not may_enter(services, workplace.path, empty.seen):
        put_away()
        return 0
    stood_empty = empty.seen
    ledgers = Ledgers(workplace, settings, _Standing(empty))
    try:
        shown = _shown(ledgers, services, settings, told.append, empty)
        if shown is None:
            return 0
        if ends is not None:
            ends.ledgers = ledgers
        if mark is not None and mark.last is not None and not told:  # a ledger that was put right is told of already
            QTimer.singleShot(_WARM_UP_MS, shown, LastTime(shown, mark.last).check)
        for words in (*told, words_kept(settings)):
            ledgers.tell(words)
        if shown is stood_empty:
            drop_pressed_blind(shown)
        told_to_end = ends is not None and ends.told
        return app.exec() if shown.isVisible() and not told_to_end else 0  # closed at once
    finally:
        ledgers.close()


def _shown(
    ledgers: Ledgers, services: Services, settings: QSettings | None, tell: Callable[[str], object],
    empty: EmptyWindow | None = None,
) -> MainWindow | None:
    """A ledger that is looked through later may turn out damaged by what the first page reads: the ways out once more. A shared
    one that a colleague has just then is waited for as before."""
    while True:
        try:
            return ledgers.show(services)
        except LedgerError as error:
            put_away()
            ledgers.reopen()
            shared_busy = error.trouble is LedgerTrouble.BUSY and ledgers.workplace.address is not None
            if shared_busy and empty is not None:
                put_right = _opened(ledgers.workplace, settings, tell, empty)
            else:
                put_right = _put_right(ledgers.workplace, error, settings, tell)
            if put_right is None or not may_enter(put_right, ledgers.path):
                return None
            services = put_right


class _Standing:
    """A window on the ledger at hand, shown."""

    def __init__(self, empty: EmptyWindow) -> None:
        self._empty = empty

    def __call__(self, ledgers: Ledgers, services: Services) -> MainWindow:
        services.sign(clerk_name(self._empty.settings))
        window = self._empty.take()
        try:
            window.stand(services, ledgers.path)
        except LedgerError:  # found damaged: it goes, with what stands in it by now
            window.hide()
            window.deleteLater()
            raise
        window.ledgers = ledgers
        unexpected = Unexpected.of_application()
        unexpected.window, unexpected.tell = window, window.notice.show_problem
        window.show_first()
        QTimer.singleShot(_WARM_UP_MS, unexpected, unexpected.get_ready)
        warm_up = _WarmUp(ledgers.workplace, window)
        QTimer.singleShot(_WARM_UP_MS, window, warm_up.start)
        begin_later(window, sample=ledgers.path == ledgers.workplace.sample_path)
        return window


class OnlyFilling(Exception):
    """The program is used by a unit, which fills in forms and has no ledger."""


def _services(
    workplace: Workplace, settings: QSettings | None, tell: Callable[[str], object] = lambda words: None,
    empty: EmptyWindow | None = None,
) -> Services | None:
    """Of the ledger. A unit's window comes before it where that is all that was wanted, and leads to the guide."""
    while True:
        try:
            return open_or_make(workplace, settings, tell, empty)
        except OnlyFilling:
            from ui.fill.start import fill_alone

            if settings is not None:
                settings.setValue(_ONLY_FILLS_KEY, True)
            if not fill_alone(workplace, settings):
                return None
            if settings is not None:
                settings.remove(_ONLY_FILLS_KEY)


def open_or_make(
    workplace: Workplace, settings: QSettings | None, tell: Callable[[str], object] = lambda words: None,
    empty: EmptyWindow | None = None,
) -> Services | None:
    """Services of the ledger; where there never was one, the first-run guide makes it, or None when it was given up.

    A ledger that was opened here before, or has backups, and is gone or can't be opened gets a page with the ways out, and is
    never silently begun anew. ``tell``: what is to be said in the window. OnlyFilling where none is wanted.
    """
    known = known_ledger(workplace, settings)
    if known is not None:
        workplace.path = known
    # os.path: a share that is out of reach, or a folder without the right to look, is no reason to fail here.
    if known is not None or workplace.address is not None or os.path.exists(workplace.path) or workplace.backups_here():
        services = _opened(workplace, settings, tell, empty or EmptyWindow(settings))
    elif settings is not None and settings.contains(_ONLY_FILLS_KEY):
        raise OnlyFilling
    else:
        services = _first_run(workplace, settings, tell)
    if services is not None and settings is not None and not workplace.named and workplace.path != workplace.sample_path:
        kept = kept_path(workplace.path)
        if settings.value(LEDGER_KEY) != kept:  # written each time, the first rows would wait for the disk
            settings.setValue(LEDGER_KEY, kept)
    return services


def _opened(
    workplace: Workplace, settings: QSettings | None, tell: Callable[[str], object], empty: EmptyWindow
) -> Services | None:
    try:
        if workplace.address is not None:
            from ui.shared_opening import SharedOpening

            return SharedOpening(workplace, workplace.address, empty).open()
        return workplace.open()
    except LedgerError as error:
        put_away()
        from ui.shared_entry import ask_shared, is_to_ask

        if is_to_ask(workplace, error) and (services := ask_shared(workplace, settings, said=str(error))) is not None:
            return services
        return _put_right(workplace, error, settings, tell)


def _put_right(
    workplace: Workplace, error: LedgerError, settings: QSettings | None, tell: Callable[[str], object]
) -> Services | None:
    from ui.known_second import second_folder
    from ui.qt_classes import make_classes
    from ui.rescue.page import rescue

    make_classes()
    services, words = rescue(
        workplace, error, keep_name=partial(keep_clerk_name, settings), second=partial(second_folder, settings)
    )
    if words:
        tell(words)
    return services


def _first_run(
    workplace: Workplace, settings: QSettings | None, tell: Callable[[str], object] = lambda words: None
) -> Services | None:
    from qcapp.services.setup import plan_from_file
    from ui.dialogs.first_run import FillOnly, FirstRunDialog, SampleOnly, SharedOnly, TakeOver
    from ui.qt_classes import make_classes
    from ui.shared_entry import ask_shared

    make_classes()
    choice = FirstRunDialog.ask(None, workplace.built_in_plan(), workplace.path, plan_from_file)
    while isinstance(choice, TakeOver | SampleOnly | SharedOnly):
        if isinstance(choice, SampleOnly | SharedOnly):
            sample = isinstance(choice, SampleOnly)
            services = _sample(workplace) if sample else ask_shared(workplace, settings, who=clerk_name(settings))
            if services is not None:
                return services
        elif _taken_over(workplace, settings, tell):
            return workplace.open()
        choice = FirstRunDialog.ask(None, workplace.built_in_plan(), workplace.path, plan_from_file)
    if choice is None:
        return None
    if isinstance(choice, FillOnly):
        raise OnlyFilling
    workplace.path = choice.ledger
    who = keep_clerk_name(settings, choice.who) if choice.who else ""
    return workplace.create(choice.plan, who)


def _sample(workplace: Workplace) -> Services | None:
    """None where making it was given up."""
    from ui.sample_making import make_sample

    own, workplace.path = workplace.path, workplace.sample_path
    if os.path.exists(workplace.path):
        return workplace.open()
    services = make_sample(workplace)
    if services is None:
        workplace.path = own
    return services


def _taken_over(workplace: Workplace, settings: QSettings | None, tell: Callable[[str], object]) -> bool:
    """The next clerk's machine: the ledger comes as a 交接 file. False where that was given up."""
    from ui.dialogs.takeover import TakeoverDialog
    from ui.handing import received_words
    from ui.tasks import TaskRunner

    service, tasks = workplace.handover(), TaskRunner()
    try:
        told = TakeoverDialog.ask(None, service, tasks, clerk_name(settings) or service.usual_who, ask_name=True)
    finally:
        tasks.shut_down()
    if told is None:
        return False
    tell(received_words(told))
    if told.who:
        keep_clerk_name(settings, told.who)
    if settings is not None:
        settings.sync()
    try:
        service.put_window(told.received)
    except ExpectedError as error:
        log.warning("settings of the window did not come along: %s", error)
    if settings is not None:
        settings.sync()
    return True


def _say_why(sentence: str) -> None:
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, "营商台账打不开", sentence)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


class _WarmUp(QObject):
    """While the clerk looks at the page: the ledger is looked through, what comes next is imported, old copies go.

    It outlives a window that is closed meanwhile: a signal sent by what has just been deleted would end the program.
    """

    damaged = Signal(str)
    warm = Signal()

    def __init__(self, workplace: Workplace, window: MainWindow) -> None:
        super().__init__(QCoreApplication.instance())
        self._workplace, self._window = workplace, window
        self.damaged.connect(window.tell_problem)
        self.warm.connect(window.bars.look_whether_writable)  # the ledger was taken, unless somebody was quicker

    @Slot()
    def start(self) -> None:
        from ui.qt_classes import ClassMaker

        ClassMaker.begin().made.connect(self._start_beside)

    @Slot()
    def _start_beside(self) -> None:
        window = self._window
        del self._window  # the thread may be the last to hold this object, and no widget is to be deleted from there
        if not isValid(window):
            self.deleteLater()
            return
        threading.Thread(target=self._work, args=(window.services.look, window.period), name="warm-up", daemon=True).start()

    def _work(self, look: LookService, period: Period) -> None:
        from qcapp.services.copies import clear_stale

        try:
            self._workplace.warm_up()
            if isValid(self):
                self.warm.emit()
            import_ahead()
            look.get_ready(period)
            clear_stale()
        except ExpectedError as error:
            log.warning("after the start: %s", error)
            if isValid(self):  # the program may have ended meanwhile
                self.damaged.emit(str(error))
        finally:
            if isValid(self):
                self.deleteLater()
