"""Widgets that write to the ledger: while nothing can be written they can't be used, and their tips say why.

Whoever makes one says so here; the window says once for all of them why nothing can be written, or that it can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

_WHY: Final = "read_only"
_LOOKED: Final = (QEvent.Type.Show, QEvent.Type.EnabledChange, QEvent.Type.ParentChange)


def why_not(widget: QObject | None) -> str:
    """Why nothing can be written from there; "" when it can."""
    while widget is not None:
        why = widget.property(_WHY)
        if why is not None:
            return str(why)
        widget = widget.parent()
    return ""


def tell_window(window: QWidget, why: str) -> None:
    """All that write, in this window and in those that belong to it."""
    window.setProperty(_WHY, why)
    for kept in window.findChildren(_Kept):
        kept.look()


def writes(*widgets: QWidget) -> None:
    """These change the ledger, or are of no use but for that."""
    for widget in widgets:
        _Kept(widget)


def may_write(action: QAction, widget: QWidget) -> QAction:
    """An entry of a menu that is made when it is wanted there: off, where nothing can be written."""
    why = why_not(widget)
    if why:
        action.setEnabled(False)
        action.setToolTip(why)
    return action


def _texts() -> tuple[type[QLineEdit], type[QPlainTextEdit], type[QTextEdit]]:
    """What can be typed in. Not on the way to the first rows: Python makes each class with all of its names."""
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

    return QLineEdit, QPlainTextEdit, QTextEdit


class _Kept(QObject):
    """Keeps one of them off, whatever its page makes of it meanwhile, and gives it back as the page would have it.

    What can be typed in can still be read, chosen from and copied.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._off = False
        self._wanted, self._tip = True, ""
        widget.installEventFilter(self)
        self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _LOOKED and watched is self._widget:
            self.look()
        return False

    def look(self) -> None:
        why = why_not(self._widget)
        if why:
            self._keep_off(why)
        elif self._off:
            self._off = False
            self._widget.setToolTip(self._tip)
            self._turn(self._wanted)

    def _keep_off(self, why: str) -> None:
        if not self._off:
            self._off, self._wanted, self._tip = True, self._is_on(), self._widget.toolTip()
        elif self._is_on():  # its page has turned it on meanwhile
            self._wanted = True
        if self._widget.toolTip() != why:
            self._widget.setToolTip(why)
        if self._is_on():
            self._turn(False)

    def _is_on(self) -> bool:
        widget = self._widget
        if isinstance(widget, _texts()):
            return not widget.isReadOnly()
        return not widget.testAttribute(Qt.WidgetAttribute.WA_ForceDisabled)

    def _turn(self, on: bool) -> None:
        widget = self._widget
        if isinstance(widget, _texts()):
            widget.setReadOnly(not on)
        else:
            widget.setEnabled(on)
