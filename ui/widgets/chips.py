"""Filter chips: a row of which exactly one is on, and chips that tell what is chosen and open something below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from ui.restyling import restyle
from ui.theme import set_role

_SHORT = 9


class Chip(QPushButton):
    """Keeps the width of its words: the style sheet's padding is counted, so nothing is cut."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_role(self, "chip")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class ChipRow(QWidget):
    """``set_chips([("all", "全部", 74), …])``; emits ``chosen(key)`` when another is clicked. Arrow keys move."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, Chip] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._current = ""

    @property
    def current(self) -> str:
        return self._current

    def set_chips(self, chips: Sequence[tuple[str, str, int | None]]) -> None:
        """(key, words, count or None); made anew only where the keys differ, else the words are changed."""
        if [key for key, _, _ in chips] != list(self._chips):
            for old in self._chips.values():
                self._row.removeWidget(old)
                old.hide()  # at once: it goes only when the event loop comes round
                old.deleteLater()
            self._chips = {key: self._made(key) for key, _, _ in chips}
        for key, words, count in chips:
            self._chips[key].setText(words if count is None else f"{words} {count}")
        if self._current not in self._chips and chips:
            self.choose(chips[0][0])

    def choose(self, key: str) -> None:
        """Turn one on, without a signal."""
        self._current = key
        for each, chip in self._chips.items():
            chip.setChecked(each == key)

    def chip(self, key: str) -> QPushButton:
        return self._chips[key]

    def _made(self, key: str) -> Chip:
        chip = Chip("", self)
        chip.setCheckable(True)
        chip.setObjectName(key)
        chip.clicked.connect(self._clicked)
        self._row.addWidget(chip)
        return chip

    @Slot()
    def _clicked(self) -> None:
        key = self.sender().objectName()
        changed = key != self._current
        self.choose(key)
        if changed:
            self.chosen.emit(key)


class ChoiceChip(Chip):
    """责任单位: 全部 ▾ — a chip with a menu; ``chosen(key)``, where "" is 全部."""

    chosen = Signal(str)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._label = label
        self._current = ""
        self._words: dict[str, str] = {}
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self.setMenu(self._menu)
        self._group.triggered.connect(self._picked)
        self._show()

    @property
    def current(self) -> str:
        return self._current

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """(key, words) below 全部; the choice made stays where it is still there."""
        words = {"": "全部", **dict(choices)}
        if words == self._words:
            return
        self._words = words
        self._menu.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
        for key, text in words.items():
            action = self._menu.addAction(text)
            action.setData(key)
            action.setCheckable(True)
            self._group.addAction(action)
        self.choose(self._current if self._current in words else "")

    def choose(self, key: str) -> None:
        """Without a signal."""
        self._current = key
        for action in self._group.actions():
            action.setChecked(action.data() == key)
        self._show()

    def sizeHint(self) -> QSize:
        """Room for the words and ▾, no more: a menu button's own hint leaves space for an arrow that is not drawn."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 24, 22)

    @Slot(QAction)
    def _picked(self, action: QAction) -> None:
        key = str(action.data())
        if key != self._current:
            self.choose(key)
            self.chosen.emit(key)

    def _show(self) -> None:
        words = self._words.get(self._current, "全部")
        short = words if len(words) <= 9 else words[:8] + "…"
        self.setText(f"{self._label}: {short} ▾")
        self.setToolTip(words if short != words else "")
        self.setAccessibleName(f"{self._label}：{words}")
        self.setChecked(bool(self._current))
        if bool(self.property("past")) is not bool(self._current):
            self.setProperty("past", bool(self._current))
            restyle(self)
        self.updateGeometry()


class DropChip(Chip):
    """责任单位: 全部 ▾ — opens something below it; Down opens it too. ``active`` when it narrows what is shown."""

    def __init__(self, label: str, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._label = label
        self._words: str | None = None
        self._active = False
        self.show_words(words)

    @property
    def words(self) -> str:
        return self._words or ""

    def show_words(self, words: str, *, active: bool = False) -> None:
        """What is chosen, in a few words; "" for the label alone."""
        if (words, active) == (self._words, self._active):
            return
        if active is not self._active:
            self.setProperty("past", active)
            restyle(self)
        self._words, self._active = words, active
        short = words if len(words) <= _SHORT else words[: _SHORT - 1] + "…"
        self.setText(f"{self._label}: {short} ▾" if words else f"{self._label} ▾")
        self.setToolTip(words if short != words else "")
        self.setAccessibleName(f"{self._label}：{words}" if words else self._label)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def stretch_row(widgets: Sequence[QWidget], *, right: Sequence[QWidget] = ()) -> QHBoxLayout:
    """Widgets at the left, others at the right, air between."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    for widget in right:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
