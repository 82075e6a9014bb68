"""Light or dark: as the system has it, or as the clerk chose."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar, Final

from PySide6.QtCore import QObject, QSettings, Qt, Slot
from PySide6.QtGui import QStyleHints
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from ui.shell import SCHEME_KEY
from ui.theme import apply_theme, show_scheme


class SchemeChoice(Enum):
    """The value is what is kept; ``word`` stands in the menu."""

    FOLLOW = "follow"
    LIGHT = "light"
    DARK = "dark"

    @property
    def word(self) -> str:
        return {"follow": "跟随系统", "light": "浅色", "dark": "深色"}[self.value]


_WISHED: Final = {
    SchemeChoice.FOLLOW: Qt.ColorScheme.Unknown, SchemeChoice.LIGHT: Qt.ColorScheme.Light, SchemeChoice.DARK: Qt.ColorScheme.Dark,
}


def chosen_scheme(settings: QSettings | None) -> SchemeChoice:
    """What was chosen last; the system's, where nothing or something unknown was."""
    kept = settings.value(SCHEME_KEY) if settings is not None else None
    return next((choice for choice in SchemeChoice if choice.value == kept), SchemeChoice.FOLLOW)


def keep_scheme(settings: QSettings | None, choice: SchemeChoice) -> None:
    if settings is not None:
        settings.setValue(SCHEME_KEY, choice.value)


def begin_scheme(app: QApplication, choice: SchemeChoice) -> None:
    """Before anything is shown: the theme, and from now on what the system changes to."""
    hints = app.styleHints()
    hints.setColorScheme(_WISHED[choice])
    apply_theme(app, dark=_dark(hints, choice))
    follower = _Follower.there
    if follower is None or not isValid(follower):
        _Follower.there = _Follower(app, choice)
    else:
        follower.choice = choice


def turn_scheme(app: QApplication, choice: SchemeChoice) -> None:
    """The window as it stands turns to what was chosen; with it the frame that the system draws around it."""
    follower = _Follower.there
    if follower is not None and isValid(follower):
        follower.choice = choice
    app.styleHints().setColorScheme(_WISHED[choice])
    show_scheme(app, dark=_dark(app.styleHints(), choice))


def _dark(hints: QStyleHints, choice: SchemeChoice) -> bool:
    if choice is SchemeChoice.FOLLOW:
        return system_is_dark(hints)
    return choice is SchemeChoice.DARK


def system_is_dark(hints: QStyleHints) -> bool:
    """As long as no other scheme was asked for."""
    return hints.colorScheme() is Qt.ColorScheme.Dark


class _Follower(QObject):
    """Turns the window when the system turns; lives as long as the application."""

    there: ClassVar[_Follower | None] = None
    """Not looked for among the application's children: Python would make what it meets there, all of QStyle (8 ms)."""

    def __init__(self, app: QApplication, choice: SchemeChoice) -> None:
        super().__init__(app)
        self._app, self.choice = app, choice
        app.styleHints().colorSchemeChanged.connect(self._turned)

    @Slot(Qt.ColorScheme)
    def _turned(self) -> None:
        show_scheme(self._app, dark=_dark(self._app.styleHints(), self.choice))
