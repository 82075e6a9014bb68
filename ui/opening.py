"""The window's start until its frame is on the screen; only then all else is imported, and the ledger opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from qcapp.carried import found_path
from ui.application import bare_application
from ui.main_window import MainWindow
from ui.qt_words import heed_qt

if TYPE_CHECKING:
    from qcapp.run_mark import RunMark
    from ui.app import Workplace

LEDGER_KEY: Final = "ledger/path"
"""The ledger that was opened last."""
_LONGEST_MS: Final = 250
"""A window that the system does not paint by then (it is hidden, or minimised) is not waited for."""
_PAINTED: Final = 1


class EmptyWindow:
    """The main window while there is nothing in it: the one that stands already, or one made when it is to be seen."""

    def __init__(self, settings: QSettings | None, window: MainWindow | None = None) -> None:
        self.settings, self._window = settings, window

    @property
    def seen(self) -> MainWindow | None:
        """Where it was not taken away meanwhile."""
        return self._window if self._window is not None and self._window.isVisible() else None

    def show(self) -> MainWindow:
        if self._window is None:
            self._window = MainWindow(settings=self.settings)
            self._window.show_empty(lambda: None)
        return self._window

    def take(self) -> MainWindow:
        """To be filled. Whoever needs an empty one later gets another."""
        window, self._window = self._window or MainWindow(settings=self.settings), None
        return window


def open_window(workplace: Workplace, window_settings: Path | None, argv: list[str], mark: RunMark | None = None) -> int:
    """The exit status."""
    settings = QSettings(str(window_settings), QSettings.Format.IniFormat) if window_settings else None
    heed_qt(mark)
    app = bare_application(argv)
    window = MainWindow(settings=settings) if ledger_is_there(workplace, settings) else None
    if window is not None and not stands_empty(app, window):
        return 0
    from ui.start import start

    return start(app, workplace, settings, mark, window)


def known_ledger(workplace: Workplace, settings: QSettings | None) -> Path | None:
    """The one opened last, where the user named none."""
    known = str(settings.value(LEDGER_KEY) or "") if settings is not None and not workplace.named else ""
    return found_path(known) if known else None


def ledger_is_there(workplace: Workplace, settings: QSettings | None) -> bool:
    """Else a guide, a page with the ways out or a question of a server comes first, with no window behind it."""
    return workplace.address is None and os.path.isfile(known_ledger(workplace, settings) or workplace.path)


def stands_empty(app: QApplication, window: MainWindow) -> bool:
    """Show it and wait until it is painted; False where it was closed, or the program told to quit, meanwhile."""

    def go_on() -> None:
        if window.isVisible() and not window.stands:
            app.exit(_PAINTED)

    window.show_empty(go_on)
    waited = QTimer(window)
    waited.setSingleShot(True)
    waited.timeout.connect(go_on)
    waited.start(_LONGEST_MS)
    try:
        return app.exec() == _PAINTED
    finally:
        waited.stop()


def put_away() -> None:
    """What asks instead of an empty window stands alone."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and not window.stands:
            window.hide()
