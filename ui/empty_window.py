"""The window while it is empty: where it stands, and the outlines of what will fill it.

Shown before its ledger is open and before anything that it consists of is imported (``ui.opening``): what is imported here, and
not where it is first needed, is what an empty window takes.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow

from ui.placing import place_first, room_of, stand_again
from ui.shell import Bars, Shell, begins_dark, keep_bars, kept_bars


class EmptyWindow(QMainWindow):
    """``settings``: where the window's own state is kept; None remembers nothing."""

    def __init__(self, settings: QSettings | None = None) -> None:
        super().__init__()
        self._settings = settings
        geometry = settings.value("window/geometry") if settings is not None else None
        self._restored = stand_again(self, geometry)

    @property
    def settings(self) -> QSettings | None:
        """Where the window's own state is kept."""
        return self._settings

    def show_empty(self, painted: Callable[[], object]) -> None:
        """Before there is anything to show; ``painted`` is called when that is on the screen."""
        self.setWindowTitle("营商台账")
        self.setCentralWidget(Shell(kept_bars(self._settings), dark=begins_dark(self._settings), painted=painted))
        self.show_first()

    def show_first(self) -> None:
        """Where it stood last time, else filling the screen."""
        if self.isVisible():
            return
        if not self._restored and place_first(self, room_of(self)):
            self.showMaximized()
        else:
            self.show()

    def keep_placing(self, settings: QSettings) -> None:
        """Where it stands and how high its bars are, for the next start."""
        settings.setValue("window/geometry", self.saveGeometry())
        keep_bars(settings, Bars(self.menuBar().height(), self.statusBar().height()))

    def forget_state(self) -> None:
        """Another window takes its place with settings of its own: what this one would keep is kept no more."""
        self._settings = None
