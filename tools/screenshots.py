"""Pictures of the real window, page by page, with whatever the ledger holds: for the README and the demonstration."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication

from main import Workplace
from qcapp.domain.operations import OperationFilter, OperationKind
from qcapp.domain.period import Period
from ui.application import make_application
from ui.main_window import MainWindow

SIZE, BACKUPS_SIZE = QSize(1366, 768), QSize(1180, 560)
SHOWN: dict[str, object] = {"ledger": 11, "search": "单位:法院 月份:5月", "plan": 11}
"""What a page is asked to show: on 台账 a measure of two units, on 检索 what one unit reported in a past month."""


def take_screenshots(ledger: Path, period: Period, out: Path, names: Sequence[str], returned: Path) -> list[Path]:
    """One PNG a page of ``names`` in ``out``; the page collect has read the files of ``returned``."""
    app = QApplication.instance() or make_application(["screenshots"])
    workplace = Workplace(ledger)
    window = MainWindow(workplace.open(), workplace.path, None)
    out.mkdir(parents=True, exist_ok=True)
    try:
        window.resize(SIZE)
        window.show()
        window.complete()
        window.set_period(period)
        return [_picture(window, name, returned, out) for name in names]
    finally:
        window.close()
        workplace.close()
        app.processEvents()


def _picture(window: MainWindow, name: str, returned: Path, out: Path) -> Path:
    if name == "backups":
        return _backups(window, out)
    window.go(name, _newest_merge(window) if name == "history" else SHOWN.get(name))
    if name == "collect":
        window.page(name).show_item([returned])
    _settle(window)
    path = out / f"{name}.png"
    window.grab().save(str(path))
    return path


def _newest_merge(window: MainWindow) -> str | None:
    merges = window.services.history.operations(1, OperationFilter(kinds=frozenset({OperationKind.MERGE})))
    return merges[0].id if merges else None


def _backups(window: MainWindow, out: Path) -> Path:
    """备份与恢复 over the window, with what came after one of the backups."""
    work, path = window.commands.safekeeping.backups, out / "backups.png"

    def shoot() -> None:
        dialog = work.dialog
        assert dialog is not None, "it is open"
        dialog.resize(BACKUPS_SIZE)
        _settle(window)
        dialog.table.selectRow(min(1, dialog.table.model().rowCount() - 1))
        _settle(window)
        dialog.grab().save(str(path))
        dialog.reject()

    QTimer.singleShot(0, shoot)
    work.open()
    return path


def _settle(window: MainWindow, patience: float = 20.0) -> None:
    """Let background work end, that which follows it too, and everything be drawn."""
    until = time.monotonic() + patience
    app = QApplication.instance()
    assert app is not None
    quiet = 0
    while quiet < 100 and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)
        quiet = 0 if window.tasks.busy else quiet + 1


if __name__ == "__main__":
    ledger, period, out, returned, *names = sys.argv[1:]
    take_screenshots(Path(ledger), Period.parse(period), Path(out), names, Path(returned))
