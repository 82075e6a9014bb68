"""What is seen of the main window before anything of it is there: its bars and its page, empty, where they will be.

Imported before all else, and so of few imports: what Qt's own names (``Qt.…``) take alone is a seventh of a bare window's start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget

SIDE_WIDTH: Final = 92
TOP_HEIGHT: Final = 47
SCHEME_KEY: Final = "window/scheme"
"""Light or dark, as the clerk chose."""
_BARS_KEY: Final = "window/bars"


class Shade(NamedTuple):
    """A colour in the light scheme and in the dark one."""

    light: str
    dark: str


SURFACE: Final = Shade("#FFFFFF", "#1F262F")
PAGE: Final = Shade("#F4F6F9", "#171C23")
LINE: Final = Shade("#DDE3EA", "#37424F")
SIDEBAR: Final = Shade("#23364D", "#11161C")


class Bars(NamedTuple):
    """Heights of the menu bar and of the status bar, which the font decides."""

    menu: int = 29
    status: int = 27


def kept_bars(settings: QSettings | None) -> Bars:
    """As they were last time on this computer."""
    try:
        menu, status = (int(part) for part in str(settings.value(_BARS_KEY) or "").split("/")) if settings is not None else Bars()
    except ValueError:
        return Bars()
    return Bars(menu, status) if 0 < menu < 200 and 0 < status < 200 else Bars()


def keep_bars(settings: QSettings, bars: Bars) -> None:
    settings.setValue(_BARS_KEY, f"{bars.menu}/{bars.status}")


def begins_dark(settings: QSettings | None) -> bool:
    """As chosen, else as the system has it; asked before the theme has given the application its own palette."""
    chosen = settings.value(SCHEME_KEY) if settings is not None else None
    if chosen in ("light", "dark"):
        return str(chosen) == "dark"
    return int(QApplication.palette().window().color().lightness()) < 128


class Shell(QWidget):
    """``painted`` is called once, when it stands on the screen."""

    def __init__(self, bars: Bars, *, dark: bool, painted: Callable[[], object]) -> None:
        super().__init__()
        self._bars, self._dark = bars, dark
        self._painted: Callable[[], object] | None = painted

    def paintEvent(self, event: QPaintEvent) -> None:
        width, height = self.width(), self.height()
        menu, status = self._bars
        below, foot = menu + TOP_HEIGHT, height - status
        # By way of a palette: whatever takes a colour or a brush (fillRect, setPen) may be given one of Qt's names, and has
        # Python make them all.
        painter, colours, role = QPainter(self), QPalette(), QPalette.ColorRole.Window
        for left, top, wide, high, shade in (
            (0, 0, width, below, SURFACE), (0, menu - 1, width, 1, LINE), (0, below - 1, width, 1, LINE),
            (0, below, SIDE_WIDTH, foot - below, SIDEBAR), (SIDE_WIDTH, below, width - SIDE_WIDTH, foot - below, PAGE),
            (0, foot, width, status, SURFACE), (0, foot, width, 1, LINE),
        ):
            colours.setColor(role, QColor(shade.dark if self._dark else shade.light))
            painter.setBackground(colours.window())
            painter.eraseRect(left, top, wide, high)
        painter.end()
        if self._painted is not None:
            QTimer.singleShot(0, self._painted)
            self._painted = None
