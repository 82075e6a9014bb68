"""The side bar: one page a button, a picture over its word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.shell import SIDE_WIDTH
from ui.theme import ON_BLUE, SIDEBAR_TEXT, icon, set_role

_ICON, _SMALL_ICON = 22, 18
_MARGIN = 8
# Heights of a button: words below its picture, and beside it.
_ROOMY, _LOW = 63, 34


class SideBar(QFrame):
    """``page_requested(name)``; the button stays as it was until ``show_page``."""

    page_requested = Signal(str)

    def __init__(self, pages: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``pages``: (name, word); the icon bears the name."""
        super().__init__(parent)
        set_role(self, "sidebar")
        self._compact = False
        self.setFixedWidth(SIDE_WIDTH)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QToolButton] = {}
        room = QPixmap(_ICON, _ICON)
        room.fill(Qt.GlobalColor.transparent)
        self._room = QIcon(room)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(0, _MARGIN, 0, _MARGIN)
        column.setSpacing(0)
        for name, word in pages:
            column.addWidget(self._made(name, word))
        column.addStretch(1)

    @property
    def compact(self) -> bool:
        """Words beside the pictures: the window is too low for words below them."""
        return self._compact

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = self.height() < 2 * _MARGIN + len(self._buttons) * _ROOMY
        if compact != self._compact:
            self._compact = compact
            for button in self._buttons.values():
                self._fit(button)

    def minimumSizeHint(self) -> QSize:
        """As low as all pages can be."""
        return QSize(SIDE_WIDTH, 2 * _MARGIN + len(self._buttons) * _LOW)

    def _fit(self, button: QToolButton) -> None:
        style = Qt.ToolButtonStyle
        size = _SMALL_ICON if self._compact else _ICON
        button.setIconSize(QSize(size, size))
        button.setToolButtonStyle(style.ToolButtonTextBesideIcon if self._compact else style.ToolButtonTextUnderIcon)
        set_role(button, "page-low" if self._compact else "page")

    def show_page(self, name: str) -> None:
        self._buttons[name].setChecked(True)
        self._current = name

    def show_pictures(self) -> None:
        """Drawn once the first page stands; their room is kept."""
        for name, button in self._buttons.items():
            button.setIcon(icon(name, SIDEBAR_TEXT, ON_BLUE, _ICON))

    def button(self, name: str) -> QToolButton:
        return self._buttons[name]

    def _made(self, name: str, word: str) -> QToolButton:
        button = QToolButton()
        button.setText(word)
        button.setObjectName(name)
        button.setAccessibleName(word)
        button.setIcon(self._room)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit(button)
        button.clicked.connect(self._clicked)
        self._group.addButton(button)
        self._buttons[name] = button
        return button

    @Slot()
    def _clicked(self) -> None:
        wanted = self.sender().objectName()
        self.show_page(self._current)  # the page may refuse to be left
        self.page_requested.emit(wanted)
