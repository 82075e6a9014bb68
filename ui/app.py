"""The window program: Qt made ready, the ledger opened or made, the main window run to its end."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QLibraryInfo, QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from qcapp.domain.errors import ExpectedError
from ui.theme import BLUE, apply_theme, icon

if TYPE_CHECKING:
    from qcapp.domain.plan import Plan
    from qcapp.services import Services
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)

_WARM_UP_MS = 300
_LEDGER_KEY = "ledger/path"


class Workplace(Protocol):
    """What main hands in: one ledger, not opened yet."""

    path: Path

    def open(self) -> Services: ...

    def create(self, plan: Plan) -> Services: ...

    def built_in_plan(self) -> Plan: ...


def run(workplace: Workplace, window_settings: Path | None, argv: list[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status. ``window_settings``: where its size is remembered."""
    app = make_application(argv or sys.argv[:1])
    settings = QSettings(str(window_settings), QSettings.Format.IniFormat) if window_settings else None
    try:
        services = _services(workplace, settings)
    except ExpectedError as error:
        _say_why(str(error))
        return 3
    if services is None:
        return 0
    from ui.main_window import MainWindow

    window = MainWindow(services, workplace.path, settings)
    sys.excepthook = _Unexpected(window)
    window.show()
    QTimer.singleShot(_WARM_UP_MS, _warm_up(workplace, window))
    return app.exec()


def make_application(argv: list[str]) -> QApplication:
    """The application, themed, speaking Chinese. Before it: Linux input methods, whose fcitx the wheel lacks."""
    if os.environ.get("QT_IM_MODULE") == "fcitx":
        os.environ["QT_IM_MODULE"] = "ibus"
    app = QApplication(argv)
    app.setApplicationName("营商台账")
    app.setDesktopFileName("yingshang-ledger")
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    apply_theme(app)
    app.setWindowIcon(icon("app", BLUE))
    return app


def _services(workplace: Workplace, settings: QSettings | None) -> Services | None:
    """Those of the ledger; where there never was one, the first-run guide makes it, or None when it was given up.

    A ledger that was opened here before and is gone is never silently begun anew.
    """
    known = str(settings.value(_LEDGER_KEY) or "") if settings is not None else ""
    if known and not workplace.path.exists():
        workplace.path = Path(known)
    if workplace.path.exists():
        services = workplace.open()
    elif known and not _begin_anew(workplace.path):
        return None
    else:
        made = _first_run(workplace)
        if made is None:
            return None
        services = made
    if settings is not None:
        settings.setValue(_LEDGER_KEY, str(workplace.path))
    return services


def _first_run(workplace: Workplace) -> Services | None:
    from qcapp.services.setup import plan_from_file
    from ui.dialogs.first_run import FirstRunDialog

    choice = FirstRunDialog.ask(None, workplace.built_in_plan(), workplace.path, plan_from_file)
    if choice is None:
        return None
    workplace.path = choice.ledger
    return workplace.create(choice.plan)


def _begin_anew(path: Path) -> bool:
    """The ledger opened last time is not there: it may lie on a stick that is not plugged in."""
    from ui.dialogs.question import Answer, QuestionDialog

    answer = QuestionDialog.ask(
        None, "找不到台账", "上次用的台账不见了",
        f"“{path}”不在原处。它若在移动盘里，请退出，插好之后再打开；确实不要了，才另建一本新的。",
        [Answer("leave", "退出"), Answer("anew", "另建一本新的")],
    )
    return answer == "anew"


def _say_why(sentence: str) -> None:
    box = QMessageBox(QMessageBox.Icon.Warning, "营商台账打不开", sentence)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def _warm_up(workplace: Workplace, window: MainWindow) -> Callable[[], None]:
    """What the first search and the first save need is imported while the clerk looks at the page."""

    def work() -> None:
        try:
            warm = getattr(workplace, "warm_up", None)
            if warm is not None:
                warm()
            look = window.services.look
            look.matching_measures("区", look.snapshot(window.period))
        except ExpectedError as error:
            log.info("warm up: %s", error)

    def start() -> None:
        threading.Thread(target=work, name="warm-up", daemon=True).start()

    return start


class _Unexpected:
    """What slots raise comes here: one dialog, and the window goes on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        from ui.widgets.trouble import show_unexpected

        show_unexpected(error.with_traceback(trace), "操作窗口", self._window)
