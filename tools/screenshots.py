"""Pictures of the real window, page by page, with whatever the ledger holds: for the README and the demonstration."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from main import Workplace
from qcapp.domain.period import Period
from ui.start import make_application
from ui.main_window import MainWindow

SIZE = QSize(1366, 768)


def take_screenshots(ledger: Path, period: Period, returned: Path, out: Path) -> list[Path]:
    """台账, 下发, 收表 (with the files of ``returned`` read again) and 历史, as PNG files in ``out``."""
    app = QApplication.instance() or make_application(["screenshots"])
    workplace = Workplace(ledger)
    window = MainWindow(workplace.open(), workplace.path, None)
    out.mkdir(parents=True, exist_ok=True)
    try:
        window.resize(SIZE)
        window.show()
        window.set_period(period)
        return [_picture(window, name, returned, out) for name in ("ledger", "dispatch", "collect", "history")]
    finally:
        window.close()
        workplace.close()
        app.processEvents()


def _picture(window: MainWindow, name: str, returned: Path, out: Path) -> Path:
    window.go(name)
    if name == "collect":
        window.page(name).show_item([returned])
    _settle(window)
    path = out / f"{name}.png"
    window.grab().save(str(path))
    return path


def _settle(window: MainWindow, patience: float = 20.0) -> None:
    """Let background work end and everything be drawn."""
    until = time.monotonic() + patience
    app = QApplication.instance()
    assert app is not None
    app.processEvents()
    while window.tasks.busy and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)
    for _ in range(20):
        app.processEvents()
        time.sleep(0.01)
