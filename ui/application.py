"""The application made ready: themed, speaking Chinese. Of no window in particular."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from ui.input_method import use_carried_input_method
from ui.resources import resource
from ui.traces import leave_none_at_start

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

_TURN: Final = 0.001 if sys.platform == "win32" else 0.0001
"""Seconds that work beside the window keeps Python for itself while the window waits for it. Qt gives Python back and asks for it
again many times in one picture: with the usual 5 ms a key would be heard a third of a second late, with 1 ms a tenth. Windows
counts whole milliseconds: of less than one it would make none, and whoever waits would take a processor for it."""


def make_application(argv: list[str], settings: QSettings | None = None) -> QApplication:
    """The application, themed as ``settings`` say, speaking Chinese."""
    app = bare_application(argv)
    dress(app, settings)
    return app


def bare_application(argv: list[str]) -> QApplication:
    """As much of it as an empty window needs."""
    sys.setswitchinterval(_TURN)
    use_carried_input_method()
    leave_none_at_start()
    stand_under_own_icon()
    # The style by an argument: setStyle answers a QStyle, for which Python would make every class of styles (8 ms).
    app = QApplication([*argv[:1], "-style", "Fusion", *argv[1:]])
    app.setApplicationName("营商台账")
    app.setDesktopFileName("yingshang-ledger")
    return app


def dress(app: QApplication, settings: QSettings | None) -> None:
    """The rest: its theme, its language, and who looks for garbage."""
    from ui.at_work import be_given_way
    from ui.collecting import Collector
    from ui.scheme import begin_scheme, chosen_scheme

    Collector(app)
    be_given_way(app)
    for translator in qt_translators(app):
        app.installTranslator(translator)
    begin_scheme(app, chosen_scheme(settings))


def qt_translators(app: QApplication) -> list[QTranslator]:
    """For what Qt says by itself: its own Chinese, and over that what it leaves in English or calls by another word."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    found = []
    for name, folder in (("qtbase_zh_CN", of_qt), ("qt_zh_CN", str(resource("words")))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            found.append(translator)
    return found


def keep_turns_short() -> None:
    """Windows wakes up who waits at every 64th of a second only, unless a program asks for more: a turn would last sixteen times
    as long as is meant."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.winmm.timeBeginPeriod(1)


def stand_under_own_icon() -> None:
    """Before the first window: from source, Windows would show Python's icon in the task bar. The built program has its own."""
    if sys.platform == "win32" and not getattr(sys, "frozen", False):
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("yingshang-ledger")
