"""Qt made ready, the ledger at hand or made, the main window run to its end."""

from __future__ import annotations

import gc
import logging
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from shiboken6 import isValid

from qcapp.domain.errors import ExpectedError
from ui.app import Workplace
from ui.application import make_application as make_application
from ui.application import use_carried_input_method as use_carried_input_method
from ui.clerk import clerk_name, keep_clerk_name
from ui.last_time import EndOfSession, LastTime
from ui.ledgers import LEDGER_KEY, Ledgers
from ui.main_window import MainWindow
from ui.unexpected import Unexpected

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from qcapp.run_mark import RunMark
    from qcapp.services import Services

log = logging.getLogger(__name__)

_WARM_UP_MS = 300
_ONLY_FILLS_KEY = "start/only_fills"
# Pages of many modules, imported before they are asked for.
_ONE_PRESS_AWAY = (
    "ui.pages.overview", "ui.dialogs.facts", "ui.pages.bulletin", "ui.pages.collect", "ui.setting_work", "ui.dialogs.ruling",
    "ui.pages.past", "ui.pages.search", "ui.printing.print_work",
)


def start(workplace: Workplace, window_settings: Path | None, argv: list[str], mark: RunMark | None = None) -> int:
    """The window program after its imports; the exit status."""
    settings = QSettings(str(window_settings), QSettings.Format.IniFormat) if window_settings else None
    app = make_application(argv, settings)
    unexpected = Unexpected(app)
    unexpected.install()
    try:
        return _run(app, workplace, settings, mark)
    except Exception as error:
        unexpected.stop_with(error, "启动程序")
        return 3


def _run(app: QApplication, workplace: Workplace, settings: QSettings | None, mark: RunMark | None) -> int:
    try:
        services = _services(workplace, settings)
    except ExpectedError as error:
        _say_why(str(error))
        return 3
    if services is None:
        return 0
    ledgers = Ledgers(workplace, settings, partial(_stand, settings))
    try:
        window = ledgers.show(services)
        if mark is not None:
            ends = EndOfSession(app, mark, ledgers)
            app.commitDataRequest.connect(ends.leave)
            if mark.last is not None:
                QTimer.singleShot(_WARM_UP_MS, window, LastTime(window, mark.last).check)
        return app.exec()
    finally:
        ledgers.close()


def _stand(settings: QSettings | None, ledgers: Ledgers, services: Services) -> MainWindow:
    """A window on the ledger at hand, shown."""
    services.sign(clerk_name(settings))
    window = MainWindow(services, ledgers.path, settings)
    window.ledgers = ledgers
    unexpected = Unexpected.of_application()
    unexpected.window, unexpected.tell = window, window.notice.show_problem
    window.show_first()
    warm_up = _WarmUp(ledgers.workplace, window)
    QTimer.singleShot(_WARM_UP_MS, warm_up, warm_up.start)
    return window


class OnlyFilling(Exception):
    """The program is used by a unit, which fills in forms and has no ledger."""


def _services(workplace: Workplace, settings: QSettings | None) -> Services | None:
    """Of the ledger. A unit's window comes before it where that is all that was wanted, and leads to the guide."""
    while True:
        try:
            return open_or_make(workplace, settings)
        except OnlyFilling:
            from ui.fill.start import fill_alone

            if settings is not None:
                settings.setValue(_ONLY_FILLS_KEY, True)
            if not fill_alone(workplace, settings):
                return None
            if settings is not None:
                settings.remove(_ONLY_FILLS_KEY)


def open_or_make(workplace: Workplace, settings: QSettings | None) -> Services | None:
    """Services of the ledger; where there never was one, the first-run guide makes it, or None when it was given up.

    A ledger that was opened here before and is gone is never silently begun anew. OnlyFilling where none is wanted.
    """
    usual = workplace.path
    known = str(settings.value(LEDGER_KEY) or "") if settings is not None and not workplace.named else ""
    if known:
        workplace.path = Path(known)
    if not workplace.path.exists() and known and usual != workplace.path and usual.exists():
        if not _take_usual(workplace.path, usual):
            return None
        workplace.path = usual
    if workplace.path.exists():
        services = workplace.open()
    elif known and not _begin_anew(workplace.path):
        return None
    else:
        if not known and settings is not None and settings.contains(_ONLY_FILLS_KEY):
            raise OnlyFilling
        made = _first_run(workplace, settings)
        if made is None:
            return None
        services = made
    if settings is not None and not workplace.named and workplace.path != workplace.sample_path:
        settings.setValue(LEDGER_KEY, str(workplace.path))
    return services


def _first_run(workplace: Workplace, settings: QSettings | None) -> Services | None:
    from qcapp.services.setup import plan_from_file
    from ui.dialogs.first_run import FillOnly, FirstRunDialog, SampleOnly

    choice = FirstRunDialog.ask(None, workplace.built_in_plan(), workplace.path, plan_from_file)
    if choice is None:
        return None
    if isinstance(choice, FillOnly):
        raise OnlyFilling
    if isinstance(choice, SampleOnly):
        workplace.path = workplace.sample_path
        return workplace.open() if workplace.path.exists() else workplace.create_sample()
    workplace.path = choice.ledger
    who = keep_clerk_name(settings, choice.who) if choice.who else ""
    return workplace.create(choice.plan, who)


def _begin_anew(path: Path) -> bool:
    """The ledger opened last time is not there: it may lie on a stick that is not plugged in."""
    from ui.dialogs.question import Answer, QuestionDialog

    answer = QuestionDialog.ask(
        None, "找不到台账", "上次用的台账不见了",
        f"“{path}”不在原处。它若在移动盘里，请退出，插好之后再打开；确实不要了，才另建一本新的。",
        [Answer("leave", "退出"), Answer("anew", "另建一本新的")],
    )
    return answer == "anew"


def _take_usual(path: Path, usual: Path) -> bool:
    """The ledger opened last time is not there, and the usual one is."""
    from ui.dialogs.question import Answer, QuestionDialog

    answer = QuestionDialog.ask(
        None, "找不到台账", "上次用的台账不见了",
        f"“{path}”不在原处。它若在移动盘里，请退出，插好之后再打开；也可以打开这台电脑上的“{usual}”。",
        [Answer("leave", "退出"), Answer("usual", "打开电脑上的台账")],
    )
    return answer == "usual"


def _say_why(sentence: str) -> None:
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, "营商台账打不开", sentence)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


class _WarmUp(QObject):
    """While the clerk looks at the page: the ledger is looked through, what comes next is imported, old copies go."""

    damaged = Signal(str)

    def __init__(self, workplace: Workplace, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._window = workplace, window
        self.damaged.connect(window.notice.show_problem)

    @Slot()
    def start(self) -> None:
        gc.enable()
        threading.Thread(target=self._work, name="warm-up", daemon=True).start()

    def _work(self) -> None:
        from importlib import import_module

        from qcapp.services.copies import clear_stale

        look = self._window.services.look
        try:
            self._workplace.warm_up()
            for ahead in _ONE_PRESS_AWAY:
                import_module(ahead)
            look.get_ready(self._window.period)
            clear_stale()
        except ExpectedError as error:
            log.warning("after the start: %s", error)
            if isValid(self):  # another ledger may have been turned to meanwhile
                self.damaged.emit(str(error))
