"""A layout's last word before it is painted: Qt lays out level by level, with an event for each, and paints in between."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


def settle(widget: QWidget) -> None:
    """Have the layouts in and around it done now, so that the next picture of it is its final one."""
    if widget.isVisible():
        # Without a receiver: a request goes up to the parent, from the inside of a scroll area to the area too.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def after_painting(receiver: QObject, slot: Callable[[], object]) -> None:
    """Once what has changed just now is painted, as it is in the next turn of the event loop: in the one after that."""
    QTimer.singleShot(0, receiver, lambda: QTimer.singleShot(0, receiver, slot))
