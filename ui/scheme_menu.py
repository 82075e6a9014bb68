"""视图 → 配色: one of three, at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSettings, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

from ui.scheme import SchemeChoice, chosen_scheme, keep_scheme, turn_scheme

_PLACE = "视图"


def add_scheme_menu(menus: Sequence[QMenu], settings: QSettings | None) -> QMenu:
    """At the end of 视图."""
    menu = next(each for each in menus if each.title().startswith(_PLACE))
    _SchemeMenu(menu, settings)
    return menu


class _SchemeMenu(QObject):
    def __init__(self, menu: QMenu, settings: QSettings | None) -> None:
        super().__init__(menu)
        self._settings = settings
        menu.addSeparator()
        submenu = menu.addMenu("配色")
        submenu.setObjectName("scheme")
        group = QActionGroup(submenu)
        for choice in SchemeChoice:
            action = submenu.addAction(choice.word)
            action.setData(choice.value)
            action.setCheckable(True)
            action.setChecked(choice is chosen_scheme(settings))
            group.addAction(action)
        group.triggered.connect(self._chosen)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        choice = SchemeChoice(str(action.data()))
        keep_scheme(self._settings, choice)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        turn_scheme(app, choice)
