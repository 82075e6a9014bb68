"""The style sheet changes: what is seen has the new looks at once, the rest a few at a time in the turns that follow.

Qt itself looks at every widget there is within the one call, twice, for longer than a clerk waits for a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

_AT_ONCE: Final = 40
"""Widgets out of sight in one turn: some five milliseconds."""
_FEW: Final = 8
"""As many Qt may look at by itself, however often."""
_POLISHED: Final = Qt.WidgetAttribute.WA_WState_Polished
_OWN_STYLE: Final = Qt.WidgetAttribute.WA_SetStyle


def restyle(widget: QWidget) -> None:
    """Have the style sheet look again at a widget."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    QWidget.update(widget)  # that of a table wants an index


@contextmanager
def seen_first(app: QApplication) -> Iterator[None]:
    """The application's style sheet is changed within. What is seen follows when all is said, what is not by itself."""
    every = app.allWidgets()
    polished = [each for each in every if each.testAttribute(_POLISHED)]
    if len(every) <= _FEW or not polished:  # as when the program starts; ``restyle`` has Python make all of QStyle (8 ms)
        yield
        return
    later = _Later.of(app)
    passed_over = [each for each in every if not each.testAttribute(_OWN_STYLE)]
    # With a style sheet of its own, so that Qt does not forget what each widget was like before the sheet gave it its looks.
    keeper = QWidget()
    keeper.setStyleSheet("QWidget { }")
    for each in polished:
        each.setAttribute(_POLISHED, False)
    for each in passed_over:  # Qt does, what is not polished yet and has a style of its own
        each.setAttribute(_OWN_STYLE)
    try:
        yield
    finally:
        for each in polished:
            each.setAttribute(_POLISHED)
        for each in passed_over:
            each.setAttribute(_OWN_STYLE, False)
        shiboken6.delete(keeper)
        hidden = []
        for each in polished:
            if each.isVisible():
                restyle(each)
            else:
                hidden.append(each)
        later.take(hidden)


class _Later(QObject):
    """Those that have the old looks yet; one for the application, its child."""

    _there: ClassVar[_Later | None] = None
    """Not looked for among the application's children: Python would make what it meets there, all of QStyle (8 ms)."""

    @classmethod
    def of(cls, app: QApplication) -> _Later:
        there = cls._there
        if there is None or not shiboken6.isValid(there) or there._app is not app:
            there = cls._there = cls(app)
        return there

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._waiting: dict[QWidget, None] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next)

    def take(self, widgets: Iterable[QWidget]) -> None:
        self._waiting = dict.fromkeys(widgets)
        if self._waiting:
            self._app.installEventFilter(self)
            self._timer.start()

    @Slot()
    def _next(self) -> None:
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            widget, _none = self._waiting.popitem()
            if shiboken6.isValid(widget):
                restyle(widget)
        if not self._waiting:
            self._timer.stop()
            self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before it is painted."""
        if event.type() is QEvent.Type.Show and watched in self._waiting and isinstance(watched, QWidget):
            del self._waiting[watched]
            restyle(watched)
        return False
