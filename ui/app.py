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


class Workplace(Protocol):
    """What main hands in: one ledger, not opened yet."""

    @property
    def path(self) -> Path: ...

    def open(self) -> Services: ...

    def create(self, plan: Plan) -> Services: ...

    def built_in_plan(self) -> Plan: ...


def run(workplace: Workplace, window_settings: Path | None, argv: list[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status. ``window_settings``: where its size is remembered."""
    app = make_application(argv or sys.argv[:1])
    try:
        services = _services(workplace)
    except ExpectedError as error:
        _say_why(str(error))
        return 3
    if services is None:
        return 0
    from ui.main_window import MainWindow

    settings = QSettings(str(window_settings), QSettings.Format.IniFormat) if window_settings else None
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


def _services(workplace: Workplace) -> Services | None:
    """Those of the ledger; with none there yet, the first-run guide makes one, or None when it was given up."""
    if workplace.path.exists():
        return workplace.open()
    from ui.dialogs.first_run import FirstRunDialog

    return FirstRunDialog.ask(workplace)


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
