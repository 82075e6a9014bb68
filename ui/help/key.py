"""F1: in the main window by the menu, in a dialog by this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ui.help.window import HelpWindow


class HelpKey(QObject):
    """Of one window or dialog: its help, made when it is first asked for. Lives as long as what it belongs to."""

    def __init__(self, over: QWidget, chapter: str, section: str = "", settings: QSettings | None = None) -> None:
        super().__init__(over)
        self._over, self._chapter, self._section, self._settings = over, chapter, section, settings
        self.window: HelpWindow | None = None

    @Slot()
    def ask(self) -> None:
        self.open(self._chapter, self._section)

    def open(self, chapter: str, section: str = "") -> None:
        """A dialog that keeps others waiting keeps all waiting but its own windows; a main window is not to be covered
        by its help, so that one is on its own."""
        from ui.help.window import HelpWindow

        if self.window is None:
            parent = self._over if QApplication.activeModalWidget() is not None else None
            self.window = HelpWindow(parent, self._settings)
            self.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
            if parent is None:
                self.window.stand_over(self._over)
                self._over.destroyed.connect(self.window.deleteLater)
        self.window.open_at(chapter, section)


def help_by_f1(widget: QWidget, chapter: str, section: str = "") -> HelpKey:
    """A dialog's F1: that chapter, from that section on."""
    key = HelpKey(widget, chapter, section)
    QShortcut(QKeySequence("F1"), widget, key.ask)
    return key
