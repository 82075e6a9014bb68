"""A picture of a page or a dialog as it stands, with what is wrong with it; and waiting until it stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QListWidget, QTabBar, QWidget

from main import WRITERS
from qcapp.intake.reader import SafeReader
from tools.made_up_months import MonthsClock
from tools.screen_faults import Fault, faults
from ui.main_window import MainWindow
from ui.placing import room_of
from ui.restyling import is_restyling

if TYPE_CHECKING:
    from ui.fill.window import FillWindow

_PATIENCE: Final = 20.0
_STANDS: Final = 4
"""Looks after which a dialog is held to be complete."""
_LOOK_MS: Final = 30
_ROUNDING: Final = 2
"""Of a scaled screen and a frame."""
_QUICK: Final = 80
"""For Qt: a file of the same size, in two thirds of the time."""


class Shots(QObject):
    """``lines``: what is wrong, picture by picture."""

    def __init__(self, window: MainWindow, out: Path) -> None:
        super().__init__(window)
        self._window, self._out = window, out
        self.lines: list[str] = []

    def page(self, name: str) -> None:
        """As it stands, then with each of its other tabs."""
        self._take(self._window, name)
        page = self._window.current_page
        for bar in page.findChildren(QTabBar):
            first = bar.currentIndex()
            for at in range(bar.count()) if bar.isVisible() else ():
                if at != first and bar.isTabVisible(at):
                    bar.setCurrentIndex(at)
                    settle(self._window)
                    self._take(self._window, f"{name}-{at + 1}")
            bar.setCurrentIndex(first)
        settle(self._window)

    def form(self, path: Path, folder: Path) -> None:
        """The window of a unit that fills it in."""
        from qcapp.services.fill import FillService
        from qcapp.services.fill_memory import FillMemory
        from ui.fill.window import FillWindow

        reader = cache(lambda: SafeReader(in_process=True))
        window = FillWindow(FillService(reader, WRITERS, FillMemory(folder / "填表"), MonthsClock(), ()))
        window.show_first()
        window.open_file(path)
        settle(window)
        self._take(window, "fill")
        window.close()

    def help(self) -> None:
        """Its window: a chapter with a picture, the keys."""
        from ui.help.window import HelpWindow

        window = HelpWindow()
        for chapter in ("month", "collect", "keys"):
            window.open_at(chapter)
            settle(self._window)
            self._take(window, f"help-{chapter}")
        window.close()

    def behind(self, name: str, trigger: Callable[[], object]) -> None:
        """What that opens, and what closing it opens then; choosing files is the system's."""
        look = QTimer(self)
        look.setInterval(_LOOK_MS)
        seen: dict[QDialog, int] = {}
        taken: list[str] = []

        def see() -> None:
            dialog = dialog_over(self._window)
            if dialog is None or self._window.tasks.busy:
                return
            seen[dialog] = seen.get(dialog, 0) + 1
            if seen[dialog] == _STANDS:
                if not isinstance(dialog, QFileDialog):
                    self._dialog(dialog, f"{name}{f'-{len(taken) + 1}' if taken else ''}")
                    taken.append(name)
                dialog.reject()

        look.timeout.connect(see)
        look.start()
        trigger()
        until, quiet = time.monotonic() + _PATIENCE, 0
        while quiet < 12 and time.monotonic() < until:
            pause()
            quiet = 0 if dialog_over(self._window) or self._window.tasks.busy else quiet + 1
        look.stop()
        look.deleteLater()

    def _dialog(self, dialog: QDialog, name: str) -> None:
        """With each of the pages that a list at its side turns to."""
        lists = [each for each in dialog.findChildren(QListWidget) if each.property("role") == "pages"]
        if lists:
            for row in range(lists[0].count()):
                lists[0].setCurrentRow(row)
                pause()
                self._take(dialog, f"{name}-{row + 1}")
        else:
            self._take(dialog, name)

    def _take(self, root: QWidget, name: str) -> None:
        root.grab().save(str(self._out / f"{name}.png"), "PNG", _QUICK)
        self.lines += [f"{name}: {fault}" for fault in (*faults(root), *_too_large(root))]


def settle(window: MainWindow | FillWindow, patience: float = _PATIENCE) -> None:
    """Let background work end, that which follows it too, and everything be drawn."""
    until, quiet = time.monotonic() + patience, 0
    while quiet < 15 and time.monotonic() < until:
        pause()
        quiet = 0 if window.tasks.busy or is_restyling() or _drawing(window) or _judging(window) else quiet + 1
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # for what came last


def _drawing(window: MainWindow | FillWindow) -> bool:
    """Whether a chart is still to come."""
    from ui.widgets.chart_view import ChartView

    # Of this page alone: of all that the window holds, looking for them takes longer than all the rest of waiting.
    charts = window.current_page.findChildren(ChartView) if isinstance(window, MainWindow) else []
    return any(
        each.is_due or each.words or not each.accessibleName().startswith("图表：") for each in charts if each.isVisible()
    )


def _judging(window: MainWindow | FillWindow) -> bool:
    """Whether some of the ledger's rows are still to be judged: what is counted of them follows."""
    from ui.pages.ledger import LedgerPage

    page = window.current_page if isinstance(window, MainWindow) else None
    return isinstance(page, LedgerPage) and page.isVisible() and bool(page.shown.model.rows) and not page._judging.complete


def pause() -> None:
    QApplication.processEvents()
    time.sleep(0.01)


def dialog_over(window: MainWindow) -> QDialog | None:
    """The one on top."""
    modal = QApplication.activeModalWidget()
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
    return modal if isinstance(modal, QDialog) else shown[-1] if shown else None


def _too_large(root: QWidget) -> list[Fault]:
    """For the screen, or for what it was given."""
    available, whole = room_of(root), root.frameGeometry()
    found = []
    if whole.width() > available.width() + _ROUNDING or whole.height() > available.height() + _ROUNDING:
        found.append(f"{whole.width()}×{whole.height()} on a screen of {available.width()}×{available.height()}")
    layout = root.layout()
    least = layout.totalMinimumSize() if layout is not None else root.minimumSizeHint()
    if least.width() > root.width() or least.height() > root.height():
        found.append(f"needs {least.width()}×{least.height()} and has {root.width()}×{root.height()}")
    return [Fault(type(root).__name__, what) for what in found]
