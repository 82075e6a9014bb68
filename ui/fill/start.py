"""The program for a unit: no ledger is opened, and nothing of the main window is imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from ui.app import Workplace
from ui.application import make_application
from ui.fill.window import FillWindow
from ui.qt_classes import ClassMaker
from ui.qt_words import heed_qt
from ui.theme import BLUE, icon
from ui.unexpected import Unexpected


def start_filling(workplace: Workplace, forms: Sequence[Path], window_settings: Path | None, argv: list[str]) -> int:
    """A window for each form; the exit status."""
    settings = QSettings(str(window_settings), QSettings.Format.IniFormat) if window_settings else None
    heed_qt()
    app = make_application(argv, settings)
    unexpected = Unexpected(app)
    unexpected.install()
    try:
        windows = show_windows(workplace, forms, settings)
    except Exception as error:
        unexpected.stop_with(error, "打开下发表")
        return 3
    unexpected.window = windows[0]
    unexpected.get_ready()
    return app.exec()


def fill_alone(workplace: Workplace, settings: QSettings | None) -> bool:
    """The window for one who has no ledger, until it is closed; True when a ledger is wanted after all."""
    app = QApplication.instance()
    assert app is not None
    wanted: list[bool] = []
    (window,) = show_windows(workplace, (), settings, alone=True)

    def change_over() -> None:
        wanted.append(True)
        if not window.close() and not window.saves_first:
            wanted.clear()

    window.ledger_requested.connect(change_over)
    Unexpected.of_application().window = window
    app.exec()
    return bool(wanted)


def show_windows(
    workplace: Workplace, forms: Sequence[Path], settings: QSettings | None, *, alone: bool = False
) -> list[FillWindow]:
    """A window for each form; one that waits for its form where none is named."""
    service = workplace.fill()
    QApplication.setWindowIcon(icon("app", BLUE, size=32))
    windows = []
    for form in forms or (None,):
        window = FillWindow(service, settings, alone=alone)
        windows.append(window)
        window.show_first()
        if form is not None:
            window.open_file(form)
    ClassMaker.begin()
    return windows
