"""A scroll area that loses height, as when a bar appears above it, keeps in sight what is being typed in."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QWidget

_MARGIN: Final = 8


class KeepingScroll(QScrollArea):
    """What has the keys stays in sight when the area is made smaller, unless a person had scrolled it away before."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        focus: QWidget | None = self.window().focusWidget()
        seen = focus is not None and self._inside(focus) and self._place_of(focus).intersects(QRect(QPoint(), event.oldSize()))
        super().resizeEvent(event)
        if seen and focus is not None:
            self._bring(focus)

    def _inside(self, widget: QWidget) -> bool:
        return self.widget() is not None and self.widget().isAncestorOf(widget)

    def _place_of(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self.viewport(), QPoint()), widget.size())

    def _bring(self, widget: QWidget) -> None:
        """The whole of it: Qt's own ``ensureWidgetVisible`` is content with the caret."""
        top = widget.mapTo(self.widget(), QPoint()).y()
        self.ensureVisible(0, top + widget.height(), 0, _MARGIN)
        self.ensureVisible(0, top, 0, _MARGIN)
        if isinstance(widget, QPlainTextEdit):  # one that is higher than what is left: the line with the caret
            caret = widget.viewport().mapTo(self.widget(), widget.cursorRect().center())
            self.ensureVisible(0, caret.y(), 0, widget.fontMetrics().height())
