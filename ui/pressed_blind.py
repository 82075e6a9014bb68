"""What was pressed while the window stood empty was not meant for what stands there by now: it is dropped."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputEvent
from PySide6.QtWidgets import QApplication, QWidget

_DROPPED: Final = (QEvent.Type.Drop, QEvent.Type.ContextMenu)


def drop_pressed_blind(window: QWidget) -> None:
    """All that the system has sent by now; a key or a click that comes after it counts. ``window`` is seen; it may be closed
    by this, as it was told to be."""
    handle = window.windowHandle()
    deaf = _Deaf()
    handle.installEventFilter(deaf)  # keys and clicks come by the system's window; widgets are left alone
    try:
        QApplication.processEvents()
    finally:
        handle.removeEventFilter(deaf)


class _Deaf(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return isinstance(event, QInputEvent) or event.type() in _DROPPED
