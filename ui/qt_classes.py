"""Qt's classes are made for Python on the window's thread, all of them, before any other thread names one.

PySide makes a class when it is first named, or first met in what Qt hands over. Two threads that come to the same class at the
same time make it twice, and the program ends without a word (PySide 6.9.3); even the very first of them can stand still for ever.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

_SLICE: Final = 0.008
"""Seconds after which a key is listened to. All together take some 80 ms; no class alone takes more than two slices."""


class ClassMaker(QObject):
    """Makes them a slice at a time, each in a turn of the event loop of its own; then says so, once."""

    made = Signal()

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._left = _making()
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)

    @classmethod
    def begin(cls) -> ClassMaker:
        """For the application at hand. It goes when it is done."""
        maker = cls(QCoreApplication.instance())
        maker.made.connect(maker.deleteLater)
        maker._turn.start()
        return maker

    @Slot()
    def _go_on(self) -> None:
        end = time.perf_counter() + _SLICE
        for _ in self._left:
            if time.perf_counter() > end:
                return
        self._turn.stop()
        self.made.emit()


def make_classes() -> None:
    """All at once."""
    for _ in _making():
        pass


def _making() -> Iterator[str]:
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name, None)
            yield name
