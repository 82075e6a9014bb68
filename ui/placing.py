"""Where the window stands: never larger than the screen leaves room for, whatever it was before."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QMargins, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

# Known only once the window stands; as wide as the widest usual frame and title bar.
_FRAME: Final = QMargins(8, 40, 8, 8)
_SMALL: Final = QSize(1366, 768)
LEAST: Final = QSize(960, 540)


def room_of(widget: QWidget) -> QRect:
    """What its screen leaves to windows; of one that is not shown yet, the screen of the window that it belongs to.

    Never asked of the widget: PySide ties the screen that ``QWidget.screen`` answers to it, and when Python collects a widget
    that stands in a cycle, Qt's screen is destroyed with it and the next look at any screen ends the program.
    """
    window = widget.window()
    while not window.isVisible() and (parent := window.parentWidget()) is not None:
        window = parent.window()
    screen = QGuiApplication.screenAt(window.frameGeometry().center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


def least_size(available: QRect) -> QSize:
    """Below which the window can't be made smaller; on a screen that has not even that, all that its frame leaves."""
    return LEAST.boundedTo(available.marginsRemoved(_FRAME).size())


def place_first(window: QWidget, available: QRect) -> bool:
    """All the room there is. True on a small screen: it is to be shown maximised, which spares the frame."""
    window.setGeometry(fitted(available, available))
    return available.width() <= _SMALL.width() or available.height() <= _SMALL.height()


def stand_again(window: QWidget, geometry: object) -> bool:
    """Where it stood when ``geometry`` was saved; of the usual size, and False, where there is nothing to go by."""
    window.setMinimumSize(least_size(room_of(window)))
    window.resize(_SMALL)
    restored = isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)
    if restored:
        keep_inside(window, room_of(window))
    return restored


def keep_inside(window: QWidget, available: QRect) -> None:
    """After a geometry was restored, which may come from a larger screen; ``available``: of the screen it stands on."""
    if not (window.isMaximized() or window.isFullScreen()):
        window.setGeometry(fitted(window.geometry(), available))


def fitted(wanted: QRect, available: QRect) -> QRect:
    """The room inside a frame, at most ``wanted``, moved so that all of it can be seen."""
    room = available.marginsRemoved(_FRAME)
    size = wanted.size().boundedTo(room.size())
    left = max(room.left(), min(wanted.left(), room.right() - size.width() + 1))
    top = max(room.top(), min(wanted.top(), room.bottom() - size.height() + 1))
    return QRect(left, top, size.width(), size.height())


def came_back(window: QWidget, geometry: object) -> bool:
    """Whether it now stands where it stood when ``geometry`` was saved, as far as that is on the screen."""
    if not isinstance(geometry, QByteArray) or not window.restoreGeometry(geometry):
        return False
    window.setGeometry(fitted(window.geometry(), room_of(window)))
    return True
