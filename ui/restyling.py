"""The style sheet changes: a few widgets at a time have the new looks, what is seen first, the rest in the turns that follow.

Qt itself looks at every widget there is within the one call, twice, for longer than a clerk waits for a key. A window of which
more is seen than one turn takes is not painted until all of it that is seen has turned: nobody sees half of it dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

_AT_ONCE: Final = 40
"""Widgets in one turn: some five milliseconds."""
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
    if len(every) <= _FEW or not any(each.testAttribute(_POLISHED) for each in every):
        yield  # as when the program starts; ``restyle`` has Python make all of QStyle (8 ms)
        return
    later = _Later.of(app)
    # With a style sheet of its own, so that Qt does not forget what each widget was like before the sheet gave it its looks.
    keeper = QWidget()
    keeper.setStyleSheet("QWidget { }")
    polished, passed_over = [], []
    for each in every:  # Qt passes over what is not polished yet and has a style of its own
        if each.testAttribute(_POLISHED):
            each.setAttribute(_POLISHED, False)
            polished.append(each)
        if not each.testAttribute(_OWN_STYLE):
            each.setAttribute(_OWN_STYLE)
            passed_over.append(each)
    try:
        yield
    finally:
        for each in polished:
            each.setAttribute(_POLISHED)
        for each in passed_over:
            each.setAttribute(_OWN_STYLE, False)
        shiboken6.delete(keeper)
        later.take(polished)


def is_restyling() -> bool:
    """Whether anything has the old looks yet."""
    later = _Later.there
    return later is not None and shiboken6.isValid(later) and later.under_way


class _Later(QObject):
    """Those that have the old looks yet; one for the application, its child."""

    there: ClassVar[_Later | None] = None
    """Not looked for among the application's children: Python would make what it meets there, all of QStyle (8 ms)."""

    @classmethod
    def of(cls, app: QApplication) -> _Later:
        there = cls.there
        if there is None or not shiboken6.isValid(there) or there._app is not app:
            there = cls.there = cls(app)
        return there

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._seen: dict[QWidget, None] = {}
        self._hidden: dict[QWidget, None] = {}
        self._unpainted: dict[QWidget, None] = {}
        """Windows to be painted when all that is seen has turned."""
        self._painting = False
        """In the turn that follows, and nothing else."""
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next)

    @property
    def under_way(self) -> bool:
        return bool(self._seen or self._hidden)

    def take(self, widgets: Iterable[QWidget]) -> None:
        """All that has the old looks: those that were taken before and have not turned yet are among them."""
        self._seen, self._hidden = {}, {}
        for each in widgets:
            (self._seen if each.isVisible() else self._hidden)[each] = None
        if len(self._seen) <= _AT_ONCE:
            _turn_some(self._seen)
        self._app.installEventFilter(self)
        self._timer.start()

    @Slot()
    def _next(self) -> None:
        if self._painting:
            self._painting = False
            return
        _turn_some(self._seen or self._hidden)
        if not self._seen:
            self._painting = self._paint()
        if not self._painting and not self.under_way:
            self._timer.stop()
            self._app.removeEventFilter(self)

    def _paint(self) -> bool:
        """Whether there is anything to paint."""
        unpainted, self._unpainted = self._unpainted, {}
        for each in unpainted:
            if shiboken6.isValid(each):
                _uncover(each)
                QCoreApplication.postEvent(each, QEvent(QEvent.Type.UpdateRequest))
        return bool(unpainted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is shown turns before it is painted; a window's painting waits until all that is seen has turned."""
        kind = event.type()
        if kind is QEvent.Type.UpdateRequest and self._seen and isinstance(watched, QWidget):
            self._unpainted[watched] = None
            return True
        if kind is QEvent.Type.Show and isinstance(watched, QWidget):
            for waiting in (self._seen, self._hidden):
                if watched in waiting:
                    del waiting[watched]
                    restyle(watched)
        return False


def _uncover(window: QWidget) -> None:
    """All of it is to be painted, in one go: of many parts that ask for it Qt paints some alone, and then again with all."""
    cover = QWidget(window)
    cover.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    cover.resize(window.size())
    cover.show()
    cover.hide()
    cover.deleteLater()


def _turn_some(waiting: dict[QWidget, None]) -> None:
    for _ in range(min(_AT_ONCE, len(waiting))):
        widget, _none = waiting.popitem()
        if shiboken6.isValid(widget):
            restyle(widget)
